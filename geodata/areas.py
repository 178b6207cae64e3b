"""Community areas: hexagons clipped to each district, the smallest unit of need ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
NEAR_M = 3_000.0
"""Within this distance of a place an area carries the bare name of the place."""
FOREIGN_PLACE = 2.0
"""A place of another district counts as this many times as far: names should not mislead."""
EDGE_M = 1.0
"""Two parts that share less than this length of border only touch at a corner."""
FIRM_BORDER = 0.4
"""Share of its longest border that a neighbour must have to be joined: no thin bridges."""


def hexagon_side_m(hexagon_area_km2: float) -> float:
    """
    Side in metres of a regular hexagon of the given area in km2.

    >>> round(hexagon_side_m(30))
    3398
    """
    return float(np.sqrt(hexagon_area_km2 * 1e6 * 2 / (3 * np.sqrt(3))))


def hexagons(bounds: Sequence[float], hexagon_area_km2: float) -> NDArray[np.object_]:
    """
    Pointy-topped hexagons that cover a box, the lattice anchored at the origin of the CRS.

    Parameters
    ----------
    bounds
        West, south, east and north of the box in metres.
    hexagon_area_km2
        Area of one hexagon in km2.

    Returns
    -------
    numpy.ndarray
        Polygons from south to north, west to east. Neighbours share corners exactly.

    >>> box = shapely.box(0, 0, 20_000, 10_000)
    >>> bool(shapely.union_all(hexagons(box.bounds, 30)).covers(box))
    True
    """
    side = hexagon_side_m(hexagon_area_km2)
    half_width, step_north = side * np.sqrt(3) / 2, side * 1.5
    west, south, east, north = bounds
    rows = range(int(south // step_north) - 1, int(north // step_north) + 3)
    columns = range(int(west // half_width) - 2, int(east // half_width) + 4)
    centres = [(c, r) for r in rows for c in columns if (c + r) % 2 == 0]
    # Corners are whole multiples of half a width and half a side, so that shared ones are equal.
    corners = ((0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1))
    rings = [
        [((c + i) * half_width, (3 * r + j) * side / 2) for i, j in corners] for c, r in centres
    ]
    return np.asarray(shapely.polygons(np.asarray(rings)), dtype=object)


def tessellate(districts: gpd.GeoDataFrame, hexagon_area_km2: float = 30.0) -> gpd.GeoDataFrame:
    """
    Cut each district into hexagons; a hexagon that falls into parts becomes several rows.

    Parameters
    ----------
    districts
        Polygons in a metric CRS, index the district code.
    hexagon_area_km2
        Area of one whole hexagon in km2.

    Returns
    -------
    geopandas.GeoDataFrame
        ``district_code`` and geometry (single polygons), sorted by district.

    >>> square = gpd.GeoDataFrame(index=["A"], geometry=[shapely.box(0, 0, 9e3, 9e3)], crs=32735)
    >>> float(round(tessellate(square).area.sum() / 1e6, 6))
    81.0
    """
    lattice = hexagons(tuple(districts.total_bounds), hexagon_area_km2)
    frames = []
    for code, outline in districts.geometry.sort_index().items():
        touched = lattice[shapely.intersects(outline, lattice)]
        parts = shapely.get_parts(shapely.intersection(touched, outline))
        whole = parts[shapely.area(parts) > 0]
        frames.append(pd.DataFrame({"district_code": code, "geometry": whole}))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=districts.crs)


def shared_borders(parts: gpd.GeoDataFrame) -> list[dict[int, float]]:
    """
    For each part the neighbours in its district and the length of border shared, in metres.

    >>> square = gpd.GeoDataFrame(
    ...     {"district_code": ["A", "A"]},
    ...     geometry=[shapely.box(0, 0, 5, 5), shapely.box(5, 0, 9, 5)],
    ... )
    >>> shared_borders(square)
    [{1: 5.0}, {0: 5.0}]
    """
    shapes = np.asarray(parts.geometry.array)
    codes = parts["district_code"].to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    same = (first != second) & (codes[first] == codes[second])
    first, second = first[same], second[same]
    lengths = np.round(shapely.length(shapely.intersection(shapes[first], shapes[second])), 1)
    borders: list[dict[int, float]] = [{} for _ in shapes]
    for here, there, length in zip(first.tolist(), second.tolist(), lengths.tolist(), strict=True):
        if length >= EDGE_M:
            borders[here][there] = length
    return borders


def merge_small(
    parts: gpd.GeoDataFrame, need_per_year: ArrayLike, minimum_need: float = 5.0
) -> NDArray[np.int64]:
    """
    Group parts so that every group holds the minimum need, never across a district line.

    The group with the least need goes first. Of the neighbours with which it shares a firm border
    (0.4 of its longest) it joins the one with the least need, so that groups stay small; then the
    longer border decides, then the order of the list. A group without a neighbour keeps what it
    has.

    Parameters
    ----------
    parts
        ``district_code`` and polygons in a metric CRS.
    need_per_year
        Need of each part, births a year to women living with HIV.
    minimum_need
        Least need of a group.

    Returns
    -------
    numpy.ndarray
        Position of the first part of the group each part belongs to.

    >>> row = gpd.GeoDataFrame(
    ...     {"district_code": ["A", "A", "B"]},
    ...     geometry=[shapely.box(i, 0, i + 1, 5) for i in range(3)],
    ... )
    >>> merge_small(row, [4.0, 9.0, 1.0]).tolist()
    [0, 0, 2]
    """
    borders = shared_borders(parts)
    need = dict(enumerate(np.asarray(need_per_year, dtype=float).tolist()))
    group = np.arange(len(parts))
    while small := [(need[g], g) for g in need if need[g] < minimum_need and borders[g]]:
        least = min(small)[1]
        target = _neighbour_to_join(borders[least], need)
        keep, gone = min(least, target), max(least, target)
        _join(borders, keep, gone)
        need[keep] += need.pop(gone)
        group[group == gone] = keep
    return group


def _neighbour_to_join(shared: dict[int, float], need: dict[int, float]) -> int:
    """Neighbour with the least need among those with a firm border."""
    firm = FIRM_BORDER * max(shared.values())
    candidates = (group for group, length in shared.items() if length >= firm)
    return min(candidates, key=lambda group: (need[group], -shared[group], group))


def _join(borders: list[dict[int, float]], keep: int, gone: int) -> None:
    """Hand the borders of one group over to another."""
    for other, length in borders[gone].items():
        del borders[other][gone]
        if other != keep:
            borders[keep][other] = borders[other][keep] = borders[keep].get(other, 0.0) + length
    borders[gone] = {}


def compass(east_m: float, north_m: float) -> str:
    """
    Name of the wind towards which a step leads.

    >>> compass(0, 5), compass(5, 5), compass(-9, -1)
    ('N', 'NE', 'W')
    """
    return WINDS[round(np.degrees(np.arctan2(east_m, north_m)) / 45) % 8]


def name_areas(
    areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame, district_names: pd.Series
) -> pd.Series:
    """
    Name each area after a place at hand: 'near Roma, Maseru', 'near Roma (9 km SE), Maseru'.

    The nearest place gives the name, where one of another district counts as twice as far. Two
    areas that would share a name say their distance to 100 m; if that does not help either, the
    later ones are numbered.

    Parameters
    ----------
    areas
        ``district_code`` and polygons in a metric CRS.
    places
        ``place_name``, ``district_code`` and points in the same CRS.
    district_names
        Name of each district by its code.

    Returns
    -------
    pandas.Series
        Names aligned to the index of the areas, each once.

    >>> box = shapely.box(0, 0, 2, 2)
    >>> area = gpd.GeoDataFrame({"district_code": ["A"]}, geometry=[box])
    >>> roma = {"place_name": ["Roma"], "district_code": ["A"]}
    >>> place = gpd.GeoDataFrame(roma, geometry=[shapely.Point(1, -9e3)])
    >>> name_areas(area, place, pd.Series({"A": "Maseru"})).tolist()
    ['near Roma (9 km N), Maseru']
    """
    middles = areas.geometry.representative_point()
    east = middles.x.to_numpy()[:, None] - places.geometry.x.to_numpy()
    north = middles.y.to_numpy()[:, None] - places.geometry.y.to_numpy()
    codes = areas["district_code"].to_numpy()
    foreign = codes[:, None] != places["district_code"].to_numpy()
    chosen = np.argmin(np.hypot(east, north) * np.where(foreign, FOREIGN_PLACE, 1.0), axis=1)
    steps = [(east[i, p], north[i, p]) for i, p in enumerate(chosen)]
    labels = places["place_name"].to_numpy()[chosen]
    ends = district_names.reindex(codes).to_numpy()
    names = _say(labels, steps, ends, decimals=0)
    finer = _say(labels, steps, ends, decimals=1)
    shared = pd.Series(names).duplicated(keep=False)
    settled = [
        fine if twice else name for name, fine, twice in zip(names, finer, shared, strict=True)
    ]
    return pd.Series(_number_repeats(settled), index=areas.index, name="area_name")


def _say(
    labels: Iterable[str],
    steps: Iterable[tuple[float, float]],
    ends: Iterable[str],
    decimals: int,
) -> list[str]:
    """Put place, distance, direction and district into words; near a place its name is enough."""
    names = []
    for label, (east_m, north_m), end in zip(labels, steps, ends, strict=True):
        distance_m = float(np.hypot(east_m, north_m))
        bearing = f" ({distance_m / 1000:.{decimals}f} km {compass(east_m, north_m)})"
        at_hand = distance_m <= NEAR_M and decimals == 0
        names.append(f"near {label}{'' if at_hand else bearing}, {end}")
    return names


def _number_repeats(names: Sequence[str]) -> list[str]:
    """
    Give the second and later bearer of a name a number.

    >>> _number_repeats(["near Roma, Maseru", "near Roma, Maseru"])
    ['near Roma, Maseru', 'near Roma, Maseru (2)']
    """
    frame = pd.DataFrame({"name": names})
    turns = (frame.groupby("name").cumcount() + 1).tolist()
    return [name if n == 1 else f"{name} ({n})" for name, n in zip(names, turns, strict=True)]
