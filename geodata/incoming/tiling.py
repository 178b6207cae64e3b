"""Areas that should tile: ground that none or two of them hold, wider than lines are exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

EQUAL_AREA = "ESRI:102022"
GRID_M = 0.1  # Without a grid, outlines that nearly touch can have no answer.
SQUARE_METRES = 1e6
LEAST_KM2 = 0.5
EXACT_M = 100  # No outline of an area is drawn more exactly; thinner strips say nothing.
REACH_M = 2_500  # Ground between two areas this far from both is open land, no gap of theirs.
MOST_OPEN = 0.15  # Of the edge of a gap; a bay of the outer border is open on more of it.
POINTS_APART = 0.5  # What a line may miss between two of its points, of the way between them.
MOST_SHARED = 0.1  # Of all ground; outlines that lie over one another by more do not tile.
DEGREE_M = 111_000
DECIMALS = (2, 3)  # Of degrees: with fewer nothing is an outline, with more lines are exact.


@dataclass(frozen=True)
class Strip:
    """Ground held wrongly: the places of the areas around it, its size and a point in it."""

    areas: tuple[int, ...]
    km2: float
    longitude: float
    latitude: float

    @property
    def words(self) -> str:
        """
        Return its size and where it is.

        >>> Strip((0, 1), 12.34, 27.5, -29.25).words
        '12.3 km2 at longitude 27.500, latitude -29.250'
        """
        where = f"longitude {self.longitude:.3f}, latitude {self.latitude:.3f}"
        return f"{self.km2:,.1f} km2 at {where}"


def metric(shapes: gpd.GeoSeries) -> Shapes:
    """Return outlines in square metres, each valid, missing ones empty."""
    flat = shapes.to_crs(EQUAL_AREA).to_numpy()
    flat = np.where(shapely.is_missing(flat), shapely.Polygon(), flat)
    valid: Shapes = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    return valid


def exact_m(shapes: gpd.GeoSeries) -> float:
    """
    Return how wide ground must be to count: rounded degrees move a point by half a unit.

    >>> import geopandas as gpd
    >>> fine = gpd.GeoSeries([shapely.box(27.12345, -29.1, 27.2, -29)], crs="EPSG:4326")
    >>> exact_m(fine), exact_m(gpd.GeoSeries([shapely.box(27.12, -29.1, 27.2, -29)], crs=4326))
    (100.0, 555.0)
    """
    degrees = shapely.get_coordinates(shapes.to_numpy())
    for decimals in DECIMALS:
        if len(degrees) and np.allclose(degrees, degrees.round(decimals), rtol=0, atol=1e-9):
            return max(DEGREE_M / 10.0**decimals / 2, EXACT_M)
    return float(EXACT_M)


def drawn_m(shapes: Shapes) -> float:
    """Return how far lines of so many points may lie beside those that another source drew."""
    points = shapely.get_num_coordinates(shapes).sum()
    return float(shapely.length(shapes).sum() / max(points, 1) * POINTS_APART)


def strips(ground: shapely.Geometry, shapes: Shapes, width: float) -> list[Strip]:
    """Return the parts of some ground that are wider than that, the largest first."""
    half = width / 2
    ground = _only_ground(ground)
    thick = shapely.buffer(ground, -half, join_style="mitre")
    wide = shapely.intersection(shapely.buffer(thick, 2 * half), ground, grid_size=GRID_M)
    parts = [part for part in shapely.get_parts(wide) if part.area >= LEAST_KM2 * SQUARE_METRES]
    parts.sort(key=lambda part: -part.area)
    to_degrees = Transformer.from_crs(EQUAL_AREA, "EPSG:4326", always_xy=True)
    tree = shapely.STRtree(shapes)
    found = []
    for part in parts:
        inside = shapely.point_on_surface(part)
        longitude, latitude = to_degrees.transform(inside.x, inside.y)
        near = tree.query(part, predicate="dwithin", distance=width)
        areas = tuple(sorted(map(int, near)))
        found.append(Strip(areas, part.area / SQUARE_METRES, longitude, latitude))
    return found


def _only_ground(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape without the lines and points where others only touch it."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons: shapely.Geometry = shapely.multipolygons(
        parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    )
    return polygons


def together(shapes: Sequence[shapely.Geometry] | Shapes) -> shapely.Geometry:
    """Return the ground that areas hold together."""
    return shapely.union_all(shapes, grid_size=GRID_M)


def held_by_none(shapes: Shapes, whole: shapely.Geometry, width: float) -> list[Strip]:
    """Return the ground of a whole that none of its parts holds."""
    return strips(shapely.difference(whole, together(shapes), grid_size=GRID_M), shapes, width)


def held_outside(shapes: Shapes, whole: shapely.Geometry, width: float) -> list[Strip]:
    """Return the ground that parts hold beyond their whole."""
    return strips(shapely.difference(together(shapes), whole, grid_size=GRID_M), shapes, width)


def held_by_two(shapes: Shapes, width: float) -> list[Strip]:
    """
    Return the ground that two areas hold, one strip for each pair.

    >>> boxes = np.array([shapely.box(0, 0, 5000, 5000), shapely.box(4000, 0, 9000, 5000)])
    >>> [(strip.areas, strip.km2) for strip in held_by_two(boxes, 100)]
    [((0, 1), 5.0)]
    """
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, two = pairs[:, pairs[0] < pairs[1]]
    shared = shapely.intersection(shapes[one], shapes[two], grid_size=GRID_M)
    found = []
    for at in np.flatnonzero(shapely.area(shared) >= LEAST_KM2 * SQUARE_METRES):
        parts = strips(shared[at], shapes, width)
        if parts:
            km2 = sum(part.km2 for part in parts)
            pair = (int(one[at]), int(two[at]))
            found.append(Strip(pair, km2, parts[0].longitude, parts[0].latitude))
    return found


def held_between(shapes: Shapes, width: float) -> list[Strip]:
    """
    Return the ground between areas that none of them holds, where nothing says what the whole is.

    Holes, and strips between two areas; a bay of the outer border is neither.

    >>> boxes = np.array([shapely.box(0, 0, 9000, 9000), shapely.box(10000, 0, 19000, 9000)])
    >>> [(strip.areas, round(strip.km2)) for strip in held_between(boxes, 100)]
    [((0, 1), 9)]
    """
    held = together(shapes)
    simple = shapely.simplify(held, width / 2)
    closed = shapely.buffer(shapely.buffer(simple, REACH_M, quad_segs=4), -REACH_M, quad_segs=4)
    whole = _filled(held)
    holes = shapely.difference(whole, held, grid_size=GRID_M)
    ground = shapely.difference(closed, whole, grid_size=GRID_M)
    edge = shapely.buffer(shapely.boundary(held), width)
    enclosed = [part for part in shapely.get_parts(ground) if _is_enclosed(part, edge, width)]
    beside = strips(together(enclosed), shapes, width)
    return [*strips(holes, shapes, width), *(one for one in beside if len(one.areas) > 1)]


def _filled(held: shapely.Geometry) -> shapely.Geometry:
    """Return ground without its holes."""
    polygons = [one for one in shapely.get_parts(held) if one.geom_type == "Polygon"]
    return together([shapely.Polygon(one.exterior) for one in polygons])


def _is_enclosed(part: shapely.Geometry, edge: shapely.Geometry, width: float) -> bool:
    if part.area < LEAST_KM2 * SQUARE_METRES or shapely.buffer(part, -width / 2).is_empty:
        return False
    line = shapely.boundary(part)
    open_m = shapely.length(shapely.difference(line, edge))
    return bool(open_m <= MOST_OPEN * shapely.length(line))
