"""One run of the coverage model: need, walk, split and outreach under stated conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import need, outreach
from geodata.coverage import Split, split_by_nearest_site
from geodata.names import NeedBasis, Platform, Scope
from geodata.terrain import Season
from geodata.units import SECONDS_PER_MINUTE
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choice import Check, Choice
    from geodata.model import Cells, Model
    from geodata.parameters import Parameters
    from geodata.programme import Programme

    Floats = NDArray[np.float64]

NAOMI_LAYER = "naomi_2022_women_25_29"


@dataclass(frozen=True)
class Conditions:
    """What all runs of one choice share: births, prevalence, scope and interval factors."""

    births: pd.Series
    prevalence: pd.Series
    in_scope: pd.Series
    low_factor: float
    high_factor: float

    @property
    def scope(self) -> NDArray[np.bool_]:
        """Whether each district is in scope, in their order."""
        return self.in_scope.to_numpy(bool)

    def need_factor(self, side: str) -> float:
        """Return the factor on need for 'low', 'base' or 'high'."""
        return {"low": self.low_factor, "base": 1.0, "high": self.high_factor}[side]


@dataclass(frozen=True)
class OutreachRun:
    """
    Outreach under one run's conditions.

    ``near`` are the cells within an hour's walk of a stop, and ``near_fraction`` the effective
    fraction of their women, by visits held lately; ``area_fraction`` the same for all women of
    an area (missing without outreach data); ``area_days`` the days since the last visit that
    any of its women could walk to in an hour.
    """

    cells: int
    near: NDArray[np.int64]
    near_fraction: Floats
    stop_fraction: Floats
    area_days: Floats
    area_fraction: Floats

    @property
    def cell_fraction(self) -> Floats:
        """The effective fraction of every cell's women."""
        fraction = np.zeros(self.cells)
        fraction[self.near] = self.near_fraction
        return fraction


@dataclass(frozen=True)
class SiteRun:
    """
    What a run says of sites alone, by cell (``need`` is zero outside the scope) and by area.

    It stands while outreach stops come, go and move.
    """

    season: Season
    time_factor: float
    need: Floats
    walk_seconds: Floats
    nearest: NDArray[np.int64]
    area_seconds: Floats
    area_p90_seconds: Floats
    split: Split


@dataclass(frozen=True)
class Run(SiteRun):
    """All results of one run: those of sites, and outreach beyond them."""

    outreach: OutreachRun


def conditions(programme: Programme, choice: Choice) -> Conditions:
    """Births, prevalence and scope by district, and the interval's factors, for a choice."""
    districts, parameters = programme.districts, programme.parameters
    births = need.births_per_year(
        districts["women_15_49"],
        districts["tfr"],
        districts["births_reported"],
        parameters.value("reproductive_years"),
    )
    cv = need.combined_cv(parameters.value("cv_shared"), parameters.value("cv_independent"))
    low, high = need.interval_factors(cv)
    everywhere = pd.Series(choice.scope == Scope.COUNTRY, index=districts.index)
    return Conditions(
        births=births,
        prevalence=prevalence_by_district(programme, births, choice.need_basis),
        in_scope=everywhere | districts["in_programme"],
        low_factor=low,
        high_factor=high,
    )


def prevalence_by_district(programme: Programme, births: pd.Series, basis: NeedBasis) -> pd.Series:
    """
    Prevalence that turns each district's births into need.

    The national figure is the same everywhere; as a sensitivity Naomi's district pattern
    is scaled so that its births-weighted mean is that figure.
    """
    level = programme.parameters.value("prevalence")
    if basis == NeedBasis.NATIONAL:
        return pd.Series(level, index=births.index)
    rows = programme.prevalence[programme.prevalence["layer_id"] == NAOMI_LAYER]
    pattern = rows.set_index("area_code")["estimate"].reindex(births.index)
    return need.scaled_pattern(pattern, births, level)


def run(model: Model, choice: Choice, shared: Conditions, check: Check) -> Run:
    """
    Run the coverage model once, under the conditions of one check.

    Parameters
    ----------
    choice
        Season (unless the check has its own), threshold and platform.
    shared
        From ``conditions``.
    """
    return with_outreach(model, run_sites(model, choice, shared, check))


def with_outreach(model: Model, sites: SiteRun) -> Run:
    """Add outreach to what a run says of sites."""
    return Run(**vars(sites), outreach=run_outreach(model, sites))


def run_sites(model: Model, choice: Choice, shared: Conditions, check: Check) -> SiteRun:
    """Do the part of ``run`` that no outreach stop has a say in."""
    season = check.season or choice.season
    walk = model.seasons[season].walk[choice.platform]
    cell_need = cell_need_per_year(model.cells, shared) * shared.need_factor(check.need_side)
    seconds = walk.seconds * check.time_factor
    weight, capacity = workload_and_capacity(model, choice.platform)
    split = split_by_nearest_site(
        cell_need, seconds, walk.nearest, capacity, weight, choice.threshold_minutes
    )
    return SiteRun(
        season=season,
        time_factor=check.time_factor,
        need=cell_need,
        walk_seconds=seconds,
        nearest=walk.nearest,
        area_seconds=walk.area_median * check.time_factor,
        area_p90_seconds=walk.area_p90 * check.time_factor,
        split=split,
    )


def cell_need_per_year(cells: Cells, shared: Conditions) -> Floats:
    """Need a year of each cell: its births times the prevalence of its district, in scope."""
    factor = np.where(shared.scope, shared.prevalence.to_numpy(float), 0.0)
    return cells.births * factor[cells.district]


def workload_and_capacity(model: Model, platform: Platform) -> tuple[float | Floats, Floats]:
    """
    Workload of one need a year, and capacity of each site, in the platform's own unit.

    The facility platform counts pairs. A Community Mentor Mother carries fewer pairs in
    the mountains, so the community platform counts full-time posts: pairs that need home
    visits over the pairs one post can carry there.
    """
    parameters = model.programme.parameters
    posts = model.staff[platform.frontline].fillna(0.0).to_numpy()
    capacity = posts * post_capacity(parameters, platform)
    years = parameters.value("years_in_programme")
    if platform == Platform.FACILITY:
        return years, capacity
    pairs_per_post = np.where(
        model.cells.mountain,
        parameters.value("k_community_mountain"),
        parameters.value("k_community_lowland"),
    )
    return years * parameters.value("home_visit_share") / pairs_per_post, capacity


def post_capacity(parameters: Parameters, platform: Platform) -> float:
    """Capacity of one full-time post in the platform's own unit: pairs, or posts."""
    return parameters.value("k_facility") if platform == Platform.FACILITY else 1.0


def run_outreach(model: Model, sites: SiteRun) -> OutreachRun:
    """Score outreach for the need that no site has in reach, under the conditions of a run."""
    programme, cells = model.programme, model.cells
    areas = len(programme.areas)
    if programme.outreach_visits.empty:
        nothing = np.full(areas, np.nan)
        return OutreachRun(
            len(cells.flat), np.zeros(0, np.int64), np.zeros(0), np.zeros(0), nothing, nothing
        )
    reach_seconds = programme.parameters.value("outreach_reach_minutes") * SECONDS_PER_MINUTE
    stops = model.seasons[sites.season].stops
    reached = [stop.cells[stop.seconds * sites.time_factor <= reach_seconds] for stop in stops]
    days = model.stop_days.to_numpy()
    recent = days <= programme.parameters.value("recency_days")
    women = [float(sites.split.out_of_reach[inside].sum()) for inside in reached]
    fractions = stop_fractions(programme.parameters, sites.season, np.array(women))
    return _outreach_run(cells, areas, reached, days, np.where(recent, fractions, 0.0), fractions)


def _outreach_run(
    cells: Cells,
    areas: int,
    reached: list[NDArray[np.int64]],
    days: Floats,
    held_lately: Floats,
    fractions: Floats,
) -> OutreachRun:
    # One row for each pair of a cell and a stop near it.
    walks = [len(inside) for inside in reached]
    pairs = np.concatenate([np.zeros(0, np.int64), *reached])
    near, place = np.unique(pairs, return_inverse=True)
    fraction = np.zeros(len(near))
    np.maximum.at(fraction, place, np.repeat(held_lately, walks))
    area_days = np.full(areas + 1, np.inf)  # The last one is for cells of no area.
    np.fmin.at(area_days, cells.area[pairs], np.repeat(days, walks))
    births = np.zeros(areas)
    births[: len(cells.area_births)] = cells.area_births
    effective = sums(cells.births[near] * fraction, cells.area[near], areas)
    return OutreachRun(
        cells=len(cells.flat),
        near=near,
        near_fraction=fraction,
        stop_fraction=fractions,
        area_days=np.where(np.isinf(area_days), np.nan, area_days)[:areas],
        area_fraction=effective / np.where(births > 0, births, np.nan),
    )


def stop_fractions(
    parameters: Parameters, season: Season, women_per_year: Floats, visits_a_month: int = 1
) -> Floats:
    """
    Effective fraction of each stop, limited by the contacts its visits can hold.

    One Mentor Mother is assumed at a visit; the women at any time are those of the months
    of pregnancy that remain.

    >>> from geodata.parameters import Parameter, Parameters
    >>> values = {"attendance": 0.8, "cancellations": 0.1, "outreach_months": 5,
    ...     "minimum_contacts": 2, "visit_hours": 6, "contacts_per_hour": 2}
    >>> table = Parameters(tuple(Parameter(*item) for item in values.items()))
    >>> stop_fractions(table, Season.DRY, np.array([24.0, 144.0])).round(3).tolist()
    [0.976, 0.5]
    """
    cancelled = "cancellations_winter" if season == Season.WINTER else "cancellations"
    months, contacts = (
        int(parameters.value("outreach_months")),
        int(parameters.value("minimum_contacts")),
    )
    visits = months * visits_a_month
    chance = outreach.contact_chance(
        visits, parameters.value("attendance"), parameters.value(cancelled), contacts
    )
    offered = parameters.value("visit_hours") * parameters.value("contacts_per_hour") * visits
    return np.array(
        [
            outreach.effective_fraction(chance, offered, women * months / 12, contacts)
            for women in women_per_year
        ]
    )
