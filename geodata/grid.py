"""The grid of cells that all rasters of a dataset share, and how it is read from a folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from geodata.errors import MisalignedGridError, NoCrsError
from geodata.findings import error
from geodata.ground.fitting import fitted
from geodata.ground.layers import GroundLayers
from geodata.reading.rasters import read_raster

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from geodata.reading.rasters import RawRaster

NOWHERE = -1
RASTERS = ("births", "zones", "elevation", "areas")


class Zone(IntEnum):
    """Ecological zones as the cells of ``zones.tif`` number them."""

    OUTSIDE = 0
    LOWLANDS = 1
    FOOTHILLS = 2
    SENQU_VALLEY = 3
    MOUNTAINS = 4


@dataclass(frozen=True, eq=False)
class Grid:
    """
    Square cells in a metric coordinate system; all arrays have shape (rows, columns).

    Parameters
    ----------
    crs
        Metric coordinate system, such as ``EPSG:32735``.
    west_m, north_m
        Easting and northing of the north-west corner, metres.
    cell_m
        Side of a cell, metres.
    births
        Expected births a year.
    zone
        ``Zone`` of the cell; 0 outside the country.
    elevation_m
        Height in metres, NaN where unknown.
    district, area
        Position in the index of the districts and of the community areas; -1 outside.
    river
        Cells that a river without a bridge runs through.
    layers
        What the dataset knows of the ground beyond these; without them zones give the speeds.
    """

    crs: str
    west_m: float
    north_m: float
    cell_m: float
    births: NDArray[np.float64]
    zone: NDArray[np.uint8]
    elevation_m: NDArray[np.float32]
    district: NDArray[np.int16]
    area: NDArray[np.int32]
    river: NDArray[np.bool_]
    layers: GroundLayers = field(default_factory=GroundLayers)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.zone.shape
        return rows, columns

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Cells that belong to a district."""
        return np.asarray(self.district != NOWHERE)

    def cell_of(
        self, longitude: ArrayLike, latitude: ArrayLike
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """
        Row and column of the cells that hold some points.

        A point north or west of the grid gets a negative number, one south or east of it a
        number past the end. A point without usable coordinates counts as far outside.

        Parameters
        ----------
        longitude, latitude
            Degrees, WGS 84, one value a point.
        """
        east_m, north_m = _to_metres(self.crs).transform(
            np.asarray(longitude), np.asarray(latitude)
        )
        row = (self.north_m - np.asarray(north_m)) / self.cell_m
        column = (np.asarray(east_m) - self.west_m) / self.cell_m
        return _whole(row), _whole(column)


@lru_cache(maxsize=8)
def _to_metres(crs: str) -> pyproj.Transformer:
    """Find the way from degrees to metres once: it takes longer than to go it."""
    return pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _whole(position: NDArray[np.float64]) -> NDArray[np.int64]:
    far = np.iinfo(np.int32).max
    known = np.nan_to_num(np.floor(position), nan=far, posinf=far, neginf=-far)
    return np.asarray(np.clip(known, -far, far), dtype=np.int64)


def read_grid(
    folder: Path,
    districts: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    rivers: gpd.GeoDataFrame,
    bridges: gpd.GeoDataFrame,
    *,
    any_elevation: bool = False,
) -> Grid:
    """
    Read the four rasters of a dataset folder and burn districts and rivers into their cells.

    A cell belongs to the district that holds its centre; a cell on the border whose centre
    no district holds takes the district of its area. A river closes every cell its line
    touches, and a bridge opens the river cells within one cell of it.

    Parameters
    ----------
    folder
        Holds births.tif, zones.tif, elevation.tif and areas.tif.
    districts, areas, rivers, bridges
        Layers with a coordinate system; rivers and bridges may be empty.
    any_elevation
        Bring the elevation to the grid, whatever its cells and its coordinate system.

    Raises
    ------
    UnreadableFileError
        When a raster is missing, damaged, or no raster of one band.
    NoCrsError
        When a raster has no metric coordinate system.
    MisalignedGridError
        When the rasters do not lie on one grid of square cells, or number more areas than
        there are.
    """
    layers = {name: read_raster(folder / f"{name}.tif") for name in RASTERS}
    frame = frame_of(layers["births"])
    heights = layers["elevation"].values.astype(np.float32)
    if any_elevation:
        heights = fitted(frame, layers.pop("elevation"))
    for layer in layers.values():
        _check_aligned(layer, layers["births"])
    zone = np.nan_to_num(layers["zones"].values).astype(np.uint8)
    area = np.nan_to_num(layers["areas"].values).astype(np.int32) - 1
    _check_numbers(area, len(areas))
    district = _districts(frame, districts, areas, area, zone)
    inside = district != NOWHERE
    return Grid(
        crs=frame.crs,
        west_m=frame.west_m,
        north_m=frame.north_m,
        cell_m=frame.cell_m,
        births=np.nan_to_num(layers["births"].values),
        zone=np.where(inside, zone, np.uint8(Zone.OUTSIDE)),
        elevation_m=heights,
        district=district,
        area=np.where(inside, area, NOWHERE).astype(np.int32),
        river=_closed_by_rivers(frame, rivers, bridges),
    )


@dataclass(frozen=True)
class Frame:
    """Where the cells of a grid lie, and shapes burnt into them."""

    crs: str
    west_m: float
    north_m: float
    cell_m: float
    shape: tuple[int, int]

    def burn(self, shapes: gpd.GeoSeries, *, all_touched: bool = False) -> NDArray[np.int32]:
        """Position of the shape that holds each cell's centre, or touches the cell; or -1."""
        from rasterio.features import rasterize  # noqa: PLC0415 - slow; a cached start needs none
        from rasterio.transform import Affine  # noqa: PLC0415

        numbered = [(shape, number) for number, shape in enumerate(shapes.to_crs(self.crs))]
        burnt = rasterize(
            numbered,
            self.shape,
            fill=NOWHERE,
            transform=Affine(self.cell_m, 0, self.west_m, 0, -self.cell_m, self.north_m),
            all_touched=all_touched,
            dtype="int32",
        )
        return np.asarray(burnt)


def frame_of(raster: RawRaster) -> Frame:
    """
    Say where the cells of a raster lie.

    Raises
    ------
    NoCrsError
        When they are not measured in metres.
    MisalignedGridError
        When they are not square, or north is not up.
    """
    west_m, south_m, east_m, north_m = raster.bounds
    rows, columns = raster.values.shape
    cell_m = (east_m - west_m) / columns
    if not pyproj.CRS(raster.crs).is_projected:
        message = "The cells must be measured in metres: a projected coordinate system."
        remedy = "Write the raster again, for Lesotho in EPSG:32735."
        raise NoCrsError(error("not_metric", raster.name, None, "", raster.crs, message, remedy))
    if raster.rotated is not None or not np.isclose(north_m - south_m, rows * cell_m):
        raise _misaligned(raster, "The cells are not square, or north is not up.")
    return Frame(raster.crs, west_m, north_m, cell_m, (rows, columns))


def _check_aligned(raster: RawRaster, other: RawRaster) -> None:
    same = raster.crs == other.crs and raster.values.shape == other.values.shape
    if not same or raster.rotated or not np.allclose(raster.bounds, other.bounds):
        raise _misaligned(raster, f"The cells are not those of {other.name}.")


def _check_numbers(area: NDArray[np.int32], areas: int) -> None:
    if area.max(initial=NOWHERE) >= areas:
        message = f"The raster numbers {area.max() + 1} areas, areas.geojson has {areas}."
        remedy = "Write areas.tif and areas.geojson from the same areas."
        finding = error("unknown_area_number", "areas.tif", None, "", "", message, remedy)
        raise MisalignedGridError(finding)


def _misaligned(raster: RawRaster, message: str) -> MisalignedGridError:
    remedy = "Give all rasters the same size, corner, square cells and coordinate system."
    return MisalignedGridError(error("misaligned", raster.name, None, "", "", message, remedy))


def _districts(
    frame: Frame,
    districts: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    area: NDArray[np.int32],
    zone: NDArray[np.uint8],
) -> NDArray[np.int16]:
    burnt = frame.burn(districts.geometry)
    # One more entry at the end, so that area -1 finds no district.
    by_area = np.append(districts.index.get_indexer(areas["district_code"]), NOWHERE)[area]
    filled = np.where(burnt == NOWHERE, by_area, burnt)
    return np.where(zone == Zone.OUTSIDE, NOWHERE, filled).astype(np.int16)


def _closed_by_rivers(
    frame: Frame, rivers: gpd.GeoDataFrame, bridges: gpd.GeoDataFrame
) -> NDArray[np.bool_]:
    if rivers.empty:
        return np.zeros(frame.shape, dtype=bool)
    river = np.asarray(frame.burn(rivers.geometry, all_touched=True) != NOWHERE)
    if bridges.empty:
        return river
    # A line on the edge of a cell may have been drawn in the next one.
    near = np.pad(frame.burn(bridges.geometry) != NOWHERE, 1)
    rows, columns = frame.shape
    for down, right in np.ndindex(3, 3):
        river &= ~near[down : down + rows, right : right + columns]
    return river
