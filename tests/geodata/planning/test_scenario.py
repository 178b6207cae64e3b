"""Scenarios: a link holds all of one, findings name what is wrong, and edits do what they say."""

from __future__ import annotations

import contextlib
import gc
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.assessment import assess
from geodata.choice import THRESHOLDS_MINUTES
from geodata.model import Model, build_model, stop_days
from geodata.names import TOTAL, Cadre
from geodata.planning.checks import check_scenario
from geodata.planning.run import (
    KEPT_STANDINGS,
    Planner,
    ScenarioError,
    changed_model,
    changed_programme,
)
from geodata.planning.scenario import (
    NORMS,
    Change,
    PlaceEdit,
    PostEdit,
    Scenario,
    UnreadableScenarioError,
    What,
)
from geodata.planning.standing import Standing
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Steps, Way
from tests.conftest import cell_centre
from tests.geodata import small

if TYPE_CHECKING:
    from pathlib import Path

CODES = st.text(max_size=12)
DEGREES = st.none() | st.floats(-180, 180, allow_nan=False)
PLACES = st.builds(
    PlaceEdit, st.sampled_from(What), st.sampled_from(Change), CODES, DEGREES, DEGREES
)
POSTS = st.builds(PostEdit, CODES, st.sampled_from(Cadre), st.integers(-3, 99))
NORM_VALUES = st.dictionaries(
    st.sampled_from(NORMS), st.floats(allow_nan=False, allow_infinity=False)
).map(lambda values: tuple(sorted(values.items())))
WAYS = st.builds(
    Way,
    st.sampled_from(Direction),
    st.sampled_from(Mode),
    st.sampled_from(Traveller),
    st.sampled_from(Steps),
)
SCENARIOS = st.builds(
    Scenario,
    st.sampled_from(Season),
    st.sampled_from(THRESHOLDS_MINUTES),
    st.floats(1, 300),
    NORM_VALUES,
    st.lists(PLACES, max_size=4).map(tuple),
    st.lists(POSTS, max_size=4).map(tuple),
    way=WAYS,
)


@given(SCENARIOS)
def test_a_link_holds_all_of_a_scenario(scenario: Scenario) -> None:
    assert Scenario.from_json(scenario.to_json()) == scenario


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_a_link_of_anything_else_is_refused_or_read(text: str) -> None:
    try:
        read = Scenario.from_json(text)
    except UnreadableScenarioError:
        return
    assert read == Scenario()


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        '{"season":"monsoon"}',
        '{"threshold_minutes":61}',
        '{"what":1}',
        '{"posts":[{"site_id":"S1"}]}',
        '{"posts":[{"site_id":"S1","cadre":"NURSE","count":1}]}',
        '{"norms":{"k_facility":"many"}}',
        '{"norms":[1]}',
        '{"way":{"mode":"bus"}}',
        '{"way":{"wheels":"4"}}',
        '{"way":["taxi"]}',
        '{"places":[' + ",".join(["{}"] * 41) + "]}",
    ],
)
def test_what_this_version_never_wrote_is_refused(text: str) -> None:
    with pytest.raises(UnreadableScenarioError):
        Scenario.from_json(text)


def ranged() -> Model:
    """Return the worked case with a range for the caseload, as a real table has."""
    model = small.model()
    items = tuple(
        replace(item, low=20.0, high=200.0) if item.name == "k_facility" else item
        for item in model.programme.parameters.items
    )
    parameters = replace(model.programme.parameters, items=items)
    return replace(model, programme=replace(model.programme, parameters=parameters))


STOP_OUTSIDE = PlaceEdit(What.STOP, Change.ADD, "N1", 50.0, 7.0)


@pytest.mark.parametrize(
    ("scenario", "rule"),
    [
        (Scenario(norms=(("k_facility", 19.0),)), "out_of_range"),
        (Scenario(norms=(("k_facility", float("nan")),)), "out_of_range"),
        (Scenario(norms=(("prevalence", 0.3),)), "unknown_norm"),
        (Scenario(pace_percent=10), "out_of_range"),
        (Scenario(way=Way(mode=Mode.TAXI)), "no_such_way"),
        (Scenario(way=Way(Direction.HOME)), "no_such_way"),
        (Scenario(places=(STOP_OUTSIDE,)), "outside_country"),
        (Scenario(places=(replace(STOP_OUTSIDE, latitude=None),)), "no_coordinates"),
        (Scenario(places=(PlaceEdit(What.STOP, Change.CLOSE, "P9"),)), "unknown_stop"),
        (Scenario(places=(PlaceEdit(What.SITE, Change.CLOSE, "S9"),)), "unknown_site"),
        (Scenario(places=(PlaceEdit(What.SITE, Change.ADD, "S1", 0.5, 0.5),)), "code_taken"),
        (Scenario(posts=(PostEdit("S9", Cadre.MM),)), "unknown_site"),
        (Scenario(posts=(PostEdit("S1", Cadre.MM, 0),)), "no_count"),
        (
            Scenario(
                places=(PlaceEdit(What.SITE, Change.CLOSE, "S1"),),
                posts=(PostEdit("S1", Cadre.MM),),
            ),
            "unknown_site",
        ),
    ],
)
def test_what_is_wrong_is_found_by_its_rule(scenario: Scenario, rule: str) -> None:
    model = ranged()
    assert [finding.rule for finding in check_scenario(model.programme, scenario)] == [rule]
    with pytest.raises(ScenarioError):
        Planner(model).assessment(scenario)


def test_a_post_where_staff_was_not_reported_cannot_be_counted() -> None:
    programme = small.programme(staffing=small.staffing(**{"S2-MM": np.nan}))
    found = check_scenario(programme, Scenario(posts=(PostEdit("S2", Cadre.MM),)))
    assert [finding.rule for finding in found] == ["staff_not_reported"]


def test_one_more_mentor_mother_serves_the_ten_left_over() -> None:
    scenario = Scenario(threshold_minutes=60, posts=(PostEdit("S2", Cadre.MM),))
    # Site 2 is asked for by 60 and serves 50: one more post serves all 100 in reach.
    assert Planner(ranged()).assessment(scenario).value(
        TOTAL, "effective_coverage"
    ) == pytest.approx(100 / 120)


def test_a_smaller_caseload_serves_fewer() -> None:
    scenario = Scenario(threshold_minutes=60, norms=(("k_facility", 30.0),))
    # Site 1 has two posts and serves its 40 still; site 2 serves 30 of 60.
    assert Planner(ranged()).assessment(scenario).value(
        TOTAL, "effective_coverage"
    ) == pytest.approx(70 / 120)


def test_today_is_the_model_itself() -> None:
    model = ranged()
    assert changed_model(model, Scenario(season=Season.WET)) is model


@pytest.fixture(name="tiny")
def _tiny(tiny_folder: Path) -> Model:
    programme = load(tiny_folder)
    return build_model(programme, {season: travel_tables(programme, season) for season in Season})


def place(row: int, column: int) -> tuple[float, float]:
    longitude, latitude = cell_centre(row, column)
    return latitude, longitude


def test_a_stop_that_is_added_and_closed_again_changes_nothing(tiny: Model) -> None:
    added = PlaceEdit(What.STOP, Change.ADD, "N1", *place(7, 7))
    both = Scenario(places=(added, PlaceEdit(What.STOP, Change.CLOSE, "N1")))
    planner = Planner(tiny)
    before, after = planner.assessment(Scenario()), planner.assessment(both)
    assert after.measures["value"].equals(before.measures["value"])


def test_a_stop_keeps_its_last_visit_wherever_it_moves(tiny: Model) -> None:
    code = tiny.programme.outreach_stops.index[0]
    moved = PlaceEdit(What.STOP, Change.MOVE, code, *place(7, 1))
    closed = PlaceEdit(What.STOP, Change.CLOSE, code)
    for places in ((moved,), (closed,)):
        made = changed_model(tiny, Scenario(places=places))
        pd.testing.assert_series_equal(made.stop_days, stop_days(made.programme))
    assert tiny.stop_days.notna().all()


def test_a_new_stop_is_visited_from_now_on_and_lies_in_its_district(tiny: Model) -> None:
    made = changed_model(
        tiny, Scenario(places=(PlaceEdit(What.STOP, Change.ADD, "N1", *place(7, 1)),))
    )
    assert made.stop_days["N1"] == 0
    assert made.programme.outreach_stops.at["N1", "district_code"] == "LS-A"
    assert len(made.seasons[Season.DRY].stops) == 2


def test_a_site_that_moves_is_where_it_moved_to(tiny: Model) -> None:
    moved = Scenario(places=(PlaceEdit(What.SITE, Change.MOVE, "S1", *place(2, 4)),))
    sites = changed_programme(tiny.programme, moved).sites
    assert sites.at["S1", "district_code"] == "LS-C"
    assert sites.at["S1", "site_name"] == "Demo site 1"
    assert list(sites.index) == ["S1", "S2", "S3"]


def test_a_closed_site_leaves_its_women_to_the_next(tiny: Model) -> None:
    closed = Planner(tiny).assessment(Scenario(places=(PlaceEdit(What.SITE, Change.CLOSE, "S2"),)))
    today = Planner(tiny).assessment(Scenario())
    assert closed.value(TOTAL, "sites") == today.value(TOTAL, "sites") - 1 == 2
    assert closed.value(TOTAL, "geographic_coverage") < today.value(TOTAL, "geographic_coverage")


def test_a_new_site_serves_once_it_has_a_post(tiny: Model) -> None:
    opened = PlaceEdit(What.SITE, Change.ADD, "N1", *place(7, 4))
    empty = Planner(tiny).assessment(Scenario(places=(opened,)))
    staffed = Planner(tiny).assessment(
        Scenario(places=(opened,), posts=(PostEdit("N1", Cadre.MM, 2),))
    )
    today = Planner(tiny).assessment(Scenario())
    covered = "geographic_coverage"
    assert empty.value(TOTAL, covered) == today.value(TOTAL, covered)
    assert staffed.value(TOTAL, covered) > today.value(TOTAL, covered)
    assert staffed.value(TOTAL, "mentor_mothers") == today.value(TOTAL, "mentor_mothers") + 2


def test_walking_faster_brings_more_within_reach(tiny: Model) -> None:
    slow, fast = (
        Planner(tiny).assessment(Scenario(threshold_minutes=60, pace_percent=pace))
        for pace in (60.0, 140.0)
    )
    assert fast.value(TOTAL, "geographic_coverage") > slow.value(TOTAL, "geographic_coverage")


CELLS = st.tuples(st.integers(0, 8), st.integers(0, 8))
STAFF = st.lists(
    st.builds(PostEdit, st.sampled_from(["S1", "S3"]), st.sampled_from(Cadre)), max_size=2
)


@st.composite
def edits(draw: st.DrawFn) -> Scenario:
    """Moves, additions and closures that the tiny country allows, in any order."""
    there = {What.SITE: ["S1", "S2", "S3"], What.STOP: ["P1"]}
    made: list[PlaceEdit] = []
    for number in range(draw(st.integers(0, 4))):
        what = draw(st.sampled_from(What))
        change = draw(st.sampled_from(Change)) if there[what] else Change.ADD
        code = f"N{number}" if change == Change.ADD else draw(st.sampled_from(there[what]))
        at = (None, None) if change == Change.CLOSE else place(*draw(CELLS))
        made.append(PlaceEdit(what, change, code, *at))
        if change == Change.ADD:
            there[what].append(code)
        elif change == Change.CLOSE:
            there[what].remove(code)
    posts = tuple(edit for edit in draw(STAFF) if edit.site_id in there[What.SITE])
    new = tuple(PostEdit(code, Cadre.MM) for code in there[What.SITE] if code.startswith("N"))
    pace = draw(st.sampled_from([100.0, 100.0, 80.0]))
    return Scenario(places=tuple(made), posts=posts + new, pace_percent=pace)


@pytest.fixture(name="shared", scope="module")
def _shared(tiny_template: Path) -> Planner:
    """One planner for all draws: what it keeps of one scenario must not disturb the next."""
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    return Planner(build_model(programme, travel))


@settings(max_examples=40)
@given(scenario=edits())
def test_walks_by_changes_equal_those_worked_out_anew(scenario: Scenario, shared: Planner) -> None:
    quick, anew = shared.model(scenario), changed_model(shared.model(Scenario()), scenario)
    assert quick.programme.sites.index.equals(anew.programme.sites.index)
    for season in Season:
        ours, full = quick.seasons[season], anew.seasons[season]
        for platform, walk in full.walk.items():
            for name in ("seconds", "nearest", "area_median", "area_p90"):
                np.testing.assert_array_equal(
                    getattr(ours.walk[platform], name), getattr(walk, name)
                )
        assert len(ours.stops) == len(full.stops)
        for stop, other in zip(ours.stops, full.stops, strict=True):
            np.testing.assert_array_equal(stop.cells, other.cells)
            np.testing.assert_array_equal(stop.seconds, other.seconds)


@settings(max_examples=15)
@given(scenario=edits(), after=st.integers(0, 30))
def test_work_that_is_ended_half_way_leaves_right_answers_behind(
    scenario: Scenario, after: int, shared: Planner
) -> None:
    class EndedError(Exception):
        pass

    shares: list[float] = []

    def told(share: float) -> None:
        shares.append(share)
        if len(shares) > after:
            raise EndedError

    today = shared.model(Scenario())
    planner = Planner(today, noted=lambda _kind, _about: contextlib.nullcontext(told))
    with contextlib.suppress(EndedError):
        planner.model(scenario)
    assert shares == sorted(shares)
    assert all(0 <= share < 1 for share in shares)
    after = 10**6
    quick, full = planner.assessment(scenario), shared.assessment(scenario)
    pd.testing.assert_frame_equal(quick.measures, full.measures, check_exact=True)


def test_posts_that_open_no_site_keep_the_walks(tiny: Model) -> None:
    scenario = Scenario(posts=(PostEdit("S2", Cadre.SC), PostEdit("S1", Cadre.MM, 2)))
    kept = changed_model(tiny, scenario)
    assert kept.seasons is tiny.seasons
    assert kept.staff.at["S1", "MM"] == tiny.staff.at["S1", "MM"] + 2


@settings(max_examples=15)
@given(scenario=edits(), minutes=st.sampled_from(THRESHOLDS_MINUTES))
def test_an_assessment_by_changes_equals_one_worked_out_anew(
    scenario: Scenario, minutes: int, shared: Planner
) -> None:
    asked = replace(scenario, threshold_minutes=minutes)
    quick = shared.assessment(asked)
    full = assess(changed_model(shared.model(Scenario()), asked), asked.choice)
    for part in ("measures", "districts", "areas", "sites", "stops", "checks"):
        pd.testing.assert_frame_equal(getattr(quick, part), getattr(full, part), check_exact=True)
    for part in ("fifths", "supported"):
        pd.testing.assert_series_equal(getattr(quick, part), getattr(full, part), check_exact=True)


def test_what_stands_before_any_stop_is_kept_for_few_scenarios(tiny_template: Path) -> None:
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    planner, last = Planner(build_model(programme, travel)), 2 * KEPT_STANDINGS
    gc.collect()
    before = sum(isinstance(one, Standing) for one in gc.get_objects())
    for step in range(last):
        planner.assessment(Scenario(pace_percent=80.0 + step))
    gc.collect()
    after = sum(isinstance(one, Standing) for one in gc.get_objects())

    assert after - before == KEPT_STANDINGS
