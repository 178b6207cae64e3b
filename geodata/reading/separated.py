"""CSV files: which sign parts the cells, and on which line each row begins."""

from __future__ import annotations

import csv
import io
from itertools import islice

from geodata.errors import UnreadableFileError
from geodata.findings import Finding, error, note
from geodata.reading.loosequotes import loose_rows
from geodata.reading.rows import Row
from geodata.reading.text import decode

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_HINT = "sep="
SAMPLE, SAMPLED_ROWS = 100_000, 40  # Signs and rows looked at to find what parts the cells.
LONGEST_CELL = 10_000_000  # The outline of a country may stand in a cell.
MOST_CELLS = 16_384  # Of one row, as many as a sheet of Excel has.


csv.field_size_limit(LONGEST_CELL)  # The module has one limit for all its readers.


def separated_rows(name: str, raw: bytes) -> tuple[list[Row], str, tuple[Finding, ...]]:
    r"""
    Return the rows of a CSV file, its decimal mark, and what was noticed.

    A file whose cells are parted by semicolons or tabs comes from a place where the comma is
    the decimal mark, so there ``-29,5`` is a number.

    Raises
    ------
    UnreadableFileError
        When the file is empty, no text, or a quote in it is never closed.

    Examples
    --------
    >>> rows, decimal_mark, _ = separated_rows("a.csv", b"sep=;\nid;latitude\nS1;-29,5\n")
    >>> rows[1], decimal_mark
    (Row(number=3, cells=('S1', '-29,5')), ',')
    """
    text, findings = decode(name, raw)
    first_line, _, rest = text.partition("\n")
    hint = first_line.strip().strip('"')
    hinted = hint.casefold().startswith(SEPARATOR_HINT) and len(hint) == len(SEPARATOR_HINT) + 1
    body, skipped = (rest, 1) if hinted else (text, 0)
    # A hint that was left when the file was saved in another way parts nothing.
    separator = hint[-1] if hinted and hint[-1] in rest[:SAMPLE] else _separator(body)
    try:
        rows = _rows(name, body, separator, skipped)
    except csv.Error:
        rows, loose = loose_rows(name, body, separator, skipped)
        findings = (*findings, loose)
    decimal_mark = "," if separator in {";", "\t"} else "."
    return rows, decimal_mark, (*findings, *_separator_note(name, separator))


def _separator(text: str) -> str:
    """Return the sign that parts the cells of most rows; a title may hold any other."""
    lines = (line for line in text[:SAMPLE].splitlines() if line.strip())
    sample = list(islice((line for line in lines if not line.startswith("#")), SAMPLED_ROWS))
    if len(sample) > 1 and len(text) > SAMPLE:
        sample = sample[:-1]  # It may be cut off.
    counts = [
        {sign: unquoted.count(sign) for sign in SEPARATORS}
        for unquoted in ("".join(line.split('"')[::2]) for line in sample)
    ]
    if not counts:
        return SEPARATORS[0]

    def parts(sign: str) -> tuple[int, int]:
        """Say in how many rows a sign stands, and how often in the first that has the most."""
        return sum(bool(count[sign]) for count in counts), counts[0][sign]

    return max(SEPARATORS, key=parts)


def _rows(name: str, text: str, separator: str, skipped: int) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    line = 1 + skipped
    for cells in reader:
        if len(cells) > MOST_CELLS:
            raise UnreadableFileError(_too_wide(name, line, len(cells)))
        rows.append(Row(line, tuple(cell.strip() for cell in cells)))
        line = reader.line_num + 1 + skipped
    return rows


def _too_wide(name: str, line: int, cells: int) -> Finding:
    message = f"The row has {cells:,} cells; {MOST_CELLS:,} can be read."
    return error("too_large", name, line, "", "", message, "End each row with the end of a line.")


def _separator_note(name: str, separator: str) -> tuple[Finding, ...]:
    if separator == ",":
        return ()
    words = {";": "semicolons", "\t": "tabs", "|": "bars"}
    sign = words.get(separator, separator)
    decimal = "comma" if separator in {";", "\t"} else "point"
    message = f"Cells are parted by {sign} (separator {separator}), with a decimal {decimal}."
    return (note("separator", name, None, "", "", message, "Nothing to do if that is right."),)
