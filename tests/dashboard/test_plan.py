"""The Plan page without a browser: steps, files, words and the size of an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from dashboard import plan_ids, plan_slots, plan_steps, plan_words, theme
from dashboard.callbacks.plan import opened, save
from dashboard.callbacks.plan_results import mapped, results
from dashboard.context import Context, ready_context
from dashboard.plan_edit import Desk, RefusedError, adjusted, edited
from dashboard.plan_files import ENDING, ScenarioFolder, UnusableNameError
from dashboard.plan_page import plan_text
from dashboard.plan_slots import Side, track
from dashboard.plan_state import History, from_query, to_query
from dashboard.plan_words import MapLayer, Mode
from dashboard.planning import next_steps, plan, stops_gap, today_norms
from dashboard.traces import POSITION
from geodata.names import Cadre, Part
from geodata.programme import load
from geodata.scenario import Change, PlaceEdit, PostEdit, Scenario, What
from geodata.terrain import Season
from geodata.travel import travel_tables
from tests.conftest import cell_centre

if TYPE_CHECKING:
    from pathlib import Path

TODAY = Scenario()
PACES = st.sampled_from([60.0, 80.0, 100.0, 120.0]).map(lambda pace: Scenario(pace_percent=pace))
STOP = PlaceEdit(What.STOP, Change.ADD, "New stop 1", *reversed(cell_centre(7, 1)))


@pytest.fixture(name="atlas", scope="module")
def _atlas(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Context:
    programme = load(tiny_template)
    made = ready_context(programme, {season: travel_tables(programme, season) for season in Season})
    return replace(made, scenarios=tmp_path_factory.mktemp("plans"))


@pytest.fixture(name="no_assets")
def _no_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a running app there is no address of the map's style."""
    monkeypatch.setattr("dashboard.plan_page.map_styles", lambda: {"light": "", "dark": ""})


@given(st.lists(PACES, max_size=8))
def test_every_step_can_be_taken_back_and_again(steps: list[Scenario]) -> None:
    history = History()
    for step in steps:
        history = history.to(step)
    back = history
    for _ in history.past:
        back = back.undone()
    assert back.present == TODAY
    for _ in history.past:
        back = back.redone()
    assert back == history
    assert History.from_store(json.loads(json.dumps(history.to_store()))) == history


def test_a_new_step_forgets_those_that_were_taken_back() -> None:
    history = History().to(Scenario(pace_percent=80.0)).undone().to(Scenario(pace_percent=60.0))
    assert history.redone() == history


def test_a_link_brings_the_scenario_back() -> None:
    from urllib.parse import parse_qsl  # noqa: PLC0415 - as the router reads it

    scenario = Scenario(season=Season.WET, places=(STOP,))
    assert from_query(dict(parse_qsl(to_query(scenario)[1:]))) == (scenario, True)


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
    assert "does not fit this dataset. There is no site of this code." in text.note


def desk(what: str | None = None, mode: Mode = Mode.LOOK, **at: Any) -> Desk:  # noqa: ANN401
    return Desk(what, at.get("latitude", ""), at.get("longitude", ""), mode)


def test_a_click_adds_moves_or_only_looks_by_its_mode(atlas: Context) -> None:
    longitude, latitude = cell_centre(7, 1)
    point = {"longitude": longitude, "latitude": latitude}

    def clicked(mode: Mode, what: str | None = None, start: Scenario = TODAY) -> Scenario:
        history = History(present=start)
        asked = desk(what, mode)
        return edited(history, plan_ids.POINT, asked, atlas.programme, point).present

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
    history = edited(History(), plan_ids.TAKE, desk(), atlas.programme, {"take": "post S1 MM"})
    assert history.present.posts == (PostEdit("S1", Cadre.MM),)
    dropped = edited(history, plan_ids.TAKE, desk(), atlas.programme, {"take": "drop 0"})
    assert dropped.present == TODAY
    reset = edited(history, plan_ids.RESET, desk(), atlas.programme)
    assert reset.present == TODAY
    assert reset.undone().present == history.present


def test_sliders_at_todays_values_are_no_step(atlas: Context) -> None:
    today = today_norms(atlas)
    shown = {norm.name: today[norm.name] for norm in plan_words.NORMS}
    assert adjusted(History(), shown, today, "dry", "120", 100) == History()
    slower = adjusted(History(), {**shown, "attendance": 0.7}, today, "dry", "120", 100)
    assert slower.present.norms == (("attendance", 0.7),)


def test_a_scenario_is_kept_under_a_name_replaced_and_opened(tmp_path: Path) -> None:
    folder = ScenarioFolder(tmp_path / "plans")
    assert folder.saved() == []
    folder.save("Winter plan", "Planning team", Scenario(season=Season.WINTER))
    folder.save("winter PLAN", "", Scenario(season=Season.WET))
    folder.save("Zimní plán", "", TODAY)
    kept = folder.saved()
    assert [one.name for one in kept] == ["winter PLAN", "Zimní plán"]
    assert kept[0].scenario.season == Season.WET
    assert folder.open(kept[1].key) == kept[1]


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
    assert history.undone().present == TODAY
    with pytest.raises(RefusedError, match="cannot be read any more"):
        opened(atlas, folder, History(), "gone")


def test_outputs_and_props_are_as_many(atlas: Context) -> None:
    history = History(present=Scenario(places=(STOP,), threshold_minutes=30))
    made = plan(atlas, history.present, TODAY)
    pairs = (
        (plan_slots.row_outputs(), plan_slots.row_props(made)),
        (plan_slots.bar_outputs(), plan_slots.bar_props(made)),
        (plan_slots.edit_outputs(), plan_slots.edit_props(made, atlas.programme)),
        (plan_slots.changed_outputs(), plan_slots.changed_props(made)),
        (plan_steps.step_outputs(), plan_steps.step_props(next_steps(atlas, history.present))),
    )
    assert all(len(outputs) == len(props) for outputs, props in pairs)


def test_the_stops_on_the_page_are_proven_to_be_the_best(atlas: Context) -> None:
    scenario = Scenario(threshold_minutes=30)
    gap, candidates = stops_gap(atlas, scenario)
    assert (gap, candidates) == (0.0, 6)


def test_the_bars_fill_their_whole_width(atlas: Context) -> None:
    bar = plan_slots.bar_props(plan(atlas, TODAY, TODAY))[0]
    assert sum(float(bar[f"--{part}"][:-1]) for part in Part) == pytest.approx(100, abs=0.02)


def test_the_sentence_of_today_speaks_of_no_change(atlas: Context) -> None:
    made = plan(atlas, TODAY, TODAY)
    assert plan_slots.sentence(made, "today").startswith("Today ")
    changed = plan(atlas, Scenario(norms=(("k_facility", 120.0),)), TODAY)
    assert plan_slots.sentence(changed, "today").startswith("With 1 change, support in ")


def test_an_edit_is_told_with_its_place(atlas: Context) -> None:
    made = plan(atlas, Scenario(places=(STOP,), posts=(PostEdit("S1", Cadre.MM, 2),)), TODAY)
    told = [text for text in plan_slots.edit_props(made, atlas.programme) if text]
    assert "2 Mentor Mothers more at Demo site 1" in told
    assert any(str(text).startswith("New: New stop 1, near Village") for text in told)


def test_a_kept_scenario_can_stand_beside_another(atlas: Context) -> None:
    folder = ScenarioFolder(atlas.scenarios)
    kept = folder.save("Few pairs", "", Scenario(norms=(("k_facility", 120.0),)))
    assert results(atlas, folder, History(), kept.key)[1] == "Few pairs"
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
