"""
Keys: the walk to the nearest site and which site that is, in one whole number.

Milliseconds are in the upper bits, the position of the site in the lowest 16. The lower of two
keys is the nearer site, and of equally near ones the first in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph

    Longs = NDArray[np.int64]

# Compiled code keeps the first two as they were: who changes them changes kernel.py too.
POSITION_BITS: Final = 16
UNREACHED: Final = int(np.iinfo(np.int64).max)
NOT_REACHED: Final = int(np.iinfo(np.int32).max)
NO_SITE: Final = -1
MILLISECONDS: Final = 1000


def placed(graph: WalkGraph, cells: Longs) -> Longs:
    """Put -1 for cells where nobody can walk, so that -1 is the one sign of a place left out."""
    cells = np.asarray(cells, dtype=np.int64)
    return np.where((cells >= 0) & np.isfinite(graph.pace.ravel()[cells]), cells, NO_SITE)


def seeded(keys: Longs, cells: Longs) -> Longs:
    """
    Give each source's cell its key, in place; of two sources in one cell the first counts.

    Returns
    -------
    The different cells that hold a source.

    Examples
    --------
    >>> keys = np.full(3, UNREACHED)
    >>> seeded(keys, np.array([2, -1, 2, 0])).tolist(), keys[[0, 2]].tolist()
    ([0, 2], [3, 0])
    """
    different, positions = np.unique(cells, return_index=True)
    different, positions = different[different >= 0], positions[different >= 0]
    keys[different] = positions
    return different


def whole_seconds(keys: Longs) -> NDArray[np.int32]:
    """
    Whole seconds of keys, rounded half up; ``NOT_REACHED`` where no way leads to a site.

    >>> whole_seconds((np.array([1499, 1500]) << POSITION_BITS) + 7).tolist()
    [1, 2]
    """
    seconds = ((keys >> POSITION_BITS) + MILLISECONDS // 2) // MILLISECONDS
    return np.where(keys == UNREACHED, NOT_REACHED, seconds).astype(np.int32)


def site_positions(keys: Longs) -> NDArray[np.int16]:
    """
    Position of the nearest site of keys; -1 where no way leads to one.

    >>> site_positions(np.array([(9 << POSITION_BITS) + 7, UNREACHED])).tolist()
    [7, -1]
    """
    positions = keys & (2**POSITION_BITS - 1)
    return np.where(keys == UNREACHED, NO_SITE, positions).astype(np.int16)
