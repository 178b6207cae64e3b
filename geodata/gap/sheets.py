"""Sheets of a workbook in memory: formats, the gap table on a sheet, notes and marks."""

from __future__ import annotations

import io
import math
import textwrap
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from geodata.gap.columns import NUMBERS, Kind
from geodata.gap.export import STAFF_ONLY, STATUS_SENTENCES, status_line
from geodata.names import FlagStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geodata.gap.columns import Column
    from geodata.gap.table import Cell, GapTable
    from geodata.programme import Programme

NUMBER_FORMATS: Final = {
    Kind.COUNT: "#,##0",
    Kind.MINUTES: "#,##0",
    Kind.SHARE: "0.0",
    Kind.RATIO: "#,##0.00",
    Kind.FULL_TIME: "#,##0.0",
    Kind.DATE: "yyyy-mm-dd",
}
WIDTHS: Final = {Kind.TEXT: 18, Kind.DATE: 12}
WIDE: Final = {
    "district_name": 22, "site_name": 28, "area_name": 46, "notes": 40, "flag_explanation": 80,
    "data_status": 46,
}  # fmt: skip
# Texts that no single line holds; the rest of their row stays at its top.
WRAPPED: Final = {"suppressed_fields": 160, "need_source": 40}
LINE_HEIGHT: Final = 15
NUMBER_WIDTH: Final = 11
LONGEST_TEXT: Final = 32_767  # More does not fit into a cell and would be dropped unsaid.
TITLE_ROW, NOTE_ROW, GROUP_ROW, HEADING_ROW, FIRST_ROW = 0, 1, 2, 3, 4
A4: Final = 9
# Widths of columns that fit across a page on its side and can still be read.
PAGE_WIDTH: Final = 220
FLAG, WHY_FLAGGED, DEFICIT = "underserved_flag", "flag_explanation", "_deficit"
BAND: Final = {"bold": True, "bg_color": "#F2B53C", "font_color": "#1F2A30"}
# Texts stand a little off the numbers beside them.
LEFT: Final[dict[str, Any]] = {"align": "left", "indent": 1}
RIGHT: Final[dict[str, Any]] = {"align": "right"}
# Bold in a frame on light grey: it is seen in colour, in grey and in a fax.
MARKED: Final = {"bold": True, "bg_color": "#D9D9D9", "font_color": "#000000", "border": 1}


class Book:
    """A workbook in memory with its few formats; sheets are added in order."""

    def __init__(self, programme: Programme, table: GapTable, title: str) -> None:
        """Open the workbook and fix its properties, so that equal input gives equal bytes."""
        import xlsxwriter  # noqa: PLC0415 - slow to import, and a start needs none

        self._out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._out, options)
        self._status = status_line(table, programme.info)
        told = (STATUS_SENTENCES[table.status], f"as of {programme.info.as_of}", STAFF_ONLY)
        # A single & begins a code in a footer.
        self._foot = " | ".join(told).replace("&", "&&")
        self._book.set_properties(
            {
                "title": f"{programme.info.title}: {title}",
                "subject": STATUS_SENTENCES[table.status],
                "keywords": f"data_status={table.status}",
                "comments": self._status,
                "created": programme.info.generated_at.replace(tzinfo=None),
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:  # noqa: ANN401
        """Return a format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, note: str = "", widths: Iterable[float] = ()) -> Worksheet:
        """
        Add a sheet that begins with the status line and prints on A4 across.

        Parameters
        ----------
        widths
            Of the columns; lines above a table then stay within them. Not for tables of many
            pages, where a line over all columns would be cut.
        """
        sheet = self._book.add_worksheet(name)
        widths = list(widths)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        self.line(sheet, TITLE_ROW, self._status, widths, **BAND)
        if note:
            self.line(sheet, NOTE_ROW, note, widths, italic=True)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self._foot}&R&P / &N")
        return sheet

    def line(
        self,
        sheet: Worksheet,
        number: int,
        text: str,
        widths: Sequence[float],
        **look: Any,  # noqa: ANN401
    ) -> None:
        """Write a line above a table: over all of its columns, or from the first one on."""
        if not widths:
            sheet.write_string(number, 0, text, self.style(**look))
            return
        style = self.style(text_wrap=True, valign="top", **look)
        sheet.merge_range(number, 0, number, len(widths) - 1, text, style)
        fit_row(sheet, number, [(text, sum(widths))])

    def rows(
        self,
        sheet: Worksheet,
        first: int,
        heading: Mapping[str, float],
        rows: Iterable[Sequence[object]],
    ) -> int:
        """
        Write a plain table, its heading in sight and with a filter; return its last row.

        Parameters
        ----------
        heading
            Widths of the columns by their headings.
        """
        number, widths = first, list(heading.values())
        for at, text in enumerate(heading):
            sheet.write_string(first, at, text, self.style(bold=True, bottom=1, **LEFT))
        for number, row in enumerate(rows, start=first + 1):
            for at, value in enumerate(row):
                write(sheet, number, at, value, self.style(valign="top", text_wrap=True, **LEFT))
            fit_row(sheet, number, zip(row, widths, strict=True))
        sheet.freeze_panes(first + 1, 0)
        sheet.repeat_rows(first)
        sheet.autofilter(first, 0, max(number, first + 1), len(heading) - 1)
        return number

    def close(self) -> bytes:
        """Close the workbook and return its bytes."""
        self._book.close()
        return self._out.getvalue()


def table_sheet(book: Book, name: str, table: GapTable, note: str = "") -> None:
    """
    Write one gap table on a sheet of its own.

    Posts missing and flags are marked so that they are seen in grey; a flagged cell says why
    in a note, and so does a missing one that has a reason of its own.
    """
    sheet = book.sheet(name, note)
    _write_headings(book, sheet, table.columns)
    _write_cells(book, sheet, table, FIRST_ROW)
    last = FIRST_ROW + len(table.codes) - 1
    sheet.autofilter(HEADING_ROW, 0, max(last, FIRST_ROW), len(table.columns) - 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(GROUP_ROW, HEADING_ROW)
    sheet.repeat_columns(0)
    across = sum(_width(column) for column in table.columns)
    sheet.fit_to_pages(math.ceil(across / PAGE_WIDTH), 0)
    _write_notes(sheet, table)
    if table.codes:
        _mark(book, sheet, table, last)


def _write_headings(book: Book, sheet: Worksheet, columns: Sequence[Column]) -> None:
    before = ""
    for at, column in enumerate(columns):
        side = RIGHT if column.kind in NUMBERS else LEFT
        if column.group != before:
            sheet.write_string(GROUP_ROW, at, column.group, book.style(italic=True, **LEFT))
        before = column.group
        look = book.style(bold=True, bottom=1, text_wrap=True, valign="top", **side)
        sheet.write_string(HEADING_ROW, at, column.heading, look)
        sheet.set_column(at, at, _width(column))
    # Four lines: the longest heading takes as many.
    sheet.set_row(HEADING_ROW, 4 * LINE_HEIGHT)


def _width(column: Column) -> int:
    return (WIDE | WRAPPED).get(column.key, WIDTHS.get(column.kind, NUMBER_WIDTH))


def _write_cells(book: Book, sheet: Worksheet, table: GapTable, first: int) -> None:
    total_row = first + len(table.codes) + 1
    for at, column in enumerate(table.columns):
        look = _look(book, column, bold=False)
        for number, value in enumerate(table.cells[column.key], start=first):
            write(sheet, number, at, _typed(value, column), look)
        if table.total:
            total = _typed(table.total[column.key], column)
            write(sheet, total_row, at, total, _look(book, column, bold=True))
    wrapped = {column.key for column in table.columns} & WRAPPED.keys()
    for place in range(len(table.codes)):
        texts = ((table.cells[key][place], WRAPPED[key]) for key in wrapped)
        fit_row(sheet, first + place, texts)
    if table.total:
        fit_row(sheet, total_row, ((table.total[key], WRAPPED[key]) for key in wrapped))


def fit_row(sheet: Worksheet, number: int, cells: Iterable[tuple[object, float]]) -> None:
    """Make a row as high as its longest text is in lines; no office does so by itself."""
    lines = max((_lines(str(value or ""), width) for value, width in cells), default=1)
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * lines)


def _lines(text: str, width: float) -> int:
    """
    Count the lines that a text takes in a column of a width.

    >>> _lines("", 10), _lines("one or two", 10), _lines("one or two or three", 10)
    (1, 1, 2)
    """
    return max(1, len(textwrap.wrap(text, int(width))))


def _write_notes(sheet: Worksheet, table: GapTable) -> None:
    """Say at the cell itself why it is flagged, or why it is empty."""
    size = {"author": "", "x_scale": 2.5, "y_scale": 1.5}
    for at, column in enumerate(table.columns):
        for number, (code, value) in enumerate(
            zip(table.codes, table.cells[column.key], strict=True)
        ):
            words = table.reasons.get(code, {}).get(column.key, "") if value is None else ""
            if column.key == FLAG and value == FlagStatus.FLAGGED:
                words = str(table.cells[WHY_FLAGGED][number])
            if words:
                sheet.write_comment(FIRST_ROW + number, at, words, size)


def _mark(book: Book, sheet: Worksheet, table: GapTable, last: int) -> None:
    look = book.style(**MARKED)
    for at, column in enumerate(table.columns):
        rule: dict[str, Any] = {}
        if column.key.endswith(DEFICIT) and column.kind in NUMBERS:
            rule = {"type": "cell", "criteria": ">", "value": 0}
        elif column.key == FLAG:
            rule = {"type": "cell", "criteria": "==", "value": f'"{FlagStatus.FLAGGED}"'}
        if rule:
            sheet.conditional_format(FIRST_ROW, at, last, at, {**rule, "format": look})


def _look(book: Book, column: Column, *, bold: bool) -> Format:
    properties: dict[str, Any] = {"valign": "top", "text_wrap": column.key in WRAPPED}
    properties |= {"bold": True, "top": 1} if bold else {}
    properties |= {} if column.kind in NUMBERS else LEFT
    if column.kind in NUMBER_FORMATS:
        properties["num_format"] = NUMBER_FORMATS[column.kind]
    return book.style(**properties)


def _typed(value: Cell, column: Column) -> Cell | date:
    if column.kind == Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def write(sheet: Worksheet, row: int, column: int, value: object, look: Format) -> None:
    """Write one cell by its type; a text is always a string, whatever it looks like."""
    if value is None or value == "" or value != value:  # noqa: PLR0124  (not a number)
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT], look)
