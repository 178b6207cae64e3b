"""Workbooks (XLSX, XLS, ODS) through calamine, which never runs a formula."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.findings import Finding, note
from geodata.reading.archives import DAMAGE, damaged
from geodata.reading.bounded import DamagedError, TooLargeError, read_bounded
from geodata.reading.rows import Row
from geodata.reading.sheetchild import MOST_CELLS, TOO_LARGE
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from geodata.errors import UnreadableFileError

OLE_START = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LARGEST_BYTES = 500_000_000
READER = "geodata.reading.sheetchild"


@dataclass(frozen=True)
class BookSheet:
    """
    One sheet of a workbook: its filled rows as text.

    ``merged`` holds row, first and last column (from 0) of cells merged across near the top,
    ``down`` how many cells took the text of one merged downwards.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool
    merged: tuple[tuple[int, int, int], ...]
    down: int = 0


def workbook_rows(name: str, raw: bytes) -> tuple[list[Row], tuple[Finding, ...]]:
    """
    Return the rows of the first sheet that is not empty.

    Raises
    ------
    UnreadableFileError
        When the workbook is protected by a password, cut off, too large or empty.
    """
    refuse_protected_or_cut(name, raw)
    filled = [sheet for sheet in sheets_in(name, raw) if sheet.rows]
    if not filled:
        raise refuse("empty_file", name, "No sheet holds anything.", "Save it with its rows.")
    first, *others = filled
    return list(first.rows), _other_sheets(name, first.name, [sheet.name for sheet in others])


def refuse_protected_or_cut(name: str, raw: bytes) -> None:
    """Raise ``UnreadableFileError`` for a workbook with a password, cut off or far too large."""
    if raw.startswith(OLE_START):
        if ENCRYPTED in raw:
            message = "The workbook is protected with a password."
            remedy = "Open it, remove the password (File, Info, Protect) and save a copy."
            raise refuse("password", name, message, remedy)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except DAMAGE as problem:
        raise damaged(name) from problem
    if size > LARGEST_BYTES:
        message = f"Unpacked, the workbook holds {size // 1_000_000} MB; 500 MB can be read."
        raise refuse("too_large", name, message, "Save only the needed sheets and rows.")


def sheets_in(name: str, raw: bytes) -> tuple[BookSheet, ...]:
    """
    Return all sheets of a workbook, read in a process of its own with bounded memory and time.

    Raises
    ------
    UnreadableFileError
        When the workbook or a sheet is damaged, or spans more cells than can be read.
    """
    try:
        sheets = read_bounded(READER, raw)
    except TooLargeError as problem:
        raise _too_large(name) from problem
    except DamagedError as problem:
        raise _damaged(name) from problem
    for sheet in sheets:
        if sheet["fault"]:
            raise _too_large(name) if sheet["fault"] == TOO_LARGE else _damaged(name)
    return tuple(
        BookSheet(
            sheet["name"],
            tuple(Row(number, cells) for number, cells in sheet["rows"]),
            sheet["hidden"],
            tuple(sheet["merged"]),
            sheet["down"],
        )
        for sheet in sheets
    )


def _damaged(name: str) -> UnreadableFileError:
    message = "The workbook is damaged, or is no XLSX, XLS or ODS file."
    return refuse("incomplete_file", name, message, "Save it again as XLSX.")


def _too_large(name: str) -> UnreadableFileError:
    message = f"A sheet spans more than {MOST_CELLS:,} cells, or is damaged so that it seems to."
    return refuse("too_large", name, message, "Copy the needed rows and columns into a new file.")


def _other_sheets(name: str, used: str, others: list[str]) -> tuple[Finding, ...]:
    if not others:
        return ()
    message = f"Sheet '{used}' was read; other filled sheets: {', '.join(others)}."
    return (note("other_sheets", name, None, "", "", message, "Nothing to do if that is right."),)
