"""
Walking times while sites come, go and move: only what changes is worked out again.

After any number of edits the result equals a full solve, second for second. One more site
can only lower keys, so it spreads from its cell as far as it is the nearest. One less leaves
the keys of all other catchments as they are: the way from a cell to its site passes only
cells of the same site. Its own catchment is entered again from its edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.walking.engine import nearest_keys, solver_for
from geodata.walking.keys import NO_SITE, UNREACHED, placed
from geodata.walking.times import MOST_SITES, times_of_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph
    from geodata.walking.times import WalkTimes

    Longs = NDArray[np.int64]


class EditableWalks:
    """
    Walk from every cell to the nearest of some sites that may change. One thread at a time.

    Each site keeps its position for good: one that is removed leaves a gap, and where two are
    equally near the lower position wins, as in a full solve.

    Parameters
    ----------
    graph
        From ``walk_graph``.
    source_cells
        Flat cell of each site; -1, or a cell where nobody can walk, for one left out.

    Raises
    ------
    ValueError
        For more than 32,767 sites.

    Examples
    --------
    >>> from geodata.walking.graph import walk_graph
    >>> walks = EditableWalks(walk_graph(np.ones((1, 5)), cell_m=100), np.array([0]))
    >>> walks.place(1, 4).tolist()
    [3, 4]
    >>> walks.times().seconds.tolist(), walks.times().nearest.tolist()
    ([[0, 100, 200, 100, 0]], [[0, 0, 0, 1, 1]])
    >>> walks.remove(0).tolist()
    [0, 1, 2]
    >>> walks.times().seconds.tolist()
    [[400, 300, 200, 100, 0]]
    """

    def __init__(self, graph: WalkGraph, source_cells: Longs) -> None:
        if len(source_cells) > MOST_SITES:
            raise ValueError(f"{len(source_cells)} sites, at most {MOST_SITES}")
        self._graph = graph
        self._cells = placed(graph, source_cells).tolist()
        self._solver = solver_for(graph)
        self._keys = self._full_solve()

    @property
    def source_cells(self) -> Longs:
        """Flat cell of each position; -1 for a site that is not there."""
        return np.array(self._cells, dtype=np.int64)

    def times(self) -> WalkTimes:
        """Return the walking times as they are now; later edits leave them alone."""
        return times_of_keys(self._keys, self._graph.shape)

    def keys_at(self, cells: Longs) -> Longs:
        """Return the keys of some cells as they are now (see ``geodata.walking.keys``)."""
        return self._keys[cells]

    def place(self, position: int, cell: int) -> Longs:
        """
        Put a site on a cell: a new one, one that was removed, or one that moves there.

        Parameters
        ----------
        position
            Of the site; the next free one for a new site.
        cell
            Flat cell; on one where nobody can walk the site is left out.

        Returns
        -------
        Flat cells whose time or nearest site has changed, in row order, and perhaps some that
        ended as they were.

        Raises
        ------
        ValueError
            For a position past the next free one, or for more sites than there can be.
        """
        if not 0 <= position <= len(self._cells) or position >= MOST_SITES:
            raise ValueError(f"position {position}, with {len(self._cells)} sites")
        if position == len(self._cells):
            self._cells.append(NO_SITE)
        left = self.remove(position)
        self._cells[position] = int(placed(self._graph, np.array([cell]))[0])
        return np.union1d(left, self._after_placing(position))

    def remove(self, position: int) -> Longs:
        """
        Take a site away; nothing happens if it is not there.

        Returns
        -------
        The cells of its catchment, in row order.

        Raises
        ------
        ValueError
            For a position that no site ever had.
        """
        if not 0 <= position < len(self._cells):
            raise ValueError(f"position {position}, with {len(self._cells)} sites")
        cell = self._cells[position]
        self._cells[position] = NO_SITE
        if cell == NO_SITE:
            return np.zeros(0, np.int64)
        if self._solver is None:
            return self._solved_again()
        # A site that shares its cell with one of a lower position is nearest to nobody.
        if self._keys[cell] != position:
            return np.zeros(0, np.int64)
        catchment = self._solver.forget(self._keys, cell)
        if cell in self._cells:
            self._keys[cell] = self._cells.index(cell)
        self._solver.spread(self._keys, catchment[self._keys[catchment] != UNREACHED])
        return np.sort(catchment)

    def _after_placing(self, position: int) -> Longs:
        cell = self._cells[position]
        if cell == NO_SITE:
            return np.zeros(0, np.int64)
        if self._solver is None:
            return self._solved_again()
        if self._keys[cell] <= position:
            return np.zeros(0, np.int64)
        self._keys[cell] = position
        return np.sort(self._solver.spread(self._keys, np.array([cell])))

    def _full_solve(self) -> Longs:
        if self._solver is None:
            return nearest_keys(self._graph, self.source_cells)
        return self._solver.nearest_keys(self.source_cells)

    def _solved_again(self) -> Longs:
        """Without the compiled engine everything is worked out again."""
        before, self._keys = self._keys, self._full_solve()
        return np.flatnonzero(before != self._keys).astype(np.int64)
