"""The Data page's routes: drafts that do not mix, odd payloads, publish and conflict."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data.chunks import FOLDER, safe_name
from dashboard.data.routes import COOKIE, data_routes
from geodata.drafts.workbench import Workbench

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

CASES = Path(__file__).parents[1] / "data" / "cases"
SAID = {"who": "Thabo", "why": "October", "accept": "yes"}


def case(name: str) -> Path:
    return next(CASES.glob(f"{name}-*"))


def expected(name: str) -> dict[str, Any]:
    return dict(json.loads((case(name) / "expect.json").read_text(encoding="utf-8")))


def worker(root: Path, first: Path, largest_bytes: int = 1_000_000) -> flask.Flask:
    """One worker process, as far as the files on disk can tell."""
    app = flask.Flask("worker")
    app.register_blueprint(data_routes(Workbench(root, first), largest_bytes))
    return app


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


@pytest.fixture
def client(root: Path, tiny_template: Path) -> FlaskClient:
    return worker(root, tiny_template).test_client()


def send(
    client: FlaskClient, name: str, content: bytes, *, size: int = 1000, total: int | None = None
) -> TestResponse:
    upload, total = str(uuid.uuid4()), len(content) if total is None else total
    answer = None
    for offset in range(0, max(len(content), 1), size):
        query = {"upload": upload, "name": name, "offset": offset, "total": total}
        query |= {"end": "1"} if offset + size >= len(content) else {}
        answer = client.post(
            "/data/chunk", query_string=query, data=content[offset : offset + size]
        )
        if answer.status_code != 200:
            break
    assert answer is not None
    return answer


STAFF = b"site_id,period,cadre,headcount\nS1,201711,MM,5\nS2,201711,MM,1\nS3,201711,MM,1\n"


def test_a_file_in_chunks_is_read_and_its_raw_bytes_are_gone(
    client: FlaskClient, root: Path
) -> None:
    answer = send(client, "staff.csv", STAFF, size=20)
    assert answer.json["upload"]["verdict"] == "accept"
    assert answer.json["upload"]["files"]
    assert not [path for path in root.rglob("*") if FOLDER in path.parts and path.is_file()]


def test_dsh01_odd_payloads_are_told_and_change_nothing(client: FlaskClient) -> None:
    before = client.get("/data/state").json
    for payload in json.loads((case("DSH-01") / "payloads.json").read_text()):
        contents, name, _ = payload
        answer = send(client, str(name), _decoded(contents), total=_promised(contents))
        assert answer.status_code == 400
        for part in expected("DSH-01")["message_should_mention"]:
            assert part in answer.json["message"]
    assert client.get("/data/state").json == before


def _decoded(contents: object) -> bytes:
    """Return what a browser would send for a payload: what can be decoded of it."""
    if not isinstance(contents, str):
        return b""
    text = contents.partition(",")[2]
    try:
        return base64.b64decode(text[: len(text) // 4 * 4 - 4])
    except binascii.Error:
        return b""


def _promised(contents: object) -> int:
    return len(contents) if isinstance(contents, str) else 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(["upload", "name", "offset", "total"]),
        st.one_of(st.text(max_size=20), st.integers().map(str), st.just("12345678")),
    ),
    body=st.binary(max_size=50),
    address=st.sampled_from(["chunk", "publish", "rollback", "forget", "decide"]),
)
def test_no_request_makes_the_server_stumble(
    client: FlaskClient, query: dict[str, str], body: bytes, address: str
) -> None:
    answer = client.post(f"/data/{address}", query_string=query, data=body)
    assert answer.status_code in {200, 400, 410, 422}
    if answer.status_code != 200:
        assert answer.json["message"]


def test_a_chunk_out_of_order_is_told(client: FlaskClient) -> None:
    query = {"upload": "12345678", "name": "a.csv", "offset": 0, "total": 9}
    assert client.post("/data/chunk", query_string=query, data=b"abc").status_code == 200
    for offset in (6, 0):
        answer = client.post("/data/chunk", query_string={**query, "offset": offset}, data=b"def")
        assert answer.status_code == (400 if offset else 200)


def test_a_file_over_the_limit_is_told_before_it_is_sent(client: FlaskClient) -> None:
    answer = send(client, "a.csv", b"x", total=2_000_000)
    assert "larger than 1 MB" in answer.json["message"]


def test_dsh02_the_same_name_again_clears_the_old_remarks_and_the_same_file_is_told(
    root: Path,
) -> None:
    app = worker(root, Path(__file__).parents[2] / "geodata" / "lesotho" / "data")
    client, folder = app.test_client(), case("DSH-02")
    first = (folder / "v1" / "sites.csv").read_bytes()
    second = (folder / "v2" / "sites.csv").read_bytes()
    answers = [send(client, "sites.csv", raw).json for raw in (first, second, second)]
    severities = [
        [(one["severity"], one["rows"]) for one in answer["upload"]["remarks"]
         if one["severity"] != "note" and one["rows"]]
        for answer in answers
    ]  # fmt: skip
    assert any(6 in rows for _, rows in severities[0])
    assert not any(6 in rows for _, rows in severities[1])
    assert "14 rows read" in " ".join(answers[1]["upload"]["summary"])
    assert [bool(answer["upload"]["same_as"]) for answer in answers] == [False, False, True]
    assert answers[2]["upload"]["same_as"] == answers[1]["upload"]["when"]
    assert all(len(answer["uploads"]) == 1 for answer in answers)
    assert len(answers) == expected("DSH-02")["expected"]["uploads"]


def test_dsh04_two_users_and_two_workers_never_mix(root: Path) -> None:
    first = Path(__file__).parents[2] / "geodata" / "lesotho" / "data"
    workers, folder = [worker(root, first) for _ in range(2)], case("DSH-04")
    tokens = {}
    for user, name in (("A", "a_sites.csv"), ("B", "b_sites.csv")):
        client = workers[0].test_client()
        send(client, name, (folder / name).read_bytes())
        cookie = client.get_cookie(COOKIE, path="/data")
        assert cookie is not None
        assert cookie.http_only
        tokens[user] = cookie.value
    wanted = expected("DSH-04")["expected"]
    for turn in range(20):
        for user, token in tokens.items():
            client = workers[turn % 2].test_client()
            client.set_cookie(COOKIE, token, path="/data")
            (upload,) = client.get("/data/state").json["uploads"]
            assert f"{wanted[user]} rows read" in upload["summary"][0]
    workers[0] = worker(root, first)  # Started again: nothing is lost.
    for user, token in tokens.items():
        client = workers[0].test_client()
        client.set_cookie(COOKIE, token, path="/data")
        text = json.dumps(client.get("/data/state").json)
        assert f"{wanted[user]} rows read" in text
        assert token not in text
    stranger = workers[1].test_client().get("/data/state").json
    assert (stranger["uploads"], stranger["in_use"]) == ([], None)


def test_a_guessed_draft_is_nobodys(client: FlaskClient) -> None:
    for token in ("x" * 43, "..", ""):
        client.set_cookie(COOKIE, token, path="/data")
        assert client.get("/data/review").status_code == 410
        assert client.post("/data/publish", json=SAID).status_code == 410
        assert client.get("/data/findings.pdf").status_code == 410


def test_from_upload_over_review_to_publish_and_back(
    client: FlaskClient, root: Path, tiny_template: Path
) -> None:
    send(client, "staff.csv", STAFF)
    review = client.get("/data/review").json
    assert review["can_publish"]
    (mentor_mothers,) = [line for line in review["difference"] if line.startswith("MM: ")]
    assert mentor_mothers.split(" -> ")[1].startswith("7 ")
    assert client.post("/data/publish", json={**SAID, "who": ""}).status_code == 422
    assert client.post("/data/publish", json={**SAID, "accept": ""}).status_code == 422
    made = client.post("/data/publish", json=SAID).json
    assert made["in_use"]["who"] == "Thabo"
    assert made["uploads"] == []
    other = worker(root, tiny_template).test_client()
    assert other.get("/data/state").json["in_use"]["version"] == made["in_use"]["version"]
    again = other.post("/data/rollback", json={**SAID, "version": "1"})
    assert again.status_code == 422


def test_a_decision_is_kept_and_holds_when_the_file_comes_again(client: FlaskClient) -> None:
    raw = b"district,MM\nMasero,1\nLeribe,2\n"
    first = send(client, "a.csv", raw).json["upload"]
    assert [(one["text"], one["suggestion"]) for one in first["review"]] == [("Masero", "LS-A")]
    told = client.post("/data/decide", json={"file": "a.csv", "names": {"Masero": "LS-A"}}).json
    assert told["decided"]["a.csv"]["names"] == {"Masero": "LS-A"}
    again = send(client, "a.csv", raw).json["upload"]
    assert again["review"] == []
    assert again["same_as"] == ""  # The same bytes, but read in another way.
    assert send(client, "a.csv", raw).json["upload"]["same_as"]


def test_cells_and_places_of_a_draft_are_shown_to_who_holds_it_only(client: FlaskClient) -> None:
    send(client, "sites.csv", b"site_id,latitude,longitude\nS1,-29.4,27.5\n")
    shown = client.get("/data/cells?file=sites.csv&sheet=&row=2").json
    assert shown["rows"] == [[2, "S1", "-29.4", "27.5"]]
    assert client.get("/data/cells?file=sites.csv&row=x").json["rows"] == []
    places = client.get("/data/preview").json
    assert places["files"]["sites.csv"]["points"][0]["at"] == [27.5, -29.4]
    assert places["districts"]
    client.delete_cookie(COOKIE, path="/data")
    for address in ("cells?file=sites.csv&row=2", "preview", "effects"):
        assert client.get(f"/data/{address}").status_code == 410
    assert client.post("/data/decide", json={"file": "sites.csv"}).status_code == 410


def test_what_changes_in_coverage_and_flags_is_worked_out_when_asked(client: FlaskClient) -> None:
    send(client, "staff.csv", STAFF.replace(b",5", b",0"))
    review = client.get("/data/review").json
    (row,) = [one for one in review["totals"] if one["what"] == "MM"]
    assert row["here"] == "2"
    lines = client.get("/data/effects").json["effects"]
    assert any(line.startswith("geographic coverage, per cent: ") for line in lines)
    assert any("areas newly flagged" in line for line in lines)


def test_the_second_to_publish_is_told(root: Path, tiny_template: Path) -> None:
    app = worker(root, tiny_template)
    one, other = app.test_client(), app.test_client()
    send(one, "staff.csv", STAFF)
    send(other, "staff.csv", STAFF.replace(b",5", b",6"))
    assert one.post("/data/publish", json=SAID).status_code == 200
    told = other.post("/data/publish", json={**SAID, "who": "Mpho"})
    assert told.status_code == 409
    assert "Thabo" in told.json["message"]
    assert len(other.get("/data/state").json["uploads"]) == 1


def test_a_draft_can_be_forgotten(client: FlaskClient) -> None:
    send(client, "staff.csv", STAFF)
    assert client.post("/data/forget").json["uploads"] == []
    assert client.get("/data/review").status_code == 410


def test_template_and_findings_are_files(client: FlaskClient) -> None:
    assert client.get("/data/template.xlsx").data.startswith(b"PK")
    send(client, "staff.csv", STAFF)
    answer = client.get("/data/findings.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"


@given(st.text())
def test_a_name_never_leads_elsewhere(name: str) -> None:
    safe = safe_name(name)
    assert safe not in {"", ".", ".."}
    assert not set(safe) & set("/\\\0\n")
