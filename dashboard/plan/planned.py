"""A plan worked out: the scenario, what it stands beside, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dashboard.jobs.here import noted
from geodata.once import Once
from geodata.planning.comparison import compare
from geodata.planning.run import Planner
from geodata.planning.scenario import NORMS
from geodata.ways import Way

if TYPE_CHECKING:
    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.planning.comparison import Comparison
    from geodata.planning.scenario import Scenario
    from geodata.programme import Programme

KEPT = 24


@dataclass(frozen=True, eq=False)
class Plan:
    """One scenario's answers, and those of the scenario beside it under the same choice."""

    scenario: Scenario
    edited: Programme
    before: Assessment
    after: Assessment
    comparison: Comparison


def planner_of(context: Context, way: Way | None = None) -> Planner:
    """
    Return the planner of one way of travelling.

    Waits while the walking times are being worked out; those of another way than the usual one
    take longer the first time.
    """
    return context.kept(_planner, way or Way())


def today_norms(context: Context) -> dict[str, float]:
    """Return the norms as the dataset has them, by name."""
    parameters = context.programme.parameters
    return {name: parameters.value(name) for name in NORMS}


def plan(context: Context, scenario: Scenario, beside: Scenario) -> Plan:
    """
    Work a scenario out beside another one, which answers under the same season, threshold and way.

    Raises
    ------
    ScenarioError
        When either of the two does not fit the dataset.
    StoppedError
        When a page ends the work.
    """
    return _plan(context, scenario, beside)


def _made(context: Context, scenario: Scenario, beside: Scenario) -> Plan:
    planner = planner_of(context, scenario.way)
    before = planner.assessment(beside.under(scenario))
    after = planner.assessment(scenario)
    return Plan(
        scenario=scenario,
        edited=planner.model(scenario).programme,
        before=before,
        after=after,
        comparison=compare(before, after),
    )


# The callbacks of one step ask for the same plan at the same time.
_plan = Once(_made, KEPT)


def _planner(context: Context, way: Way) -> Planner:
    return Planner(context.model_for(way), way=way, noted=partial(noted, context.jobs))
