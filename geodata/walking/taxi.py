"""Walking and riding: on foot to a road, a wait, by taxi along roads, on foot to the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.walking.engine import nearest_keys, spread
from geodata.walking.keys import MILLISECONDS, POSITION_BITS, UNREACHED
from geodata.walking.times import times_of_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph
    from geodata.walking.times import WalkTimes


def walk_and_ride_times(
    walks: WalkGraph, rides: WalkGraph, source_cells: NDArray[np.int64], wait_seconds: float
) -> WalkTimes:
    """
    Find the least time from every cell to a site, on foot or with one or more taxis.

    A taxi can be boarded, after the wait, and left in any cell of a road. Who walks faster
    than she rides and waits walks. Always shown beside the time on foot, never instead.

    Parameters
    ----------
    walks, rides
        Graphs of one grid.
    source_cells
        Flat cell of each site; -1, or a cell where nobody can walk, for one left out.

    Returns
    -------
    Times with the nearest site; of equal times the site first in order.

    Examples
    --------
    Five cells of 1 km: 15 minutes each on foot, 1 minute by taxi after 20 minutes of waiting.

    >>> from geodata.walking.graph import walk_graph
    >>> walks, rides = (walk_graph(np.full((1, 5), pace), 1000) for pace in (0.9, 0.06))
    >>> (walk_and_ride_times(walks, rides, np.array([0]), 1200).seconds / 60).tolist()
    [[0.0, 15.0, 22.0, 23.0, 24.0]]
    """
    wait = round(wait_seconds * MILLISECONDS) << POSITION_BITS
    keys = nearest_keys(walks, source_cells)
    both = walks.walkable & rides.walkable
    # Each round allows for one more taxi; without a change there is no use for another.
    while True:
        riding = np.where(both, keys, UNREACHED)
        spread(rides, riding, np.flatnonzero(riding != UNREACHED))
        better = np.flatnonzero(both & (riding < keys - wait))
        if not len(better):
            return times_of_keys(keys, walks.shape)
        keys[better] = riding[better] + wait
        spread(walks, keys, better)
