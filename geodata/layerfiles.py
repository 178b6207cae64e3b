"""Any layer as GeoJSON (RFC 7946): WGS 84, six decimals, rings wound the right way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.units import DEGREE_DIGITS

if TYPE_CHECKING:
    import geopandas as gpd


def geojson_bytes(frame: gpd.GeoDataFrame) -> bytes:
    """
    Write a layer as GeoJSON; a feature without a place has a null geometry.

    Coordinates are rounded one by one, so borders that two shapes share stay shared; a shape
    that rounding would break is mended.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([27.12345678], [-29]))
    >>> geojson_bytes(frame.set_crs(4326))[-64:-5]
    b'"geometry":{"type":"Point","coordinates":[27.123457,-29.0]}'
    """
    world = frame.to_crs("EPSG:4326")
    names = list(world.columns.drop(world.geometry.name))
    rows = world[names].to_dict("records")
    shapes = rounded(world.geometry.to_numpy())
    features = [
        _line(
            {
                "type": "Feature",
                "properties": {str(key): _plain(value) for key, value in row.items()},
                "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None,
            }
        )
        for row, shape in zip(rows, shapes, strict=True)
    ]
    body = ",\n".join(features)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def rounded(shapes: np.ndarray) -> np.ndarray:
    """Return shapes with six decimals, flat, valid, outer rings counter-clockwise."""
    near = shapely.transform(
        shapely.force_2d(shapes), lambda points: np.round(points, DEGREE_DIGITS) + 0.0
    )
    near = np.where(
        shapely.is_valid(near) | shapely.is_missing(near), near, shapely.make_valid(near)
    )
    oriented: np.ndarray = shapely.orient_polygons(near)
    return oriented


def _line(feature: dict[str, Any]) -> str:
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    """Return a value that JSON knows; what is missing or not finite is null."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value != value or value in {float("inf"), -float("inf")}:  # noqa: PLR0124 - NaN
        return None
    return value if isinstance(value, (str, int, float, bool)) else str(value)
