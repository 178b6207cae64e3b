"""The gap table for a desktop GIS: GeoJSON and GeoPackage, the same bytes for the same input."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geodata.gap.columns import NUMBERS, Column, Kind, Level
from geodata.gap.export import status_line
from geodata.gap.gis_style import qml
from geodata.units import DEGREE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.gap.table import GapTable
    from geodata.programme import Programme

DATE_OPTION: Final = "OGR_CURRENT_DATE"
# The writer's clock is set for the whole process, so one file is written at a time.
ONE_AT_A_TIME: Final = threading.Lock()
# What the GIS of a stable Debian opens without a warning; newer versions add nothing used here.
PACKAGE_VERSION: Final = "1.2"
STYLE_TABLE: Final = """CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256),
    f_table_schema TEXT(256),
    f_table_name TEXT(256),
    f_geometry_column TEXT(256),
    styleName TEXT(30),
    styleQML TEXT,
    styleSLD TEXT,
    useAsDefault BOOLEAN,
    description TEXT,
    owner TEXT(30),
    ui TEXT(30),
    update_time DATETIME
)"""
STYLE_ROW: Final = """INSERT INTO layer_styles
    (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
     styleSLD, useAsDefault, description, owner, update_time)
    VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)"""
STYLE_CONTENTS: Final = """INSERT INTO gpkg_contents
    (table_name, data_type, identifier, description, last_change, srs_id)
    VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)"""


def features(table: GapTable, programme: Programme) -> gpd.GeoDataFrame:
    """
    Put the rows of the gap table on the map, in their order, with the columns of the CSV.

    Returns
    -------
    Polygons of districts or community areas, or points of sites, in WGS 84. Counts and
    minutes are whole numbers, a missing value is missing, texts and dates are texts. The
    total has no place and so no feature.
    """
    layers = {
        Level.DISTRICT: programme.districts,
        Level.AREA: programme.areas,
        Level.SITE: programme.sites,
    }
    geometry = layers[table.level].geometry.reindex(list(table.codes))
    columns = {column.key: _values(table, column) for column in table.columns}
    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs="EPSG:4326")


def _values(table: GapTable, column: Column) -> pd.Series:
    whole = column.kind in {Kind.COUNT, Kind.MINUTES}
    kind = "Int64" if whole else "float" if column.kind in NUMBERS else "object"
    return pd.Series(list(table.cells[column.key]), dtype=kind)


def gap_geojson(table: GapTable, programme: Programme) -> bytes:
    """Write the gap table as GeoJSON (RFC 7946); its description says status and date."""
    with _folder(programme.info.generated_at) as folder:
        path = folder / f"{layer_name(table)}.geojson"
        pyogrio.write_dataframe(
            features(table, programme),
            path,
            driver="GeoJSON",
            layer=layer_name(table),
            layer_options={
                "RFC7946": "YES",
                "COORDINATE_PRECISION": str(DEGREE_DIGITS),
                "DESCRIPTION": status_line(table, programme.info),
            },
        )
        return path.read_bytes()


def gap_geopackage(table: GapTable, programme: Programme) -> bytes:
    """Write the gap table as GeoPackage, with a style that QGIS takes by default."""
    with _folder(programme.info.generated_at) as folder:
        path = folder / f"{layer_name(table)}.gpkg"
        pyogrio.write_dataframe(
            features(table, programme),
            path,
            driver="GPKG",
            layer=layer_name(table),
            dataset_options={"VERSION": PACKAGE_VERSION},
            layer_options={
                "DESCRIPTION": status_line(table, programme.info),
                "IDENTIFIER": layer_name(table),
                "GEOMETRY_NAME": "geom",
            },
        )
        with closing(sqlite3.connect(path)) as package:
            _add_style(package, table, _moment(programme.info.generated_at))
        return path.read_bytes()


def layer_name(table: GapTable) -> str:
    """Name the layer and its files."""
    return f"gap_{table.level}"


def _add_style(package: sqlite3.Connection, table: GapTable, moment: str) -> None:
    name = layer_name(table)
    package.execute(STYLE_TABLE)
    words = f"Need a year by {table.level}, light to dark; {table.status_words}"
    package.execute(STYLE_ROW, (name, name, qml(table), words, moment))
    package.execute(STYLE_CONTENTS, (moment,))
    package.commit()


def _moment(time: datetime) -> str:
    """
    Write a time as GeoPackage wants it; one without a zone is taken as UTC.

    >>> _moment(datetime.fromisoformat("2026-11-25T02:00:00+02:00"))
    '2026-11-25T00:00:00.000Z'
    """
    in_utc = time.astimezone(UTC) if time.tzinfo else time
    return in_utc.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@contextmanager
def _folder(time: datetime) -> Iterator[Path]:
    """Give a folder for one file, and the writer a clock that stands at the dataset's time."""
    with ONE_AT_A_TIME, tempfile.TemporaryDirectory() as folder:
        before = pyogrio.get_gdal_config_option(DATE_OPTION)
        pyogrio.set_gdal_config_options({DATE_OPTION: _moment(time)})
        try:
            yield Path(folder)
        finally:
            pyogrio.set_gdal_config_options({DATE_OPTION: before})
