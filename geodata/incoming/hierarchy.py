"""Areas of several levels: each has a parent, lies in it, and leaves no gap beside its siblings."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

from geodata.findings import Severity
from geodata.incoming.columns import plain
from geodata.incoming.outlines import EQUAL_AREA, GRID_M, SQUARE_METRES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.incoming.result import ReadLayer, Remark, Spot

IDS = ("area_id", "id", "uid", "code", "pcode", "area_uid")
PARENTS = ("parent_area_id", "parent_id", "parent", "parent_uid", "parent_code", "parent_pcode")
NAMES = ("area_name", "name", "title")
LEAST_SHARE_INSIDE = 0.98
LEAST_GAP_KM2 = 0.5
MOST_NAMED = 8


def hierarchy_remarks(spot: Spot, frame: gpd.GeoDataFrame) -> list[Remark]:
    """
    Return what is wrong between the levels of one layer whose features name their parents.

    A layer without such a column has none. The depth does not matter.
    """
    named = {plain(str(name)): str(name) for name in frame.columns.drop("geometry")}
    own = next((named[name] for name in IDS if name in named), "")
    above = next((named[name] for name in PARENTS if name in named), "")
    if not own or not above:
        return []
    ids, parents = (_texts(frame[name]) for name in (own, above))
    title = next((named[name] for name in NAMES if name in named), own)
    titles = _texts(frame[title])
    unknown = [row for row in frame.index if parents[row] and parents[row] not in set(ids)]
    remarks = _unknown(spot, unknown, parents, above)
    at = {str(code): place for place, code in enumerate(ids)}
    children: dict[int, list[int]] = {}
    for place, parent in enumerate(parents):
        if parent in at and at[parent] != place:
            children.setdefault(at[parent], []).append(place)
    return [*remarks, *_nesting(spot, frame, titles, above, children)]


def _nesting(
    spot: Spot, frame: gpd.GeoDataFrame, titles: pd.Series, column: str,
    children: Mapping[int, list[int]],
) -> list[Remark]:  # fmt: skip
    """Return which areas lie outside the parent they name, and which parents have gaps."""
    shapes = _metric(frame)
    numbers = [int(str(number)) for number in frame.index]
    outside: list[int] = []
    remarks = []
    for parent, below in children.items():
        if shapes[parent] is None:
            continue
        outside += [place for place in below if _is_outside(shapes[place], shapes[parent])]
        together = shapely.union_all([shapes[place] for place in below], grid_size=GRID_M)
        km2 = _km2(shapely.difference(shapes[parent], together, grid_size=GRID_M))
        if km2 >= LEAST_GAP_KM2:
            message = f"The parts of {titles.iloc[parent]} leave {km2:,.1f} km2 of it to nobody."
            remedy = "Look whether a part is missing."
            remarks.append(
                spot.remark(Severity.WARNING, "gap", message, remedy, rows=[numbers[parent]])
            )
    if outside:
        words = ", ".join(titles.iloc[place] for place in outside[:MOST_NAMED])
        message = f"{len(outside)} areas do not lie in the area they name as parent: {words}."
        rows = [numbers[place] for place in outside]
        remedy = "Correct the parent or the outline."
        remarks.append(
            spot.remark(
                Severity.WARNING, "outside_parent", message, remedy, rows=rows, column=column
            )
        )
    return remarks


def _texts(column: pd.Series) -> pd.Series:
    return column.map(lambda value: "" if value is None or value != value else str(value).strip())  # noqa: PLR0124


def _unknown(spot: Spot, rows: Sequence[int], parents: pd.Series, column: str) -> list[Remark]:
    if not rows:
        return []
    words = ", ".join(dict.fromkeys(parents[row] for row in rows[:MOST_NAMED]))
    message = f"{len(rows)} areas name a parent that is not in the file: {words}."
    remedy = "Send all levels, or correct the parent."
    numbers = [int(str(row)) for row in rows]
    return [
        spot.remark(Severity.NOTE, "unknown_parent", message, remedy, rows=numbers, column=column)
    ]


def _metric(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    shapes = frame.geometry.to_crs(EQUAL_AREA).to_numpy()
    whole: NDArray[np.object_] = shapely.make_valid(
        shapes, method="structure", keep_collapsed=False
    )
    return whole


def _km2(shape: shapely.Geometry) -> float:
    return float(shapely.area(shape)) / SQUARE_METRES


def _is_outside(shape: shapely.Geometry | None, parent: shapely.Geometry) -> bool:
    if shape is None or shape.is_empty:
        return False
    area = _km2(shape)
    if not area:
        return not parent.intersects(shape)
    inside = _km2(shapely.intersection(shape, parent, grid_size=GRID_M))
    return inside < LEAST_SHARE_INSIDE * area


def gap_remarks(spot: Spot, frame: gpd.GeoDataFrame) -> list[Remark]:
    """Return a warning on ground that districts lie around and none of them holds."""
    shapes = [shape for shape in _metric(frame) if shape is not None and not shape.is_empty]
    together = shapely.union_all(shapes, grid_size=GRID_M)
    rings = [
        ring
        for part in shapely.get_parts(together)
        if part.geom_type == "Polygon"
        for ring in part.interiors
    ]
    holes = [_km2(shapely.Polygon(ring)) for ring in rings]
    large = sorted((km2 for km2 in holes if km2 >= LEAST_GAP_KM2), reverse=True)
    if not large:
        return []
    words = ", ".join(f"{km2:,.1f} km2" for km2 in large[:MOST_NAMED])
    message = f"Between the districts lies ground of none of them: {words}."
    return [spot.remark(Severity.WARNING, "gap", message, "Look whether a part is missing.")]


def between_layers(spot: Spot, layers: Sequence[ReadLayer]) -> list[Remark]:
    """
    Return, for layers of one file from coarse to fine, which areas lie in none of the coarser.

    Only layers of outlines count; coarser is the layer with fewer of them.
    """
    outlines = [layer for layer in layers if _is_outlines(layer.frame)]
    ordered = sorted(outlines, key=lambda layer: len(layer.frame))
    remarks = []
    for coarse, fine in pairwise(ordered):
        if len(coarse.frame) == len(fine.frame):
            continue
        whole = shapely.union_all(
            [shape for shape in _metric(coarse.frame) if shape is not None], grid_size=GRID_M
        )
        rows = [
            int(str(number))
            for number, shape in zip(fine.frame.index, _metric(fine.frame), strict=True)
            if _is_outside(shape, whole)
        ]
        if rows:
            message = (
                f"{len(rows)} of {len(fine.frame)} areas of layer '{fine.spot.sheet}' do not lie "
                f"in layer '{coarse.spot.sheet}'."
            )
            remarks.append(
                spot.remark(
                    Severity.WARNING, "outside_parent", message, "Look at both layers.", rows=rows
                )
            )
    return remarks


def _is_outlines(frame: gpd.GeoDataFrame) -> bool:
    kinds = frame.geometry.dropna().geom_type
    return len(kinds) > 0 and bool(kinds.isin(["Polygon", "MultiPolygon"]).all())
