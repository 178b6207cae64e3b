"""Heights from any elevation model, brought to the cells of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.reading.rasters import read_raster

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.grid import Grid
    from geodata.reading.rasters import RawRaster


def read_heights(path: Path, grid: Grid) -> NDArray[np.float32]:
    """
    Read an elevation model and bring it to the grid.

    Parameters
    ----------
    path
        A GeoTIFF in any coordinate system, of any size of cell, in metres.

    Returns
    -------
    Metres, shape of the grid; NaN in the model's holes and where it does not reach.

    Raises
    ------
    FileError
        When it cannot be read or has no place on the earth.
    """
    return heights_on(grid, read_raster(path))


def heights_on(grid: Grid, model: RawRaster) -> NDArray[np.float32]:
    """
    Bring an elevation model to the grid: the mean of the finer cells in each of its cells.

    A coarser model is interpolated. Holes stay holes: a height is never made up from afar.
    """
    from rasterio.transform import Affine  # noqa: PLC0415 - slow to import
    from rasterio.warp import Resampling, reproject  # noqa: PLC0415

    rows, columns = model.values.shape
    west, south, east, north = model.bounds
    wide, tall = (east - west) / columns, (north - south) / rows
    heights = np.full(grid.shape, np.nan, np.float32)
    reproject(
        model.values.astype(np.float32),
        heights,
        src_transform=Affine(wide, 0, west, 0, -tall, north),
        src_crs=model.crs,
        src_nodata=np.nan,
        dst_transform=Affine(grid.cell_m, 0, grid.west_m, 0, -grid.cell_m, grid.north_m),
        dst_crs=grid.crs,
        dst_nodata=np.nan,
        resampling=Resampling.average if _is_finer(grid, model) else Resampling.bilinear,
    )
    return heights


def _is_finer(grid: Grid, model: RawRaster) -> bool:
    """Whether a cell of the model is smaller than one of the grid, both measured in degrees."""
    west, south, east, north = model.bounds_in_degrees
    rows, columns = model.values.shape
    metres_a_degree = 111_320.0
    tall_m = (north - south) / rows * metres_a_degree
    wide_m = (east - west) / columns * metres_a_degree * np.cos(np.radians((north + south) / 2))
    return bool(max(tall_m, wide_m) < grid.cell_m)
