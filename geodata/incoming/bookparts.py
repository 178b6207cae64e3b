"""What only the raw parts of a workbook tell: its sheets' parts, formulas, the first day."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING

from geodata.incoming.packed import ZIP_START
from geodata.reading.archives import DAMAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SCANNED = 80_000_000
SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb"""\b(Id|Target|name|id)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)(?<!/)>((?:(?!</c>).)*?)</c>', re.DOTALL
)
ERROR = b't="e"'
STORED = re.compile(rb"<v>[^<]|<is>")
SINCE_1904 = re.compile(rb"<workbookPr\b[^>]*\bdate1904=[\"'](?:1|true)[\"']")
ALPHABET = 26
BUNDLE_SHEET = 156  # The record of a binary workbook that names a sheet.


def formulas_without_result(raw: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """
    Return, for each sheet of an XLSX, the cells (row, column from 0) that hold only a formula.

    Read with patterns and no XML parser: nothing is expanded, and a damaged part gives nothing.
    """
    if not raw.startswith(ZIP_START):
        return {}
    found: dict[str, frozenset[tuple[int, int]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_SCANNED:
                return {}
            for title, part in sheet_parts(archive).items():
                found[title] = _empty_formulas(archive.read(part))
    except (*DAMAGE, KeyError):
        return found
    return found


def counts_from_1904(raw: bytes) -> bool:
    """Say whether an XLSX counts its days from 1904, as Excel on old Macs did."""
    if not raw.startswith(ZIP_START):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return bool(SINCE_1904.search(archive.read("xl/workbook.xml")))
    except (*DAMAGE, KeyError):
        return False


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return which part of an XLSX or XLSB file holds each sheet, by the sheet's title."""
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return dict(_binary_sheets(archive))
    if "xl/workbook.xml" not in names:
        return {}
    parts = _targets(archive.read("xl/_rels/workbook.xml.rels"))
    pairs = [_attributes(tag) for tag in SHEET.findall(archive.read("xl/workbook.xml"))]
    return {
        unescape(one["name"]): parts[one["id"]]
        for one in pairs
        if "name" in one and one.get("id", "") in parts
    }


def _binary_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    parts = _targets(archive.read("xl/_rels/workbook.bin.rels"))
    for kind, body in records(archive.read("xl/workbook.bin")):
        if kind == BUNDLE_SHEET:
            key, after = _wide_text(body, 8)
            title, _ = _wide_text(body, after)
            if key in parts:
                yield title, parts[key]


def _wide_text(body: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * int.from_bytes(body[at : at + 4], "little")
    return body[at + 4 : end].decode("utf-16-le"), end


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    r"""
    Yield the records of a binary part: kind, then length (both in sevens of bits), then content.

    >>> list(records(b"\x00\x02ab\xa3\x01\x00"))
    [(0, b'ab'), (163, b'')]
    """
    at = 0
    while at < len(part):
        kind, at = _sevens(part, at, 2)
        size, at = _sevens(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _sevens(part: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, at


def _targets(xml: bytes) -> dict[str, str]:
    pairs = [_attributes(tag) for tag in RELATION.findall(xml)]
    return {one.get("Id", ""): f"xl/{one.get('Target', '').removeprefix('/xl/')}" for one in pairs}


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): (one or two).decode() for key, one, two in ATTRIBUTE.findall(tag)}


def _empty_formulas(xml: bytes) -> frozenset[tuple[int, int]]:
    if b"<f" not in xml and ERROR not in xml:
        return frozenset()
    return frozenset(
        (int(row), _place(letters))
        for letters, row, marks, inside in FORMULA_CELL.findall(xml)
        if ERROR in marks or (b"<f" in inside and not STORED.search(inside))
    )


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * ALPHABET + letter - ord("A") + 1
    return place - 1
