"""A dataset folder read file by file; whatever is wrong with one file, the others are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.errors import FileError
from geodata.findings import Finding, error, warning
from geodata.reading.about import ABOUT_FILE, ProgrammeInfo, read_about
from geodata.reading.keptfiles import known_areas, layer_of, table_of
from geodata.reading.layers import WGS84, RawLayer
from geodata.reading.text import refuse
from geodata.reading.typed import TypedTable, empty_table
from geodata.schema import DISTRICTS, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.reading.typed import KnownAreas

TABLE_ENDINGS = (".csv", ".xlsx", ".xls", ".ods")
OUTLINES = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString", "LinearRing", *OUTLINES)  # A wide river has two banks.
LAYER_ENDINGS = (".geojson", ".topojson", ".gpkg", ".zip", ".shp")


@dataclass(frozen=True)
class Layer:
    """
    A vector layer of the folder: its columns, its id, and whether it must be there.

    ``unique`` is False where several lines may share an id, as the parts of a river do;
    ``shapes`` are the kinds of geometry that make sense in it.
    """

    name: str
    columns: tuple[str, ...]
    needed: bool = True
    unique: bool = True
    shapes: tuple[str, ...] = OUTLINES

    @property
    def id_column(self) -> str:
        """Name of the column that tells the features apart."""
        return self.columns[0]


LAYERS = (
    Layer("districts", ("area_id", "area_name", "naomi_area_id")),
    Layer("areas", ("area_id", "area_name", "district_code")),
    Layer("rivers", ("river_id", "name"), needed=False, unique=False, shapes=LINES),
    Layer("roads", ("class",), needed=False, unique=False, shapes=LINES),
)


@dataclass(frozen=True, eq=False)
class Contents:
    """
    All that was read of a folder; a table or layer that could not be read is not in it.

    Parameters
    ----------
    known
        The districts by code and name, and the country.
    """

    folder: Path
    info: ProgrammeInfo | None
    known: KnownAreas
    tables: Mapping[str, TypedTable]
    layers: Mapping[str, RawLayer]
    findings: tuple[Finding, ...]


def read_folder(folder: Path) -> Contents:
    """Read every file of a dataset folder; nothing raises, faults are in the findings."""
    info, findings = read_about(folder / ABOUT_FILE)
    reader = _Reader(folder, list(findings))
    districts, country = reader.table(DISTRICTS), info.country if info else "the country"
    tables = {DISTRICTS.name: districts} | {
        table.name: reader.table(table, districts, country)
        for table in TABLES
        if table is not DISTRICTS
    }
    layers = {layer.name: reader.layer(layer) for layer in LAYERS}
    return Contents(
        folder=folder,
        info=info,
        known=known_areas(districts, country),
        tables={name: table for name, table in tables.items() if table is not None},
        layers={name: layer for name, layer in layers.items() if layer is not None},
        findings=tuple(reader.findings),
    )


class _Reader:
    """Reads one file after the other and gathers what is wrong with them."""

    def __init__(self, folder: Path, findings: list[Finding]) -> None:
        self.folder = folder
        self.findings = findings

    def table(
        self, table: Table, districts: TypedTable | None = None, country: str = ""
    ) -> TypedTable | None:
        """Return a table with its values; None when it cannot be read."""
        path = self._file(table.name, TABLE_ENDINGS, needed=table.needed)
        if path is None:
            return None if table.needed else empty_table(table)
        try:
            values = table_of(path, table, districts, country)
        except FileError as problem:
            self.findings.append(problem.finding)
            return None
        self.findings += values.findings
        return values

    def layer(self, layer: Layer) -> RawLayer | None:
        """Return a layer with all its columns; None when it cannot be read."""
        path = self._file(layer.name, LAYER_ENDINGS, needed=layer.needed)
        if path is None:
            return None if layer.needed else _empty_layer(layer)
        try:
            read = layer_of(path)
        except FileError as problem:
            self.findings.append(problem.finding)
            return None
        self.findings += read.findings
        missing = [column for column in layer.columns if column not in read.frame]
        for column in missing:
            message = f"The features have no '{column}'."
            remedy = "Add this attribute to each feature."
            self.findings.append(
                error("missing_column", read.name, None, column, "", message, remedy)
            )
        return None if missing else _with_texts(layer, read)

    def _file(self, name: str, endings: tuple[str, ...], *, needed: bool) -> Path | None:
        paths = [self.folder / f"{name}{ending}" for ending in endings]
        found = [path for path in paths if path.is_file()]
        if len(found) > 1:
            others = ", ".join(path.name for path in found[1:])
            message = f"There are several files for this table; {others} was not read."
            self.findings.append(
                warning("two_files", found[0].name, None, "", "", message, "Remove one of them.")
            )
        if not found and needed:
            message = "The file is missing."
            remedy = f"Add {' or '.join(path.name for path in paths)}."
            self.findings.append(refuse("missing_file", paths[0].name, message, remedy).finding)
        return found[0] if found else None


def _with_texts(layer: Layer, read: RawLayer) -> RawLayer:
    texts = {column: read.frame[column].fillna("").astype("str") for column in layer.columns}
    frame = read.frame.assign(**texts)[[*layer.columns, "geometry"]]
    return RawLayer(read.name, frame, read.findings, read.members)


def _empty_layer(layer: Layer) -> RawLayer:
    columns: dict[str, list[str]] = {column: [] for column in layer.columns}
    frame = gpd.GeoDataFrame(columns, geometry=[], crs=WGS84).astype(dict.fromkeys(columns, "str"))
    return RawLayer(f"{layer.name}.geojson", frame)
