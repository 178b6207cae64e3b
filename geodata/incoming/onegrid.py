"""Two rasters that do not lie on one grid: the finer question is asked of the coarser cells."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.findings import Severity
from geodata.incoming.result import Remark, Spot

if TYPE_CHECKING:
    from geodata.reading.rasters import RawRaster

SAME_SHARE_OF_CELL = 1e-6


def same_grid(one: RawRaster, other: RawRaster) -> bool:
    """
    Say whether two rasters have the same system, size and corner, so that cells may be paired.

    >>> from geodata.reading.rasters import RawRaster
    >>> one = RawRaster("a.tif", np.ones((2, 2)), "EPSG:32735", (0.0, 0.0, 2.0, 2.0), ())
    >>> same_grid(one, one), same_grid(one, replace(one, bounds=(0.3, 0.0, 2.3, 2.0)))
    (True, False)
    """
    near = SAME_SHARE_OF_CELL * cell_size(one)[0]
    return (
        one.crs == other.crs
        and one.values.shape == other.values.shape
        and bool(np.allclose(one.bounds, other.bounds, rtol=0, atol=near))
        and bool(np.allclose(tuple(one.place), tuple(other.place), rtol=0, atol=near))
    )


def cell_size(raster: RawRaster) -> tuple[float, float]:
    """Return width and height of a cell, in the units of the raster's system."""
    step = raster.place
    return float(np.hypot(step.a, step.d)), float(np.hypot(step.b, step.e))


def on_grid_of(levels: RawRaster, target: RawRaster) -> tuple[RawRaster, tuple[Remark, ...]]:
    """
    Put a raster of levels (shares, heights) on the cells of another, which is left as it is.

    Each target cell gets the mean of what lies in it; nothing is cropped, and a cell of which
    nothing is known has no value. Counts must never go through this: their sum would change.

    Returns
    -------
    The levels on the grid of ``target``, and what was done; no remark where nothing was.
    """
    if same_grid(levels, target):
        return levels, ()
    moved = replace(levels, values=_mean_in_cells(levels, target), crs=target.crs)
    moved = replace(moved, bounds=target.bounds, rotated=target.rotated)
    return moved, (_told(levels, target),)


def _mean_in_cells(levels: RawRaster, target: RawRaster) -> np.ndarray:
    from rasterio.warp import Resampling, reproject  # noqa: PLC0415 - slow, and tables need none

    values = np.full(target.values.shape, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rasterio's own way of multiplying.
        reproject(
            levels.values,
            values,
            src_transform=levels.place,
            src_crs=levels.crs,
            src_nodata=np.nan,
            dst_transform=target.place,
            dst_crs=target.crs,
            dst_nodata=np.nan,
            resampling=Resampling.average,
        )
    return values


def _told(levels: RawRaster, target: RawRaster) -> Remark:
    (width, height), (wide, high) = cell_size(levels), cell_size(target)
    message = (
        f"{levels.name} was resampled to the cells of {target.name}: "
        f"{width:.4g} x {height:.4g} ({levels.crs}) to {wide:.4g} x {high:.4g} ({target.crs})"
    )
    if levels.crs == target.crs:
        right = (levels.bounds[0] - target.bounds[0]) / wide
        down = (target.bounds[3] - levels.bounds[3]) / high
        message += f"; its corner lay {right:.2f} cells to the east and {down:.2f} to the south"
    return Spot(levels.name).remark(
        Severity.WARNING,
        "resampled",
        f"{message}. The values of {target.name} stay as they are.",
        "Export both on one grid to be exact.",
        expected=f"the grid of {target.name}",
    )
