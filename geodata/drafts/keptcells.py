"""The cells of a read file as they were written, for looking at: personal columns are gone."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geodata.incoming.columns import meaning_of
from geodata.incoming.decisions import CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.incoming.result import Incoming, ReadLayer, ReadTable

AROUND = 8  # Rows shown before and after the one asked for.
MOST_CELLS = 3_000_000
LONGEST_CELL = 200
NOT_KEPT = "(not kept)"
OURS = ("district_code", "altitude")


def cells_file(name: str) -> str:
    """
    Return the hidden name under which a draft keeps the cells of a file.

    >>> cells_file("a.csv").startswith(".cells-"), cells_file("a.csv") == cells_file("b.csv")
    (True, False)
    """
    return f".cells-{hashlib.sha256(name.encode()).hexdigest()[:20]}.json"


def cells_of(incoming: Incoming) -> bytes:
    """Return the cells of all tables and the attributes of all layers, as JSON."""
    kept = [*map(_table, incoming.tables), *map(_layer, incoming.layers)]
    count = sum(len(one["rows"]) * len(one["columns"]) for one in kept)
    return json.dumps(kept if count <= MOST_CELLS else [], ensure_ascii=False).encode()


def _table(table: ReadTable) -> dict[str, Any]:
    # A roster that was counted has other columns than its header.
    named = {name: header for header, name in table.meanings.items()}
    names = list(map(str, table.cells.columns))
    known = [name in CHOICES or name in table.states for name in names]
    columns = [named.get(name, name) for name in names]
    return _kept(table.spot.sheet, columns, known, table.cells.itertuples(name=None))


def _layer(layer: ReadLayer) -> dict[str, Any]:
    plain = layer.frame.drop(columns="geometry")
    names = list(map(str, plain.columns))
    column = str(layer.facts.get("column", ""))
    known = [bool(meaning_of(name)) or name == column or name in OURS for name in names]
    return _kept(layer.spot.sheet, names, known, plain.itertuples(name=None))


def _kept(
    sheet: str, columns: list[str], known: list[bool], rows: Iterable[tuple[Any, ...]]
) -> dict[str, Any]:
    """Keep known columns and numbers; words of any other may be about a person after all."""
    texts = [
        [
            int(number),
            *(_text(cell) if kept else NOT_KEPT for cell, kept in zip(cells, known, strict=True)),
        ]
        for number, *cells in rows
    ]
    return {"sheet": sheet, "columns": columns, "rows": texts}


def _text(cell: object) -> str:
    missing = cell is None or cell != cell  # noqa: PLR0124 - NaN is the one that is not itself
    return "" if missing else str(cell)


def window(raw: bytes, sheet: str, row: int) -> dict[str, Any]:
    """
    Return the rows about one row of a sheet, as a person numbers them.

    >>> raw = json.dumps([{"sheet": "", "columns": ["MM"], "rows": [[2, "1"], [3, "x"]]}]).encode()
    >>> window(raw, "", 3)["rows"], window(raw, "", 99)["rows"]
    ([[2, '1'], [3, 'x']], [])
    """
    tables: Sequence[dict[str, Any]] = json.loads(raw)
    for table in tables:
        numbers = [cells[0] for cells in table["rows"]]
        if table["sheet"] != sheet and len(tables) > 1:
            continue
        if row in numbers:
            at = numbers.index(row)
            shown = table["rows"][max(at - AROUND, 0) : at + AROUND + 1]
            cut = [[cells[0], *(str(cell)[:LONGEST_CELL] for cell in cells[1:])] for cells in shown]
            return {"columns": table["columns"], "rows": cut}
    return {"columns": [], "rows": []}
