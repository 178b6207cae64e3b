"""Tables and layers kept from folder to folder: of the same bytes the same is read, once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geodata.matching import Gazetteer
from geodata.reading.geojson import parse_geojson
from geodata.reading.tables import bytes_of, parse_table
from geodata.reading.typed import KnownAreas, TypedTable, typed
from geodata.reading.vectors import is_geojson, read_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.reading.layers import RawLayer
    from geodata.schema import Table

# A draft is read at each of its steps, and all its files but one or two are those of before. Large
# files are read anew: many versions of one would take more memory than they save time.
TABLES_KEPT, BYTES_OF_TABLE = 64, 1 << 17
LAYERS_KEPT, BYTES_OF_LAYER = 16, 1 << 19
ISO_SUBDIVISION = re.compile(r"([A-Z]{2})-\w+")


def table_of(path: Path, table: Table, districts: TypedTable | None, country: str) -> TypedTable:
    """
    Return the values of a table's file; nobody may change them in place.

    Parameters
    ----------
    districts, country
        What the codes of areas in the table are looked up in; see ``known_areas``.

    Raises
    ------
    FileError
        When the file cannot be read.

    Examples
    --------
    >>> from geodata.schema import DISTRICTS
    >>> from geodata.drafts.workbench import EMBEDDED
    >>> path = EMBEDDED / "districts.csv"
    >>> table_of(path, DISTRICTS, None, "") is table_of(path, DISTRICTS, None, "")
    True
    """
    raw = bytes_of(path)
    read = _kept_table if len(raw) <= BYTES_OF_TABLE else _table
    return read(path.name, raw, table, districts, country)


def layer_of(path: Path) -> RawLayer:
    """
    Return the features of a vector file; nobody may change them in place.

    Raises
    ------
    FileError
        When the file cannot be read.

    Examples
    --------
    >>> from geodata.drafts.workbench import EMBEDDED
    >>> layer_of(EMBEDDED / "rivers.geojson") is layer_of(EMBEDDED / "rivers.geojson")
    True
    """
    raw = bytes_of(path)
    if len(raw) <= BYTES_OF_LAYER and is_geojson(raw):
        return _kept_layer(path.name, raw)
    return read_vectors(path)


@lru_cache(maxsize=4)
def known_areas(districts: TypedTable | None, country: str) -> KnownAreas:
    """
    Return the districts by name, and the same with the country.

    The country's code is what ISO district codes begin with (LS of LS-A), else its name.

    >>> known_areas(None, "Lesotho").areas.names
    {}
    """
    if districts is None:
        return KnownAreas(Gazetteer({}), Gazetteer({}))
    frame = districts.frame[districts.frame["district_code"] != ""]
    names = dict(zip(frame["district_code"], frame["district_name"], strict=True))
    naomi = dict(zip(frame["naomi_area_id"], frame["district_code"], strict=True))
    naomi.pop("", None)
    prefixes = {found[1] for code in names if (found := ISO_SUBDIVISION.fullmatch(code))}
    country_code = prefixes.pop() if len(prefixes) == 1 else country
    naomi_roots = dict.fromkeys((other.split("_")[0] for other in naomi), country_code)
    return KnownAreas(
        Gazetteer(names, naomi), Gazetteer(names | {country_code: country}, naomi_roots | naomi)
    )


def _table(
    name: str, raw: bytes, table: Table, districts: TypedTable | None, country: str
) -> TypedTable:
    return typed(table, parse_table(name, raw), known_areas(districts, country))


_kept_table = lru_cache(maxsize=TABLES_KEPT)(_table)
_kept_layer = lru_cache(maxsize=LAYERS_KEPT)(parse_geojson)
