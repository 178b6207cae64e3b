"""A plan worked out: the scenario, what it stands beside, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geodata.comparison import compare, supported_by_area
from geodata.names import Platform
from geodata.next_steps import (
    MOST,
    areas_next,
    drawn_question,
    posts_next,
    stop_question,
    stops_next,
)
from geodata.scenario import NORMS
from geodata.scenario_edits import in_steps
from geodata.scenario_run import Planner
from geodata.siting import Siting, UnmeetableMinimumError, add_greedily, next_stops
from geodata.siting_places import Candidates, StopWish, stop_candidates

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.comparison import Comparison
    from geodata.next_steps import PostsNext
    from geodata.programme import Programme
    from geodata.scenario import Scenario
    from geodata.siting import Question
    from geodata.siting_draws import DrawnNeed

KEPT: Final = 24
ANY_STOPS: Final = StopWish()


@dataclass(frozen=True, eq=False)
class Plan:
    """One scenario's answers, and those of the scenario beside it under the same choice."""

    scenario: Scenario
    edited: Programme
    before: Assessment
    after: Assessment
    comparison: Comparison


@dataclass(frozen=True, eq=False)
class StopsFound:
    """
    The next stops, the candidates they were chosen among, and the question they answer.

    ``asked`` is None where the wish cannot be met.
    """

    candidates: pd.DataFrame
    asked: Question | None
    found: Siting
    rows: pd.DataFrame


@dataclass(frozen=True)
class PostWish:
    """What a planner wishes of the next posts; cost of a post a year by cadre, where given."""

    platform: Platform = Platform.FACILITY
    most: int = MOST
    costs: tuple[tuple[str, float], ...] = field(default=())


ANY_POSTS: Final = PostWish()


def planner_of(context: Context) -> Planner:
    """Return the planner of a context; waits while the walking times are being worked out."""
    return context.kept(_planner, "planner")


def today_norms(context: Context) -> dict[str, float]:
    """Return the norms as the dataset has them, by name."""
    parameters = context.programme.parameters
    return {name: parameters.value(name) for name in NORMS}


@lru_cache(maxsize=KEPT)
def plan(context: Context, scenario: Scenario, beside: Scenario) -> Plan:
    """
    Work a scenario out beside another one, which answers under the same season and threshold.

    Raises
    ------
    ScenarioError
        When either of the two does not fit the dataset.
    """
    planner = planner_of(context)
    other = replace(beside, season=scenario.season, threshold_minutes=scenario.threshold_minutes)
    before, after = planner.assessment(other), planner.assessment(scenario)
    supported = (_supported(context, other), _supported(context, scenario))
    return Plan(
        scenario=scenario,
        edited=planner.model(scenario).programme,
        before=before,
        after=after,
        comparison=compare(before, after, supported),
    )


@lru_cache(maxsize=KEPT)
def change_effects(context: Context, scenario: Scenario) -> tuple[float, ...]:
    """
    Need a year that each step of a scenario adds to those before it.

    The steps are those of ``in_steps``; their effects add up to what the scenario does beside
    today, each need counted once.
    """
    totals = [float(_supported(context, step).sum()) for step in in_steps(scenario)]
    return tuple(after - before for before, after in pairwise(totals))


@lru_cache(maxsize=KEPT)
def stops_found(
    context: Context,
    scenario: Scenario,
    wish: StopWish = ANY_STOPS,
    chosen: tuple[int, ...] = (),
) -> StopsFound:
    """
    Find the next stops after a scenario.

    Parameters
    ----------
    chosen
        Positions of the candidates to take instead, from a proof that found better ones.
    """
    planner = planner_of(context)
    model, choice = planner.model(scenario), scenario.choice
    candidates = context.kept(_candidates, wish.candidates)
    links = planner.candidate_links(scenario, candidates)
    try:
        rule = wish.rule(model.programme)
        asked = stop_question(model, choice, candidates, links, rule)
    except UnmeetableMinimumError:
        return StopsFound(candidates, None, Siting((), ()), candidates.iloc[:0].assign(gain=[]))
    found = add_greedily(asked, chosen) if chosen else next_stops(asked)
    return StopsFound(candidates, asked, found, stops_next(model, choice, candidates, asked, found))


def stop_names(context: Context, wish: StopWish) -> list[str]:
    """Name the candidates of a wish, by their position."""
    return context.kept(_candidates, wish.candidates)["name"].tolist()


def stops_drawn(context: Context, scenario: Scenario, wish: StopWish) -> DrawnNeed | None:
    """Return the question of the next stops with draws of its need, for the long check."""
    asked = stops_found(context, scenario, wish).asked
    if asked is None:
        return None
    planner = planner_of(context)
    candidates = context.kept(_candidates, wish.candidates)
    links = planner.candidate_links(scenario, candidates)
    return drawn_question(planner.model(scenario), scenario.choice, asked, links)


@lru_cache(maxsize=KEPT)
def posts_found(context: Context, scenario: Scenario, wish: PostWish = ANY_POSTS) -> PostsNext:
    """Find the next posts after a scenario."""
    choice = replace(scenario.choice, platform=wish.platform)
    model = planner_of(context).model(scenario)
    return posts_next(model, choice, wish.most, dict(wish.costs))


@lru_cache(maxsize=KEPT)
def areas_found(context: Context, scenario: Scenario) -> pd.DataFrame:
    """Put the areas in the order in which they come first after a scenario."""
    planner, supported = planner_of(context), _supported(context, scenario)
    return areas_next(planner.model(scenario), planner.assessment(scenario), supported)


@lru_cache(maxsize=KEPT)
def _supported(context: Context, scenario: Scenario) -> pd.Series:
    return supported_by_area(planner_of(context).model(scenario), scenario.choice)


def _planner(context: Context, _name: str) -> Planner:
    return Planner(context.model)


def _candidates(context: Context, kind: Candidates) -> pd.DataFrame:
    return stop_candidates(context.programme, kind)
