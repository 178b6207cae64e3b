"""Demonstration sites and their staff: the programme's totals spread by a rule and a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.lesotho import facts
from geodata.lesotho.outreach import opaque_ids

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOUNDS = {"MM": (1, 2), "SC": (0, 1), "CMM": (1, 4), "CSC": (0, 1)}
"""Fewest and most of each cadre at a demonstration site."""
SITE_COLUMNS = [
    "site_id",
    "site_name",
    "district_code",
    "latitude",
    "longitude",
    "coord_quality",
    "facility_type",
    "ownership",
    "facility_team",
    "community_team",
    "open_days_per_week",
]
STAFF_COLUMNS = ["site_id", "period", "cadre", "headcount", "fte", "approved_posts", "vacancies"]


def sites(placed: pd.DataFrame) -> pd.DataFrame:
    """
    Table of demonstration sites from their placed positions.

    Parameters
    ----------
    placed
        ``district_code``, ``number``, ``latitude``, ``longitude``.

    >>> place = {"district_code": ["LS-A"], "number": [3], "latitude": [-29.3], "longitude": [27.5]}
    >>> sites(pd.DataFrame(place))[["site_id", "site_name"]].iloc[0].tolist()
    ['DS-A03', 'Demo site Maseru-03']
    """
    names = facts.table("districts").set_index("district_code")["district_name"]
    frame = placed[["district_code", "number", "latitude", "longitude"]].assign(
        coord_quality="unknown",
        facility_type="health_centre",
        ownership="other",
        facility_team=1,
        community_team=1,
        open_days_per_week=5,
    )
    number = frame["number"].map("{:02d}".format)
    frame["site_id"] = opaque_ids("DS", frame)
    frame["site_name"] = "Demo site " + frame["district_code"].map(names) + "-" + number
    return frame[SITE_COLUMNS].sort_values("site_id", ignore_index=True)


def spread(
    total: int, places: int, least: int, most: int, generator: np.random.Generator
) -> NDArray[np.int64]:
    """
    Spread whole posts over places: the least to each, then one at a time to a place with room.

    Raises
    ------
    ValueError
        If the total does not fit between the least and the most.

    >>> int(spread(23, 18, 1, 2, np.random.default_rng(1)).sum())
    23
    """
    if not least * places <= total <= most * places:
        raise ValueError(f"{total} posts do not fit {places} places of {least} to {most}")
    posts = np.full(places, least)
    while posts.sum() < total:
        room = np.flatnonzero(posts < most)
        posts[room[int(generator.random() * len(room))]] += 1
    return posts


def staffing(site_table: pd.DataFrame) -> pd.DataFrame:
    """
    Spread posts by site and cadre: Mentor Mothers 1 or 2, coordinators 0 or 1, community 1 to 4.

    A site without a coordinator has an approved post that is vacant. District totals are those
    of the table of districts and sum to the programme's published totals.

    Returns
    -------
    pandas.DataFrame
        One row per site and cadre, sorted; never one per person.
    """
    split = facts.table("districts").set_index("district_code")
    generator = np.random.default_rng(int(facts.assumption("staff_seed")))
    rows = []
    for code, members in site_table.groupby("district_code"):
        for cadre, (least, most) in BOUNDS.items():
            total = int(split[f"demo_{cadre.lower()}"][str(code)])
            posts = spread(total, len(members), least, most, generator).tolist()
            rows += [(site, cadre, n) for site, n in zip(members["site_id"], posts, strict=True)]
    frame = pd.DataFrame(rows, columns=["site_id", "cadre", "headcount"])
    frame["period"] = facts.programme()["period"]
    frame["fte"] = frame["headcount"].astype(float)
    frame["approved_posts"] = frame["headcount"].clip(lower=1)
    frame["vacancies"] = frame["approved_posts"] - frame["headcount"]
    return frame[STAFF_COLUMNS].sort_values(["site_id", "cadre"], ignore_index=True)
