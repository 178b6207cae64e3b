"""A page that is not there yet says what it waits for, and can be left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from dashboard import ids, words
from tests.browser.holding import held

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_link_that_takes_long_says_so_and_is_left_for_the_page_without_it(
    page: Page, app_url: str
) -> None:
    note = page.locator(f"#{ids.WAIT}")
    # Neither page comes, which would cost the suite its time.
    with held(page, "_pages_content.children"):
        page.goto(f"{app_url}/plan?scenario=%7B%22pace_percent%22%3A80.0%7D")
        expect(note).to_contain_text(words.LONG_PAGE)
        # Nothing is worked out, so there is no share of it.
        expect(page.locator(f"#{ids.WAIT_SHARE}")).to_be_hidden()
        note.get_by_text("Cancel").click()
        expect(page).to_have_url(f"{app_url}/plan")
        expect(note).to_contain_text(words.LONG_PAGE)
        expect(note.get_by_text("Cancel")).to_be_hidden()
