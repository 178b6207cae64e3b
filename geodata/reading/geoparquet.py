"""GeoParquet: a table whose shapes are well-known binary, with its system in the metadata."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from geodata.errors import NoCrsError
from geodata.findings import error
from geodata.reading.bounded import DamagedError, TooLargeError, read_bounded
from geodata.reading.text import refuse

READER = "geodata.reading.parquetchild"
REMEDY = "Save the layer as GeoPackage or GeoJSON."
DEGREES = "OGC:CRS84"  # What the format means where it says nothing.


def parquet_frame(name: str, raw: bytes) -> gpd.GeoDataFrame:
    """
    Return the features of a GeoParquet file as they stand, numbered from 1, in their system.

    Other columns of shapes are left out; a shape that is none is missing.

    Raises
    ------
    UnreadableFileError
        When it is damaged, far too large, or a table without shapes.
    NoCrsError
        When it names a system that is not known.

    Examples
    --------
    >>> parquet_frame("a.parquet", b"PAR1 and no more")
    Traceback (most recent call last):
    ...
    geodata.errors.UnreadableFileError: error: a.parquet: The Parquet file is damaged or ...
    """
    try:
        read = read_bounded(READER, raw)
    except TooLargeError as problem:
        message = "The layer needs more memory or time than can be given to it."
        raise refuse("too_large", name, message, "Save only the needed features.") from problem
    except DamagedError as problem:
        message = "The Parquet file is damaged or incomplete."
        raise refuse("damaged_file", name, message, REMEDY) from problem
    columns = read["columns"]
    primary, shapes = _described(read["geo"])
    binary = columns.get(primary)
    if not binary or not all(isinstance(cell, bytes | None) for cell in binary):
        message = "The Parquet file holds no shapes, or not as well-known binary (WKB)."
        raise refuse("no_shapes", name, message, REMEDY)
    geometry = shapely.from_wkb(binary, on_invalid="ignore")
    plain = {
        key: cells
        for key, cells in columns.items()
        if key not in shapes and not any(isinstance(cell, bytes) for cell in cells)
    }
    numbers = pd.Index(range(1, len(binary) + 1), dtype="int64")
    frame = pd.DataFrame(plain, index=numbers)
    return gpd.GeoDataFrame(frame, geometry=list(geometry), crs=_system(name, shapes.get(primary)))


def _described(geo: str) -> tuple[str, dict[str, object]]:
    """Return the first column of shapes and what is said of each; "geometry" where nothing is."""
    try:
        told = json.loads(geo or "{}")
        return str(told["primary_column"]), dict(told["columns"])
    except (ValueError, KeyError, TypeError):
        return "geometry", {"geometry": {}}


def _system(name: str, described: object) -> pyproj.CRS | None:
    """Return the stated system; None where it is said to be unknown."""
    stated = described.get("crs", DEGREES) if isinstance(described, dict) else DEGREES
    if stated is None:
        return None
    try:
        return pyproj.CRS.from_user_input(stated)
    except CRSError as problem:
        finding = error("no_crs", name, None, "crs", "", "Its system is not known.", REMEDY)
        raise NoCrsError(finding) from problem
