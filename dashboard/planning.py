"""A plan worked out: the scenario, what it stands beside, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geodata.comparison import compare
from geodata.next_steps import areas_next, posts_next, stop_candidates, stop_question, stops_next
from geodata.once import Once
from geodata.scenario import NORMS
from geodata.scenario_run import Planner
from geodata.siting import next_stops

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.comparison import Comparison
    from geodata.programme import Programme
    from geodata.scenario import Scenario

KEPT = 24
PROOF_SECONDS = 5.0


@dataclass(frozen=True, eq=False)
class Plan:
    """One scenario's answers, and those of the scenario beside it under the same choice."""

    scenario: Scenario
    edited: Programme
    before: Assessment
    after: Assessment
    comparison: Comparison


@dataclass(frozen=True, eq=False)
class NextSteps:
    """The next posts, stops and areas, and what is said where there are few posts."""

    posts: pd.DataFrame
    posts_message: str
    stops: pd.DataFrame
    areas: pd.DataFrame


def planner_of(context: Context) -> Planner:
    """Return the planner of a context; waits while the walking times are being worked out."""
    return context.kept(_planner, "planner")


def today_norms(context: Context) -> dict[str, float]:
    """Return the norms as the dataset has them, by name."""
    parameters = context.programme.parameters
    return {name: parameters.value(name) for name in NORMS}


def plan(context: Context, scenario: Scenario, beside: Scenario) -> Plan:
    """
    Work a scenario out beside another one, which answers under the same season and threshold.

    Raises
    ------
    ScenarioError
        When either of the two does not fit the dataset.
    """
    return _plan(context, scenario, beside)


def _made(context: Context, scenario: Scenario, beside: Scenario) -> Plan:
    planner = planner_of(context)
    other = replace(beside, season=scenario.season, threshold_minutes=scenario.threshold_minutes)
    before, after = planner.assessment(other), planner.assessment(scenario)
    return Plan(
        scenario=scenario,
        edited=planner.model(scenario).programme,
        before=before,
        after=after,
        comparison=compare(before, after),
    )


# The callbacks of one step ask for the same plan at the same time.
_plan = Once(_made, KEPT)


@lru_cache(maxsize=KEPT)
def next_steps(context: Context, scenario: Scenario) -> NextSteps:
    """Find what comes next after a scenario."""
    planner = planner_of(context)
    model, choice = planner.model(scenario), scenario.choice
    posts, message = posts_next(model, choice)
    candidates = context.kept(_candidates, "candidates")
    links = planner.candidate_links(scenario, candidates)
    answers = planner.assessment(scenario)
    return NextSteps(
        posts=posts,
        posts_message=message,
        stops=stops_next(model, choice, candidates, links),
        areas=areas_next(model, answers, answers.supported),
    )


@lru_cache(maxsize=KEPT)
def stops_gap(context: Context, scenario: Scenario) -> tuple[float, int]:
    """
    Tell how much another choice of next stops could bring, and among how many places.

    Returns
    -------
    Share of the best that the chosen stops may miss, 0 where they are proven to be the best;
    and the number of candidates.
    """
    from geodata.sitingproof import prove  # noqa: PLC0415 - it brings the solver

    planner = planner_of(context)
    candidates = context.kept(_candidates, "candidates")
    links = planner.candidate_links(scenario, candidates)
    asked = stop_question(planner.model(scenario), scenario.choice, candidates, links)
    proof = prove(asked, PROOF_SECONDS)
    chosen = next_stops(asked).covered
    # What is missed by the stops on the page, which are those found first.
    missed = proof.bound - chosen
    return (missed / proof.bound if missed > 1e-6 * proof.bound else 0.0), len(candidates)


def _planner(context: Context, _name: str) -> Planner:
    return Planner(context.model)


def _candidates(context: Context, _name: str) -> pd.DataFrame:
    return stop_candidates(context.programme)
