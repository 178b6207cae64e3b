"""What each site has, needs and could serve, by cadre: the ground for the next posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.coverage import demand_by_site, within
from geodata.names import Cadre, Platform
from geodata.runs import cell_need_per_year, post_capacity, workload_and_capacity
from geodata.site_results import catchment_pairs, required_posts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.runs import Conditions

    Floats = NDArray[np.float64]

PLATFORM = {platform.frontline: platform for platform in Platform}


def post_table(model: Model, choice: Choice, shared: Conditions) -> pd.DataFrame:
    """
    Make the table that ``next_posts`` asks for, of the sites in scope.

    Catchments are those of effective coverage, by nearest staffed site within the chosen
    walk; posts required are those of the gap. Coordinators serve no need of their own.
    """
    required = required_posts(model, catchment_pairs(model, choice, shared))
    in_scope = model.programme.sites["district_code"].map(shared.in_scope).to_numpy(bool)
    rows = [
        _rows(model, choice, shared, cadre).assign(required=required[cadre].to_numpy(float))
        for cadre in Cadre
    ]
    table: pd.DataFrame = pd.concat([frame[in_scope] for frame in rows], ignore_index=True)
    return table


def _rows(model: Model, choice: Choice, shared: Conditions, cadre: Cadre) -> pd.DataFrame:
    sites = model.programme.sites.index
    need, per_post = np.zeros(len(sites)), np.zeros(len(sites))
    if cadre in PLATFORM:
        need, per_post = _catchments(model, choice, shared, PLATFORM[cadre])
    return pd.DataFrame(
        {
            "site_id": sites,
            "cadre": str(cadre),
            "posts": model.staff[cadre].to_numpy(float),
            "need": need,
            "need_lower": need * shared.low_factor,
            "need_upper": need * shared.high_factor,
            "need_per_post": per_post,
        }
    )


def _catchments(
    model: Model, choice: Choice, shared: Conditions, platform: Platform
) -> tuple[Floats, Floats]:
    """Need a year of each site's catchment, and the need that one post serves there."""
    walk = model.seasons[choice.season].walk[platform]
    in_reach = within(walk.seconds, choice.threshold_minutes)
    cell_need = cell_need_per_year(model.cells, shared)
    weight, _ = workload_and_capacity(model, platform)
    one_post, sites = post_capacity(model.programme.parameters, platform), len(model.staff)
    need = demand_by_site(cell_need, walk.nearest, in_reach, sites)
    work = demand_by_site(cell_need * weight, walk.nearest, in_reach, sites)
    # A site without a catchment of its own serves at the rate of all others.
    everywhere = cell_need.sum() / max(float((cell_need * weight).sum()), 1e-300)
    return need, one_post * np.where(work > 0, need / np.where(work > 0, work, 1.0), everywhere)
