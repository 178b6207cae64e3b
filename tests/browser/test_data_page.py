"""The Data page in a browser: real files up, findings, difference, publish, history."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Watch, new_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

CASES = Path(__file__).parents[1] / "data" / "cases"
BASE = CASES / "_baseline"
LONG_MS = 60_000


@pytest.fixture
def data_page(page: Page, data_url: str) -> Iterator[Page]:
    watch = Watch(data_url.removesuffix("/data"))
    watch.attach(page)
    page.goto(data_url)
    page.wait_for_selector("#data-files")
    yield page
    # The browser itself notes every answer that is no success.
    assert [one for one in watch.complaints if "status of 4" not in one] == []


def choose(page: Page, *paths: Path) -> None:
    page.set_input_files("#data-files", list(paths))


def test_findings_are_a_table_and_clear_when_the_file_is_mended(data_page: Page) -> None:
    folder = next(CASES.glob("DSH-02-*"))
    choose(data_page, folder / "v1" / "sites.csv")
    message = data_page.locator("#data-message")
    expect(message).to_contain_text("understood", timeout=LONG_MS)
    findings = data_page.locator("#data-findings table")
    expect(findings).to_contain_text("sites.csv")
    changes = data_page.locator("#data-changes")
    expect(changes).to_contain_text("while errors stand", timeout=LONG_MS)  # No staff yet.
    choose(data_page, folder / "v2" / "sites.csv")
    expect(data_page.locator("#data-uploads")).to_contain_text("14 rows read", timeout=LONG_MS)
    expect(changes).to_contain_text("while errors stand", timeout=LONG_MS)
    choose(data_page, folder / "v2" / "sites.csv")
    expect(message).to_contain_text("same file as at", timeout=LONG_MS)


def test_what_is_published_stands_in_the_history_and_can_be_brought_back(
    data_page: Page,
) -> None:
    choose(data_page, BASE / "sites.csv", BASE / "staffing.csv")
    expect(data_page.locator("#data-changes")).to_contain_text("14 sites added", timeout=LONG_MS)
    data_page.fill("input[name=who]", "Thabo")
    data_page.fill("input[name=why]", "a test")
    data_page.click("#data-publish button")
    expect(data_page.locator("#data-message")).to_contain_text("points are open", timeout=LONG_MS)
    data_page.check("input[name=accept]")
    data_page.click("#data-publish button")
    message = data_page.locator("#data-message")
    expect(message).to_contain_text("Published as number", timeout=LONG_MS)
    expect(message).to_contain_text("show it now", timeout=LONG_MS)
    history = data_page.locator("#data-history table")
    expect(history).to_contain_text("Thabo")
    expect(history).to_contain_text("in use")
    data_page.reload()
    expect(history).to_contain_text("a test", timeout=LONG_MS)


def test_columns_names_and_cells_are_looked_at_and_decided_on(
    data_page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(
        "site_id,Clinic,District,lat,long,Mothers here\nD1,Demo A,Masero,-29.3123,27.4812,1\n"
        "D2,Demo B,Leribe,28.9123,28.0512,2\nD3,Demo C,Berea,-29.1034,27.8021,3\n"
    )
    choose(data_page, path)
    names = data_page.locator(".data-names table")
    expect(names).to_contain_text("Masero", timeout=LONG_MS)
    expect(names).to_contain_text("LS-A (Maseru)")
    # The map shows the places; the one that was put right jumps to its row.
    expect(data_page.locator(".data-point")).to_have_count(3, timeout=LONG_MS)
    data_page.locator(".data-point-doubt").last.click()
    about = data_page.locator(".data-about")
    expect(about.locator(".data-row-meant")).to_contain_text("Demo B")
    names.get_by_role("button", name="Use it").click()
    expect(data_page.locator(".data-names")).to_have_count(0, timeout=LONG_MS)
    data_page.locator("#data-uploads .data-columns summary").click()
    data_page.get_by_label("Meaning of Mothers here").select_option("MM")
    data_page.get_by_role("button", name="Confirm these columns").click()
    confirmed = data_page.locator("#data-uploads .data-columns summary")
    expect(confirmed).to_contain_text("confirmed", timeout=LONG_MS)
    expect(data_page.locator("#data-uploads")).to_contain_text("MM 6", timeout=LONG_MS)
    row = data_page.locator("#data-findings tr", has_text="lacks its minus sign").first
    row.get_by_role("button", name="Accept").click()
    expect(row).to_contain_text("accepted", timeout=LONG_MS)


def test_a_refused_file_says_why_and_names_in_files_are_never_markup(
    data_page: Page, tmp_path: Path
) -> None:
    broken = tmp_path / "<img src=x onerror=alert(1)>.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    choose(data_page, broken)
    expect(data_page.locator("#data-message")).to_contain_text("cannot be used", timeout=LONG_MS)
    expect(data_page.locator("#data-findings")).to_contain_text("<img src=x")
    assert data_page.locator("#data-page img").count() == 0


def test_on_a_phone_nothing_is_wider_than_the_screen(room: BrowserContext, data_url: str) -> None:
    with new_page(room, PHONE) as phone:
        phone.goto(data_url)
        phone.wait_for_selector("#data-files")
        choose(phone, next(CASES.glob("XY-01-*/*.csv")))
        expect(phone.locator("#data-findings table")).to_be_visible(timeout=LONG_MS)
        widest = phone.evaluate("document.documentElement.scrollWidth")
        assert widest <= PHONE["width"]
        assert re.search("confirm|warning", phone.inner_text("#data-findings"))
