"""Which posts next: site, cadre, and what one more post does for effective coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata.names import Cadre

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NO_MORE = "No more posts help here."
SERVES = "serves women in reach whom the site cannot serve now"
NORM = "asked for by the norm; adds nothing to effective coverage"
OPENS = "first of its cadre here; its effect must be worked out as that of a new site"
SIDES = {"gain": "need", "gain_lower": "need_lower", "gain_upper": "need_upper"}
COLUMNS = ["site_id", "cadre", *SIDES, "reason", "cost", "cost_per_need"]
DECIMALS = 7


@dataclass(frozen=True)
class PostPlan:
    """
    The next posts, best first, and a sentence where there are fewer than asked for.

    ``posts`` has one row a post: ``site_id``, ``cadre``, ``gain`` in need a year with its
    interval, ``reason``, ``cost`` and ``cost_per_need`` (missing without costs).
    ``cannot_assess`` lists the (site_id, cadre) whose staff was not reported.
    """

    posts: pd.DataFrame
    message: str
    cannot_assess: tuple[tuple[str, str], ...]


def next_posts(
    table: pd.DataFrame,
    most: int,
    cost_per_post: Mapping[str, float] | None = None,
    least_gain: float = 1.0,
) -> PostPlan:
    """
    Choose the next posts: those that serve most first, then those that only a norm asks for.

    A post serves what its site cannot serve now, so the second post at a site never adds
    more than the first, and taking the largest gains is the best choice there is. Ties go
    to the first site code. The gain of the first Mentor Mother at a site is missing: women
    would walk elsewhere, which only a new walk can tell.

    Parameters
    ----------
    table
        One row a site and cadre: ``site_id``, ``cadre``, ``posts`` there now, ``required`` by
        the norm, ``need`` a year of its catchment with ``need_lower`` and ``need_upper``, and
        ``need_per_post`` that one post serves (0 for coordinators).
    cost_per_post
        Cost of a post a year by cadre, where it is known.
    least_gain
        Need a year below which a post does not help.

    Notes
    -----
    Gains next to a site's catchment tell its staff, so they are for planners only.

    >>> columns = ["site_id", "cadre", "posts", "required", "need_per_post",
    ...     "need", "need_lower", "need_upper"]
    >>> rows = [("S1", "MM", 2, 2, 50, 40, 30, 50), ("S2", "MM", 1, 2, 50, 60, 45, 75)]
    >>> plan = next_posts(pd.DataFrame(rows, columns=columns), most=3)
    >>> plan.posts[["site_id", "cadre", "gain", "gain_lower", "gain_upper"]].to_numpy().tolist()
    [['S2', 'MM', 10.0, 0.0, 25.0]]
    >>> plan.message
    'No more posts help here.'
    """
    known = table["posts"].notna()
    offers = [
        offer for row in table[known].to_dict("records") for offer in _offers(row, most, least_gain)
    ]
    posts = pd.DataFrame(sorted(offers, key=_order)[:most], columns=COLUMNS)
    posts["cost"] = posts["cadre"].map(dict(cost_per_post or {})).astype(float)
    posts["cost_per_need"] = posts["cost"] / posts["gain"].where(posts["gain"] > 0)
    unknown = table.loc[~known, ["site_id", "cadre"]].itertuples(index=False, name=None)
    return PostPlan(posts, NO_MORE if len(posts) < most else "", tuple(unknown))


def _offers(row: Mapping[Hashable, Any], most: int, least_gain: float) -> Iterator[dict[str, Any]]:
    """Yield the posts that help at one site, one after another."""
    there, per_post = row["posts"], row["need_per_post"]
    opens = there == 0 and per_post > 0
    for extra in range(most):
        now = there + extra
        gains = {
            side: np.nan if opens else _gain(float(row[need]), now, float(per_post))
            for side, need in SIDES.items()
        }
        serves = gains["gain"] >= least_gain
        if not serves and now >= row["required"]:
            return
        reason = OPENS if opens else SERVES if serves else NORM
        yield {"site_id": row["site_id"], "cadre": row["cadre"], **gains, "reason": reason}


def _gain(need: float, posts: float, need_per_post: float) -> float:
    """Need a year that one more post serves: what is left over, at most a post's share."""
    return max(0.0, min(need - posts * need_per_post, need_per_post))


def _order(offer: dict[str, Any]) -> tuple[float, str, int]:
    gain = offer["gain"]
    # A post whose effect is not known comes after those that surely serve somebody.
    worth = 0.0 if np.isnan(gain) or offer["reason"] == NORM else round(gain, DECIMALS)
    return -worth, offer["site_id"], list(Cadre).index(Cadre(offer["cadre"]))


def coverage_after(
    table: pd.DataFrame, plan: PostPlan, cadre: Cadre, need_total: tuple[float, float, float]
) -> pd.DataFrame:
    """
    Effective coverage by one cadre's platform, before and after a plan, with intervals.

    Parameters
    ----------
    need_total
        Need a year of the whole scope, in reach or not, and the ends of its interval.

    Returns
    -------
    Frame with the rows ``before`` and ``after`` and ``value``, ``lower``, ``upper`` (0-1). More
    need with the same staff is less coverage, so the interval's ends change places.

    >>> columns = ["site_id", "cadre", "posts", "required", "need_per_post",
    ...     "need", "need_lower", "need_upper"]
    >>> rows = [("S1", "MM", 2, 2, 50, 40, 30, 50), ("S2", "MM", 1, 2, 50, 60, 45, 75)]
    >>> table = pd.DataFrame(rows, columns=columns)
    >>> coverage_after(table, next_posts(table, 1), Cadre.MM, (120, 90, 150))["value"].to_dict()
    {'before': 0.75, 'after': 0.8333333333333334}
    """
    rows = table[table["cadre"] == cadre]
    added = plan.posts[plan.posts["cadre"] == cadre]
    capacity = (rows["posts"] * rows["need_per_post"]).fillna(0.0)
    shares = pd.DataFrame(index=["before", "after"], columns=list(SIDES), dtype=float)
    for (gain, need), total in zip(SIDES.items(), need_total, strict=True):
        served = float(np.minimum(capacity, rows[need]).sum())
        shares[gain] = np.array([served, served + added[gain].sum()]) / total
    ends = shares.agg(["min", "max"], axis=1)
    return pd.DataFrame({"value": shares["gain"], "lower": ends["min"], "upper": ends["max"]})
