"""Rows and columns of a workbook that nobody sees: named, since they are read and counted."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.bookparts import MOST_SCANNED, records, sheet_parts
from geodata.incoming.oldbooks import hidden_in_old
from geodata.incoming.packed import ZIP_START
from geodata.incoming.result import Spot
from geodata.reading.archives import DAMAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geodata.incoming.decisions import Decisions
    from geodata.incoming.result import Remark
    from geodata.incoming.sheets import Sheet
    from geodata.reading.rows import Row

# What was drawn together until nothing of it is seen is as hidden as what was hidden.
YES = rb"""\b(?:hidden\s*=\s*["'](?:1|true)|(?:ht|width)\s*=\s*["']0(?:\.0+)?)["']"""
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*" + YES + rb"[^>]*>")
HIDDEN = re.compile(YES)
NUMBER = re.compile(rb"""\b(r|min|max)\s*=\s*["'](\d{1,7})["']""")
FILTERED = re.compile(rb"<(?:\w+:)?filterColumn\b")
ODS_PART = "content.xml"
ODS_TABLE = re.compile(rb"<table:table(?=[\s>])[^>]*>")
ODS_NAME = re.compile(rb'\btable:name="([^"]*)"')
ODS_LINE = re.compile(rb"<table:table-(row|column)(?=[\s/>])[^>]*>")
ODS_HIDDEN = re.compile(rb'\btable:visibility="(collapse|filter)"')
ODS_REPEATED = re.compile(rb'\btable:number-(?:rows|columns)-repeated="(\d+)"')
XLSB_ROW, XLSB_COLUMN, XLSB_FILTER = 0, 60, 163
MOST_NAMED = 12
LETTERS = 26
LEAVE = "leave_hidden"


@dataclass(frozen=True)
class Hidden:
    """Spans (first and last, from 1) of hidden rows and columns, and whether a filter hid rows."""

    rows: tuple[tuple[int, int], ...] = ()
    columns: tuple[tuple[int, int], ...] = ()
    filtered: bool = False


def hidden_parts(raw: bytes) -> dict[str, Hidden] | None:
    """
    Return what is hidden in each sheet of a workbook, or None where the file does not tell.

    Read with patterns and no XML parser: nothing is expanded. It does not tell where the parts
    that say so are damaged, or too large to be looked at.
    """
    try:
        if not raw.startswith(ZIP_START):
            old = hidden_in_old(raw)
            found = {
                title: Hidden(tuple(rows), tuple(columns), filtered)
                for title, (rows, columns, filtered) in old.items()
            }
            return {title: one for title, one in found.items() if one.rows or one.columns}
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_SCANNED:
                return None
            if ODS_PART in archive.namelist():
                return dict(_of_ods(archive.read(ODS_PART)))
            found = {
                title: _of_xlsb(archive.read(part)) if part.endswith(".bin")
                else _of_xlsx(archive.read(part))
                for title, part in sheet_parts(archive).items()
            }  # fmt: skip
    except (*DAMAGE, KeyError, IndexError):
        return None
    return {title: one for title, one in found.items() if one.rows or one.columns}


def _of_xlsx(xml: bytes) -> Hidden:
    if not HIDDEN.search(xml):
        return Hidden()
    rows, at = [], 0
    for tag in ROW.findall(xml):
        number = dict(NUMBER.findall(tag)).get(b"r")
        at = int(number) if number else at + 1
        if HIDDEN.search(tag):
            rows.append((at, at))
    columns = []
    for tag in COLUMN.findall(xml):
        edges = dict(NUMBER.findall(tag))
        if {b"min", b"max"} <= set(edges):
            columns.append((int(edges[b"min"]), int(edges[b"max"])))
    return Hidden(tuple(rows), tuple(columns), bool(FILTERED.search(xml)))


def _of_xlsb(part: bytes) -> Hidden:
    rows: list[tuple[int, int]] = []
    columns: list[tuple[int, int]] = []
    filtered = False
    for kind, body in records(part):
        if kind == XLSB_ROW and body[11] & 0x10:
            number = int.from_bytes(body[:4], "little") + 1
            rows.append((number, number))
        elif kind == XLSB_COLUMN and body[16] & 1:
            first, last = (int.from_bytes(body[at : at + 4], "little") + 1 for at in (0, 4))
            columns.append((first, last))
        filtered |= kind == XLSB_FILTER
    return Hidden(tuple(rows), tuple(columns), filtered)


def _of_ods(xml: bytes) -> Iterator[tuple[str, Hidden]]:
    if not ODS_HIDDEN.search(xml):
        return
    starts = [found.start() for found in ODS_TABLE.finditer(xml)]
    for begin, end in zip(starts, [*starts[1:], len(xml)], strict=True):
        name = ODS_NAME.search(xml, begin, end)
        spans: dict[bytes, list[tuple[int, int]]] = {b"row": [], b"column": []}
        at, filtered = {b"row": 1, b"column": 1}, False
        for line in ODS_LINE.finditer(xml, begin, end):
            repeated = ODS_REPEATED.search(line[0])
            after = at[line[1]] + (int(repeated[1]) if repeated else 1)
            hidden = ODS_HIDDEN.search(line[0])
            if hidden:
                spans[line[1]].append((at[line[1]], after - 1))
                filtered |= hidden[1] == b"filter"
            at[line[1]] = after
        if name and (spans[b"row"] or spans[b"column"]):
            title = unescape(name[1].decode(errors="replace"))
            yield title, Hidden(tuple(spans[b"row"]), tuple(spans[b"column"]), filtered)


def untold(spot: Spot) -> Remark:
    """Return the note on a workbook that does not tell what is hidden in it."""
    message = "Whether rows or columns are hidden could not be seen in this workbook: if any are, "
    message += "they were read, and counted like every other."
    remedy = "Show all rows and columns and look, or send it as XLSX."
    return spot.remark(Severity.NOTE, "hidden_untold", message, remedy)


def hidden_remarks(spot: Spot, hidden: Hidden, rows: Sequence[Row]) -> list[Remark]:
    """
    Return a warning on hidden rows and one on hidden columns, where they hold anything.

    >>> from geodata.incoming.result import Spot
    >>> from geodata.reading.rows import Row
    >>> rows = [Row(1, ("site_id", "MM")), Row(2, ("S1", "2")), Row(3, ("S2", "1"))]
    >>> told = hidden_remarks(Spot("a.xlsx"), Hidden(((3, 3),), ((2, 2),)), rows)
    >>> [remark.finding.message for remark in told]
    ['1 row is hidden (3): read, and counted like every other.', \
'1 column is hidden (B): read, and counted like every other.']
    """
    told = []
    lines = [row.number for row in rows if any(a <= row.number <= b for a, b in hidden.rows)]
    if lines:
        by = " by a filter" if hidden.filtered else ""
        message = _sentence("row", by, len(lines), _listed(_spans(lines), str))
        remedy = "Show all rows and look; delete in your copy those that are not meant."
        rule = "filtered_rows" if hidden.filtered else "hidden_rows"
        told.append(
            spot.remark(
                Severity.WARNING, rule, message, remedy, rows=lines, value=spot.sheet, fix=LEAVE
            )
        )
    width = max((len(row.cells) for row in rows), default=0)
    places = [at for at in range(1, width + 1) if any(a <= at <= b for a, b in hidden.columns)]
    filled = [at for at in places if any(row.cells[at - 1 : at] > ("",) for row in rows)]
    if filled:
        named = _listed(_spans(filled), letters)
        message = _sentence("column", "", len(filled), named)
        remedy = "Show all columns and look; delete in your copy those that are not meant."
        told.append(spot.remark(Severity.WARNING, "hidden_columns", message, remedy, column=named))
    return told


def without_hidden(
    sheets: Sequence[Sheet], remarks: Sequence[Remark], decisions: Decisions
) -> tuple[list[Sheet], list[Remark]]:
    """Return sheets without the hidden rows that a person said to leave out, and that said."""
    left: list[Sheet] = list(sheets)
    told: list[Remark] = []
    for remark in remarks:
        if remark.fix != LEAVE or not decisions.makes(LEAVE, "", remark.finding.value):
            told.append(remark)
            continue
        gone = set(remark.rows)
        left = [
            replace(one, rows=tuple(row for row in one.rows if row.number not in gone))
            if remark.sheet in {"", one.name} else one
            for one in left
        ]  # fmt: skip
        message = f"{len(gone):,} hidden rows were left out, as you decided."
        spot = Spot(remark.finding.table, remark.sheet)
        told.append(spot.remark(Severity.NOTE, "hidden_left_out", message, rows=remark.rows))
    return left, told


def _sentence(what: str, by: str, count: int, named: str) -> str:
    verb = f"{what} is" if count == 1 else f"{what}s are"
    return f"{count:,} {verb} hidden{by} ({named}): read, and counted like every other."


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def _listed(spans: Sequence[tuple[int, int]], say: Callable[[int], str]) -> str:
    named = [say(a) if a == b else f"{say(a)} to {say(b)}" for a, b in spans[:MOST_NAMED]]
    more = len(spans) - MOST_NAMED
    return ", ".join(named) + (f" and {more} other groups" if more > 0 else "")


def letters(place: int) -> str:
    """
    Return the letters that head a column, counted from 1.

    >>> letters(1), letters(27), letters(703)
    ('A', 'AA', 'AAA')
    """
    text = ""
    while place:
        place, rest = divmod(place - 1, LETTERS)
        text = chr(ord("A") + rest) + text
    return text
