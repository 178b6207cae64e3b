"""Where the places of a read file lie, small enough to be drawn: points, outlines, edges."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.incoming.result import Incoming, ReadLayer, ReadTable

MOST_POINTS = 4_000
COARSE_DEGREES = 0.004  # About 400 m, which is less than a pixel of the picture.
DECIMALS = 4


def preview_file(name: str) -> str:
    """
    Return the hidden name under which a draft keeps the places of a file.

    >>> preview_file("a.csv").startswith(".places-")
    True
    """
    return f".places-{hashlib.sha256(name.encode()).hexdigest()[:20]}.json"


def preview_of(incoming: Incoming) -> bytes:
    """Return the places of a file as JSON: points with their row, rings, edges of a raster."""
    points = [point for table in incoming.tables for point in _table_points(table)]
    told = {table.spot for table in incoming.tables}  # A layer's points may be a table's rows.
    layers = [layer for layer in incoming.layers if layer.spot not in told]
    points += [point for layer in layers for point in _layer_points(layer)]
    kept: dict[str, Any] = {
        "points": points[:MOST_POINTS],
        "more": max(len(points) - MOST_POINTS, 0),
        "rings": [ring for layer in incoming.layers for ring in rings_of(layer.frame.geometry)],
        "edges": [],
    }
    if incoming.raster is not None and incoming.raster.rotated is not None:
        kept["rings"] = rings_of([incoming.raster.outline_in_degrees])
    elif incoming.raster is not None:
        kept["edges"] = [round(edge, DECIMALS) for edge in incoming.raster.bounds_in_degrees]
    return json.dumps(kept, ensure_ascii=False).encode()


def _table_points(table: ReadTable) -> list[dict[str, Any]]:
    frame = table.frame
    if frame.empty or not {"latitude", "longitude"} <= set(frame.columns):
        return []
    placed = frame[["longitude", "latitude"]].apply(_finite).dropna()
    title = next((name for name in ("site_name", "stop_name", "site_id") if name in frame), "")
    titles = frame[title].astype("str") if title else None
    return [
        {
            "sheet": table.spot.sheet,
            "row": int(str(row)),
            "at": [round(float(east), DECIMALS), round(float(north), DECIMALS)],
            "title": titles.at[row] if titles is not None else f"row {row}",
        }
        for row, east, north in placed.itertuples(name=None)
    ]


def _finite(column: Any) -> Any:  # noqa: ANN401 - a column as pandas gives it
    numbers = np.asarray(column, dtype="float64") if column.dtype != object else np.nan
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _layer_points(layer: ReadLayer) -> list[dict[str, Any]]:
    return [
        {
            "sheet": layer.spot.sheet,
            "row": int(str(number)),
            "at": [round(shape.x, DECIMALS), round(shape.y, DECIMALS)],
            "title": f"feature {number}",
        }
        for number, shape in layer.frame.geometry.items()
        if shape is not None and shape.geom_type == "Point" and not shape.is_empty
    ]


def rings_of(shapes: Iterable[Any]) -> list[list[list[float]]]:
    """
    Return the outer and inner rings of outlines and the points of lines, made coarse.

    >>> rings_of([shapely.box(27, -30, 28, -29)])[0][0]
    [28.0, -30.0]
    """
    present = [shape for shape in shapes if shape is not None and not shape.is_empty]
    coarse = shapely.simplify(np.array(present, dtype=object), COARSE_DEGREES)
    parts = [part for part in shapely.get_parts(coarse) if part.geom_type != "Point"]
    lines = [
        line
        for part in parts
        for line in ([part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part])
        if line.geom_type in {"LinearRing", "LineString"}
    ]
    return [np.round(shapely.get_coordinates(line), DECIMALS).tolist() for line in lines]
