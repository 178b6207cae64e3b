"""The moves from a cell to 8, 16 or 32 neighbours, and which cells the straight line passes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Final

Cell = tuple[int, int]

STRAIGHT: Final = ((-1, 0), (0, -1), (0, 1), (1, 0))
DIAGONAL: Final = ((-1, -1), (-1, 1), (1, -1), (1, 1))
KNIGHT: Final = ((-2, -1), (-2, 1), (-1, -2), (-1, 2), (1, -2), (1, 2), (2, -1), (2, 1))
LONG: Final = tuple(
    (down, right)
    for down in range(-3, 4)
    for right in range(-3, 4)
    if {abs(down), abs(right)} in ({1, 3}, {2, 3})
)
MOVES: Final[dict[int, tuple[Cell, ...]]] = {
    8: STRAIGHT + DIAGONAL,
    16: STRAIGHT + DIAGONAL + KNIGHT,
    32: STRAIGHT + DIAGONAL + KNIGHT + LONG,
}
# No move passes more cells than three from either end.
MOST_PAIRS: Final = 3


@dataclass(frozen=True)
class Line:
    """
    The straight line from a cell's centre to that of a cell some rows and columns away.

    Parameters
    ----------
    pairs
        The cells passed, from both ends inwards, each pair with the share of the line that
        lies in each of the two.
    corners
        Pairs of cells between which the line slips: they touch at a corner that it crosses.
    """

    pairs: tuple[tuple[Cell, Cell, float], ...]
    corners: tuple[tuple[Cell, Cell], ...]


@cache
def line(down: int, right: int) -> Line:
    """
    Find the cells on the line of a move.

    Examples
    --------
    >>> line(1, 2).pairs
    (((0, 0), (1, 2), 0.25), ((0, 1), (1, 1), 0.25))
    >>> line(1, 1)
    Line(pairs=(((0, 0), (1, 1), 0.5),), corners=(((1, 0), (0, 1)),))
    """
    crossed = [_crossings(down), _crossings(right)]
    cuts = [Fraction(0), *sorted(crossed[0] | crossed[1]), Fraction(1)]
    middles = [(before + after) / 2 for before, after in pairwise(cuts)]
    cells = [(round(down * middle), round(right * middle)) for middle in middles]
    shares = [float(after - before) for before, after in pairwise(cuts)]
    count = (len(cells) + 1) // 2
    pairs = tuple(zip(cells[:count], cells[::-1][:count], shares[:count], strict=True))
    corners = []
    for cut in sorted(crossed[0] & crossed[1]):
        before, after = cells[cuts.index(cut) - 1], cells[cuts.index(cut)]
        corners.append(((after[0], before[1]), (before[0], after[1])))
    return Line(pairs, tuple(corners))


def _crossings(cells: int) -> set[Fraction]:
    """Where along the line it leaves one row (or column) for the next, as shares of it."""
    return {Fraction(2 * number + 1, 2 * abs(cells)) for number in range(abs(cells))}
