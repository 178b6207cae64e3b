"""Rows that stand twice: the same is kept once, different ones are used neither way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.errors import UnknownPeriodError
from geodata.findings import Severity
from geodata.incoming.columns import CADRES, meaning_of
from geodata.incoming.moments import period_of
from geodata.incoming.result import Remark, Spot, rows_words

if TYPE_CHECKING:
    import pandas as pd

KEYS = (
    ("site_id", "period", "cadre"),
    ("site_id", "cadre"),
    ("site_id", "period", "indicator"),
    ("site_id", "period"),
    ("stop_id", "planned_date"),
    ("site_id",),
)
OF_SHEETS = "sheet"  # Sheets put together: a row of one is no repetition of another's.


def without_repeats(
    spot: Spot, cells: pd.DataFrame
) -> tuple[list[int], list[Remark], dict[str, object]]:
    """
    Return the rows to leave out, remarks, and the ids concerned.

    Of identical rows the first is kept. Of rows that share their key and differ none is used:
    not the last one, and not their sum.

    >>> import pandas as pd
    >>> cells = pd.DataFrame({"site_id": ["S1", "S1", "S2", "S2"], "MM": ["1", "1", "1", "2"]},
    ...     index=[2, 3, 4, 5])
    >>> without_repeats(Spot("a.csv"), cells)[0]
    [3, 4, 5]
    """
    key = next((names for names in KEYS if set(names) <= set(cells.columns)), None)
    if key is None:
        return [], [], {}
    key = (*key, OF_SHEETS) if OF_SHEETS in cells else key
    known = _as_meant(cells[(cells[list(key)] != "").all(axis="columns")], key)
    same = known[known.duplicated(keep="first")]
    rest = known.drop(index=same.index)
    differing = rest[rest.duplicated(subset=list(key), keep=False)]
    facts: dict[str, object] = {
        "identical": sorted(set(same[key[0]])),
        "conflict": sorted(set(differing[key[0]])),
    }
    remarks = []
    if not same.empty:
        rows = [int(str(row)) for row in same.index]
        named = f"{_named(same, key)}; {rows_words(rows)}"
        message = f"Repeated without any difference and read once: {named}."
        remarks.append(
            spot.remark(
                Severity.NOTE, "repeated_row", message, rows=rows, column=key[0], fix="drop_repeats"
            )
        )
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, *values in differing[list(key)].itertuples():
        groups.setdefault(tuple(map(str, values)), []).append(int(row))
    for parts, rows in sorted(groups.items()):
        title = " ".join(parts)
        message = f"{title} stands in {rows_words(rows)} with different values; none was used."
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "conflicting_rows",
                message,
                "Keep the right one, delete the other.",
                rows=rows,
                column=key[0],
                value=title,
                expected="one row",
            )
        )
    out = sorted(int(str(row)) for row in (*same.index, *differing.index))
    return out, remarks, facts


def _as_meant(cells: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """Return rows with cadres and periods of their key in one spelling, so that they compare."""
    meant = {"cadre": _cadre, "period": _period}
    return cells.assign(
        **{
            name: cells[name].map({text: meant[name](text) for text in cells[name].unique()})
            for name in key
            if name in meant
        }
    )


def _cadre(text: str) -> str:
    meaning = meaning_of(text)
    return meaning if meaning in CADRES else text


def _period(text: str) -> str:
    try:
        return period_of(text).text
    except UnknownPeriodError:
        return text


def _named(rows: pd.DataFrame, key: tuple[str, ...]) -> str:
    return ", ".join(sorted(set(rows[key[0]])))
