"""
Hatches as lines clipped to shapes: MapLibre areas have a colour and an outline, no pattern.

Lines run on one lattice for the whole country, so that the hatch of neighbours joins up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SPACING_DEGREES: Final = 0.04
JOIN_DEGREES: Final = 1e-6
DECIMALS: Final = 4
DIAGONAL: Final = (1,)
CROSSED: Final = (1, -1)


@dataclass(frozen=True, eq=False)
class Hatching:
    """
    Every piece of a hatch line inside a shape; one row a piece.

    Attributes
    ----------
    shape
        Position of the shape that the piece lies in.
    way
        1 for lines that fall to the east, -1 for lines that rise.
    line
        Number of the line on the lattice.
    ends
        Shape (pieces, 2): longitude of the western and of the eastern end.
    """

    shape: NDArray[np.int64]
    way: NDArray[np.int64]
    line: NDArray[np.int64]
    ends: NDArray[np.float64]
    stretch: float

    def lines(
        self, chosen: NDArray[np.bool_], ways: tuple[int, ...]
    ) -> tuple[list[float | None], list[float | None]]:
        """
        Return longitudes and latitudes of the hatch over some shapes, lines parted by None.

        Pieces that meet at the border of two chosen shapes become one line.
        """
        kept = chosen[self.shape] & np.isin(self.way, ways)
        order = np.lexsort((self.ends[kept, 0], self.line[kept], self.way[kept]))
        way, line, ends = self.way[kept][order], self.line[kept][order], self.ends[kept][order]
        apart = np.ones(len(way) + 1, dtype=bool)
        same = (np.diff(way) == 0) & (np.diff(line) == 0)
        apart[1:-1] = ~same | (ends[1:, 0] - ends[:-1, 1] > JOIN_DEGREES)
        first, last = np.flatnonzero(apart[:-1]), np.flatnonzero(apart[1:])
        longitude = np.column_stack([ends[first, 0], ends[last, 1]])
        offset = SPACING_DEGREES * line[first][:, None]
        latitude = offset - way[first][:, None] * longitude * self.stretch
        return _parted(longitude), _parted(latitude)


def hatching(shapes: gpd.GeoSeries) -> Hatching:
    """
    Cut the lattice by shapes: done once, so that a change of hatch is a choice of pieces.

    A line has latitude = spacing x number - way x stretch x longitude, where the stretch
    makes it run at 45 degrees at the middle of the country.
    """
    west, south, east, north = shapes.total_bounds
    stretch = float(np.cos(np.radians((south + north) / 2)))
    parts = [_cut(shapes, way, stretch, (west, south, east, north)) for way in CROSSED]
    shape, ways, line, ends = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Hatching(shape, ways, line, ends, stretch)


def _cut(
    shapes: gpd.GeoSeries, way: int, stretch: float, bounds: tuple[float, float, float, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    west, south, east, north = bounds
    lean = [way * stretch * side for side in (west, east)]
    numbers = np.arange(
        np.floor((south + min(lean)) / SPACING_DEGREES),
        np.ceil((north + max(lean)) / SPACING_DEGREES) + 1,
    )
    heights = [numbers * SPACING_DEGREES - side for side in lean]
    corners = np.stack(
        [np.full_like(numbers, west), heights[0], np.full_like(numbers, east), heights[1]]
    )
    lattice = shapely.linestrings(corners.T.reshape(-1, 2, 2))
    polygons = shapes.to_numpy()
    line, shape = shapely.STRtree(polygons).query(lattice, predicate="intersects")
    pieces, source = shapely.get_parts(
        shapely.intersection(lattice[line], polygons[shape]), return_index=True
    )
    longitudes = np.sort(shapely.bounds(pieces)[:, [0, 2]], axis=1)
    long = longitudes[:, 1] - longitudes[:, 0] > JOIN_DEGREES
    source = source[long]
    ways = np.full(len(source), way)
    return shape[source], ways, numbers[line[source]].astype(np.int64), longitudes[long]


def _parted(ends: NDArray[np.float64]) -> list[float | None]:
    rounded = ends.round(DECIMALS).tolist()
    return [part for first, last in rounded for part in (first, last, None)]
