"""Invented programmes for the privacy tests: random districts, sites, staff and walks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import coverage_measures, staff_measures
from geodata.assessment import Assessment
from geodata.choice import BASE, CHECKS, Choice
from geodata.grid import Grid
from geodata.measures import MeasureTable
from geodata.model import Model, build_model
from geodata.names import Cadre
from geodata.outreach import visit_record
from geodata.programme import load
from geodata.runs import conditions, run
from geodata.site_results import site_results
from geodata.terrain import Season
from geodata.totals import add_outreach, add_up_sites
from geodata.travel import NOT_REACHED, TravelTables, WalkTimes, travel_tables
from tests.geodata import small

if TYPE_CHECKING:
    from geodata.programme import Programme

FIVE_EVERY = 20
SIDE = 4  # Cells along each side of a district.
NORMS = {"k_facility": 160, "years_in_programme": 1.9, "tau": 0.95, "threshold_minutes": 120}
HEADS = dict[Cadre, list[int]]
SITES_BY_DISTRICT = [18, 13, 10, 9, 3]
# A second Mentor Mother at every third site; 4 in the last district, with 2 coordinators.
STAFF: HEADS = {
    Cadre.MM: [2 if place % 3 == 0 else 1 for place in range(50)] + [2, 1, 1],
    Cadre.SC: [int(place % 14 > 0) for place in range(50)] + [1, 1, 0],
    Cadre.CMM: [3] * 53,
    Cadre.CSC: [int(place % 11 > 0) for place in range(53)],
}


def world(seed: int) -> Model:
    """Make a random programme: small ones and large ones, some with hardly any staff."""
    rng = np.random.default_rng(seed)
    # Some as many as the embedded dataset has; most fewer, for the attacker's time.
    districts = 5 if seed % FIVE_EVERY == 0 else int(rng.choice([2, 2, 2, 3, 3, 4]))
    # Few sites in some districts, many in others, as in a real programme.
    sites = [int(rng.choice([0, 2, 5, 8, 12, 16, 22])) for _ in range(districts)]
    count = sum(sites)
    least = int(rng.random() < 0.8)
    heads: HEADS = {
        Cadre.MM: [int(head) for head in least + rng.poisson(0.4, count)],
        Cadre.SC: [int(head) for head in rng.random(count) < 0.9],
        Cadre.CMM: [int(head) for head in rng.poisson(rng.choice([0.5, 2.5]), count)],
        Cadre.CSC: [int(head) for head in rng.random(count) < 0.8],
    }
    return made(sites, heads, rng, told=rng.random() < 0.7)


def made(
    sites_by_district: list[int], heads: HEADS, rng: np.random.Generator, *, told: bool = True
) -> Model:
    """Make a programme of given sites and staff; ``told`` when its totals are public."""
    districts = len(sites_by_district)
    codes = [chr(ord("A") + place) for place in range(districts)]
    home = np.repeat(np.arange(districts), sites_by_district)
    births = rng.gamma(1.0, 400 / SIDE, (SIDE, SIDE * districts)) + 1
    where = np.column_stack(
        [rng.integers(0, SIDE, len(home)), home * SIDE + rng.integers(0, SIDE, len(home))]
    ).reshape(-1, 2)
    totals = {cadre.value: sum(heads[cadre]) for cadre in Cadre} | {"sites": len(home)}
    programme = _programme(codes, home, heads, births, totals if told else {})
    pace = float(rng.choice([8, 25, 60]))
    table = {
        cadre: _walk(births.shape, where, np.array(heads[cadre]) > 0, pace)
        for cadre in (Cadre.MM, Cadre.CMM)
    }
    tables = TravelTables(facility=table[Cadre.MM], community=table[Cadre.CMM], stops=[])
    return build_model(programme, dict.fromkeys(Season, tables))


def assessed(model: Model, choice: Choice | None = None) -> Assessment:
    """Assess a programme by its districts only: areas and flags are not public and slow."""
    choice = choice or Choice()
    shared = conditions(model.programme, choice)
    base = run(model, choice, shared, BASE)
    sites, needs = site_results(model, choice, shared)
    count = len(model.programme.districts)
    total, *checks = (
        add_outreach(one, add_up_sites(one, model.cells, count), model.cells)
        for one in (base, *(run(model, choice, shared, check) for check in CHECKS))
    )
    table = MeasureTable(list(model.programme.districts.index), model.programme.statuses)
    staff_measures.add_staff(table, model, shared, needs)
    coverage_measures.add_walk(table, model, base)
    coverage_measures.add_coverage(table, total, checks)
    stops = model.programme.outreach_stops.index
    visits = visit_record(model.programme.outreach_visits, stops)
    coverage_measures.add_outreach(table, model, shared, total, checks, visits)
    nothing, no_number = pd.DataFrame(), pd.Series(dtype=float)
    return Assessment(
        choice, table.table(), nothing, nothing, sites, nothing, nothing, no_number, no_number
    )


def _programme(
    codes: list[str],
    home: np.ndarray,
    heads: HEADS,
    births: np.ndarray,
    totals: dict[str, int],
) -> Programme:
    district = np.repeat(np.arange(len(codes)), SIDE)[None, :].repeat(SIDE, axis=0)
    grid = Grid(
        crs="EPSG:32735",
        west_m=0,
        north_m=500 * SIDE,
        cell_m=500,
        births=births,
        zone=np.ones(births.shape, dtype=np.uint8),
        elevation_m=np.full(births.shape, 1500, dtype=np.float32),
        district=district.astype(np.int16),
        area=district.astype(np.int32),
        river=np.zeros(births.shape, dtype=bool),
    )
    ids = pd.Index([f"S{place:03}" for place in range(len(home))], name="site_id")
    kept = _empty()
    return replace(
        kept,
        grid=grid,
        info=replace(kept.info, published_totals=totals),
        districts=_districts(codes, births),
        areas=pd.DataFrame(
            {"area_name": codes, "district_code": codes}, index=[f"{code}-1" for code in codes]
        ),
        sites=_sites(ids, [codes[place] for place in home]),
        staffing=_staffing(ids, heads),
    )


@cache
def _empty() -> Programme:
    """Make a programme without outreach, once: frames of points are slow to make."""
    return small.programme(
        outreach_stops=small._stops().iloc[:0],
        outreach_visits=small._visits(None).iloc[:0],
        parameters=small.parameters(**NORMS),
    )


def _districts(codes: list[str], births: np.ndarray) -> pd.DataFrame:
    each = births.reshape(SIDE, len(codes), SIDE).sum(axis=(0, 2))
    return pd.DataFrame(
        {
            "area_name": [f"District {code}" for code in codes],
            "in_programme": True,
            "women_15_49": each,
            "tfr": 35.0,
            "births_reported": np.nan,
        },
        index=pd.Index(codes, name="area_id"),
    )


def _sites(ids: pd.Index, codes: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site_name": list(ids),
            "district_code": codes,
            "latitude": 0.5,
            "longitude": 0.5,
            "facility_team": 1,
            "community_team": 1,
        },
        index=ids,
    )


def _staffing(ids: pd.Index, heads: HEADS) -> pd.DataFrame:
    rows = [
        (site, cadre.value, "201711", float(head))
        for cadre in Cadre
        for site, head in zip(ids, heads[cadre], strict=True)
    ]
    return pd.DataFrame(rows, columns=["site_id", "cadre", "period", "headcount"]).astype(
        {"headcount": float}
    )


def _walk(
    shape: tuple[int, int], where: np.ndarray, staffed: np.ndarray, minutes_a_cell: float
) -> WalkTimes:
    """Walk straight to the nearest staffed site, over the border too."""
    rows, columns = np.indices(shape)
    open_sites = np.flatnonzero(staffed)
    if not len(open_sites):
        nowhere = np.full(shape, NOT_REACHED, dtype=np.int32)
        return WalkTimes(seconds=nowhere, nearest=np.full(shape, -1, dtype=np.int16))
    far = np.hypot(
        rows[..., None] - where[open_sites, 0], columns[..., None] - where[open_sites, 1]
    )
    return WalkTimes(
        seconds=(far.min(axis=-1) * minutes_a_cell * 60).astype(np.int32),
        nearest=open_sites[far.argmin(axis=-1)].astype(np.int16),
    )


@cache
def small_district_model() -> Model:
    """Make a programme of five districts, the last of which has few sites and little staff."""
    return made(SITES_BY_DISTRICT, STAFF, np.random.default_rng(7))


@cache
def lesotho_model() -> Model:
    """Make the embedded dataset ready for questions, once for all tests."""
    programme = load(Path(__file__).parents[2] / "geodata" / "lesotho" / "data")
    return build_model(programme, {season: travel_tables(programme, season) for season in Season})
