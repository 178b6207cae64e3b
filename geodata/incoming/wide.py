"""Tables with months across the top made long: one row for each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Severity
from geodata.incoming.columns import TOTAL, month_of_header
from geodata.incoming.result import Remark, Spot, State
from geodata.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_MONTHS = 2
SMALL = 1e-6


def long_from_months(
    spot: Spot, values: pd.DataFrame, states: pd.DataFrame, facts: dict[str, object]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Remark]]:
    """
    Return a table with months as columns as one with a period and a value in each row.

    A month without a value is counted as missing and gives no row; a column of totals is held
    against the sum and left out. Other tables are returned as they are.
    """
    months = {str(name): month for name in values.columns if (month := month_of_column(str(name)))}
    if len(months) < FEWEST_MONTHS or "period" in values:
        return values, states, []
    totals = [str(name) for name in values.columns if TOTAL.fullmatch(str(name))]
    remarks = _differences(spot, values, list(months), totals)
    remarks += _within(spot, list(months.values()))
    kept = [name for name in values.columns if name not in {*months, *totals}]
    parts, flags = [], []
    for name, month in months.items():
        parts.append(values[kept].assign(period=month, value=values[name]))
        state = (
            states[name] if name in states else pd.Series(str(State.MISSING), index=values.index)
        )
        flags.append(pd.DataFrame({"value": state}))
    long, flag = pd.concat(parts, ignore_index=True), pd.concat(flags, ignore_index=True)
    missing = flag["value"] == State.MISSING
    facts["missing"] = int(missing.sum())
    facts["months"] = list(months.values())
    filled = {month for month, gone in zip(long["period"], missing, strict=True) if not gone}
    words = ", ".join(sorted(filled))
    message = (
        f"Months stand across the top; made into one row a month: {words}. "
        f"{int(missing.sum())} cells are missing, not 0."
    )
    remarks.append(spot.remark(Severity.NOTE, "months_across", message, "Nothing to do if right."))
    return long[~missing], flag[~missing], remarks


def month_of_column(name: str) -> str:
    """
    Return the period that the plain name of a column stands for, or an empty text.

    >>> month_of_column("oct_17"), month_of_column("2017_10_01"), month_of_column("site_id")
    ('201710', '201710', '')
    """
    signs = (" ", "-", "/")
    return next(filter(None, (month_of_header(name.replace("_", sign)) for sign in signs)), "")


def _within(spot: Spot, texts: Sequence[str]) -> list[Remark]:
    """Return a warning where one of the periods across the top holds others of them."""
    periods = [parse_period(text) for text in dict.fromkeys(texts)]
    remarks = []
    for whole in periods:
        parts = [
            one.text for one in periods
            if one != whole and whole.start <= one.start and one.end <= whole.end
        ]  # fmt: skip
        if parts:
            message = f"{whole.text} holds {', '.join(parts)}, which stand beside it."
            remedy = "Never add them together; leave out the longer or the shorter ones."
            remarks.append(
                spot.remark(
                    Severity.WARNING, "periods_within", message, remedy, column="period",
                    value=whole.text, expected="periods of one length",
                )
            )  # fmt: skip
    return remarks


def _differences(
    spot: Spot, values: pd.DataFrame, months: Sequence[str], totals: Sequence[str]
) -> list[Remark]:
    remarks = []
    numeric = [name for name in months if values[name].dtype == "float64"]
    for name in totals:
        if values[name].dtype != "float64":
            continue
        sums = values[numeric].sum(axis="columns")
        rows = [int(str(row)) for row in values.index[(sums - values[name]).abs() > SMALL]]
        if rows:
            message = f"The column '{name}' is not the sum of the months."
            remarks.append(
                spot.remark(
                    Severity.WARNING,
                    "total_differs",
                    message,
                    "Look which is right.",
                    rows=rows,
                    column=name,
                )
            )
    return remarks
