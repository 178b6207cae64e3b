"""What holds for all steps of a grid, found for some rows at a time to save memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from geodata.walking.moves import MOVES, line
from geodata.walking.threads import on_threads, parts_of, threads_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geodata.walking.moves import Cell

    Shorts = NDArray[np.float32]

Result = TypeVar("Result")
# So many cells are worked on at a time: what is worked out on the way stays in the cache.
BAND_CELLS: Final = 2**17
# The kernel is compiled for each kind of bits.
BITS: Final = {8: np.uint8, 16: np.uint16, 32: np.uint32}


def possible_steps(pace: Shorts, neighbours: int) -> NDArray[np.unsignedinteger]:
    """
    Work out which steps there are: none passes closed ground, or slips between two corners.

    Parameters
    ----------
    pace
        Infinite where ground is closed.

    Returns
    -------
    Shape of the grid; in each cell one bit a move of ``MOVES``, set if there is a step from
    the cell that lies a move away, and back.

    Examples
    --------
    >>> bin(possible_steps(np.array([[1, 2]], np.float32), 8)[0, 0]), MOVES[8][2]
    ('0b100', (0, 1))
    """
    possible = np.empty(pace.shape, BITS[neighbours])
    kind = possible.dtype.type
    rows, columns = pace.shape
    moves = MOVES[neighbours]
    margin = max(max(map(abs, move)) for move in moves)

    def write(first: int, end: int) -> None:
        """Work on some rows."""
        above, below = max(first - margin, 0), min(end + margin, rows)
        band = np.zeros((end - first + 2 * margin, columns + 2 * margin), np.bool_)
        top = above - first + margin
        inside = band[top : top + below - above, margin : margin + columns]
        np.isfinite(pace[above:below], out=inside)

        def at(cell: Cell) -> NDArray[np.bool_]:
            """Say for each cell of the rows whether the one at an offset is walkable."""
            top, left = margin + cell[0], margin + cell[1]
            return band[top : top + end - first, left : left + columns]

        bits = possible[first:end]
        bits[:] = 0
        for number, move in enumerate(moves):
            way = line(*move)
            step = at((0, 0)) & at(move)
            for one, other, _ in way.pairs[1:]:
                step &= at(one)
                step &= at(other)
            for one, other in way.corners:
                step &= at(one) | at(other)
            bits |= np.left_shift(step, kind(number))

    _by_bands(write, rows, columns)
    return possible


def steepest_rise(heights: Shorts, moves: Sequence[Cell], lengths_m: Sequence[float]) -> float:
    """
    Find the steepest that any of some moves rises or falls, of all between known heights.

    Parameters
    ----------
    moves, lengths_m
        Moves along a row or down the grid, and over how many metres they lead.

    Examples
    --------
    >>> steepest_rise(np.array([[0, 5, np.nan]], np.float32), [(0, 1)], [2.5])
    2.0
    """
    rows, columns = heights.shape

    def steepest(first: int, end: int) -> float:
        """Find it for the moves from some rows."""
        most, room = 0.0, np.empty((end - first, columns), np.float32)
        for (down, right), metres in zip(moves, lengths_m, strict=True):
            left = max(-right, 0)
            last = max(columns - max(right, 0), left)
            there = heights[first + down : end + down, left + right : last + right]
            rise = room[: len(there), : last - left]
            np.subtract(there, heights[first : first + len(there), left:last], out=rise)
            np.abs(rise, out=rise)
            most = max(most, float(np.fmax.reduce(rise, axis=None, initial=0)) / metres)
        return most

    return max(_by_bands(steepest, rows, columns), default=0.0)


def slowest(pace: Shorts) -> float:
    """
    Find the highest pace of open ground; 0 where all is closed.

    >>> slowest(np.array([[1, 2, np.inf]], np.float32))
    2.0
    """

    def highest(first: int, end: int) -> float:
        """Find it for some rows."""
        rows = pace[first:end]
        return float(np.max(rows, where=np.isfinite(rows), initial=0))

    return max(_by_bands(highest, *pace.shape), default=0.0)


def _by_bands(work: Callable[[int, int], Result], rows: int, columns: int) -> list[Result]:
    """Do some work on each band of rows, on two threads where the grid is large."""
    bands = parts_of(rows, -(-rows * columns // BAND_CELLS))
    return on_threads(work, bands, threads_for(rows * columns))
