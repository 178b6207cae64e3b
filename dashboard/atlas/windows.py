"""What part of the country each map of the atlas shows, every district at one scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.snapshot.ground import Projection
from geodata.units import KM_PER_DEGREE

if TYPE_CHECKING:
    from dashboard.snapshot.ground import District, Ground

WIDTH_MM, HEIGHT_MM, EDGE_MM = 124.0, 88.0, 4.0
COUNTRY_HEIGHT_MM: Final = 94.0
MM_PER_KM: Final = 1e6
SCALE_STEP: Final = 50_000


@dataclass(frozen=True)
class Window:
    """The part of the country that a map shows, and how degrees become its millimetres."""

    projection: Projection
    width_mm: float
    height_mm: float
    denominator: int

    def holds(self, at: tuple[float, float], beside_mm: float, above_mm: float = 5.0) -> bool:
        """Whether a point in degrees lies so far inside the map that words fit around it."""
        right, down = self.projection(*at)
        return (
            beside_mm <= right <= self.width_mm - beside_mm
            and above_mm <= down <= self.height_mm - above_mm
        )


def windows(ground: Ground) -> dict[str, Window]:
    """
    Return the window of each district, all at the one scale at which the widest fits.

    The denominator of the scale is a whole number of 50,000, so that a ruler can be used.
    """
    sizes = {one.area_id: _size_km(ground, (one,)) for one in ground.districts}
    room = (WIDTH_MM - 2 * EDGE_MM, HEIGHT_MM - 2 * EDGE_MM)
    denominator = _denominator(list(sizes.values()), room)
    return {
        one.area_id: _window(ground, (one,), denominator, (WIDTH_MM, HEIGHT_MM))
        for one in ground.districts
    }


def country_window(ground: Ground) -> Window:
    """Return the window of the whole country."""
    everywhere = ground.districts
    size = _size_km(ground, everywhere)
    room = (WIDTH_MM - 2 * EDGE_MM, COUNTRY_HEIGHT_MM - 2 * EDGE_MM)
    denominator = _denominator([size], room)
    height = size[1] * MM_PER_KM / denominator + 2 * EDGE_MM
    return _window(ground, everywhere, denominator, (WIDTH_MM, height))


def _denominator(sizes: list[tuple[float, float]], room: tuple[float, float]) -> int:
    """
    Find the largest scale at which all sizes in kilometres fit into room in millimetres.

    >>> _denominator([(110.0, 60.0)], (110.0, 80.0)), _denominator([(112.0, 60.0)], (110.0, 80.0))
    (1000000, 1050000)
    """
    most = max(side / space for size in sizes for side, space in zip(size, room, strict=True))
    return SCALE_STEP * math.ceil(round(most * MM_PER_KM / SCALE_STEP, 6))


def _box(districts: tuple[District, ...]) -> tuple[float, float, float, float]:
    points = [point for one in districts for ring in one.rings for point in ring]
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _middle(ground: Ground) -> float:
    _, south, _, north = _box(ground.districts)
    return (south + north) / 2


def _size_km(ground: Ground, districts: tuple[District, ...]) -> tuple[float, float]:
    west, south, east, north = _box(districts)
    across = (east - west) * math.cos(math.radians(_middle(ground)))
    return across * KM_PER_DEGREE, (north - south) * KM_PER_DEGREE


def _window(
    ground: Ground, shown: tuple[District, ...], denominator: int, size: tuple[float, float]
) -> Window:
    """Put some districts into the middle of a window."""
    west, south, east, north = _box(shown)
    per_degree, middle = KM_PER_DEGREE * MM_PER_KM / denominator, _middle(ground)
    flat = Projection(west, north, middle, per_degree)
    right, down = flat(east, south)
    spare = ((size[0] - right) / 2, (size[1] - down) / 2)
    # Longitudes shrink with the latitude, so a spare millimetre is more of them.
    shrink = math.cos(math.radians(middle))
    moved = Projection(
        west - spare[0] / per_degree / shrink, north + spare[1] / per_degree, middle, per_degree
    )
    return Window(moved, *size, denominator)
