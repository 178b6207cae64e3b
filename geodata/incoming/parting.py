"""Several tables in one sheet, one below the other: told apart by their headers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of, plain
from geodata.incoming.headers import DIGITS, ENOUGH_KNOWN, MOST_TITLE_ROWS, header_score
from geodata.incoming.result import Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.incoming.result import Remark
    from geodata.incoming.sheets import Sheet
    from geodata.reading.rows import Row

TITLE_ROWS = 3  # So many rows between a gap and a header are its title.


def parted(name: str, sheet: Sheet) -> tuple[list[Sheet], list[Remark]]:
    r"""
    Return the tables of a sheet, each as a sheet, without headers that only repeat the first.

    A further table begins with a header below an empty row; a header that stands again, as on
    each page of a printed report, begins none.

    >>> from geodata.incoming.sheets import sheets_of
    >>> raw = b"site_id,MM\nS1,1\n\ndistrict,year,count\nMaseru,2016,5\n"
    >>> tables, _ = parted("a.csv", sheets_of("a.csv", raw)[0][0])
    >>> [len(table.rows) for table in tables]
    [2, 2]
    """
    top = sheet.rows[:MOST_TITLE_ROWS]
    first = next((row for row in top if header_score(row) >= ENOUGH_KNOWN), None)
    if first is None:
        return [sheet], []
    spot, remarks = Spot(name, sheet.name), []
    again = [row.number for row in sheet.rows if row is not first and _repeats(row, first)]
    rows = [row for row in sheet.rows if row.number not in set(again)]
    if again:
        message = f"The header stands again in {len(again)} rows; it was read once."
        remarks.append(spot.remark(Severity.NOTE, "repeated_header", message, rows=again))
    starts = _starts(rows, first)
    if not starts:
        return [replace(sheet, rows=tuple(rows))] if again else [sheet], remarks
    edges = [0, *starts, len(rows)]
    tables = [
        replace(sheet, name=_title(sheet, at), rows=tuple(rows[begin:end]), blank_rows=0)
        for at, (begin, end) in enumerate(pairwise(edges), start=1)
    ]
    numbers = [rows[start].number for start in starts]
    message = (
        f"{len(tables)} tables stand in one sheet; a further one begins in row "
        f"{', '.join(map(str, numbers))}. Each was read by itself."
    )
    remedy = "Confirm; put each in a sheet of its own to be sure."
    remarks.append(
        spot.remark(Severity.WARNING, "several_tables", message, remedy, rows=numbers, asks=True)
    )
    return tables, remarks


def _repeats(row: Row, first: Row) -> bool:
    """Say whether a row is the header again, in these words or in others of the same meaning."""
    if row.cells == first.cells:
        return True
    if DIGITS.search("".join(row.cells)) or header_score(row) < ENOUGH_KNOWN:
        return False  # Nearly every row of data holds a digit, and is told at little cost.
    return [*map(_meaning, row.cells)] == [*map(_meaning, first.cells)]


def _meaning(cell: str) -> str:
    return meaning_of(cell) or plain(cell)


def _starts(rows: Sequence[Row], first: Row) -> list[int]:
    """Return where a further table begins: at its title, or at its header below a gap."""
    starts = []
    at = rows.index(first) + 1
    while at < len(rows):
        gap = rows[at].number > rows[at - 1].number + 1
        if gap:
            upto = min(at + TITLE_ROWS, len(rows))
            scores = [header_score(row) for row in rows[at:upto]]
            if max(scores) >= ENOUGH_KNOWN:
                starts.append(at)
                at += scores.index(max(scores))
        at += 1
    return starts


def _title(sheet: Sheet, number: int) -> str:
    return f"{sheet.name or 'table'} {number}".strip()
