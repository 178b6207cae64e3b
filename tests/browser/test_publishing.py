"""Publishing from the page: the address opens for whoever has it, until it is withdrawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from dashboard import ids, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

# Made from a model that may still be on its way.
LONG_MS: Final = 120_000


def test_a_snapshot_is_published_opened_and_withdrawn(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(f"{app_url}/snapshot")
    page.locator(f"#{ids.SNAPSHOT_PUBLISH}").click()
    page.wait_for_url(re.compile(r"published=\d"), timeout=LONG_MS)
    page.locator(f"#{ids.SNAPSHOT_LIST} > summary").click()
    row = page.locator(".editions li").first
    expect(row).to_contain_text("Every figure shown is still the same.")
    address = f"{app_url}{row.get_by_role('link', name='Open').get_attribute('href')}"
    assert page.request.get(address).text().count("Published snapshot ") == 1
    assert page.request.get(f"{address}.pdf").body().startswith(b"%PDF")

    row.locator("summary").click()
    row.locator("input").fill("A wrong date")
    row.get_by_role("button", name=words.WITHDRAW).click()
    page.wait_for_url(re.compile(r"withdrawn=\d"), timeout=LONG_MS)
    gone = page.request.get(address)
    assert (gone.status, "A wrong date" in gone.text()) == (410, True)
    assert watch.complaints == []


def test_two_published_snapshots_are_compared(page: Page, app_url: str, watch: Watch) -> None:
    for _ in range(2):
        page.goto(f"{app_url}/snapshot")
        page.locator(f"#{ids.SNAPSHOT_PUBLISH}").click()
        page.wait_for_url(re.compile(r"published=\d"), timeout=LONG_MS)
    page.locator(f"#{ids.SNAPSHOT_COMPARED} > summary").click()
    page.get_by_role("button", name=words.COMPARE, exact=True).click()
    page.wait_for_url(re.compile(r"earlier=\d+&later=\d+"))
    expect(page.locator(f"#{ids.SNAPSHOT_COMPARED}")).to_contain_text("none changed")
    assert watch.complaints == []
