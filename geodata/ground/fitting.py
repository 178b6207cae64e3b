"""A raster of any cells and coordinate system, brought to the cells of a grid."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.reading.rasters import RawRaster


class Blend(StrEnum):
    """What a cell of the grid takes from a raster's cells: from finer ones, from coarser ones."""

    SMOOTH = "mean of the finer, between the coarser"
    MEAN = "mean of the finer, nearest of the coarser"
    CLASS = "commonest of the finer, nearest of the coarser"


class Place(Protocol):
    """Where the cells of a grid lie."""

    @property
    def crs(self) -> str:
        """Metric coordinate system."""

    @property
    def west_m(self) -> float:
        """Easting of the western edge."""

    @property
    def north_m(self) -> float:
        """Northing of the northern edge."""

    @property
    def cell_m(self) -> float:
        """Side of a cell, metres."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""


def fitted(
    place: Place, raster: RawRaster, blend: Blend = Blend.SMOOTH, above: float | None = None
) -> NDArray[np.float32]:
    """
    Bring a raster to the cells of a grid.

    Holes stay holes: nothing is made up from afar.

    Parameters
    ----------
    place
        The grid.
    raster
        In any coordinate system, of any size of cell, rotated or not.
    blend
        ``SMOOTH`` for heights, ``MEAN`` for what must not be blurred, ``CLASS`` for classes.
    above
        What is no more than this is a hole as well.

    Returns
    -------
    Shape of the grid; NaN in the raster's holes and where it does not reach.
    """
    from rasterio.transform import Affine  # noqa: PLC0415 - slow to import
    from rasterio.warp import Resampling, reproject  # noqa: PLC0415

    finer = Resampling.mode if blend == Blend.CLASS else Resampling.average
    coarser = Resampling.bilinear if blend == Blend.SMOOTH else Resampling.nearest
    values = raster.values.astype(np.float32)
    if above is not None:
        values[~(values > above)] = np.nan
    cells = np.full(place.shape, np.nan, np.float32)
    reproject(
        values,
        cells,
        src_transform=raster.place,
        src_crs=raster.crs,
        src_nodata=np.nan,
        dst_transform=Affine(place.cell_m, 0, place.west_m, 0, -place.cell_m, place.north_m),
        dst_crs=place.crs,
        dst_nodata=np.nan,
        resampling=finer if is_finer(place, raster) else coarser,
    )
    return cells


def is_finer(place: Place, raster: RawRaster) -> bool:
    """Say whether a cell of the raster is smaller than one of the grid, both measured in metres."""
    return raster.cell_m < place.cell_m
