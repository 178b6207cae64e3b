"""The table of sources, to which nearly every upload adds a row: rows of one taken out again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from geodata.content import content_files
from geodata.reading.about import ABOUT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHARED = "sources.csv"


def ids_of(raw: bytes) -> set[str]:
    r"""
    Return the ids of a table of sources.

    >>> sorted(ids_of(b"id,title\na,One\nb,\"Two\nlines\"\n"))
    ['a', 'b']
    """
    return {row["id"] for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))}


def without_ids(raw: bytes, gone: set[str]) -> bytes:
    r"""
    Return a table of sources without the rows of some ids, all else byte for byte.

    >>> without_ids(b"id,title\r\na,One\r\nb,Two\r\n", {"a"})
    b'id,title\r\nb,Two\r\n'
    """
    lines = raw.decode("utf-8").splitlines(keepends=True)
    reader = csv.reader(lines)
    place = next(reader).index("id") if lines else 0
    kept, begun = lines[: reader.line_num], reader.line_num
    for row in reader:
        if not row or row[place] not in gone:
            kept += lines[begun : reader.line_num]
        begun = reader.line_num
    return "".join(kept).encode()


def sources_used(folder: Path) -> set[str]:
    """Return the ids of sources that the tables and layers of a dataset folder name."""
    used: set[str] = set()
    for path in content_files(folder):
        if path.suffix == ".csv" and path.name != SHARED:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                if "source" in (reader.fieldnames or ()):
                    used |= {str(row["source"]) for row in reader}
        elif path.name == ABOUT_FILE:
            used |= set(_texts(json.loads(path.read_bytes())))
    return used


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON holds anything
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
