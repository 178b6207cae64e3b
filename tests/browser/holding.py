"""A question of the page that is not answered for a while, as on a slow machine."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

UPDATES = "**/_dash-update-component*"


@contextmanager
def held(page: Page, output: str, most: int = 2) -> Iterator[None]:
    """Hold the first questions for an output; they never reach the server."""
    kept: list[Route] = []

    def hold(route: Route) -> None:
        if output in str(route.request.post_data) and len(kept) < most:
            kept.append(route)
        else:
            route.continue_()

    page.route(UPDATES, hold)
    yield
    assert kept
    for route in kept:
        # A page that was left asks no more.
        with suppress(Error):
            route.abort()
    page.unroute(UPDATES, hold)
