"""Layers of points that name sites or stops, read as tables that can fill the dataset's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of, plain
from geodata.incoming.result import rows_words
from geodata.incoming.sheets import Sheet
from geodata.incoming.tables import read_sheet
from geodata.reading.rows import Row
from geodata.tablefiles import number_text

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.incoming.decisions import Decisions
    from geodata.incoming.place import Place
    from geodata.incoming.result import Incoming, ReadLayer, ReadTable, Remark

NAMING = frozenset({"site_id", "stop_id", "place_id", "bridge_id", "facility_code", "site_name"})
PLACING = frozenset({"latitude", "longitude", "position"})
TITLES = frozenset({"name", "title", "label", "nom", "nome"})
# What GDAL adds to each feature of a KML or GPX file, and what a map program adds for itself.
OF_FORMAT = frozenset(
    {
        "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility",
        "draworder", "icon", "fid", "objectid", "ogc_fid", "snippet", "styleurl", "altitude",
        "ele", "time", "magvar", "geoidheight", "sym", "fix", "sat", "hdop", "vdop", "pdop",
        "ageofdgpsdata", "dgpsid", "src",
    }
)  # fmt: skip
SAME = frozenset({"repeated_id", "outside_country", "exchanged"})


def with_point_tables(incoming: Incoming, place: Place, decisions: Decisions) -> Incoming:
    """
    Return a file of layers with a table for each layer of points that says which sites they are.

    The layer itself stays: it is what the map shows. What the table says of its points, the
    layer does not say again.
    """
    tables: list[ReadTable] = []
    remarks: list[Remark] = list(incoming.remarks)
    for layer in incoming.layers:
        sheet = _sheet(layer)
        if sheet is None:
            remarks += _not_points(layer)
            continue
        table, told = read_sheet(layer.spot, sheet, place, decisions)
        if table is None:
            continue
        tables.append(table)
        remarks += [one for one in told if not _said(one, layer)]
    if not tables:
        return replace(incoming, remarks=tuple(remarks))
    summary = [*incoming.summary, *(_words(table) for table in tables)]
    return replace(
        incoming, summary=tuple(summary), remarks=tuple(remarks), tables=(*incoming.tables, *tables)
    )


def is_point_table(layer: ReadLayer) -> bool:
    """Say whether a layer is read as a table too."""
    return _sheet(layer) is not None


def _said(remark: Remark, layer: ReadLayer) -> bool:
    """Say whether the layer has a remark on the same rows with the same rule."""
    rule, rows = remark.finding.rule, remark.rows
    others = ((one.finding.rule, one.rows) for one in layer.remarks)
    return rule in SAME and (rule, rows) in others


def _words(table: ReadTable) -> str:
    layer = f"Layer '{table.spot.sheet}': " if table.spot.sheet else ""
    columns = ", ".join(map(str, table.frame.columns))
    return f"{layer}its {len(table.frame)} points were read as rows; columns: {columns}."


def _sheet(layer: ReadLayer) -> Sheet | None:
    """Return a layer of points as a sheet, or None when it is none or names nothing."""
    frame = layer.frame
    shapes = _single(frame.geometry.to_numpy())
    present = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(present) or (shapely.get_type_id(present) != shapely.GeometryType.POINT).any():
        return None
    columns = _columns(frame)
    if not NAMING & {meaning_of(header) for header in columns.values()}:
        return None
    headers = (*columns.values(), "latitude", "longitude")
    places = zip(shapely.get_y(shapes), shapely.get_x(shapes), strict=True)
    texts = [[cell_text(value) for value in frame[name]] for name in columns]
    rows = [
        Row(int(str(number)), (*(text[at] for text in texts), _degrees(north), _degrees(east)))
        for at, (number, (north, east)) in enumerate(zip(frame.index, places, strict=True))
    ]
    return Sheet(layer.spot.sheet, (Row(0, headers), *rows))


def _single(shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return shapes with a point in place of each group of points that has one member."""
    groups = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    alone = groups & (shapely.get_num_geometries(shapes) == 1)
    return np.where(alone, shapely.get_geometry(shapes, 0), shapes) if alone.any() else shapes


def _not_points(layer: ReadLayer) -> list[Remark]:
    """Tell that a layer names sites or stops, and draws them as something else than points."""
    frame = layer.frame
    ids = NAMING - {"site_name", "facility_code"}
    named = {meaning_of(header) for header in _columns(frame).values()}
    if "districts" in layer.facts or not ids & named:
        return []
    rows = [int(str(number)) for number in frame.index[~frame.geometry.geom_type.eq("Point")]]
    message = f"This layer names sites or stops, but {rows_words(rows)} are drawn as ground, lines "
    message += "or several points: of each a version takes one point."
    remedy = "Send one point for each (in QGIS: Centroids)."
    return [
        layer.spot.remark(
            Severity.WARNING, "not_points", message, remedy, rows=rows, expected="points"
        )
    ]


def _columns(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the attributes that are rows' values, with the header each one stands under."""
    named = {
        str(name): str(name)
        for name in frame.columns.drop("geometry")
        if plain(str(name)) not in OF_FORMAT
        and meaning_of(str(name)) not in PLACING
        and any(map(cell_text, frame[name]))
    }
    if "site_name" not in {meaning_of(name) for name in named}:
        title = next((name for name in named if plain(name) in TITLES), "")
        named |= {title: "site_name"} if title else {}
    return named


def cell_text(value: object) -> str:
    """
    Return the value of an attribute as the text of a cell.

    >>> cell_text(2.0), cell_text(None), cell_text(" Ha  Thaba ")
    ('2', '', 'Ha Thaba')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one that is not itself
        return ""
    if isinstance(value, float | np.floating):
        return number_text(float(value)) if np.isfinite(value) else ""
    return " ".join(str(value).split())


def _degrees(value: float) -> str:
    return f"{value:.7f}" if np.isfinite(value) else ""
