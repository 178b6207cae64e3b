"""The sheets of a workbook as rows of text; see ``bounded`` for why it has its own process."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from geodata.reading.bounded import serve

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Filled = tuple[int, tuple[str, ...]]
Ranges = list[tuple[tuple[int, int], tuple[int, int]]]
Cell = int | float | str | bool | time | date | datetime | timedelta

MOST_CELLS = 12_000_000
MOST_MERGED_ROWS = 40  # Merged cells further down belong to no header.
DAMAGED, TOO_LARGE = "damaged", "too large"


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


def filled_rows(sheet: CalamineSheet) -> list[Filled]:
    """Return the rows that hold anything, as text, with the number a person sees."""
    rows = (
        (number, tuple(cell_text(cell) for cell in row))
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    )
    return [row for row in rows if any(row[1])]


def filled_down(rows: list[Filled], ranges: Ranges) -> tuple[list[Filled], int]:
    """
    Return rows with the text of cells merged downwards in each row that they span, and how many.

    A number stays where it stands: repeated, it would be counted twice.

    >>> rows = [(1, ("Maseru", "S1", "3")), (2, ("", "S2", ""))]
    >>> filled_down(rows, [((0, 0), (1, 0)), ((0, 2), (1, 2))])
    ([(1, ('Maseru', 'S1', '3')), (2, ('Maseru', 'S2', ''))], 1)
    """
    found = {number: list(cells) for number, cells in rows}
    count = 0
    for (top, left), (bottom, _) in ranges:
        above = found.get(top + 1, [])
        text = above[left] if left < len(above) else ""
        if not text or text.replace(".", "", 1).lstrip("-").isdigit():
            continue
        for number in range(top + 2, min(bottom + 1, rows[-1][0]) + 1):
            cells = found.get(number, [])
            if left < len(cells) and not cells[left]:
                cells[left] = text
                count += 1
    return [(number, tuple(cells)) for number, cells in found.items()], count


def merged_across(sheet: CalamineSheet) -> list[tuple[int, int, int]]:
    """Return row, first and last column of cells merged across, near the top."""
    return [
        (first[0] + 1, first[1], last[1])
        for first, last in sheet.merged_cell_ranges or []
        if last[1] > first[1] and first[0] < MOST_MERGED_ROWS
    ]


def read_book(raw: bytes) -> list[dict[str, Any]]:
    """
    Return every sheet: name, hidden, fault, rows and merged cells; raise if none can be read.

    >>> read_book(b"no workbook")
    Traceback (most recent call last):
    ...
    python_calamine.CalamineError: Cannot detect file format
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only this process needs it

    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    visible = {
        str(one.name) for one in book.sheets_metadata if str(one.visible).endswith(".Visible")
    }
    sheets = []
    for name in book.sheet_names:
        one: dict[str, Any] = {"name": name, "hidden": name not in visible, "fault": ""}
        one |= {"rows": [], "merged": [], "down": 0}
        try:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                one["fault"] = TOO_LARGE
            else:
                rows, down = filled_down(filled_rows(sheet), sheet.merged_cell_ranges or [])
                one |= {"rows": rows, "merged": merged_across(sheet), "down": down}
        except MemoryError:
            one["fault"] = TOO_LARGE
        except BaseException:  # noqa: BLE001 - a panic in Rust is no ordinary Exception
            one["fault"] = DAMAGED
        sheets.append(one)
    return sheets


if __name__ == "__main__":
    serve(read_book)
