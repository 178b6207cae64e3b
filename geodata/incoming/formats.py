"""Vector files of every format, told by their first bytes, opened by the reader that fits."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from geodata.findings import Severity
from geodata.incoming.hierarchy import between_layers
from geodata.incoming.jsonrecords import RICH_TEXT, is_records
from geodata.incoming.layerfile import layer_answer, understood
from geodata.incoming.packed import MOST_PROLOG, refuse_entities, refuse_hostile_zip
from geodata.incoming.result import Incoming, ReadLayer, Remark, Spot
from geodata.incoming.size import refuse_long_json
from geodata.incoming.systems import crs_of_title
from geodata.reading.archives import DAMAGE, refuse_missing_parts, shapefile_in
from geodata.reading.geojson import Json, geojson_frame, parse_json
from geodata.reading.geoparquet import parquet_frame
from geodata.reading.text import refuse
from geodata.reading.vectors import (
    FAULTS,
    GEOPACKAGE_START,
    SHAPEFILE_START,
    STYLE_TABLES,
    damaged,
    endings_beside,
    gdal_frame,
)

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.place import Place

FLATGEOBUF_START = b"fgb"
PARQUET_START = b"PAR1"
PEEK = 2048
ALWAYS_DEGREES = frozenset({"kml", "kmz", "topojson", "gpx"})
WAYPOINTS = "waypoints"  # Of a GPX file; its tracks are where somebody walked, and no roads.
DATA_ENDINGS = (".shp", ".kml")


def vector_kind(raw: bytes) -> str:
    r"""
    Return which vector format the bytes are, or an empty text.

    >>> vector_kind(b'{"type": "FeatureCollection"}'), vector_kind(b"fgb\x03"), vector_kind(b"a,b")
    ('geojson', 'flatgeobuf', '')
    """
    start = raw[:PEEK].lstrip(b"\xef\xbb\xbf \t\r\n\x1e")
    for mark, kind in (
        (SHAPEFILE_START, "shapefile"),
        (GEOPACKAGE_START, "geopackage"),
        (FLATGEOBUF_START, "flatgeobuf"),
        (PARQUET_START, "geoparquet"),
    ):
        if raw.startswith(mark):
            return kind
    if raw.startswith(b"PK"):  # Before its parts are looked at: a zip may hold one unpacked.
        return _zip_kind(raw)
    if start.startswith((b"{", b"[")) and not start.startswith(RICH_TEXT):
        return _json_kind(raw)
    if b"<kml" in start:
        return "kml"
    if b"<gpx" in start:
        return "gpx"
    return ""


def _json_kind(raw: bytes) -> str:
    if is_records(raw):
        return ""  # The reader of tables takes it.
    if b'"Topology"' in raw:
        return "topojson"
    of_esri = b'"esriGeometry' in raw or (b'"attributes"' in raw and b'"Feature"' not in raw)
    return "esrijson" if of_esri else "geojson"


def _zip_kind(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except DAMAGE:
        return ""  # The reader of workbooks says that it is damaged.
    if any(name in {"[content_types].xml", "content.xml"} for name in names):
        return ""
    layers = [name for name in names if name.endswith(".kml")]
    return "kmz" if len(layers) == 1 else "zip"  # Of several each is read by itself.


def read_features(path: Path, raw: bytes, kind: str, place: Place, layer: str | None) -> Incoming:
    """
    Read the layers of a vector file.

    Raises
    ------
    FileError
        When it cannot be read or placed on the earth.
    """
    name = path.name
    if kind in {"geojson", "topojson", "esrijson"}:
        refuse_long_json(name, raw)
    if kind == "geojson":
        return _geojson(name, raw, place)
    if kind == "geoparquet":
        frame = parquet_frame(name, raw)
        return layer_answer(name, [understood(Spot(name), frame, frame.crs, place)], [])
    if kind == "shapefile":
        refuse_missing_parts(name, endings_beside(path))
    if kind in {"zip", "kmz"}:
        refuse_hostile_zip(name, raw)
    if kind in {"kml", "gpx"}:
        refuse_entities(name, raw[:MOST_PROLOG])
    address = str(path)
    if kind == "zip":
        address = f"/vsizip/{{{path.resolve()}}}/{shapefile_in(name, raw)}"
    if kind == "kmz":
        address = f"/vsizip/{{{path.resolve()}}}/{_kml_in(raw)}"
    return _layers(name, address, kind, place, layer)


def _kml_in(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return next(entry for entry in archive.namelist() if entry.lower().endswith(".kml"))


def _geojson(name: str, raw: bytes, place: Place) -> Incoming:
    content = parse_json(name, raw)
    frame = geojson_frame(name, content)
    spot = Spot(name)
    title = _crs_title(content)
    crs = crs_of_title(title) if title else None
    read = understood(
        spot, frame, crs, place, assumed=True, spelled=b"NaN" in raw or b"Infinity" in raw
    )
    remarks = []
    if title and crs is not None and crs.to_authority() and crs.to_authority()[0] == "ESRI":
        message = (
            f"'{title}' is no code of EPSG; read as {':'.join(crs.to_authority())}, which fits."
        )
        remarks.append(spot.remark(Severity.NOTE, "esri_code", message, "Look at the map."))
    return layer_answer(name, [read], remarks)


def _crs_title(content: Json) -> str:
    member = content.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    return str(properties.get("name") or "") if isinstance(properties, dict) else ""


def _layers(name: str, address: str, kind: str, place: Place, wanted: str | None) -> Incoming:
    import pyogrio  # noqa: PLC0415 - slow to import, and tables do not need it

    try:
        listed = [(str(title), str(shape)) for title, shape in pyogrio.list_layers(address)]
    except FAULTS as problem:
        raise damaged(name) from problem
    titles = [title for title, shape in listed if title not in STYLE_TABLES and shape != "None"]
    aside: list[Remark] = []
    if kind == "gpx":
        titles, aside = [WAYPOINTS], _tracks(name, address)
    chosen = [wanted] if wanted in titles else titles
    several = len(chosen) > 1
    layers: list[ReadLayer] = []
    for title in chosen:
        try:
            frame = gdal_frame(name, address, title)
        except UnreadableFileError as problem:
            if several and problem.finding.rule == "empty_file":
                continue  # A folder that holds only folders, or a layer nobody has drawn on.
            raise
        spot = Spot(name, title if several else "")
        assumed = kind in ALWAYS_DEGREES
        layers.append(understood(spot, frame, frame.crs, place, assumed=assumed))
    if not layers:
        raise refuse("empty_file", name, "The file holds no layer.", "Save it with its features.")
    remarks = aside
    if len(layers) > 1:
        words = ", ".join(f"{one.spot.sheet} ({len(one.frame)})" for one in layers)
        best = boundaries_of(layers)
        message = f"The file holds {len(layers)} layers: {words}. Boundaries: {best or 'none'}."
        remarks.append(
            Spot(name).remark(
                Severity.WARNING, "several_layers", message, "Choose the layers to use.", asks=True
            )
        )
        remarks += between_layers(Spot(name), layers)
    return layer_answer(name, layers, remarks)


def _tracks(name: str, address: str) -> list[Remark]:
    """Say what of a GPX file is left aside; refuse one that holds nothing else."""
    import pyogrio  # noqa: PLC0415 - slow to import, and tables do not need it

    try:
        counts = {
            title: pyogrio.read_info(address, layer=title, force_feature_count=True)["features"]
            for title in (WAYPOINTS, "routes", "tracks")
        }
    except FAULTS as problem:
        raise damaged(name) from problem
    places = counts.pop(WAYPOINTS)
    words = " and ".join(f"{count} {title}" for title, count in counts.items() if count)
    if not places:
        message = f"The GPX file holds no waypoints ({words or 'nothing at all'})."
        remedy = "Mark the sites or stops as waypoints; roads come as lines in GeoJSON."
        raise refuse("no_waypoints", name, message, remedy)
    if not words:
        return []
    message = f"{words} were left aside: they are where somebody went, and no sites or roads."
    return [Spot(name).remark(Severity.NOTE, "tracks_aside", message, "Nothing to do.")]


def boundaries_of(layers: list[ReadLayer]) -> str:
    """Return the layer that holds each district once, or an empty text."""
    found = [layer for layer in layers if layer.facts.get("districts") == layer.facts["features"]]
    best = max(found, key=lambda layer: str(layer.facts["districts"]).zfill(9), default=None)
    return best.spot.sheet if best else ""
