"""The Plan page without a browser: steps, files, words and the size of an answer."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from dash import Dash, no_update
from hypothesis import given
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from dashboard import ids, theme
from dashboard.callbacks import plan as plan_callbacks
from dashboard.callbacks import plan_next, plan_results
from dashboard.callbacks.plan import beside_note, opened, opened_wishes, save
from dashboard.callbacks.plan_results import mapped, results
from dashboard.context import Context, ready_context
from dashboard.jobs.pool import DIED, Jobs
from dashboard.jobs.register import Job, State
from dashboard.maps.traces import POSITION
from dashboard.plan import check as plan_check
from dashboard.plan import controls as plan_controls
from dashboard.plan import ids as plan_ids
from dashboard.plan import listed as plan_list
from dashboard.plan import slots as plan_slots
from dashboard.plan import steps as plan_steps
from dashboard.plan import words as plan_words
from dashboard.plan.answers import (
    ANY_POSTS,
    ANY_STOPS,
    Effect,
    areas_found,
    change_effects,
    posts_found,
    stop_names,
    stops_found,
)
from dashboard.plan.check import Check
from dashboard.plan.edit import POINT, TAKE, Desk, RefusedError, adjusted, edited
from dashboard.plan.files import ENDING, ScenarioFolder, UnusableNameError
from dashboard.plan.legend import plan_legend
from dashboard.plan.map import next_numbers, plan_changes
from dashboard.plan.page import kept_note, plan_text
from dashboard.plan.planned import plan, today_norms
from dashboard.plan.rules import rule_outputs, rule_props, scenario_rules
from dashboard.plan.slots import Side, track
from dashboard.plan.state import History, from_query, travel_values, way_of
from dashboard.plan.still import plan_still_answer, plan_view
from dashboard.plan.wish import CONTROLS, Wishes
from dashboard.plan.words import MapLayer, Mode
from dashboard.text import percent
from geodata.actions import whole_numbers
from geodata.names import TOTAL, Cadre, Part, Platform
from geodata.planning.comparison import UNKNOWN
from geodata.planning.places import Candidates, StopWish
from geodata.planning.posts import NORM, SERVES
from geodata.planning.scenario import Change, PlaceEdit, PostEdit, Scenario, What
from geodata.programme import load
from geodata.status import DataStatus
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.walking.surfaces import Traveller
from geodata.ways import Mode as Ride
from geodata.ways import Way
from tests.conftest import cell_centre
from tests.geodata.ground.test_folder import HEIGHTS, raster, roads, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = Scenario()
PACES = st.sampled_from([60.0, 80.0, 100.0, 120.0]).map(lambda pace: Scenario(pace_percent=pace))
STOP = PlaceEdit(What.STOP, Change.ADD, "New stop 1", *reversed(cell_centre(7, 1)))


@pytest.fixture(name="atlas", scope="module")
def _atlas(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    programme = load(tiny_template)
    made = ready_context(programme, {season: travel_tables(programme, season) for season in Season})
    jobs = Jobs(tmp_path_factory.mktemp("jobs"))
    yield replace(made, scenarios=tmp_path_factory.mktemp("plans"), jobs=jobs)
    jobs.close()


@pytest.fixture(name="real")
def _real(tiny_folder: Path) -> Context:
    """Give the tiny country slopes and a road."""
    raster(tiny_folder / "elevation.tif", HEIGHTS * 2)
    roads(tiny_folder, {1: "primary", 7: "track"})
    say(tiny_folder, elevation_has_slopes=True)
    programme = load(tiny_folder)
    return ready_context(programme, {one: travel_tables(programme, one) for one in Season})


@pytest.fixture(name="no_assets")
def _no_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a running app there is no address of the map's style."""
    monkeypatch.setattr("dashboard.plan.page.map_styles", lambda: {"light": "", "dark": ""})


@given(st.lists(PACES, max_size=8))
def test_every_step_but_one_that_changes_nothing_is_kept(steps: list[Scenario]) -> None:
    history = History()
    for step in steps:
        history = history.to(step)
    taken = [one for one, before in pairwise([*steps[::-1], TODAY]) if one != before]
    assert [*history.past, history.present] == [TODAY, *taken[::-1]]
    assert History.from_store(json.loads(json.dumps(history.to_store()))) == history


def test_a_new_step_forgets_those_that_were_taken_back() -> None:
    taken_back = History(present=TODAY, future=(Scenario(pace_percent=80.0),))
    assert taken_back.to(TODAY) == taken_back
    assert taken_back.to(Scenario(pace_percent=60.0)).future == ()


def test_a_link_brings_the_scenario_back() -> None:
    scenario = Scenario(season=Season.WET, places=(STOP,))
    assert from_query({"scenario": scenario.to_json()}) == (scenario, True)


@pytest.mark.usefixtures("no_assets")
@pytest.mark.parametrize(
    "query", [{"scenario": "[1"}, {"scenario": '{"places":[{"what":"stop"}]}'}]
)
def test_a_link_that_cannot_be_read_shows_today_and_says_so(
    atlas: Context, query: dict[str, str]
) -> None:
    text = plan_text(atlas, query)
    assert (text.scenario, text.note) == (TODAY, plan_words.BAD_LINK)


@pytest.mark.usefixtures("no_assets")
def test_a_link_to_places_of_another_dataset_says_what_is_wrong(atlas: Context) -> None:
    other = Scenario(places=(PlaceEdit(What.SITE, Change.CLOSE, "S9"),))
    text = plan_text(atlas, {"scenario": other.to_json()})
    assert text.scenario == TODAY
    assert "does not fit this dataset. There is no site of this code: S9." in text.note


def desk(what: str | None = None, mode: Mode = Mode.LOOK, **at: Any) -> Desk:  # noqa: ANN401
    return Desk(what, at.get("latitude", ""), at.get("longitude", ""), mode)


def test_a_click_adds_moves_or_only_looks_by_its_mode(atlas: Context) -> None:
    longitude, latitude = cell_centre(7, 1)
    point = {"longitude": longitude, "latitude": latitude}

    def clicked(mode: Mode, what: str | None = None, start: Scenario = TODAY) -> Scenario:
        history = History(present=start)
        asked = desk(what, mode)
        return edited(history, POINT, asked, atlas.programme, point).present

    assert clicked(Mode.LOOK, "P1") == TODAY
    assert [edit.code for edit in clicked(Mode.STOP).places] == ["New stop 1"]
    assert clicked(Mode.SITE).places[0].what == What.SITE
    assert clicked(Mode.MOVE, "P1").places[0].change == Change.MOVE
    second = clicked(Mode.STOP, start=clicked(Mode.STOP))
    assert [edit.code for edit in second.places] == ["New stop 1", "New stop 2"]


@pytest.mark.parametrize(
    ("control", "asked", "words"),
    [
        (plan_ids.PUT, desk(), plan_words.NO_PLACE_CHOSEN),
        (plan_ids.PUT, desk("P1"), plan_words.NO_POINT),
        (plan_ids.PUT, desk("P1", latitude="north", longitude=28), plan_words.NO_POINT),
        (plan_ids.PUT, desk("P1", latitude=-20, longitude=28), "outside Lesotho"),
        (plan_ids.CLOSE, desk("nothing"), plan_words.NO_PLACE_CHOSEN),
        (plan_ids.POST, desk("P1"), plan_words.NO_SITE_CHOSEN),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do(
    atlas: Context, control: str, asked: Desk, words: str
) -> None:
    with pytest.raises(RefusedError, match=words.split(":", maxsplit=1)[0]):
        edited(History(), control, asked, atlas.programme)


def test_a_step_that_is_taken_can_be_dropped_from_the_list(atlas: Context) -> None:
    history = edited(History(), TAKE, desk(), atlas.programme, {"take": '[["post","S1","MM",1]]'})
    assert history.present.posts == (PostEdit("S1", Cadre.MM),)
    dropped = edited(history, TAKE, desk(), atlas.programme, {"take": '[["drop",0]]'})
    assert dropped.present == TODAY
    reset = edited(history, plan_ids.RESET, desk(), atlas.programme)
    assert reset.present == TODAY
    assert reset.past[-1] == history.present


def test_sliders_at_todays_values_are_no_step(atlas: Context) -> None:
    today = today_norms(atlas)
    shown = {norm.name: today[norm.name] for norm in plan_words.NORMS}
    usual = travel_values(Way())
    assert adjusted(History(), shown, today, "dry", "120", 100, usual) == History()
    slower = adjusted(History(), {**shown, "attendance": 0.7}, today, "dry", "120", 100, usual)
    assert slower.present.norms == (("attendance", 0.7),)


def test_a_way_of_travelling_is_a_step_that_undo_takes_back_and_reset_keeps(atlas: Context) -> None:
    today, adult = today_norms(atlas), Way(traveller=Traveller.ADULT)
    history = adjusted(History(), {}, today, "dry", "120", 100, travel_values(adult))
    assert way_of(travel_values(history.present.way)) == adult
    assert history.present.is_today
    assert history.past[-1] == TODAY
    slow = history.to(replace(history.present, pace_percent=80.0))
    assert edited(slow, plan_ids.RESET, desk(), atlas.programme).present == history.present


def test_all_answers_of_a_scenario_follow_its_way_of_travelling(atlas: Context) -> None:
    shut = PlaceEdit(What.SITE, Change.CLOSE, "S2")
    asked = Scenario(threshold_minutes=30, places=(STOP, shut))
    quicker = replace(asked, way=Way(traveller=Traveller.ADULT))
    usual, found = (plan(atlas, one, TODAY) for one in (asked, quicker))
    for side in ("before", "after"):
        slow, quick = (getattr(one, side).areas["walk_seconds"] for one in (usual, found))
        far = slow > 0
        assert (quick[far] < slow[far]).all()
    assert found.before.choice == found.after.choice == quicker.choice
    assert "(an adult who is not pregnant)" in plan_slots.sentence(found, "today")
    legend = mapped(atlas, found, MapLayer.WALK, "", "light")[1]
    assert "an adult who is not pregnant" in legend[ids.LEGEND_NOTE]["children"]
    gains = [stops_found(atlas, one).rows["gain"].sum() for one in (asked, quicker)]
    assert gains[0] != gains[1]


@pytest.mark.usefixtures("no_assets")
def test_a_link_with_a_way_that_the_ground_cannot_answer_says_so(atlas: Context) -> None:
    text = plan_text(atlas, {"scenario": Scenario(way=Way(mode=Ride.TAXI)).to_json()})
    assert text.scenario == TODAY
    assert "'walking, and taxis on roads'" in text.note


def test_the_first_rule_is_the_headline_and_the_others_stand_in_order(atlas: Context) -> None:
    shut = PlaceEdit(What.SITE, Change.CLOSE, "S2")
    scenario = Scenario(places=(STOP, shut), posts=(PostEdit("S1", Cadre.MM),), pace_percent=80.0)
    for asked in (TODAY, scenario, replace(scenario, norms=(("k_facility", 120.0),))):
        rules = scenario_rules(atlas, asked)
        found = plan(atlas, asked, TODAY).comparison
        assert rules is not None
        assert rules.nearest == pytest.approx(found.number("effective_coverage", "after"))
        assert rules.nearest <= rules.best + 1e-9
        assert rules.accessmod <= rules.best + 1e-9
    assert scenario_rules(atlas, TODAY) == atlas.rules(TODAY.choice)


def test_rules_stand_beside_those_of_the_other_scenario_under_one_choice(atlas: Context) -> None:
    shut = PlaceEdit(What.SITE, Change.CLOSE, "S1")
    scenario = Scenario(threshold_minutes=30, places=(shut,))
    props = rule_props(atlas, scenario, TODAY)
    assert len(props) == len(rule_outputs())
    sides = [scenario_rules(atlas, one) for one in (Scenario(threshold_minutes=30), scenario)]
    assert all(sides)
    shown = [percent(side.best) for side in sides if side]
    assert props[3:5] == shown
    assert shown[0] != shown[1]


def test_rules_are_not_asked_with_taxis_and_the_walk_stands_beside_them(real: Context) -> None:
    asked = Scenario(way=Way(mode=Ride.TAXI))
    props = rule_props(real, asked, TODAY)
    on_foot = real.assessment(TODAY.choice).value(TOTAL, "effective_coverage")
    assert props[:-1] == [plan_words.NOT_ASKED] * 6
    assert f"On foot alone {percent(on_foot)} of need" in props[-1]
    ridden = plan(real, asked, TODAY).before.areas["walk_seconds"]
    assert (ridden <= real.assessment(TODAY.choice).areas["walk_seconds"]).all()


def test_next_stops_are_numbers_in_the_order_of_their_list(atlas: Context) -> None:
    asked = Scenario(threshold_minutes=30)
    rows = stops_found(atlas, asked).rows
    assert len(rows) > 1
    assert next_numbers(rows) == rows[["longitude", "latitude"]].round(4).to_numpy().tolist()
    assert next_numbers(rows.iloc[:0]) == []


COSTS = st.none() | st.floats(0, 1e9)
WISHES = st.builds(
    Wishes,
    st.sampled_from(Candidates),
    st.integers(1, 20),
    st.integers(0, 20),
    st.none() | st.integers(0, 31),
    st.booleans(),
    st.sampled_from(Platform),
    st.integers(1, 20),
    COSTS,
    COSTS,
)


@given(WISHES)
def test_a_link_holds_all_wishes_and_controls_show_them(wishes: Wishes) -> None:
    assert Wishes.from_json(wishes.to_json()) == wishes
    assert Wishes.of_controls(wishes.control_values) == wishes
    assert set(wishes.control_values) == set(CONTROLS)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_what_holds_no_wishes_is_as_usual(text: str) -> None:
    assert Wishes.from_json(text) == Wishes()


@given(
    st.dictionaries(
        st.sampled_from([*CONTROLS, "other"]),
        st.recursive(
            st.none() | st.integers() | st.floats() | st.text() | st.booleans(),
            st.lists,
            max_leaves=3,
        ),
    )
)
def test_wishes_of_anything_can_be_asked(given_: dict[str, Any]) -> None:
    wishes = Wishes.from_json(json.dumps(given_))
    assert Wishes.from_json(wishes.to_json()) == wishes
    assert 1 <= wishes.stop_wish.most <= 20
    assert all(cost >= 0 for _, cost in wishes.post_wish.costs)


def test_usual_wishes_ask_what_the_lists_ask_by_themselves() -> None:
    assert Wishes().to_json() == "{}"
    assert Wishes().stop_wish == ANY_STOPS
    assert Wishes().post_wish == ANY_POSTS


@pytest.mark.usefixtures("no_assets")
def test_a_link_brings_the_wishes_back(atlas: Context) -> None:
    wishes = Wishes(Candidates.GRID, least=1, days=3, by_capacity=True, cost_front=900.0)
    text = plan_text(atlas, {"wishes": wishes.to_json()})
    assert text.wishes == wishes


def test_wishes_are_kept_with_a_scenario_and_opened(atlas: Context, tmp_path: Path) -> None:
    folder, wishes = ScenarioFolder(tmp_path), Wishes(posts=3, cost_front=900.0, days=0)
    save(folder, "Plan", "", History().to_store(), wishes.to_json())
    (kept,) = folder.saved()
    assert kept.wishes == wishes
    shown = opened_wishes(atlas, folder, kept.key)
    assert Wishes.of_controls(dict(zip(CONTROLS, shown, strict=True))) == wishes


def test_what_an_earlier_version_kept_leaves_the_wishes_alone(
    atlas: Context, tmp_path: Path
) -> None:
    folder = ScenarioFolder(tmp_path)
    kept = folder.save("Plan", "", TODAY)
    assert kept.wishes is None
    for key in (kept.key, "gone", None):
        assert opened_wishes(atlas, folder, key) == [no_update] * len(CONTROLS)


def test_a_scenario_is_kept_under_a_name_replaced_and_opened(tmp_path: Path) -> None:
    folder = ScenarioFolder(tmp_path / "plans")
    assert folder.saved() == []
    first = folder.save("Winter plan", "Planning team", Scenario(season=Season.WINTER))
    again = folder.save("winter PLAN", "planning team", Scenario(season=Season.WET))
    assert (first.replaced, again.replaced) == ("", first.day)
    folder.save("Zimní plán", "", TODAY)
    kept = folder.saved()
    assert [one.name for one in kept] == ["winter PLAN", "Zimní plán"]
    assert kept[0].scenario.season == Season.WET
    assert folder.open(kept[1].key) == kept[1]


@pytest.mark.parametrize(("kept_by", "who"), [("Ann", "Ben"), ("Ann", ""), ("", ""), ("", "Ben")])
def test_a_name_that_another_keeps_is_not_taken(tmp_path: Path, kept_by: str, who: str) -> None:
    folder, winter = ScenarioFolder(tmp_path), Scenario(season=Season.WINTER)
    folder.save("Plan", kept_by, winter)
    told = save(folder, "PLAN", who, History(present=TODAY).to_store())
    assert told.startswith(f"'Plan' is kept already{kept_by and f' by {kept_by}'}, ")
    assert [one.scenario for one in folder.saved()] == [winter]


def test_of_two_who_take_a_new_name_at_one_moment_the_second_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, winter = ScenarioFolder(tmp_path), Scenario(season=Season.WINTER)
    folder.save("Plan", "Ann", winter)
    monkeypatch.setattr(ScenarioFolder, "_replaceable", lambda *_: None)
    with pytest.raises(UnusableNameError, match="just kept a scenario"):
        folder.save("Plan", "Ben", TODAY)
    assert [one.scenario for one in folder.saved()] == [winter]
    assert not list(tmp_path.glob("*.part"))


def test_a_file_that_cannot_be_read_is_told_and_left_alone(tmp_path: Path) -> None:
    folder = ScenarioFolder(tmp_path)
    kept = folder.save("Plan", "Ann", TODAY)
    (path,) = tmp_path.glob(f"*{ENDING}")
    path.write_text("torn")
    assert kept_note(folder).startswith("1 file in the folder")
    assert "cannot be read" in save(folder, "Plan", "Ann", History().to_store())
    assert path.read_text() == "torn"
    path.unlink()
    assert kept_note(folder) == plan_words.EMPTY_SAVED
    assert kept.replaced == ""


def test_a_kept_scenario_of_another_dataset_says_why_today_stands_beside(
    atlas: Context, tmp_path: Path
) -> None:
    folder = ScenarioFolder(tmp_path)
    other = folder.save("Old", "", Scenario(posts=(PostEdit("GONE", Cadre.MM),)))
    said = beside_note(atlas, folder, other.key)
    assert said == (
        "'Old' does not fit this dataset. There is no such site: GONE. Choose one from the list. "
        "Today is shown beside."
    )
    assert results(atlas, folder, History(), other.key)[1] == plan_words.TODAY
    assert beside_note(atlas, folder, "gone").startswith("It cannot be read any more.")
    assert beside_note(atlas, folder, None) == ""
    assert beside_note(atlas, folder, folder.save("Slow", "", TODAY).key) == ""


@pytest.mark.parametrize("name", ["", "  \n", "x" * 61])
def test_a_name_that_cannot_be_used_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableNameError):
        ScenarioFolder(tmp_path).save(name, "", TODAY)


@pytest.mark.parametrize("key", ["../secret", "", "A", "none"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / f"secret{ENDING}").write_text('{"name":"n","who":"","scenario":{}}')
    assert ScenarioFolder(tmp_path / "plans").open(key) is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"name":"n"}', '{"name":"n","who":"","scenario":[]}']
)
def test_a_broken_file_is_left_out_of_the_list(tmp_path: Path, content: str) -> None:
    (tmp_path / f"broken{ENDING}").write_text(content)
    assert ScenarioFolder(tmp_path).saved() == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    said = save(ScenarioFolder(blocked), "Plan", "", History().to_store())
    assert "could not be kept" in said
    assert "link still hold it" in said


def test_a_kept_scenario_opens_as_a_step(atlas: Context) -> None:
    folder = ScenarioFolder(atlas.scenarios)
    kept = folder.save("Slow", "", Scenario(pace_percent=80.0))
    history = opened(atlas, folder, History(), kept.key)
    assert history.present.pace_percent == 80
    assert history.past[-1] == TODAY
    with pytest.raises(RefusedError, match="cannot be read any more"):
        opened(atlas, folder, History(), "gone")


def test_outputs_and_props_are_as_many(atlas: Context) -> None:
    history = History(present=Scenario(places=(STOP,), threshold_minutes=30))
    made = plan(atlas, history.present, TODAY)
    pairs = (
        (plan_slots.row_outputs(), plan_slots.row_props(made)),
        (plan_slots.bar_outputs(), plan_slots.bar_props(made)),
        (plan_list.edit_outputs(), edit_props(atlas, history.present)),
        (plan_slots.changed_outputs(), plan_slots.changed_props(made)),
        (plan_slots.district_outputs(["LS-A"]), plan_slots.district_props(made, ["LS-A"])),
        (
            plan_steps.step_outputs("stops"),
            plan_steps.stop_props(stops_found(atlas, history.present)),
        ),
        (
            [*plan_steps.step_outputs("posts"), None],
            plan_steps.post_props(posts_found(atlas, history.present)),
        ),
        (
            plan_steps.step_outputs("areas"),
            plan_steps.area_props(areas_found(atlas, history.present)),
        ),
        (plan_check.check_outputs(), plan_check.check_props(None, None, [])),
    )
    assert all(len(outputs) == len(props) for outputs, props in pairs)


def edit_props(atlas: Context, scenario: Scenario) -> list[Any]:
    made = plan(atlas, scenario, TODAY)
    effects = change_effects(atlas, scenario)
    return plan_list.edit_props(scenario, atlas.programme, made.edited, effects)


EVERYTHING = Scenario(
    threshold_minutes=30,
    pace_percent=80.0,
    norms=(("attendance", 0.7),),
    places=(STOP, PlaceEdit(What.STOP, Change.CLOSE, "P1")),
    posts=(PostEdit("S1", Cadre.MM, 2),),
)


def whole_effect(atlas: Context, scenario: Scenario) -> float:
    return sum(effect.value for effect in change_effects(atlas, scenario))


def test_effects_of_the_changes_add_up_to_the_headline(atlas: Context) -> None:
    effects = change_effects(atlas, EVERYTHING)
    found = plan(atlas, EVERYTHING, Scenario(threshold_minutes=30)).comparison
    unmet = [found.number("unmet_need_per_year", side) for side in ("before", "after")]
    assert len(effects) == 4
    assert whole_effect(atlas, EVERYTHING) == pytest.approx(unmet[0] - unmet[1])
    assert any(abs(effect.value) > 1 for effect in effects)


def test_whole_effects_on_the_page_add_up_to_the_whole_they_tell(atlas: Context) -> None:
    props = edit_props(atlas, EVERYTHING)
    whole = whole_numbers([effect.value for effect in change_effects(atlas, EVERYTHING)])
    assert props[2 :: len(plan_list.EDIT_PARTS)][:3] == [
        plan_list.whole_change(one) for one in whole[1:]
    ]
    assert props[-2] == plan_list.effects_words(whole, 1)
    assert sum(whole) == round(whole_effect(atlas, EVERYTHING))
    assert props[-1] is True


def test_a_change_of_need_under_five_is_one_class_wherever_it_stands(atlas: Context) -> None:
    closed = Scenario(places=(PlaceEdit(What.STOP, Change.CLOSE, "P1"),), threshold_minutes=30)
    made = plan(atlas, closed, TODAY)
    found = made.comparison
    for change in (4.9, -4.9, 0.3):
        areas = found.areas.assign(change=change)
        held = replace(made, comparison=replace(found, areas=areas))
        assert plan_slots.changed_props(held)[0] is True
        assert plan_slots.need_change(change).startswith("under 5 ")
    held = replace(made, comparison=replace(found, areas=found.areas.assign(change=5.0)))
    assert plan_slots.changed_props(held)[2].startswith("+5 of about ")


def test_each_line_of_the_comparison_has_its_ends_in_words(atlas: Context) -> None:
    made = plan(atlas, TODAY, TODAY)
    props = plan_slots.row_props(made)
    lines, ends = props[3::5], props[4::5]
    assert len(ends) == len(plan_words.ROWS)
    assert [line == {"display": "none"} for line in lines] == [end == "" for end in ends]
    assert re.fullmatch(r"\d+ to \d+", ends[0])


def test_an_effect_ranges_over_the_checks_on_both_sides(atlas: Context) -> None:
    scenario = replace(EVERYTHING, norms=(), pace_percent=100.0)
    effects = change_effects(atlas, scenario)
    before = plan(atlas, scenario.unedited, TODAY).after.checks["unmet_need_per_year"]
    after = plan(atlas, scenario, TODAY).after.checks["unmet_need_per_year"]
    for effect in effects:
        assert effect.lower <= effect.value <= effect.upper
    # Steps add up within each check, so that the whole lies between the sums of the ends.
    sums = [sum(effect[end] for effect in effects) for end in (1, 2)]
    assert sums[0] <= (before - after).min() <= (before - after).max() <= sums[1]
    assert any(effect.upper - effect.lower > 1 for effect in effects)


def test_ranges_of_effects_lie_on_one_scale_with_the_place_of_none(atlas: Context) -> None:
    scenario = Scenario(places=(STOP,), posts=(PostEdit("S1", Cadre.MM), PostEdit("S2", Cadre.CMM)))
    effects = [Effect(30.0, 20.0, 60.0), Effect(-10.0, -20.0, -8.0), Effect(0.0, 0.0, 0.0)]
    props = plan_list.edit_props(scenario, atlas.programme, atlas.programme, effects)
    parts = len(plan_list.EDIT_PARTS)
    ranges, lines = (props[at::parts][:3] for at in (3, 4))
    assert ranges == ["+20 to +60", "\N{MINUS SIGN}20 to \N{MINUS SIGN}8", ""]
    # The scale goes from 20 less to 60 more.
    assert lines[0] == {
        "--a-at": "62.5%", "--a-from": "50.0%", "--a-to": "100.0%", "--a-zero": "25.0%"
    }  # fmt: skip
    assert lines[1]["--a-from"] == "0.0%"
    assert lines[2] == plan_list.NO_LINE


def test_a_change_tells_its_range_below_it(atlas: Context) -> None:
    made = plan(atlas, Scenario(pace_percent=60.0, threshold_minutes=60), TODAY)
    names = [row.name for row in plan_words.ROWS]
    changes = dict(zip(names, plan_slots.row_props(made)[2::5], strict=True))
    numbers = made.comparison.number
    ends = [numbers("geographic_coverage", f"change_{end}") for end in ("lower", "upper")]
    assert ends[0] <= numbers("geographic_coverage", "change") <= ends[1]
    told, between = changes["geographic_coverage"].split("\n")
    assert told.endswith(" points")
    assert between == plan_slots.change_range("share", *ends)
    # Both sides share the error of need, so that nothing of it is left in their difference.
    assert changes["need_per_year"] == "no change"


def test_the_order_of_the_changes_moves_effects_but_not_their_sum(atlas: Context) -> None:
    turned = replace(EVERYTHING, places=EVERYTHING.places[::-1])
    assert whole_effect(atlas, turned) == pytest.approx(whole_effect(atlas, EVERYTHING))


def test_a_community_post_is_not_counted_in_a_sum_of_the_health_centres(atlas: Context) -> None:
    scenario = Scenario(posts=(PostEdit("S1", Cadre.CMM),))
    props = edit_props(atlas, scenario)
    assert props[2] == "not counted"
    assert change_effects(atlas, scenario) == ((0.0, 0.0, 0.0),)
    assert props[3:5] == ["", plan_list.NO_LINE]


def test_today_has_no_effects_and_no_words_for_them(atlas: Context) -> None:
    assert change_effects(atlas, TODAY) == ()
    assert edit_props(atlas, TODAY)[-2:] == ["", False]


def test_more_changes_than_a_link_can_carry_are_refused(atlas: Context) -> None:
    longitude, latitude = cell_centre(7, 1)
    stops = json.dumps([["stop", latitude, longitude]] * 41)
    with pytest.raises(RefusedError, match="at most 40 changes"):
        edited(History(), TAKE, desk(), atlas.programme, {"take": stops})


@pytest.mark.parametrize("words", ["", "[nonsense", "7", "[7]", "[[]]", '[["fly","S1"]]', "null"])
def test_what_no_button_says_changes_nothing(atlas: Context, words: str) -> None:
    history = edited(History(), TAKE, desk(), atlas.programme, {"take": words})
    assert history == History()


def test_all_next_stops_are_taken_by_one_button_in_one_step(atlas: Context) -> None:
    found = stops_found(atlas, Scenario(threshold_minutes=30))
    take, hidden = plan_steps.stop_props(found)[-2:]
    start = History(present=Scenario(threshold_minutes=30))
    history = edited(start, TAKE, desk(), atlas.programme, {"take": take})
    assert hidden is False
    assert len(history.present.places) == len(found.rows) > 1
    assert len(history.past) == 1
    effects = change_effects(atlas, history.present)
    assert len(effects) == len(found.rows)


def test_a_place_is_closed_by_its_code_whichever_it_is(atlas: Context) -> None:
    def closed(code: str, start: Scenario = TODAY) -> Scenario:
        take = {"take": json.dumps([["close", code]])}
        return edited(History(present=start), TAKE, desk(), atlas.programme, take).present

    assert closed("S1").places == (PlaceEdit(What.SITE, Change.CLOSE, "S1"),)
    assert closed("P1").places == (PlaceEdit(What.STOP, Change.CLOSE, "P1"),)
    assert closed(STOP.code, Scenario(places=(STOP,))) == TODAY
    with pytest.raises(RefusedError, match="Choose a site or stop"):
        closed("S9")


def test_a_wish_that_cannot_be_met_is_said_not_thrown(atlas: Context) -> None:
    found = stops_found(atlas, TODAY, StopWish(most=2, least_by_district=2))
    props = plan_steps.stop_props(found)
    assert plan_words.UNMEETABLE in props
    assert plan_check.ask(atlas, TODAY, StopWish(most=2, least_by_district=2), found) is None


def test_a_minimum_puts_a_stop_into_each_district(atlas: Context) -> None:
    wish = StopWish(most=4, least_by_district=1)
    rows = stops_found(atlas, Scenario(threshold_minutes=30), wish).rows
    assert set(rows["district_code"]) == {"LS-A", "LS-C"}


def test_posts_at_one_site_stand_in_one_line_and_are_added_together() -> None:
    columns = ["site_id", "site_name", "cadre", "gain", "gain_lower", "gain_upper", "reason",
               "cost", "rank", "lowest_rank", "highest_rank", "tied"]  # fmt: skip
    rows = [
        ("S1", "One", "MM", 80.0, 80.0, 80.0, SERVES, 10.0, 1.0, 1.0, 2.0, True),
        ("S1", "One", "MM", 80.0, 60.0, 80.0, SERVES, 10.0, 2.0, 1.0, 3.0, True),
        ("S2", "Two", "MM", 40.0, 20.0, 60.0, SERVES, 10.0, 3.0, 2.0, 3.0, False),
        ("S3", "Three", "SC", 0.0, 0.0, 0.0, NORM, np.nan, 4.0, 4.0, 4.0, False),
    ]
    steps = plan_steps.post_steps(pd.DataFrame(rows, columns=columns))
    assert [step.text for step in steps] == [
        "2 Mentor Mothers, One", "1 Mentor Mother, Two", "1 Site Coordinator, Three",
    ]  # fmt: skip
    assert [step.rank for step in steps] == ["1-2 (1-3), tied", "3 (2-3)", "4"]
    assert steps[0].detail == (
        "+about 160 births a year (140 to 160); cost 20 a year, 0 a birth supported"
    )
    assert json.loads(steps[0].take) == [["post", "S1", "MM", 2]]
    assert "norm" in steps[2].detail
    assert "cost" not in steps[2].detail


def test_a_district_tells_its_three_parts_and_they_fill_its_bar(atlas: Context) -> None:
    made = plan(atlas, replace(EVERYTHING, pace_percent=100.0), Scenario(threshold_minutes=30))
    for code in ("LS-A", "LS-C"):
        before, after, told, *_ = plan_slots.district_props(made, [code])
        assert sum(float(before[f"--{part}"][:-1]) for part in Part) == pytest.approx(100, abs=0.02)
        assert sum(float(after[f"--{part}"][:-1]) for part in Part) == pytest.approx(100, abs=0.02)
        split = made.comparison.split.loc[code]["after"]
        share = made.comparison.number("effective_coverage", "after", code)
        assert split[Part.SERVED] / split.sum() == pytest.approx(share)
        assert told.count("\N{MIDDLE DOT}") == 2


def looked(atlas: Context, check: Check) -> Job:
    """Look as the page does, until the check has ended."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        job = atlas.jobs.look(check.key)
        assert job is not None
        if not job.is_active:
            return job
        time.sleep(0.1)
    raise AssertionError("the check does not end")


def test_the_stops_on_the_page_are_checked_in_another_process(atlas: Context) -> None:
    scenario, wish = Scenario(threshold_minutes=30), StopWish(most=2)
    shown = stops_found(atlas, scenario, wish)
    check = plan_check.ask(atlas, scenario, wish, shown)
    assert check is not None
    assert Check.from_store(json.loads(json.dumps(check.to_store()))) == check
    job = looked(atlas, check)
    names = stop_names(atlas, wish)
    words = plan_check.proof_words(check, job, names)
    assert words.startswith("Proved best: no other choice among 6 places brings more.")
    assert job.result["draws"] == 200
    assert sum(job.result["times"].values()) == 2 * 200
    props = plan_check.check_props(check, job, names)
    assert props[1:7] == ["1.00", True, True, True, True, True]
    assert props[7].endswith("draws")
    # The same question from another page is there already, and an equal one has the same key.
    stops_found.cache_clear()
    again = plan_check.ask(atlas, scenario, wish, stops_found(atlas, scenario, wish))
    assert again == check


def job_of(state: State, share: float = 0.0, words: str = "", **result: Any) -> Job:  # noqa: ANN401
    return Job("k", state, share, words, result, 0, 1.0)


CHECK = Check("k", (1, 2), 97.0)
NAMES = ["Peka", "Roma", "Nohana"]


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (job_of(State.WAITING), "is not known yet. Still checking."),
        (job_of(State.RUNNING, bound=100.0, covered=97.0), "At most 3.1% better may exist"),
        (job_of(State.CANCELLED, bound=100.0, covered=97.0), "Stopped. At most 3.1% better"),
        (job_of(State.CANCELLED), "Stopped. Whether another choice among 3 places"),
        (job_of(State.FAILED, words=DIED, bound=97.0, covered=97.0), f"{DIED} Proved best"),
        (
            job_of(State.DONE, bound=97.0, covered=97.0, draws=10, times={"0": 6, "1": 10}),
            "Often among them too: Peka (in 6 of 10 draws).",
        ),
        (None, "not there any more"),
    ],
)
def test_a_check_says_what_stands_whatever_became_of_it(job: Job | None, words: str) -> None:
    assert words in plan_check.proof_words(CHECK, job, NAMES)


def test_buttons_fit_the_state_of_the_check() -> None:
    def hidden(job: Job | None) -> tuple[bool, ...]:
        """Whether bar, cancel, again and better are hidden, and whether the clock rests."""
        return tuple(plan_check.check_props(CHECK, job, NAMES)[2:7])

    assert hidden(job_of(State.RUNNING, share=0.5)) == (False, False, True, True, False)
    assert hidden(job_of(State.CANCELLED)) == (True, True, False, True, True)
    assert hidden(job_of(State.FAILED)) == (True, True, False, True, True)
    assert hidden(None) == (True, True, False, True, True)
    better = {"bound": 100.0, "covered": 100.0, "chosen": [0, 1]}
    assert hidden(job_of(State.DONE, **better)) == (True, True, True, False, True)


def test_a_better_choice_replaces_the_list_when_it_is_asked_for(atlas: Context) -> None:
    scenario, wish = Scenario(threshold_minutes=30), StopWish(most=2)
    first = stops_found(atlas, scenario, wish)
    other = tuple(sorted(set(range(6)) - set(first.found.chosen)))[:2]
    shown = stops_found(atlas, scenario, wish, other)
    assert set(shown.found.chosen) <= set(other)
    assert shown.found.covered <= first.found.covered
    worse = Check("k", other, shown.found.covered)
    assert "A better choice was found" in plan_check.gap_words(
        worse, {"bound": first.found.covered, "covered": first.found.covered}, "6"
    )


def test_the_bars_fill_their_whole_width(atlas: Context) -> None:
    bar = plan_slots.bar_props(plan(atlas, TODAY, TODAY))[0]
    assert sum(float(bar[f"--{part}"][:-1]) for part in Part) == pytest.approx(100, abs=0.02)


def test_the_sentence_of_today_speaks_of_no_change(atlas: Context) -> None:
    made = plan(atlas, TODAY, TODAY)
    assert plan_slots.sentence(made, "today").startswith("Today ")
    changed = plan(atlas, Scenario(norms=(("k_facility", 120.0),)), TODAY)
    said = plan_slots.sentence(changed, "today")
    assert said.startswith("With 1 change, support in ")
    assert "(today: " in said
    # What the change is beside is said where it is told, not only behind the share.
    kept = plan_slots.sentence(changed, "Posts of March")
    assert " living with HIV beside Posts of March: sites can serve " in kept
    assert "(there: " in kept


def test_an_edit_is_told_with_its_place(atlas: Context) -> None:
    made = plan(atlas, Scenario(places=(STOP,), posts=(PostEdit("S1", Cadre.MM, 2),)), TODAY)
    told = [text for text in edit_props(atlas, made.scenario) if text]
    assert "2 Mentor Mothers more at Demo site 1" in told
    assert any(str(text).startswith("New stop 1, near Village") for text in told)


def test_a_kept_scenario_can_stand_beside_another(atlas: Context) -> None:
    folder = ScenarioFolder(atlas.scenarios)
    kept = folder.save("Few pairs", "", Scenario(norms=(("k_facility", 120.0),)))
    assert results(atlas, folder, History(), kept.key)[1:4] == ["Few pairs"] * 3
    assert results(atlas, folder, History(), "gone")[1] == "Today"


@pytest.mark.parametrize("layer", MapLayer)
def test_each_layer_has_a_colour_for_every_class_it_shows(atlas: Context, layer: MapLayer) -> None:
    made = plan(atlas, Scenario(places=(STOP,)), TODAY)
    patch = mapped(atlas, made, layer, "P1", "dark")[0].to_plotly_json()
    values = {tuple(one["location"]): one["params"].get("value") for one in patch["operations"]}
    areas = ("data", POSITION["areas"])
    assert max(values[(*areas, "z")]) < values[(*areas, "zmax")]
    assert len(values[(*areas, "hovertext")]) == len(atlas.programme.areas)
    assert values["layout", "meta", "ground"] == theme.DARK["paper"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (DataStatus.DEMONSTRATION, "<i>Modelled from demonstration data</i>"),
        (DataStatus.REPORTED, "<i>Modelled</i>"),
    ],
)
def test_only_invented_data_is_called_so_on_the_map(
    atlas: Context, status: DataStatus, words: str
) -> None:
    programme, made = atlas.programme, plan(atlas, TODAY, TODAY)
    told = replace(programme, statuses=dict.fromkeys(programme.statuses, status))
    changes = plan_changes(told, made.edited, made.after, made.comparison, MapLayer.CHANGE)
    assert words in changes["areas"]["hovertemplate"]


@pytest.mark.parametrize("layer", [MapLayer.CHANGE, MapLayer.PARTS])
def test_an_area_of_which_nothing_is_known_is_hatched_and_in_the_legend(
    atlas: Context, layer: MapLayer
) -> None:
    made = plan(atlas, TODAY, TODAY)
    inside = made.after.areas["in_scope"]
    silent = inside.idxmax()
    bands = made.comparison.areas.assign(band=2)
    parts = made.after.areas.assign(part=str(Part.SERVED))
    bands.loc[silent, "band"], parts.loc[silent, "part"] = UNKNOWN, None
    hatches = [
        plan_changes(
            atlas.programme,
            made.edited,
            replace(made.after, areas=areas),
            replace(made.comparison, areas=change),
            layer,
        )["hatch"]["lon"]
        for areas, change in ((parts, bands), (parts.assign(part="served"), bands.assign(band=2)))
    ]
    assert len(hatches[0]) > 1
    assert hatches[1] == [None]
    assert plan_legend(layer, Way()).entries[-1].text == "no data"


def test_the_picture_of_a_plan_tells_districts_and_their_change(atlas: Context) -> None:
    scenario = Scenario(pace_percent=60.0, threshold_minutes=60)
    made = plan(atlas, scenario, TODAY)
    view = plan_view(made)
    inside = [code for code, told in made.after.districts["in_scope"].items() if told]
    for code in set(inside) & set(view.words.index):
        was, now = (
            float(one.districts.at[code, "effective_coverage"]) for one in (made.before, made.after)
        )
        assert view.shares[code] == now
        change = plan_slots.change_words("share", was, now)
        assert view.words[code] == percent(now) + (f" ({change})" if change != "no change" else "")
    assert any("(" in words for words in view.words)
    answer = plan_still_answer(atlas, {"scenario": scenario.to_json()})
    assert answer.media_type == "image/png"
    assert re.fullmatch(r"lesotho-plan-[\d-]+-demonstration\.png", answer.file_name)
    assert answer.content.startswith(b"\x89PNG")
    assert answer.content == plan_still_answer(atlas, {"scenario": scenario.to_json()}).content
    today = plan_still_answer(atlas, {"scenario": "[nonsense"})
    assert today.content == plan_still_answer(atlas, {}).content != answer.content


def test_an_answer_to_a_moved_stop_is_short(atlas: Context) -> None:
    made = plan(atlas, Scenario(places=(STOP,)), TODAY)
    sent = json.dumps(mapped(atlas, made, MapLayer.CHANGE, "", "light"), cls=PlotlyJSONEncoder)
    # Nine areas here, some seven hundred in the embedded dataset; shapes would be seen at once.
    assert len(sent) < 16_000
    assert "coordinates" not in sent


def test_an_interval_lies_on_its_line_and_one_without_ends_has_none() -> None:
    row = plan_words.ROWS[1]
    placed = track(row, Side(0.4, 0.3, 0.5), Side(0.5, 0.45, 0.6))
    assert (placed["--b-from"], placed["--a-at"]) == ("30.0%", "50.0%")
    assert track(row, Side(0.4, np.nan, 0.5), Side(0.5, 0.4, 0.6)) == {"display": "none"}


HISTORY = f"{plan_ids.HISTORY}.data"
# Dash compares all that follows from a step with each other: hundreds take it seconds.
MOST_THAT_FOLLOW = 40


@pytest.fixture(name="edges", scope="module")
def _edges(atlas: Context) -> list[tuple[set[str], set[str]]]:
    """Inputs and outputs of each callback of the page, as the browser is told of them."""
    app = Dash("plan", suppress_callback_exceptions=True)
    app.layout = []
    for part in (plan_callbacks, plan_results, plan_next):
        part.register(app, atlas)
    listed = app.server.test_client().get("/_dash-dependencies").get_json()
    return [
        ({f"{one['id']}.{one['property']}" for one in callback["inputs"]},
         set(re.findall(r"[\w-]+\.\w+", callback["output"])))
        for callback in listed
    ]  # fmt: skip


def reached_from(start: str, edges: list[tuple[set[str], set[str]]]) -> set[str]:
    reached = {start}
    for _ in edges:
        reached |= {one for given, outputs in edges if given & reached for one in outputs}
    return reached


def test_few_outputs_follow_from_a_step(edges: list[tuple[set[str], set[str]]]) -> None:
    reached = reached_from(HISTORY, edges)
    assert set(plan_ids.FILLS.values()) <= {one.removesuffix(".data") for one in reached}
    assert len(reached) <= MOST_THAT_FOLLOW


def test_no_answer_to_a_step_is_an_input_of_the_next(
    edges: list[tuple[set[str], set[str]]],
) -> None:
    reached = reached_from(HISTORY, edges)
    assert f"{plan_ids.LEVELS}.data" in reached
    asked = [given for given, outputs in edges if HISTORY in outputs]
    assert asked
    # Dash holds a callback while anything is on its way that could still change its inputs.
    assert set().union(*asked) & reached == set()


def test_a_step_moves_each_control_to_where_the_scenario_has_it(atlas: Context) -> None:
    now = replace(EVERYTHING, season=Season.WINTER, way=Way(traveller=Traveller.ADULT))
    told = dict(plan_controls.levels(atlas, now))
    assert len(told) == len(plan_controls.LEVEL_CONTROLS)
    assert told[plan_ids.norm("attendance", "slider")] == 0.7
    assert told[plan_ids.norm("k_facility", "slider")] == today_norms(atlas)["k_facility"]
    assert (told[plan_ids.PACE], told[plan_ids.SEASON], told[plan_ids.WITHIN]) == (
        80,
        "winter",
        "30",
    )
    assert told[plan_ids.TRAVEL["traveller"]] == "adult"
