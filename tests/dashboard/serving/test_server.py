"""The app around a small country: what its page loads, and what its policy lets run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest
from dash import html

from dashboard.callbacks import rehearse
from dashboard.context import likely_choices, ready_context
from dashboard.serving import server
from dashboard.serving.server import NOT_FOUND, Page, create_app
from dashboard.serving.settings import Settings
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from tests.dashboard.wsgi import Response, ask

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.serving.server import Atlas

HERE = {"HTTP_HOST": "127.0.0.1:8050", "HTTP_ACCEPT_ENCODING": ""}
INLINE = re.compile(r"<script(?![^>]*\b(?:src|json)\b)[^>]*>(.*?)</script>", re.DOTALL)


@pytest.fixture(scope="module")
def app(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    settings = Settings(tiny_template, "127.0.0.1", 8050, tmp_path_factory.mktemp("cache"))
    pages = [
        Page("/", "Explore", lambda **_: html.H1("Explore")),
        Page("/about", "About", lambda **_: html.H1("About")),
        Page(NOT_FOUND, "Not found", lambda **_: html.H1("No such page")),
    ]
    return create_app(ready_context(programme, travel), settings, html.Div, pages)


@pytest.fixture(scope="module")
def page(app: Atlas) -> Response:
    return ask(app.server, "/", **HERE)


def test_every_file_of_the_page_has_a_hashed_address(app: Atlas, page: Response) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    files = [address for address in addresses if not address.startswith("data:")]

    assert len(files) > 10
    for address in files:
        assert re.match(r"/files/\w+\.[0-9a-f]{16}/[^?]+$", address)
        assert ask(app.server, address, **HERE).status == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/about", 200), ("/no-such-page", 404), ("/about/x", 404)]
)
def test_an_unknown_address_is_404(app: Atlas, path: str, status: int) -> None:
    assert ask(app.server, path, **HERE).status == status


def test_the_maps_code_is_asked_for_at_its_hashed_address(app: Atlas, page: Response) -> None:
    found = re.search(r'get:\(\)=>"([^"]+)"', page.body.decode())

    assert found
    assert "immutable" in ask(app.server, found[1], **HERE).headers["cache-control"]


def test_every_script_in_the_page_is_allowed_by_its_hash(page: Response) -> None:
    scripts = INLINE.findall(page.body.decode())
    policy = page.headers["content-security-policy"]

    assert len(scripts) >= 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_pages_and_answers_are_not_kept(app: Atlas, page: Response) -> None:
    layout = ask(app.server, "/_dash-layout", **HERE)

    for answer in (page, layout):
        assert "immutable" not in answer.headers.get("cache-control", "")


def test_nothing_of_the_debugger_is_on(app: Atlas, page: Response) -> None:
    found = re.search(r'<script id="_dash-config"[^>]*>(.*?)</script>', page.body.decode())
    assert found
    config = json.loads(found[1])

    assert not app.server.debug
    assert not config["ui"]
    assert not config["props_check"]
    assert "hot_reload" not in config
    assert config["serve_locally"]


def test_a_fault_says_nothing_of_the_inside(app: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a secret path")

    monkeypatch.setattr(app, "serve_layout", broken)
    monkeypatch.setitem(app.server.view_functions, "/_dash-layout", broken)
    answer = ask(app.server, "/_dash-layout", **HERE)

    assert answer.status == 500
    assert b"secret" not in answer.body
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "sent", [b"", b"[]", b"{", b"{}", b'{"output": "no.such"}', b'{"output": 3, "inputs": {}}']
)
def test_a_question_that_no_page_asks_is_refused_in_words(app: Atlas, sent: bytes) -> None:
    answer = app.server.test_client().post(
        "/_dash-update-component",
        data=sent,
        content_type="application/json",
        headers={"Host": HERE["HTTP_HOST"]},
    )

    assert answer.status_code == 400
    assert "Open a page" in answer.text


def test_shapes_of_the_programme_are_on_a_shelf(app: Atlas) -> None:
    context_files = [
        address
        for address in app.server.wsgi_app.application.shelves
        if address.startswith("/files/map.")
    ]
    shapes = ask(app.server, f"{context_files[0]}districts.json", **HERE)

    assert len(json.loads(shapes.body)["features"]) == 3


def test_a_rehearsal_leaves_nothing_to_work_out_for_the_controls_of_the_map(app: Atlas) -> None:
    rehearse(app.context)
    known = len(app.context.answers)
    rehearse(app.context)

    assert len(app.context.answers) == known
    assert known >= len(likely_choices())


def test_a_name_that_is_not_this_machines_gets_no_page(app: Atlas) -> None:
    assert ask(app.server, "/", HTTP_HOST="atlas.example").status == 403


def test_the_page_speaks_english_and_works_without_the_default_index() -> None:
    assert '<html lang="en">' in server.INDEX
    assert "<noscript>" in server.INDEX
