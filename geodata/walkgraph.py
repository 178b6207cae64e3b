"""The grid as a directed graph: where a step may lead from a cell and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.terrain import slope_factor

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]

MILLISECONDS = 1000
MARGIN = 2
STRAIGHT = ((-1, 0), (0, -1), (0, 1), (1, 0))
DIAGONAL = ((-1, -1), (-1, 1), (1, -1), (1, 1))
KNIGHT = ((-2, -1), (-2, 1), (-1, -2), (-1, 2), (1, -2), (1, 2), (2, -1), (2, 1))
MOVES = {8: STRAIGHT + DIAGONAL, 16: STRAIGHT + DIAGONAL + KNIGHT}


@dataclass(frozen=True, eq=False)
class WalkGraph:
    """
    Walkable cells as nodes, steps as edges turned round: from the site's side outwards.

    Parameters
    ----------
    shape
        Rows and columns of the grid.
    cell_of_node
        Flat position in the grid of each node, in row order.
    node_of_cell
        Node of each flat position, -1 where nobody can walk.
    steps
        Sparse matrix (nodes, nodes): entry (u, v) holds the milliseconds to walk from v to u.
        Whole milliseconds, so that sums are exact in any order of adding, and ties are ties;
        the price is half a millisecond an edge at most.
    """

    shape: tuple[int, int]
    cell_of_node: NDArray[np.int64]
    node_of_cell: NDArray[np.int32]
    steps: csr_array


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
    open_cells = np.flatnonzero(np.isfinite(pace)).astype(np.int64)
    node_of_cell = np.full(pace.size, -1, dtype=np.int32)
    node_of_cell[open_cells] = np.arange(len(open_cells), dtype=np.int32)
    moves = MOVES[neighbours]
    costs = np.empty((len(open_cells), len(moves)))
    for number, move in enumerate(moves):
        seconds = _step_seconds(pace, cell_m, move, elevation_m)
        costs[:, number] = np.rint(seconds.ravel()[open_cells] * MILLISECONDS)
    steps = _as_matrix(costs, open_cells, node_of_cell, moves, pace.shape[1])
    return WalkGraph((pace.shape[0], pace.shape[1]), open_cells, node_of_cell, steps)


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


def _as_matrix(
    costs: Floats,
    open_cells: NDArray[np.int64],
    node_of_cell: NDArray[np.int32],
    moves: tuple[tuple[int, int], ...],
    columns: int,
) -> csr_array:
    from scipy.sparse import csr_array  # noqa: PLC0415 - not needed on a start from the cache

    offsets = np.array([down * columns + right for down, right in moves])
    possible = np.isfinite(costs)
    # A step past the grid's edge is never possible; clipping only keeps the look-up in range.
    ends = np.clip(open_cells[:, None] + offsets, 0, node_of_cell.size - 1)
    starts = np.concatenate([[0], np.cumsum(possible.sum(axis=1))])
    nodes = len(open_cells)
    return csr_array((costs[possible], node_of_cell[ends[possible]], starts), (nodes, nodes))
