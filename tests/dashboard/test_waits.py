"""What a page waits for: found by its address, told as a share, ended by a reader."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from dash import Dash, html

from benchmarks.updating import payload
from dashboard import ids
from dashboard.callbacks import map as mapping
from dashboard.callbacks import plan_results, rehearse, wait
from dashboard.callbacks.wait import answer_stopped
from dashboard.context import Context, opening_context, ready_context
from dashboard.jobs.here import StoppedError, noted
from dashboard.jobs.pool import Jobs
from dashboard.plan import ids as plan_ids
from dashboard.plan.files import ScenarioFolder
from dashboard.plan.rules import walks_of
from dashboard.plan.state import History
from dashboard.plan.wish import Wishes
from dashboard.waits import ALL, BESIDE, Waiting, ended_keys, keys_of, share_done, stop
from geodata.choice import Choice
from geodata.planning.scenario import Change, PlaceEdit, Scenario, What
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.walking.surfaces import Traveller
from geodata.ways import Way
from tests.conftest import cell_centre

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.programme import Programme
    from geodata.travel import TravelTables

HISTORY = f"{plan_ids.HISTORY}.data"
BESIDE_VALUE = f"{plan_ids.BESIDE}.value"
SELECTION = f"{ids.SELECTION}.data"
ADULT = Way(traveller=Traveller.ADULT)


@pytest.fixture(name="atlas")
def _atlas(tiny_template: Path, tmp_path: Path) -> Context:
    programme = load(tiny_template)
    tables = {season: travel_tables(programme, season) for season in Season}
    made = ready_context(programme, tables)
    return replace(made, scenarios=tmp_path / "scenarios", jobs=Jobs(tmp_path / "jobs"))


def plan_of(scenario: Scenario, beside: str = "") -> Waiting:
    return Waiting("/plan", f"?{urlencode({'scenario': scenario.to_json()})}", beside)


def share(context: Context, waiting: Waiting) -> float | None:
    return share_done(context, keys_of(context, waiting))


def stopping(_jobs: Jobs, _kind: str, _subject: object) -> contextlib.nullcontext[Any]:
    """Work that a page ends at its first step."""

    def told(_share: float) -> None:
        raise StoppedError

    return contextlib.nullcontext(told)


def answered(
    register: Callable[[Dash, Context], None],
    context: Context,
    output: str,
    given: dict[str, Any],
) -> dict[str, Any]:
    """Ask the callback of an output, which is triggered by the first that is given."""
    app = Dash("waits", suppress_callback_exceptions=True, on_error=answer_stopped)
    app.layout = html.Div()
    register(app, context)
    client = app.server.test_client()
    asked = next(
        callback
        for callback in client.get("/_dash-dependencies").get_json()
        if output in callback["output"]
    )
    sent = payload(asked, next(iter(given)), given)
    answer = client.post("/_dash-update-component", data=sent, content_type="application/json")
    told: dict[str, Any] = answer.get_json()
    return told


def test_a_plan_that_is_ended_is_told_to_each_page_that_asked_for_it(
    atlas: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.plan.planned.noted", stopping)
    given = {HISTORY: History(present=Scenario(pace_percent=80.0)).to_store(), BESIDE_VALUE: None}
    told = answered(plan_results.register, atlas, f"{plan_ids.SENTENCE}.children", given)
    assert told["sideUpdate"] == {ids.WAIT_STOPPED: {"data": given}}
    assert told.get("response", {}) == {}
    # What is wrong stays wrong.
    with pytest.raises(ZeroDivisionError):
        answer_stopped(ZeroDivisionError())


def test_a_view_of_the_map_that_is_ended_is_told_to_each_page_that_asked_for_it(
    atlas: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.context.noted", stopping)
    given = {SELECTION: {"traveller": "adult"}}
    told = answered(mapping.register, atlas, f"{ids.MAP}.figure", given)
    assert told["sideUpdate"] == {ids.WAIT_STOPPED: {"data": given}}
    assert told.get("response", {}) == {}
    # Who asks again has it worked out.
    monkeypatch.setattr("dashboard.context.noted", noted)
    told = answered(mapping.register, atlas, f"{ids.MAP}.figure", given)
    assert "sideUpdate" not in told
    assert f"{ids.MAP}" in told["response"]


def test_what_a_scenario_waits_for_tells_its_share_and_ends(atlas: Context) -> None:
    stop_there = PlaceEdit(What.STOP, Change.ADD, "new-1", *reversed(cell_centre(1, 1)))
    slow = Scenario(pace_percent=75.0, places=(stop_there,))
    before = replace(slow, places=())
    assert share(atlas, plan_of(slow)) is None
    # Effects of single changes ask for the scenario without its last one.
    with noted(atlas.jobs, "walks", before, quiet_s=0) as told:
        told(0.4)
        assert share(atlas, plan_of(slow)) == 0.4
        assert share(atlas, Waiting("/plan")) is None
        stop(atlas, ended_keys(atlas, plan_of(slow), ALL))
        with pytest.raises(StoppedError):
            told(0.6)
    for kind, subject in (("way", slow.way), ("links", slow), ("rules", walks_of(slow))):
        with noted(atlas.jobs, kind, subject, quiet_s=0) as told:
            told(0.3)
            assert share(atlas, plan_of(slow)) == 0.3


def test_what_a_plan_is_compared_with_tells_its_share_and_ends_alone(atlas: Context) -> None:
    folder = ScenarioFolder(atlas.scenarios)
    folder.save("Slow", "A planner", Scenario(pace_percent=60.0), Wishes())
    key = folder.saved()[0].key
    shown = Scenario(Season.WET, pace_percent=75.0)
    waiting = plan_of(shown, key)
    # It is seen under the season of the plan.
    beside = Scenario(Season.WET, pace_percent=60.0)
    with (
        noted(atlas.jobs, "walks", beside, quiet_s=0) as compared,
        noted(atlas.jobs, "links", shown, quiet_s=0) as own,
    ):
        compared(0.2)
        own(0.7)
        assert share(atlas, waiting) == 0.2
        assert share(atlas, plan_of(shown)) == 0.7
        stop(atlas, ended_keys(atlas, waiting, BESIDE))
        own(0.8)
        with pytest.raises(StoppedError):
            compared(0.4)
    assert share(atlas, plan_of(shown, "gone")) is None


def test_what_a_view_of_the_map_waits_for_tells_its_share_and_ends(atlas: Context) -> None:
    view = Waiting("/", "?season=wet&traveller=adult&layer=need")
    walks = atlas.walks_asked(atlas.selected({"season": "wet", "traveller": "adult"}).choice)
    shown = atlas.selected({"season": "wet", "traveller": "adult", "layer": "need"})
    for kind, subject in (("way", ADULT), ("rules", walks), ("file", shown)):
        with noted(atlas.jobs, kind, subject, quiet_s=0) as told:
            told(0.5)
            assert share(atlas, view) == 0.5
            assert share(atlas, Waiting("/", "?season=wet")) is None
            stop(atlas, ended_keys(atlas, view, ALL))
            with pytest.raises(StoppedError):
                told(0.6)


def test_the_first_page_tells_how_many_seasons_are_worked_out_and_cannot_end_it(
    tiny_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.context.noted", partial(noted, quiet_s=0))
    monkeypatch.setattr(Context, "warm", lambda *_: None)
    shares: list[float | None] = []

    def travel(programme: Programme, season: Season, way: Way) -> TravelTables:
        shares.append(share(context, Waiting("/")))
        stop(context, ended_keys(context, Waiting("/"), ALL))
        return travel_tables(programme, season, way)

    context = opening_context(load(tiny_template), travel, jobs=Jobs(tmp_path))
    context.prepare()
    assert shares == pytest.approx([0.0, 1 / 3, 2 / 3])
    assert share(context, Waiting("/")) is None


def test_what_a_reader_ends_is_no_end_of_what_is_worked_out_beforehand(
    atlas: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.context.noted", stopping)
    monkeypatch.setattr("dashboard.plan.planned.noted", stopping)
    monkeypatch.setattr("dashboard.callbacks.likely_choices", lambda: [Choice()])
    with pytest.raises(StoppedError):
        atlas.rules(Choice())
    rehearse(atlas)


def test_a_page_is_answered_how_far_its_work_is_and_ends_it(atlas: Context) -> None:
    asked: dict[str, Any] = {"at": 7, "path": "/", "search": "?traveller=adult", "beside": ""}
    with noted(atlas.jobs, "way", ADULT, quiet_s=0) as told:
        told(0.5)
        given = {f"{ids.WAIT_ASKED}.data": asked}
        shown = answered(wait.register, atlas, f"{ids.WAIT_SHARE}.value", given)["response"]
        assert shown[ids.WAIT_SHARE] == {"value": "0.50", "hidden": False}
        assert shown[ids.WAIT_TOLD] == {"data": 7}
        given = {f"{ids.WAIT_ASKED}.data": {**asked, "stop": ALL}}
        shown = answered(wait.register, atlas, f"{ids.WAIT_SHARE}.value", given)["response"]
        assert shown[ids.WAIT_SHARE]["hidden"] is True
        with pytest.raises(StoppedError):
            told(0.6)
