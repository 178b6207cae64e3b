"""What the map draws of a programme whatever is chosen: shapes, points, names, lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Final

import shapely

from dashboard.maps.hatching import hatching
from dashboard.text import capital

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from dashboard.maps.hatching import Hatching
    from geodata.programme import Programme

DECIMALS: Final = 4
Line = tuple[list[float | None], list[float | None]]


@dataclass(frozen=True)
class Points:
    """Longitudes and latitudes of some points, in the order of their table."""

    longitude: list[float]
    latitude: list[float]

    def only(self, chosen: Iterable[bool]) -> Points:
        """Return the chosen ones of the points; cheaper than a part of their table."""
        kept = list(chosen)
        return Points(list(compress(self.longitude, kept)), list(compress(self.latitude, kept)))


@dataclass(frozen=True, eq=False)
class Ground:
    """
    Everything that is worked out once a programme.

    ``fit`` is the first view: west, south, east and north of the programme's districts.
    """

    district_points: Points
    area_points: Points
    area_names: list[str]
    district_names: list[str]
    district_hatch: Hatching
    area_hatch: Hatching
    rivers: Line
    fit: list[float]


@lru_cache(maxsize=4)
def ground(programme: Programme) -> Ground:
    """Work out points, names, hatches and the first view of a programme."""
    districts, areas = programme.districts, programme.areas
    fitted = districts[districts["in_programme"]] if districts["in_programme"].any() else districts
    return Ground(
        district_points=_inner_points(districts),
        area_points=_inner_points(areas),
        area_names=[capital(name) for name in areas["area_name"]],
        district_names=districts["area_name"].tolist(),
        district_hatch=hatching(districts.geometry),
        area_hatch=hatching(areas.geometry),
        rivers=as_line(programme.rivers.geometry.to_numpy()),
        fit=[round(float(edge), DECIMALS) for edge in fitted.total_bounds],
    )


@lru_cache(maxsize=64)
def outline(programme: Programme, area_ids: tuple[str, ...]) -> Line:
    """Return the line around some community areas, without the borders between them."""
    shapes = programme.areas.geometry.loc[list(area_ids)].to_numpy()
    # Areas that share their borders point by point are joined in a fraction of the time.
    join = shapely.coverage_union_all if _is_coverage(programme) else shapely.union_all
    return as_line(shapely.boundary(shapely.get_parts(join(shapes))))


@lru_cache(maxsize=4)
def _is_coverage(programme: Programme) -> bool:
    return bool(shapely.coverage_is_valid(programme.areas.geometry.to_numpy()))


def as_line(shapes: NDArray[np.object_]) -> Line:
    """
    Turn lines into longitudes and latitudes, parted by None; no lines give one gap.

    >>> as_line(shapely.from_wkt(["LINESTRING (27 -29, 28 -30)"]))
    ([27.0, 28.0, None], [-29.0, -30.0, None])
    """
    longitude: list[float | None] = []
    latitude: list[float | None] = []
    for part in shapely.get_parts(shapes):
        along = shapely.get_coordinates(part).round(DECIMALS)
        longitude += [*along[:, 0].tolist(), None]
        latitude += [*along[:, 1].tolist(), None]
    return longitude or [None], latitude or [None]


def table_points(table: gpd.GeoDataFrame) -> Points:
    """Return the points of a table with ``longitude`` and ``latitude``."""
    return Points(
        table["longitude"].round(DECIMALS).tolist(), table["latitude"].round(DECIMALS).tolist()
    )


def _inner_points(table: gpd.GeoDataFrame) -> Points:
    """Points that lie well inside each shape, for symbols and names."""
    inside = table.geometry.representative_point()
    return Points(inside.x.round(DECIMALS).tolist(), inside.y.round(DECIMALS).tolist())
