"""The public geography that a snapshot draws on: district shapes, rivers, names; no site."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geodata.units import KM_PER_DEGREE

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class District:
    """
    One district of the country as published: its borders and a point inside for its name.

    ``rings`` and ``inside`` are longitudes and latitudes in degrees.
    """

    area_id: str
    name: str
    rings: tuple[Ring, ...]
    inside: tuple[float, float]


@dataclass(frozen=True)
class Town:
    """A town of the census, its district, and its longitude and latitude in degrees."""

    area_id: str
    name: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Ground:
    """All districts, the rivers as lines, who published the borders, and the towns."""

    districts: tuple[District, ...]
    rivers: tuple[Ring, ...]
    credit: str
    towns: tuple[Town, ...] = ()


@dataclass(frozen=True)
class Projection:
    """
    Degrees to units of a drawing: true to scale at the middle latitude.

    >>> flat = Projection(west=27.0, north=-28.0, middle=-60.0, per_degree=100.0)
    >>> [round(part, 6) for part in flat(28.0, -29.0)]
    [50.0, 100.0]
    """

    west: float
    north: float
    middle: float
    per_degree: float

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return units to the right of the western edge and below the northern one."""
        across = (longitude - self.west) * math.cos(math.radians(self.middle))
        return across * self.per_degree, (self.north - latitude) * self.per_degree

    @property
    def per_km(self) -> float:
        """Units for one kilometre."""
        return self.per_degree / KM_PER_DEGREE


def fitted(ground: Ground, width: float) -> tuple[Projection, float]:
    """Return the projection that fills a width, and the height that the country then takes."""
    points = [point for one in ground.districts for ring in one.rings for point in ring]
    longitudes, latitudes = zip(*points, strict=True)
    middle = (min(latitudes) + max(latitudes)) / 2
    across = (max(longitudes) - min(longitudes)) * math.cos(math.radians(middle))
    scale = width / across
    projection = Projection(min(longitudes), max(latitudes), middle, scale)
    return projection, (max(latitudes) - min(latitudes)) * scale
