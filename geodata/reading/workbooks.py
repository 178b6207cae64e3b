"""Workbooks (XLSX, XLS, ODS) through calamine, which never runs a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from geodata.findings import Finding, note
from geodata.reading.rows import Row
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell = int | float | str | bool | time | date | datetime | timedelta

OLE_START = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LARGEST_BYTES = 500_000_000


def workbook_rows(
    name: str, raw: bytes, sheet: str | None = None
) -> tuple[list[Row], tuple[Finding, ...]]:
    """
    Return the rows of one sheet: the one asked for, else the first that is not empty.

    Raises
    ------
    UnreadableFileError
        When the workbook is protected by a password, cut off, too large, or has no such sheet.
    """
    refuse_protected_or_cut(name, raw)
    book = open_workbook(name, raw)
    filled = {title: rows for title in book.sheet_names if any(rows := _sheet(name, book, title))}
    wanted = sheet if sheet is not None else next(iter(filled), None)
    if wanted is None:
        raise refuse("empty_file", name, "No sheet holds anything.", "Save it with its rows.")
    if wanted not in filled:
        message = f"There is no filled sheet '{wanted}'; there are: {', '.join(filled)}."
        raise refuse("missing_sheet", name, message, "Rename the sheet or choose another.")
    return filled[wanted], _other_sheets(name, wanted, list(filled))


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
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        message = "The file is incomplete or damaged."
        raise refuse("incomplete_file", name, message, "Copy or upload it again.") from problem
    if size > LARGEST_BYTES:
        message = f"Unpacked, the workbook holds {size // 1_000_000} MB; 500 MB can be read."
        raise refuse("too_large", name, message, "Save only the needed sheets and rows.")


def open_workbook(name: str, raw: bytes) -> CalamineWorkbook:
    """Open a workbook; a damaged one raises ``UnreadableFileError``."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - few folders hold a workbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(raw))
    except BaseException as problem:
        if not is_reader_fault(problem):
            raise
        message = "The workbook is damaged, or is no XLSX, XLS or ODS file."
        raise refuse("incomplete_file", name, message, "Save it again as XLSX.") from problem


def _sheet(name: str, book: CalamineWorkbook, title: str) -> list[Row]:
    try:
        cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except BaseException as problem:
        if not is_reader_fault(problem):
            raise
        message = f"The sheet '{title}' is damaged or is no table."
        raise refuse("incomplete_file", name, message, "Save it again as XLSX.") from problem
    rows = (
        Row(number, tuple(cell_text(cell) for cell in row))
        for number, row in enumerate(cells, start=1)
    )
    return [row for row in rows if any(row.cells)]


def is_reader_fault(problem: BaseException) -> bool:
    """Say whether a damaged file caused this; a panic in Rust is no ordinary Exception."""
    return isinstance(problem, Exception) or type(problem).__name__ == "PanicException"


def cell_text(cell: Cell) -> str:
    """
    Return a cell as the text that a CSV file would hold.

    >>> [cell_text(cell) for cell in (7.0, True, date(2017, 11, 30), " a ", 0.25)]
    ['7', '1', '2017-11-30', 'a', '0.25']
    """
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell).strip()


def _other_sheets(name: str, used: str, filled: list[str]) -> tuple[Finding, ...]:
    others = [title for title in filled if title != used]
    if not others:
        return ()
    message = f"Sheet '{used}' was read; other filled sheets: {', '.join(others)}."
    return (note("other_sheets", name, None, "", "", message, "Nothing to do if that is right."),)
