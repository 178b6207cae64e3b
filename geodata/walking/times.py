"""
Walking times to the nearest site, exact on their graph.

Time runs in whole seconds towards the site, rounded half up once, at the end. Bands are
(a, b]: 3,600 s is within 60 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.walking.engine import nearest_keys
from geodata.walking.keys import site_positions, whole_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph

MOST_SITES = int(np.iinfo(np.int16).max)


@dataclass(frozen=True, eq=False)
class WalkTimes:
    """
    Walk from every cell to its nearest site; arrays of shape (rows, columns).

    Parameters
    ----------
    seconds
        Whole seconds; ``NOT_REACHED`` where no way leads to a site.
    nearest
        Position of the nearest site in the given order (the lowest among equally near ones,
        and of two in one cell); -1 without a way.
    """

    seconds: NDArray[np.int32]
    nearest: NDArray[np.int16]


def walk_times(graph: WalkGraph, source_cells: NDArray[np.int64]) -> WalkTimes:
    """
    Find the walking time from every cell to the nearest site, and which site that is.

    Parameters
    ----------
    graph
        From ``walk_graph``: the same one for all sets of sites of a season.
    source_cells
        Flat cell of each site; -1, or a cell where nobody can walk, for one left out.

    Raises
    ------
    ValueError
        For more than 32,767 sites.

    Examples
    --------
    >>> from geodata.walking.graph import walk_graph
    >>> pace = np.ones((1, 4))
    >>> times = walk_times(walk_graph(pace, cell_m=100), np.array([3, 0]))
    >>> times.seconds.tolist(), times.nearest.tolist()
    ([[0, 100, 100, 0]], [[1, 1, 0, 0]])
    """
    if len(source_cells) > MOST_SITES:
        message = f"{len(source_cells)} sites, at most {MOST_SITES}"
        raise ValueError(message)
    return times_of_keys(nearest_keys(graph, source_cells), graph.shape)


def times_of_keys(keys: NDArray[np.int64], shape: tuple[int, int]) -> WalkTimes:
    """Read walking times from the keys of all cells of a grid."""
    return WalkTimes(whole_seconds(keys).reshape(shape), site_positions(keys).reshape(shape))
