"""The one place where the numbers of the atlas are made: a choice in, an assessment out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import district_measures
from geodata.area_results import area_results
from geodata.choice import BASE, CHECKS, Choice
from geodata.measures import MeasureTable
from geodata.runs import conditions, run
from geodata.site_results import site_results, stop_results

if TYPE_CHECKING:
    from geodata.model import Model
    from geodata.runs import Conditions, Run
    from geodata.site_results import SiteNeeds


@dataclass(frozen=True)
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
        ``area_name``, ``in_scope``, ``sites_reporting``.
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
        return self.measures.loc[(area_id, name)]

    def value(self, area_id: str, name: str) -> float:
        """Return the value of one measure of one area; missing is NaN, never zero."""
        return float(self.measures.at[(area_id, name), "value"])


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
    sites, needs = site_results(model, choice, shared, base)
    stops = stop_results(model, base)
    measures = _measures(model, choice, shared, base, checks, areas, needs)
    return Assessment(
        choice=choice,
        measures=measures,
        districts=_wide(model, shared, measures),
        areas=areas,
        sites=sites,
        stops=stops,
        checks=_check_table(checks),
        fifths=district_measures.coverage_by_fifth(base),
    )


def _measures(
    model: Model,
    choice: Choice,
    shared: Conditions,
    base: Run,
    checks: dict[str, Run],
    areas: pd.DataFrame,
    needs: SiteNeeds,
) -> pd.DataFrame:
    table = MeasureTable(model.programme.statuses)
    district_measures.add_staffing(table, model, shared)
    district_measures.add_need(table, model, shared)
    district_measures.add_coverage(table, model, choice, shared, base, checks)
    district_measures.add_outreach(table, model, shared, base, checks, areas)
    district_measures.add_gaps(table, model, shared, needs)
    district_measures.add_equity(table, model, shared, base)
    return table.table()


def _wide(model: Model, shared: Conditions, measures: pd.DataFrame) -> pd.DataFrame:
    wide = measures["value"].unstack("measure")
    districts = model.programme.districts
    wide.insert(0, "area_name", districts["area_name"].reindex(wide.index))
    wide.insert(1, "in_scope", shared.in_scope.reindex(wide.index, fill_value=True))
    return wide


def _check_table(checks: dict[str, Run]) -> pd.DataFrame:
    rows = {
        name: {
            "geographic_coverage": 1 - _share(result, result.split.out_of_reach),
            "effective_coverage": _share(result, result.split.served),
        }
        for name, result in checks.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _share(result: Run, part: np.ndarray) -> float:
    total = result.need.sum()
    return float(part.sum() / total) if total > 0 else float("nan")
