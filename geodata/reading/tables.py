"""Tables as they stand in a file: every cell as text, every row with the number a user sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.content import unreadable
from geodata.errors import UnreadableFileError
from geodata.findings import Finding, error, note, warning
from geodata.reading.separated import separated_rows
from geodata.reading.text import refuse, tidy_name
from geodata.reading.workbooks import workbook_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.reading.rows import Row

WEB_PAGE_STARTS = (b"<!doctype", b"<html", b"<table", b"<?xml")
CONTAINER_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, eq=False)
class RawTable:
    """
    A table before anything is read into its cells.

    Parameters
    ----------
    name
        The file's name.
    frame
        Text cells, stripped, empty when blank; the index is the row as a user sees it.
    decimal_mark
        The mark before decimals: a comma where semicolons part the cells.
    findings
        What was noticed while reading.
    """

    name: str
    frame: pd.DataFrame
    decimal_mark: str
    findings: tuple[Finding, ...]


def read_table(path: Path) -> RawTable:
    """
    Read a CSV file or the first filled sheet of a workbook, by its content, not by its ending.

    No row is lost: a row that does not fit becomes a finding; only empty rows are left out.

    Raises
    ------
    UnreadableFileError
        When the file is not there, empty, cut off, protected or no table at all.
    """
    return parse_table(path.name, bytes_of(path))


def bytes_of(path: Path) -> bytes:
    """
    Return the bytes of a file.

    Raises
    ------
    UnreadableFileError
        When the file is not there or may not be read.
    """
    try:
        return path.read_bytes()
    except PermissionError as problem:
        raise UnreadableFileError(unreadable(path.name, problem)) from problem
    except OSError as problem:
        message = "The file is not there or may not be read."
        raise refuse("missing_file", path.name, message, "Add the file.") from problem


def parse_table(name: str, raw: bytes) -> RawTable:
    """Read a table from the bytes of a file; see ``read_table``."""
    if raw.lstrip().lower().startswith(WEB_PAGE_STARTS):
        message = "This is a web page (HTML or XML), not a table."
        raise refuse("web_page", name, message, "Open it in Excel and save it as XLSX or CSV.")
    if raw.startswith(CONTAINER_STARTS):
        rows, findings = workbook_rows(name, raw)
        decimal_mark = "."
    else:
        rows, decimal_mark, findings = separated_rows(name, raw)
    frame, more = _frame(name, rows)
    return RawTable(name, frame, decimal_mark, (*findings, *more))


def _frame(name: str, rows: Sequence[Row]) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    written = [row for row in rows if any(row.cells)]
    blank_rows = len(rows) - len(written)
    while written and written[0].cells[0].startswith("#"):
        written = written[1:]  # Our own exports begin with a comment that states their status.
    if not written:
        raise refuse("empty_file", name, "The table is empty.", "Save it again with its rows.")
    header, *body = written
    width = len(header.cells)
    cells = [[*row.cells[:width], *[""] * (width - len(row.cells))] for row in body]
    numbers = pd.Index([row.number for row in body], dtype="int64")
    frame = pd.DataFrame(cells, index=numbers, columns=pd.Index(range(width)), dtype="str")
    kept, findings = _columns(name, header, frame)
    findings += _misfits(name, body, width)
    frame = frame[list(kept)].set_axis(list(kept.values()), axis="columns")
    return frame, (*findings, *_blank_rows(name, blank_rows))


def _columns(name: str, header: Row, frame: pd.DataFrame) -> tuple[dict[int, str], list[Finding]]:
    """Return the columns to keep, as position and name, and what was noticed about the others."""
    kept: dict[int, str] = {}
    findings: list[Finding] = []
    for place, cell in enumerate(header.cells):
        column = tidy_name(cell)
        where = (name, header.number, column, cell)
        if not column:
            if (frame[place] != "").any():
                message = "A column without a name was left out."
                findings.append(warning("unnamed_column", *where, message, "Name the column."))
        elif column in kept.values():
            message = "Two columns have the same name; only the first was read."
            findings.append(error("duplicate_column", *where, message, "Rename one of them."))
        else:
            kept[place] = column
            if column != cell:
                message = f"The column name was read as '{column}'."
                findings.append(note("column_renamed", *where, message, ""))
    return kept, findings


def _misfits(name: str, body: Sequence[Row], width: int) -> list[Finding]:
    findings = []
    for row in body:
        count = len(row.cells)
        if count < width or any(row.cells[width:]):
            kind = "few" if count < width else "many"
            message = f"The row has {count} cells, the header has {width}."
            remedy = "Put a quote around cells that hold a separator; leave blank cells in place."
            findings.append(error(f"too_{kind}_cells", name, row.number, "", "", message, remedy))
    return findings


def _blank_rows(name: str, count: int) -> tuple[Finding, ...]:
    if count <= 0:
        return ()
    message = f"{count} empty {'row was' if count == 1 else 'rows were'} left out."
    return (note("blank_rows", name, None, "", "", message, ""),)
