"""What staff and outreach support after some actions: the engine behind the list of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.actions import Kind
from geodata.coverage import demand_by_site, served_share, within
from geodata.outreach import is_recent
from geodata.runs import post_capacity, run, stop_fractions, workload_and_capacity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.actions import Action
    from geodata.choice import Check, Choice
    from geodata.model import Model
    from geodata.names import Cadre
    from geodata.runs import Conditions

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Supply:
    """
    Need and what is there to support it, under the conditions of one run.

    Attributes
    ----------
    need_by_site, demand_by_site, capacity
        One value a site: need a year in its reach, and that need and the staff in the unit
        of the platform (pairs, or full-time posts).
    one_post
        What one more post of those who serve adds to ``capacity``.
    serving
        The cadre that serves; coordinators serve no need.
    out_of_reach
        Need a year of each cell that no site has in reach.
    reached
        For each stop, the cells within an hour's walk.
    now, planned, doubled
        Effective fraction of each stop: by visits held lately, if its planned visits were
        held, and if it were visited twice a month.
    places
        Position of the site or stop that an action's place names.
    """

    need_by_site: Floats
    demand_by_site: Floats
    capacity: Floats
    one_post: float
    serving: Cadre
    out_of_reach: Floats
    reached: tuple[NDArray[np.int64], ...]
    now: Floats
    planned: Floats
    doubled: Floats
    places: Mapping[str, int]

    def supported(self, actions: Sequence[Action]) -> float:
        """
        Need a year that is supported after some actions, each need counted once.

        A site serves all its cells in the same proportion, so sums by site are enough.

        >>> from geodata.actions import Action
        >>> from geodata.names import Cadre
        >>> sites, nothing = np.array([40.0, 60]), np.zeros(0)
        >>> supply = Supply(sites, sites, np.array([100.0, 50]), 50.0, Cadre.MM,
        ...     np.array([20.0]), (), nothing, nothing, nothing, {"S2": 1})
        >>> [supply.supported([Action(Kind.ADD_POST, "S2", who)]) for who in (Cadre.MM, Cadre.SC)]
        [100.0, 90.0]
        """
        capacity, fraction = self.capacity.copy(), self.now.copy()
        for action in actions:
            at = self.places[action.place]
            if action.kind == Kind.ADD_POST:
                capacity[at] += self.one_post * action.count * (action.cadre == self.serving)
            else:
                after = self.doubled if action.kind == Kind.DOUBLE_STOP else self.planned
                fraction[at] = max(fraction[at], after[at])
        served = served_share(capacity, self.demand_by_site) * self.need_by_site
        return float(served.sum() + (self.out_of_reach * self._by_cell(fraction)).sum())

    def _by_cell(self, fraction: Floats) -> Floats:
        """Take the best stop of each cell, so that no woman is counted at two."""
        cells = np.zeros(len(self.out_of_reach))
        for share, inside in zip(fraction, self.reached, strict=True):
            cells[inside] = np.maximum(cells[inside], share)
        return cells


def supply(
    model: Model, choice: Choice, shared: Conditions, check: Check, places: Mapping[str, int]
) -> Supply:
    """
    Lay out what there is to support need, under one check's side of need.

    Parameters
    ----------
    check
        The base, or need low or high; one that changes the walk is not for planning posts.
    places
        Position of the site or stop that an action's place names.
    """
    result = run(model, choice, shared, check)
    parameters, split = model.programme.parameters, result.split
    in_reach = within(result.walk_seconds, choice.threshold_minutes)
    _, capacity = workload_and_capacity(model, choice.platform)
    view = model.seasons[choice.season]
    limit = parameters.value("outreach_reach_minutes")
    stops = () if model.programme.outreach_visits.empty else view.stops
    reached = tuple(stop.cells[within(stop.seconds, limit)] for stop in stops)
    women = np.array([split.out_of_reach[inside].sum() for inside in reached])
    recent = is_recent(model.stop_days, parameters.value("recency_days")).to_numpy()
    planned = stop_fractions(parameters, choice.season, women)
    return Supply(
        need_by_site=demand_by_site(result.need, result.nearest, in_reach, len(capacity)),
        demand_by_site=split.demand_by_site,
        capacity=capacity,
        one_post=post_capacity(parameters, choice.platform),
        serving=choice.platform.frontline,
        out_of_reach=split.out_of_reach,
        reached=reached,
        now=np.where(recent[: len(reached)], planned, 0.0),
        planned=planned,
        doubled=stop_fractions(parameters, choice.season, women, visits_a_month=2),
        places=places,
    )
