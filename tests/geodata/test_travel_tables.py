"""Walking times of a whole season, on a small country that can be counted by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyproj
import pytest

from geodata.grid import Grid
from geodata.parameters import Parameter, Parameters
from geodata.terrain import Season
from geodata.travel import NOT_REACHED, travel_tables

WEST_M, NORTH_M, CELL_M = 400_000.0, 6_700_000.0, 500.0
TO_DEGREES = pyproj.Transformer.from_crs("EPSG:32735", "EPSG:4326", always_xy=True)
VALUES = {
    "walk_kmh_lowlands": 3.6,  # One second a metre: 500 s a cell.
    "walk_kmh_foothills": 3.6,
    "walk_kmh_senqu": 3.6,
    "walk_kmh_mountains": 1.8,
    "wet_factor": 1.1,
    "winter_factor_lowlands": 1.0,
    "winter_factor_foothills": 1.0,
    "winter_factor_senqu": 1.0,
    "winter_factor_mountains": 1.5,
    "winter_closed_above_m": 2900,
    "outreach_reach_minutes": 15,
}
# Eight cells in a row: lowlands, then two of mountains, the last above 2,900 m.
ZONES = [1, 1, 1, 1, 1, 1, 4, 4]
RIVER_AT = 3


def points(**columns: float) -> pd.DataFrame:
    """Points in the one row of cells, by name and column."""
    east_m = WEST_M + (np.array(list(columns.values())) + 0.5) * CELL_M
    longitude, latitude = TO_DEGREES.transform(east_m, np.full(len(columns), NORTH_M - 250))
    return pd.DataFrame({"longitude": longitude, "latitude": latitude}, index=list(columns))


def country(stops: pd.DataFrame, sites: pd.DataFrame, headcounts: dict[str, tuple]) -> object:
    """Make a programme of one row of cells; headcounts are (MM, CMM) by site."""
    column = np.arange(8)[None, :]
    grid = Grid(
        crs="EPSG:32735",
        west_m=WEST_M,
        north_m=NORTH_M,
        cell_m=CELL_M,
        births=np.array([[1.0, 1, 1, 4, 1, 0, 1, 2]]),
        zone=np.array([ZONES], np.uint8),
        elevation_m=np.where(column == 7, 3000, 1700).astype(np.float32),
        district=np.zeros((1, 8), np.int16),
        area=np.zeros((1, 8), np.int32),
        river=column == RIVER_AT,
    )
    rows = [
        {"site_id": site, "period": "201711", "cadre": cadre, "headcount": count}
        for site, counts in headcounts.items()
        for cadre, count in zip(("MM", "CMM"), counts, strict=True)
    ]
    return SimpleNamespace(
        grid=grid,
        parameters=Parameters(tuple(Parameter(*item) for item in VALUES.items())),
        sites=sites,
        outreach_stops=stops,
        staffing=pd.DataFrame(rows),
        info=SimpleNamespace(period="201711"),
    )


SITES = points(S1=0, S2=4, S3=7)
STAFF = {"S1": (1, 0), "S2": (0, 3), "S3": (np.nan, 0)}
PROGRAMME = country(points(T1=1, T2=4), SITES, STAFF)


def test_facility_counts_mentor_mothers_and_community_those_who_visit() -> None:
    tables = travel_tables(PROGRAMME, Season.DRY)
    assert tables.facility.seconds.tolist() == [[0, 500, 1000, 1500, 2000, 2500, 3250, 4250]]
    assert tables.facility.nearest.tolist() == [[0] * 8]
    assert tables.community.seconds.tolist() == [[2000, 1500, 1000, 500, 0, 500, 1250, 2250]]
    assert tables.community.nearest.tolist() == [[1] * 8], "a position among all the sites"


def test_stops_keep_what_a_quarter_less_time_would_bring_within_reach() -> None:
    first, second = travel_tables(PROGRAMME, Season.DRY).stops
    # 15 minutes are 900 s; 900 / 0.75 = 1,200 s.
    assert [part.tolist() for part in first] == [[0, 1, 2, 3], [500, 0, 500, 1000]]
    assert [part.tolist() for part in second] == [[2, 3, 4, 5], [1000, 500, 0, 500]]


def test_in_the_wet_season_the_river_stops_everybody_and_its_people_stand_beside_it() -> None:
    tables = travel_tables(PROGRAMME, Season.WET)
    beyond = [NOT_REACHED] * 4
    assert tables.facility.seconds.tolist() == [[0, 550, 1100, 1100, *beyond]]
    assert tables.facility.nearest.tolist() == [[0, 0, 0, 0, -1, -1, -1, -1]]
    assert tables.births_on_closed_ground == 4.0
    first, second = tables.stops
    assert [part.tolist() for part in first] == [[0, 1, 2, 3], [550, 0, 550, 550]]
    assert [part.tolist() for part in second] == [[4, 5], [0, 550]]


def test_in_winter_high_ground_closes_and_a_site_there_moves_down() -> None:
    tables = travel_tables(PROGRAMME, Season.WINTER)
    assert tables.facility.seconds.tolist() == [[0, 500, 1000, 1500, 2000, 2500, 3500, 3500]]
    assert tables.births_on_closed_ground == 2.0
    assert [(one.rule, one.value) for one in tables.moved] == [("moved_to_walkable", "S3")]
    staffed = country(points(), SITES, {"S3": (1, 0)})
    assert travel_tables(staffed, Season.WINTER).facility.seconds[0, 6:].tolist() == [0, 0]


def test_closed_ground_without_people_keeps_no_time() -> None:
    empty = country(points(), SITES, STAFF)
    empty.grid.births[0, RIVER_AT] = 0
    assert travel_tables(empty, Season.WET).facility.seconds[0, RIVER_AT] == NOT_REACHED


def test_a_site_far_outside_is_left_out_and_said() -> None:
    far = country(points(T1=-20), points(S1=30, S2=0), {"S1": (1, 1), "S2": (1, 1)})
    tables = travel_tables(far, Season.DRY)
    assert (tables.facility.nearest == 1).all()
    assert [(one.rule, one.table) for one in tables.moved] == [
        ("not_placed", "sites.csv"),
        ("not_placed", "outreach_stops.csv"),
    ]
    assert len(tables.stops[0][0]) == 0


@pytest.mark.parametrize("season", list(Season))
def test_no_stops_and_no_staff_are_no_error(season: Season) -> None:
    tables = travel_tables(country(points(), SITES, {"S1": (0, 0)}), season)
    assert tables.stops == []
    assert (tables.facility.seconds == NOT_REACHED).all()
    assert (tables.community.nearest == -1).all()
