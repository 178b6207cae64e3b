"""What is hidden in a workbook of Excel 95 to 2003 (XLS), read from its raw records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.reading.workbooks import OLE_START

if TYPE_CHECKING:
    from collections.abc import Iterator

    Spans = list[tuple[int, int]]

BOUND_SHEET, COLUMN, ROW, FILTER_MODE, END = 0x85, 0x7D, 0x208, 0x9B, 0x0A
BEGIN, BIFF8 = 0x809, 0x0600
ROW_HIDDEN, COLUMN_HIDDEN = 0x20, 1
HEADER, ENTRY, FIRST_TABLES = 512, 128, 109
LAST_SECTOR = 0xFFFFFFFA  # Numbers from here on name no sector.
SMALL = 4096  # Shorter streams lie in the small sectors of another.
SMALL_SECTOR = 64
MOST_RECORDS = 2_000_000  # Of one sheet, some seconds.
NAMES = ("Workbook", "Book")


def hidden_in_old(raw: bytes) -> dict[str, tuple[Spans, Spans, bool]]:
    """
    Return, by sheet, the spans of hidden rows and columns from 1, and whether a filter is on.

    Raises
    ------
    ValueError, IndexError
        When the file is damaged or holds no workbook.
    """
    book = _book(raw)
    wide = int.from_bytes(book[4:6], "little") == BIFF8
    found = {}
    for kind, body in _records(book, 0):
        if kind == BOUND_SHEET:
            found[_title(body, wide=wide)] = _sheet(book, int.from_bytes(body[:4], "little"))
    return found


def _sheet(book: bytes, at: int) -> tuple[Spans, Spans, bool]:
    rows: Spans = []
    columns: Spans = []
    filtered = False
    for kind, body in _records(book, at):
        if kind == ROW and body[12] & ROW_HIDDEN:
            number = int.from_bytes(body[:2], "little") + 1
            rows.append((number, number))
        elif kind == COLUMN and body[8] & COLUMN_HIDDEN:
            first, last = (int.from_bytes(body[place : place + 2], "little") for place in (0, 2))
            columns.append((first + 1, last + 1))
        filtered |= kind == FILTER_MODE
    return rows, columns, filtered


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of the records of one part of a book, which an end closes."""
    deep = read = 0  # A chart within a sheet begins and ends as well.
    while at + 4 <= len(book):
        kind, size = (int.from_bytes(book[place : place + 2], "little") for place in (at, at + 2))
        yield kind, book[at + 4 : at + 4 + size]
        read += 1
        if read > MOST_RECORDS:
            message = "more records than are looked at"
            raise ValueError(message)
        at += 4 + size
        deep += (kind == BEGIN) - (kind == END)
        if deep <= 0:
            return


def _title(body: bytes, *, wide: bool) -> str:
    r"""
    Return the title of a sheet; old ones have one byte a letter, later ones say which.

    >>> _title(bytes(6) + b"\x02Ab", wide=False), _title(bytes(6) + b"\x01\x01A\0", wide=True)
    ('Ab', 'A')
    """
    count = body[6]
    if not wide:
        return body[7 : 7 + count].decode("cp1252", errors="replace")
    if body[7] & 1:
        return body[8 : 8 + 2 * count].decode("utf-16-le", errors="replace")
    return body[8 : 8 + count].decode("latin-1")


def _book(raw: bytes) -> bytes:
    """Return the stream of the workbook out of the small file system that an XLS is."""
    if not raw.startswith(OLE_START):
        message = "no compound file"
        raise ValueError(message)
    size = 1 << int.from_bytes(raw[30:32], "little")
    tables = _numbers(raw[76 : 76 + 4 * FIRST_TABLES])
    more = int.from_bytes(raw[68:72], "little")
    seen: set[int] = set()
    while more < LAST_SECTOR and more not in seen:
        seen.add(more)
        *listed, following = _numbers(_sector(raw, more, size))
        tables += listed
        more = following
    chain = [
        number for table in tables if table < LAST_SECTOR
        for number in _numbers(_sector(raw, table, size))
    ]  # fmt: skip
    entries = _stream(raw, chain, int.from_bytes(raw[48:52], "little"), size)
    root = entries[:ENTRY]
    for at in range(0, len(entries), ENTRY):
        one = entries[at : at + ENTRY]
        length = int.from_bytes(one[64:66], "little")
        if one[: max(length - 2, 0)].decode("utf-16-le", errors="replace") not in NAMES:
            continue
        first, count = (int.from_bytes(one[place : place + 4], "little") for place in (116, 120))
        if count >= SMALL:
            return _stream(raw, chain, first, size)[:count]
        inner = _stream(raw, chain, int.from_bytes(root[116:120], "little"), size)
        small = _numbers(_stream(raw, chain, int.from_bytes(raw[60:64], "little"), size))
        return _stream(bytes(HEADER) + inner, small, first, SMALL_SECTOR)[:count]
    message = "no workbook in it"
    raise ValueError(message)


def _numbers(raw: bytes) -> list[int]:
    return [int.from_bytes(raw[at : at + 4], "little") for at in range(0, len(raw) - 3, 4)]


def _sector(raw: bytes, number: int, size: int) -> bytes:
    at = max(HEADER, size) + number * size if size != SMALL_SECTOR else HEADER + number * size
    return raw[at : at + size]


def _stream(raw: bytes, chain: list[int], first: int, size: int) -> bytes:
    """Return the sectors of a stream, one after the other; one that comes twice ends it."""
    parts, seen, number = [], set(), first
    while number < LAST_SECTOR and number not in seen:
        seen.add(number)
        parts.append(_sector(raw, number, size))
        number = chain[number]
    return b"".join(parts)
