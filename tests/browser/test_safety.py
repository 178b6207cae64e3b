"""Nothing leaves the origin, on any page, after load and after every kind of change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import ids
from dashboard.state import CONTROL_OF_KEY, Layer
from tests.browser.conftest import VIOLATION, Watch, choose, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Desk

OUTSIDE = "http://outside.invalid/"
SCRIPT = "document.head.append(Object.assign(document.createElement('script'), {%s}))"
CHANGES = {
    "cadre": "CMM",
    "place": "LS-D",
    "season": "wet",
    "within": "60",
    "platform": "community",
    "need": "naomi_pattern",
    "scope": "country",
    "level": "site",
}


def test_no_layer_asks_anything_of_the_outside_or_for_a_shape_again(
    map_desk: Page, map_desk_watch: Watch
) -> None:
    for layer in Layer:
        choose(map_desk, ids.LAYER, str(layer))

    assert map_desk_watch.complaints == []
    for name in ("districts.json", "areas.json", "country.json"):
        assert sum(one.endswith(name) for one in map_desk_watch.asked) == 1


def test_no_other_choice_asks_anything_of_the_outside(desk: Page, the_desk: Desk) -> None:
    for key, value in CHANGES.items():
        choose(desk, CONTROL_OF_KEY[key], value)

    assert the_desk.watch.complaints == []


UNKNOWN = "Failed to load resource: the server responded with a status of 404 (NOT FOUND)"


@pytest.mark.parametrize(("path", "said"), [("/about", []), ("/no-such-page", [UNKNOWN])])
def test_no_other_page_asks_anything_of_the_outside(
    page: Page, app_url: str, watch: Watch, path: str, said: list[str]
) -> None:
    page.goto(app_url + path)
    settle(page)

    assert page.locator("h1").count() == 1
    assert watch.complaints == said


@pytest.mark.parametrize(
    "asking",
    [
        f"fetch('{OUTSIDE}').catch(() => null)",
        f"new Image().src = '{OUTSIDE}pixel.png'",
        SCRIPT % f"src: '{OUTSIDE}'",
        SCRIPT % "text: '1 + 1'",
    ],
    ids=["fetch", "picture", "script", "inline script"],
)
def test_the_policy_stops_what_a_page_is_made_to_ask(
    desk: Page, the_desk: Desk, asking: str
) -> None:
    desk.evaluate(asking)
    settle(desk)

    assert any(VIOLATION in violation for violation in the_desk.watch.violations)


def test_without_the_policy_the_watch_sees_what_leaves(
    page: Page, app_url: str, watch: Watch
) -> None:
    """The tests above can fail: a page without the policy, asking an outside address."""
    broken = f"<!DOCTYPE html><h1>Broken</h1><img src='{OUTSIDE}pixel.png'>"
    page.route("**/broken", lambda route: route.fulfill(body=broken, content_type="text/html"))
    page.goto(f"{app_url}/broken")
    settle(page)

    assert watch.outside == [f"asked {OUTSIDE}pixel.png"]
    assert watch.violations == []


def test_a_page_error_is_seen(page: Page, app_url: str, watch: Watch) -> None:
    page.goto(f"{app_url}/about")
    page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    settle(page)

    assert watch.errors == ["broken on purpose"]
