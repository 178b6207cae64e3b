"""The gap table: one row a district, community area or site, ready for screen and file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata import gap_rows
from geodata.gap_columns import NUMBERS, Column, Kind, Level
from geodata.gap_levels import COLUMNS
from geodata.indicators import INDICATORS, OUTREACH_TABLES
from geodata.names import TOTAL
from geodata.status import describe, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.assessment import Assessment
    from geodata.gap_rows import Reasons
    from geodata.programme import Programme
    from geodata.status import DataStatus

    Cell = str | int | float | None

NO_ROUTE: Final = "no walking route in this model"
SITE_TABLES: Final = ("sites", "staffing", "population", "fertility", "births", "parameters")
DIGITS: Final = {Kind.COUNT: 0, Kind.MINUTES: 0, Kind.SHARE: 1, Kind.RATIO: 2}


@dataclass(frozen=True, eq=False)
class GapTable:
    """
    The gap table of one choice at one level.

    Numbers are rounded once, here, so that screen, CSV and workbook hold the same: counts
    and minutes to whole numbers, shares (percent) to one decimal, ratios to two.

    Attributes
    ----------
    level, columns
        What a row is, and the columns in the order of a file.
    rows
        One row a district, area or site, indexed by its code; numbers are floats with NaN
        for missing, texts and ISO dates strings, empty for none.
    total
        One row over all districts in scope, or none; it is never part of ``rows``.
    reasons
        By code and column key: why a cell is missing, where the column's own word for it
        does not say enough.
    statuses
        Statuses of the data that the table is made of.
    """

    level: Level
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    total: pd.DataFrame
    reasons: Mapping[str, Mapping[str, str]]
    statuses: tuple[DataStatus, ...]

    @property
    def status(self) -> DataStatus:
        """The least trustworthy status among the data used."""
        return worst(self.statuses)

    @property
    def status_words(self) -> str:
        """The status in words, each one named where it is mixed."""
        return describe(self.statuses)

    def in_order(self, codes: Iterable[str]) -> GapTable:
        """
        Return the rows of some codes, in their order; codes that are not there are left out.

        The total stays as it is: it speaks of all districts in scope.
        """
        known = self.rows.index
        kept = [code for code in dict.fromkeys(codes) if code in known]
        return replace(self, rows=self.rows.loc[kept])

    def cells(self, frame: pd.DataFrame) -> list[list[Cell]]:
        """Return ``rows`` or ``total`` as plain values, column by column; missing is None."""
        return [plain(frame[column.key], column.kind) for column in self.columns]


def build(
    programme: Programme, assessment: Assessment, level: Level, prevalence_layer: str = ""
) -> GapTable:
    """
    Make the gap table of one level.

    Parameters
    ----------
    programme, assessment
        The dataset, and its numbers for one choice.
    prevalence_layer
        Id of the prevalence layer that the map shows; a district row carries it, an area
        or a site never does.

    Returns
    -------
    The rows in scope, by code; a site shows its staff in bands only.
    """
    columns = COLUMNS[level]
    values, reasons = _values(programme, assessment, level, prevalence_layer)
    tables = _tables(level)
    statuses = tuple(programme.statuses[name] for name in tables if name in programme.statuses)
    values = values.assign(**_conditions(programme, assessment, describe(statuses)))
    values["area_level"] = np.where(values.index == TOTAL, "total", str(level))
    frame = rounded(values, columns, reasons)
    frame["notes"] = notes(frame, columns, reasons)
    is_total = frame.index == TOTAL
    return GapTable(level, columns, frame[~is_total], frame[is_total], reasons, statuses)


def rounded(values: pd.DataFrame, columns: Sequence[Column], reasons: Reasons) -> pd.DataFrame:
    """
    Round each column by its kind; what is infinite becomes missing, with its reason.

    Parameters
    ----------
    values
        Shares from 0 to 1 and times in seconds; they come out as percent and minutes.
    reasons
        Filled with the codes and keys of what was infinite.

    >>> columns = [Column("walk", "Walk", "min", Kind.MINUTES, "")]
    >>> reasons = {}
    >>> seconds = pd.DataFrame({"walk": [9630.0, np.inf]}, index=["A", "B"])
    >>> rounded(seconds, columns, reasons)["walk"].tolist()
    [160.0, nan]
    >>> reasons
    {'B': {'walk': 'no walking route in this model'}}
    """
    series = {}
    for column in columns:
        cells = values[column.key] if column.key in values else pd.Series("", index=values.index)
        if column.kind not in NUMBERS:
            series[column.key] = cells.fillna("").astype(str)
            continue
        numbers = cells.astype(float)
        for code in numbers.index[np.isinf(numbers)]:
            reasons.setdefault(str(code), {})[column.key] = NO_ROUTE
        series[column.key] = _scaled(numbers.where(np.isfinite(numbers)), column.kind)
    return pd.DataFrame(series, index=values.index)


def plain(cells: pd.Series, kind: Kind) -> list[Cell]:
    """
    Return plain values: whole numbers as int, missing as None, texts as they are.

    >>> plain(pd.Series([3.0, np.nan]), Kind.COUNT), plain(pd.Series(["a", ""]), Kind.TEXT)
    ([3, None], ['a', None])
    """
    if kind not in NUMBERS:
        return [text or None for text in cells.tolist()]
    whole = DIGITS[kind] == 0
    return [
        None if math.isnan(value) else int(value) if whole else value for value in cells.tolist()
    ]


def notes(frame: pd.DataFrame, columns: Sequence[Column], reasons: Reasons) -> list[str]:
    """
    Say in words why cells of a row are empty, after the notes that are there.

    A dash is no gap: it stands where a number would make no sense.

    >>> columns = [Column("walk", "Walk", "min", Kind.MINUTES, "")]
    >>> frame = pd.DataFrame({"walk": [np.nan, 5.0], "notes": ["", "old"]}, index=["A", "B"])
    >>> notes(frame, columns, {})
    ['Walk: no data', 'old']
    """
    words: dict[str, list[str]] = {str(code): [text] for code, text in frame["notes"].items()}
    for column in columns:
        own_number = column.kind in NUMBERS and column.part in ("value", "numerator")
        if not own_number or not column.blank[0].isalpha():
            continue
        for code in frame.index[frame[column.key].isna()]:
            why = reasons.get(str(code), {}).get(column.key, column.blank)
            words[str(code)].append(f"{column.name}: {why}")
    return ["; ".join(filter(None, parts)) for parts in words.values()]


def _scaled(numbers: pd.Series, kind: Kind) -> pd.Series:
    factor = {Kind.SHARE: 100.0, Kind.MINUTES: 1 / 60}.get(kind, 1.0)
    # Adding 0 turns a negative zero into zero.
    return (numbers * factor).round(DIGITS[kind]) + 0.0


def _values(
    programme: Programme, assessment: Assessment, level: Level, prevalence_layer: str
) -> tuple[pd.DataFrame, Reasons]:
    if level == Level.DISTRICT:
        return gap_rows.district_rows(programme, assessment, prevalence_layer)
    if level == Level.AREA:
        return gap_rows.area_rows(programme, assessment)
    return gap_rows.site_rows(programme, assessment)


def _tables(level: Level) -> tuple[str, ...]:
    """Name the tables that the numbers of a level are made from."""
    if level == Level.SITE:
        return SITE_TABLES
    if level == Level.AREA:
        return (*OUTREACH_TABLES, "areas")
    measures = {column.measure for column in COLUMNS[level] if column.measure}
    return tuple(sorted({table for name in measures for table in INDICATORS[name].tables}))


def _conditions(
    programme: Programme, assessment: Assessment, status_words: str
) -> dict[str, str | float]:
    choice, info = assessment.choice, programme.info
    return {
        "travel_season": str(choice.season),
        "travel_mode": "walking only",
        "threshold_min": choice.threshold_minutes * 60.0,
        "platform": str(choice.platform),
        "as_of": info.as_of.isoformat(),
        "rule_version": info.rule_version,
        "generated_at": info.generated_at.isoformat(),
        "data_status": status_words,
    }
