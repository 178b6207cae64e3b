"""The grid as a directed graph: where a step may lead from a cell and how long it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata.walking.keys import MILLISECONDS
from geodata.walking.moves import MOST_PAIRS, MOVES, line
from geodata.walking.slopes import KNOTS_PER_SLOPE, SlopeTable, tobler
from geodata.walking.stepbits import possible_steps, slowest, steepest_rise

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

    from geodata.walking.moves import Cell

    Floats = NDArray[np.float64]
    Shorts = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class WalkGraph:
    """
    Steps between the cells of a grid, turned round: from the site's side outwards.

    What a step costs is not kept but worked out where it is taken: in whole milliseconds, so
    that sums are exact in any order of adding, and ties are ties. The price is half a
    millisecond a step at most.

    Parameters
    ----------
    cell_m
        Side of a cell, metres.
    moves
        Rows down and columns right of each move.
    pace
        Seconds a metre by cell, shape (rows, columns); infinite where closed.
    heights
        Metres, same shape; None for level ground.
    possible
        By flat position, one bit a move: whether there is a step from the cell that lies a
        move away, and back.
    slopes
        How many times as long a slope takes as level ground.
    """

    cell_m: float
    moves: tuple[Cell, ...]
    pace: Shorts = field(repr=False)
    heights: Shorts | None = field(repr=False)
    possible: NDArray[np.unsignedinteger] = field(repr=False)
    slopes: SlopeTable = field(repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pace.shape
        return rows, columns

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.pace.size

    @cached_property
    def walkable(self) -> NDArray[np.bool_]:
        """Whether somebody can walk on the cell, by flat position."""
        return np.isfinite(self.pace).ravel()

    @property
    def reach(self) -> int:
        """Over how many rows or columns the longest move leads."""
        return max(max(map(abs, move)) for move in self.moves)

    @property
    def offsets(self) -> NDArray[np.int64]:
        """How far each move leads in flat positions."""
        return np.array([down * self.shape[1] + right for down, right in self.moves])

    @property
    def lengths_m(self) -> Floats:
        """Length of each move."""
        return np.array([self.cell_m * math.hypot(*move) for move in self.moves])

    @property
    def parts_mm(self) -> Floats:
        """Array (moves, pairs): millimetres of the line in each cell of a pair, 0 for none."""
        shares = np.zeros((len(self.moves), MOST_PAIRS))
        for number, move in enumerate(self.moves):
            pairs = line(*move).pairs
            shares[number, : len(pairs)] = [share for _, _, share in pairs]
        return shares * self.lengths_m[:, None] * MILLISECONDS

    @property
    def knots_per_metre(self) -> Floats:
        """By how many knots of the slope table a metre of rise moves on, by move."""
        return np.asarray(KNOTS_PER_SLOPE / self.lengths_m)

    @property
    def passed(self) -> NDArray[np.int64]:
        """Array (moves, 4): flat offsets of the cells passed between the ends, 0 for none."""
        passed = np.zeros((len(self.moves), 2 * MOST_PAIRS - 2), np.int64)
        for number, move in enumerate(self.moves):
            cells = [cell for pair in line(*move).pairs[1:] for cell in pair[:2]]
            flat = [down * self.shape[1] + right for down, right in cells]
            passed[number, : len(flat)] = flat
        return passed

    @cached_property
    def costs(self) -> NDArray[np.int64]:
        """
        Array (cells, moves), for the plain engine: milliseconds of every step.

        The walk is to the cell, from the one that lies a move away; 0 without such a step.
        """
        costs = np.zeros((self.size, len(self.moves)), np.int64)
        for number in range(len(self.moves)):
            cells = np.flatnonzero(self.possible >> number & 1)
            milliseconds = _level_ms(self, number, cells)
            if self.heights is not None:
                ends = self.heights.ravel().astype(float)
                rise = ends[cells] - ends[cells + self.offsets[number]]
                milliseconds *= self.slopes.at(rise * self.knots_per_metre[number])
            # Even the shortest step takes some time: no step is lost for being short.
            costs[cells, number] = np.maximum(np.floor(milliseconds + 0.5), 1)
        return costs

    @cached_property
    def floors_ms(self) -> NDArray[np.int64]:
        """Milliseconds that no step of a move falls below, by move; 1 at least."""
        fastest = float(self.pace.min(initial=np.inf))
        if not np.isfinite(fastest):
            return np.ones(len(self.moves), np.int64)
        least = self.lengths_m * fastest * self._factor_bounds[0] * MILLISECONDS
        return np.asarray(np.maximum(np.floor(least) - 1, 1), np.int64)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """Two costs in milliseconds: no step is cheaper, none dearer."""
        level = self.lengths_m.max() * slowest(self.pace)
        dearest = level * self._factor_bounds[1] * MILLISECONDS
        return int(self.floors_ms.min()), int(dearest) + 2

    @cached_property
    def _factor_bounds(self) -> tuple[float, float]:
        """Two factors: no step's slope has a lower or a higher one."""
        if self.heights is None:
            return 1.0, 1.0
        # The way back of a move rises as much as it falls.
        forth = [number for number, move in enumerate(self.moves) if move > (0, 0)]
        moves, lengths = [self.moves[number] for number in forth], self.lengths_m[forth].tolist()
        return self.slopes.bounds(steepest_rise(self.heights, moves, lengths))

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
        ends = np.clip(self.cell_of_node[:, None] + self.offsets, 0, self.size - 1)
        starts = np.concatenate([[0], np.cumsum(possible.sum(axis=1))])
        entries = costs[possible].astype(np.float64), self.node_of_cell[ends[possible]], starts
        return csr_array(entries, (nodes, nodes))


def walk_graph(
    pace: ArrayLike,
    cell_m: float,
    neighbours: int = 16,
    elevation_m: ArrayLike | None = None,
    slopes: SlopeTable | None = None,
) -> WalkGraph:
    """
    Build the graph of all steps between walkable cells.

    A step leads straight from one cell's centre to another's and takes its length times the
    pace of the cells it passes, each by its share of the line. It may not pass closed ground,
    nor slip between two closed cells that touch at a corner on its way.

    Parameters
    ----------
    pace
        Seconds a metre by cell, shape (rows, columns), above 0; infinite where closed. Kept
        in single precision, to one part in ten million.
    cell_m
        Side of a cell, metres.
    neighbours
        8; 16 adds the knight's moves; 32 the moves to the third row and column ('fine').
    elevation_m
        Heights good enough for slopes between neighbours, same shape; a step up then takes
        longer than the same step down, and a step from or to an unknown height (NaN) counts
        as level. Left out, ground is level. Upside down (``-elevation_m``), walks lead home
        from the site.
    slopes
        How many times as long a slope takes as level ground; left out, Tobler's rule.

    Raises
    ------
    ValueError
        When the number of neighbours is another, or a pace is not above 0.
    """
    paces = _single(pace)
    if neighbours not in MOVES or not paces.min(initial=np.inf) > 0:
        message = f"neighbours must be 8, 16 or 32 (is {neighbours}), and every pace above 0"
        raise ValueError(message)
    heights = None if elevation_m is None else _single(elevation_m)
    possible = possible_steps(paces, neighbours).ravel()
    return WalkGraph(cell_m, MOVES[neighbours], paces, heights, possible, slopes or tobler())


def _single(values: ArrayLike) -> Shorts:
    """Take values over in the one form for which the kernel is compiled, uncopied if they can."""
    return np.require(values, np.float32, ["C", "W"])


def _level_ms(graph: WalkGraph, number: int, cells: NDArray[np.int64]) -> Floats:
    """Milliseconds of a move's step to some cells as if ground were level."""
    pace = graph.pace.ravel().astype(float)
    parts, passed = graph.parts_mm[number], graph.passed[number]
    # In pairs, so that a walk and its return add up to the very same sum.
    milliseconds = parts[0] * (pace[cells] + pace[cells + graph.offsets[number]])
    for part, one, other in zip(parts[1:], passed[::2], passed[1::2], strict=True):
        if part > 0:
            milliseconds += part * (pace[cells + one] + pace[cells + other])
    return np.asarray(milliseconds)
