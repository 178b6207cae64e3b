"""A file of tables: every sheet is read, sheets of one form are put together, none is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.cleaning import tidied
from geodata.incoming.columns import month_of_header
from geodata.incoming.decisions import Decisions
from geodata.incoming.headers import take_apart
from geodata.incoming.hidden import without_hidden
from geodata.incoming.jsonrecords import is_records, record_sheets
from geodata.incoming.layerfile import layer_answer
from geodata.incoming.parting import parted
from geodata.incoming.result import Incoming, ReadTable, Remark, Spot
from geodata.incoming.shapecells import without_shapes
from geodata.incoming.sheets import Sheet, sheets_of
from geodata.incoming.tables import read_sheet, totals_words
from geodata.reading.rows import Row
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.incoming.place import Place

FEWEST_CELLS = 2


def read_tables(
    name: str, raw: bytes, place: Place, decisions: Decisions | None = None
) -> Incoming:
    """
    Read every table of a file.

    Raises
    ------
    UnreadableFileError
        When the file is no table or may not be opened.
    """
    said = decisions or Decisions()
    found = record_sheets(name, raw) if is_records(raw) else sheets_of(name, raw)
    sheets, remarks = without_hidden(*tidied(name, *found), said)
    if "totals" in said.left:
        sheets = [replace(sheet, keeps_totals=True) for sheet in sheets]
    if not any(sheet.rows for sheet in sheets):
        raise refuse("empty_file", name, "The table is empty.", "Save it again with its rows.")
    apart = [parted(name, sheet) for sheet in sheets if sheet.rows]
    remarks += [remark for _, told in apart for remark in told]
    sheets, layers, more = without_shapes(
        name, [one for tables, _ in apart for one in tables], place
    )
    remarks += more
    sheets, more = _stacked(name, sheets, place)
    remarks += more
    tables: list[ReadTable] = []
    # Hidden ones first: where rows stand in both, those that are seen take their place.
    for sheet in sorted(sheets, key=lambda sheet: not sheet.hidden):
        title = sheet.name if len(sheets) > 1 or sheet.hidden else ""
        table, more_remarks = read_sheet(Spot(name, title), sheet, place, said)
        remarks += more_remarks
        if table is not None:
            tables.append(table)
        if sheet.hidden:
            remarks.append(_hidden(Spot(name, title), sheet.name))
    summary = [sentence for table in tables for sentence in _sentences(table)]
    shapes = layer_answer(name, layers, remarks)
    words = (*shapes.summary, *summary)
    return Incoming(name, "table", words, shapes.remarks, tuple(tables), tuple(layers))


def _hidden(spot: Spot, title: str) -> Remark:
    message = f"The sheet '{title}' is hidden; it was read all the same."
    remedy = "Confirm that it is meant, or delete the sheet in your copy."
    return spot.remark(Severity.WARNING, "hidden_sheet", message, remedy, asks=True)


def _sentences(table: ReadTable) -> list[str]:
    sheet = f"Sheet '{table.spot.sheet}': " if table.spot.sheet else ""
    columns = ", ".join(map(str, table.frame.columns))
    sentences = [f"{sheet}{len(table.frame)} rows read; columns: {columns}."]
    placed = table.facts.get("placed")
    if placed is not None:
        sentences.append(f"{sheet}{placed} of {len(table.cells)} rows have coordinates.")
    sentences += [f"{sheet}{words}." for words in totals_words(table)]
    return sentences


def _stacked(name: str, sheets: Sequence[Sheet], place: Place) -> tuple[list[Sheet], list[Remark]]:
    """Put together the sheets that share a header, with the sheet's name as the district."""
    plain = [sheet for sheet in sheets if _is_table(sheet)]
    aside = [sheet for sheet in sheets if sheet not in plain]
    if not plain:
        return list(sheets), []
    if len(sheets) == 1:
        return plain, []
    spot = Spot(name)
    remarks = [
        spot.remark(Severity.NOTE, "sheet_aside", f"Sheet '{sheet.name}' holds no table.")
        for sheet in aside
    ]
    seen = [sheet for sheet in plain if not sheet.hidden]
    if not seen:
        return plain, remarks
    headers = {sheet.name: take_apart(sheet).headers for sheet in seen}
    common, count = Counter(headers.values()).most_common(1)[0]
    if count < FEWEST_CELLS:
        return plain, remarks
    alike = [sheet for sheet in seen if headers[sheet.name] == common]
    total = sum(len(take_apart(sheet).body) for sheet in alike)
    listed = ", ".join(f"{sheet.name} ({len(take_apart(sheet).body)})" for sheet in alike)
    message = f"{count} sheets share one header and were put together, {total} rows: {listed}."
    remarks.append(
        spot.remark(
            Severity.WARNING,
            "sheets_stacked",
            message,
            "Confirm; the name of each row's sheet is its district or month, or stands beside it.",
            fix="stack",
            asks=True,
        )
    )
    rest = [sheet for sheet in plain if sheet not in alike]
    return [_one(alike, common, place), *rest], remarks


def _one(sheets: Sequence[Sheet], headers: tuple[str, ...], place: Place) -> Sheet:
    districts = all(place.districts.match(sheet.name).code for sheet in sheets)
    months = all(month_of_header(sheet.name) for sheet in sheets)
    column = "district_name" if districts else "period" if months else "sheet"
    column = "sheet" if column in headers else column
    rows = [Row(1, (*headers, column))]
    width = len(headers)
    for sheet in sheets:
        for row in take_apart(sheet).body:
            cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
            rows.append(Row(len(rows) + 1, (*cells, sheet.name)))
    names = ", ".join(sheet.name for sheet in sheets)
    first = sheets[0]
    return Sheet(names, tuple(rows), first.decimal_mark, keeps_totals=first.keeps_totals)


def _is_table(sheet: Sheet) -> bool:
    wide = (row for row in sheet.rows if sum(map(bool, row.cells)) >= FEWEST_CELLS)
    enough = len(list(islice(wide, FEWEST_CELLS))) == FEWEST_CELLS  # Looks no further.
    return enough or (len(sheet.rows) > FEWEST_CELLS and not sheet.name)
