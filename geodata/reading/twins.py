"""Points that lie close to one another, each told with its nearest: never all pairs of a crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

DECIMALS = 3


class Twins(NamedTuple):
    """Two points by their places in the list, and how far they are apart."""

    one: int
    other: int
    metres: float


def close_pairs(east_m: ArrayLike, north_m: ArrayLike, within_m: float) -> list[Twins]:
    """
    Return each point with its nearest one, where that is close; each pair once.

    Of many points at one place each is told with the first of them: as many pairs as points at
    most, whatever the crowd.

    Parameters
    ----------
    east_m, north_m
        Finite metres.

    Examples
    --------
    >>> close_pairs([0, 30, 30, 9000], [0, 40, 40, 0], 500)
    [Twins(one=0, other=1, metres=50.0), Twins(one=1, other=2, metres=0.0)]
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - a third of a second at the start

    # As complex numbers they are sorted many times faster than as rows.
    points = np.asarray(east_m, float).round(DECIMALS) + 1j * np.asarray(north_m).round(DECIMALS)
    if len(points) < 2:  # noqa: PLR2004 - a pair
        return []
    one_each, first, which = np.unique(points, return_index=True, return_inverse=True)
    places = np.column_stack([one_each.real, one_each.imag])
    firsts, every = first[which], np.arange(len(points))
    again = firsts != every
    apart, nearest = cKDTree(places).query(places, k=2, distance_upper_bound=within_m)
    close = np.isfinite(apart[:, 1])
    mine, others = first[close], first[nearest[close, 1]]
    one = np.concatenate([firsts[again], np.minimum(mine, others)])
    other = np.concatenate([every[again], np.maximum(mine, others)])
    metres = np.concatenate([np.zeros(again.sum()), apart[close, 1]])
    _, kept = np.unique(one * len(points) + other, return_index=True)
    lists = (column[kept].tolist() for column in (one, other, metres))
    return [Twins(*pair) for pair in zip(*lists, strict=True)]
