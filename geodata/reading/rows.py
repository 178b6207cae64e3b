"""One row of a table file, with the number that a person sees beside it."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """
    Cells of one row, stripped of blanks.

    ``number`` is the row in Excel; in a CSV file it is the line in a text editor on which the
    row begins, which differs only where cells hold line breaks.
    """

    number: int
    cells: tuple[str, ...]
