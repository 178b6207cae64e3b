"""What can be served by who may go where: three rules on the same need, staff and walks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.accessibility import Accessibility, e2sfca
from geodata.allocation import accessmod, by_demand_in_reach, most_served, nearest_only
from geodata.model import stop_reach
from geodata.noting import silent
from geodata.runs import cell_need_per_year, conditions, workload_and_capacity
from geodata.travel import reach_with_stand_ins, times_to_each
from geodata.units import SECONDS_PER_MINUTE
from geodata.walking.links import Links, alike
from geodata.walking.placing import NOT_PLACED, place_points, stand_ins
from geodata.ways import season_graph
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.names import Platform
    from geodata.noting import Told
    from geodata.terrain import Season
    from geodata.ways import Way

    Floats = NDArray[np.float64]

# The longest walk that any of the rules, or accessibility, counts.
LONGEST_MINUTES = 180


@dataclass(frozen=True)
class RuleShares:
    """
    Share of need in scope that is served under each rule, missing without need.

    Attributes
    ----------
    nearest
        Women use only the nearest site: the headline.
    accessmod
        Sites fill one after another, the one with most demand in reach first.
    best
        The best possible assignment: women may pass by a full site.
    """

    nearest: float
    accessmod: float
    best: float


def site_links(
    model: Model, season: Season, platform: Platform, way: Way, told: Told = silent
) -> Links:
    """
    Say which staffed sites each cell can walk to within three hours, and how long it takes.

    Women on closed ground walk from the nearest open cell, as everywhere. Walks only: which
    of several sites a taxi would take her to is not asked.

    Parameters
    ----------
    told
        Takes the share that is done, before each site.
    """
    programme, cells = model.programme, model.cells
    grid = programme.grid
    graph = season_graph(grid, programme.parameters, season, way)
    walkable = graph.walkable.reshape(grid.shape)
    placed, _ = place_points(grid, walkable, programme.sites, "sites.csv")
    sites = np.where(model.staff[platform.frontline] >= 1, placed, NOT_PLACED)
    closed = stand_ins(walkable, grid.inside & (grid.births > 0), grid.cell_m)
    reached = []
    for near in times_to_each(graph, sites, LONGEST_MINUTES * SECONDS_PER_MINUTE, told=told):
        lived_in = stop_reach(cells, *reach_with_stand_ins(near, *closed))
        reached.append((lived_in.cells, lived_in.seconds.astype(np.int32)))
    return Links.of_reach(reached, len(cells.flat))


def rule_shares(model: Model, choice: Choice, links: Links) -> RuleShares:
    """
    Work out what is served of the need in scope under the three rules.

    Demand and capacity are both in the unit of the platform: pairs, or full-time posts.

    Parameters
    ----------
    links
        From ``site_links``, for the choice's season, platform and way.
    """
    shared = conditions(model.programme, choice)
    need = cell_need_per_year(model.cells, shared)
    weight, capacity = workload_and_capacity(model, choice.platform)
    near = links.within(choice.threshold_minutes)
    asked = need * weight
    order = by_demand_in_reach(asked, near)
    served = {
        "nearest": nearest_only(asked, near, capacity).served,
        "accessmod": accessmod(asked, near, capacity, order).served,
    }
    total = float(need.sum()) or float("nan")
    shares = {rule: float((part / weight).sum()) / total for rule, part in served.items()}
    return RuleShares(**shares, best=best_served(need, weight, near, capacity) / total)


def best_served(need: Floats, weight: float | Floats, near: Links, capacity: Floats) -> float:
    """
    Return the most need that any assignment could serve.

    Parameters
    ----------
    weight
        Workload that one need stands for, one for all or one a cell.
    near
        The walks that are within reach.

    Notes
    -----
    What sites can carry of some cells is a maximum flow. As more cells ask, it grows ever
    less (a polymatroid), so it is best to fill up with the least laborious need first.

    >>> links = Links.of_minutes(np.array([[50.0, 100], [20, 40]]), 60)
    >>> round(best_served(np.array([40.0, 60]), 1.0, links, np.array([40.0, 50])), 6)
    90.0
    >>> round(best_served(np.array([40.0, 60]), np.array([2.0, 1]), links, np.array([40.0, 50])), 6)
    75.0
    """
    each = np.broadcast_to(weight, need.shape)
    asked = need * each
    served = carried = 0.0
    for level in np.unique(each):
        asking = np.where(each <= level, asked, 0.0)
        groups, members = alike(near, asking)
        most = most_served(sums(asking, groups, members.shape[0]), members, capacity)
        served += (most - carried) / float(level)
        carried = most
    return served


def accessibility(model: Model, choice: Choice, links: Links) -> Accessibility:
    """Share each site's Mentor Mothers among all who can walk to them within two hours."""
    shared = conditions(model.programme, choice)
    staff = model.staff[choice.platform.frontline].to_numpy(float)
    return e2sfca(cell_need_per_year(model.cells, shared), links, staff)
