"""How women travel: which way, on foot or also by taxi, who, and how finely steps are cut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.grid import Zone
from geodata.parameters import Parameters
from geodata.terrain import Season, Speeds, seconds_per_metre
from geodata.walking.landspeeds import LAND_SPEEDS, LandCover, Road
from geodata.walking.surfaces import (
    Direction,
    Ground,
    Surface,
    Traveller,
    friction_surface,
    riding_surface,
    walking_surface,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.grid import Grid
    from geodata.ground.layers import GroundLayers
    from geodata.walking.graph import WalkGraph

PREGNANCY: Final = "late_pregnancy_factor"


class Mode(StrEnum):
    """On what a woman travels; walk and taxi is shown beside the walk, never instead."""

    WALK = "walk"
    TAXI = "taxi"


class Steps(StrEnum):
    """Into how many directions a step may lead; the more, the straighter the walks."""

    SIXTEEN = "16"
    FINE = "32"


MODE_WORDS: Final = {Mode.WALK: "walking only", Mode.TAXI: "walking, and taxis on roads"}
UNUSUAL: Final = {
    Direction.HOME: "home again",
    Traveller.ADULT: "an adult who is not pregnant",
    Steps.FINE: "32 directions",
}


@dataclass(frozen=True)
class Way:
    """
    One way of travelling.

    >>> Way().key, Way(direction=Direction.HOME, steps=Steps.FINE).key
    ('to_site-walk-late_pregnancy-16', 'home-walk-late_pregnancy-32')
    """

    direction: Direction = Direction.TO_SITE
    mode: Mode = Mode.WALK
    traveller: Traveller = Traveller.LATE_PREGNANCY
    steps: Steps = Steps.SIXTEEN

    @property
    def key(self) -> str:
        """Name of the way, for files."""
        return f"{self.direction}-{self.mode}-{self.traveller}-{self.steps}"

    @property
    def unusual(self) -> tuple[str, ...]:
        """
        Phrases for what differs from a walk to the site in late pregnancy.

        >>> Way().unusual, Way(Direction.HOME, Mode.TAXI).unusual
        ((), ('taxis on roads', 'home again'))
        """
        taxi = ("taxis on roads",) if self.mode == Mode.TAXI else ()
        chosen = (self.direction, self.traveller, self.steps)
        return (*taxi, *(UNUSUAL[one] for one in chosen if one in UNUSUAL))

    @property
    def words(self) -> str:
        """
        Say in full how women travel.

        >>> Way(Direction.HOME).words
        'walking only, home again'
        """
        taxi = int(self.mode == Mode.TAXI)
        return ", ".join([MODE_WORDS[self.mode], *self.unusual[taxi:]])


@dataclass(frozen=True)
class Offer:
    """
    Which ways differ on a programme's ground.

    Parameters
    ----------
    slopes
        Whether the walk home takes another time than the walk to the site.
    roads
        Whether there are roads for taxis.
    """

    slopes: bool = False
    roads: bool = False

    def usable(self, way: Way) -> Way:
        """
        Return the way itself, or the nearest to it that the ground can answer.

        >>> Offer(slopes=True, roads=False).usable(Way(Direction.HOME, Mode.TAXI)).key
        'home-walk-late_pregnancy-16'
        """
        return Way(
            way.direction if self.slopes else Direction.TO_SITE,
            way.mode if self.roads else Mode.WALK,
            way.traveller,
            way.steps,
        )


def offer(layers: GroundLayers) -> Offer:
    """
    Say which ways differ on some ground.

    >>> from geodata.ground.layers import GroundLayers
    >>> offer(GroundLayers(road=np.array([[0, 2]], np.uint8)))
    Offer(slopes=False, roads=True)
    """
    roads = layers.road is not None and bool((layers.road > Road.NONE).any())
    return Offer(layers.slopes_m is not None, roads)


def speeds_in_use(layers: GroundLayers) -> Parameters:
    """
    Return the speeds that some ground asks for beyond those of the zones, each with its source.

    >>> from geodata.ground.layers import GroundLayers
    >>> [item.name for item in speeds_in_use(GroundLayers()).items]
    ['late_pregnancy_factor']
    """
    prefixes = [PREGNANCY]
    if layers.friction is None and layers.heights_m is not None:
        prefixes.append("land_")
    if offer(layers).roads:
        prefixes.append("taxi_")
    named = [item for item in LAND_SPEEDS.items if item.name.startswith(tuple(prefixes))]
    return Parameters(tuple(named))


def paced(parameters: Parameters, layers: GroundLayers, factor: float) -> Parameters:
    """
    Let women walk this many times as fast, whatever their speeds come from on some ground.

    >>> from geodata.ground.layers import GroundLayers
    >>> from geodata.parameters import Parameter
    >>> table = Parameters((Parameter("walk_kmh_lowlands", 3.0), Parameter("tau", 0.95)))
    >>> [item.value for item in paced(table, GroundLayers(), 0.5).items]
    [1.5, 0.95]
    """
    over_friction = layers.friction is not None
    prefixes = (PREGNANCY,) if over_friction else ("walk_kmh_", "land_kmh_")
    names = [item.name for item in parameters.items if item.name.startswith(prefixes)]
    return parameters.changed(**{name: parameters.value(name) * factor for name in names})


def season_graph(
    grid: Grid, parameters: Parameters, season: Season, way: Way | None = None
) -> WalkGraph:
    """
    Build the graph of the walks of one season, on the best ground that the dataset knows.

    A friction surface wins; else an elevation model with land cover and roads; else the
    speeds by ecological zone, which hold the slopes already.

    Parameters
    ----------
    grid
        With its ``layers``.
    parameters
        Speeds that stand in it win over ``LAND_SPEEDS``.
    """
    way = way or Way()
    surface = season_surface(grid, parameters, season, way.traveller)
    return surface.graph(grid.cell_m, way.direction, int(way.steps))


def ride_graph(grid: Grid, parameters: Parameters, way: Way) -> WalkGraph:
    """
    Build the graph of the taxi rides, the same in every season.

    Raises
    ------
    ValueError
        Without any road.
    """
    surface = riding_surface(_ground(grid), parameters.filled(LAND_SPEEDS))
    return surface.graph(grid.cell_m, way.direction, int(way.steps))


def season_surface(
    grid: Grid, parameters: Parameters, season: Season, traveller: Traveller
) -> Surface:
    """Say what a metre takes in each cell, in one season, for one traveller."""
    layers, speeds = grid.layers, parameters.filled(LAND_SPEEDS)
    if layers.friction is not None:
        return _over_friction(grid, layers.friction, speeds, season, traveller)
    if layers.heights_m is None:
        pace = seconds_per_metre(grid, season, Speeds.from_parameters(parameters))
        # Zones hold late pregnancy already: anybody else is faster.
        if traveller == Traveller.ADULT:
            pace = pace * speeds.value(PREGNANCY)
        return Surface(pace, None)
    surface = walking_surface(
        _ground(grid),
        season,
        speeds,
        traveller,
        winter_closed_above_m=speeds.value("winter_closed_above_m"),
        wet_factor=speeds.value("wet_factor"),
    )
    pace = surface.pace * _winter(grid, speeds, season)
    # Over the border walks lead only where the layers reach.
    unknown = ~grid.inside & np.isnan(layers.heights_m)
    return Surface(np.where(unknown, np.inf, pace), surface.heights_m)


def _over_friction(
    grid: Grid,
    friction: NDArray[np.float64],
    speeds: Parameters,
    season: Season,
    traveller: Traveller,
) -> Surface:
    """Take the friction as the pace of an adult in the dry season, and close what seasons do."""
    layers = grid.layers
    surface = friction_surface(
        friction, layers.heights_m, includes_slope=layers.friction_includes_slope
    )
    pace = surface.pace * _winter(grid, speeds, season)
    if traveller == Traveller.LATE_PREGNANCY:
        pace = pace / speeds.value(PREGNANCY)
    if season == Season.WET:
        open_ = ~grid.river | (_ground(grid).road > Road.NONE)
        pace = np.where(open_, pace * speeds.value("wet_factor"), np.inf)
    if season == Season.WINTER:
        closed = grid.elevation_m > speeds.value("winter_closed_above_m")
        pace = np.where(closed, np.inf, pace)
    return Surface(pace, surface.heights_m)


def _winter(grid: Grid, speeds: Parameters, season: Season) -> NDArray[np.float64]:
    """How many times as long walking takes in winter, by the zone of each cell; else once."""
    factors = np.ones(max(Zone) + 1)
    if season == Season.WINTER:
        for zone, factor in Speeds.from_parameters(speeds).winter_factor.items():
            factors[zone] = factor
    return np.asarray(factors[grid.zone])


def _ground(grid: Grid) -> Ground:
    """Fill in the layers that are not there: unknown cover, no road, unknown heights."""
    layers, shape = grid.layers, grid.shape
    nothing = np.zeros(shape, np.uint8)
    return Ground(
        cover=np.full(shape, LandCover.UNKNOWN, np.uint8) if layers.cover is None else layers.cover,
        road=nothing if layers.road is None else layers.road,
        river=grid.river,
        heights_m=grid.elevation_m if layers.heights_m is None else layers.heights_m,
    )
