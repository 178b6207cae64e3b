"""The walking-time surface as one picture that lies right under a Web Mercator map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from dashboard.maps.classes import MISSING, WALK
from dashboard.maps.pngs import palette_png, rgba
from geodata.names import Platform, Scope

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from dashboard.maps.pngs import Colour
    from geodata.model import Model
    from geodata.programme import Programme
    from geodata.terrain import Season

PIXEL_DEGREES: Final = 0.003
BORDER_CELLS: Final = 2
TRANSPARENT: Final = 0
FULL, QUIET = 1.0, 0.32


@dataclass(frozen=True, eq=False)
class Frame:
    """
    The pixels of the picture: evenly spaced in Web Mercator, from the north-west corner.

    Attributes
    ----------
    west, south, east, north
        Edges in degrees.
    cell
        Shape (rows, columns): place of the grid cell under each pixel in the flat grid, or -1.
    district
        Same shape: position of the district under each pixel, or -1 outside the country.
    """

    west: float
    south: float
    east: float
    north: float
    cell: NDArray[np.int64]
    district: NDArray[np.int64]


def frame(programme: Programme, pixel_degrees: float = PIXEL_DEGREES) -> Frame:
    """
    Lay the pixels over the country and find the cell and the district under each.

    Districts are burnt from their lines, not from cells, so that the surface ends where the
    border is drawn.
    """
    districts = programme.districts
    west, south, east, north = (float(edge) for edge in districts.total_bounds)
    columns, rows = _counts(west, south, east, north, pixel_degrees)
    longitude = west + (np.arange(columns) + 0.5) * (east - west) / columns
    top, bottom = mercator(north), mercator(south)
    latitude = inverse_mercator(top - (np.arange(rows) + 0.5) * (top - bottom) / rows)
    row, column = programme.grid.cell_of(*np.meshgrid(longitude, latitude))
    height, width = programme.grid.births.shape
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    cell = np.where(inside, row * width + column, MISSING)
    return Frame(west, south, east, north, cell, burn(districts, longitude, latitude))


def mercator(latitude: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """
    Northing of a latitude on a globe of radius 1, in Web Mercator.

    >>> round(float(mercator(-29.5)), 4)
    -0.5393
    """
    return np.arctanh(np.sin(np.radians(latitude)))


def inverse_mercator(northing: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """
    Latitude of a northing.

    >>> round(float(inverse_mercator(mercator(-29.5))), 6)
    -29.5
    """
    return np.degrees(np.arcsin(np.tanh(northing)))


def burn(
    districts: gpd.GeoDataFrame, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.int64]:
    """
    Position of the district at each crossing of the longitudes and latitudes, or -1.

    Line by line: between an odd and an even crossing of the border a point lies inside,
    which also leaves holes out.
    """
    found = np.full((len(latitude), len(longitude)), MISSING)
    for position, shape in enumerate(districts.geometry):
        west, south, east, north = _edges(shape)
        turns = np.zeros((len(latitude), len(longitude) + 1), dtype=np.int64)
        for row, at in enumerate(latitude):
            crossing = (south <= at) != (north <= at)
            share = (at - south[crossing]) / (north[crossing] - south[crossing])
            meets = west[crossing] + share * (east[crossing] - west[crossing])
            np.add.at(turns[row], np.searchsorted(longitude, meets), 1)
        found[np.cumsum(turns, axis=1)[:, :-1] % 2 == 1] = position
    return found


def bands(model: Model, season: Season, platform: Platform) -> NDArray[np.int64]:
    """
    Walking-time class of every grid cell of the country, carried two cells over the border.

    The model walks for women, so a cell where nobody lives takes the class of the cells
    around it, the farthest where they differ.
    """
    grid = model.programme.grid
    found = np.full(grid.births.shape, MISSING)
    found.ravel()[model.cells.flat] = WALK.positions(model.seasons[season].walk[platform].seconds)
    empty = grid.inside & (found == MISSING)
    while empty.any():
        filled = np.where(empty, _largest_neighbour(found), found)
        if (filled == found).all():
            break
        found, empty = filled, empty & (filled == MISSING)
    for _ in range(BORDER_CELLS):
        found = np.where(found == MISSING, _largest_neighbour(found), found)
    return found


def surface_png(
    model: Model, over: Frame, season: Season, platform: Platform, scope: Scope
) -> bytes:
    """
    Draw the surface of one season, platform and scope.

    While the scope is the programme, districts outside it show at lower strength.
    """
    found = bands(model, season, platform).ravel()
    band = np.where(over.cell == MISSING, MISSING, found[over.cell])
    in_programme = model.programme.districts["in_programme"].to_numpy(dtype=bool)
    quiet = np.append(~in_programme, False)[over.district] & (scope == Scope.PROGRAMME)
    told = (over.district != MISSING) & (band != MISSING)
    pixels = np.where(told, 1 + band + len(WALK.colours) * quiet, TRANSPARENT)
    return palette_png(pixels.astype(np.uint8), palette())


def palette() -> list[Colour]:
    """Return transparent, then the classes at full, then at lower strength."""
    strengths = [rgba(colour, strength) for strength in (FULL, QUIET) for colour in WALK.colours]
    return [(0, 0, 0, 0), *strengths]


def _counts(
    west: float, south: float, east: float, north: float, pixel_degrees: float
) -> tuple[int, int]:
    height = np.degrees(float(mercator(north) - mercator(south)))
    return round((east - west) / pixel_degrees), round(float(height) / pixel_degrees)


def _edges(shape: shapely.Geometry) -> tuple[NDArray[np.float64], ...]:
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shape)
        for ring in shapely.get_rings(part)
    ]
    first = np.vstack([ring[:-1] for ring in rings])
    second = np.vstack([ring[1:] for ring in rings])
    return first[:, 0], first[:, 1], second[:, 0], second[:, 1]


def _largest_neighbour(found: NDArray[np.int64]) -> NDArray[np.int64]:
    edged = np.pad(found, 1, constant_values=MISSING)
    sides = (edged[:-2, 1:-1], edged[2:, 1:-1], edged[1:-1, :-2], edged[1:-1, 2:])
    return np.asarray(np.maximum.reduce(sides))
