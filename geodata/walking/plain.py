"""The plain engine: scipy's Dijkstra on the graph, exact, with nothing to compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.walking.keys import POSITION_BITS, UNREACHED, placed, seeded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph

    Longs = NDArray[np.int64]

# Positions of sites as a fraction of a millisecond: sums stay exact up to four years.
POSITION_STEP = 2.0**-POSITION_BITS


def nearest_keys(graph: WalkGraph, source_cells: Longs) -> Longs:
    """
    Find the key of every cell: its least walk to a source, and which that is.

    Parameters
    ----------
    source_cells
        Flat cell of each source; -1, or a cell where nobody can walk, for one left out.
    """
    keys = np.full(graph.size, UNREACHED)
    spread(graph, keys, seeded(keys, placed(graph, source_cells)))
    return keys


def spread(graph: WalkGraph, keys: Longs, seeds: Longs) -> None:
    """
    Lower the keys of all cells that can be reached better from some seeds, in place.

    One more node is the start of all walks. Its edges to the seeds cost what their keys say,
    the position of the site as a fraction of a millisecond: so ties go to the lowest position,
    whatever order the solver takes.

    Parameters
    ----------
    keys
        Key of each cell; those of the seeds are set already.
    seeds
        Different flat cells on which somebody can walk.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - not needed with a cache
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    start = len(graph.cell_of_node)
    steps, ends = graph.steps, graph.node_of_cell[seeds]
    with_start = csr_array(
        (
            # One position more, because an edge of no cost would be none.
            np.concatenate([steps.data, (keys[seeds] + 1) * POSITION_STEP]),
            np.concatenate([steps.indices, ends.astype(steps.indices.dtype)]),
            np.append(steps.indptr, steps.nnz + len(ends)),
        ),
        shape=(start + 1, start + 1),
    )
    reached = np.asarray(dijkstra(with_start, indices=[start], min_only=True))[:start]
    cells, found = graph.cell_of_node, np.isfinite(reached)
    new = (reached[found] / POSITION_STEP - 1).astype(np.int64)
    keys[cells[found]] = np.minimum(keys[cells[found]], new)


def keys_within(graph: WalkGraph, cell: int, limit_milliseconds: int) -> tuple[Longs, Longs]:
    """Find all cells with a walk to one walkable cell of a limit at most, and their keys."""
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - not needed with a cache

    node = int(graph.node_of_cell[cell])
    reached = dijkstra(graph.steps, indices=node, limit=limit_milliseconds)
    near = np.flatnonzero(np.isfinite(reached))
    return graph.cell_of_node[near], reached[near].astype(np.int64) << POSITION_BITS
