"""The grid as a directed graph: where a step may lead from a cell and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata.keys import MILLISECONDS
from geodata.terrain import slope_factor

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]

MARGIN = 2
STRAIGHT = ((-1, 0), (0, -1), (0, 1), (1, 0))
DIAGONAL = ((-1, -1), (-1, 1), (1, -1), (1, 1))
KNIGHT = ((-2, -1), (-2, 1), (-1, -2), (-1, 2), (1, -2), (1, 2), (2, -1), (2, 1))
MOVES = {8: STRAIGHT + DIAGONAL, 16: STRAIGHT + DIAGONAL + KNIGHT}


@dataclass(frozen=True, eq=False)
class WalkGraph:
    """
    Steps between the cells of a grid, turned round: from the site's side outwards.

    Parameters
    ----------
    shape
        Rows and columns of the grid.
    moves
        Rows down and columns right of each move.
    costs
        Array (cells, moves) by flat position: whole milliseconds to walk to the cell from the
        one that lies a move away, 0 where there is no such step. They are whole so that sums
        are exact in any order of adding, and ties are ties; the price is half a millisecond a
        step at most.
    walkable
        By flat position, whether somebody can walk on the cell.
    """

    shape: tuple[int, int]
    moves: tuple[tuple[int, int], ...]
    costs: NDArray[np.uint32] | NDArray[np.int64]
    walkable: NDArray[np.bool_]

    @property
    def offsets(self) -> NDArray[np.int64]:
        """How far each move leads in flat positions."""
        return np.array([down * self.shape[1] + right for down, right in self.moves])

    @cached_property
    def cheapest(self) -> int:
        """Least cost of a step, milliseconds; 0 without any step."""
        return int(np.min(self.costs, where=self.costs > 0, initial=self.dearest))

    @cached_property
    def dearest(self) -> int:
        """Largest cost of a step, milliseconds; 0 without any step."""
        return int(self.costs.max(initial=0))

    @cached_property
    def cell_of_node(self) -> NDArray[np.int64]:
        """Flat position of each node, a walkable cell, in row order."""
        return np.flatnonzero(self.walkable).astype(np.int64)

    @cached_property
    def node_of_cell(self) -> NDArray[np.int32]:
        """Node of each flat position, -1 where nobody can walk."""
        numbers = np.cumsum(self.walkable, dtype=np.int32) - 1
        return np.where(self.walkable, numbers, np.int32(-1))

    @cached_property
    def steps(self) -> csr_array:
        """Sparse matrix (nodes, nodes): entry (u, v) is the milliseconds to walk from v to u."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - not needed with the compiled engine

        costs, nodes = self.costs[self.cell_of_node], len(self.cell_of_node)
        possible = costs > 0
        # A step past the grid's edge is never possible; clipping only keeps the look-up in range.
        ends = np.clip(self.cell_of_node[:, None] + self.offsets, 0, self.walkable.size - 1)
        starts = np.concatenate([[0], np.cumsum(possible.sum(axis=1))])
        entries = costs[possible].astype(np.float64), self.node_of_cell[ends[possible]], starts
        return csr_array(entries, (nodes, nodes))


def walk_graph(
    pace: Floats, cell_m: float, neighbours: int = 16, elevation_m: Floats | None = None
) -> WalkGraph:
    """
    Build the graph of all steps between walkable cells.

    A step leads straight from one cell's centre to another's and takes its length times the
    mean pace of the cells it passes: two for a straight or a diagonal step, four for a
    knight's move. A knight's move may not pass closed ground, and a diagonal step may not
    slip between two closed cells that touch at its corner.

    Parameters
    ----------
    pace
        Seconds a metre by cell, shape (rows, columns), above 0; infinite where closed.
    cell_m
        Side of a cell, metres.
    neighbours
        8 or 16; 16 adds the knight's moves.
    elevation_m
        Heights good enough for slopes between neighbours, same shape; a step up then takes
        longer than the same step down. Left out, ground is level.

    Raises
    ------
    ValueError
        When the number of neighbours is another, or a pace is not above 0.
    """
    if neighbours not in MOVES or not (pace > 0).all():
        message = f"neighbours must be 8 or 16 (is {neighbours}), and every pace above 0"
        raise ValueError(message)
    moves = MOVES[neighbours]
    costs = np.zeros((pace.size, len(moves)), dtype=np.uint32)
    for number, move in enumerate(moves):
        seconds = _step_seconds(pace, cell_m, move, elevation_m).ravel()
        # Even the shortest step takes some time: no step is lost for being short.
        milliseconds = np.maximum(np.rint(seconds * MILLISECONDS), 1)
        milliseconds[np.isinf(seconds)] = 0
        if milliseconds.max(initial=0) > np.iinfo(costs.dtype).max:
            costs = costs.astype(np.int64)
        costs[:, number] = milliseconds
    return WalkGraph((pace.shape[0], pace.shape[1]), moves, costs, np.isfinite(pace).ravel())


def _step_seconds(
    pace: Floats, cell_m: float, move: tuple[int, int], elevation_m: Floats | None
) -> Floats:
    """Seconds to walk to each cell from the cell that lies one move away from it."""
    length_m = cell_m * float(np.hypot(*move))
    seconds = length_m * _mean_pace(pace, move)
    if elevation_m is None:
        return seconds
    rise_m = elevation_m - _shifted(elevation_m, move, np.nan)
    return seconds * slope_factor(rise_m, length_m)


def _mean_pace(pace: Floats, move: tuple[int, int]) -> Floats:
    down, right = move
    ends = pace, _shifted(pace, move, np.inf)
    if move in KNIGHT:
        # The line crosses two more cells, and lies in each of the four for the same length.
        half = (int(down / 2), int(right / 2))
        beside = (down - half[0], right - half[1])
        between = _shifted(pace, half, np.inf), _shifted(pace, beside, np.inf)
        # In pairs, so that a walk and its return add up to the very same sum.
        return ((ends[0] + ends[1]) + (between[0] + between[1])) / 4
    mean = (ends[0] + ends[1]) / 2
    if move in DIAGONAL:
        corner = np.minimum(_shifted(pace, (down, 0), np.inf), _shifted(pace, (0, right), np.inf))
        return np.where(np.isinf(corner), np.inf, mean)
    return mean


def _shifted(values: Floats, move: tuple[int, int], fill: float) -> Floats:
    """Value of the cell that lies one move away from each cell; ``fill`` past the edge."""
    rows, columns = values.shape
    padded = np.pad(values, MARGIN, constant_values=fill)
    top, left = MARGIN + move[0], MARGIN + move[1]
    return padded[top : top + rows, left : left + columns]
