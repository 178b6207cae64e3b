"""Invented programmes for the privacy tests: random districts, sites, staff and walks."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geodata import coverage_measures
from geodata.assessment import Assessment, _add_staff
from geodata.choice import BASE, CHECKS, Choice
from geodata.grid import Grid
from geodata.measures import MeasureTable
from geodata.model import Model, build_model
from geodata.names import Cadre
from geodata.programme import Programme, ProgrammeInfo
from geodata.runs import conditions, run
from geodata.site_results import site_results
from geodata.terrain import Season
from geodata.totals import add_up
from geodata.travel import NOT_REACHED, TravelTables, WalkTimes
from tests.geodata import small

SIDE = 4  # Cells along each side of a district.
NORMS = {"k_facility": 160, "years_in_programme": 1.9, "tau": 0.95, "threshold_minutes": 120}
HEADS = dict[Cadre, list[int]]


def world(seed: int) -> Model:
    """Make a random programme: small ones and large ones, some with hardly any staff."""
    rng = np.random.default_rng(seed)
    districts = int(rng.integers(2, 7))
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
    sites, needs = site_results(model, choice, shared, base)
    count = len(model.programme.districts)
    checks = [add_up(run(model, choice, shared, one), model.cells, count) for one in CHECKS]
    table = MeasureTable(list(model.programme.districts.index), model.programme.statuses)
    _add_staff(table, model, shared, needs)
    total = add_up(base, model.cells, count)
    coverage_measures.add_walk(table, model, base)
    coverage_measures.add_coverage(table, total, checks)
    coverage_measures.add_outreach(table, model, shared, total, checks)
    nothing = pd.DataFrame()
    return Assessment(
        choice, table.table(), nothing, nothing, sites, nothing, nothing, pd.Series(dtype=float)
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
    return small.programme(
        grid=grid,
        info=_info(totals),
        districts=_districts(codes, births),
        areas=_areas(codes),
        sites=_sites(ids, [codes[place] for place in home]),
        staffing=_staffing(ids, heads),
        outreach_stops=small._stops().iloc[:0],
        outreach_visits=small._visits(None).iloc[:0],
        parameters=small.parameters(**NORMS),
    )


def _info(totals: dict[str, int]) -> ProgrammeInfo:
    info = small.programme().info
    fields = {name: getattr(info, name) for name in ProgrammeInfo.__dataclass_fields__}
    return ProgrammeInfo(**{**fields, "published_totals": totals})


def _districts(codes: list[str], births: np.ndarray) -> gpd.GeoDataFrame:
    each = births.reshape(SIDE, len(codes), SIDE).sum(axis=(0, 2))
    return gpd.GeoDataFrame(
        {
            "area_name": [f"District {code}" for code in codes],
            "in_programme": True,
            "women_15_49": each,
            "tfr": 35.0,
            "births_reported": np.nan,
        },
        index=pd.Index(codes, name="area_id"),
        geometry=[box(place, 0, place + 1, 1) for place in range(len(codes))],
        crs="EPSG:4326",
    )


def _areas(codes: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"area_name": codes, "district_code": codes},
        index=pd.Index([f"{code}-1" for code in codes], name="area_id"),
        geometry=[box(place, 0, place + 1, 1) for place in range(len(codes))],
        crs="EPSG:4326",
    )


def _sites(ids: pd.Index, codes: list[str]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
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
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


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
