"""Columns of days and periods, read as a whole, with remarks on every doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import UnknownPeriodError
from geodata.findings import Severity
from geodata.incoming.moments import (
    DECIMAL_YEAR,
    day_first,
    day_of,
    is_odd_year,
    is_serial,
    meaning_words,
    odd_year_words,
    period_of,
)
from geodata.incoming.numbers import MORE_MISSING
from geodata.incoming.result import Spot, State, rows_words
from geodata.incoming.values import ReadColumn
from geodata.periods import PeriodKind
from geodata.reading.values import MISSING_MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

YEAR_DIGITS = 4


def days_column(spot: Spot, cells: pd.Series[str], shift: int = 0) -> ReadColumn:
    """
    Read a column of days; the order of day and month is decided by the whole column.

    ``shift`` is added to serial numbers: 1462 days where a workbook counts from 1904.
    """
    column = str(cells.name)
    distinct = list(dict.fromkeys(cells))
    order = day_first(distinct)
    known = {text: day_of(text, days_first=order, shift=shift) for text in distinct}
    odd = {text: day.year for text, day in known.items() if day and is_odd_year(day.year)}
    known |= dict.fromkeys(odd)
    days = [known[text] for text in cells]
    blank = cells.str.casefold().isin(MISSING_MARKS | MORE_MISSING)
    states = pd.Series(
        [
            str(State.VALUE if day else State.MISSING if empty else State.QUERY)
            for day, empty in zip(days, blank, strict=True)
        ],
        index=cells.index,
        dtype="str",
    )
    remarks = []
    if order is not None:
        message = f"Days are read {'day first' if order else 'month first'}, as one row settles."
        remarks.append(spot.remark(Severity.NOTE, "day_order", message, column=column))
    counted = cells.isin([text for text in distinct if is_serial(text)])
    serial = [int(str(row)) for row in cells.index[counted]]
    if serial:
        first = days[list(cells.index).index(serial[0])]
        since = " from 1904" if shift else ""
        message = (
            f"{len(serial)} serial numbers{since} converted ({rows_words(serial)}), "
            f"such as to {first}."
        )
        remarks.append(
            spot.remark(Severity.NOTE, "serial_day", message, rows=serial, column=column)
        )
    for row, text in cells[states == State.QUERY].items():
        message = f"'{text}' in row {row} is no single day; it was not read."
        if text in odd:
            message = odd_year_words(text, odd[text])
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "odd_year" if text in odd else "bad_day",
                message,
                "Write the day as 2017-11-30.",
                rows=[int(str(row))],
                column=column,
                value=text,
                expected="a day such as 2017-11-30",
            )
        )
    values = pd.Series(
        ["" if day is None else day.isoformat() for day in days], index=cells.index, dtype="str"
    )
    return ReadColumn(values, states, remarks, {"days": list(values)})


def periods_column(spot: Spot, cells: pd.Series[str]) -> ReadColumn:
    """Read a column of periods; periods of different length are told apart and never added."""
    column = str(cells.name)
    quarterly = is_decimal_years(cells)
    texts, kinds, states, remarks = [], [], [], []
    for row, cell in cells.items():
        text = f"{cell}.0" if quarterly and len(cell) == YEAR_DIGITS else cell
        try:
            period = period_of(text)
            odd = period.start.year if is_odd_year(period.start.year) else 0
        except UnknownPeriodError:
            period, odd = None, 0
        if period is None or odd:
            missing = cell.casefold() in MISSING_MARKS | MORE_MISSING
            texts.append("")
            states.append(str(State.MISSING if missing else State.QUERY))
            if not missing:
                message = (
                    odd_year_words(cell, odd) if odd else f"'{cell}' in row {row} is no period."
                )
                remarks.append(
                    spot.remark(
                        Severity.WARNING,
                        "odd_year" if odd else "bad_period",
                        message,
                        "Write 201711, 2017Q4 or 2017.",
                        rows=[int(str(row))],
                        column=column,
                        value=cell,
                        expected="a period",
                    )
                )
            continue
        texts.append(period.text)
        kinds.append(period.kind)
        states.append(str(State.VALUE))
        if period.kind == PeriodKind.FINANCIAL_YEAR:
            remarks.append(
                spot.remark(
                    Severity.NOTE,
                    "financial_year",
                    f"{meaning_words(period)}.",
                    rows=[int(str(row))],
                    column=column,
                    value=cell,
                )
            )
    counts = {str(kind): kinds.count(kind) for kind in dict.fromkeys(kinds)}
    if len(counts) > 1:
        words = ", ".join(f"{count} x {kind}" for kind, count in counts.items())
        message = f"Periods of different length ({words}) are never added together."
        remarks.append(spot.remark(Severity.NOTE, "mixed_periods", message, column=column))
    index = cells.index
    return ReadColumn(
        pd.Series(texts, index=index, dtype="str"),
        pd.Series(states, index=index, dtype="str"),
        remarks,
        {"kinds": counts},
    )


def is_decimal_years(cells: Sequence[str] | pd.Series[str]) -> bool:
    """
    Say whether a column holds years with quarters as decimals, such as 2016.25.

    >>> is_decimal_years(["2016.25", "2017"]), is_decimal_years(["2016", "2017"])
    (True, False)
    """
    filled = [cell for cell in cells if cell]
    years = [
        cell
        for cell in filled
        if DECIMAL_YEAR.fullmatch(cell)
        or (len(cell) == YEAR_DIGITS and cell.startswith(("19", "20")))
    ]
    return (
        bool(filled)
        and len(years) == len(filled)
        and any(len(cell) > YEAR_DIGITS for cell in years)
    )
