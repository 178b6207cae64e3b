"""Questions that no page asks: they are told so, and never reach a callback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from dash import html

from benchmarks.moving import LEVELS
from benchmarks.updating import outputs_of
from dashboard import ids
from dashboard.context import ready_context
from dashboard.plan import ids as plan_ids
from dashboard.serving.asking import LARGEST_QUESTION, UPDATE
from dashboard.serving.server import NOT_FOUND, Page, create_app
from dashboard.serving.settings import Settings
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HOST = {"Host": "127.0.0.1:8050"}
NO_VALUE = object()
DESK = {"what": None, "latitude": "", "longitude": "", "mode": "look", "cadre": "MM"}
PLAN = {"past": [], "present": "", "future": []}
STEP = {"number": 1, "control": plan_ids.POST, "given": None, "desk": DESK}
USUAL: dict[str, Any] = {
    **LEVELS,
    f"{ids.SELECTION}.data": {},
    f"{plan_ids.HISTORY}.data": PLAN,
    f"{plan_ids.STEP}.data": STEP,
    f"{plan_ids.LAYER}.value": "change",
    f"{ids.WAIT_ASKED}.data": {"path": "/", "search": "", "at": 1},
}
TAKE = {**STEP, "control": "plan-take"}


@pytest.fixture(scope="module")
def client(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    folder = tmp_path_factory.mktemp("kept")
    settings = Settings(
        tiny_template, "127.0.0.1", 8050, folder, folder / "published", versions=folder / "versions"
    )
    pages = [
        Page("/", "Explore", lambda **_: html.H1("Explore")),
        Page(NOT_FOUND, "Not found", lambda **_: html.H1("No such page")),
    ]
    app = create_app(ready_context(programme, travel), settings, html.Div, pages)
    return app.server.test_client()


@pytest.fixture(scope="module")
def callbacks(client: FlaskClient) -> list[dict[str, Any]]:
    listed = client.get("/_dash-dependencies", headers=HOST).get_json()
    return [one for one in listed if not one.get("clientside_function")]


def question(callback: dict[str, Any], changed: str = "", value: object = NO_VALUE) -> Any:  # noqa: ANN401
    """Return what a page asks, with the value of one control changed."""

    def held(part: dict[str, str]) -> Any:  # noqa: ANN401
        name = f"{part['id']}.{part['property']}"
        if part["id"].startswith("{"):
            return []
        told = value if name == changed and value is not NO_VALUE else USUAL.get(name)
        return {**part, "value": told}

    return {
        "output": callback["output"],
        "outputs": outputs_of(callback["output"]),
        "inputs": [held(part) for part in callback["inputs"]],
        "state": [held(part) for part in callback["state"]],
        "changedPropIds": [],
    }


def ask(client: FlaskClient, asked: Any) -> TestResponse:  # noqa: ANN401
    sent = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    return client.post(UPDATE, data=sent, content_type="application/json", headers=HOST)


def asking(callbacks: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the first callback that reads a control."""
    return next(
        one
        for one in callbacks
        for part in (*one["inputs"], *one["state"])
        if f"{part['id']}.{part['property']}" == name
    )


def test_what_a_page_asks_is_answered(client: FlaskClient, callbacks: list[dict[str, Any]]) -> None:
    assert len(callbacks) > 20
    statuses = {one["output"]: ask(client, question(one)).status_code for one in callbacks}

    assert set(statuses.values()) <= {200, 204}, statuses


@pytest.mark.parametrize(
    "key", ["output", "outputs", "inputs", "state", "changedPropIds", "everything"]
)
@pytest.mark.parametrize("wrong", [5, "x", {}, [5], [None], [[]], [{"id": "a", "property": "b"}]])
def test_a_question_of_another_form_is_refused_in_words(
    client: FlaskClient, callbacks: list[dict[str, Any]], key: str, wrong: object
) -> None:
    for callback in callbacks:
        asked = wrong if key == "everything" else {**question(callback), key: wrong}
        answer = ask(client, asked)

        assert answer.status_code == 400, callback["output"]
        assert "Open a page" in answer.text


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (f"{ids.SELECTION}.data", ["dry"]),
        (f"{ids.SELECTION}.data", "dry"),
        ("table.filterModel", [1]),
        (f"{ids.WAIT_ASKED}.data", {"path": "/"}),
        (f"{ids.DOWNLOAD_CSV}.value", ["S1"]),
        ("_pages_location.pathname", "no-slash"),
        ("_pages_location.search", 5),
        (f"{plan_ids.HISTORY}.data", [1]),
        (f"{plan_ids.LAYER}.value", None),
        (f"{plan_ids.SEASON}.value", "monsoon"),
        (f"{plan_ids.WITHIN}.value", ["120"]),
        (f"{plan_ids.PACE}.value", float("nan")),
        (f"{plan_ids.TRAVEL['mode']}.value", "helicopter"),
        (f"{plan_ids.norm('attendance', 'slider')}.value", "many"),
        (f"{plan_ids.NAME}.value", {"a": 1}),
        (f"{plan_ids.BESIDE}.value", 5),
        (f"{plan_ids.OPEN}.value", ["../x"]),
        (f"{plan_ids.WHAT}.value", []),
        (f"{plan_ids.JOB}.data", {"key": "a"}),
        (f"{plan_ids.STEP}.data", None),
        (f"{plan_ids.STEP}.data", {"number": 1}),
        (f"{plan_ids.STEP}.data", {**STEP, "control": ["plan-post"]}),
        (f"{plan_ids.STEP}.data", {**STEP, "control": "plan-dance"}),
        (f"{plan_ids.STEP}.data", {**STEP, "desk": 5}),
        (f"{plan_ids.STEP}.data", {**STEP, "desk": {**DESK, "mode": "dance"}}),
        (f"{plan_ids.STEP}.data", {**STEP, "desk": {**DESK, "what": [1]}}),
        (f"{plan_ids.STEP}.data", {**TAKE, "given": [["drop", 1]]}),
        (f"{plan_ids.STEP}.data", {**STEP, "control": "plan-point", "given": {"latitude": "x"}}),
    ],
)
def test_a_value_that_no_control_holds_is_refused(
    client: FlaskClient, callbacks: list[dict[str, Any]], name: str, wrong: object
) -> None:
    answer = ask(client, question(asking(callbacks, name), name, wrong))

    assert answer.status_code == 400
    assert "Open a page" in answer.text


@pytest.mark.parametrize(
    "plan",
    [
        {"present": "[nonsense"},
        {"present": "[" * 30_000},
        {"present": '{"pace_percent":-5}'},
        {"present": '{"pace_percent":NaN}'},
        {"present": json.dumps({"places": [{"what": "stop", "change": "close", "code": "gone"}]})},
        {"past": 5},
        {"past": [5]},
        {"future": {"a": 1}},
    ],
)
def test_a_plan_that_does_not_fit_the_dataset_is_no_fault_of_the_server(
    client: FlaskClient, callbacks: list[dict[str, Any]], plan: dict[str, Any]
) -> None:
    name = f"{plan_ids.HISTORY}.data"
    results = next(one for one in callbacks if one["output"].startswith("..plan-sentence"))
    answer = ask(client, question(results, name, plan))

    assert answer.status_code == 409
    assert "Reload it" in answer.text


def test_a_plan_of_numbers_that_are_none_is_not_kept(
    client: FlaskClient, callbacks: list[dict[str, Any]]
) -> None:
    keep = next(one for one in callbacks if one["output"].startswith("..plan-open"))
    asked = question(keep, f"{plan_ids.HISTORY}.data", {"present": '{"pace_percent":NaN}'})
    asked["state"][0]["value"] = "not a number"

    assert "could not be kept" in ask(client, asked).text


@pytest.mark.parametrize(
    "steps",
    [
        '[["post"]]',
        '[["post", "S1", "QQ", 1]]',
        '[["drop"]]',
        '[["drop", 1e999]]',
        '[["stop", "x", "y"]]',
        '[["stop", NaN, Infinity]]',
        "[" * 30_000,
    ],
)
def test_a_step_that_no_button_holds_changes_nothing(
    client: FlaskClient, callbacks: list[dict[str, Any]], steps: str
) -> None:
    name = f"{plan_ids.STEP}.data"
    asked = question(asking(callbacks, name), name, {**TAKE, "given": {"take": steps}})
    answer = ask(client, asked)

    assert answer.status_code == 200
    assert plan_ids.HISTORY not in answer.get_json()["response"]


def test_a_question_too_deep_or_too_long_is_refused(client: FlaskClient) -> None:
    deep = b'{"output":' + b"[" * 50_000 + b"]" * 50_000 + b"}"

    assert ask(client, deep).status_code == 400
    assert ask(client, b'"' + b"a" * LARGEST_QUESTION + b'"').status_code == 413


@pytest.mark.parametrize(
    "address", ["dash/no.such.js", "os/x.py", "dash/dash.py", "dash/../../etc/passwd"]
)
def test_a_script_that_is_none_is_404(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/_dash-component-suites/{address}", headers=HOST)

    assert answer.status_code == 404
    assert "no such script" in answer.text


@pytest.mark.parametrize("route", ["decide", "publish", "rollback", "fetch"])
def test_a_body_of_the_data_page_that_is_too_deep_is_refused(
    client: FlaskClient, route: str
) -> None:
    sent = b"[" * 50_000
    answer = client.post(f"/data/{route}", data=sent, content_type="application/json", headers=HOST)

    assert answer.status_code == 400
    assert "Open a page" in answer.get_json()["message"]
