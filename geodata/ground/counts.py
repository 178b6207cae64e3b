"""A raster of counts brought to another grid: what each district holds stays what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from geodata.zonal import sums

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.reading.rasters import RawRaster


STEP = 64  # Pieces between two points that are really transformed: some 3 km, bent by under 1 m.
STRIP = 64  # Rows of pieces worked on at a time, which bounds the memory.
TOTALS_STRIP = 512
MOST_A_SIDE = 32
MOST_PIECES = 35_000_000
A_SIDE = 16  # Pieces to a side of a cell, where the raster is not too large for it.


@dataclass(frozen=True)
class Cells:
    """Square cells of a metric grid, north up."""

    crs: str
    west_m: float
    north_m: float
    cell_m: float
    shape: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Counts:
    """
    Counts on a grid.

    Parameters
    ----------
    values
        Shape of the grid; 0 outside all districts.
    totals
        What the raster holds in each district, in their order.
    """

    values: NDArray[np.float64]
    totals: NDArray[np.float64]


def counts_on(raster: RawRaster, outlines: gpd.GeoSeries, cells: Cells) -> Counts:
    """
    Bring counts to a grid; the sum of each district is kept.

    A source cell is cut into pieces, and each piece goes to the cell that holds its middle.
    Borders are then put right: each district's cells are multiplied by one factor, so that they
    add up to the source cells whose centre lies in it.

    Parameters
    ----------
    outlines
        Districts with a coordinate system, in any order.
    """
    totals = _totals(raster, outlines)
    moved = _shared(raster, cells)
    group = burnt(outlines.to_crs(cells.crs), cells)
    held = sums(moved.ravel(), group.ravel(), len(outlines))
    factors = np.divide(totals, held, out=np.zeros_like(totals), where=held > 0)
    inside = group >= 0
    return Counts(np.where(inside, moved * factors[np.where(inside, group, 0)], 0.0), totals)


def _totals(raster: RawRaster, outlines: gpd.GeoSeries) -> NDArray[np.float64]:
    rows, columns = raster.values.shape
    group = _burnt(outlines.to_crs(raster.crs), raster.place, (rows, columns))
    totals = np.zeros(len(outlines))
    for first in range(0, rows, TOTALS_STRIP):
        part = slice(first, first + TOTALS_STRIP)
        totals += sums(np.nan_to_num(raster.values[part]).ravel(), group[part].ravel(), len(totals))
    return totals


def _shared(raster: RawRaster, cells: Cells) -> NDArray[np.float64]:
    """Share each source cell among the grid's cells, in equal pieces by where their middle lies."""
    pieces = _pieces(raster, cells)
    rows, columns = (side * pieces for side in raster.values.shape)
    high, wide = cells.shape
    lattice = _lattice(raster, cells, rows, columns)
    left, weight = _between(columns)
    total = np.zeros(high * wide + 1)
    high_strip = max(STRIP // pieces, 1)
    for first in range(0, raster.values.shape[0], high_strip):
        strip = np.nan_to_num(raster.values[first : first + high_strip]) / pieces**2
        values = strip.repeat(pieces, axis=0).repeat(pieces, axis=1)
        above, height = _between(rows, first * pieces, len(values))
        column, row = (
            _bilinear(axis, above, height, left, weight).astype(np.int32) for axis in lattice
        )
        inside = (row >= 0) & (row < high) & (column >= 0) & (column < wide)
        at = np.where(inside, row * wide + column, high * wide)  # The last one is outside.
        total += np.bincount(at.ravel(), values.ravel(), minlength=len(total))
    return total[:-1].reshape(cells.shape)


def _pieces(raster: RawRaster, cells: Cells) -> int:
    """Return into how many pieces a side of a source cell is cut; fewer where they are many."""
    rows, columns = raster.values.shape
    most = max(int(np.sqrt(MOST_PIECES / (rows * columns))), 1)
    return min(max(int(np.ceil(A_SIDE * raster.cell_m / cells.cell_m)), 1), most, MOST_A_SIDE)


def _lattice(
    raster: RawRaster, cells: Cells, rows: int, columns: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the grid's column and row, as floats, at every ``STEP``-th piece of the raster."""
    pieces = columns / raster.values.shape[1]
    across = (np.arange(0, columns + STEP, STEP) + 0.5) / pieces
    down = (np.arange(0, rows + STEP, STEP) + 0.5) / pieces
    transformer = pyproj.Transformer.from_crs(raster.crs, cells.crs, always_xy=True)
    easting, northing = transformer.transform(*(raster.place @ tuple(np.meshgrid(across, down))))
    column = np.nan_to_num((easting - cells.west_m) / cells.cell_m, posinf=-2, neginf=-2)
    row = np.nan_to_num((cells.north_m - northing) / cells.cell_m, posinf=-2, neginf=-2)
    return column, row


def _between(
    count: int, first: int = 0, length: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return, for pieces in order, the lattice point before each and how far it is past it."""
    at = np.arange(first, first + (count if length is None else length))
    return at // STEP, (at % STEP) / STEP


def _bilinear(
    lattice: NDArray[np.float64],
    above: NDArray[np.int64],
    height: NDArray[np.float64],
    left: NDArray[np.int64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    rows = lattice[above] * (1 - height)[:, None] + lattice[above + 1] * height[:, None]
    found: NDArray[np.float64] = np.floor(rows[:, left] * (1 - weight) + rows[:, left + 1] * weight)
    return found


def _affine(cells: Cells) -> object:
    from rasterio.transform import Affine  # noqa: PLC0415 - slow to import

    return Affine(cells.cell_m, 0, cells.west_m, 0, -cells.cell_m, cells.north_m)


def burnt(outlines: gpd.GeoSeries, cells: Cells) -> NDArray[np.int16]:
    """Return the position of the outline that holds each cell's centre, or -1."""
    return _burnt(outlines, _affine(cells), cells.shape)


def _burnt(outlines: gpd.GeoSeries, transform: object, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Return the position of the outline that holds each cell's centre, or -1."""
    from rasterio.features import rasterize  # noqa: PLC0415 - slow to import

    numbered = [
        (outline, number)
        for number, outline in enumerate(outlines)
        if outline is not None and not outline.is_empty
    ]
    found = rasterize(numbered, shape, fill=-1, transform=transform, dtype="int16")
    return np.asarray(found)
