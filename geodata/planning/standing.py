"""What stands while outreach stops move: the half of an assessment that follows from sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata import coverage_measures, staff_measures
from geodata.area_results import area_results
from geodata.choice import BASE, CHECKS
from geodata.measures import MeasureTable
from geodata.outreach import visit_record
from geodata.runs import conditions, run_sites
from geodata.site_results import site_results
from geodata.totals import add_up_sites

if TYPE_CHECKING:
    import pandas as pd

    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.runs import Conditions, SiteRun
    from geodata.totals import SiteTotals


@dataclass(frozen=True, eq=False)
class Standing:
    """
    Everything that no outreach stop has a say in, for one choice. Nobody may change it.

    Attributes
    ----------
    base, checks
        Runs without their outreach; ``checks`` by name.
    totals, check_totals
        The same added up by district.
    areas
        The table of community areas without outreach and flags.
    visits
        The record of visits to each stop of the model; a stop that moves keeps its own.
    table
        Measures so far.
    """

    shared: Conditions
    base: SiteRun
    checks: dict[str, SiteRun]
    totals: SiteTotals
    check_totals: dict[str, SiteTotals]
    areas: pd.DataFrame
    sites: pd.DataFrame
    visits: pd.DataFrame
    fifths: pd.Series
    table: MeasureTable

    @classmethod
    def of(cls, model: Model, choice: Choice) -> Standing:
        """Work it out for a model, whatever its stops are."""
        shared, districts = conditions(model.programme, choice), model.programme.districts
        base = run_sites(model, choice, shared, BASE)
        checks = {check.name: run_sites(model, choice, shared, check) for check in CHECKS}
        totals, *others = (
            add_up_sites(one, model.cells, len(districts)) for one in (base, *checks.values())
        )
        sites, needs = site_results(model, choice, shared)
        needed = staff_measures.need_with_interval(model, shared)[0]
        along = coverage_measures.coverage_along_remoteness(base)
        table = MeasureTable(list(districts.index), model.programme.statuses)
        staff = staff_measures.add_staff(table, model, shared, needs)
        coverage_measures.add_walk(table, model, base)
        coverage_measures.add_coverage(table, totals, others)
        coverage_measures.add_equity(table, shared, along, staff["frontline"], needed)
        return cls(
            shared=shared,
            base=base,
            checks=checks,
            totals=totals,
            check_totals=dict(zip(checks, others, strict=True)),
            areas=area_results(model, choice, shared, base),
            sites=sites,
            visits=visit_record(
                model.programme.outreach_visits, model.programme.outreach_stops.index
            ),
            fifths=along[0],
            table=table,
        )
