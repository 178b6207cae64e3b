"""The gap table as a workbook: sheets Gap, Parameters, Sources and Dictionary."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from geodata.export import STATUS_SENTENCES, status_line
from geodata.gap_columns import NUMBERS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geodata.choice import Choice
    from geodata.gap_columns import Column
    from geodata.gap_table import Cell, GapTable
    from geodata.programme import Programme

NUMBER_FORMATS: Final = {
    Kind.COUNT: "#,##0",
    Kind.MINUTES: "#,##0",
    Kind.SHARE: "0.0",
    Kind.RATIO: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
}
WIDTHS: Final = {Kind.TEXT: 18, Kind.DATE: 12}
WIDE: Final = {"notes": 40, "flag_explanation": 80, "need_source": 40, "data_status": 40}
NUMBER_WIDTH: Final = 11
LONGEST_TEXT: Final = 32_767  # More does not fit into a cell and would be dropped unsaid.
TITLE_ROW, GROUP_ROW, HEADING_ROW, FIRST_ROW = 0, 2, 3, 4


class Book:
    """A workbook in memory with its few formats; sheets are added in order."""

    def __init__(self, programme: Programme, table: GapTable) -> None:
        """Open the workbook and fix its properties, so that equal input gives equal bytes."""
        self._out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._out, options)
        self._status = status_line(table, programme.info)
        self._book.set_properties(
            {
                "title": f"{programme.info.title}: gap table by {table.level}",
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

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet that begins with the status line and prints on A4 across."""
        sheet = self._book.add_worksheet(name)
        mark = self.style(bold=True, bg_color="#F2B53C", font_color="#1F2A30")
        sheet.write_string(TITLE_ROW, 0, self._status, mark)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        # A single & begins a code in a footer.
        sheet.set_footer(f"&L{self._status[:200].replace('&', '&&')}&R&P / &N")
        return sheet

    def rows(
        self, sheet: Worksheet, first: int, heading: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Write a plain table: a heading that stays in sight, then rows."""
        for at, text in enumerate(heading):
            sheet.write_string(first, at, text, self.style(bold=True, bottom=1))
        for number, row in enumerate(rows, start=first + 1):
            for at, value in enumerate(row):
                _write(sheet, number, at, value, self.style(valign="top", text_wrap=True))
        sheet.freeze_panes(first + 1, 0)

    def close(self) -> bytes:
        """Close the workbook and return its bytes."""
        self._book.close()
        return self._out.getvalue()


def gap_workbook(
    table: GapTable, programme: Programme, choice: Choice, view: Sequence[tuple[str, str]] = ()
) -> bytes:
    """
    Write the gap table as a workbook that needs no explanation.

    Parameters
    ----------
    table
        Rows in the order in which they shall stand.
    view
        What else was chosen, as name and value (the prevalence layer, say).

    Returns
    -------
    Bytes of an XLSX file. Numbers are numbers with a format, a missing value is an empty
    cell, texts are strings and never formulas; the total stands apart from the filter.
    """
    book = Book(programme, table)
    _gap_sheet(book, table)
    _parameter_sheet(book, table, programme, choice, view)
    _source_sheet(book, programme)
    _dictionary_sheet(book, table)
    return book.close()


def _gap_sheet(book: Book, table: GapTable) -> None:
    sheet = book.sheet("Gap")
    _write_headings(book, sheet, table.columns)
    _write_cells(book, sheet, table, FIRST_ROW)
    last = FIRST_ROW + len(table.codes) - 1
    sheet.autofilter(HEADING_ROW, 0, max(last, FIRST_ROW), len(table.columns) - 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(GROUP_ROW, HEADING_ROW)


def _write_headings(book: Book, sheet: Worksheet, columns: Sequence[Column]) -> None:
    before = ""
    for at, column in enumerate(columns):
        if column.group != before:
            sheet.write_string(GROUP_ROW, at, column.group, book.style(italic=True))
        before = column.group
        look = book.style(bold=True, bottom=1, text_wrap=True, valign="top")
        sheet.write_string(HEADING_ROW, at, column.heading, look)
        width = WIDE.get(column.key, WIDTHS.get(column.kind, NUMBER_WIDTH))
        sheet.set_column(at, at, width)
    sheet.set_row(HEADING_ROW, 48)


def _write_cells(book: Book, sheet: Worksheet, table: GapTable, first: int) -> None:
    total_row = first + len(table.codes) + 1
    for at, column in enumerate(table.columns):
        look = _look(book, column, bold=False)
        for number, value in enumerate(table.cells[column.key], start=first):
            _write(sheet, number, at, _typed(value, column), look)
        if table.total:
            total = _typed(table.total[column.key], column)
            _write(sheet, total_row, at, total, _look(book, column, bold=True))


def _look(book: Book, column: Column, *, bold: bool) -> Format:
    properties: dict[str, Any] = {"bold": True, "top": 1} if bold else {}
    if column.kind in NUMBER_FORMATS:
        properties["num_format"] = NUMBER_FORMATS[column.kind]
    return book.style(**properties)


def _typed(value: Cell, column: Column) -> Cell | date:
    if column.kind == Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _write(sheet: Worksheet, row: int, column: int, value: object, look: Format) -> None:
    """Write one cell by its type; a text is always a string, whatever it looks like."""
    if value is None or value == "" or value != value:  # noqa: PLR0124  (not a number)
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT], look)


def choice_rows(
    table: GapTable, programme: Programme, choice: Choice, view: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """List what was chosen and what the file holds, as name and value."""
    info = programme.info
    return [
        ("programme", info.title),
        ("as of", info.as_of.isoformat()),
        ("dataset made", info.generated_at.isoformat()),
        ("dataset, SHA-256", programme.content_hash),
        ("rule version", info.rule_version),
        ("data status", table.status_words),
        ("rows", f"{len(table.codes)} by {table.level}, in the order of the screen"),
        ("season", str(choice.season)),
        ("within a walk of, minutes", str(choice.threshold_minutes)),
        ("platform", str(choice.platform)),
        ("scope", str(choice.scope)),
        ("basis of need", str(choice.need_basis)),
        *view,
    ]


def _parameter_sheet(
    book: Book,
    table: GapTable,
    programme: Programme,
    choice: Choice,
    view: Sequence[tuple[str, str]],
) -> None:
    sheet = book.sheet("Parameters")
    chosen = choice_rows(table, programme, choice, view)
    for number, (name, value) in enumerate(chosen, start=2):
        sheet.write_string(number, 0, name, book.style(bold=True))
        _write(sheet, number, 1, value, book.style(text_wrap=True, valign="top"))
    columns = ["name", "value", "unit", "low", "high", "source", "mark", "note"]
    rows = programme.parameter_table[columns].itertuples(index=False, name=None)
    book.rows(sheet, 2 + len(chosen) + 1, columns, rows)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 6, 16)
    sheet.set_column(7, 7, 80)


def _source_sheet(book: Book, programme: Programme) -> None:
    sheet = book.sheet("Sources")
    sources = programme.sources.rename_axis("id").reset_index()
    book.rows(sheet, 2, list(sources.columns), sources.itertuples(index=False, name=None))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, len(sources.columns) - 1, 30)


def _dictionary_sheet(book: Book, table: GapTable) -> None:
    sheet = book.sheet("Dictionary")
    heading = ("key in CSV", "group", "title", "unit", "kind", "definition", "missing")
    rows = [
        (
            column.key,
            column.group,
            column.title,
            column.unit,
            str(column.kind),
            column.definition,
            f"empty; the screen says '{column.blank}'" if column.kind in NUMBERS else "empty",
        )
        for column in table.columns
    ]
    book.rows(sheet, 2, heading, rows)
    for at, width in enumerate((28, 24, 28, 12, 10, 80, 34)):
        sheet.set_column(at, at, width)
