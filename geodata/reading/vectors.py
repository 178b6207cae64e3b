"""Vector files: GeoJSON, TopoJSON, GeoPackage and shapefile (loose or zipped)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Finding, note
from geodata.reading.archives import refuse_missing_parts, shapefile_in
from geodata.reading.geojson import parse_geojson, parse_json
from geodata.reading.layers import RawLayer, in_degrees
from geodata.reading.tables import bytes_of
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geodata.errors import UnreadableFileError

ZIP_START = b"PK"
SHAPEFILE_START = b"\x00\x00\x27\x0a"
GEOPACKAGE_START = b"SQLite format 3\x00"
STYLE_TABLES = frozenset({"layer_styles", "qgis_projects"})
PEEK_BYTES = 1024
DAMAGED = "The file is damaged, incomplete or of another kind than its name says."


def read_vectors(path: Path, layer: str | None = None) -> RawLayer:
    """
    Read the features of a vector file in WGS 84, by its content and not by its ending.

    Parameters
    ----------
    layer
        Which layer of a GeoPackage or TopoJSON; needed only when there are several and none
        is named like the file.

    Raises
    ------
    UnreadableFileError
        When the file is not there, damaged, incomplete, of an unknown kind, or holds several
        layers and none was named.
    NoCrsError
        When its coordinates are not degrees and it does not say what they are.
    """
    raw = bytes_of(path)
    if raw.startswith(SHAPEFILE_START):
        refuse_missing_parts(path.name, endings_beside(path))
        return _through_gdal(path.name, str(path), None)
    if raw.startswith(ZIP_START):
        inside = shapefile_in(path.name, raw)
        return _through_gdal(path.name, f"/vsizip/{{{path.resolve()}}}/{inside}", None)
    if raw.startswith(GEOPACKAGE_START):
        return _layer_through_gdal(path, layer, assumed=False)
    return _json_layer(path, raw, layer)


def is_geojson(raw: bytes) -> bool:
    """
    Whether a vector file of such bytes is read as GeoJSON, and from nothing but these bytes.

    >>> is_geojson(b'{"type": "FeatureCollection"}'), is_geojson(b'{"type": "Topology"}')
    (True, False)
    """
    other = raw.startswith((SHAPEFILE_START, ZIP_START, GEOPACKAGE_START))
    return not other and b"\0" not in raw[:PEEK_BYTES] and b'"Topology"' not in raw


def _json_layer(path: Path, raw: bytes, layer: str | None) -> RawLayer:
    if b"\0" in raw[:PEEK_BYTES]:
        message = "This is no GeoJSON, TopoJSON, GeoPackage or shapefile."
        raise refuse("unknown_format", path.name, message, "Save the layer as GeoJSON.")
    if b'"Topology"' in raw and parse_json(path.name, raw).get("type") == "Topology":
        return _layer_through_gdal(path, layer, assumed=True)
    return parse_geojson(path.name, raw)


def _layer_through_gdal(path: Path, layer: str | None, *, assumed: bool) -> RawLayer:
    import pyogrio  # noqa: PLC0415 - slow to import, and the embedded dataset does not need it

    try:
        names = [str(title) for title, _ in pyogrio.list_layers(path)]
    except FAULTS as problem:
        raise damaged(path.name) from problem
    layers = [title for title in names if title not in STYLE_TABLES]
    wanted = layer or (layers[0] if len(layers) == 1 else path.stem)
    if wanted not in layers:
        message = f"The file holds {len(layers)} layers: {', '.join(layers)}."
        raise refuse("no_single_layer", path.name, message, "Name the layer to read.")
    read = _through_gdal(path.name, str(path), wanted, assumed=assumed)
    return RawLayer(read.name, read.frame, (*read.findings, *_others(path.name, wanted, layers)))


def _others(name: str, wanted: str, layers: list[str]) -> tuple[Finding, ...]:
    if len(layers) == 1:
        return ()
    message = f"Layer '{wanted}' of {len(layers)} layers was read: {', '.join(layers)}."
    return (note("other_layers", name, None, "", "", message, "Nothing to do if that is right."),)


def _through_gdal(name: str, address: str, layer: str | None, *, assumed: bool = False) -> RawLayer:
    frame = gdal_frame(name, address, layer)
    return in_degrees(name, frame, frame.crs, assumed=assumed)


def gdal_frame(name: str, address: str, layer: str | None) -> gpd.GeoDataFrame:
    """
    Return the features that GDAL reads, as they stand, numbered from 1.

    Raises
    ------
    UnreadableFileError
        When the file is damaged or holds no feature.
    """
    import pyogrio  # noqa: PLC0415 - slow to import, and the embedded dataset does not need it
    import pyogrio.errors  # noqa: PLC0415

    # A NameError: pyogrio forgets to set a name where the .prj is no text of a system.
    try:
        # An outline that is none, such as a ring of two points, is missing and not the layer's end.
        frame = pyogrio.read_dataframe(address, layer=layer, on_invalid="ignore")
    except (NameError, pyogrio.errors.CRSError) as problem:
        message = "The coordinate system that the file names (in a shapefile its .prj) is none."
        remedy = "Save the layer in WGS 84, or send it without the .prj to be asked."
        raise refuse("no_crs", name, message, remedy) from problem
    except FAULTS as problem:
        raise damaged(name) from problem
    if "geometry" not in frame or frame.empty:
        raise refuse("empty_file", name, "The file holds no feature.", "Save it with its features.")
    return frame.set_axis(pd.Index(range(1, len(frame) + 1), dtype="int64"), axis="index")


def endings_beside(path: Path) -> set[str]:
    """Return the endings of the files beside a file that share its name."""
    return {other.suffix.lower() for other in path.parent.iterdir() if other.stem == path.stem}


def damaged(name: str) -> UnreadableFileError:
    """Return the error of a damaged vector file."""
    return refuse("damaged_file", name, DAMAGED, "Save the layer again, best as GeoJSON.")


# Whatever GDAL, GEOS and pandas raise on a damaged file; none of it is a fault of ours.
FAULTS = (RuntimeError, ValueError, OSError, ArithmeticError, LookupError, TypeError, NameError)
