"""The snapshot as a donor opens it: one file, no network, a phone, paper, grey."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard import ids, words
from dashboard.snapshot.document import snapshot_file
from dashboard.snapshot.words import Stamp
from dashboard.snapshots import fonts, public_ground
from geodata.privacy import Policy
from geodata.public.view import public_view
from tests.browser.conftest import DESK, PHONE, new_page
from tests.geodata.worlds import assessed, lesotho_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Watch

A4_TEXT_PX = 703  # 186 mm at 96 to the inch, which is 210 mm without the margins.
LEAST_PRINT_PX = 7 * 96 / 72
FILE_SIZES = """() => [...document.querySelectorAll("body *")]
    .filter((part) => part.checkVisibility() && [...part.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent.trim()))
    .map((part) => {
        const drawing = part.closest("svg");
        const scale = drawing
            ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
        return [scale * parseFloat(getComputedStyle(part).fontSize), part.textContent];
    })"""
SELECTED = """() => {
    getSelection().selectAllChildren(document.querySelector("figure svg"));
    return getSelection().toString();
}"""
OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll("figure svg text")]
        .map((part) => [part.textContent, part.getBoundingClientRect()]);
    return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height / 3)
        .map(([other]) => `${one} / ${other}`));
}"""
SCROLLING = """() => [...document.querySelectorAll(".scroll")]
    .map((part) => part.scrollWidth > part.clientWidth)"""
OUTSIDE_DRAWING = """() => [...document.querySelectorAll("figure svg text")]
    .filter((part) => {
        const box = part.getBoundingClientRect();
        const drawing = part.closest("svg").getBoundingClientRect();
        return box.left < drawing.left - 1 || box.right > drawing.right + 1;
    }).map((part) => part.textContent)"""


def open_snapshot(page: Page, app_url: str) -> None:
    """Open the page and wait for the file in it; its frame tells no one when it is idle."""
    page.goto(f"{app_url}/snapshot")
    expect(page.frame_locator(f"#{ids.SNAPSHOT_FILE}").locator("h1")).to_be_visible()


@pytest.fixture(name="saved", scope="module")
def _saved(room: BrowserContext, app_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take the file as a reader does, from the page of the app."""
    with new_page(room) as page:
        page.goto(f"{app_url}/snapshot")
        with page.expect_download() as waiting:
            page.click(f"#{ids.SNAPSHOT_DOWNLOAD}")
        path = tmp_path_factory.mktemp("saved") / waiting.value.suggested_filename
        waiting.value.save_as(path)
    return path


@pytest.fixture(name="donor", scope="module")
def _donor(browser: Browser, saved: Path) -> Iterator[Page]:
    """The saved file, opened with the network off and scripts off."""
    context = browser.new_context(viewport=DESK, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(saved.as_uri())
    yield page
    assert asked == [saved.as_uri()]
    context.close()


def test_the_file_opens_with_the_network_off_and_asks_for_nothing(donor: Page, saved: Path) -> None:
    expect(donor.locator("h1")).to_have_text("Mentor Mothers in Lesotho")
    assert donor.locator("figure svg path.inside").count() == 5
    assert donor.evaluate("document.fonts.check('600 20px Inter')")
    assert saved.name == "lesotho-snapshot-2017-11-30-demonstration.html"
    assert saved.stat().st_size <= 500_000


def test_the_words_of_the_map_are_text(donor: Page) -> None:
    said = donor.evaluate(SELECTED)
    for part in ("Need within two hours' walk", "Maseru", "81%", "50 km", "Status: demonstration"):
        assert part in said


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_no_word_of_the_map_lies_over_another_or_outside(
    donor: Page, viewport: dict[str, int]
) -> None:
    donor.set_viewport_size(viewport)
    assert donor.evaluate(OVERLAPS) == []
    assert donor.evaluate(OUTSIDE_DRAWING) == []
    donor.set_viewport_size(DESK)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_it_fits_its_screen_and_no_text_is_smaller_than_12_px(
    donor: Page, viewport: dict[str, int]
) -> None:
    donor.set_viewport_size(viewport)
    assert donor.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    scrolling = (
        "() => [...document.querySelectorAll('.scroll')].map((e) => e.scrollWidth > e.clientWidth)"
    )
    assert not any(donor.evaluate(scrolling))
    assert [said for size, said in donor.evaluate(FILE_SIZES) if size < 11.95] == []
    donor.set_viewport_size(DESK)


def test_on_paper_no_text_is_smaller_than_7_pt(donor: Page) -> None:
    donor.emulate_media(media="print")
    donor.set_viewport_size({"width": A4_TEXT_PX, "height": 1000})
    sizes = donor.evaluate(FILE_SIZES)
    assert len(sizes) > 100
    assert [said for size, said in sizes if size < LEAST_PRINT_PX - 0.05] == []
    donor.emulate_media(media="null")
    donor.set_viewport_size(DESK)


def told_by(program: str, *arguments: str | Path) -> str:
    """Ask a program of the system about a file."""
    path = shutil.which(program) or program
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext: apt install poppler-utils")
def test_it_prints_on_one_a4_page_whose_text_is_text(donor: Page, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.pdf"
    donor.pdf(path=path, prefer_css_page_size=True)
    facts, said = told_by("pdfinfo", path), told_by("pdftotext", "-layout", path, "-")
    assert re.search(r"Pages: +1\n", facts)
    assert "A4" in facts
    for part in ("About 6 to 8 in 10 women", "Mohale's Hoek", "1,150", "Rounded; about", "OCHA"):
        assert part in said
    assert "data as of 2017-11-30" in said  # The last line of the page.


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext: apt install poppler-utils")
def test_with_much_hidden_it_still_prints_on_one_page(browser: Browser, tmp_path: Path) -> None:
    model = lesotho_model()
    strict = public_view(model.programme, assessed(model), Policy(threshold=10))
    file, printed = tmp_path / "strict.html", tmp_path / "strict.pdf"
    stamp = Stamp(12, dt.date(2026, 9, 28))
    file.write_bytes(snapshot_file(strict, public_ground(model.programme), fonts(), (), stamp))
    page = browser.new_page(viewport=DESK)
    page.goto(file.as_uri())
    expect(page.get_by_text("in full in the file")).to_be_hidden()
    page.pdf(path=printed, prefer_css_page_size=True)
    page.close()
    said = told_by("pdftotext", "-layout", printed, "-")
    assert re.search(r"Pages: +1\n", told_by("pdfinfo", printed))
    assert "in full in the file" in said
    assert "snapshot 12, 28 September 2026" in said


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext: apt install poppler-utils")
def test_printing_the_page_gives_the_sheet_alone(page: Page, app_url: str, tmp_path: Path) -> None:
    open_snapshot(page, app_url)
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    said = told_by("pdftotext", "-layout", path, "-")
    assert re.search(r"Pages: +1\n", told_by("pdfinfo", path))
    assert "Mentor Mothers in Lesotho" in said
    assert "data as of 2017-11-30" in said  # The last line of the sheet.
    assert words.PUBLISHED_TITLE not in said
    assert words.SNAPSHOT_HELP[:30] not in said


def test_in_grey_the_districts_of_two_classes_still_differ(donor: Page) -> None:
    fills = donor.eval_on_selector_all(
        "path.inside", "(parts) => parts.map((part) => part.getAttribute('fill'))"
    )
    weights = ((1, 0.3), (3, 0.59), (5, 0.11))
    greys = sorted({sum(int(one[at : at + 2], 16) * part for at, part in weights) for one in fills})
    assert len(greys) == 3
    assert all(after - before > 18 for before, after in itertools.pairwise(greys))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken_in_the_file(donor: Page, scheme: str) -> None:
    donor.emulate_media(color_scheme=scheme)
    found = Axe().run(donor).response["violations"]
    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []
    donor.emulate_media(color_scheme="light")


def test_the_page_shows_the_file_as_it_is_and_nothing_goes_wrong(
    page: Page, app_url: str, watch: Watch, saved: Path
) -> None:
    open_snapshot(page, app_url)
    shown = page.frame_locator(f"#{ids.SNAPSHOT_FILE}")
    expect(shown.locator("h1")).to_have_text("Mentor Mothers in Lesotho")
    expect(page.locator(".page-shown")).to_have_text("Snapshot")
    frame = page.locator(f"#{ids.SNAPSHOT_FILE}").get_attribute("srcdoc")
    assert frame.encode() == saved.read_bytes()
    assert watch.complaints == []


def test_the_address_of_the_file_has_the_headers_of_every_page(page: Page, app_url: str) -> None:
    pages = page.request.get(f"{app_url}/about").headers
    file = page.request.post(f"{app_url}/snapshot.html").headers
    for name in ("content-security-policy", "x-frame-options", "x-content-type-options",
                 "referrer-policy", "cross-origin-opener-policy"):  # fmt: skip
        assert file[name] == pages[name]
    assert "lesotho-snapshot-2017-11-30-demonstration.html" in file["content-disposition"]


def test_opened_at_its_address_the_file_breaks_no_policy(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.request.post(f"{app_url}/snapshot.html")
    page.goto(f"{app_url}/snapshot")
    page.locator(f"#{ids.SNAPSHOT_LIST} > summary").click()
    page.goto(f"{app_url}{page.locator('.editions a').first.get_attribute('href')}")
    expect(page.locator("h1")).to_be_visible()
    assert watch.complaints == []


def test_looking_at_its_address_publishes_nothing(page: Page, app_url: str) -> None:
    listed = page.locator(f"#{ids.SNAPSHOT_LIST} > summary")
    page.goto(f"{app_url}/snapshot")
    before = listed.inner_text()
    for name in ("snapshot.html", "snapshot.pdf"):
        for method in ("GET", "HEAD"):
            answer = page.request.fetch(f"{app_url}/{name}", method=method)
            assert (answer.status, answer.headers["allow"]) == (405, "POST")
    page.reload()
    assert listed.inner_text() == before


def test_the_page_is_taken_with_the_keyboard_and_says_that_it_is_published(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(f"{app_url}/snapshot")
    page.locator(f"#{ids.SNAPSHOT_DOWNLOAD}").focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "lesotho-snapshot-2017-11-30-demonstration.html"
    expect(page.locator(f"#{ids.SNAPSHOT_STANDING}")).to_contain_text("Published as no. ")
    # What stands below is what was taken, without a reload.
    shown = page.frame_locator(f"#{ids.SNAPSHOT_FILE}")
    expect(shown.locator(".version")).to_contain_text("Published snapshot ")
    page.keyboard.press("Tab")
    with page.context.expect_event("request", lambda sent: ".pdf?under=5" in sent.url) as sent:
        page.keyboard.press("Enter")
    assert sent.value.method == "POST"
    assert re.search(r"/s/[\w-]{32}\.pdf$", sent.value.response().headers["location"])
    assert watch.complaints == []


def test_a_page_elsewhere_cannot_take_a_file(page: Page, app_url: str) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert page.request.post(f"{app_url}/snapshot.html", headers=elsewhere).status == 403
    # What a browser says of a page that hides where it comes from.
    assert page.request.post(f"{app_url}/snapshot.html", headers={"Origin": "null"}).status == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken_on_the_page(
    page: Page, app_url: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    open_snapshot(page, app_url)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []


def test_the_theme_switch_reaches_the_file(page: Page, app_url: str) -> None:
    # An emulated scheme would hold for the frame too, whatever the page says.
    page.emulate_media(color_scheme="null")
    open_snapshot(page, app_url)
    ground = page.frame_locator(f"#{ids.SNAPSHOT_FILE}").locator("body")
    read = "(body) => getComputedStyle(body).backgroundColor"
    before = ground.evaluate(read)
    page.locator(f"#{ids.THEME_SWITCH}").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert after != before
    expect(ground).to_have_css("background-color", after)


def test_on_a_phone_the_page_is_as_wide_as_the_screen(room: BrowserContext, app_url: str) -> None:
    with new_page(room, PHONE) as page:
        open_snapshot(page, app_url)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        expect(page.locator(f"#{ids.SNAPSHOT_DOWNLOAD}")).to_be_in_viewport()
        expect(page.get_by_text(words.SNAPSHOT_HELP)).to_be_visible()
        assert page.locator(f"#{ids.SNAPSHOT_FILE}").bounding_box()["height"] > 400
