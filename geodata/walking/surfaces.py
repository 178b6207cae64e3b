"""
What a step costs on real ground: land cover, roads, rivers and heights, or a ready friction.

Where there is no real elevation model the speeds by ecological zone serve instead
(``geodata.terrain``): they hold the slopes already, so they go with level ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geodata.terrain import SECONDS_PER_METRE_AT_1_KMH, Season
from geodata.units import SECONDS_PER_MINUTE
from geodata.walking.graph import walk_graph
from geodata.walking.landspeeds import LandCover, Road

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from geodata.parameters import Parameters
    from geodata.walking.graph import WalkGraph

    Floats = NDArray[np.float64]


class Direction(StrEnum):
    """Which way the walk goes; uphill is slower, so that the two differ."""

    TO_SITE = "to_site"
    HOME = "home"


class Traveller(StrEnum):
    """Who walks."""

    LATE_PREGNANCY = "late_pregnancy"
    ADULT = "adult"


@dataclass(frozen=True, eq=False)
class Ground:
    """
    What lies in each cell; arrays of shape (rows, columns).

    Parameters
    ----------
    cover
        Numbers of ``LandCover``.
    road
        Numbers of ``Road``.
    river
        Cells that a river without a bridge runs through. A road over it is a bridge.
    heights_m
        From an elevation model, NaN in its holes.
    """

    cover: NDArray[np.uint8]
    road: NDArray[np.uint8]
    river: NDArray[np.bool_]
    heights_m: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Surface:
    """
    What a metre takes in each cell, and the heights that slopes come from.

    Parameters
    ----------
    pace
        Seconds a metre, shape (rows, columns); infinite where nobody can go.
    heights_m
        Same shape; None where the pace holds the slopes already, so that none counts twice.
    """

    pace: Floats
    heights_m: NDArray[np.float32] | None

    def graph(
        self, cell_m: float, direction: Direction = Direction.TO_SITE, neighbours: int = 16
    ) -> WalkGraph:
        """
        Build the graph of the walks in one direction.

        Examples
        --------
        The site lies at the left end, 10 m below the right one.

        >>> from geodata.travel import walk_times
        >>> slope = Surface(np.ones((1, 2)), np.array([[0.0, 10.0]]))
        >>> [int(walk_times(slope.graph(100, way), np.array([0])).seconds[0, 1])
        ...  for way in Direction]
        [100, 142]
        """
        heights = self.heights_m
        if heights is not None and direction == Direction.HOME:
            heights = -heights
        return walk_graph(self.pace, cell_m, neighbours, heights)


def walking_surface(
    ground: Ground,
    season: Season,
    speeds: Parameters,
    traveller: Traveller = Traveller.LATE_PREGNANCY,
    *,
    winter_closed_above_m: float = 2900.0,
    wet_factor: float = 1.1,
) -> Surface:
    """
    Work out how fast a woman walks on each cell; slopes come in with the graph.

    The speed of the ground is the speed on the level, as in AccessMod. On a road she walks
    at the road's speed. Water is closed; a river without a bridge is closed in the wet
    season, in which all walking takes longer; high ground is closed in winter.

    Parameters
    ----------
    speeds
        As ``geodata.walking.landspeeds.LAND_SPEEDS``.

    Examples
    --------
    >>> from geodata.walking.landspeeds import LAND_SPEEDS
    >>> ground = Ground(np.array([[3, 8, 3]], np.uint8), np.array([[0, 0, 1]], np.uint8),
    ...                 np.zeros((1, 3), bool), np.full((1, 3), 1500, np.float32))
    >>> surface = walking_surface(ground, Season.DRY, LAND_SPEEDS, Traveller.ADULT)
    >>> (3.6 / surface.pace).round(2).tolist()
    [[4.0, 0.0, 5.04]]
    """
    by_cover = np.array([speeds.value(f"land_kmh_{kind.name.lower()}") for kind in LandCover])
    kmh = np.where(ground.road > Road.NONE, speeds.value("land_kmh_road"), by_cover[ground.cover])
    if traveller == Traveller.LATE_PREGNANCY:
        kmh = kmh * speeds.value("late_pregnancy_factor")
    closed = np.zeros(kmh.shape, dtype=bool)
    if season == Season.WET:
        kmh = kmh / wet_factor
        closed = ground.river & (ground.road == Road.NONE)
    if season == Season.WINTER:
        closed = ground.heights_m > winter_closed_above_m
    return Surface(_pace(np.where(closed, 0.0, kmh)), ground.heights_m)


def riding_surface(ground: Ground, speeds: Parameters) -> Surface:
    """
    Work out how fast a taxi goes on the roads; elsewhere there is none, and slopes do not count.

    Raises
    ------
    ValueError
        Without any road: walk and taxi needs a road layer.
    """
    if not (ground.road > Road.NONE).any():
        raise ValueError("Walk and taxi needs a road layer.")
    by_road = [speeds.value(f"taxi_kmh_{kind.name.lower()}") for kind in list(Road)[1:]]
    return Surface(_pace(np.array([0.0, *by_road])[ground.road]), None)


def friction_surface(
    minutes_per_metre: ArrayLike,
    heights_m: NDArray[np.float32] | None = None,
    *,
    includes_slope: bool,
) -> Surface:
    """
    Take over a ready friction surface.

    Parameters
    ----------
    minutes_per_metre
        Shape (rows, columns), whatever the size of a cell; no data, 0, negative and infinite
        values are closed ground.
    heights_m
        Same shape, for slopes; used only if the friction does not hold them.
    includes_slope
        Whether the friction holds the slopes already, as the global surfaces of Weiss et al. do.

    Raises
    ------
    ValueError
        If slopes are missing from the friction and there are no heights to take them from.

    Examples
    --------
    >>> friction_surface([[0.02, 0, np.nan]], includes_slope=True).pace.tolist()
    [[1.2, inf, inf]]
    """
    if not includes_slope and heights_m is None:
        raise ValueError("A friction surface without slopes needs heights.")
    pace = np.asarray(minutes_per_metre, float) * SECONDS_PER_MINUTE
    usable = np.isfinite(pace) & (pace > 0)
    return Surface(np.where(usable, pace, np.inf), None if includes_slope else heights_m)


def _pace(kmh: Floats) -> Floats:
    """Seconds a metre; infinite at no speed."""
    pace = np.full(kmh.shape, np.inf)
    np.divide(SECONDS_PER_METRE_AT_1_KMH, kmh, out=pace, where=kmh > 0)
    return pace
