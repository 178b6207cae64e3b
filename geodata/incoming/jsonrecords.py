"""Lists of records in JSON, as programs hand them out, read as tables: a record is a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geodata.findings import Severity
from geodata.incoming.result import Spot
from geodata.incoming.sheets import Sheet
from geodata.incoming.size import MOST_COLUMNS, refuse_long_json
from geodata.reading.geojson import WHITE, broken_json
from geodata.reading.rows import Row
from geodata.reading.text import decode_utf8, refuse
from geodata.tablefiles import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geodata.incoming.result import Remark

RICH_TEXT = b"{\\rtf"  # Begins like an object of JSON and is none.
OF_LAYERS = (b'"Feature"', b'"FeatureCollection"', b'"Topology"', b'"rings"', b'"geometryType"',
             b'"coordinates"', b'"paths"')  # fmt: skip


def is_records(raw: bytes) -> bool:
    """
    Say whether JSON holds records and no shapes.

    >>> is_records(b'[{"site_id": "S1"}]'), is_records(b'{"type": "Feature"}'), is_records(b"a,b")
    (True, False, False)
    """
    start = raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n\x1e")
    begins = (start.startswith(b"{") and not start.startswith(RICH_TEXT)) or (
        start[:1] == b"[" and start[1:].lstrip()[:1] in {b"{", b"["}
    )
    return begins and not any(mark in raw for mark in OF_LAYERS)


def record_sheets(name: str, raw: bytes) -> tuple[list[Sheet], list[Remark]]:
    """
    Return the lists of records in a JSON file, each as a sheet whose first record is row 1.

    Raises
    ------
    UnreadableFileError
        When the JSON is broken, or holds no list of records.
    """
    refuse_long_json(name, raw)
    content = _content(name, raw)
    sheets = [_sheet(title, records) for title, records in _lists(content)]
    if not sheets:
        message = "The file is JSON, but holds no list of records and no list of features."
        raise refuse("no_records", name, message, "Save it as CSV or XLSX, or places as GeoJSON.")
    if any(len(sheet.rows[0].cells) > MOST_COLUMNS for sheet in sheets):
        message = f"The records have more than {MOST_COLUMNS:,} different names."
        raise refuse("too_large", name, message, "Save the list of rows as CSV or XLSX.")
    told = []
    for sheet in sheets:
        spot = Spot(name, sheet.name if len(sheets) > 1 else "")
        message = f"A list of {len(sheet.rows) - 1} records in JSON; each was read as a row, "
        message += "counted from 1."
        told.append(spot.remark(Severity.NOTE, "json_records", message))
    return sheets, told


def _content(name: str, raw: bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    text = decode_utf8(name, raw).strip(WHITE)
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_not_finite)
    except (ValueError, RecursionError) as problem:
        lines = [line.strip(WHITE) for line in text.split("\n") if line.strip(WHITE)]
        try:
            each = [
                json.loads(line, object_pairs_hook=_pairs, parse_constant=_not_finite)
                for line in lines
            ]
        except (ValueError, RecursionError):
            each = []
        if len(each) > 1 and all(isinstance(one, dict) for one in each):
            return each
        raise broken_json(name, problem) from problem


def _lists(content: object) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield the lists of records: the content itself, or the members of an object."""
    members = content.items() if isinstance(content, dict) else [("", content)]
    if isinstance(content, dict) and (records := _under_headers(content)):
        members = [("rows", records)]
    for title, found in members:
        if not isinstance(found, list) or not found:
            continue
        if all(isinstance(one, dict) for one in found):
            yield str(title), found
        elif all(isinstance(one, list) for one in found) and len(found) > 1:
            head = [str(cell) for cell in found[0]]
            yield str(title), [dict(zip(head, row, strict=False)) for row in found[1:]]


def _under_headers(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of an answer that has its headers apart, as DHIS2 gives analytics."""
    headers, rows = content.get("headers"), content.get("rows")
    if not isinstance(headers, list) or not isinstance(rows, list):
        return []
    names = [str(one.get("column") or one.get("name")) for one in headers if isinstance(one, dict)]
    if len(names) != len(headers) or not all(isinstance(row, list) for row in rows):
        return []
    return [dict(zip(names, row, strict=False)) for row in rows]


def _pairs(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON in which a name that stands twice keeps both values."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        number = 1
        title = name
        while title in found:
            number += 1
            title = f"{name} ({number})"
        found[title] = value
    return found


def _not_finite(word: str) -> str:
    """Return what NaN and Infinity are read as, which JSON does not know: not known."""
    del word
    return "#NUM!"


def _sheet(title: str, records: Sequence[Mapping[str, Any]]) -> Sheet:
    flat = [dict(_cells(record, "")) for record in records]
    headers = tuple(dict.fromkeys(key for record in flat for key in record)) or ("",)
    rows = [
        Row(number, tuple(record.get(key, "") for key in headers))
        for number, record in enumerate(flat, start=1)
    ]
    return Sheet(title, (Row(0, headers), *rows))


def _cells(record: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield names and texts; what lies in an inner record has the outer name before its own."""
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and not before:
            yield from _cells(value, f"{name} / ")
        else:
            yield name, _text(value)


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one that is not itself
        return ""
    if isinstance(value, bool):
        return str(value).casefold()  # True is no count of one.
    if isinstance(value, float):
        return number_text(value) if abs(value) != float("inf") else ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())
