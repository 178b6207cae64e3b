"""What holds for all steps of a grid, found for some rows at a time to save memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.moves import MOVES, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geodata.moves import Cell

    Shorts = NDArray[np.float32]

# So many cells are worked on at a time.
BAND_CELLS: Final = 2**19
# The kernel is compiled for each kind of bits.
BITS: Final = {8: np.uint8, 16: np.uint16, 32: np.uint32}


def possible_steps(walkable: NDArray[np.bool_], neighbours: int) -> NDArray[np.unsignedinteger]:
    """
    Work out which steps there are: none passes closed ground, or slips between two corners.

    Returns
    -------
    Shape of the grid; in each cell one bit a move of ``MOVES``, set if there is a step from
    the cell that lies a move away, and back.

    Examples
    --------
    >>> bin(possible_steps(np.array([[True, True]]), 8)[0, 0]), MOVES[8][2]
    ('0b100', (0, 1))
    """
    possible = np.zeros(walkable.shape, BITS[neighbours])
    kind = possible.dtype.type
    rows, columns = walkable.shape
    margin = max(max(map(abs, move)) for move in MOVES[neighbours])
    for first, last in _bands(rows, columns):
        above, below = max(first - margin, 0), min(last + margin, rows)
        padding = (above - first + margin, last + margin - below), (margin, margin)
        band = np.pad(walkable[above:below], padding)

        def at(cell: Cell, band: NDArray[np.bool_] = band) -> NDArray[np.bool_]:
            """Say for each cell of the band whether the one at an offset is walkable."""
            top, left = margin + cell[0], margin + cell[1]
            return band[top : top + len(band) - 2 * margin, left : left + columns]

        for number, move in enumerate(MOVES[neighbours]):
            way = line(*move)
            step = np.logical_and.reduce([at(end) for pair in way.pairs for end in pair[:2]])
            for one, other in way.corners:
                step &= at(one) | at(other)
            possible[first:last] |= step.astype(kind) << kind(number)
    return possible


def highest_rise(heights: Shorts, move: Cell) -> float:
    """
    Find the most that a move down the grid rises or falls, of all between known heights.

    >>> highest_rise(np.array([[0, 5, np.nan]], np.float32), (0, 1))
    5.0
    """
    down, right = move
    left, end = max(-right, 0), heights.shape[1] - max(right, 0)
    most = 0.0
    for first, last in _bands(heights.shape[0] - down, heights.shape[1]):
        here = heights[first:last, left:end]
        there = heights[first + down : last + down, left + right : end + right]
        most = max(most, float(np.fmax.reduce(np.abs(there - here), axis=None, initial=0)))
    return most


def _bands(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """First and end row of each band."""
    band = max(BAND_CELLS // max(columns, 1), 1)
    for first in range(0, rows, band):
        yield first, min(first + band, rows)
