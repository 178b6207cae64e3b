"""A version taken out: its tables and layers as files that other programs open."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.errors import DatasetError
from geodata.findings import has_error
from geodata.layerfiles import geojson_bytes
from geodata.reading.folder import read_folder
from geodata.schema import NUMERIC, TABLES
from geodata.tablefiles import csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.reading.folder import Contents
    from geodata.reading.typed import TypedTable

STAFF_ONLY = "staff-only"
POINTS = ("sites", "outreach_stops", "places", "bridges")


class Format(StrEnum):
    """How a version is written: for people, for programs, for a map, or as it is kept."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"
    FOLDER = "folder"


def takeout(folder: Path, form: Format) -> dict[str, bytes]:
    """
    Return the files of a version by name; those with staff by site say so in their names.

    Raises
    ------
    DatasetError
        When the folder cannot be read.
    """
    if form == Format.FOLDER:
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    contents = read_folder(folder)
    if contents.info is None or has_error(contents.findings):
        raise DatasetError(contents.findings)
    if form == Format.GEOJSON:
        return _layers(contents)
    tables = {name: with_numbers(table) for name, table in contents.tables.items()}
    if form == Format.CSV:
        return {f"{_name(name)}.csv": csv_bytes(frame) for name, frame in tables.items()}
    return {f"{STAFF_ONLY}-dataset.xlsx": xlsx_bytes(tables, contents.info.generated_at)}


def with_numbers(table: TypedTable) -> pd.DataFrame:
    """Return a table's cells as written, with numbers where every filled cell is one."""
    kinds = {column.name: column.kind for known in TABLES for column in known.columns}
    columns = {
        name: _numbers(table.raw[name]) if kinds.get(str(name)) in NUMERIC else table.raw[name]
        for name in table.raw.columns
    }
    return pd.DataFrame(columns, index=table.raw.index)


def _numbers(cells: pd.Series[str]) -> pd.Series:
    found = pd.to_numeric(cells.replace("", None), errors="coerce")
    whole = found.notna() | (cells == "")
    return found if whole.all() else cells


def _name(table: str) -> str:
    return f"{STAFF_ONLY}-{table}" if table in {"staffing", "outreach_visits"} else table


def _layers(contents: Contents) -> dict[str, bytes]:
    files = {f"{name}.geojson": geojson_bytes(one.frame) for name, one in contents.layers.items()}
    for name in POINTS:
        table = contents.tables.get(name)
        if table is not None:
            frame = table.frame
            points = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs="EPSG:4326")
            rest = frame.drop(columns=["longitude", "latitude"])
            files[f"{name}.geojson"] = geojson_bytes(gpd.GeoDataFrame(rest, geometry=points))
    return files
