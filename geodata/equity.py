"""Equity: nearest and most remote fifth, Lorenz and Gini, concentration (domain 3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIFTHS = 5


def lorenz(staff: Floats, need: Floats) -> tuple[Floats, Floats]:
    """
    Cumulative shares of need and of staff, the groups with fewest staff for their need first.

    Groups without need are left out.

    Returns
    -------
    Shares of need and shares of staff, each from 0 to 1 and one longer than the groups.

    >>> x, y = lorenz(np.array([1.0, 3.0]), np.array([50.0, 50.0]))
    >>> x.tolist(), y.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.25, 1.0])
    """
    kept = need > 0
    order = np.argsort(staff[kept] / need[kept], kind="stable")
    x = np.concatenate([[0.0], np.cumsum(need[kept][order]) / need[kept].sum()])
    total = staff[kept].sum()
    # Where nobody works nobody has a share: missing, not zero.
    y = np.concatenate([[0.0], np.cumsum(staff[kept][order]) / (total if total > 0 else np.nan)])
    return x, y


def gini(staff: Floats, need: Floats) -> float:
    """
    Gini coefficient of staff against need, from the Lorenz curve.

    With few groups it understates inequality, so its label says 'between districts'.

    >>> round(gini(np.array([54.0, 56, 42, 33, 28]), np.array([3002.0, 2374, 1600, 895, 1129])), 3)
    0.117
    """
    x, y = lorenz(staff, need)
    return float(1 - np.sum(np.diff(x) * (y[1:] + y[:-1])))


def remoteness_rank(need: Floats, walk_seconds: Floats) -> Floats:
    """
    Need-weighted mid-rank of each cell, 0 for the nearest need and 1 for the most remote.

    Cells that walk equally long share one rank, so the order of rows never matters.

    >>> remoteness_rank(np.array([40.0, 60, 20]), np.array([20.0, 40, 110])).round(4).tolist()
    [0.1667, 0.5833, 0.9167]
    """
    share = need / need.sum()
    _, group = np.unique(walk_seconds, return_inverse=True)
    by_group = np.bincount(group, weights=share)
    before = np.concatenate([[0.0], np.cumsum(by_group)[:-1]])
    return (before + by_group / 2)[group]


def concentration_index(need: Floats, covered: Floats, rank: Floats) -> float:
    """
    Concentration of coverage along remoteness; negative when the near have more of it.

    Parameters
    ----------
    need, covered, rank
        One value a cell: need a year, covered share 0 to 1, mid-rank 0 to 1.

    >>> need, covered = np.array([40.0, 60, 20]), np.array([1, 50 / 60, 0])
    >>> rank = remoteness_rank(need, np.array([20.0, 40, 110]))
    >>> round(concentration_index(need, covered, rank), 4)
    -0.2037
    """
    weight = need / need.sum()
    mean = float(np.sum(weight * covered))
    if mean == 0:
        return float("nan")
    return float(2 / mean * np.sum(weight * covered * rank) - 1)


def erreygers_index(need: Floats, covered: Floats, rank: Floats) -> float:
    """
    Erreygers' form of the concentration index, for shares between 0 and 1.

    >>> need, covered = np.array([40.0, 60, 20]), np.array([1, 50 / 60, 0])
    >>> round(erreygers_index(need, covered, remoteness_rank(need, np.array([20.0, 40, 110]))), 4)
    -0.6111
    """
    mean = float(np.sum(need * covered) / need.sum())
    return 4 * mean * concentration_index(need, covered, rank)


def fifth(rank: Floats) -> NDArray[np.int64]:
    """
    Fifth of need that a rank lies in, 1 the nearest and 5 the most remote.

    >>> fifth(np.array([0.0, 0.19, 0.2, 0.99, 1.0])).tolist()
    [1, 1, 2, 5, 5]
    """
    number: NDArray[np.int64] = np.minimum((rank * FIFTHS).astype(int), FIFTHS - 1) + 1
    return number


def coverage_by_fifth(need: Floats, covered_need: Floats, rank: Floats) -> Floats:
    """
    Coverage in each fifth of need, from the nearest to the most remote.

    The gap between the last and the first is the figure to lead with.

    Returns
    -------
    Array of five shares; missing for a fifth without need.

    >>> covered_need, rank = np.array([1.0, 1, 1, 0, 0]), np.arange(5) / 5 + 0.1
    >>> coverage_by_fifth(np.ones(5), covered_need, rank).tolist()
    [1.0, 1.0, 1.0, 0.0, 0.0]
    """
    group = fifth(rank) - 1
    total = np.bincount(group, weights=need, minlength=FIFTHS)
    covered = np.bincount(group, weights=covered_need, minlength=FIFTHS)
    return covered / np.where(total > 0, total, np.nan)
