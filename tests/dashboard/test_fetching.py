"""Fetching on the Data page: only at the machine, told as it goes, and drafts that do not mix."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import TYPE_CHECKING, Any

import flask
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data import fetching as module
from dashboard.data import fetchwords
from dashboard.data.fetching import NOTES, SILENT_S, Progress, fetch_routes
from dashboard.data.routes import COOKIE, data_routes
from geodata.drafts.workbench import Workbench
from tests.geodata.connect.standin import (
    PERSONAL_WORDS,
    TOKEN,
    Dhis2Server,
    Standin,
    point,
    serving,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

LONG_S = 20.0


@pytest.fixture
def server() -> Iterator[Standin]:
    dhis2 = Dhis2Server([unit(1, 3, "Ha Thaba", geometry=point(27.5, -29.4)), unit(2, 3, "None")])
    dhis2.rows = [["ReUHfIn0pTQ", "LSOdistrctA", "201711", "23.4"]]
    with serving(dhis2) as standin:
        yield standin


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


@pytest.fixture
def client(root: Path) -> FlaskClient:
    app = flask.Flask("worker")
    bench = Workbench(root)
    app.register_blueprint(data_routes(bench))
    app.register_blueprint(fetch_routes(bench))
    return app.test_client()


def ask(client: FlaskClient, **given: str) -> TestResponse:
    return client.post("/data/fetch", json=given)


def ended(client: FlaskClient) -> dict[str, Any]:
    end = time.monotonic() + LONG_S
    while time.monotonic() < end:
        state = client.get("/data/fetching").json
        if state["state"] != "running":
            return dict(state)
        time.sleep(0.02)
    raise TimeoutError


def test_what_is_fetched_is_a_draft_with_findings_like_any_upload(
    client: FlaskClient, server: Standin, root: Path
) -> None:
    answer = ask(
        client, kind="dhis2", server=server.base, token=TOKEN, facilities="3", as_sites="yes"
    )
    assert answer.status_code == 202
    assert ended(client)["state"] == "done"
    uploads = client.get("/data/state").json["uploads"]
    assert [one["name"] for one in uploads] == [
        "dhis2-facilities.geojson", "dhis2-sites.csv", "DHIS2 127.0.0.1",
    ]  # fmt: skip
    source = uploads[-1]
    assert source["remarks"][0]["rule"] == "no_position"
    assert source["summary"][0].startswith("Levels of this server")
    assert len(source["sha256"]) == 64
    kept = b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
    assert TOKEN.encode() not in kept
    assert not [word for word in PERSONAL_WORDS if word in kept.decode().casefold()]
    assert not [path for path in root.rglob("*") if path.name.startswith("dhis2-")]


def test_a_refusal_stands_among_the_findings_until_it_works(
    client: FlaskClient, server: Standin
) -> None:
    wanted = {"kind": "dhis2", "server": server.base, "facilities": "3"}
    ask(client, token=TOKEN[:-1], **wanted)
    assert ended(client)["state"] == "refused"
    (upload,) = client.get("/data/state").json["uploads"]
    assert (upload["verdict"], upload["remarks"][0]["rule"]) == ("refuse", "not_signed_in")
    ask(client, token=TOKEN, **wanted)
    assert ended(client)["state"] == "done"
    uploads = client.get("/data/state").json["uploads"]
    assert [one["name"] for one in uploads] == ["dhis2-facilities.geojson", "DHIS2 127.0.0.1"]


def test_a_finding_of_a_source_can_be_accepted_like_any(
    client: FlaskClient, server: Standin
) -> None:
    ask(client, kind="dhis2", server=server.base, token=TOKEN, facilities="3")
    ended(client)
    remark = client.get("/data/state").json["uploads"][-1]["remarks"][0]
    said = {"file": remark["file"], "accepted": [remark["key"]]}
    decided = client.post("/data/decide", json=said).json["decided"]
    assert decided["DHIS2 127.0.0.1"]["accepted"] == [remark["key"]]


def test_a_refusal_can_be_taken_out_of_the_draft(client: FlaskClient, server: Standin) -> None:
    ask(client, kind="dhis2", server=server.base, token=TOKEN, facilities="3", as_sites="yes")
    ended(client)
    ask(client, kind="worldpop", country="Lesotho")
    ended(client)
    names = [one["name"] for one in client.get("/data/state").json["uploads"]]
    assert names[-1] == "WorldPop"
    answer = client.post("/data/leave", json={"file": "WorldPop"})
    assert [one["name"] for one in answer.json["uploads"]] == names[:-1]
    # What a source says of files that changed something stays as long as these do.
    asked = client.post("/data/leave", json={"file": "DHIS2 127.0.0.1"})
    assert asked.status_code == 409
    assert "take out dhis2-sites.csv first" in asked.json["message"]
    for name in ("dhis2-sites.csv", "DHIS2 127.0.0.1"):
        assert client.post("/data/leave", json={"file": name}).status_code == 200


def test_an_old_refusal_goes_when_another_source_is_asked(
    client: FlaskClient, server: Standin
) -> None:
    ask(client, kind="worldpop", country="Lesotho")
    ended(client)
    (upload,) = client.get("/data/state").json["uploads"]
    assert upload["remarks"][0]["rule"] == "bad_country"
    ask(client, kind="dhis2", server=server.base, token=TOKEN)
    ended(client)
    (upload,) = client.get("/data/state").json["uploads"]
    assert upload["name"] == "DHIS2 127.0.0.1"


def test_levels_alone_are_told(client: FlaskClient, server: Standin) -> None:
    ask(client, kind="dhis2", server=server.base, token=TOKEN)
    ended(client)
    (upload,) = client.get("/data/state").json["uploads"]
    assert upload["summary"] == ["Levels of this server: 1 National, 2 District, 3 Facility."]


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"X-Forwarded-For": "10.0.0.9"}, "127.0.0.1"),
        ({"Forwarded": "for=10.0.0.9"}, "127.0.0.1"),
        ({}, "10.0.0.9"),
    ],
)
def test_nobody_elsewhere_can_make_this_machine_fetch(
    client: FlaskClient, server: Standin, headers: dict[str, str], address: str
) -> None:
    answer = client.post(
        "/data/fetch", json={"kind": "dhis2", "server": server.base}, headers=headers,
        environ_base={"REMOTE_ADDR": address},
    )  # fmt: skip
    assert answer.status_code == 403
    assert answer.json == {"message": fetchwords.NOT_HERE}
    assert server.asked == []


def test_two_browsers_have_drafts_of_their_own(root: Path, server: Standin) -> None:
    app = flask.Flask("worker")
    bench = Workbench(root)
    app.register_blueprint(data_routes(bench))
    app.register_blueprint(fetch_routes(bench))
    one, two = app.test_client(), app.test_client()
    ask(one, kind="dhis2", server=server.base, token=TOKEN, facilities="3")
    ended(one)
    assert two.get("/data/state").json["uploads"] == []
    assert two.get("/data/fetching").json == {"state": "none"}


def test_one_fetch_at_a_time_and_one_that_fell_silent_is_over(
    client: FlaskClient, server: Standin, root: Path
) -> None:
    ask(client, kind="dhis2", server=server.base, token=TOKEN)
    ended(client)
    token = client.get_cookie(COOKIE, path="/data").value
    progress = Progress(Workbench(root), token)
    progress.put("running", "Asking")
    answer = ask(client, kind="dhis2", server=server.base, token=TOKEN)
    assert (answer.status_code, answer.json["message"]) == (409, fetchwords.BUSY)
    note = root / "drafts" / token / NOTES
    long_ago = time.time() - SILENT_S - 1
    os.utime(note, (long_ago, long_ago))
    assert client.get("/data/fetching").json["words"] == fetchwords.STOPPED
    assert ask(client, kind="dhis2", server=server.base, token=TOKEN).status_code == 202
    ended(client)


def test_a_reader_ends_a_fetch_which_changes_nothing_and_is_no_end_of_the_next(
    client: FlaskClient, server: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    begin = Progress.begin

    def begun(progress: Progress) -> None:
        begin(progress)
        assert client.post("/data/stop").status_code == 204

    wanted = {"kind": "dhis2", "server": server.base, "token": TOKEN, "facilities": "3"}
    ask(client, kind="worldpop", country="Nowhere")
    ended(client)
    monkeypatch.setattr(Progress, "begin", begun)
    ask(client, **wanted)
    assert ended(client)["words"] == fetchwords.CANCELLED
    assert [one["name"] for one in client.get("/data/state").json["uploads"]] == ["WorldPop"]
    monkeypatch.setattr(Progress, "begin", begin)
    ask(client, **wanted)
    assert ended(client)["state"] == "done"


def test_a_fetch_that_waits_for_a_silent_server_gives_signs_of_life(
    client: FlaskClient, server: Standin, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, kind="dhis2", server=server.base, token=TOKEN)
    ended(client)
    progress = Progress(Workbench(root), client.get_cookie(COOKIE, path="/data").value)
    progress.put("running", "Asking")
    note = root / "drafts" / progress.token / NOTES
    os.utime(note, (0, 0))
    assert progress.state()["state"] == "failed"
    over = threading.Event()
    monkeypatch.setattr(module, "BEAT_S", 0.01)
    beating = threading.Thread(target=progress.beat, args=(over,))
    beating.start()
    time.sleep(0.1)
    over.set()
    beating.join()
    assert progress.state()["state"] == "running"


def test_a_fault_of_ours_is_told_by_its_name_alone(
    client: FlaskClient, server: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(TOKEN)

    monkeypatch.setattr(module, "take_in_fetched", broken)
    ask(client, kind="dhis2", server=server.base, token=TOKEN, facilities="3")
    state = ended(client)
    assert state["state"] == "failed"
    assert "ZeroDivisionError" in state["words"]
    assert TOKEN not in state["words"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.one_of(
        st.binary(max_size=40),
        st.dictionaries(
            st.sampled_from(["kind", "server", "token", "country", "year", "x"]),
            st.one_of(st.text(max_size=12), st.none(), st.integers(), st.lists(st.none())),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_body_is_answered_in_words(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/data/fetch", data=body, content_type="application/json")
    assert answer.status_code in {202, 400, 409}
    assert answer.json["message"]
    ended(client)
