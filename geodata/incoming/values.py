"""The cells of one column made into numbers, days or periods, with remarks on every doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.findings import Severity
from geodata.incoming.numbers import Read, as_shares, from_percent, read_numbers
from geodata.incoming.result import Remark, Spot, State, rows_words
from geodata.reading.values import MISSING_MARKS, number_of
from geodata.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.incoming.decisions import Decisions

TEXT_ENDINGS = ("id", "code", "no", "key", "name", "title", "status", "source", "uid", "note")
MOSTLY = 0.6
THOUSAND = 1000
MOST_THOUSANDS = 10_000  # Ten million people in one district; beyond it they were counted singly.
PEOPLE = frozenset({"count"})
GROUP = re.compile(r"\d{1,3}[.,]\d{3}")


class ReadColumn(NamedTuple):
    """Values and states by row, remarks, and what was counted."""

    cells: pd.Series
    states: pd.Series[str]
    remarks: list[Remark]
    facts: dict[str, object]


QUERIES: Mapping[str, tuple[str, str, str]] = {
    "doubtful": ("may mean none or not known; it was not read as 0", "Write 0 or leave blank.", ""),
    "filler": (
        "is far from all others and mostly means not known; it was not counted",
        "Leave it blank, or confirm the number.",
        "blank",
    ),
    "grouping": ("may be a grouped or a decimal number", "Confirm the number.", "ungroup"),
    "percent_without_sign": (
        "is above 1 in a column of shares",
        "Confirm the per cent.",
        "percent",
    ),
    "share_in_percent": (
        "is 1 or less in a column of per cent, perhaps a share",
        "Confirm the share, or write the per cent.",
        "unit",
    ),
    "no_share": ("is below 0 or above 100 per cent, which no share can be", "Correct it.", ""),
    "in_words": ("is a number in words", "Confirm the number.", "unit"),
    "with_words": ("holds more than a number", "Confirm the number.", "unit"),
    "in_brackets": ("stands in brackets, which mostly means below zero", "Confirm it.", "unit"),
    "not_a_number": ("is no number", "Write digits only, or leave it blank.", ""),
}


def looks_numeric(name: str, cells: Sequence[str]) -> bool:
    """
    Say whether a column that no schema knows holds numbers.

    >>> looks_numeric("visits", ["1", "2", "N/A"]), looks_numeric("facility_code", ["007"])
    (True, False)
    """
    if name.rsplit("_", maxsplit=1)[-1] in TEXT_ENDINGS:
        return False
    filled = [cell for cell in cells if cell.casefold() not in MISSING_MARKS]
    good = {State.VALUE, State.SUPPRESSED}
    numeric = sum(read.state in good or read.how == "grouping" for read in read_numbers(filled))
    return bool(filled) and numeric >= MOSTLY * len(filled)


def numbers_column(
    spot: Spot,
    cells: pd.Series[str],
    mark: str,
    kind: Kind,
    decisions: Decisions | None = None,
    *,
    percent: bool = False,
    thousands: bool = False,
) -> ReadColumn:
    """
    Read a column of numbers or shares; what a person decided on is no question any more.

    Parameters
    ----------
    percent
        True when the column says that its numbers are per cent.
    thousands
        True when it says that they are thousands.
    """
    texts = list(cells)
    whole = kind == Kind.WHOLE or _counts(texts, mark)
    whole = whole or (str(cells.name) in PEOPLE and _whole_or_grouped(texts))
    whole = whole and not thousands
    reads = read_numbers(texts, mark, whole=whole)
    if kind == Kind.SHARE:
        # Where all are 1 or less, they are shares already, whatever the header says.
        above = any(read.state == State.VALUE and read.value > 1 for read in reads)
        reads = from_percent(reads) if percent and above else as_shares(reads)
    if decisions and decisions.made:
        name = str(cells.name)
        reads = [
            _decided(read, name, text, decisions) for read, text in zip(reads, texts, strict=True)
        ]
    numbers = [read.value for read in reads]
    values = pd.Series(numbers, index=cells.index, dtype="float64", name=str(cells.name))
    states = pd.Series([str(read.state) for read in reads], index=cells.index, dtype="str")
    values, scaled = _from_thousands(spot, values) if thousands else (values, [])
    remarks = [*scaled, *_queries(spot, cells, reads), *_conversions(spot, cells, reads)]
    remarks += _no_counts(spot, values) if kind == Kind.WHOLE else []
    suppressed = int((states == State.SUPPRESSED).sum())
    proposed = {
        int(str(row)): read.proposed
        for row, read in zip(cells.index, reads, strict=True)
        if read.proposed is not None
    }
    facts: dict[str, object] = {f"proposed {cells.name}": proposed} if proposed else {}
    if suppressed:
        known, missing = values.sum(), int((states == State.MISSING).sum())
        message = (
            f"The sum is at least {known:g}; {suppressed} of {len(cells)} are suppressed, "
            f"{missing} missing: neither was read as 0."
        )
        rows = _rows(cells, reads, "suppressed")
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "suppressed",
                message,
                "Nothing to do.",
                rows=rows,
                column=str(cells.name),
            )
        )
    return ReadColumn(values, states, remarks, facts)


def _from_thousands(spot: Spot, values: pd.Series[float]) -> tuple[pd.Series[float], list[Remark]]:
    """Return counts that a header says are thousands; asked where they cannot be."""
    column, known = str(values.name), values.dropna()
    if known.empty:
        return values, []
    rows = [int(str(row)) for row in known.index]
    if float(known.median()) < MOST_THOUSANDS:
        message = (
            f"{len(rows)} numbers of '{column}' are thousands by its header, and were read so."
        )
        told = spot.remark(Severity.NOTE, "numbers_thousands", message, rows=rows, column=column)
        return (values * THOUSAND).round(6), [told]
    message = f"The header of '{column}' says thousands, but its numbers are too large for that: "
    message += "they were read as written."
    remedy = "Confirm, or correct the header."
    told = spot.remark(
        Severity.WARNING, "thousands_doubted", message, remedy, rows=rows, column=column, asks=True
    )
    return values, [told]


def _decided(read: Read, column: str, text: str, decisions: Decisions) -> Read:
    """Return a cell in doubt as a person wants it read: as proposed, or as missing."""
    if read.state != State.QUERY or not decisions.makes(QUERIES[read.how][2], column, text):
        return read
    if read.proposed is None:
        return Read(float("nan"), State.MISSING, "mark")
    return Read(read.proposed, State.VALUE, "confirmed")


def _counts(texts: Sequence[str], mark: str) -> bool:
    """Say whether the plain cells of a column are whole numbers in the thousands."""
    plain = [value for text in texts if (value := number_of(text, mark)) is not None]
    whole = [value for value in plain if value % 1 == 0]
    return bool(whole) and len(whole) >= len(plain) - 1 and min(whole) >= THOUSAND


def _whole_or_grouped(texts: Sequence[str]) -> bool:
    """Say whether all cells are whole or may be grouped: then none of them is a decimal."""
    filled = [text for text in texts if text.casefold() not in MISSING_MARKS]
    return all(text.isdigit() or GROUP.fullmatch(text) for text in filled)


def _rows(cells: pd.Series[str], reads: Sequence[Read], how: str) -> list[int]:
    return [int(str(row)) for row, read in zip(cells.index, reads, strict=True) if read.how == how]


def _queries(spot: Spot, cells: pd.Series[str], reads: Sequence[Read]) -> list[Remark]:
    remarks = []
    for row, text, read in zip(cells.index, cells, reads, strict=True):
        if read.state != State.QUERY:
            continue
        words, remedy, fix = QUERIES[read.how]
        proposed = f" {text} read as {read.proposed:,g}?" if read.proposed is not None else ""
        message = f"'{text}' in row {row} {words}.{proposed}"
        if read.proposed is not None and read.proposed >= THOUSAND:
            message = message.replace(f"{read.proposed:,g}", f"{read.proposed:,.0f}")
        remarks.append(
            spot.remark(
                Severity.WARNING,
                read.how,
                message,
                remedy,
                rows=[int(str(row))],
                column=str(cells.name),
                value=text,
                expected="a number",
                fix=fix,
            )
        )
    return remarks


def _no_counts(spot: Spot, values: pd.Series[float]) -> list[Remark]:
    """Return warnings on counts below zero and on parts of a person; the dataset takes neither."""
    wrong = {
        "negative_count": (values < 0, "below zero"),
        "not_whole": (values % 1 > 0, "no whole number"),
    }
    remarks = []
    for rule, (mask, words) in wrong.items():
        rows = [int(str(row)) for row in values.index[mask]]
        if rows:
            message = f"'{values.name}' is {words} in {rows_words(rows)}, which no count can be."
            remedy = "Correct it, or leave it blank where it is not known."
            remarks.append(
                spot.remark(
                    Severity.WARNING, rule, message, remedy, rows=rows, column=str(values.name),
                    expected="a whole number from 0",
                )
            )  # fmt: skip
    return remarks


def _conversions(spot: Spot, cells: pd.Series[str], reads: Sequence[Read]) -> list[Remark]:
    words = {
        "percent": "{} values with % converted to shares of 1.",
        "percent_column": "{} values of a column in per cent converted to shares of 1.",
        "grouped": "{} numbers with signs between thousands were read as whole.",
        "mark": "{} cells were read as missing, not as 0.",
    }
    remarks = []
    for how, message in words.items():
        rows = _rows(cells, reads, how)
        if rows:
            remarks.append(
                spot.remark(
                    Severity.NOTE,
                    f"numbers_{how}",
                    message.format(len(rows)),
                    rows=rows,
                    column=str(cells.name),
                )
            )
    return remarks
