"""What comes first, what may be kept, and what comes last: the map's code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import ids
from dashboard.serving.shelves import PREFIX
from tests.browser.conftest import COUNT_ANSWERS, DESK, open_explore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response, Route

PLOTLY = "**/plotly.min.js"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page of a browser that has loaded nothing before."""
    context = browser.new_context(viewport=DESK)
    context.add_init_script(COUNT_ANSWERS)
    yield context.new_page()
    context.close()


def test_text_and_table_do_not_wait_for_the_maps_code(page: Page, app_url: str) -> None:
    """The map's code is held back; the sentence and the first row are there all the same."""
    held: list[Route] = []
    page.route(PLOTLY, lambda route: held.append(route))  # noqa: PLW0108 - marked by playwright
    page.goto(app_url)

    page.wait_for_selector(f"#{ids.SENTENCE}:not(:empty)")
    page.wait_for_selector(f"#{ids.TABLE} .ag-row")

    assert len(held) == 1
    assert page.evaluate("window.Plotly === undefined")
    held[0].continue_()
    page.wait_for_selector(f"#{ids.MAP} .js-plotly-plot", state="attached")


def test_files_are_kept_for_ever_and_pages_are_not_so_a_second_visit_loads_no_file(
    page: Page, app_url: str
) -> None:
    answers: dict[str, str] = {}

    def keep(response: Response) -> None:
        address = response.url.removeprefix(app_url)
        answers[address] = response.headers.get("cache-control", "")

    page.on("response", keep)
    open_explore(page, app_url)
    page.remove_listener("response", keep)
    files = {address: kept for address, kept in answers.items() if address.startswith(PREFIX)}

    assert set(files.values()) == {"public, max-age=31536000, immutable"}
    assert any("plotly.min.js" in address for address in files)
    assert any("style.css" in address for address in files)
    assert not [
        address for address in answers if address.endswith((".js", ".css")) and address not in files
    ]
    assert "immutable" not in answers["/"]

    page.goto(f"{app_url}/about")
    open_explore(page, app_url)
    entries = page.evaluate("performance.getEntriesByType('resource').map((e) => e.toJSON())")
    sizes = {file["name"]: file["transferSize"] for file in entries if PREFIX in file["name"]}

    assert any("plotly.min.js" in name for name in sizes)
    assert {name: size for name, size in sizes.items() if size} == {}
