"""The one place where the numbers of the atlas are made: a choice in, an assessment out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pandas as pd

from geodata import coverage_measures
from geodata.area_results import supported_by_area, with_flags
from geodata.measures import pooled
from geodata.outreach import visit_record
from geodata.planning.standing import Standing
from geodata.runs import with_outreach
from geodata.site_results import stop_results
from geodata.totals import add_outreach

if TYPE_CHECKING:
    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.runs import Conditions
    from geodata.totals import Totals


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
        Coverage of the scope, its three parts and need without support, by name of each of the
        six checks.
    fifths
        Effective coverage in each fifth of need, the nearest first.
    supported
        Need a year that is supported in each community area.
    """

    choice: Choice
    measures: pd.DataFrame
    districts: pd.DataFrame
    areas: pd.DataFrame
    sites: pd.DataFrame
    stops: pd.DataFrame
    checks: pd.DataFrame
    fifths: pd.Series
    supported: pd.Series

    def measure(self, area_id: str, name: str) -> pd.Series:
        """Return one measure of one area: its value, interval, parts, unit and status."""
        # The stubs read the row of a two-level index as a table.
        return cast("pd.Series", self.measures.loc[(area_id, name), :])

    def value(self, area_id: str, name: str) -> float:
        """Return the value of one measure of one area; missing is NaN, never zero."""
        return float(cast("float", self.measures.at[(area_id, name), "value"]))


def assess(model: Model, choice: Choice, standing: Standing | None = None) -> Assessment:
    """
    Answer one choice: coverage, three-way split, staffing gap, flags and equity.

    Parameters
    ----------
    model
        From ``build_model``.
    choice
        Season, threshold, platform, basis of need and scope.
    standing
        Of this choice on a model that differs in outreach stops alone; left out, it is
        worked out.
    """
    found = standing or Standing.of(model, choice)
    shared, base = found.shared, with_outreach(model, found.base)
    checks = {name: with_outreach(model, one) for name, one in found.checks.items()}
    areas = with_flags(found.areas, model, shared, base, checks)
    totals = {
        name: add_outreach(one, found.check_totals[name], model.cells)
        for name, one in checks.items()
    }
    table = found.table.copy()
    whole = add_outreach(base, found.totals, model.cells)
    visits = _visits(model, found.visits)
    coverage_measures.add_outreach(table, model, shared, whole, list(totals.values()), visits)
    coverage_measures.add_flags(table, model, shared, areas)
    measures = table.table()
    return Assessment(
        choice=choice,
        measures=measures,
        districts=_wide(model, shared, measures),
        areas=areas,
        sites=found.sites,
        stops=stop_results(model, base, visits),
        checks=_check_table(totals),
        fifths=found.fifths,
        supported=supported_by_area(model, shared, base),
    )


def _visits(model: Model, known: pd.DataFrame) -> pd.DataFrame:
    stops = model.programme.outreach_stops.index
    return (
        known if stops.equals(known.index) else visit_record(model.programme.outreach_visits, stops)
    )


def _wide(model: Model, shared: Conditions, measures: pd.DataFrame) -> pd.DataFrame:
    # Every area has every measure, and the rows are sorted by both.
    areas, names = cast("pd.MultiIndex", measures.index).levels
    values = measures["value"].to_numpy().reshape(len(areas), len(names))
    wide = pd.DataFrame(values.copy(), index=areas, columns=names)
    districts = model.programme.districts
    wide.insert(0, "area_name", districts["area_name"].reindex(wide.index))
    wide.insert(1, "in_scope", shared.in_scope.reindex(wide.index, fill_value=True))
    return wide


def _check_table(checks: dict[str, Totals]) -> pd.DataFrame:
    rows = {
        name: {
            **{part: pooled(need, totals.need)[-1] for part, need in totals.covered().items()},
            "unmet_need_per_year": totals.unmet[-1],
        }
        for name, totals in checks.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")
