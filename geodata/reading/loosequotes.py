"""CSV files in which quotes within a quoted cell are not doubled: kept where one reading fits."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from geodata.findings import Finding, error, warning
from geodata.reading.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

UNFINISHED = "unexpected end of data"  # What the csv module says of a cell that goes on.
MOST_LINES = 60  # Of one row; a quote that is open for longer was never meant to be.
LONGEST_LINE = 200_000  # Trying a line takes a hundred times its size.
MOST_NAMED = 12


def loose_rows(name: str, text: str, separator: str, skipped: int) -> tuple[list[Row], Finding]:
    r"""
    Return the rows of a CSV text and a warning that names those with loose quotes.

    In a row that the rules do not allow, a quote ends a cell only before a separator or the end
    of the line; it is kept where that gives as many cells as the other rows have.

    Raises
    ------
    UnreadableFileError
        When a row still has another number of cells, or a quote is never closed.

    Examples
    --------
    >>> rows, told = loose_rows("a.csv", 'id,name\nS1,"Ha "B""\nS2,"x"\n', ",", 0)
    >>> rows[1].cells, told.row
    (('S1', 'Ha "B"'), 2)
    """
    found, loose = _taken_apart(name, text, separator, skipped)
    strict = Counter(len(row.cells) for row in found if row.number not in loose)
    width = strict.most_common(1)[0][0] if strict else len(found[0].cells)
    for row in found:
        if row.number in loose and len(row.cells) != width:
            raise _broken(name, row.number)
    named = ", ".join(map(str, loose[:MOST_NAMED])) + (" and others" if loose[MOST_NAMED:] else "")
    message = f"Quotes within a quoted cell are not doubled in row {named}; the cells were read "
    message += "as they stand, and their number is right."
    remedy = "Look at these rows; save the table again from Excel as CSV UTF-8 to be sure."
    first = loose[0] if loose else None
    return found, warning("loose_quotes", name, first, "", "", message, remedy)


def _taken_apart(
    name: str, text: str, separator: str, skipped: int
) -> tuple[list[Row], Sequence[int]]:
    rows: list[Row] = []
    loose: list[int] = []
    open_row, begun = "", 1 + skipped
    lines = re.split(r"\r\n|\n|\r", text)
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, start=1 + skipped):
        if not open_row:
            begun = number
        whole = f"{open_row}\n{line}" if open_row else line
        cells, unfinished = _strict(whole, separator)
        if cells is None and (part := _loose(line, separator)) is not None and not open_row:
            cells, unfinished = part, False
            loose.append(number)
        if cells is None and (not unfinished or number - begun > MOST_LINES):
            raise _broken(name, begun)
        open_row = whole if cells is None else ""
        if cells is not None:
            rows.append(Row(begun, tuple(cell.strip() for cell in cells)))
    if open_row:
        raise _broken(name, begun)
    return rows, loose


def _strict(line: str, separator: str) -> tuple[list[str] | None, bool]:
    """Return the cells of a line by the rules, or None and whether the line goes on."""
    if not line:
        return [], False
    if '"' not in line:
        return line.split(separator), False
    try:
        read = list(csv.reader(line.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error as problem:
        return None, str(problem) == UNFINISHED
    return (read[0] if len(read) == 1 else None), False


def _loose(line: str, separator: str) -> list[str] | None:
    """Return the cells of a line whose quotes end a cell only before a separator, or None."""
    if len(line) > LONGEST_LINE:
        return None
    sign = re.escape(separator)
    cell = re.compile(
        rf'\s*"((?:[^"]|"(?!\s*(?:{sign}|$)))*)"\s*(?={sign}|$)|([^"{sign}][^{sign}]*|)'
    )
    cells, at = [], 0
    while True:
        found = cell.match(line, at)
        if found is None:
            return None
        quoted = found[1]
        cells.append(found[2] if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if at == len(line):
            return cells
        if line[at] != separator:
            return None
        at += 1


def _broken(name: str, line: int) -> UnreadableFileError:
    message = "A quote is opened and not closed properly, or a cell is far too long."
    remedy = "Mend the row, or save the table again from Excel as CSV UTF-8."
    return UnreadableFileError(error("broken_quotes", name, line, "", "", message, remedy))
