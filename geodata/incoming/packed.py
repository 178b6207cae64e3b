"""Files that are zips inside: what may not be opened, and what only the raw XML tells."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from html import unescape

from geodata.reading.archives import LARGEST_BYTES, refuse_escapes
from geodata.reading.text import as_utf8, refuse

ZIP_START = b"PK\x03\x04"
MOST_INFLATION = 1040  # What one byte of a deflated file can become at most.
CHUNK = 1 << 20
MOST_ENTRIES = 20_000
PROTECTED = 1  # The bit of an entry that says so.
MOST_SCANNED = 80_000_000
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
BEFORE = re.compile(rb"\s*(<\?.*?\?>|<!--.*?-->)\s*", re.DOTALL)
PEEK = 4096
MOST_PROLOG = 1 << 20  # A comment before the content may be long, but not as long as this.
SHEET = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
RELATION = re.compile(rb"<Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>((?:(?!</c>).)*?)</c>', re.DOTALL)
STORED = re.compile(rb"<v>[^<]|<is>")
SINCE_1904 = re.compile(rb"<workbookPr\b[^>]*\bdate1904=[\"'](?:1|true)[\"']")
ALPHABET = 26
DAMAGE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, RuntimeError)


def refuse_hostile_zip(name: str, raw: bytes) -> bool:
    """
    Raise when a zip would escape, swell or expand; else say whether it holds macros.

    The size that is judged is the one that unpacking really gives, not the one the zip claims,
    and never the ratio alone: an honest workbook may shrink a thousandfold.

    Raises
    ------
    UnreadableFileError
        When an entry points outside, the contents are far too large, a part is damaged or
        protected, or an XML part defines entities.
    """
    if not raw.startswith(ZIP_START):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            refuse_escapes(name, [entry.filename for entry in entries])
            _refuse_links_and_passwords(name, entries)
            if len(entries) > MOST_ENTRIES or _unpacked(archive, entries) > LARGEST_BYTES:
                message = "Unpacked, the file holds more than 500 MB."
                raise refuse("too_large", name, message, "Save only what is needed.")
            for entry in entries:
                _refuse_entities(name, archive, entry)
    except DAMAGE as problem:
        if type(problem).__module__.startswith("geodata"):
            raise
        message = "The file is incomplete or damaged."
        raise refuse("incomplete_file", name, message, "Copy or upload it again.") from problem
    return any(entry.filename.endswith("vbaProject.bin") for entry in entries)


def _refuse_links_and_passwords(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
        message = "The zip holds a link to another file, which is never followed."
        raise refuse("unsafe_zip", name, message, "Make the zip again from the files themselves.")
    if any(entry.flag_bits & PROTECTED for entry in entries):
        message = "The zip is protected with a password."
        raise refuse("password", name, message, "Make it again without a password.")


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> int:
    """Return the bytes that unpacking gives, counting no further than the limit."""
    if sum(entry.file_size for entry in entries) > LARGEST_BYTES:
        return LARGEST_BYTES + 1
    if sum(entry.compress_size for entry in entries) * MOST_INFLATION <= LARGEST_BYTES:
        return 0  # It cannot be too large, whatever it claims.
    total = 0
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                total += len(chunk)
                if total > LARGEST_BYTES:
                    return total
    return total


def _refuse_entities(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if not entry.filename.lower().endswith((".xml", ".kml", ".rels", ".vml", ".gpx", ".xhtml")):
        return
    with archive.open(entry) as part:
        refuse_entities(name, part.read(MOST_PROLOG))


def refuse_entities(name: str, start: bytes) -> None:
    """
    Raise when an XML text defines entities: they can swell to gigabytes or read other files.

    Raises
    ------
    UnreadableFileError
        When it does.
    """
    prolog = as_utf8(start).lstrip(b"\xef\xbb\xbf \t\r\n")
    while skipped := BEFORE.match(prolog):
        prolog = prolog[skipped.end() :]
    if DOCTYPE.search(prolog[:PEEK]) or prolog.startswith(b"<!--"):
        message = "The XML in this file defines entities of its own, which no honest file needs."
        raise refuse("unsafe_xml", name, message, "Save it again from the program that made it.")


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
            for title, part in _sheet_parts(archive).items():
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


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    if "xl/workbook.xml" not in archive.namelist():
        return {}
    parts = {}
    for relation in RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        pairs = {key.decode(): value.decode() for key, value in ATTRIBUTE.findall(relation)}
        target = pairs.get("Target", "").removeprefix("/xl/")
        parts[pairs.get("Id", "")] = f"xl/{target}"
    titles = SHEET.findall(archive.read("xl/workbook.xml"))
    return {
        unescape(title.decode()): parts[key.decode()]
        for title, key in titles
        if key.decode() in parts
    }


def _empty_formulas(xml: bytes) -> frozenset[tuple[int, int]]:
    if b"<f" not in xml:
        return frozenset()
    return frozenset(
        (int(row), _place(letters))
        for letters, row, inside in FORMULA_CELL.findall(xml)
        if b"<f" in inside and not STORED.search(inside)
    )


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * ALPHABET + letter - ord("A") + 1
    return place - 1
