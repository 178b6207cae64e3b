"""The grid of cells that all rasters of a dataset share, and how it is read from a folder."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import MisalignedGridError, NoCrsError, UnreadableFileError
from geodata.findings import error

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray
    from rasterio.transform import Affine

NOWHERE = -1
HEIGHT_UNKNOWN = -32768
RASTERS = ("births.tif", "zones.tif", "elevation.tif", "areas.tif")


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

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.zone.shape
        return rows, columns

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Cells that belong to a district."""
        return self.district != NOWHERE

    @property
    def cell_area_km2(self) -> float:
        """Area of one cell in square kilometres."""
        return (self.cell_m / 1000) ** 2

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
        from pyproj import Transformer  # noqa: PLC0415 - not needed on a start from the cache

        to_metres = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        east_m, north_m = to_metres.transform(np.asarray(longitude), np.asarray(latitude))
        row = (self.north_m - np.asarray(north_m)) / self.cell_m
        column = (np.asarray(east_m) - self.west_m) / self.cell_m
        return _whole(row), _whole(column)


def _whole(position: NDArray[np.float64]) -> NDArray[np.int64]:
    far = np.iinfo(np.int32).max
    known = np.nan_to_num(np.floor(position), nan=far, posinf=far, neginf=-far)
    return np.clip(known, -far, far).astype(np.int64)


def read_grid(
    folder: Path,
    districts: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    rivers: gpd.GeoDataFrame,
    bridges: gpd.GeoDataFrame,
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

    Raises
    ------
    UnreadableFileError
        When a raster is missing or no raster.
    NoCrsError
        When births.tif has no metric coordinate system.
    MisalignedGridError
        When the rasters do not lie on one grid of square cells, north up, or number more
        areas than there are.
    """
    layers = {name: _read_raster(folder / name) for name in RASTERS}
    births, transform, crs = layers["births.tif"]
    _check_aligned(layers)
    zone = layers["zones.tif"][0].astype(np.uint8)
    area = layers["areas.tif"][0].astype(np.int32) - 1
    if area.max(initial=NOWHERE) >= len(areas):
        message = f"areas.tif numbers {area.max() + 1} areas, areas.geojson has {len(areas)}"
        raise MisalignedGridError(message)
    district = _districts(districts.to_crs(crs), areas, area, zone, transform)
    height = layers["elevation.tif"][0]
    return Grid(
        crs=str(crs),
        west_m=transform.c,
        north_m=transform.f,
        cell_m=transform.a,
        births=births.astype(np.float64),
        zone=np.where(district == NOWHERE, np.uint8(Zone.OUTSIDE), zone),
        elevation_m=np.where(height == HEIGHT_UNKNOWN, np.nan, height).astype(np.float32),
        district=district,
        area=np.where(district == NOWHERE, NOWHERE, area).astype(np.int32),
        river=_closed_by_rivers(rivers, bridges, crs, zone.shape, transform),
    )


def _read_raster(path: Path) -> tuple[NDArray[Any], Affine, Any]:
    import rasterio  # noqa: PLC0415 - half a second, and not needed on a start from the cache

    try:
        with rasterio.open(path) as raster:
            return raster.read(1), raster.transform, raster.crs
    except rasterio.errors.RasterioError as fault:
        message = "This file is missing or cannot be read as a GeoTIFF."
        remedy = "Write it again as a GeoTIFF with one band, on the grid of the other rasters."
        finding = error("unreadable_raster", path.name, None, "", "", message, remedy)
        raise UnreadableFileError(finding) from fault


def _check_aligned(layers: dict[str, tuple[NDArray[Any], Affine, Any]]) -> None:
    births, transform, crs = layers["births.tif"]
    if crs is None or not crs.is_projected:
        message = f"births.tif needs a metric coordinate system, such as EPSG:32735, not {crs}"
        raise NoCrsError(message)
    faults = [
        f"{name} lies on another grid than births.tif: compare size, origin, cell and CRS"
        for name, (values, other, other_crs) in layers.items()
        if values.shape != births.shape or not other.almost_equals(transform) or other_crs != crs
    ]
    if transform.b or transform.d or transform.a <= 0 or transform.e != -transform.a:
        faults.append("births.tif needs square cells with north up")
    if faults:
        raise MisalignedGridError("; ".join(faults))


def _districts(
    districts: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    area: NDArray[np.int32],
    zone: NDArray[np.uint8],
    transform: Affine,
) -> NDArray[np.int16]:
    burnt = _burn(districts.geometry, zone.shape, transform)
    of_area = districts.index.get_indexer(areas["district_code"])
    # One more entry, so that area -1 (the last) means no district.
    by_area = np.append(of_area, NOWHERE)[area]
    filled = np.where(burnt == NOWHERE, by_area, burnt)
    return np.where(zone == Zone.OUTSIDE, NOWHERE, filled).astype(np.int16)


def _closed_by_rivers(
    rivers: gpd.GeoDataFrame,
    bridges: gpd.GeoDataFrame,
    crs: Any,  # noqa: ANN401 - rasterio's own CRS class
    shape: tuple[int, int],
    transform: Affine,
) -> NDArray[np.bool_]:
    if rivers.empty:
        return np.zeros(shape, dtype=bool)
    river = _burn(rivers.to_crs(crs).geometry, shape, transform, all_touched=True) != NOWHERE
    if not bridges.empty:
        at = bridges.to_crs(crs).geometry
        columns, rows = ~transform * (at.x.to_numpy(), at.y.to_numpy())
        for row, column in zip(np.floor(rows).astype(int), np.floor(columns).astype(int), strict=True):
            river[max(row - 1, 0) : max(row + 2, 0), max(column - 1, 0) : max(column + 2, 0)] = False
    return river


def _burn(
    shapes: gpd.GeoSeries, size: tuple[int, int], transform: Affine, *, all_touched: bool = False
) -> NDArray[np.int32]:
    from rasterio.features import rasterize  # noqa: PLC0415 - see _read_raster

    numbered = [(shape, position) for position, shape in enumerate(shapes)]
    burnt = rasterize(
        numbered, size, fill=NOWHERE, transform=transform, all_touched=all_touched, dtype="int32"
    )
    return np.asarray(burnt)


ARRAYS = tuple(field.name for field in fields(Grid))[4:]
