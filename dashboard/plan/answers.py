"""What comes next after a scenario, by wish, and what each of its changes does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from dashboard.plan.planned import planner_of
from geodata.names import Platform
from geodata.planning.edits import in_steps
from geodata.planning.next_steps import (
    MOST,
    areas_next,
    drawn_question,
    posts_next,
    stop_question,
    stops_next,
)
from geodata.planning.places import Candidates, StopWish, stop_candidates
from geodata.planning.siting import Siting, UnmeetableMinimumError, add_greedily, next_stops

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.planning.draws import DrawnNeed
    from geodata.planning.next_steps import PostsNext
    from geodata.planning.scenario import Scenario
    from geodata.planning.siting import Question

KEPT: Final = 24
ANY_STOPS: Final = StopWish()


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


class Effect(NamedTuple):
    """Need a year that one step adds, and the least and most that it adds in the six checks."""

    value: float
    lower: float
    upper: float


@lru_cache(maxsize=KEPT)
def change_effects(context: Context, scenario: Scenario) -> tuple[Effect, ...]:
    """
    Need a year that each step of a scenario adds to those before it, with its range.

    The steps are those of ``in_steps``; their effects add up to what the scenario does beside
    today, each need counted once. In each check all steps are taken under its conditions, so
    that an error which they share is no part of their difference.
    """
    planner = planner_of(context, scenario.way)
    steps = [planner.assessment(step) for step in in_steps(scenario)]
    return tuple(_effect(before, after) for before, after in pairwise(steps))


def _effect(before: Assessment, after: Assessment) -> Effect:
    value = float(after.supported.sum() - before.supported.sum())
    was, now = (one.checks["unmet_need_per_year"].to_numpy() for one in (before, after))
    every = [value, *(was - now).tolist()]
    return Effect(value, min(every), max(every))


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
    planner = planner_of(context, scenario.way)
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
    planner = planner_of(context, scenario.way)
    candidates = context.kept(_candidates, wish.candidates)
    links = planner.candidate_links(scenario, candidates)
    return drawn_question(planner.model(scenario), scenario.choice, asked, links)


@lru_cache(maxsize=KEPT)
def posts_found(context: Context, scenario: Scenario, wish: PostWish = ANY_POSTS) -> PostsNext:
    """Find the next posts after a scenario."""
    choice = replace(scenario.choice, platform=wish.platform)
    model = planner_of(context, scenario.way).model(scenario)
    return posts_next(model, choice, wish.most, dict(wish.costs))


@lru_cache(maxsize=KEPT)
def areas_found(context: Context, scenario: Scenario) -> pd.DataFrame:
    """Put the areas in the order in which they come first after a scenario."""
    planner = planner_of(context, scenario.way)
    model, answers = planner.model(scenario), planner.assessment(scenario)
    return areas_next(model, answers)


def _candidates(context: Context, kind: Candidates) -> pd.DataFrame:
    return stop_candidates(context.programme, kind)
