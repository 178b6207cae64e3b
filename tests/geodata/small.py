"""A country whose answers can be counted by hand: the worked case of two sites, three cells."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geodata.grid import Grid
from geodata.model import Model, build_model
from geodata.parameters import Parameter, Parameters
from geodata.programme import Programme, ProgrammeInfo
from geodata.status import DataStatus
from geodata.terrain import Season
from geodata.travel import NOT_REACHED, TravelTables, WalkTimes

VALUES = {
    "tau": 1.0,
    "m_min": 2,
    "k_facility": 50,
    "k_community_lowland": 100,
    "k_community_mountain": 50,
    "home_visit_share": 0.5,
    "years_in_programme": 1.0,
    "span": 5,
    "attendance": 0.8,
    "cancellations": 0.1,
    "cancellations_winter": 0.4,
    "outreach_months": 5,
    "minimum_contacts": 2,
    "visit_hours": 6,
    "contacts_per_hour": 2,
    "recency_days": 35,
    "outreach_reach_minutes": 60,
    "outreach_effective_minimum": 0.5,
    "threshold_minutes": 60,
    "minimum_need": 5,
    "prevalence": 0.25,
    "cv_shared": 0.0645,
    "cv_independent": 0.113,
    "reproductive_years": 35,
}
PUBLISHED = ("population", "fertility", "prevalence")
INVENTED = ("sites", "staffing", "outreach_stops", "outreach_visits")
STATUSES = dict.fromkeys(PUBLISHED, DataStatus.PUBLISHED) | dict.fromkeys(
    INVENTED, DataStatus.DEMONSTRATION
)
# Three cells of district A and one of B, and one outside; births are four times the need.
BIRTHS = np.array([[160.0, 240, 80, 40, 0]])
MINUTES = np.array([[20, 40, 110, 30, 0]])
NEAREST = np.array([[0, 1, 1, 1, -1]], dtype=np.int16)


def parameters(**changes: float) -> Parameters:
    return Parameters(tuple(Parameter(name, value) for name, value in (VALUES | changes).items()))


def districts() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "area_name": ["Aba", "Beba"],
            "in_programme": [True, False],
            "women_15_49": [480.0, 40.0],
            "tfr": [35.0, 35.0],
            "births_reported": [np.nan, np.nan],
        },
        index=pd.Index(["A", "B"], name="area_id"),
        geometry=[box(0, 0, 3, 1), box(3, 0, 4, 1)],
        crs="EPSG:4326",
    )


def areas() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"area_name": ["near", "far", "over there"], "district_code": ["A", "A", "B"]},
        index=pd.Index(["A-1", "A-2", "B-1"], name="area_id"),
        geometry=[box(0, 0, 2, 1), box(2, 0, 3, 1), box(3, 0, 4, 1)],
        crs="EPSG:4326",
    )


def sites() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "site_name": ["Demo site Aba-01", "Demo site Aba-02"],
            "district_code": ["A", "A"],
            "latitude": [0.5, 0.5],
            "longitude": [0.5, 1.5],
            "facility_team": [1, 1],
            "community_team": [1, 1],
        },
        index=pd.Index(["S1", "S2"], name="site_id"),
    )
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def staffing(**changes: float) -> pd.DataFrame:
    heads = {
        "S1-MM": 2,
        "S2-MM": 1,
        "S1-SC": 1,
        "S2-SC": 0,
        "S1-CMM": 3,
        "S2-CMM": 1,
        "S1-CSC": 1,
        "S2-CSC": 0,
    }
    rows = [(*key.split("-"), "201711", value) for key, value in (heads | changes).items()]
    return pd.DataFrame(rows, columns=["site_id", "cadre", "period", "headcount"]).astype(
        {"headcount": float}
    )


def programme(**changes: object) -> Programme:
    grid = Grid(
        crs="EPSG:32735",
        west_m=0,
        north_m=500,
        cell_m=500,
        births=BIRTHS,
        zone=np.array([[1, 1, 4, 1, 0]], dtype=np.uint8),
        elevation_m=np.full((1, 5), 1500, dtype=np.float32),
        district=np.array([[0, 0, 0, 1, -1]], dtype=np.int16),
        area=np.array([[0, 0, 1, 2, -1]], dtype=np.int32),
        river=np.zeros((1, 5), dtype=bool),
    )
    info = ProgrammeInfo(
        programme_id="small",
        title="Small",
        country="Nowhere",
        as_of=dt.date(2017, 11, 30),
        generated_at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
        period="201711",
        crs="EPSG:32735",
        boundary_accuracy_m=1000,
        rule_version="1",
        published_totals={},
        layers={},
    )
    parts: dict[str, object] = {
        "info": info,
        "districts": districts(),
        "areas": areas(),
        "sites": sites(),
        "staffing": staffing(),
        "outreach_stops": _stops(),
        "outreach_visits": _visits("2017-11-20"),
        "prevalence": pd.DataFrame({"layer_id": [], "area_code": [], "estimate": []}),
        "places": gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"),
        "bridges": gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"),
        "rivers": gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"),
        "parameters": parameters(),
        "parameter_table": pd.DataFrame(),
        "sources": pd.DataFrame({"title": []}),
        "grid": grid,
        "statuses": STATUSES,
        "findings": (),
        "content_hash": "small",
    }
    fields = {
        name: value
        for name, value in {**parts, **changes}.items()
        if name in Programme.__dataclass_fields__
    }
    if "origins" in Programme.__dataclass_fields__:
        fields.setdefault("origins", {})
    return Programme(**fields)  # type: ignore[arg-type]


def travel(minutes: np.ndarray = MINUTES) -> dict[Season, TravelTables]:
    seconds = np.where(NEAREST < 0, NOT_REACHED, minutes * 60).astype(np.int32)
    times = WalkTimes(seconds=seconds, nearest=NEAREST)
    stop = (np.array([2]), np.array([1800], dtype=np.int32))
    return {
        season: TravelTables(facility=times, community=times, stops=[stop]) for season in Season
    }


def model(minutes: np.ndarray = MINUTES, **changes: object) -> Model:
    return build_model(programme(**changes), travel(minutes))


def _stops() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "stop_name": ["Demo stop Aba-01"],
            "district_code": ["A"],
            "latitude": [0.5],
            "longitude": [2.5],
        },
        index=pd.Index(["P1"], name="stop_id"),
    )
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def _visits(held: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "stop_id": ["P1"],
            "status": ["held" if held else "cancelled_weather"],
            "held_date": pd.to_datetime(pd.Series([held])),
            "planned_date": pd.to_datetime(["2017-11-20"]),
        }
    )


def visits(held: str | None) -> pd.DataFrame:
    return _visits(held)
