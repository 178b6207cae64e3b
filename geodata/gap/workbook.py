"""The gap table as a workbook: sheets Gap, Parameters, Sources and Dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.gap.columns import NUMBERS
from geodata.gap.sheets import FIRST_ROW, HEADING_ROW, LEFT, Book, table_sheet, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.choice import Choice
    from geodata.gap.columns import Column
    from geodata.gap.table import GapTable
    from geodata.programme import Programme

# Widths of columns by their headings.
PARAMETERS: Final = {
    "name": 28, "value": 10, "unit": 22, "low": 9, "high": 9, "source": 14, "mark": 8, "note": 90,
}  # fmt: skip
SOURCES: Final = {
    "id": 14,
    "publisher": 26,
    "year": 9,
    "licence": 22,
    "used_for": 40,
    "defects": 40,
}
DICTIONARY: Final = {
    "key in CSV": 32, "group": 24, "title": 30, "unit": 12, "kind": 10, "definition": 72,
    "missing": 34,
}  # fmt: skip
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
    sheet = book.sheet("Parameters", widths=PARAMETERS.values())
    chosen = choice_rows(table, programme, choice, view)
    for number, (name, value) in enumerate(chosen, start=2):
        sheet.write_string(number, 0, name, book.style(bold=True, **LEFT))
        # It runs on over the empty cells beside it.
        write(sheet, number, 1, value, book.style(valign="top", **LEFT))
    rows = programme.parameter_table[list(PARAMETERS)].itertuples(index=False, name=None)
    book.rows(sheet, 2 + len(chosen) + 1, PARAMETERS, rows)
    sheet.freeze_panes(1, 0)


def source_sheet(book: Book, programme: Programme) -> None:
    """Write the sources of the dataset."""
    sources = programme.sources.rename_axis("id").reset_index()
    heading = {str(name): SOURCES.get(str(name), 30) for name in sources.columns}
    sheet = book.sheet("Sources", widths=heading.values())
    book.rows(sheet, 2, heading, sources.itertuples(index=False, name=None))


def dictionary_sheet(book: Book, columns: Iterable[Column]) -> None:
    """Write what each column is: key, unit, definition, and what an empty cell means."""
    sheet = book.sheet("Dictionary", widths=DICTIONARY.values())
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
    book.rows(sheet, 2, DICTIONARY, rows)
