"""Geographic and effective coverage, and the three-way split of need (domain 3.2, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.units import SECONDS_PER_MINUTE
from geodata.zonal import sums

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer]
    # Whole seconds, until a check makes every walk slower or faster.
    Seconds = Integers | Floats

NOBODY = -1


def coverage(served: pd.Series, need: pd.Series) -> pd.Series:
    """
    Share of need that is served, aligned to the index of ``need``.

    An area without need has no coverage: missing, never zero.

    >>> import pandas as pd
    >>> coverage(pd.Series({"A": 30, "B": 0}), pd.Series({"A": 40, "B": 0})).to_dict()
    {'A': 0.75, 'B': nan}
    """
    return served.reindex(need.index) / need.where(need > 0)


def within(walk_seconds: Seconds, threshold_minutes: float) -> NDArray[np.bool_]:
    """
    Whether a walk is within a time; 3,600 s is within 60 minutes, bands are (a, b].

    >>> within(np.array([3599, 3600, 3601]), 60).tolist()
    [True, True, False]
    """
    return walk_seconds <= threshold_minutes * SECONDS_PER_MINUTE


def demand_by_site(
    pairs: Floats, nearest: Integers, in_reach: NDArray[np.bool_], sites: int
) -> Floats:
    """
    Pairs that look to each site: those in reach of it for whom it is the nearest.

    Parameters
    ----------
    pairs, nearest, in_reach
        One value a cell: active mother-infant pairs, position of the nearest site
        (-1 for none), and whether it is in reach.
    sites
        Number of sites; the result has one value each.

    >>> pairs, nearest = np.array([5.0, 7, 9]), np.array([0, 0, -1])
    >>> demand_by_site(pairs, nearest, np.array([True, True, False]), 2).tolist()
    [12.0, 0.0]
    """
    chosen = in_reach & (nearest != NOBODY)
    return sums(pairs[chosen], nearest[chosen], sites)


def served_share(capacity_pairs: Floats, demand_pairs: Floats) -> Floats:
    """
    Share of a site's demand that its staff can serve, at most 1; 1 where nobody asks.

    >>> served_share(np.array([100.0, 50, 10]), np.array([40.0, 60, 0])).round(3).tolist()
    [1.0, 0.833, 1.0]
    """
    asked = np.where(demand_pairs > 0, demand_pairs, 1.0)
    return np.where(demand_pairs > 0, np.minimum(capacity_pairs, demand_pairs) / asked, 1.0)


@dataclass(frozen=True)
class Split:
    """
    The three parts of need in each cell; they add up to its need.

    ``served``, ``over_capacity`` and ``out_of_reach`` have one value a cell in the unit of
    the need; ``share_by_site`` and ``demand_by_site`` (pairs) one value a site.
    """

    served: Floats
    over_capacity: Floats
    out_of_reach: Floats
    share_by_site: Floats
    demand_by_site: Floats


def split_by_nearest_site(
    need: Floats,
    walk_seconds: Seconds,
    nearest: Integers,
    capacity_pairs: Floats,
    pairs_per_need: float | Floats,
    threshold_minutes: float,
) -> Split:
    """
    Split need into served, in reach but over capacity, and out of reach.

    Each cell goes to its nearest staffed site within the threshold, and a site serves all
    its cells in the same proportion, so the order of rows never matters. Supply and demand
    are both in pairs.

    Parameters
    ----------
    need, walk_seconds, nearest
        One value a cell: need a year, whole seconds, position of the nearest site or -1.
    capacity_pairs
        One value a site: active pairs that its staff can carry.
    pairs_per_need
        Pairs of workload that one need a year stands for.

    Notes
    -----
    The case worked in the domain notes: needs 40, 60, 20, two sites with 2 and 1 staff.

    >>> split = split_by_nearest_site(
    ...     np.array([40.0, 60, 20]), np.array([1200, 2400, 6600]), np.array([0, 1, 1]),
    ...     np.array([100.0, 50.0]), 1.0, 60)
    >>> split.served.tolist(), split.over_capacity.tolist(), split.out_of_reach.tolist()
    ([40.0, 50.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 20.0])
    """
    in_reach = within(walk_seconds, threshold_minutes) & (nearest != NOBODY)
    demand = demand_by_site(need * pairs_per_need, nearest, in_reach, len(capacity_pairs))
    share = served_share(capacity_pairs, demand)
    cell_share = np.where(in_reach, np.append(share, 0.0)[nearest], 0.0)
    served = need * cell_share
    return Split(
        served=served,
        over_capacity=np.where(in_reach, need - served, 0.0),
        out_of_reach=np.where(in_reach, 0.0, need),
        share_by_site=share,
        demand_by_site=demand,
    )
