"""Rows that hold the sum of others: told by their words, or by adding up where they have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.incoming.columns import SUM, TOTAL
from geodata.incoming.numbers import read_numbers
from geodata.incoming.result import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.reading.rows import Row

MOST_WORDS = 2
FEWEST_ROWS = 3
MOST_ROWS = 20_000  # Nobody sums up more by hand.
FEWEST_PARTS = 2  # One sum may come about by chance.
TINY = 1e-6


def is_number(cell: str) -> bool:
    """Say whether a cell holds a number or stands for a small one."""
    return read_numbers([cell])[0].state in {State.VALUE, State.SUPPRESSED}


def have_totals(rows: Sequence[Row]) -> bool:
    """Say whether any cell of a table has the word for a total: mostly none has."""
    return "tota" in " ".join([" ".join(row.cells) for row in rows]).casefold()


def is_total(row: Row, *, worded: bool = True) -> bool:
    """
    Say whether a row says that it is a total: it has that word, and numbers.

    Parameters
    ----------
    worded
        False when the word stands nowhere in the table.

    >>> from geodata.reading.rows import Row
    >>> [is_total(Row(9, (word, "5"))) for word in ("Sous-total", "Maseru total:", "All", "S1")]
    [True, True, False, False]
    """
    first = next((cell for cell in row.cells if cell), "")
    is_sum = first[:1] in STARTS and bool(SUM.fullmatch(first.rstrip(" :.")))
    if not is_sum and not (worded and "tota" in "\0".join(row.cells).casefold()):
        return False  # Most rows, at little cost.
    filled = [cell for cell in row.cells if cell]
    words = [cell for cell in filled if not is_number(cell)]
    return (
        0 < len(words) < len(filled)
        and len(words) <= MOST_WORDS
        and (is_sum or any(TOTAL.fullmatch(word.rstrip(" :.")) for word in words))
    )


STARTS = frozenset("gGoOsSaAkKeEnNcCwWpPtT\u03a3\u2211")


def adding_up(rows: Sequence[Row]) -> Row | None:
    """
    Return the last row when it is the sum of all others, in every number, and names fewer things.

    >>> from geodata.reading.rows import Row
    >>> rows = [Row(at, (f"S{at}", "Ha A", str(at), "1")) for at in (2, 3, 4)]
    >>> adding_up([*rows, Row(5, ("", "Mokoloko", "9", "3"))]).number, adding_up(rows)
    (5, None)
    """
    if len(rows) <= FEWEST_ROWS:
        return None
    *others, last = rows
    places = [at for at, cell in enumerate(last.cells) if cell and is_number(cell)]
    words = sum(map(bool, last.cells)) - len(places)
    blank = [at for at, cell in enumerate(last.cells) if not cell]
    kept = [at for at in blank if all(at < len(row.cells) and row.cells[at] for row in others)]
    if not places or not kept or words >= MOST_WORDS:
        return None
    return last if all(_adds(others, last, at) for at in places) else None


def adding_up_in_parts(rows: Sequence[Row]) -> list[Row]:
    """
    Return rows without words for it that hold the sums of those above, each since the last.

    They lack a cell that most rows have, such as the site's code; the last may sum up all.

    >>> from geodata.reading.rows import Row
    >>> cells = ("Maseru,S1,2", "Maseru,S2,3", "Maseru,,5", "Berea,S3,1", "Berea,S4,1", "Berea,,2")
    >>> rows = [Row(at, tuple(line.split(","))) for at, line in enumerate(cells, start=2)]
    >>> [row.number for row in adding_up_in_parts(rows)], adding_up_in_parts(rows[:2])
    ([4, 7], [])
    """
    width = min((len(row.cells) for row in rows), default=0) if len(rows) <= MOST_ROWS else 0
    for place in range(width):
        lacking = [at for at, row in enumerate(rows) if not row.cells[place]]
        if not 0 < len(lacking) < len(rows) / 2 or len(lacking) < FEWEST_PARTS:
            continue
        begin = 0
        own: list[Row] = []
        for at in lacking:
            own += rows[begin:at]
            if not _sums_up(rows[begin:at], rows[at]) and not (
                at == lacking[-1] and begin == at and _sums_up(own, rows[at])
            ):
                break
            begin = at + 1
        else:
            return [rows[at] for at in lacking]
    return []


def _sums_up(others: Sequence[Row], row: Row) -> bool:
    """Say whether every number of a row, one at least, is the sum of several others."""
    places = [at for at, cell in enumerate(row.cells) if cell and is_number(cell)]
    return len(others) > 1 and bool(places) and all(_adds(others, row, at) for at in places)


def _adds(rows: Sequence[Row], last: Row, place: int) -> bool:
    reads = read_numbers([row.cells[place] if place < len(row.cells) else "" for row in rows])
    known = [read.value for read in reads if read.state == State.VALUE]
    total = read_numbers([last.cells[place]])[0].value
    several = sum(value != 0 for value in known) > 1
    return several and abs(sum(known) - total) <= TINY * max(abs(total), 1)
