"""Cases of real trouble that only a browser shows: hidden panes, paper, no internet."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from dashboard import ids
from dashboard.maps.classes import scale_of
from dashboard.state import Layer, Selection
from tests.browser.conftest import PATIENCE_MS, PHONE, Watch, new_page, open_explore, settle

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

CASES = Path(__file__).parents[1] / "data" / "cases"
FILLED = """() => {
    const [drawn, place] = ['#map .maplibregl-canvas', '#map'].map(
        (part) => document.querySelector(part).getBoundingClientRect().width);
    return drawn > 300 && Math.abs(drawn - place) <= 2;
}"""


def expected(name: str) -> dict[str, Any]:
    path = next(CASES.glob(f"{name}-*")) / "expect.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_dsh05_a_map_whose_pane_was_hidden_fills_its_place(
    map_room: BrowserContext, app_url: str
) -> None:
    with new_page(map_room, PHONE) as page:
        hidden_and_shown(page, Watch(app_url), app_url)


def hidden_and_shown(page: Page, watch: Watch, app_url: str) -> None:
    watch.attach(page)
    page.goto(f"{app_url}/?place=LS-A")
    settle(page)
    show = page.locator(f"#{ids.PANE}")
    for _ in range(3):
        show.get_by_text("Table", exact=True).click()
        page.wait_for_selector(f"#{ids.TABLE_PANEL}", state="visible")
        show.get_by_text("Map", exact=True).click()
        page.wait_for_selector("#map .maplibregl-canvas")
    for width in (844, 720):
        page.set_viewport_size({"width": width, "height": 844})
        settle(page)
        # The map is told of its new place a moment later.
        page.wait_for_function(FILLED, timeout=PATIENCE_MS)
    assert "place=LS-A" in page.url
    assert watch.errors == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext: apt install poppler-utils")
def test_dsh10_paper_holds_map_legend_period_and_status_in_any_theme(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    page.emulate_media(color_scheme="dark")
    open_explore(page, app_url, "?layer=prevalence&prevalence=naomi_2022_women_25_29")
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    facts, said = (
        subprocess.run([shutil.which(name), *rest], capture_output=True, text=True, check=True)
        for name, rest in (
            ("pdfinfo", [path]), ("pdftotext", ["-layout", path, "-"]),
        )
    )  # fmt: skip
    assert re.search(rf"Pages: +{expected('DSH-10')['expected']['pages']}\n", facts.stdout)
    assert "A4" in facts.stdout
    for part in ("november 2017", "demonstration", "maseru", "prevalence"):
        assert part in said.stdout.casefold()
    picture = tmp_path / "page"
    subprocess.run(
        [str(shutil.which("pdftoppm")), "-gray", "-r", "72", "-singlefile", path, picture],
        check=True,
    )
    with Image.open(picture.with_suffix(".pgm")) as grey:
        levels = grey.histogram()
        assert sum(levels[200:]) > 0.6 * sum(levels)  # Paper, not a dark screen.
        middle = grey.crop((60, 150, grey.width - 60, grey.height // 2)).histogram()
        assert sum(count > 20 for count in middle) > 5  # A map is there.


def test_dsh10_adjacent_classes_differ_in_grey() -> None:
    scale = scale_of(Selection(layer=Layer.PREVALENCE))
    assert scale is not None
    weights = ((1, 0.3), (3, 0.59), (5, 0.11))
    greys = [
        sum(int(colour[at : at + 2], 16) * part for at, part in weights) for colour in scale.colours
    ]
    assert all(abs(after - before) >= 10 for before, after in itertools.pairwise(greys))


def test_dsh14_without_internet_all_pages_work_from_their_own_server(
    map_page: Page, app_url: str
) -> None:
    watch = Watch(app_url)
    watch.attach(map_page)

    def only_home(route: Route) -> None:
        if route.request.url.startswith((app_url, "data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    map_page.route("**/*", only_home)
    map_page.emulate_media(color_scheme="dark")
    open_explore(map_page, app_url, "?layer=need&season=winter&level=area")
    map_page.locator(f"#{ids.THEME_SWITCH}").click()
    settle(map_page)
    shapes = map_page.evaluate(
        "() => document.querySelector('#map .js-plotly-plot')._fullData"
        ".map((trace) => (trace.locations || []).length)"
    )
    assert 10 in shapes
    assert watch.complaints == []
    for path in ("/snapshot", "/data", "/about"):
        map_page.goto(app_url + path)
        settle(map_page)
        assert map_page.locator("h1").count() == 1
    third_party = expected("DSH-14")["expected"]["third_party_requests"]
    assert len(watch.outside) == third_party
    assert watch.errors == []
