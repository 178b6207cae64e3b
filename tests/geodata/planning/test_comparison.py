"""A scenario beside today: parts add up, what is gained and cleared, and fixed bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import build_model
from geodata.names import TOTAL, Cadre, Part
from geodata.planning.comparison import (
    BANDS,
    BREAKS,
    Comparison,
    compare,
    difference_band,
)
from geodata.planning.run import Planner
from geodata.planning.scenario import Change, PlaceEdit, PostEdit, Scenario, What
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from tests.conftest import cell_centre
from tests.geodata import small

if TYPE_CHECKING:
    from pathlib import Path


def compared(planner: Planner, scenario: Scenario, other: Scenario | None = None) -> Comparison:
    first = other or Scenario(scenario.season, scenario.threshold_minutes)
    return compare(planner.assessment(first), planner.assessment(scenario))


@pytest.fixture(name="tiny", scope="module")
def _tiny(tiny_template: Path) -> Planner:
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    return Planner(build_model(programme, travel))


def test_one_more_post_moves_ten_from_over_capacity_to_served() -> None:
    planner = Planner(small.model())
    found = compared(planner, Scenario(threshold_minutes=60, posts=(PostEdit("S2", Cadre.MM),)))
    change = found.split.loc[TOTAL]["change"]
    assert change[Part.SERVED] == pytest.approx(10)
    assert change[Part.OVER_CAPACITY] == pytest.approx(-10)
    assert change[Part.OUT_OF_REACH] == pytest.approx(0)
    assert found.measures.at[(TOTAL, "mentor_mothers"), "change"] == 1
    assert found.measures.at[(TOTAL, "effective_coverage"), "before"] == pytest.approx(90 / 120)


def test_the_ends_of_a_change_are_taken_in_each_check_on_both_sides() -> None:
    planner = Planner(small.model())
    asked = Scenario(threshold_minutes=60, norms=(("k_facility", 120.0),))
    before, after = (planner.assessment(one) for one in (asked.unedited, asked))
    found = compare(before, after).measures.loc[TOTAL]
    by_check = after.checks - before.checks
    for name in before.checks.columns:
        every = [*by_check[name], found.at[name, "change"]]
        ends = found.loc[name, ["change_lower", "change_upper"]].tolist()
        assert ends == pytest.approx([min(every), max(every)])
    assert found.loc["mm_deficit", ["change_lower", "change_upper"]].notna().all()
    assert found.at["need_per_year", "change_upper"] == 0
    assert np.isnan(found.at["sites", "change_lower"])


def test_today_beside_itself_is_no_change_anywhere(tiny: Planner) -> None:
    found = compared(tiny, Scenario())
    assert (found.measures["change"].dropna() == 0).all()
    assert (found.areas["flag_change"] == "").all()
    assert found.flags("gained") == found.flags("cleared") == []
    counted = found.areas["band"][found.areas["change"].notna()]
    assert set(counted) == {BANDS.index("less than 5 either way")}


def test_areas_outside_the_programme_have_no_band(tiny: Planner) -> None:
    areas = compared(tiny, Scenario()).areas
    outside = areas.index.str.startswith("LS-G")
    assert (areas.loc[outside, "band"] == -1).all()
    assert areas.loc[~outside, "band"].ge(0).all()


@pytest.mark.parametrize("row", range(9))
def test_parts_add_up_to_need_in_every_district_before_and_after(tiny: Planner, row: int) -> None:
    longitude, latitude = cell_centre(row, 4)
    moved = PlaceEdit(What.SITE, Change.MOVE, "S3", latitude, longitude)
    found = compared(tiny, Scenario(threshold_minutes=60, places=(moved,)))
    measures = tiny.assessment(Scenario(threshold_minutes=60)).measures["denominator"]
    needs = measures.xs("effective_coverage", level="measure")
    for side in ("before", "after"):
        parts = found.split[side].groupby("area_id").sum()
        pd.testing.assert_series_equal(parts, needs, check_names=False)
    assert found.split.loc[TOTAL, "change"].sum() == pytest.approx(0, abs=1e-9)


def test_areas_add_up_to_what_sites_and_outreach_support(tiny: Planner) -> None:
    scenario = Scenario(threshold_minutes=30)
    found = compared(tiny, scenario)
    shared = tiny.assessment(scenario).measures["denominator"][(TOTAL, "effective_coverage")]
    unmet = found.measures.at[(TOTAL, "unmet_need_per_year"), "after"]
    assert found.areas["after"].sum() == pytest.approx(shared - unmet)


def test_what_one_way_gains_the_other_way_clears(tiny: Planner) -> None:
    closed = Scenario(places=(PlaceEdit(What.SITE, Change.CLOSE, "S3"),))
    there, back = compared(tiny, closed), compared(tiny, Scenario(), closed)
    assert there.flags("gained") == back.flags("cleared")
    assert there.flags("cleared") == back.flags("gained")
    assert there.areas["change"].sum() < 0


def test_two_different_questions_cannot_be_compared(tiny: Planner) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        compared(tiny, Scenario(season=Season.WET), Scenario())


@given(st.floats(-1e6, 1e6))
def test_a_band_holds_its_lower_end_and_not_its_upper(change: float) -> None:
    band = int(difference_band(pd.Series([change]))[0])
    edges = [-np.inf, *BREAKS, np.inf]
    assert edges[band] <= change < edges[band + 1]
