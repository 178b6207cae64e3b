"""GeoJSON read without GDAL: fast for small files, and exact about what is wrong where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from geodata.errors import NoCrsError, UnreadableFileError
from geodata.findings import error
from geodata.reading.layers import RawLayer, in_degrees
from geodata.reading.text import decode_utf8, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, object]
SAVE_AGAIN = "Save the file again from the program that made it."
WHITE = " \t\r\n\x1e"  # The last parts the records of a text sequence.
SHAPES = frozenset(
    {
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    }
)  # fmt: skip


def parse_json(name: str, raw: bytes) -> Json:
    """
    Return the object in a JSON file.

    Raises
    ------
    UnreadableFileError
        When the file is empty, not UTF-8, broken (the finding names the line) or no object.
    """
    text = decode_utf8(name, raw)
    try:
        content = _by_line(text) or json.loads(text.strip(WHITE))
    except (ValueError, RecursionError) as problem:
        raise broken_json(name, problem) from problem
    if isinstance(content, list):  # Features, or records with a geometry, without their collection.
        content = {"type": "FeatureCollection", "features": content}
    if not isinstance(content, dict):
        raise refuse("broken_json", name, "The file holds no JSON object.", SAVE_AGAIN)
    return content


def broken_json(name: str, problem: Exception) -> UnreadableFileError:
    """Return the error of JSON that cannot be read, with the line where it ends to make sense."""
    line = problem.lineno if isinstance(problem, json.JSONDecodeError) else None
    message = "The JSON is broken or cut off here."
    return UnreadableFileError(error("broken_json", name, line, "", "", message, SAVE_AGAIN))


def _by_line(text: str) -> Json | None:
    """Return the features of a file that holds one in each line, or None."""
    first, _, rest = text.strip(WHITE).partition("\n")
    if not rest or not first.rstrip(WHITE).endswith("}") or '"Feature"' not in first:
        return None
    try:
        lines = [json.loads(line.strip(WHITE)) for line in text.split("\n") if line.strip(WHITE)]
    except ValueError:
        return None
    return {"type": "FeatureCollection", "features": lines}


def parse_geojson(name: str, raw: bytes) -> RawLayer:
    """
    Read the features of a GeoJSON file; a ``crs`` member of the older standard is obeyed.

    Raises
    ------
    UnreadableFileError
        When it is no GeoJSON.
    NoCrsError
        When its numbers cannot be degrees, or its ``crs`` is unknown.

    Examples
    --------
    >>> layer = parse_geojson("a.geojson", b'{"type": "FeatureCollection", "source": "bos",'
    ...     b'"features": [{"type": "Feature", "properties": {"area_id": "LS-A"},'
    ...     b'"geometry": {"type": "Point", "coordinates": [27.5, -29.3]}}]}')
    >>> layer.frame["area_id"].to_dict(), layer.members
    ({1: 'LS-A'}, {'source': 'bos'})
    """
    content = parse_json(name, raw)
    layer = in_degrees(name, geojson_frame(name, content), stated_crs(name, content), assumed=True)
    members = {key: value for key, value in content.items() if key not in {"type", "features"}}
    return RawLayer(name, layer.frame, layer.findings, members)


def geojson_frame(name: str, content: Json) -> gpd.GeoDataFrame:
    """
    Return the features of a GeoJSON object as they stand, numbered from 1, in no system yet.

    Raises
    ------
    UnreadableFileError
        When there is no list of features, or it is empty.
    """
    features = _features(name, content)
    numbers = pd.Index(range(1, len(features) + 1), dtype="int64")
    attributes = [_attributes(feature) for feature in features]
    if any(_names(feature.get("id")) for feature in features):
        # What a feature is called may stand beside its properties; a running number names nothing.
        ids = [feature.get("id") for feature in features]
        attributes = [{"id": one, **given} for one, given in zip(ids, attributes, strict=True)]
    properties = pd.DataFrame(attributes, index=numbers).drop(columns="geometry", errors="ignore")
    texts = [json.dumps(feature.get("geometry")) for feature in features]
    shapes = shapely.from_geojson(texts, on_invalid="ignore")
    return gpd.GeoDataFrame(properties, geometry=list(shapes), crs=None)


def _features(name: str, content: Json) -> list[Json]:
    features = [content] if content.get("type") == "Feature" else content.get("features")
    if content.get("type") in SHAPES:
        features = [{"type": "Feature", "properties": {}, "geometry": content}]
    if features is None:
        features = _records_with_shapes(content)
    if not isinstance(features, list) or not all(isinstance(part, dict) for part in features):
        message = "The file is JSON, but holds no list of features."
        raise refuse("not_geojson", name, message, "Save the layer again as GeoJSON.")
    features = [part if "properties" in part else _as_feature(part) for part in features]
    if not features:
        raise refuse("empty_file", name, "The file holds no feature.", "Save it with its features.")
    return features


def _records_with_shapes(content: Json) -> list[Json] | None:
    """Return the only list of records with a geometry, such as the units of a DHIS2, or None."""
    lists = [found for found in content.values() if isinstance(found, list)]
    lists = [
        found
        for found in lists
        if any(isinstance(one, dict) and "geometry" in one for one in found)
    ]
    return lists[0] if len(lists) == 1 else None


def _as_feature(record: Json) -> Json:
    """Return a record as a feature: what is no geometry is an attribute, inner lists are none."""
    kept = {
        key: value for key, value in record.items()
        if key not in {"geometry", "type"} and not isinstance(value, dict | list)
    }  # fmt: skip
    return {"type": "Feature", "properties": kept, "geometry": record.get("geometry")}


def _names(number: object) -> bool:
    return isinstance(number, str) and not number.isdigit()


def _attributes(feature: Json) -> Mapping[str, object]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def stated_crs(name: str, content: Json) -> pyproj.CRS | None:
    """
    Return the coordinate system that the ``crs`` member of the older standard states, or None.

    Raises
    ------
    NoCrsError
        When the system is not known.
    """
    member = content.get("crs")
    if not isinstance(member, dict):
        return None
    properties = member.get("properties")
    title = properties.get("name") if isinstance(properties, dict) else None
    try:
        return pyproj.CRS.from_user_input(title)
    except CRSError as problem:
        message = f"The coordinate system '{title}' is not known."
        remedy = "Save the layer in WGS 84 (EPSG:4326)."
        finding = error("no_crs", name, None, "crs", str(title), message, remedy)
        raise NoCrsError(finding) from problem
