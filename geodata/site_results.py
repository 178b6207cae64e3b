"""Results by site, with staff in bands only, and by outreach stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata import outreach, staffing
from geodata.coverage import demand_by_site, within
from geodata.names import Cadre, Platform
from geodata.runs import cell_need_per_year, workload_and_capacity
from geodata.staffing import BANDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.runs import Conditions, Run


NOT_TOLD: Final = "not told"


@dataclass(frozen=True)
class SiteNeeds:
    """
    Posts each site needs against the norms, for the need itself and for its interval.

    ``required`` has one row a site and the columns MM, SC, CMM, CSC; ``lower`` and
    ``upper`` are the same at the ends of the need's interval. ``full_time`` holds, of MM and CMM
    and at the same three, the work in full-time posts, before it is rounded up at each site.
    """

    required: pd.DataFrame
    lower: pd.DataFrame
    upper: pd.DataFrame
    full_time: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def site_results(
    model: Model, choice: Choice, shared: Conditions
) -> tuple[pd.DataFrame, SiteNeeds]:
    """
    Make the table of sites and the posts they need.

    The table shows staff as 0, 1 or 2+. Where a site has two or more, the posts it lacks are
    not told: taken from the posts its need asks for, they would give the head count. Whether
    need is over its capacity is told, for the rule's threshold and the health centre, by the
    same figures as its need. The posts themselves are for sums by district only.
    """
    programme, staff = model.programme, model.staff
    pairs = catchment_pairs(model, choice, shared)
    value, lower, upper = (pairs * factor for factor in _factors(shared))
    needs = SiteNeeds(
        required_posts(model, value),
        required_posts(model, lower),
        required_posts(model, upper),
        (full_time(model, value), full_time(model, lower), full_time(model, upper)),
    )
    years = programme.parameters.value("years_in_programme")
    columns = [
        "site_name",
        "district_code",
        "latitude",
        "longitude",
        "facility_team",
        "community_team",
    ]
    sites = pd.DataFrame(programme.sites[columns]).copy()
    sites["in_scope"] = sites["district_code"].map(shared.in_scope).astype(bool)
    # Women walk to no site whose staff is not told: how many would is missing, not none.
    told = staff[Cadre.MM].notna()
    sites["need_in_catchment"] = (pairs["facility"] / years).where(told)
    for cadre in Cadre:
        deficit = staffing.gap(needs.required[cadre], staff[cadre])["deficit"]
        bands = staffing.band(staff[cadre])
        sites[f"{cadre.lower()}_band"] = bands
        sites[f"{cadre.lower()}_deficit_band"] = staffing.band(deficit).where(
            bands != BANDS[-1], NOT_TOLD
        )
    _, capacity = workload_and_capacity(model, Platform.FACILITY)
    sites["over_capacity"] = pairs["facility"].to_numpy() > capacity
    return sites, needs


def catchment_pairs(model: Model, choice: Choice, shared: Conditions) -> pd.DataFrame:
    """
    Pairs in each site's catchment by platform, within the rule's threshold.

    Returns
    -------
    Frame with one row a site: ``facility``, and ``lowland`` and ``mountain`` for the
    community platform.
    """
    parameters, cells = model.programme.parameters, model.cells
    pairs = cell_need_per_year(cells, shared) * parameters.value("years_in_programme")
    walk = model.seasons[choice.season].walk
    threshold = parameters.value("threshold_minutes")
    sites = model.programme.sites.index

    def total(platform: Platform, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum over the cells in reach of each site."""
        times = walk[platform]
        return demand_by_site(weights, times.nearest, within(times.seconds, threshold), len(sites))

    return pd.DataFrame(
        {
            "facility": total(Platform.FACILITY, pairs),
            "lowland": total(Platform.COMMUNITY, np.where(cells.mountain, 0.0, pairs)),
            "mountain": total(Platform.COMMUNITY, np.where(cells.mountain, pairs, 0.0)),
        },
        index=sites,
    )


def required_posts(model: Model, pairs: pd.DataFrame) -> pd.DataFrame:
    """
    Count the posts of each cadre that the norms ask for at each site.

    A site with a facility team needs one Site Coordinator, whatever its need; Community
    Site Coordinators follow from the Community Mentor Mothers who are there.
    """
    parameters, sites, staff = model.programme.parameters, model.programme.sites, model.staff
    facility = sites["facility_team"].astype(bool)
    mentor_mothers = staffing.required_mentor_mothers(pairs["facility"], parameters)
    return pd.DataFrame(
        {
            Cadre.MM: mentor_mothers.where(facility, 0.0),
            Cadre.SC: facility.astype(float),
            Cadre.CMM: staffing.required_community_mentor_mothers(
                full_time(model, pairs)[Cadre.CMM]
            ),
            Cadre.CSC: staffing.required_community_coordinators(
                staff[Cadre.CMM], parameters.value("span")
            ),
        }
    )


def full_time(model: Model, pairs: pd.DataFrame) -> pd.DataFrame:
    """Count the full-time posts that the pairs of each site are work for, where it has a team."""
    parameters, sites = model.programme.parameters, model.programme.sites
    mothers = staffing.full_time_mentor_mothers(pairs["facility"], parameters)
    workload = staffing.community_workload(pairs["lowland"], pairs["mountain"], parameters)
    return pd.DataFrame(
        {
            Cadre.MM: mothers.where(sites["facility_team"].astype(bool), 0.0),
            Cadre.CMM: workload.where(sites["community_team"].astype(bool), 0.0),
        }
    )


def stop_results(model: Model, base: Run, visits: pd.DataFrame) -> pd.DataFrame:
    """
    Make the table of outreach stops: visits planned and held, and days since the last.

    Parameters
    ----------
    visits
        ``visit_record`` of the model's stops.
    """
    programme = model.programme
    columns = ("stop_name", "district_code", "latitude", "longitude")
    stops = pd.DataFrame({name: programme.outreach_stops[name] for name in columns})
    if programme.outreach_visits.empty:
        return stops.assign(planned=np.nan, held=np.nan, completion=np.nan, days_since=np.nan)
    recency = programme.parameters.value("recency_days")
    return stops.assign(
        **{str(name): visits[name] for name in visits},
        days_since=model.stop_days,
        overdue=~outreach.is_recent(model.stop_days, recency),
        effective_fraction=base.outreach.stop_fraction,
    )


def _factors(shared: Conditions) -> tuple[float, float, float]:
    return 1.0, shared.low_factor, shared.high_factor
