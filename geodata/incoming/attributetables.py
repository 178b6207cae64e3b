"""Tables without shapes in a file of layers: read as tables, never passed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from geodata.incoming.pointtables import cell_text
from geodata.incoming.result import Incoming, Spot
from geodata.incoming.sheets import Sheet
from geodata.incoming.tables import read_sheet
from geodata.reading.rows import Row
from geodata.reading.vectors import FAULTS, STYLE_TABLES, damaged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.incoming.decisions import Decisions
    from geodata.incoming.place import Place

MOST_ROWS = 1_000_000


def with_attribute_tables(
    path: Path, layers: Callable[[], Incoming], place: Place, decisions: Decisions
) -> Incoming:
    """
    Return what a GeoPackage holds: its layers, and its tables without shapes.

    Parameters
    ----------
    layers
        Reads its layers; a file that has none may be one of tables alone.

    Raises
    ------
    UnreadableFileError
        When it holds neither.
    """
    sheets = _sheets(path)
    try:
        read = layers()
    except UnreadableFileError as problem:
        if not sheets or problem.finding.rule != "empty_file":
            raise
        read = Incoming(path.name, "table")
    for sheet in sheets:
        table, told = read_sheet(Spot(path.name, sheet.name), sheet, place, decisions)
        words = f"Table '{sheet.name}': {len(sheet.rows) - 1} rows read."
        read = replace(
            read,
            summary=(*read.summary, *([words] if table else [])),
            remarks=(*read.remarks, *told),
            tables=(*read.tables, *([table] if table else [])),
        )
    return read


def _sheets(path: Path) -> list[Sheet]:
    import pyogrio  # noqa: PLC0415 - slow to import, and tables do not need it

    sheets = []
    try:
        for title, shape in pyogrio.list_layers(path):
            if shape is not None or title in STYLE_TABLES:
                continue
            frame = pyogrio.read_dataframe(
                path, layer=title, read_geometry=False, max_features=MOST_ROWS
            )
            headers = Row(0, tuple(map(str, frame.columns)))
            rows = [
                Row(number, tuple(map(cell_text, values)))
                for number, values in enumerate(frame.itertuples(index=False), start=1)
            ]
            if rows and headers.cells:
                sheets.append(Sheet(str(title), (headers, *rows)))
    except FAULTS as problem:
        raise damaged(path.name) from problem
    return sheets
