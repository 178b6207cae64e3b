"""The app below a path of its own: nothing is asked for outside it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from dash import html

from dashboard.context import ready_context
from dashboard.maps.geometry import map_shelf
from dashboard.serving.mounting import Mounted
from dashboard.serving.server import Page, create_app
from dashboard.serving.settings import Settings, SettingsError, mount_of, read_settings
from dashboard.text import Links
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from tests.dashboard.wsgi import Response, application, ask

if TYPE_CHECKING:
    from dashboard.serving.server import Atlas

CASE = next((Path(__file__).parents[2] / "data" / "cases").glob("DSH-07-*"))
HERE = {"HTTP_HOST": "127.0.0.1:8050", "HTTP_ACCEPT_ENCODING": ""}
PREFIXES = json.loads((CASE / "scenario.json").read_text())["prefixes"]


@pytest.fixture(scope="module", params=PREFIXES)
def mount(request: pytest.FixtureRequest) -> str:
    return mount_of(request.param)


@pytest.fixture(scope="module")
def app(mount: str, tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    folder = tmp_path_factory.mktemp("cache")
    settings = Settings(
        tiny_template, "127.0.0.1", 8050, folder, versions=folder / "versions", mount=mount
    )
    links = Links.under(mount)
    pages = [Page("/", "Explore", lambda **_: html.A("About", href=links.about))]
    return create_app(ready_context(programme, travel, mount), settings, html.Div, pages)


def test_the_prefix_of_the_case_is_meant() -> None:
    expect = json.loads((CASE / "expect.json").read_text())
    assert set(expect["message_should_mention"]) <= set(PREFIXES)


@pytest.mark.parametrize("strips", [True, False])
def test_dsh07_every_address_of_the_page_is_below_the_prefix_and_answered(
    app: Atlas, mount: str, *, strips: bool
) -> None:
    def get(address: str) -> Response:
        assert address.startswith(f"{mount}/")
        return ask(app.server, address[len(mount) :] if strips else address, **HERE)

    page = get(f"{mount}/")
    assert page.status == 200
    text = page.body.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', text)
    files = [address for address in named if not address.startswith("data:")]
    found = re.search(r'get:\(\)=>"([^"]+)"', text)
    assert found
    styles = [get(address).body.decode() for address in files if address.endswith(".css")]
    assert not re.findall(r"url\(\"?/", "".join(styles))
    assert len(files) > 10
    shapes = map_shelf(app.context).address("districts.json")
    for address in [
        *files,
        found[1],
        shapes,
        f"{mount}/_dash-layout",
        f"{mount}/map.png",
        f"{mount}/plan.png",
    ]:
        assert get(address).status == 200, address
    assert get(f"{mount}/data/state").status == 200


def test_dsh07_the_page_says_where_its_callbacks_are(app: Atlas, mount: str) -> None:
    page = ask(app.server, "/", **HERE).body.decode()
    config = re.search(r'<script id="_dash-config"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert config
    assert json.loads(config[1])["requests_pathname_prefix"] == f"{mount}/"


def test_dsh07_the_draft_cookie_is_sent_below_the_prefix_only(app: Atlas, mount: str) -> None:
    query = "upload=12345678&name=a.csv&offset=0&total=4&end=1"
    body: dict[str, Any] = {"wsgi.input": io.BytesIO(b"a,b\n"), "CONTENT_LENGTH": "4"}
    answer = ask(app.server, f"{mount}/data/chunk?{query}", REQUEST_METHOD="POST", **HERE, **body)
    assert answer.status == 200
    assert f"Path={mount}/data" in answer.headers["set-cookie"]


def test_dsh07_a_neighbour_with_a_like_name_is_not_ours() -> None:
    seen: list[str] = []

    def inner(environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401
        seen.append(environ["PATH_INFO"])
        return application(b"")(environ, start)

    for path in ("/lesotho", "/lesotho/about", "/lesothos/about", "/about"):
        ask(Mounted(inner, "/lesotho"), path)
    assert seen == ["/", "/about", "/lesothos/about", "/about"]


def test_dsh07_one_variable_sets_it() -> None:
    settings = read_settings([], {"ATLAS_PREFIX": "/lesotho/", "ATLAS_VERSIONS": "none"})
    assert settings.mount == "/lesotho"
    assert settings.address.endswith(":8050/lesotho/")
    for wrong in ("/a b/", "//evil.example", "/../x", "a?b"):
        with pytest.raises(SettingsError):
            read_settings([], {"ATLAS_PREFIX": wrong, "ATLAS_VERSIONS": "none"})


def test_dsh07_no_script_or_style_of_ours_has_an_address_of_the_root() -> None:
    assets = Path(__file__).parents[3] / "layouts" / "assets"
    for path in [*assets.glob("*.js"), *assets.glob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:fetch|href|src|location)\s*[(=]\s*["'`]/""", text), path.name
