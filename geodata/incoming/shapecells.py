"""Lines and outlines in a column of a table, as databases and map programs write them: a layer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from geodata.findings import Severity
from geodata.incoming.angles import BINARY, is_shape
from geodata.incoming.headers import take_apart
from geodata.incoming.layerfile import understood
from geodata.incoming.result import Spot, rows_words
from geodata.reading.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.incoming.place import Place
    from geodata.incoming.result import ReadLayer, Remark
    from geodata.incoming.sheets import Sheet

SRID = re.compile(r"\s*SRID=(\d{4,6});", re.IGNORECASE)
SHORTEST = 20  # No line has fewer signs.
LOOKED_AT = 500  # Rows within which a column of shapes shows its first.
CUT_AT = 32_767  # More signs no cell of a spreadsheet holds; what is longer is cut off in silence.


def without_shapes(
    name: str, sheets: Sequence[Sheet], place: Place
) -> tuple[list[Sheet], list[ReadLayer], list[Remark]]:
    """
    Return sheets without their columns of shapes, and a layer for each of these.

    A column is one of shapes when each of its filled cells is a line or an outline. The other
    columns stay a table too: counts beside an outline are no less counts.

    Raises
    ------
    NoCrsError
        When the shapes cannot be placed on the earth.
    """
    left: list[Sheet] = []
    layers: list[ReadLayer] = []
    told: list[Remark] = []
    for sheet in sheets:
        at = _column_of_shapes(sheet)
        if at is None:
            left.append(sheet)
            continue
        spot = Spot(name, sheet.name if len(sheets) > 1 else "")
        layer, remarks = _layer(spot, sheet, at, place)
        layers.append(layer)
        told += remarks
        rest = _without(sheet, at)
        left += [rest] if rest.rows else []
    return left, layers, told


def _column_of_shapes(sheet: Sheet) -> int | None:
    """Return the place of the first column that holds lines or outlines only, or None."""
    found = next(
        (
            (row.number, at)
            for row in sheet.rows[:LOOKED_AT]
            for at, cell in enumerate(row.cells)
            if len(cell) > SHORTEST and is_shape(cell)
        ),
        None,
    )
    if found is None:
        return None
    at = found[1]
    body = take_apart(sheet).body
    cells = [row.cells[at] for row in body if len(row.cells) > at and row.cells[at]]
    return at if cells and all(map(is_shape, cells)) else None


def _layer(spot: Spot, sheet: Sheet, at: int, place: Place) -> tuple[ReadLayer, list[Remark]]:
    frame = take_apart(sheet)
    header, width = frame.headers[at], len(frame.headers)
    rows = [(*row.cells[:width], *[""] * (width - len(row.cells))) for row in frame.body]
    index = pd.Index([row.number for row in frame.body], dtype="int64")
    texts = [row[at] for row in rows]
    cut = [number for number, text in zip(index, texts, strict=True) if len(text) == CUT_AT]
    attributes = {
        title: [row[one] for row in rows]
        for one, title in enumerate(frame.headers)
        if one != at and title != "geometry" and any(row[one] for row in rows)
    }
    systems = {found[1] for text in texts if (found := SRID.match(text))}
    shapes = gpd.GeoSeries([_shape(text) for text in texts], index=index, crs=None)
    layer = gpd.GeoDataFrame(attributes, geometry=shapes, index=index)
    assumed = all(text[:1] == "{" for text in texts if text)
    read = understood(spot, layer, _system(systems), place, assumed=assumed)
    message = f"The column '{header}' holds shapes: its {len(rows)} rows were read as features "
    message += "too, numbered by their rows."
    remarks = [spot.remark(Severity.NOTE, "shapes_in_column", message, column=header)]
    if cut:
        message = f"The shape of {rows_words(cut)} ends at {CUT_AT:,} signs, where a spreadsheet "
        message += "cuts a cell off: it is not whole."
        remedy = "Save the layer as GeoJSON or GeoPackage, or the table as CSV."
        remarks.append(
            spot.remark(Severity.ERROR, "shape_cut", message, remedy, rows=cut, column=header)
        )
    return read, remarks


def _shape(text: str) -> shapely.Geometry | None:
    """
    Return the shape that a cell holds, or None.

    >>> _shape("SRID=4326;POLYGON ((27 -29, 28 -29, 28 -30, 27 -29))").geom_type
    'Polygon'
    >>> _shape("POLYGON ((27 -29, 28") is None
    True
    """
    plain = SRID.sub("", text).strip()
    if plain[:1] == "{":
        return shapely.from_geojson(plain, on_invalid="ignore")
    if BINARY.fullmatch(plain):
        return shapely.from_wkb(plain, on_invalid="ignore")
    return shapely.from_wkt(plain, on_invalid="ignore") if plain else None


def _system(codes: set[str]) -> pyproj.CRS | None:
    """Return the system that all shapes name, or None: then it is looked for, and asked."""
    if len(codes) != 1:
        return None
    try:
        return pyproj.CRS.from_epsg(int(next(iter(codes))))
    except CRSError:
        return None


def _without(sheet: Sheet, at: int) -> Sheet:
    """Return a sheet with a column left blank, so that others keep their places."""
    rows = [
        Row(row.number, (*row.cells[:at], "", *row.cells[at + 1 :])) if len(row.cells) > at else row
        for row in sheet.rows
    ]
    return replace(sheet, rows=tuple(row for row in rows if any(row.cells)))
