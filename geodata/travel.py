"""All walking times of a season: to staffed sites and to outreach stops, for one way to travel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from geodata.names import Platform
from geodata.noting import silent
from geodata.staffing import staff_by_site
from geodata.units import SECONDS_PER_MINUTE
from geodata.walking import plain
from geodata.walking.engine import solver_for
from geodata.walking.keys import (
    MILLISECONDS,
    NO_SITE,
    NOT_REACHED,
    UNREACHED,
    placed,
    whole_seconds,
)
from geodata.walking.landspeeds import LAND_SPEEDS
from geodata.walking.placing import NOT_PLACED, place_points, stand_ins
from geodata.walking.taxi import walk_and_ride_times
from geodata.walking.times import WalkTimes, times_of_keys, walk_times
from geodata.ways import Mode, Way, ride_graph, season_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geodata.findings import Finding
    from geodata.noting import Told
    from geodata.programme import Programme
    from geodata.terrain import Season
    from geodata.walking.graph import WalkGraph
    from geodata.walking.solver import Solver

    Reach = tuple[NDArray[np.int64], NDArray[np.int32]]

__all__ = [
    "NOT_REACHED",
    "TravelTables",
    "WalkTimes",
    "times_of_keys",
    "times_to_each",
    "travel_tables",
    "walk_times",
]

# Stops are needed beyond their reach, for the check in which all times are 25 % shorter.
SHORTEST_TIME_FACTOR = 0.75


@dataclass(frozen=True, eq=False)
class TravelTables:
    """
    All walking times of one season.

    Parameters
    ----------
    facility, community
        Walk to the nearest site with a Mentor Mother, and with a Community Mentor Mother;
        ``nearest`` is a position in the index of all the programme's sites.
    stops
        For each outreach stop, flat cells from which it is within reach, and their seconds.
    moved
        A note for each site or stop moved to walkable ground, a warning for each left out.
    births_on_closed_ground
        Expected births a year on cells where nobody can walk in this season; those cells
        took the time of the nearest walkable one.
    """

    facility: WalkTimes
    community: WalkTimes
    stops: list[Reach]
    moved: tuple[Finding, ...] = ()
    births_on_closed_ground: float = 0.0


def times_to_each(
    graph: WalkGraph,
    source_cells: NDArray[np.int64],
    limit_seconds: float,
    solver: Solver | None = None,
    told: Told = silent,
) -> list[Reach]:
    """
    Find the walking times to each of some places on its own, up to a limit.

    Parameters
    ----------
    source_cells
        Flat cell of each place; -1, or a cell where nobody can walk, for one left out.
    limit_seconds
        Longest time, in seconds, that is kept.
    solver
        From ``solver_for``, for who asks often; left out, one is made.
    told
        Takes the share that is done, before each place.

    Returns
    -------
    For each place the flat cells within the limit, in row order, and their whole seconds.

    Examples
    --------
    >>> from geodata.walking.graph import walk_graph
    >>> pace = np.ones((1, 4))
    >>> times_to_each(walk_graph(pace, cell_m=100), np.array([0]), limit_seconds=150)
    [(array([0, 1]), array([  0, 100], dtype=int32))]
    """
    solver = solver or solver_for(graph)
    unreached = np.full(graph.size if solver else 0, UNREACHED)
    limit = int((limit_seconds + 1) * MILLISECONDS)
    reaches = []
    cells_of_places = placed(graph, source_cells)
    for at, cell in enumerate(cells_of_places):
        told(at / len(cells_of_places))
        if cell == NO_SITE:
            reaches.append((np.zeros(0, np.int64), np.zeros(0, np.int32)))
            continue
        if solver is None:
            cells, keys = plain.keys_within(graph, cell, limit)
        else:
            cells, keys = solver.keys_within(unreached, cell, limit)
        seconds = whole_seconds(keys)
        near = seconds <= limit_seconds
        reaches.append((cells[near], seconds[near]))
    return reaches


def travel_tables(programme: Programme, season: Season, way: Way | None = None) -> TravelTables:
    """
    Work out all walking times of one season, to staffed sites and to outreach stops.

    A site or stop on closed ground moves to the nearest walkable cell within 3 km. Women
    on closed ground take the time of the nearest walkable cell.

    Parameters
    ----------
    way
        How women travel; left out, on foot to the site in late pregnancy. Stops are walked
        to in any case.
    """
    grid, way = programme.grid, way or Way()
    graph = season_graph(grid, programme.parameters, season, way)
    walkable = graph.walkable.reshape(grid.shape)
    sites, sites_moved = place_points(grid, walkable, programme.sites, "sites.csv")
    stops, stops_moved = place_points(
        grid, walkable, programme.outreach_stops, "outreach_stops.csv"
    )
    lived_in = grid.inside & (grid.births > 0)
    closed, stand_in = stand_ins(walkable, lived_in, grid.cell_m)
    reach = programme.parameters.value("outreach_reach_minutes") * SECONDS_PER_MINUTE
    by_stop = times_to_each(graph, stops, reach / SHORTEST_TIME_FACTOR)
    times = times_by(programme, way, graph)

    staff = staff_by_site(programme.staffing, programme.sites.index, programme.info.period)

    def to_staffed(platform: Platform) -> WalkTimes:
        """Walk from everywhere to the nearest site where somebody serves on a platform."""
        cells = np.where(staff[platform.frontline] >= 1, sites, NOT_PLACED)
        return with_stand_ins(times(cells), closed, stand_in)

    return TravelTables(
        facility=to_staffed(Platform.FACILITY),
        community=to_staffed(Platform.COMMUNITY),
        stops=[reach_with_stand_ins(stop, closed, stand_in) for stop in by_stop],
        moved=sites_moved + stops_moved,
        births_on_closed_ground=float(grid.births[lived_in & ~walkable].sum()),
    )


def times_by(
    programme: Programme, way: Way, walks: WalkGraph
) -> Callable[[NDArray[np.int64]], WalkTimes]:
    """
    Return what finds the times to some sites, on foot or also by taxi.

    Parameters
    ----------
    programme
        Gives the roads and the speeds of taxis.
    walks
        Graph of the walks of one season, made for the same way.
    """
    if way.mode == Mode.WALK:
        return partial(walk_times, walks)
    rides = ride_graph(programme.grid, programme.parameters, way)
    speeds = programme.parameters.filled(LAND_SPEEDS)
    wait = speeds.value("taxi_wait_minutes") * SECONDS_PER_MINUTE
    return partial(walk_and_ride_times, walks, rides, wait_seconds=wait)


def with_stand_ins(
    times: WalkTimes, closed: NDArray[np.int64], stand_in: NDArray[np.int64]
) -> WalkTimes:
    """Give closed cells the time and the site of the cells that stand in for them."""
    seconds, nearest = times.seconds.copy(), times.nearest.copy()
    seconds.ravel()[closed] = seconds.ravel()[stand_in]
    nearest.ravel()[closed] = nearest.ravel()[stand_in]
    return WalkTimes(seconds, nearest)


def reach_with_stand_ins(
    reach: Reach, closed: NDArray[np.int64], stand_in: NDArray[np.int64]
) -> Reach:
    """Add the closed cells whose stand-in is within reach, with its time, in row order."""
    cells, seconds = reach
    if not len(cells):
        return reach
    place = np.minimum(np.searchsorted(cells, stand_in), len(cells) - 1)
    near = cells[place] == stand_in
    all_cells = np.concatenate([cells, closed[near]])
    order = np.argsort(all_cells, kind="stable")
    return all_cells[order], np.concatenate([seconds, seconds[place[near]]])[order]
