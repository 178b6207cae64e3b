"""Sums, medians and percentiles of cells by group, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer]


def sums(values: Floats, group: Integers, groups: int) -> Floats:
    """
    Sum of cell values by group; cells with group -1 belong nowhere.

    >>> sums(np.array([1.0, 2, 4]), np.array([0, 1, -1]), 2).tolist()
    [1.0, 2.0]
    """
    totals = np.bincount(group + 1, weights=values, minlength=groups + 1)
    return totals[1 : groups + 1].astype(np.float64, copy=False)


def weighted_percentiles(
    values: Floats, weights: Floats, group: Integers, groups: int, shares: tuple[float, ...]
) -> Floats:
    """
    Weighted percentiles of cells by group: the smallest value that reaches the share.

    Parameters
    ----------
    values, weights, group
        One value a cell; cells of group -1 or weight 0 are left out.
    shares
        Shares of the weight, 0 to 1; 0.5 is the median.

    Returns
    -------
    Array of shape (len(shares), groups), NaN for a group without weight.

    >>> values, weights = np.array([10.0, 20, 30]), np.array([1.0, 1, 8])
    >>> weighted_percentiles(values, weights, np.zeros(3, int), 2, (0.2, 0.5)).tolist()
    [[20.0, nan], [30.0, nan]]
    """
    kept = np.flatnonzero((group >= 0) & (weights > 0))
    # By value, then by group: two sorts that are several times as fast as one by both.
    order = kept[np.argsort(values[kept])]
    order = order[np.argsort(_small(group[order], groups), kind="stable")]
    totals = sums(weights[order], group[order], groups)
    starts = np.concatenate([[0.0], np.cumsum(totals)])[:-1]
    running = np.cumsum(weights[order])
    result = np.full((len(shares), groups), np.nan)
    present = np.flatnonzero(totals > 0)
    last = np.searchsorted(group[order], present, side="right") - 1
    for row, share in enumerate(shares):
        # A hair below the target, so that a share reached exactly is not missed by rounding.
        target = starts[present] + share * totals[present] * (1 - 1e-9)
        position = np.minimum(np.searchsorted(running, target), last)
        result[row, present] = values[order][position]
    return result


def _small(group: Integers, groups: int) -> Integers:
    """Write groups in 16 bits where they fit: numbers so short are sorted digit by digit."""
    return group.astype(np.int16) if groups <= np.iinfo(np.int16).max else group
