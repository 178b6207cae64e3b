"""Files that are zips inside: what may not be opened."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections import Counter

from geodata.reading.archives import DAMAGE, LARGEST_BYTES, damaged, refuse_escapes
from geodata.reading.text import as_utf8, refuse

ZIP_START = b"PK\x03\x04"
MOST_INFLATION = 1040  # What one byte of a deflated file can become at most.
CHUNK = 1 << 20
MOST_ENTRIES = 20_000
PROTECTED = 1  # The bit of an entry that says so.
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
BEFORE = re.compile(rb"\s*(<\?.*?\?>|<!--.*?-->)\s*", re.DOTALL)
PEEK = 4096
MOST_PROLOG = 1 << 20  # A comment before the content may be long, but not as long as this.


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
            _refuse_one_name(name, entries)
            if len(entries) > MOST_ENTRIES:
                message = f"The zip holds {len(entries):,} files; {MOST_ENTRIES:,} can be read."
                raise refuse("too_large", name, message, "Save only what is needed.")
            if _unpacked(archive, entries) > LARGEST_BYTES:
                message = "Unpacked, the file holds more than 500 MB."
                raise refuse("too_large", name, message, "Save only what is needed.")
            for entry in entries:
                _refuse_entities(name, archive, entry)
    except DAMAGE as problem:
        if type(problem).__module__.startswith("geodata"):
            raise
        raise damaged(name) from problem
    return any(entry.filename.endswith("vbaProject.bin") for entry in entries)


def _refuse_one_name(name: str, entries: list[zipfile.ZipInfo]) -> None:
    """Raise for two files of one name: only the last could be read, and the first were lost."""
    names = [entry.filename for entry in entries]
    twice = next((one for one, count in Counter(names).items() if count > 1), "")
    if twice:
        message = f"The zip holds two files of one name: {twice}"
        raise refuse("unsafe_zip", name, message, "Make the zip again from the files themselves.")


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
