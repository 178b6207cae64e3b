"""The sheets of a table file as rows of text: CSV, workbooks of every kind, tables of web pages."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.bookparts import counts_from_1904, formulas_without_result
from geodata.incoming.hidden import hidden_parts, hidden_remarks, untold
from geodata.incoming.otherkinds import refuse_other_kinds
from geodata.incoming.packed import refuse_hostile_zip
from geodata.incoming.result import Remark, Spot, rows_words
from geodata.incoming.size import refuse_long_page, refuse_long_text
from geodata.reading.rows import Row
from geodata.reading.separated import separated_rows
from geodata.reading.tables import CONTAINER_STARTS, WEB_PAGE_STARTS
from geodata.reading.text import decode, refuse
from geodata.reading.workbooks import refuse_protected_or_cut, sheets_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.findings import Finding
    from geodata.reading.workbooks import BookSheet

DAYS_TO_1904 = 1462
ROW_TAGS, CELL_TAGS = {"tr", "row"}, {"td", "th", "cell"}
ODD_SIGNS = "^~!\u00a6\u00a7"  # They part cells in files of some old programs.
MOST_MISSING = 1000  # Cells that a row may leave out at once.
EXPLAINS = "#atlas: explains the other sheets."  # Begins a sheet of our templates.


@dataclass(frozen=True)
class Sheet:
    """
    One sheet before anything is understood.

    ``merged`` holds, for each row number, the spans (first and last column, from 0) of cells
    merged across it; ``formula_cells`` the cells, by row and column, whose formula has no
    stored result; ``keeps_totals`` whether rows that look like totals are rows like others;
    ``day_shift`` what must be added to serial days, where they count from 1904.
    """

    name: str
    rows: tuple[Row, ...]
    decimal_mark: str = "."
    hidden: bool = False
    blank_rows: int = 0
    merged: tuple[tuple[int, int, int], ...] = ()
    formula_cells: frozenset[tuple[int, int]] = frozenset()
    keeps_totals: bool = False
    day_shift: int = 0


def sheets_of(name: str, raw: bytes) -> tuple[list[Sheet], list[Remark]]:
    r"""
    Return the filled sheets of a table file, by its content and not by its ending.

    Raises
    ------
    UnreadableFileError
        When the file is empty, protected, cut off, hostile or no table.

    Examples
    --------
    >>> sheets, _ = sheets_of("a.csv", b"id;n\nS1;2,5\n;\n")
    >>> [row.cells for row in sheets[0].rows], sheets[0].blank_rows, sheets[0].decimal_mark
    ([('id', 'n'), ('S1', '2,5')], 1, ',')
    """
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB_PAGE_STARTS):
        return _web_tables(name, raw)
    if raw.startswith(CONTAINER_STARTS):
        return _workbook(name, raw)
    refuse_other_kinds(name, raw)
    refuse_long_text(name, raw)
    rows, decimal_mark, findings = separated_rows(name, raw)
    filled = tuple(row for row in rows if any(row.cells))
    cut = _cut_off(name, raw, filled)
    whole = filled[:-1] if cut else filled
    sheet = Sheet("", whole, decimal_mark, blank_rows=len(rows) - len(filled))
    return [sheet], [*map(_remark, findings), *cut, *_unparted(name, filled)]


def _remark(finding: Finding) -> Remark:
    return Remark(finding, rows=() if finding.row is None else (finding.row,))


def _unparted(name: str, rows: Sequence[Row]) -> list[Remark]:
    """Notice a table whose cells no known sign parts: it would be read as one column."""
    several = 2
    if len(rows) >= several and all(len(row.cells) == 1 for row in rows):
        _refuse_odd_sign(name, [row.cells[0] for row in rows])
    words = rows[0].cells[0].split() if rows else []
    if len(words) < several or any(len(row.cells) > 1 for row in rows):
        return []
    if not all(len(row.cells[0].split()) >= len(words) for row in rows):
        return []
    message = "No comma, semicolon, tab or bar parts the cells; each row was read as one cell."
    remedy = "Save the table as CSV UTF-8 or XLSX."
    return [Spot(name).remark(Severity.WARNING, "not_parted", message, remedy, asks=True)]


def _refuse_odd_sign(name: str, lines: Sequence[str]) -> None:
    """Raise for a table whose cells another sign parts, as often in each row."""
    for sign in ("::", *ODD_SIGNS, ":"):
        counts = {line.count(sign) for line in lines}
        if len(counts) == 1 and counts != {0}:
            message = f"The cells seem to be parted by {sign}, which is not read."
            raise refuse("not_parted", name, message, "Save the table as CSV UTF-8 or XLSX.")


def _cut_off(name: str, raw: bytes, rows: Sequence[Row]) -> list[Remark]:
    """Notice a file that ends within a row: what came after it is missing too."""
    fewest = 3
    if len(rows) < fewest or raw.rstrip(b"\0").endswith((b"\n", b"\r")):
        return []
    width = len(rows[-2].cells)
    if len(rows[-1].cells) >= width:
        return []
    message = f"The file is incomplete: it ends in the middle of row {rows[-1].number}."
    return [
        Spot(name).remark(
            Severity.WARNING,
            "incomplete_file",
            message,
            "Copy or upload it again; what came after this row is missing too.",
            rows=[rows[-1].number],
            expected=f"{width} cells and the end of the line",
            asks=True,
        )
    ]


def _workbook(name: str, raw: bytes) -> tuple[list[Sheet], list[Remark]]:
    refuse_protected_or_cut(name, raw)
    macros = refuse_hostile_zip(name, raw)
    formulas = formulas_without_result(raw)
    shift = DAYS_TO_1904 if counts_from_1904(raw) else 0
    read = sheets_in(name, raw)
    sheets = [_sheet(one, formulas.get(one.name, frozenset()), shift) for one in read]
    remarks = [_merged_down(name, one) for one in read if one.down]
    hidden = hidden_parts(raw)
    if hidden is None:
        remarks.append(untold(Spot(name)))
    for one in read:
        if hidden and one.name in hidden:
            spot = Spot(name, one.name if len(read) > 1 else "")
            remarks += hidden_remarks(spot, hidden[one.name], one.rows)
    if macros:
        message = "The workbook holds macros; they were not run, only its cells were read."
        remedy = "Send it as XLSX, without macros."
        remarks.append(Spot(name).remark(Severity.NOTE, "macros", message, remedy))
    return [sheet for sheet in sheets if sheet.rows and not _explains(sheet)], remarks


def _merged_down(name: str, sheet: BookSheet) -> Remark:
    message = f"{sheet.down} cells took the text of a cell that is merged over several rows."
    remedy = "Look whether it is meant for each of the rows."
    return Remark(
        Spot(name).remark(Severity.NOTE, "merged_down", message, remedy).finding, sheet.name
    )


def _explains(sheet: Sheet) -> bool:
    return sheet.rows[0].cells[0].startswith(EXPLAINS)


def _sheet(read: BookSheet, formulas: frozenset[tuple[int, int]], shift: int) -> Sheet:
    rows = read.rows
    filled = {
        (row.number, place)
        for row in (rows if formulas else ())
        for place, cell in enumerate(row.cells)
        if cell
    }
    between = (rows[-1].number - rows[0].number + 1 - len(rows)) if rows else 0
    return Sheet(
        read.name, rows, ".", read.hidden, between, read.merged, formulas - filled, day_shift=shift
    )


class _Tables(HTMLParser):
    """Collects the cells of every table; scripts and styles are never looked at."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell; Excel's own XML has other names for the last two."""
        if tag == "table":
            self.tables.append([])
        elif tag in ROW_TAGS and self.tables:
            self.tables[-1].append([])
        elif tag in CELL_TAGS and self.tables:
            if not self.tables[-1]:
                self.tables[-1].append([])
            place = next((text for name, text in attrs if name == "ss:index"), None)
            missing = int(place) - 1 - len(self.tables[-1][-1]) if place and place.isdigit() else 0
            self.tables[-1][-1] += [""] * max(min(missing, MOST_MISSING), 0)
            self.tables[-1][-1].append("")
            self.inside = True
        elif tag in {"script", "style"}:
            self.inside = False

    def handle_endtag(self, tag: str) -> None:
        """End a cell; what stands between cells is no value."""
        if tag in {*CELL_TAGS, *ROW_TAGS, "table"}:
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Add text to the cell at hand."""
        if self.inside and self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data


def _web_tables(name: str, raw: bytes) -> tuple[list[Sheet], list[Remark]]:
    refuse_long_page(name, raw)
    text, findings = decode(name, raw)
    parser = _Tables()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError, RecursionError) as problem:
        message = "The web page (HTML) is damaged."
        raise refuse(
            "web_page", name, message, "Open it in Excel and save it as XLSX."
        ) from problem
    sheets = []
    for number, table in enumerate(parser.tables, start=1):
        cells = (tuple(" ".join(cell.split()) for cell in row) for row in table)
        rows = tuple(Row(line, row) for line, row in enumerate(cells, start=1) if any(row))
        if rows:
            sheets.append(Sheet(f"table {number}" if len(parser.tables) > 1 else "", rows))
    if not sheets:
        raise refuse("web_page", name, *_other_page(raw))
    message = "This file is a web page (HTML), whatever its ending says; its table was read."
    note = Spot(name).remark(Severity.NOTE, "web_page", message, "Save it as XLSX to be sure.")
    return sheets, [*map(Remark, findings), note]


def _other_page(raw: bytes) -> tuple[str, str]:
    """Say what a page without a table is, and what to do."""
    start = raw[:4096]
    if b"opengis.net/gml" in start:
        return "This is a layer in GML.", "Save it as GeoJSON or GeoPackage, in QGIS for example."
    if b"<osm" in start:
        remedy = "Save the needed places or roads as GeoJSON (Overpass turbo: Export, GeoJSON)."
        return "This is an extract of OpenStreetMap.", remedy
    if b"<office:document" in start:
        return "This is a flat OpenDocument file.", "Save it as ODS or XLSX."
    remedy = "Open it in Excel and save it as XLSX or CSV."
    return "This is a web page (HTML or XML) without a table.", remedy


def formula_remark(spot: Spot, column: str, rows: Sequence[int]) -> Remark:
    """Return the warning on formulas whose result the file does not hold."""
    count = len(rows)
    cells = "1 cell is a formula" if count == 1 else f"{count} cells are formulas"
    message = f"{cells} without a stored result, or with an error such as #REF! "
    message += f"({rows_words(rows)}): read as missing, not as 0."
    remedy = "Open the file in Excel or LibreOffice, save it, and send it again."
    return spot.remark(
        Severity.WARNING,
        "formula_without_result",
        message,
        remedy,
        rows=rows,
        column=column,
        expected="a value",
    )
