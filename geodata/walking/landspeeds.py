"""Speeds on the level by land cover and road, with source and mark; a dataset may change each."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from geodata.parameters import Parameter, Parameters


class LandCover(IntEnum):
    """Kinds of ground as the cells of a land-cover raster are numbered here."""

    UNKNOWN = 0
    BUILT_UP = 1
    BARE = 2
    GRASS = 3
    SHRUB = 4
    CROPS = 5
    FOREST = 6
    WETLAND = 7
    WATER = 8
    SNOW = 9


class Road(IntEnum):
    """Kinds of road; where two meet in a cell the better one (the lower number) counts."""

    NONE = 0
    PAVED = 1
    GRAVEL = 2
    TRACK = 3


# Codes of ESA WorldCover 2020/2021.
WORLDCOVER: Final = {
    10: LandCover.FOREST,
    20: LandCover.SHRUB,
    30: LandCover.GRASS,
    40: LandCover.CROPS,
    50: LandCover.BUILT_UP,
    60: LandCover.BARE,
    70: LandCover.SNOW,
    80: LandCover.WATER,
    90: LandCover.WETLAND,
    95: LandCover.WETLAND,
    100: LandCover.GRASS,
}

_PAVED: Final = ("paved", "asphalt", "motorway", "trunk", "primary", "secondary")
_GRAVEL: Final = ("gravel", "tertiary", "unclassified", "residential", "living_street", "service")
_PATHS: Final = ("path", "footway", "steps", "cycleway", "bridleway", "pedestrian", "corridor")
# Classes of a road layer, our own and OpenStreetMap's; no taxi goes on a path.
ROAD_CLASSES: Final = {
    **dict.fromkeys(_PAVED, Road.PAVED),
    **dict.fromkeys((*_GRAVEL, "road"), Road.GRAVEL),
    "track": Road.TRACK,
    **dict.fromkeys(_PATHS, Road.NONE),
}


def road_class(text: str) -> Road | None:
    """
    Read the class of a road; None for a class that nobody knows.

    >>> road_class("Primary_link"), road_class("footway"), road_class("canal")
    (<Road.PAVED: 1>, <Road.NONE: 0>, None)
    """
    return ROAD_CLASSES.get(text.strip().lower().removesuffix("_link"))


_MANUAL: Final = "AccessMod 5 manual, example table"
_PIPELINES: Final = "BLSQ AccessMod pipelines, default table"
_WEISS: Final = "Weiss et al. 2018 and 2020, walking speeds, as quoted by World Bank GOST"
_TOBLER: Final = "Tobler 1993: speed on the level"
_OURS: Final = "Planning assumption"


def _walk(name: str, kmh: float, low: float, high: float, source: str, mark: str) -> Parameter:
    return Parameter(f"land_kmh_{name}", kmh, "km/h", low, high, source, mark)


# Of a woman who is not pregnant; 0 is closed ground.
LAND_SPEEDS: Final = Parameters(
    (
        _walk("unknown", 3.0, 2.0, 5.0, _OURS, "A"),
        _walk("built_up", 5.0, 4.0, 5.0, _MANUAL, "V"),
        _walk("bare", 3.0, 3.0, 5.0, _PIPELINES, "V"),
        _walk("grass", 4.0, 3.0, 4.86, _MANUAL, "V"),
        _walk("shrub", 3.0, 3.0, 4.2, _MANUAL, "V"),
        _walk("crops", 3.0, 2.5, 3.24, _PIPELINES, "V"),
        _walk("forest", 2.0, 1.62, 4.0, _MANUAL, "V"),
        _walk("wetland", 1.0, 1.0, 2.0, _PIPELINES, "V"),
        _walk("water", 0.0, 0.0, 0.0, _MANUAL, "V"),
        _walk("snow", 1.62, 0.0, 1.62, _WEISS, "V2"),
        _walk("road", 5.04, 5.0, 5.04, _TOBLER, "V"),
        Parameter("late_pregnancy_factor", 0.67, "of the speed", 0.5, 1.0, _OURS, "A"),
        Parameter("taxi_kmh_paved", 60.0, "km/h", 40.0, 80.0, _OURS, "A"),
        Parameter("taxi_kmh_gravel", 25.0, "km/h", 15.0, 40.0, _OURS, "A"),
        Parameter("taxi_kmh_track", 12.0, "km/h", 5.0, 20.0, _OURS, "A"),
        Parameter("taxi_wait_minutes", 30.0, "min", 10.0, 120.0, _OURS, "A"),
    )
)
