"""Walks of a scenario by changes only: what an edit leaves as it was is not worked out again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.model import SeasonView, StopReach, stop_reach, walk_at
from geodata.names import Platform
from geodata.noting import silent
from geodata.travel import (
    SHORTEST_TIME_FACTOR,
    reach_with_stand_ins,
    times_by,
    times_to_each,
)
from geodata.units import SECONDS_PER_MINUTE
from geodata.walking.edits import EditableWalks
from geodata.walking.engine import solver_for
from geodata.walking.keys import NO_SITE, site_positions, whole_seconds
from geodata.walking.links import Links
from geodata.walking.placing import NOT_PLACED, place_points, stand_ins
from geodata.ways import Mode, season_graph

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.model import Cells, Walk
    from geodata.noting import Told
    from geodata.programme import Programme
    from geodata.terrain import Season
    from geodata.walking.solver import Solver
    from geodata.ways import Way

    Longs = NDArray[np.int64]

# Walks and reaches kept for a step back: some ten megabytes at most for the embedded grid.
KEPT_WALKS: Final = 8
KEPT_REACHES: Final = 400


class SeasonWalks:
    """
    Walks of one season on one programme's ground, for any of its edited versions.

    One thread at a time. Its answers equal those of ``travel_tables`` on the edited
    programme, second for second.

    Parameters
    ----------
    programme
        Gives grid and speeds, and the sites that edits start from.
    cells
        Of the programme's model.
    way
        How women travel; with taxis all sites are worked out anew when one changes.
    """

    def __init__(
        self, programme: Programme, cells: Cells, season: Season, way: Way | None = None
    ) -> None:
        grid = programme.grid
        self._programme, self._cells = programme, cells
        self._graph = season_graph(grid, programme.parameters, season, way)
        rides = way if way and way.mode == Mode.TAXI else None
        self._rides = times_by(programme, rides, self._graph) if rides else None
        self._walkable = self._graph.walkable.reshape(grid.shape)
        self._sites = self._place(programme.sites, "sites.csv")
        lived_in = grid.inside & (grid.births > 0)
        self._closed = stand_ins(self._walkable, lived_in, grid.cell_m)
        reach = programme.parameters.value("outreach_reach_minutes") * SECONDS_PER_MINUTE
        self._limit_s = reach / SHORTEST_TIME_FACTOR
        # From where each cell in which somebody lives takes its walk: most from themselves.
        place = np.arange(grid.births.size)
        place[self._closed[0]] = self._closed[1]
        self._looked = place[cells.flat]
        self._walks: dict[Platform, EditableWalks] = {}
        self._last: dict[Platform, Walk] = {}
        self._solver: Solver | None = None
        self._kept: OrderedDict[tuple[Platform, bytes, bytes], Walk] = OrderedDict()
        self._reached: OrderedDict[int, StopReach] = OrderedDict()

    def view(self, edited: Programme, staff: pd.DataFrame, told: Told = silent) -> SeasonView:
        """
        Return the season's view of an edited programme.

        Parameters
        ----------
        edited
            Its sites are the programme's own in their order, some of them perhaps moved or
            missing, then new ones.
        staff
            One row a site of it, from ``staff_by_site``.
        told
            Takes the share that is done, before each walk.
        """
        sites, stops = self._placed(edited)
        slots = self._slots(edited)
        walks: dict[Platform, Walk] = {}
        reached: list[StopReach] = []
        steps = len(Platform) + len(stops)
        for platform in Platform:
            told(len(walks) / steps)
            at = np.where(staff[platform.frontline] >= 1, sites, NOT_PLACED)
            walks[platform] = self._walk(platform, slots, at)
        for cell in stops.tolist():
            told((len(walks) + len(reached)) / steps)
            reached.append(self._reach(cell))
        return SeasonView(walk=walks, stops=tuple(reached))

    def links(self, points: pd.DataFrame, told: Told = silent) -> Links:
        """
        Say from which cells some places can be walked to, as far as an outreach stop may be.

        Parameters
        ----------
        points
            Columns ``longitude`` and ``latitude``; the index names the places.
        told
            Takes the share that is done, before each place.
        """
        cells = self._place(points, "candidates")
        limit = self._limit_s * SHORTEST_TIME_FACTOR
        reached = []
        for near in times_to_each(self._graph, cells, limit, told=told):
            stop = stop_reach(self._cells, *reach_with_stand_ins(near, *self._closed))
            reached.append((stop.cells, stop.seconds.astype(np.int32)))
        return Links.of_reach(reached, len(self._cells.flat))

    def know(self, view: SeasonView, staff: pd.DataFrame) -> None:
        """Keep what is known already of the programme itself: its view and its staff."""
        programme = self._programme
        sites, stops = self._placed(programme)
        slots = self._slots(programme)
        for platform in Platform:
            cells = np.where(staff[platform.frontline] >= 1, sites, NOT_PLACED)
            self._kept[platform, slots.tobytes(), cells.tobytes()] = view.walk[platform]
            self._last[platform] = view.walk[platform]
        self._reached.update(zip(stops.tolist(), view.stops, strict=True))

    def _placed(self, edited: Programme) -> tuple[Longs, Longs]:
        """Cells of sites and of stops; those on closed ground stand beside it."""
        unmoved = edited.sites is self._programme.sites
        sites = self._sites if unmoved else self._place(edited.sites, "sites.csv")
        return sites, self._place(edited.outreach_stops, "outreach_stops.csv")

    def _place(self, points: pd.DataFrame, file: str) -> Longs:
        cells, _ = place_points(self._programme.grid, self._walkable, points, file)
        return cells

    def _slots(self, edited: Programme) -> Longs:
        """
        Position of each site for good: its own of old, or one after all of them.

        Both orders rise together, so that of equally near sites the same one wins.
        """
        at = self._programme.sites.index.get_indexer(edited.sites.index)
        slots = np.asarray(at, dtype=np.int64)
        new = slots < 0
        slots[new] = len(self._programme.sites) + np.arange(int(new.sum()))
        return slots

    def _walk(self, platform: Platform, slots: Longs, site_cells: Longs) -> Walk:
        key = (platform, slots.tobytes(), site_cells.tobytes())
        if key not in self._kept:
            self._kept[key] = self._walked(platform, slots, site_cells)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_WALKS:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _walked(self, platform: Platform, slots: Longs, site_cells: Longs) -> Walk:
        count = int(slots.max(initial=-1)) + 1
        targets = np.full(count, NO_SITE, np.int64)
        targets[slots] = site_cells
        seconds, position = self._nearest(platform, targets)
        rows = np.full(count + 1, NO_SITE, np.int16)  # The last one answers for no site.
        rows[slots] = np.arange(len(slots))
        areas = len(self._programme.areas)
        last = self._last.get(platform)
        walk = walk_at(seconds, rows[position], self._cells, areas, last)
        self._last[platform] = walk
        return walk

    def _nearest(
        self, platform: Platform, targets: Longs
    ) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """Seconds from where somebody lives to the nearest site, and the site's position."""
        if self._rides is not None:
            times = self._rides(targets)
            return times.seconds.ravel()[self._looked], times.nearest.ravel()[self._looked]
        if platform in self._walks:
            _bring_to(self._walks[platform], targets)
        else:
            self._walks[platform] = EditableWalks(self._graph, targets)
        keys = self._walks[platform].keys_at(self._looked)
        return whole_seconds(keys), site_positions(keys)

    def _reach(self, cell: int) -> StopReach:
        if cell not in self._reached:
            # Kept, but not before it is asked for: the kernel may not be ready at first.
            self._solver = self._solver or solver_for(self._graph)
            near = times_to_each(self._graph, np.array([cell]), self._limit_s, self._solver)[0]
            self._reached[cell] = stop_reach(
                self._cells, *reach_with_stand_ins(near, *self._closed)
            )
        self._reached.move_to_end(cell)
        while len(self._reached) > KEPT_REACHES:
            self._reached.popitem(last=False)
        return self._reached[cell]


def _bring_to(walks: EditableWalks, targets: Longs) -> None:
    """Make the sites those of some targets, by as few edits as it takes."""
    there = walks.source_cells
    for position in range(max(len(there), len(targets))):
        target = int(targets[position]) if position < len(targets) else NO_SITE
        before = int(there[position]) if position < len(there) else None
        if target == before:
            continue
        if target == NO_SITE and before is not None:
            walks.remove(position)
        else:
            walks.place(position, target)
