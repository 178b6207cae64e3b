"""The gap table as a workbook: sheets Gap, Parameters, Sources and Dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.gap_columns import NUMBERS
from geodata.sheets import FIRST_ROW, HEADING_ROW, Book, table_sheet, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.choice import Choice
    from geodata.gap_columns import Column
    from geodata.gap_table import GapTable
    from geodata.programme import Programme

__all__ = ["FIRST_ROW", "HEADING_ROW", "choice_rows", "gap_workbook"]


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
    book = Book(programme, table, f"gap table by {table.level}")
    table_sheet(book, "Gap", table)
    parameter_sheet(book, table, programme, choice, view)
    source_sheet(book, programme)
    dictionary_sheet(book, table.columns)
    return book.close()


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
        ("how women travel", choice.way.words),
        ("platform", str(choice.platform)),
        ("scope", str(choice.scope)),
        ("basis of need", str(choice.need_basis)),
        *view,
    ]


def parameter_sheet(
    book: Book,
    table: GapTable,
    programme: Programme,
    choice: Choice,
    view: Sequence[tuple[str, str]],
) -> None:
    """Write what was chosen, and every planning parameter with its range and source."""
    sheet = book.sheet("Parameters")
    chosen = choice_rows(table, programme, choice, view)
    for number, (name, value) in enumerate(chosen, start=2):
        sheet.write_string(number, 0, name, book.style(bold=True))
        write(sheet, number, 1, value, book.style(text_wrap=True, valign="top"))
    columns = ["name", "value", "unit", "low", "high", "source", "mark", "note"]
    rows = programme.parameter_table[columns].itertuples(index=False, name=None)
    book.rows(sheet, 2 + len(chosen) + 1, columns, rows)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 6, 16)
    sheet.set_column(7, 7, 80)


def source_sheet(book: Book, programme: Programme) -> None:
    """Write the sources of the dataset."""
    sheet = book.sheet("Sources")
    sources = programme.sources.rename_axis("id").reset_index()
    book.rows(sheet, 2, list(sources.columns), sources.itertuples(index=False, name=None))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, len(sources.columns) - 1, 30)


def dictionary_sheet(book: Book, columns: Iterable[Column]) -> None:
    """Write what each column is: key, unit, definition, and what an empty cell means."""
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
        for column in columns
    ]
    book.rows(sheet, 2, heading, rows)
    for at, width in enumerate((28, 24, 28, 12, 10, 80, 34)):
        sheet.set_column(at, at, width)
