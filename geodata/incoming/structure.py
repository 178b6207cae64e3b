"""How a sheet is built, in notes: header, tags, renamed columns, empty rows, signs of markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of
from geodata.incoming.decisions import CHOICES
from geodata.incoming.result import rows_words
from geodata.incoming.totalrows import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.incoming.headers import Frame
    from geodata.incoming.result import Remark, Spot
    from geodata.incoming.sheets import Sheet

MARKUP = re.compile(r"<[^<>]+>|\]\(|javascript:", re.IGNORECASE)
MOST_NAMED = 10
WORDS = re.compile(r"[^\W\d_]{3}")  # Of cells that nobody has named, they are not repeated.
FEWEST_NAMES, MOST_NAMES = 3, 40
SECOND = re.compile(r" \(\d+\)$")


def structure_remarks(
    spot: Spot, sheet: Sheet, frame: Frame, cells: pd.DataFrame, named: Mapping[str, str]
) -> list[Remark]:
    """Return what was understood of a sheet's build; ``cells`` are without personal columns."""
    remarks = [*_header_remarks(spot, frame, cells), *_exchanged(spot, frame, cells)]
    if frame.tags:
        remarks.append(
            spot.remark(
                Severity.NOTE,
                "hxl_tags",
                "A row of HXL tags was used for the meaning of the columns.",
            )
        )
    twice = [
        header for header, name in named.items()
        if name not in CHOICES and (known := meaning_of(SECOND.sub("", header)))
        and known in named.values()
    ]  # fmt: skip
    for header in twice:
        name = meaning_of(SECOND.sub("", header))
        message = f"'{header}' may also mean {name}, which another column was read as."
        remedy = "Say which of them is it."
        remarks.append(
            spot.remark(Severity.WARNING, "same_meaning", message, remedy, column=header)
        )
    renamed = [f"'{header}' -> {name}" for header, name in named.items() if header != name]
    if renamed:
        message = f"Columns were read as: {', '.join(renamed)}."
        remarks.append(
            spot.remark(Severity.NOTE, "columns_read", message, "Correct what is wrong.")
        )
    if sheet.blank_rows:
        message = f"{sheet.blank_rows} empty rows skipped"
        message += f"; the last row read is {_last(cells)}." if len(cells) else "."
        remarks.append(spot.remark(Severity.NOTE, "blank_rows", message))
    return [*remarks, *_no_rows(spot, frame), *_uneven(spot, frame), *_markup(spot, cells)]


def _no_rows(spot: Spot, frame: Frame) -> list[Remark]:
    """Note a table that is nothing but its header: an empty export, or a template."""
    if frame.body or not frame.header_rows:
        return []
    message = "The table has a header and no rows."
    if frame.totals:
        message += f" {rows_words([row.number for row in frame.totals]).capitalize()} looked like "
        message += "totals and were left out."
    remedy = "Fill it in, or send the file with its rows."
    return [spot.remark(Severity.NOTE, "only_header", message, remedy, expected="rows")]


def _uneven(spot: Spot, frame: Frame) -> list[Remark]:
    """Return warnings on rows with more cells than the header has, or with fewer."""
    width = len(frame.headers)
    many = [row.number for row in frame.body if any(row.cells[width:])]
    few = [row.number for row in frame.body if len(row.cells) < width]
    remarks = []
    if many:
        message = f"More cells than the header has in {rows_words(many)}; the rest was not read."
        remedy = "Put quotes around cells with separators."
        remarks.append(spot.remark(Severity.WARNING, "too_many_cells", message, remedy, rows=many))
    if few:
        message = f"Fewer cells than the header has in {rows_words(few)}; those that lack at the "
        message += "end were read as missing."
        remedy = "Look whether a separator is missing in these rows."
        remarks.append(spot.remark(Severity.WARNING, "too_few_cells", message, remedy, rows=few))
    return remarks


def _header_remarks(spot: Spot, frame: Frame, cells: pd.DataFrame) -> list[Remark]:
    """Say that a header is missing, or where it was found below other rows."""
    if not frame.header_rows:
        samples = ", ".join(cell for cell in cells.iloc[0] if not WORDS.search(cell))
        message = f"There is no header: row {frame.body[0].number} holds data"
        message += f" ({samples})." if samples else "."
        return [
            spot.remark(
                Severity.WARNING,
                "no_header",
                message,
                "Name the columns.",
                rows=[frame.body[0].number],
                expected="a row of column names",
                asks=True,
            )
        ]
    if frame.titles or len(frame.header_rows) > 1:
        message = f"The table begins below header row {frame.header_rows[-1]}."
        return [
            spot.remark(
                Severity.NOTE,
                "header_row",
                message,
                "Choose another row if that is wrong.",
                rows=list(frame.header_rows),
            )
        ]
    return []


def _exchanged(spot: Spot, frame: Frame, cells: pd.DataFrame) -> list[Remark]:
    """Return a question where names of columns stand below each other, with numbers beside them."""
    others = [header for header in frame.headers[1:] if header]
    if len(frame.body) < FEWEST_NAMES or not others or not cells.shape[1]:
        return []
    down = {meaning_of(row.cells[0]) for row in frame.body[:MOST_NAMES] if row.cells[0]} - {""}
    across = {meaning_of(header) for header in others} - {""}
    numbers = any(
        len(row.cells) > 1
        and all(map(is_number, filter(None, row.cells[1:])))
        and any(row.cells[1:])
        for row in frame.body[:MOST_NAMES]
    )
    if len(down) < FEWEST_NAMES or len(across) * FEWEST_NAMES > len(down) or not numbers:
        return []
    message = "Rows and columns seem exchanged: what heads columns stands in the first column here."
    remedy = "Turn the table (in Excel: copy, Paste Special, Transpose), and send it again."
    return [
        spot.remark(
            Severity.WARNING, "exchanged_axes", message, remedy, expected="a row for each site",
            asks=True,
        )
    ]  # fmt: skip


def _last(cells: pd.DataFrame) -> str:
    row = int(str(cells.index[-1]))
    known = cells.shape[1] and str(cells.columns[0]) in CHOICES
    title = str(cells.iloc[-1, 0]) if known else ""
    return f"row {row} ({title})" if title else f"row {row}"


def _markup(spot: Spot, cells: pd.DataFrame) -> list[Remark]:
    """Note cells that a browser could take for more than text: they are kept as they stand."""
    found = {
        int(str(row)): cell if str(name) in CHOICES else ""
        for name in cells
        if MARKUP.search("\0".join(cells[name].tolist()))
        for row, cell in cells[name].items()
        if MARKUP.search(cell)
    }
    if not found:
        return []
    told = [cell for cell in found.values() if cell][:MOST_NAMED]
    named = f": {'; '.join(told)}." if told else f" ({rows_words(sorted(found))})."
    message = f"{len(found)} cells hold signs of HTML or Markdown, kept as plain text{named}"
    return [spot.remark(Severity.NOTE, "markup", message, "Nothing to do.", rows=list(found))]
