"""One assessment, counted by hand on the worked case, and what must hold in every view."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from geodata.assessment import Assessment, assess
from geodata.choice import THRESHOLDS_MINUTES, Choice
from geodata.names import TOTAL, FlagStatus, NeedBasis, Platform, Scope
from geodata.terrain import Season
from tests.geodata import small

HOUR = Choice(threshold_minutes=60)


@pytest.fixture(name="hour", scope="module")
def _hour() -> Assessment:
    return assess(small.model(), HOUR)


def value(assessment: Assessment, name: str, area_id: str = TOTAL) -> float:
    return assessment.value(area_id, name)


def test_worked_case_of_coverage(hour: Assessment) -> None:
    assert value(hour, "need_per_year") == pytest.approx(120)
    assert value(hour, "geographic_coverage") == pytest.approx(100 / 120)
    assert value(hour, "effective_coverage") == pytest.approx(90 / 120)
    assert value(hour, "share_over_capacity") == pytest.approx(10 / 120)
    assert value(hour, "share_out_of_reach") == pytest.approx(20 / 120)


def test_every_measure_shows_what_it_is_made_of(hour: Assessment) -> None:
    covered = hour.measure(TOTAL, "effective_coverage")
    assert (covered["numerator"], covered["denominator"]) == pytest.approx((90, 120))
    assert covered["unit"] == "share"
    assert covered["data_status"] == "demonstration"
    assert hour.measure(TOTAL, "births_per_year")["data_status"] == "published"


def test_range_over_the_checks_holds_the_value(hour: Assessment) -> None:
    # Slower by a quarter, the 40-minute walk takes 50: still in; need high is over capacity more.
    covered = hour.measure(TOTAL, "effective_coverage")
    assert covered["lower"] <= covered["value"] <= covered["upper"]
    high = small.model().programme.parameters
    assert high.value("k_facility") == 50
    assert hour.checks.at["need high", "effective_coverage"] == pytest.approx(
        (40 * 1.2902 + 50) / (120 * 1.2902), abs=1e-3
    )


def test_a_district_outside_the_programme_keeps_its_need_and_has_no_coverage(
    hour: Assessment,
) -> None:
    assert value(hour, "need_per_year", "B") == pytest.approx(10)
    assert np.isnan(value(hour, "geographic_coverage", "B"))
    assert hour.measure("B", "geographic_coverage")["status"] == "no_denominator"
    assert hour.areas.at["B-1", "flag"] == FlagStatus.OUTSIDE


def test_widening_the_scope_counts_the_neighbours_who_use_the_same_site() -> None:
    country = assess(small.model(), Choice(threshold_minutes=60, scope=Scope.COUNTRY))
    # Site 2 is now asked for by 60 + 10 and serves 50; site 1 serves its 40.
    assert value(country, "need_per_year") == pytest.approx(130)
    assert value(country, "effective_coverage") == pytest.approx(90 / 130)
    assert value(country, "effective_coverage", "B") == pytest.approx(50 / 70)


def test_posts_against_the_norms_are_not_netted(hour: Assessment) -> None:
    # Site 1: 40 pairs in reach -> 1 post, at least 2, has 2. Site 2: 60 -> 2, has 1.
    assert value(hour, "mm_required") == 4
    # Rounding up adds to a total: the work itself is (40 + 60) / 50 and (20 + 30) / 100 posts.
    assert value(hour, "mm_full_time") == pytest.approx(2)
    assert value(hour, "cmm_full_time") == pytest.approx(0.5)
    assert (value(hour, "mm_deficit"), value(hour, "mm_surplus")) == (1, 0)
    # Community: 40 x 0.5 / 100 -> 1 post, has 3; 60 x 0.5 / 100 -> 1, has 1.
    assert (value(hour, "cmm_deficit"), value(hour, "cmm_surplus")) == (0, 2)
    # Community Site Coordinators: one for each team of up to five.
    assert (value(hour, "csc_required"), value(hour, "csc_deficit")) == (2, 1)
    assert (value(hour, "sc_required"), value(hour, "sc_deficit")) == (2, 1)


def test_sites_show_bands_and_no_count(hour: Assessment) -> None:
    assert hour.sites["mm_band"].tolist() == ["2+", "1"]
    assert hour.sites["cmm_band"].tolist() == ["2+", "1"]
    assert hour.sites["sc_band"].tolist() == ["1", "0"]
    counted = {"MM", "SC", "CMM", "CSC", "mm", "sc", "cmm", "csc", "headcount", "mm_required"}
    assert not counted & set(hour.sites.columns)


def test_posts_missing_are_not_told_where_a_band_is_open(hour: Assessment) -> None:
    # Site 1 has two or more: need asks for two posts, so "none missing" would bound them.
    assert hour.sites["mm_deficit_band"].tolist() == ["not told", "1"]
    assert hour.sites["cmm_deficit_band"].tolist() == ["not told", "0"]
    assert hour.sites["sc_deficit_band"].tolist() == ["0", "1"]


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("minutes", [30, 60, 180])
def test_a_site_is_over_its_capacity_by_the_need_that_is_told_beside_it(
    platform: Platform, minutes: int
) -> None:
    found = assess(small.model(), Choice(platform=platform, threshold_minutes=minutes))
    # By the rule of an hour, 40 pairs for two posts at site 1, 60 for one of 50 at site 2.
    assert found.sites["need_in_catchment"].tolist() == pytest.approx([40, 60])
    assert found.sites["over_capacity"].tolist() == [False, True]


def test_the_far_area_is_clear_while_its_visits_are_recent(hour: Assessment) -> None:
    far = hour.areas.loc["A-2"]
    assert far["walk_seconds"] == 6600
    assert far["days_since_outreach"] == 10
    assert far["flag"] == FlagStatus.CLEAR


@pytest.mark.parametrize("held", ["2017-10-01", None])
def test_the_far_area_is_flagged_when_no_visit_was_held_lately(held: str | None) -> None:
    found = assess(small.model(outreach_visits=small.visits(held)), HOUR)
    far = found.areas.loc["A-2"]
    assert far["flag"] == FlagStatus.FLAGGED
    assert far["flag_number"] == 1
    assert value(found, "areas_flagged") == 1
    assert value(found, "share_need_flagged") == pytest.approx(20 / 120)
    # Less 25 %: 82 minutes, still over the hour; need low is 15.5: flagged in all six.
    assert far["checks_flagged"] == 6
    assert "Still flagged in 6 of 6 checks" in far["explanation"]


def test_without_outreach_data_nothing_remote_is_called_clear() -> None:
    found = assess(small.model(outreach_visits=small.visits(None).iloc[:0]), HOUR)
    assert found.areas.at["A-2", "flag"] == FlagStatus.CANNOT_ASSESS
    assert value(found, "areas_not_assessed") == 2
    assert str(found.areas.at["A-2", "explanation"]).startswith("Cannot assess: no outreach data")


def test_outreach_held_lately_is_partial_coverage(hour: Assessment) -> None:
    # 12 contacts a visit, five visits, two a woman: 30 women; 20 a year are 8.3 in five months.
    assert value(hour, "outreach_coverage") == pytest.approx(0.9761513472)
    assert value(hour, "unmet_need_per_year") == pytest.approx(10 + 20 * (1 - 0.9761513472))


def test_a_site_that_did_not_report_makes_the_rest_a_part_total() -> None:
    staff = small.staffing()
    staff.loc[(staff["site_id"] == "S2") & (staff["cadre"] == "MM"), "headcount"] = np.nan
    found = assess(small.model(staffing=staff), HOUR)
    assert found.sites.at["S2", "mm_band"] == "no data"
    assert value(found, "mentor_mothers", "A") == 2
    assert value(found, "mentor_mothers_per_site", "A") == 2
    assert found.measure("A", "mentor_mothers")["status"] == "ok"


def test_order_of_rows_never_changes_a_number(hour: Assessment) -> None:
    staff = small.staffing().sample(frac=1, random_state=3)
    found = assess(small.model(staffing=staff), HOUR)
    pd.testing.assert_frame_equal(found.measures, hour.measures)


ALL_CHOICES = [
    Choice(season, minutes, platform, NeedBasis.NATIONAL, scope)
    for season, minutes, platform, scope in itertools.product(
        Season, THRESHOLDS_MINUTES, Platform, Scope
    )
]


@pytest.mark.parametrize("choice", ALL_CHOICES, ids=str)
def test_parts_add_up_to_need_in_every_view(choice: Choice) -> None:
    found = assess(small.model(), choice)
    parts = [
        value(found, name)
        for name in ("effective_coverage", "share_over_capacity", "share_out_of_reach")
    ]
    assert sum(parts) == pytest.approx(1)
    near = value(found, "geographic_coverage")
    assert near == pytest.approx(1 - parts[2])
    assert near == pytest.approx(value(found, f"need_within_{choice.threshold_minutes}_minutes"))
