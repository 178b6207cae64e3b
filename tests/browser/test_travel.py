"""How women travel, chosen in the browser: folded away, in the address, closed with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from dashboard import ids, travel_words, words
from tests.browser.conftest import PATIENCE_MS, open_explore, settle
from tests.browser.holding import held

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_how_women_travel_is_folded_away_and_stands_in_the_address(
    page: Page, app_url: str
) -> None:
    open_explore(page, app_url)
    expect(page.locator(f"#{ids.TRAVELLER}")).to_be_hidden()
    now = page.locator(f"#{ids.TRAVEL_NOW}")
    expect(now).to_have_text("on foot, to the site")
    page.locator(".travel > summary").click()
    page.locator(f"#{ids.TRAVELLER} label", has_text="Not pregnant").click()
    expect(now).to_have_text("on foot, to the site, not pregnant")
    expect(page).to_have_url(f"{app_url}/?traveller=adult")
    said = page.locator(f"#{ids.SENTENCE}")
    expect(said).to_contain_text("walk (an adult who is not pregnant)", timeout=PATIENCE_MS)
    settle(page)
    # What takes long can be ended: address, controls and words are those before it.
    with held(page, f"{ids.MAP}.figure"):
        page.locator(f"#{ids.SEASON} label", has_text="Wet").click()
        page.locator(f"#{ids.WITHIN} label", has_text="1 h").click()
        note = page.locator(f"#{ids.WAIT}")
        expect(note).to_contain_text(words.LONG_VIEW)
        note.get_by_text("Cancel").click()
        expect(page).to_have_url(f"{app_url}/?traveller=adult")
        expect(page.locator(f"#{ids.MAIN}")).to_be_focused()
        expect(page.locator(f"#{ids.SEASON} input:checked")).to_have_value("dry")
        expect(page.locator(f"#{ids.WITHIN} input:checked")).to_have_value("120")
        expect(said).to_contain_text("in the dry season")
        expect(note).to_be_hidden()
    page.go_back()
    expect(now).to_have_text("on foot, to the site")
    expect(said).not_to_contain_text("not pregnant")


def test_what_the_dataset_cannot_answer_is_closed_and_says_why(page: Page, app_url: str) -> None:
    open_explore(page, app_url, "?mode=taxi&way=home")
    page.locator(".travel > summary").click()
    expect(page.locator(f"#{ids.MODE} input").first).to_be_disabled()
    expect(page.locator(".travel")).to_contain_text(travel_words.NO_ROADS)
    expect(page.locator(".travel")).to_contain_text(travel_words.NO_SLOPES)
    expect(page.locator(f"#{ids.SENTENCE}")).not_to_contain_text("taxis")
