"""The grid all rasters of the dataset share: 500 m cells, origin on whole multiples of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer
from rasterio.features import rasterize
from rasterio.transform import Affine

from geodata.lesotho import facts

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

MARGIN_CELLS = 2


@dataclass(frozen=True)
class Frame:
    """Where the cells lie: north-west corner and cell side in metres, rows and columns."""

    west_m: float
    north_m: float
    cell_m: float
    rows: int
    columns: int

    @property
    def transform(self) -> Affine:
        """Affine transform of the raster."""
        return Affine(self.cell_m, 0.0, self.west_m, 0.0, -self.cell_m, self.north_m)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Easting and northing in metres of every cell centre, shaped as the grid."""
        east = self.west_m + (np.arange(self.columns) + 0.5) * self.cell_m
        north = self.north_m - (np.arange(self.rows) + 0.5) * self.cell_m
        eastings, northings = np.meshgrid(east, north)
        return eastings, northings

    def degrees(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitude and latitude in degrees of every cell centre, shaped as the grid."""
        to_degrees = Transformer.from_crs(facts.METRIC_CRS, facts.WORLD_CRS, always_xy=True)
        longitude, latitude = to_degrees.transform(*self.centres())
        return np.asarray(longitude), np.asarray(latitude)

    def burn(self, shapes: NDArray[np.object_]) -> NDArray[np.int32]:
        """Position of the polygon that holds each cell's centre, -1 where none does."""
        numbered = [(shape, position) for position, shape in enumerate(shapes)]
        return np.asarray(
            rasterize(numbered, self.shape, fill=-1, transform=self.transform, dtype="int32")
        )

    def distance_m(self, shape: shapely.Geometry) -> NDArray[np.float64]:
        """Distance in metres of every cell centre from a shape, as the crow flies."""
        points = shapely.points(*self.centres())
        shapely.prepare(shape)
        return np.asarray(shapely.distance(points, shape))


def frame_of(districts: gpd.GeoDataFrame, cell_m: float) -> Frame:
    """
    Frame that holds all districts with a margin of two cells.

    >>> import geopandas as gpd
    >>> box = gpd.GeoDataFrame(geometry=[shapely.box(10, 10, 990, 490)], crs=facts.METRIC_CRS)
    >>> frame_of(box, 500)
    Frame(west_m=-1000.0, north_m=1500.0, cell_m=500, rows=5, columns=6)
    """
    west, south, east, north = districts.total_bounds
    first_column = np.floor(west / cell_m) - MARGIN_CELLS
    last_column = np.ceil(east / cell_m) + MARGIN_CELLS
    first_row = np.ceil(north / cell_m) + MARGIN_CELLS
    last_row = np.floor(south / cell_m) - MARGIN_CELLS
    rows, columns = int(first_row - last_row), int(last_column - first_column)
    return Frame(float(first_column * cell_m), float(first_row * cell_m), cell_m, rows, columns)
