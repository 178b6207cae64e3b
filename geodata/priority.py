"""Priority of areas: a score with fixed references, and how sure its ranks are (domain 3.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geodata.need import Z_95

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Component(NamedTuple):
    """One part of the score: its column, weight, the value that scores full, and its words."""

    column: str
    weight: float
    full_at: float
    words: str


# Fixed references: a score never changes because another area is added.
COMPONENTS = (
    Component("unmet_need", 0.40, 50.0, "unmet need"),
    Component("walk_minutes", 0.25, 240.0, "walking time"),
    Component("deficit_share", 0.20, 1.0, "staffing deficit"),
    Component("days_since_visit", 0.15, 90.0, "days since the last outreach visit"),
)
CONCENTRATION = 20.0
LOWEST, HIGHEST = 5, 95
# Two areas whose order turns in more than one draw of four are told as tied.
SURE = 0.75
DECIMALS = 9


def priority_score(areas: pd.DataFrame) -> pd.DataFrame:
    """
    Score areas from 0 to 100, and say why where that is impossible.

    Parameters
    ----------
    areas
        One row an area: ``unmet_need`` a year, ``walk_minutes``, ``deficit_share`` (0-1) and
        ``days_since_visit``. Infinite means never (no route, no visit recorded) and scores
        full; missing means not known, and then there is no score: the weights of the other
        components never fill in.

    Returns
    -------
    Frame with ``score`` and ``reason`` (empty where there is a score).

    >>> columns = ["unmet_need", "walk_minutes", "deficit_share", "days_since_visit"]
    >>> rows = {"X": [30, 95, 0.4, 20], "Y": [18, 170, 0.8, 75], "W": [9, None, 0.1, 5]}
    >>> scores = priority_score(pd.DataFrame.from_dict(rows, orient="index", columns=columns))
    >>> scores["score"].round(4).tolist()
    [45.2292, 60.6083, nan]
    >>> scores["reason"].tolist()
    ['', '', 'not known: walking time']
    """
    weights = np.array([part.weight for part in COMPONENTS])
    values = areas[[part.column for part in COMPONENTS]].to_numpy(float)
    score = pd.Series(100 * _scaled(values) @ weights, index=areas.index)
    return pd.DataFrame({"score": score, "reason": [_reason(row) for row in values]})


def ranks(values: pd.Series) -> pd.Series:
    """
    Rank values, the largest first; ties by area code, missing values have no rank.

    >>> ranks(pd.Series({"B": 5.0, "A": 5.0, "C": 9.0, "D": None})).to_dict()
    {'B': 3.0, 'A': 2.0, 'C': 1.0, 'D': nan}
    """
    told = values.dropna().sort_index()
    order = rank_rows(told.to_numpy(float)[np.newaxis])[0]
    return pd.Series(order + 1.0, index=told.index, dtype=float).reindex(values.index)


def rank_ranges(
    areas: pd.DataFrame,
    lower: pd.DataFrame | None = None,
    upper: pd.DataFrame | None = None,
    draws: int = 1000,
    top: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Say how far each area's rank moves when weights and inputs are not quite right.

    Parameters
    ----------
    areas
        As for ``priority_score``.
    lower, upper
        Ends of the 95 % intervals of the same columns, of that part of the error that
        areas do not share; without them only the weights vary. What is missing there is
        taken as exact.
    draws, seed
        Number of seeded draws. Weights are drawn around their values (Dirichlet,
        concentration 20), inputs on either side of theirs.
    top
        How many first places ``chance_of_top`` is about.

    Returns
    -------
    Frame with ``rank``, ``lowest_rank`` and ``highest_rank`` (5 and 95 % of the draws),
    ``chance_first``, ``chance_of_top`` and ``tied`` with a neighbour in rank. All are
    missing for an area without a score. The order of rows never changes a result.
    """
    score = priority_score(areas)["score"]
    told = areas[score.notna()].sort_index()
    low_end, high_end = (
        told if side is None else side.reindex(index=told.index, columns=told.columns)
        for side in (lower, upper)
    )
    random = np.random.default_rng(seed)
    drawn = rank_rows(np.stack(list(_draw_scores(told, low_end, high_end, draws, random))))
    middle = ranks(score).reindex(told.index)
    low, high = np.percentile(drawn, [LOWEST, HIGHEST], axis=0, method="nearest") + 1.0
    table = pd.DataFrame(
        {
            "rank": middle,
            "lowest_rank": low,
            "highest_rank": high,
            "chance_first": (drawn == 0).mean(axis=0),
            "chance_of_top": (drawn < top).mean(axis=0),
            "tied": pd.array(tied_neighbours(drawn, middle), dtype="boolean"),
        },
        index=told.index,
    )
    return table.reindex(areas.index)


def _scaled(values: Floats) -> Floats:
    full = np.array([part.full_at for part in COMPONENTS])
    scaled: Floats = np.clip(values / full, 0.0, 1.0)
    return scaled


def _reason(values: Floats) -> str:
    unknown = [COMPONENTS[place].words for place in np.flatnonzero(np.isnan(values))]
    return f"not known: {', '.join(unknown)}" if unknown else ""


def rank_rows(scores: Floats) -> NDArray[np.int64]:
    """
    Rank each row from 0, the largest first; equal scores keep the order of columns.

    >>> rank_rows(np.array([[5.0, 9.0, 5.0]])).tolist()
    [[1, 0, 2]]
    """
    # Rounded, so that equal areas are equal whatever the order of additions.
    order = np.argsort(-scores.round(DECIMALS), axis=1, kind="stable")
    return np.argsort(order, axis=1, kind="stable")


def _draw_scores(
    areas: pd.DataFrame,
    lower: pd.DataFrame,
    upper: pd.DataFrame,
    draws: int,
    random: np.random.Generator,
) -> Iterator[Floats]:
    """Yield one score an area for each draw of weights and inputs."""
    columns = [part.column for part in COMPONENTS]
    value, low, high = (frame[columns].to_numpy(float) for frame in (areas, lower, upper))
    finite = np.isfinite(value)
    # Infinite means never, and never has no interval.
    below = np.where(finite, np.nan_to_num(np.where(finite, value, 0.0) - low), 0.0)
    above = np.where(finite, np.nan_to_num(high - np.where(finite, value, 0.0)), 0.0)
    weights = random.dirichlet(CONCENTRATION * np.array([p.weight for p in COMPONENTS]), draws)
    for weight in weights:
        spread = random.standard_normal(value.shape) / Z_95
        drawn = value + spread * np.where(spread > 0, above, below)
        yield 100 * _scaled(drawn) @ weight


def tied_neighbours(drawn: NDArray[np.int64], middle: pd.Series) -> NDArray[np.bool_]:
    """
    Whether the order of each with the one before or after it in rank is not sure.

    Parameters
    ----------
    drawn
        Ranks from 0, one row a draw.
    middle
        Rank of each without any draw.

    >>> tied_neighbours(np.array([[0, 1, 2], [1, 0, 2]]), pd.Series([1.0, 2.0, 3.0])).tolist()
    [True, True, False]
    """
    order = np.argsort(middle.to_numpy())
    earlier, later = drawn[:, order[:-1]], drawn[:, order[1:]]
    ahead = (earlier < later).mean(axis=0)
    unsure = np.maximum(ahead, 1 - ahead) < SURE
    tied = np.zeros(len(order), dtype=bool)
    tied[order[:-1]] |= unsure
    tied[order[1:]] |= unsure
    return tied
