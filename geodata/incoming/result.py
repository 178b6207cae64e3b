"""What reading one incoming file gives: what was understood, and a remark on every doubt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.findings import MOST_ALIKE, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from geodata.reading.rasters import RawRaster

MOST_ROWS_NAMED = 12
LONGEST_TEXT = 2_000  # Of a value or a message.


class Verdict(StrEnum):
    """What may be done with the file: use it, look first, answer first, or send another."""

    ACCEPT = "accept"
    WARN = "accept_with_warning"
    ASK = "ask"
    REFUSE = "refuse"


class State(StrEnum):
    """What a cell of numbers, days or periods holds; no two of these are ever mixed up."""

    VALUE = "value"
    MISSING = "missing"
    SUPPRESSED = "suppressed"
    QUERY = "query"


@dataclass(frozen=True)
class Remark:
    """
    A finding with what a data page needs to act on it.

    Parameters
    ----------
    finding
        Rule, severity, place, value, message and remedy.
    sheet
        The sheet or layer, empty when the file has but one.
    rows
        All rows meant, as a person sees them.
    expected
        What should stand there.
    fix
        Name of a repair that is safe at one click, or empty.
    asks
        True when nothing of the file may be used before a person has confirmed this.
    """

    finding: Finding
    sheet: str = ""
    rows: tuple[int, ...] = ()
    expected: str = ""
    fix: str = ""
    asks: bool = False

    @property
    def key(self) -> str:
        """What names this remark; another file, place, value or sentence gives another."""
        one = self.finding
        told = (one.table, self.sheet, one.rule, one.column, one.value, one.message)
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, object]:
        """
        Return the remark as plain values for JSON.

        >>> finding = Finding("r", Severity.NOTE, "a.csv", 2, "n", "x", "Odd.", "Look.")
        >>> Remark(finding, rows=(2,)).as_json()["rows"]
        [2]
        """
        one = self.finding
        return {
            "key": self.key,
            "repair": repair_key(self.fix, one.column, one.value) if self.fix else "",
            "rule": one.rule,
            "severity": str(one.severity),
            "file": one.table,
            "sheet": self.sheet,
            "rows": list(self.rows),
            "column": one.column,
            "value": one.value,
            "message": one.message,
            "expected": self.expected,
            "remedy": one.remedy,
            "fix": self.fix,
            "asks": self.asks,
        }


def repair_key(fix: str, column: str, value: str) -> str:
    """
    Return what names a repair: which, in which column, of which text.

    >>> repair_key("ungroup", "count", "262.616")
    'ungroup:count:262.616'
    """
    return f"{fix}:{column}:{value}"


@dataclass(frozen=True)
class Spot:
    """Where remarks of one table are made: its file and sheet."""

    file: str
    sheet: str = ""

    def remark(  # noqa: PLR0913 - each is one field of a remark, and most are optional
        self,
        severity: Severity,
        rule: str,
        message: str,
        remedy: str = "",
        *,
        rows: Sequence[int] = (),
        column: str = "",
        value: str = "",
        expected: str = "",
        fix: str = "",
        asks: bool = False,
    ) -> Remark:
        """Return a remark at this place; the finding names the first of the rows."""
        row = rows[0] if rows else None
        finding = Finding(
            rule, severity, self.file, row, column, _short(value), _short(message), remedy
        )
        return Remark(finding, self.sheet, tuple(rows), expected, fix, asks)


def _short(text: str) -> str:
    """Return a text that can be read at a glance: a cell may hold a whole file."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} ..."


@dataclass(frozen=True, eq=False)
class ReadTable:
    """
    One table as it was understood.

    Parameters
    ----------
    header_row
        The row of its header as a person sees it; 0 when it has none.
    cells
        Text as written, without personal columns; the index is the row as a person sees it.
    meanings
        Column as written to the name that it has in our tables; a name of its own when unknown.
    frame
        Numbers (NaN unless known), days, periods, codes and texts by meaning; same index.
    states
        For each number, day and period of ``frame`` its ``State``.
    """

    spot: Spot
    header_row: int
    cells: pd.DataFrame
    meanings: Mapping[str, str]
    frame: pd.DataFrame
    states: pd.DataFrame
    remarks: tuple[Remark, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ReadLayer:
    """Features in WGS 84 (index: number of the feature) and what was noted on them."""

    spot: Spot
    frame: gpd.GeoDataFrame
    remarks: tuple[Remark, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Incoming:
    """
    One incoming file, read.

    ``summary`` says in plain sentences what was understood; ``remarks`` what is wrong.
    """

    name: str
    kind: str
    summary: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    tables: tuple[ReadTable, ...] = ()
    layers: tuple[ReadLayer, ...] = ()
    raster: RawRaster | None = None

    @property
    def verdict(self) -> Verdict:
        """
        What may be done with the file.

        >>> str(Incoming("a.csv", "nothing").verdict)
        'refuse'
        """
        if not (self.tables or self.layers or self.raster):
            return Verdict.REFUSE
        if any(remark.asks for remark in self.remarks):
            return Verdict.ASK
        if any(remark.finding.severity != Severity.NOTE for remark in self.remarks):
            return Verdict.WARN
        return Verdict.ACCEPT


def bounded(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """
    Return remarks of which no more than some are of one kind; one names the rows of all others.

    A column with the same fault in each of its rows is one thing to mend, not a hundred thousand.
    """
    kinds: dict[tuple[str, str, str, str], list[Remark]] = {}
    for remark in remarks:
        one = remark.finding
        kinds.setdefault((one.table, remark.sheet, one.rule, one.column), []).append(remark)
    rests = {key: alike[MOST_ALIKE:] for key, alike in kinds.items() if alike[MOST_ALIKE:]}
    dropped = {id(remark) for rest in rests.values() for remark in rest}
    kept = [remark for remark in remarks if id(remark) not in dropped]
    return (*kept, *map(_in_one, rests.values()))


def _in_one(alike: Sequence[Remark]) -> Remark:
    first = alike[0]
    rows = tuple(sorted({row for remark in alike for row in remark.rows}))
    message = f"And {len(alike):,} more of the same kind"
    message += f", in {rows_words(rows)}." if rows else "."
    told = replace(first.finding, row=rows[0] if rows else None, value="", message=message)
    return Remark(told, first.sheet, rows, first.expected, asks=any(one.asks for one in alike))


def rows_words(rows: Sequence[int]) -> str:
    """
    Return the rows in words, the first dozen of them.

    >>> rows_words([5]), rows_words([2, 3, 4]), rows_words(list(range(2, 20)))[-12:]
    ('row 5', 'rows 2, 3, 4', 'and 6 others')
    """
    named = ", ".join(map(str, rows[:MOST_ROWS_NAMED]))
    more = len(rows) - MOST_ROWS_NAMED
    word = "row" if len(rows) == 1 else "rows"
    return f"{word} {named}" + (f" and {more} others" if more > 0 else "")
