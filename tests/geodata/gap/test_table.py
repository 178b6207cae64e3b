"""The gap table on the worked case of two sites: counted by hand, at each level."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.gap.columns import NUMBERS, Kind, Level
from geodata.gap.levels import COLUMNS
from geodata.gap.rows import whole_need
from geodata.gap.table import GapTable, build, shown
from geodata.names import TOTAL, Scope
from geodata.status import DataStatus
from tests.geodata import small

if TYPE_CHECKING:
    from geodata.assessment import Assessment
    from geodata.programme import Programme


HOUR = Choice(threshold_minutes=60)
COUNTRY = Choice(threshold_minutes=60, scope=Scope.COUNTRY)
PREVALENCE = pd.DataFrame(
    {
        "layer_id": ["survey", "survey"],
        "layer_title": ["Survey", "Survey"],
        "area_code": ["A", "LS"],
        "area_level": ["district", "country"],
        "estimate": [0.3, 0.24],
        "lower": [0.25, np.nan],
        "upper": [0.36, np.nan],
    }
)


@cache
def worked_case(choice: Choice) -> tuple[Programme, Assessment]:
    model = small.model()
    return model.programme, assess(model, choice)


def table(level: Level, choice: Choice = HOUR, layer: str = "", **changes: object) -> GapTable:
    if not changes:
        return build(*worked_case(choice), level, layer)
    model = small.model(**changes)
    return build(model.programme, assess(model, choice), level, layer)


def cell(found: GapTable, code: str, key: str) -> object:
    return found.row(code)[key]


def test_district_row_of_the_worked_case() -> None:
    found = table(Level.DISTRICT)
    expected = {
        "need_per_year": 120,
        "prevalence_used": 25.0,
        "geographic_coverage_pct": 83.3,
        "pct_need_within_60min": 83.3,
        "pct_need_within_120min": 100.0,
        "effective_coverage_pct": 75.0,
        "over_capacity_pct": 8.3,
        "out_of_reach_pct": 16.7,
        "median_travel_min": 40,
        "p90_travel_min": 110,
        "unmet_need_per_year": 10,
        "sites_n": 2,
        "mm_current": 3,
        "mm_per_site": 1.5,
        "need_per_mm": 40.0,
        "mm_required": 4,
        "mm_deficit": 1,
        "mm_surplus": 0,
        "cmm_deficit": 0,
        "cmm_surplus": 2,
        "sc_deficit": 1,
        "csc_deficit": 1,
        "outreach_stops_n": 1,
        "outreach_planned": 1,
        "outreach_held": 1,
        "last_outreach_date": "2017-11-20",
        "areas_flagged_n": 0,
        "pct_need_flagged": 0.0,
        "travel_season": "dry",
        "threshold_min": 60,
        "area_level": "district",
        "as_of": "2017-11-30",
    }
    assert {key: cell(found, "A", key) for key in expected} == expected


def test_scope_decides_the_rows() -> None:
    assert table(Level.DISTRICT).codes == ("A",)
    assert table(Level.DISTRICT, COUNTRY).codes == ("A", "B")
    assert table(Level.AREA).codes == ("A-1", "A-2")
    assert table(Level.AREA, COUNTRY).codes == ("A-1", "A-2", "B-1")


def test_the_total_is_marked_and_never_among_the_rows() -> None:
    found = table(Level.DISTRICT, COUNTRY)
    assert TOTAL not in found.codes
    assert cell(found, TOTAL, "area_level") == "total"
    assert cell(found, TOTAL, "district_name") == "Total of 2 districts"
    assert not table(Level.AREA).total
    assert not table(Level.SITE).total


@pytest.mark.parametrize(
    "key", ["need_per_year", "sites_n", "mm_current", "cmm_surplus", "mm_deficit", "outreach_held"]
)
def test_parts_add_up_to_the_total(key: str) -> None:
    found = table(Level.DISTRICT, COUNTRY)
    # Each rounded part may be half a unit off.
    assert sum(found.cells[key]) == pytest.approx(found.total[key], abs=len(found.codes) / 2)


def test_intervals_stand_beside_the_value_and_hold_it() -> None:
    found = table(Level.DISTRICT)
    keys = [column.key for column in found.columns]
    for low in [key for key in keys if key.endswith("_low")]:
        at = keys.index(low)
        assert [column.part for column in found.columns[at - 1 : at + 2]] == [
            "value",
            "lower",
            "upper",
        ]
        value, lower, upper = (found.cells[key][0] for key in keys[at - 1 : at + 2])
        assert value is None or lower <= value <= upper


def test_missing_has_a_reason_and_is_never_zero() -> None:
    found = table(Level.DISTRICT, COUNTRY)
    # District B has no site: a true zero, and ratios over it that mean nothing.
    assert cell(found, "B", "sites_n") == 0
    assert cell(found, "B", "mm_current") == 0
    assert cell(found, "B", "mm_per_site") is None
    assert found.reasons["B"]["mm_per_site"] == "n/a (no site)"
    assert "Per site (Mentor Mothers): n/a (no site)" in str(cell(found, "B", "notes"))


def test_a_site_that_did_not_report_is_said() -> None:
    staff = small.staffing()
    staff.loc[(staff["site_id"] == "S2") & (staff["cadre"] == "MM"), "headcount"] = np.nan
    found = table(Level.DISTRICT, staffing=staff)
    assert cell(found, "A", "mm_current") == 2
    assert "Mentor Mothers: 1 of 2 sites reported" in str(cell(found, "A", "notes"))
    site = table(Level.SITE, staffing=staff)
    assert cell(site, "S2", "mm_band") == "no data"


def test_a_total_with_a_missing_part_says_how_many_districts_have_data() -> None:
    programme, found = worked_case(COUNTRY)
    measures = found.measures.copy()
    for code in ("A", TOTAL):
        measures.loc[(code, "mentor_mothers"), ["value", "status"]] = [np.nan, "missing_input"]
    changed = build(programme, replace(found, measures=measures), Level.DISTRICT)
    assert cell(changed, "A", "mm_current") is None
    assert cell(changed, "B", "mm_current") == 0
    assert cell(changed, TOTAL, "mm_current") is None
    assert changed.reasons[TOTAL]["mm_current"] == "1 of 2 districts have data"


def test_no_walking_route_is_missing_with_its_reason() -> None:
    programme, found = worked_case(HOUR)
    areas = found.areas.copy()
    areas.loc["A-2", ["walk_seconds", "walk_p90_seconds"]] = np.inf
    changed = build(programme, replace(found, areas=areas), Level.AREA)
    assert cell(changed, "A-2", "median_travel_min") is None
    assert changed.reasons["A-2"]["median_travel_min"] == "no walking route in this model"
    assert "no walking route in this model" in str(cell(changed, "A-2", "notes"))


def test_area_row_of_the_worked_case() -> None:
    found = table(Level.AREA, outreach_visits=small.visits("2017-10-01"))
    expected = {
        "area_name": "far",
        "district_name": "Aba",
        "need_per_year": 20,
        "need_beyond_threshold": 20,
        "median_travel_min": 110,
        "remote_level": "R1",
        "geographic_coverage_pct": 0.0,
        "main_part": "out of reach",
        "pct_need_within_60min": 0.0,
        "pct_need_within_120min": 100.0,
        "days_since_outreach": 60,
        "outreach_effective_fraction": 0.0,
        "underserved_flag": "flagged",
        "flag_number": 1,
        "checks_flagged": 6,
        "flag_robustness": "robust",
        "fifth": 5,
    }
    assert {key: cell(found, "A-2", key) for key in expected} == expected
    assert str(cell(found, "A-2", "flag_explanation")).startswith("Flagged: about 1 h 50 min")


def test_no_visit_and_no_outreach_data_are_two_things() -> None:
    never = table(Level.AREA, outreach_visits=small.visits(None))
    assert cell(never, "A-2", "days_since_outreach") is None
    assert "no visit recorded" in str(cell(never, "A-2", "notes"))
    unknown = table(Level.AREA, outreach_visits=small.visits(None).iloc[:0])
    assert unknown.reasons["A-2"]["days_since_outreach"] == "no outreach data"
    assert cell(unknown, "A-2", "underserved_flag") == "cannot assess"
    assert cell(unknown, "A-2", "checks_flagged") is None


def test_a_dash_for_an_area_without_a_flag_is_no_gap() -> None:
    assert "Map number" not in str(cell(table(Level.AREA), "A-1", "notes"))


def test_sites_show_bands_and_no_number_of_staff() -> None:
    found = table(Level.SITE)
    numbers = [column.key for column in found.columns if column.kind in NUMBERS]
    assert numbers == ["need_in_catchment", "threshold_min"]
    bands = [column.key for column in found.columns if column.key.endswith("_band")]
    assert bands == ["mm_band", "cmm_band", "mm_deficit_band", "cmm_deficit_band"]
    assert {band for key in bands for band in found.cells[key]} <= {
        "0",
        "1",
        "2+",
        "no data",
        "not told",
    }
    assert found.cells["mm_band"] == ("2+", "1")
    assert found.cells["sc_present"] == ("yes", "no")


@pytest.mark.parametrize("level", [Level.AREA, Level.SITE])
def test_below_a_district_nothing_follows_from_staff_or_district_prevalence(level: Level) -> None:
    keys = {column.key for column in COLUMNS[level]}
    keys -= {"outreach_effective_fraction"}
    assert not {
        key for key in keys if "prevalence" in key or "effective" in key or "current" in key
    }
    assert not {"nearest_site_id", "part", "over_capacity", "latitude"} & keys


def test_prevalence_of_the_chosen_layer_stands_at_districts_only_where_published() -> None:
    found = table(Level.DISTRICT, COUNTRY, "survey", prevalence=PREVALENCE)
    assert cell(found, "A", "prevalence_layer_pct") == 30.0
    assert cell(found, "A", "prevalence_layer_high") == 36.0
    assert cell(found, "B", "prevalence_layer_pct") is None
    assert cell(found, TOTAL, "prevalence_layer_pct") is None


@pytest.mark.parametrize("level", list(Level))
def test_every_column_has_a_definition_and_a_key_of_its_own(level: Level) -> None:
    columns = COLUMNS[level]
    assert len({column.key for column in columns}) == len(columns)
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.definition.endswith(".") and column.title for column in columns)
    assert {column.key for column in columns} == table(level).cells.keys()


@pytest.mark.parametrize("level", list(Level))
def test_status_is_the_worst_of_what_was_used(level: Level) -> None:
    found = table(level)
    assert found.status == DataStatus.DEMONSTRATION
    assert found.status_words.startswith("mixed: demonstration")
    assert set(found.cells["data_status"]) == {found.status_words}


def test_rows_follow_the_order_asked_for() -> None:
    found = table(Level.AREA, COUNTRY)
    asked = found.in_order(["B-1", "A-2", "nowhere", "A-2"])
    assert asked.codes == ("B-1", "A-2")
    assert found.in_order([]).codes == ()
    district = table(Level.DISTRICT, COUNTRY).in_order(["B"])
    assert cell(district, TOTAL, "need_per_year") == 130


def test_reported_births_are_said() -> None:
    districts = small.districts()
    districts.loc["A", "births_reported"] = 480.0
    found = table(Level.DISTRICT, districts=districts)
    assert str(cell(found, "A", "need_source")).startswith("reported births x")


def test_no_stop_ever_visited_has_no_date() -> None:
    found = table(Level.DISTRICT, outreach_visits=small.visits(None))
    assert cell(found, "A", "last_outreach_date") is None
    assert cell(found, "A", "outreach_held") == 0


@given(st.floats(min_value=0, max_value=1e6))
def test_need_shown_as_five_or_more_is_five_or_more(need: float) -> None:
    whole = whole_need(np.array([need])).item()
    assert (whole >= 5) == (need >= 5)
    assert abs(whole - need) < 1


@given(st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=36_000))
def test_rounding_keeps_a_zero_and_stays_close(share: float, seconds: float) -> None:
    assert shown(share, Kind.SHARE) == pytest.approx(100 * share, abs=0.0501)
    assert shown(seconds, Kind.MINUTES) == pytest.approx(seconds / 60, abs=0.501)
    assert str(shown(-0.0, Kind.SHARE)) == "0.0"


def test_date_of_the_data_is_the_programmes() -> None:
    info = replace(small.programme().info, as_of=dt.date(2018, 3, 31))
    assert set(table(Level.SITE, info=info).cells["as_of"]) == {"2018-03-31"}
