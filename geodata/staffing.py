"""Staffing ratios and spans, norms, deficit and surplus by cadre (domain 3.5, 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.names import Cadre

if TYPE_CHECKING:
    from geodata.parameters import Parameters

BANDS = ("0", "1", "2+")


def staff_by_site(staffing: pd.DataFrame, site_ids: pd.Index, period: str) -> pd.DataFrame:
    """
    Headcount of each cadre at each site in one period; missing where no row says it.

    Headcounts are a snapshot, so periods are never added.

    Returns
    -------
    Frame with one row a site and the columns MM, SC, CMM, CSC.

    >>> rows = pd.DataFrame(
    ...     {"site_id": ["S1"], "period": "201711", "cadre": "MM", "headcount": 2.0})
    >>> staff_by_site(rows, pd.Index(["S1", "S2"]), "201711")["MM"].tolist()
    [2.0, nan]
    """
    chosen = staffing[staffing["period"].astype(str) == period]
    # min_count keeps a blank head count missing where a plain sum would make it zero.
    counted = chosen.groupby(["site_id", "cadre"], observed=True)["headcount"].sum(min_count=1)
    wide = counted.unstack("cadre")  # noqa: PD010 - pivot_table reads missing as zero
    return wide.reindex(index=site_ids, columns=list(Cadre)).astype(float)


def band(headcount: pd.Series) -> pd.Series:
    """
    Staff at a site as 0, 1 or 2+; a head count there would point at persons.

    >>> band(pd.Series({"S1": 0.0, "S2": 1, "S3": 3, "S4": None})).to_dict()
    {'S1': '0', 'S2': '1', 'S3': '2+', 'S4': 'no data'}
    """
    heads = headcount.to_numpy(float)
    words = np.array(BANDS)[np.clip(np.nan_to_num(heads), 0, 2).astype(int)]
    return pd.Series(np.where(np.isnan(heads), "no data", words), index=headcount.index)


def required_mentor_mothers(pairs: pd.Series, parameters: Parameters) -> pd.Series:
    """
    Health-centre Mentor Mothers a site needs: enough for its pairs, and cover for leave.

    >>> from geodata.parameters import Parameter, Parameters
    >>> norms = Parameters(
    ...     (Parameter("tau", 1.0), Parameter("k_facility", 160), Parameter("m_min", 2)))
    >>> required_mentor_mothers(pd.Series({"S1": 17100.0, "S2": 10}), norms).to_dict()
    {'S1': 107.0, 'S2': 2.0}
    """
    fte = full_time_mentor_mothers(pairs, parameters)
    posts: pd.Series = np.ceil(fte.round(9))
    return posts.clip(lower=parameters.value("m_min"))


def full_time_mentor_mothers(pairs: pd.Series, parameters: Parameters) -> pd.Series:
    """
    Full-time equivalents for the pairs of a site, before rounding up.

    >>> from geodata.parameters import Parameter, Parameters
    >>> norms = Parameters((Parameter("tau", 1.0), Parameter("k_facility", 160)))
    >>> full_time_mentor_mothers(pd.Series({"all": 17100.0}), norms).to_dict()
    {'all': 106.875}
    """
    return pairs * parameters.value("tau") / parameters.value("k_facility")


def community_workload(
    lowland_pairs: pd.Series, mountain_pairs: pd.Series, parameters: Parameters
) -> pd.Series:
    """
    Full-time Community Mentor Mothers for the pairs that need home visits.

    Walking between homes takes longer in the mountains and the Senqu valley, so one
    Community Mentor Mother carries fewer pairs there.

    >>> from geodata.parameters import Parameter, Parameters
    >>> norms = Parameters((Parameter("tau", 1.0), Parameter("home_visit_share", 0.5),
    ...     Parameter("k_community_lowland", 113), Parameter("k_community_mountain", 72)))
    >>> pairs = pd.Series([17_100.0])
    >>> community_workload(pairs * 0.7, pairs * 0.3, norms).round(1).tolist()
    [88.6]
    """
    visited = parameters.value("tau") * parameters.value("home_visit_share")
    return visited * (
        lowland_pairs / parameters.value("k_community_lowland")
        + mountain_pairs / parameters.value("k_community_mountain")
    )


def required_community_mentor_mothers(workload: pd.Series) -> pd.Series:
    """
    Community Mentor Mothers a site needs: its workload rounded up to whole posts.

    >>> required_community_mentor_mothers(pd.Series([88.6, 0.0])).tolist()
    [89.0, 0.0]
    """
    posts: pd.Series = np.ceil(workload.round(9))
    return posts


def required_community_coordinators(community_mentor_mothers: pd.Series, span: float) -> pd.Series:
    """
    Community Site Coordinators for a team: one for each full or part span.

    >>> required_community_coordinators(pd.Series([0.0, 1, 5, 6]), 5).tolist()
    [0.0, 1.0, 1.0, 2.0]
    """
    posts: pd.Series = np.ceil(community_mentor_mothers / span)
    return posts


def gap(required: pd.Series, current: pd.Series) -> pd.DataFrame:
    """
    Deficit and surplus, apart: staff live where they work, so they are never netted.

    Returns
    -------
    Frame with ``deficit`` and ``surplus`` in posts; missing where either input is.

    >>> gap(pd.Series({"S1": 2.0, "S2": 2}), pd.Series({"S1": 1.0, "S2": 4})).to_dict("list")
    {'deficit': [1.0, 0.0], 'surplus': [0.0, 2.0]}
    """
    difference = (required - current.reindex(required.index)).to_numpy(float)
    # Zero is added so that no surplus is a negative zero.
    sides = {"deficit": difference, "surplus": -difference}
    return pd.DataFrame(
        {name: np.maximum(posts, 0.0) + 0.0 for name, posts in sides.items()}, required.index
    )
