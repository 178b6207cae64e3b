"""What a raster holds, by its name and by its values: people, heights, land cover, friction."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geodata.walking.frictions import ENOUGH, median_kmh, unit_fault

if TYPE_CHECKING:
    from geodata.reading.rasters import RawRaster


class RasterKind(StrEnum):
    """What a raster that a dataset can take holds."""

    PEOPLE = "people"
    HEIGHTS = "heights"
    COVER = "land cover"
    FRICTION = "friction"
    UNKNOWN = ""


WORDS = {
    RasterKind.FRICTION: r"friction|walking|speed|minutes_(per|a)_m|motori[sz]ed",
    RasterKind.COVER: r"land_?-?(cover|use)|lulc|world_?cover|glc|lc100",
    RasterKind.HEIGHTS: r"dem(?!o|and)|srtm|elev|height|altitude|dsm|copernicus",
    RasterKind.PEOPLE: r"pop|ppp|people|hrsl|women|births|ghs",
}
NAMES = {kind: re.compile(words, re.IGNORECASE) for kind, words in WORDS.items()}
LEAST_PEOPLE, MOST_PEOPLE = 10_000, 100_000_000
LOWEST_M, HIGHEST_M, LOW_SHARE = 300, 6_000, 5
MOST_CLASSES, MOST_NAMED = 256, 12
STRIP = 256  # Rows looked at together, which bounds the memory.


def named_kinds(name: str) -> tuple[RasterKind, ...]:
    """
    Say what a raster may hold by its name alone.

    >>> list(map(str, named_kinds("walking_only_friction.tif") + named_kinds("demo_pop.tif")))
    ['friction', 'people']
    """
    return tuple(kind for kind, pattern in NAMES.items() if pattern.search(name))


def kind_of_raster(name: str, raster: RawRaster) -> RasterKind:
    """
    Say what a raster holds, by its name and by its values.

    Both must agree: a raster is never taken for what its values cannot be.
    """
    found = (kind for kind in named_kinds(name) if _can_be(kind, raster))
    return next(found, RasterKind.UNKNOWN)


def _can_be(kind: RasterKind, raster: RawRaster) -> bool:
    values = raster.values
    if kind == RasterKind.COVER:
        return bool(classes_of(raster))
    if not np.isfinite(values).any():
        return False
    if kind == RasterKind.FRICTION:
        return not unit_fault(values)
    if kind == RasterKind.PEOPLE:
        total = float(np.nansum(values))
        return bool(np.nanmin(values) >= 0) and LEAST_PEOPLE <= total <= MOST_PEOPLE
    some = values.ravel()[:: max(values.size // ENOUGH, 1)]
    low, high = np.nanpercentile(some, [LOW_SHARE, 100 - LOW_SHARE])
    return bool(low >= LOWEST_M and high <= HIGHEST_M)


def classes_of(raster: RawRaster) -> tuple[int, ...]:
    """
    Return the codes of a raster of classes; none where its values are no codes.

    >>> from geodata.reading.rasters import RawRaster
    >>> values = np.array([[10.0, np.nan], [30.0, 10.0]])
    >>> classes_of(RawRaster("a.tif", values, "EPSG:32735", (0.0, 0.0, 2.0, 2.0), ()))
    (10, 30)
    """
    codes: set[float] = set()
    for first in range(0, len(raster.values), STRIP):
        strip = raster.values[first : first + STRIP]
        codes |= set(np.unique(strip[~np.isnan(strip)]).tolist())
        if len(codes) > MOST_CLASSES or any(code < 0 or code % 1 for code in codes):
            return ()
    return tuple(sorted(map(int, codes)))


def values_words(raster: RawRaster) -> str:
    """
    Say in a sentence what the values of a raster are, as befits its kind.

    >>> from geodata.reading.rasters import RawRaster
    >>> bounds = (0.0, 0.0, 1.0, 1.0)
    >>> values_words(RawRaster("friction.tif", np.array([[0.72]]), "EPSG:4326", bounds, ()))
    'The values run from 0.72 to 0.72.'
    """
    values, kind = raster.values, kind_of_raster(raster.name, raster)
    if not np.isfinite(values).any():
        return "No cell holds a value."
    if kind == RasterKind.COVER:
        codes = classes_of(raster)
        more = " and more" if len(codes) > MOST_NAMED else ""
        named = ", ".join(map(str, codes[:MOST_NAMED])) + more
        return f"Land cover in {len(codes)} classes: {named}."
    if kind == RasterKind.FRICTION:
        return f"Half of the ground is walked at {median_kmh(values):.1f} km/h or less."
    if kind == RasterKind.HEIGHTS:
        return f"Heights run from {np.nanmin(values):,.0f} to {np.nanmax(values):,.0f} m."
    if {RasterKind.FRICTION, RasterKind.COVER} & set(named_kinds(raster.name)):
        return f"The values run from {np.nanmin(values):g} to {np.nanmax(values):g}."
    return f"The values add up to {float(np.nansum(values)):,.0f}."
