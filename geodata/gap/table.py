"""The gap table: one row a district, community area or site, ready for screen and file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geodata.gap import rows as gap_rows
from geodata.gap.columns import NUMBERS, Column, Kind, Level
from geodata.gap.levels import COLUMNS
from geodata.indicators import INDICATORS, OUTREACH_TABLES
from geodata.names import TOTAL
from geodata.status import describe, worst
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.assessment import Assessment
    from geodata.gap.rows import Values
    from geodata.programme import Programme
    from geodata.status import DataStatus

    Cell = str | int | float | None

NO_ROUTE: Final = "no walking route in this model"
SITE_TABLES: Final = ("sites", "staffing", "population", "fertility", "births", "parameters")
DIGITS: Final = {Kind.COUNT: 0, Kind.MINUTES: 0, Kind.SHARE: 1, Kind.RATIO: 2, Kind.FULL_TIME: 1}
FACTORS: Final = {Kind.SHARE: 100.0, Kind.MINUTES: 1 / SECONDS_PER_MINUTE}


@dataclass(frozen=True)
class GapTable:
    """
    The gap table of one choice at one level.

    Numbers are rounded once, here, so that screen, CSV and workbook hold the same: counts
    and minutes to whole numbers, shares (percent) to one decimal, ratios to two.

    Attributes
    ----------
    level, columns
        What a row is, and the columns in the order of a file.
    codes
        The code of each row, in order.
    cells
        By column key, one plain value a row: number, text, ISO date, or None for missing.
    total
        By column key, the row over all districts in scope; empty at other levels. It is
        never one of the rows.
    reasons
        By code and column key: why a cell is missing, where the column's own word for it
        does not say enough.
    statuses
        Statuses of the data that the table is made of.
    """

    level: Level
    columns: tuple[Column, ...]
    codes: tuple[str, ...]
    cells: Mapping[str, tuple[Cell, ...]]
    total: Mapping[str, Cell]
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
        place = {code: at for at, code in enumerate(self.codes)}
        kept = tuple(code for code in dict.fromkeys(codes) if code in place)
        cells = {
            key: tuple(values[place[code]] for code in kept) for key, values in self.cells.items()
        }
        return replace(self, codes=kept, cells=cells)

    def with_columns(
        self, columns: Sequence[Column], cells: Mapping[str, tuple[Cell, ...]]
    ) -> GapTable:
        """Return the table with more columns at the end; the total has none of them."""
        return replace(
            self,
            columns=(*self.columns, *columns),
            cells={**self.cells, **cells},
            total={**self.total, **dict.fromkeys(cells)} if self.total else self.total,
        )

    def row(self, code: str) -> dict[str, Cell]:
        """Return one row, or the total, by column key."""
        if code == TOTAL:
            return dict(self.total)
        at = self.codes.index(code)
        return {key: values[at] for key, values in self.cells.items()}


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
    values = _values(programme, assessment, level, prevalence_layer)
    statuses = tuple(
        programme.statuses[name] for name in _tables(level) if name in programme.statuses
    )
    rows = len(values.codes)
    same = _conditions(programme, assessment, describe(statuses))
    values.columns.update({key: [value] * rows for key, value in same.items()})
    values.columns["area_level"] = [
        "total" if code == TOTAL else str(level) for code in values.codes
    ]
    cells = rounded(values, columns)
    cells["notes"] = notes(cells, values, columns)
    ends_in_total = bool(values.codes) and values.codes[-1] == TOTAL
    own = rows - 1 if ends_in_total else rows
    return GapTable(
        level,
        columns,
        tuple(values.codes[:own]),
        {column.key: tuple(cells[column.key][:own]) for column in columns},
        {column.key: cells[column.key][own] for column in columns} if ends_in_total else {},
        values.reasons,
        statuses,
    )


def rounded(values: Values, columns: Sequence[Column]) -> dict[str, list[Cell]]:
    """
    Round each column by its kind; what is infinite becomes missing, with its reason.

    Parameters
    ----------
    values
        Shares from 0 to 1 and times in seconds; they come out as percent and minutes.

    >>> columns = [Column("walk", "Walk", "min", Kind.MINUTES, "")]
    >>> values = gap_rows.Values(["A", "B"], {"walk": [9630.0, math.inf]})
    >>> rounded(values, columns), values.reasons
    ({'walk': [160, None]}, {'B': {'walk': 'no walking route in this model'}})
    """
    cells: dict[str, list[Cell]] = {}
    for column in columns:
        given = values.columns.get(column.key, [None] * len(values.codes))
        if column.kind not in NUMBERS:
            cells[column.key] = [_text(value) for value in given]
            continue
        numbers = [float(value) for value in given]  # type: ignore[arg-type]
        for code, number in zip(values.codes, numbers, strict=True):
            if math.isinf(number):
                values.explain(code, column.key, NO_ROUTE)
        cells[column.key] = [shown(number, column.kind) for number in numbers]
    return cells


def shown(number: float, kind: Kind) -> int | float | None:
    """
    Round one number by its kind; what is no number is missing.

    >>> shown(0.8333, Kind.SHARE), shown(9630, Kind.MINUTES), shown(math.nan, Kind.COUNT)
    (83.3, 160, None)
    """
    if not math.isfinite(number):
        return None
    digits = DIGITS[kind]
    # Adding 0 turns a negative zero into zero.
    value = round(number * FACTORS.get(kind, 1.0), digits) + 0.0
    return value if digits else int(value)


def notes(cells: Mapping[str, list[Cell]], values: Values, columns: Sequence[Column]) -> list[Cell]:
    """
    Say in words why cells of a row are empty, after the notes that are there.

    A dash is no gap: it stands where a number would make no sense.

    >>> columns = [Column("walk", "Walk", "min", Kind.MINUTES, "")]
    >>> values = gap_rows.Values(["A", "B"], {"notes": ["", "old"]})
    >>> notes({"walk": [None, 5]}, values, columns)
    ['Walk: no data', 'old']
    """
    told = values.columns.get("notes", [""] * len(values.codes))
    words = [[str(text)] if text else [] for text in told]
    for column in columns:
        own_number = column.kind in NUMBERS and column.part in ("value", "numerator")
        if not own_number or not column.blank[0].isalpha():
            continue
        for at, (code, value) in enumerate(zip(values.codes, cells[column.key], strict=True)):
            if value is None:
                why = values.reasons.get(code, {}).get(column.key, column.blank)
                words[at].append(f"{column.name}: {why}")
    return ["; ".join(parts) or None for parts in words]


def _text(value: object) -> str | None:
    """Write a text; missing and empty are the same."""
    is_missing = value is None or value != value  # noqa: PLR0124  (not a number)
    return None if is_missing else str(value) or None


def _values(
    programme: Programme, assessment: Assessment, level: Level, prevalence_layer: str
) -> Values:
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
        "travel_mode": choice.way.words,
        "threshold_min": choice.threshold_minutes * SECONDS_PER_MINUTE,
        "platform": str(choice.platform),
        "as_of": info.as_of.isoformat(),
        "rule_version": info.rule_version,
        "generated_at": info.generated_at.isoformat(),
        "data_status": status_words,
    }
