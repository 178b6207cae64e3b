"""Workbooks to fill in: columns, drop-down lists and dictionary from the schemas of the upload."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from geodata.incoming.sheets import EXPLAINS
from geodata.schema import NUMERIC, TABLES, Column, Kind, Table
from geodata.tablefiles import TEXT_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)  # Equal schemas give equal templates.
LAST_ROW: Final = 5000  # Lists and checks reach this far down.
LISTS, DICTIONARY, EXAMPLES = "Lists", "Dictionary", "Examples"
EXAMPLE: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "a text",
    Kind.NUMBER: "3.5",
    Kind.WHOLE: "3",
    Kind.SHARE: "0.25",
    Kind.FLAG: "1",
    Kind.DATE: "2017-11-30",
    Kind.PERIOD: "201711",
    Kind.WHEN: "2017-11-30",
    Kind.DISTRICT: "LS-A",
    Kind.AREA: "LS-A",
}
SPECIAL: Final[Mapping[str, str]] = {
    "latitude": "-29.45371",
    "longitude": "27.45217",
    "site_id": "S001",
    "parent_site_id": "S001",
    "stop_id": "O001",
    "site_name": "Site 001",
    "stop_name": "Stop 001",
    "place_name": "Ha Thaba",
    "district_code": "LS-A",
    "district_name": "Maseru",
    "year": "2017",
    "source": "m2m staff register",
}


def template(tables: Iterable[Table], districts: Mapping[str, str], made: datetime) -> bytes:
    """
    Make a workbook with one sheet to fill in for each table.

    Parameters
    ----------
    districts
        Name of each district by code, for their drop-down lists.
    made
        Time written into the file, so that equal schemas give equal bytes.

    Returns
    -------
    Bytes of an XLSX: the sheets, then the dictionary, example rows, and the lists. Codes and days
    are text cells, so that no spreadsheet turns them into something else.
    """
    chosen = list(tables)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": made.replace(tzinfo=None)})
    sheets = [book.add_worksheet(table.name) for table in chosen]
    dictionary, examples = book.add_worksheet(DICTIONARY), book.add_worksheet(EXAMPLES)
    lists = book.add_worksheet(LISTS)
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF0"})
    optional = book.add_format({"italic": True, "bottom": 1})
    text = book.add_format({"num_format": TEXT_FORMAT})
    used: list[tuple[str, ...]] = []
    for sheet, table in zip(sheets, chosen, strict=True):
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.name, bold if column.needed else optional)
            sheet.write_comment(0, place, _words(column))
            sheet.set_column(
                place,
                place,
                max(len(column.name) + 2, 12),
                None if column.kind in NUMERIC else text,
            )
            _check(sheet, place, column, districts, used)
        sheet.freeze_panes(1, 0)
    _dictionary(dictionary, chosen, bold)
    _examples(examples, chosen, bold)
    _lists(lists, used)
    book.close()
    return out.getvalue()


def by_name(names: Sequence[str]) -> list[Table]:
    """
    Return the tables with these names, all of them for none.

    Raises
    ------
    LookupError
        For a name that no table has.

    Examples
    --------
    >>> [table.name for table in by_name(["sites"])], len(by_name([])) == len(TABLES)
    (['sites'], True)
    """
    known = {table.name: table for table in TABLES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise LookupError(f"There is no table {', '.join(unknown)}: {', '.join(known)}.")
    return [known[name] for name in names] or list(TABLES)


def choices_of(column: Column, districts: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a cell of a column may be chosen from; nothing where it is free."""
    if column.choices:
        return tuple(map(str, column.choices))
    if column.kind == Kind.FLAG:
        return ("0", "1")
    return tuple(districts) if column.kind == Kind.DISTRICT else ()


def _check(
    sheet: Any,  # noqa: ANN401 - xlsxwriter has no types
    place: int,
    column: Column,
    districts: Mapping[str, str],
    used: list[tuple[str, ...]],
) -> None:
    choices = choices_of(column, districts)
    if choices:
        if choices not in used:
            used.append(choices)
        at = used.index(choices)
        rule: dict[str, object] = {
            "validate": "list",
            "source": f"={LISTS}!{_span(at, len(choices))}",
        }
    elif column.kind in NUMERIC:
        low = -1e9 if column.low is None else column.low
        high = 1e9 if column.high is None else column.high
        whole = "integer" if column.kind == Kind.WHOLE else "decimal"
        rule = {"validate": whole, "criteria": "between", "minimum": low, "maximum": high}
        if column.kind == Kind.WHOLE:
            rule |= {"minimum": int(low), "maximum": int(high)}
    else:
        return
    sheet.data_validation(
        1, place, LAST_ROW, place,
        {**rule, "error_title": column.name, "error_message": f"Expected {column.expected}."[:255]},
    )  # fmt: skip


def _span(at: int, count: int) -> str:
    letter = chr(ord("A") + at)
    return f"${letter}$2:${letter}${count + 1}"


def _words(column: Column) -> str:
    need = "Needed" if column.needed else "May be left out"
    blank = "no cell may be blank" if column.filled else "a blank cell means not known"
    return f"{need}; {blank}. Expected {column.expected}."


def _dictionary(sheet: Any, tables: Sequence[Table], bold: Any) -> None:  # noqa: ANN401 - as above
    heading = ("sheet", "column", "needed", "blank", "expected", "example")
    sheet.write_string(0, 0, f"{EXPLAINS} This sheet is not read.")
    for place, name in enumerate(heading):
        sheet.write_string(1, place, name, bold)
        sheet.set_column(place, place, (18, 20, 10, 12, 60, 24)[place])
    row = 1
    for table in tables:
        for column in table.columns:
            row += 1
            cells = (
                table.name,
                column.name,
                "needed" if column.needed else "optional",
                "not blank" if column.filled else "may be",
                column.expected,
                example(column),
            )
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
    sheet.freeze_panes(2, 0)


def _examples(sheet: Any, tables: Sequence[Table], bold: Any) -> None:  # noqa: ANN401 - as above
    """Write an example row below the header of each table, as it would be filled in."""
    sheet.write_string(0, 0, f"{EXPLAINS} Rows as they would be filled in; this sheet is not read.")
    for number, table in enumerate(tables):
        row = 2 + 4 * number
        sheet.write_string(row, 0, table.name, bold)
        for place, column in enumerate(table.columns):
            sheet.write_string(row + 1, place, column.name)
            sheet.write_string(row + 2, place, example(column))
    sheet.set_column(0, max(len(table.columns) for table in tables), 18)


def example(column: Column) -> str:
    """
    Return what a cell of a column may look like.

    >>> from geodata.schema import SITES
    >>> [example(column) for column in SITES.columns[:4]]
    ['S001', 'Site 001', 'LS-A', '-29.45371']
    """
    if column.choices:
        return str(column.choices[0])
    return SPECIAL.get(column.name, EXAMPLE[column.kind])


def _lists(sheet: Any, used: Sequence[tuple[str, ...]]) -> None:  # noqa: ANN401 - as above
    sheet.write_string(0, 0, f"{EXPLAINS} Lists of the other sheets.")
    for place, choices in enumerate(used):
        for row, choice in enumerate(choices, start=1):
            sheet.write_string(row, place, choice)
    sheet.hide()
