"""Fetching in a browser: a form, its progress, findings in the one table, and no other origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watch
from tests.geodata.connect.standin import TOKEN, Dhis2Server, Standin, point, serving, unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

LONG_MS = 60_000


@pytest.fixture
def server() -> Iterator[Standin]:
    dhis2 = Dhis2Server([unit(1, 3, "Ha Thaba", geometry=point(27.5, -29.4)), unit(2, 3, "None")])
    with serving(dhis2) as standin:
        yield standin


def fill(page: Page, server: Standin, token: str) -> None:
    page.fill("#fetch-dhis2-server", server.base)
    page.fill("#fetch-dhis2-token", token)
    page.fill("#fetch-dhis2-facilities", "Facility")
    page.click("[data-fetch=dhis2] button")


def test_facilities_of_a_server_come_into_the_draft_and_a_wrong_token_is_told(
    page: Page, data_url: str, server: Standin
) -> None:
    watch = Watch(data_url.removesuffix("/data"))
    watch.attach(page)
    page.goto(data_url)
    page.click("#data-fetch summary")
    fill(page, server, TOKEN[:-1])
    findings = page.locator("#data-findings table")
    expect(findings).to_contain_text("does not accept the token", timeout=LONG_MS)
    expect(page.locator("#data-fetch-said")).to_contain_text("Nothing was fetched")
    fill(page, server, TOKEN)
    expect(page.locator("#data-fetch-said")).to_contain_text("Fetched", timeout=LONG_MS)
    expect(findings).to_contain_text("1 of 2 facilities have no position", timeout=LONG_MS)
    expect(findings).not_to_contain_text("does not accept the token")
    expect(page.locator("#data-uploads")).to_contain_text("dhis2-facilities.geojson")
    page.reload()
    expect(page.locator("#data-uploads")).to_contain_text("dhis2-facilities.geojson")
    expect(page.locator("#data-fetch")).not_to_have_attribute("open", "")
    assert watch.complaints == []
