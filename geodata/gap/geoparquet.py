"""The gap table as GeoParquet 1.1: columns for an analyst's tools, the same bytes each time."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely
from arro3.core import Array, DataType, Table
from arro3.io import write_parquet

from geodata.gap.columns import Kind
from geodata.gap.export import status_line
from geodata.gap.gis_files import features
from geodata.units import DEGREE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geodata.gap.table import GapTable
    from geodata.programme import Programme

VERSION: Final = "1.1.0"
GEOMETRY: Final = "geometry"
WRITER: Final = "Mentor Mother Atlas"
TYPES: Final = {
    Kind.COUNT: (DataType.int64, int),
    Kind.MINUTES: (DataType.int64, int),
    Kind.SHARE: (DataType.float64, float),
    Kind.RATIO: (DataType.float64, float),
    Kind.FULL_TIME: (DataType.float64, float),
}


def gap_geoparquet(table: GapTable, programme: Programme) -> bytes:
    """
    Write the gap table as GeoParquet 1.1, with the columns and order of the other GIS files.

    Shapes are well-known binary in longitude and latitude (OGC:CRS84, the default of the
    format); a missing value is null.

    Returns
    -------
    Bytes of the file; its metadata says status and date.
    """
    frame = features(table, programme)
    columns: dict[str, Any] = {
        column.key: _array(frame[column.key], *TYPES.get(column.kind, (DataType.utf8, str)))
        for column in table.columns
    }
    shapes = shapely.to_wkb(frame.geometry.to_numpy())
    columns[GEOMETRY] = Array([bytes(shape) for shape in shapes], DataType.binary())
    # The writer keeps no order among several keys, so the description stands in the one.
    geo = {**_geo(frame), "description": status_line(table, programme.info)}
    out = io.BytesIO()
    write_parquet(
        Table.from_pydict(columns),
        out,
        compression="zstd(3)",
        created_by=WRITER,
        key_value_metadata={"geo": json.dumps(geo, sort_keys=True)},
    )
    return out.getvalue()


def _array(cells: Iterable[Any], kind: Any, as_kind: type) -> Array:  # noqa: ANN401 - untyped
    return Array([None if pd.isna(cell) else as_kind(cell) for cell in cells], kind())


def _geo(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Describe the column of shapes as the format asks for it; no rows have no box."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(set(frame.geom_type)),
    }
    if len(frame):
        column["bbox"] = [round(float(edge), DEGREE_DIGITS) for edge in frame.total_bounds]
    return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
