"""The rows of a public view: districts, districts together, and the total."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.names import TOTAL
from geodata.need import total_need
from geodata.privacy import Figure, Kind, State, rounded
from geodata.public.columns import (
    COLUMNS,
    COUNTS,
    IN_REACH,
    NEED,
    OF_COORDINATORS,
    OF_ONE_KIND,
    POSTS_OF_MOTHERS,
    SHARES_OF_NEED,
    STAFF_COUNTS,
    Family,
    PublicColumn,
)
from geodata.public.suppression import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.parameters import Parameters
    from geodata.privacy import Policy
    from geodata.public.suppression import Plan

FREE = (Family.NEED, Family.OUTREACH)  # Does not depend on who works where.


class RowKind(StrEnum):
    """What a row of a public view stands for."""

    DISTRICT = "district"
    TOGETHER = "districts together"
    TOTAL = "total"
    OUTSIDE = "outside the programme"


@dataclass(frozen=True)
class PublicRow:
    """
    One row: the districts it stands for, and its figures in the order of the columns.

    >>> row = PublicRow(RowKind.DISTRICT, ("A",), "Aba", (("sites", Figure(State.SHOWN, 9.0)),))
    >>> row["sites"].value
    9.0
    """

    kind: RowKind
    area_ids: tuple[str, ...]
    name: str
    figures: tuple[tuple[str, Figure], ...]

    def __getitem__(self, column: str) -> Figure:
        """Return the figure of a column."""
        return dict(self.figures)[column]


class Measured(NamedTuple):
    """One private number, unrounded: value, range, and the parts of a ratio."""

    value: float
    lower: float = math.nan
    upper: float = math.nan
    numerator: float = math.nan
    denominator: float = math.nan


@dataclass(frozen=True)
class Source:
    """
    The private numbers that rows are made from; it never becomes part of a public view.

    Attributes
    ----------
    measures
        Of an assessment of the programme's districts, by area and measure.
    names
        Names of these districts by code.
    known_totals
        Columns whose total the programme itself has published.
    """

    measures: Mapping[tuple[str, str], Measured]
    names: Mapping[str, str]
    parameters: Parameters
    policy: Policy
    known_totals: frozenset[str]

    @property
    def districts(self) -> list[str]:
        """Codes of the districts, sorted."""
        return sorted(self.names)

    def measured(self, column: str, codes: Sequence[str]) -> Measured:
        """
        Return value, range and parts of a column for one district, several, or all.

        Sums add up and ratios are pooled; what is missing in one part is missing. Only a
        single district and the total have the range they were assessed with.
        """
        if len(codes) == 1:
            return self.measures[codes[0], column]
        if len(codes) == len(self.names):
            return self.measures[TOTAL, column]
        rows = [self.measures[code, column] for code in codes]
        above, below = sum(row.numerator for row in rows), sum(row.denominator for row in rows)
        value = above / below if below > 0 else sum(row.value for row in rows)
        return Measured(value, numerator=above, denominator=below)


def as_measured(measures: pd.DataFrame) -> dict[tuple[str, str], Measured]:
    """Take the numbers out of an assessment's table of measures."""
    numbers = measures[list(Measured._fields)].astype(float)
    rows = zip(numbers.index, numbers.itertuples(index=False), strict=True)
    return {(str(area), str(name)): Measured(*row) for (area, name), row in rows}


def public_rows(source: Source, plan: Plan) -> tuple[PublicRow, ...]:
    """
    Make the rows that a plan allows: each district, those shown together, and the total.

    Parameters
    ----------
    plan
        The empty plan hides nothing; only tests and ``public_view`` should ask for it.
    """
    codes = source.districts
    rows = [_row(source, plan, RowKind.DISTRICT, (code,), source.names[code]) for code in codes]
    if plan.together and len(plan.together) < len(codes):
        name = listed([source.names[code] for code in plan.together])
        rows.append(_row(source, plan, RowKind.TOGETHER, plan.together, f"{name} together"))
    rows.append(_row(source, plan, RowKind.TOTAL, tuple(codes), "Programme districts"))
    return tuple(rows)


def outside_rows(
    measures: Mapping[tuple[str, str], Measured], names: Mapping[str, str]
) -> tuple[PublicRow, ...]:
    """Make a row with the need, and nothing else, of each district outside the programme."""
    return tuple(
        PublicRow(
            RowKind.OUTSIDE,
            (code,),
            names[code],
            ((NEED, _shown(measures[code, NEED], Kind.NEED, ranged=True)),),
        )
        for code in sorted(names)
    )


def _row(source: Source, plan: Plan, kind: RowKind, codes: tuple[str, ...], name: str) -> PublicRow:
    figures: dict[str, Figure] = {}
    for column in COLUMNS:
        state = _state(source, plan, kind, codes, column, figures)
        if state == State.SHOWN:
            figures[column.name] = _figure(source, plan, kind, codes, column)
        else:
            figures[column.name] = Figure(state)
    return PublicRow(kind, codes, name, tuple(figures.items()))


def _state(
    source: Source,
    plan: Plan,
    kind: RowKind,
    codes: tuple[str, ...],
    column: PublicColumn,
    made: Mapping[str, Figure],
) -> State:
    """Decide whether the plan lets a figure be seen, before its value is looked at."""
    if column.family in FREE:
        return State.SHOWN
    if kind == RowKind.DISTRICT and codes[0] in plan.together:
        return _state_in_group(source, plan, codes, column)
    without_norms = column.family == Family.NORM and not plan.norms
    walk_beside = column.family == Family.WALK and plan.together and kind != RowKind.TOTAL
    if without_norms or walk_beside:
        return State.HIDDEN
    if column.family in (Family.REACH, Family.CAPACITY, Family.WALK):
        return _state_of_share(plan, kind, column)
    if kind == RowKind.TOTAL and plan.together:
        state = _state_of_total(source, column, codes, made)
    else:
        state = State.SHOWN
    level = Shown.TOTAL if kind == RowKind.TOTAL else Shown.ROWS
    levels = (
        (OF_COORDINATORS, plan.coordinators),
        (OF_ONE_KIND, plan.mothers),
        (POSTS_OF_MOTHERS, plan.posts),
    )
    is_told = all(column.name not in names or least <= level for names, least in levels)
    return state if is_told or state != State.SHOWN else _not_told(source, column, codes)


def _state_in_group(
    source: Source, plan: Plan, codes: tuple[str, ...], column: PublicColumn
) -> State:
    """Hide all of one district, and say of a count that is missing that it is."""
    count = source.measured(column.name, codes).value
    # Only of counts: a ratio that is missing would tell of a zero.
    if column.name in COUNTS and math.isnan(count):
        return State.MISSING
    labelled = column.name in plan.labels and source.policy.is_small(count)
    return State.UNDER if labelled else State.HIDDEN


def _state_of_share(plan: Plan, kind: RowKind, column: PublicColumn) -> State:
    # Walks, and what outreach does beyond reach, tell no more than the need in reach does.
    level = plan.shown(column.name if column in SHARES_OF_NEED else IN_REACH)
    most = Shown.TOTAL if kind == RowKind.TOTAL else Shown.ROWS
    return State.SHOWN if level <= most else State.HIDDEN


def _state_of_total(
    source: Source, column: PublicColumn, codes: tuple[str, ...], made: Mapping[str, Figure]
) -> State:
    """Hide a small total, unless it is public already, and all that is made from one."""
    if column.name in COUNTS:
        total = source.measured(column.name, codes).value
        if column.name in source.known_totals or math.isnan(total):
            return State.SHOWN
        if source.policy.is_small(total):
            return State.UNDER
        # The total of one district is that district.
        return State.HIDDEN if len(codes) == 1 else State.SHOWN
    made_of = COUNTS if column.family == Family.NORM else (*column.above, *column.below)
    hidden = any(made[name].value is None for name in made_of if name in COUNTS)
    return State.HIDDEN if hidden else State.SHOWN


def _not_told(source: Source, column: PublicColumn, codes: tuple[str, ...]) -> State:
    """Say of a number only that it is not small, unless it is public already."""
    if column.name not in STAFF_COUNTS:
        return State.HIDDEN
    known = source.known_totals if len(codes) == len(source.names) else frozenset()
    if known.issuperset(column.above or (column.name,)):
        return State.SHOWN
    count = source.measured(column.name, codes).value
    if math.isnan(count):
        return State.MISSING
    return State.UNDER if source.policy.is_small(count) else State.NOT_FEW


def _figure(
    source: Source, plan: Plan, kind: RowKind, codes: tuple[str, ...], column: PublicColumn
) -> Figure:
    measured = source.measured(column.name, codes)
    if column.name == NEED:
        return _shown(_need(source, kind, measured, codes), Kind.NEED, ranged=True)
    if math.isnan(measured.value):
        nothing = measured.denominator == 0
        return Figure(State.NOT_APPLICABLE if nothing else State.MISSING)
    if measured.denominator < source.policy.rate_denominator:
        return Figure(State.FEW)
    # A range over the checks is one more figure from which to work back.
    ranged = column.kind == Kind.SHARE and (
        not plan.together or (kind == RowKind.TOTAL and plan.ranges)
    )
    figure = _shown(measured, column.kind, ranged=ranged)
    return replace(figure, low_precision=measured.denominator < source.policy.low_precision)


def _need(source: Source, kind: RowKind, measured: Measured, codes: tuple[str, ...]) -> Measured:
    if kind != RowKind.TOGETHER:
        return measured
    by_district = pd.Series([source.measures[code, NEED].value for code in codes])
    shared, independent = (
        source.parameters.value(name) for name in ("cv_shared", "cv_independent")
    )
    return Measured(*total_need(by_district, shared, independent))


def _shown(measured: Measured, kind: Kind, *, ranged: bool) -> Figure:
    value = rounded(kind, measured.value)
    if value is None:
        return Figure(State.MISSING)
    lower, upper = rounded(kind, measured.lower), rounded(kind, measured.upper)
    return Figure(State.SHOWN, value, lower if ranged else None, upper if ranged else None)


def listed(names: list[str]) -> str:
    """
    Write names in a row.

    >>> listed(["Aba", "Ado", "Aru"]), listed(["Aba"])
    ('Aba, Ado and Aru', 'Aba')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
