"""The one place where the numbers of the atlas are made: a choice in, an assessment out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pandas as pd

from geodata import coverage_measures, staff_measures
from geodata.area_results import area_results
from geodata.choice import BASE, CHECKS, Choice
from geodata.measures import MeasureTable, pooled
from geodata.runs import conditions, run
from geodata.site_results import site_results, stop_results
from geodata.totals import add_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodata.model import Model
    from geodata.runs import Conditions
    from geodata.site_results import SiteNeeds
    from geodata.totals import Totals

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Assessment:
    """
    Every number for one choice; map, table, card, sentence and file all read from here.

    Attributes
    ----------
    measures
        Indexed by (area_id, measure), area_id a district code or ``TOTAL`` (the districts
        in scope): value, lower, upper, numerator, denominator, unit, status, data_status.
    districts
        ``measures['value']`` as a wide frame, one row a district and ``TOTAL``, with
        ``area_name`` and ``in_scope``.
    areas, sites, stops
        One row a community area, a site (staff in bands only) and an outreach stop.
    checks
        Effective coverage of the scope in each of the six checks, by name of the check.
    fifths
        Effective coverage in each fifth of need, the nearest first.
    """

    choice: Choice
    measures: pd.DataFrame
    districts: pd.DataFrame
    areas: pd.DataFrame
    sites: pd.DataFrame
    stops: pd.DataFrame
    checks: pd.DataFrame
    fifths: pd.Series

    def measure(self, area_id: str, name: str) -> pd.Series:
        """Return one measure of one area: its value, interval, parts, unit and status."""
        # The stubs read the row of a two-level index as a table.
        return cast("pd.Series", self.measures.loc[(area_id, name), :])

    def value(self, area_id: str, name: str) -> float:
        """Return the value of one measure of one area; missing is NaN, never zero."""
        return float(cast("float", self.measures.at[(area_id, name), "value"]))


def assess(model: Model, choice: Choice) -> Assessment:
    """
    Answer one choice: coverage, three-way split, staffing gap, flags and equity.

    Parameters
    ----------
    model
        From ``build_model``.
    choice
        Season, threshold, platform, basis of need and scope.
    """
    shared = conditions(model.programme, choice)
    base = run(model, choice, shared, BASE)
    checks = {check.name: run(model, choice, shared, check) for check in CHECKS}
    areas = area_results(model, choice, shared, base, checks)
    sites, needs = site_results(model, choice, shared)
    along = coverage_measures.coverage_along_remoteness(base)
    count = len(model.programme.districts)
    totals = {name: add_up(result, model.cells, count) for name, result in checks.items()}
    table = MeasureTable(list(model.programme.districts.index), model.programme.statuses)
    staff = _add_staff(table, model, shared, needs)
    coverage_measures.add_walk(table, model, base)
    _add_coverage(table, model, shared, add_up(base, model.cells, count), totals, areas)
    needed = staff_measures.need_with_interval(model, shared)[0]
    coverage_measures.add_equity(table, shared, along, staff["frontline"], needed)
    measures = table.table()
    return Assessment(
        choice=choice,
        measures=measures,
        districts=_wide(model, shared, measures),
        areas=areas,
        sites=sites,
        stops=stop_results(model, base),
        checks=_check_table(totals),
        fifths=along[0],
    )


def _add_staff(
    table: MeasureTable, model: Model, shared: Conditions, needs: SiteNeeds
) -> dict[str, Floats]:
    staff = staff_measures.staff_totals(model, shared)
    staff_measures.add_staffing(table, staff, staff_measures.sites_reporting(model, shared))
    staff_measures.add_need(table, model, shared, staff)
    staff_measures.add_gaps(table, model, shared, needs)
    return staff


def _add_coverage(
    table: MeasureTable,
    model: Model,
    shared: Conditions,
    base: Totals,
    checks: dict[str, Totals],
    areas: pd.DataFrame,
) -> None:
    others = list(checks.values())
    coverage_measures.add_coverage(table, base, others)
    coverage_measures.add_outreach(table, model, shared, base, others)
    coverage_measures.add_flags(table, model, shared, areas)


def _wide(model: Model, shared: Conditions, measures: pd.DataFrame) -> pd.DataFrame:
    wide = measures["value"].unstack("measure")  # noqa: PD010 - pivot_table drops what is missing
    districts = model.programme.districts
    wide.insert(0, "area_name", districts["area_name"].reindex(wide.index))
    wide.insert(1, "in_scope", shared.in_scope.reindex(wide.index, fill_value=True))
    return wide


def _check_table(checks: dict[str, Totals]) -> pd.DataFrame:
    rows = {
        name: {
            "geographic_coverage": _share(totals.need - totals.out_of_reach, totals),
            "effective_coverage": _share(totals.served, totals),
        }
        for name, totals in checks.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _share(part: Floats, totals: Totals) -> float:
    return float(pooled(part, totals.need)[-1])
