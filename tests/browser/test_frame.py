"""The frame in a real browser: address, keyboard, panes, paper, and a change that fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard import ids, words
from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from tests.browser.conftest import PATIENCE_MS, PHONE, new_page, settle
from tests.browser.holding import held

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import Watch

# AG Grid draws an empty row of column groups above a pinned column that is in no group.
EMPTY_GROUP_ROW = r'^<div class="ag-header-row ag-header-row-group"[^>]*></div>$'


def chosen(page: Page, control: str) -> str | None:
    return page.locator(f"#{control} input:checked").get_attribute("value")


def pick(page: Page, control: str, name: str) -> None:
    page.locator(f"#{control}").get_by_text(name, exact=True).click()
    settle(page)


def test_a_choice_is_in_the_address_and_back_undoes_it(desk: Page, app_url: str) -> None:
    page = desk
    pick(page, ids.SEASON, "Wet")
    pick(page, ids.SEASON, "Winter")
    pick(page, ids.WITHIN, "1 h")
    assert page.url == f"{app_url}/?season=winter&within=60"
    page.go_back()
    settle(page)
    assert (page.url, chosen(page, ids.WITHIN)) == (f"{app_url}/?season=winter", "120")
    page.go_back()
    settle(page)
    assert (page.url, chosen(page, ids.SEASON)) == (f"{app_url}/?season=wet", "wet")
    expect(page.locator(f"#{ids.HEADER_SEASON}")).to_have_text("wet season")
    page.go_forward()
    settle(page)
    assert chosen(page, ids.SEASON) == "winter"


def test_a_copied_address_opens_the_same_view(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?place=LS-A&season=winter&within=180&show=none")
    settle(page)
    assert chosen(page, ids.SEASON) == "winter"
    assert chosen(page, ids.WITHIN) == "180"
    expect(page.locator(f"#{ids.DETAIL_TITLE}")).to_contain_text("Maseru")
    assert page.locator(f"#{ids.OVERLAYS} input:checked").count() == 0


def test_the_link_to_explore_goes_back_to_the_first_view_without_drawing_the_page_anew(
    desk: Page, app_url: str
) -> None:
    page = desk
    pick(page, ids.SEASON, "Wet")
    page.evaluate(f"document.getElementById('{ids.MAP_PANEL}').dataset.mark = 'same'")
    page.get_by_role("link", name="Explore").click()
    settle(page)
    assert (page.url, chosen(page, ids.SEASON)) == (f"{app_url}/", "dry")
    assert page.locator(f"#{ids.MAP_PANEL}").get_attribute("data-mark") == "same"


def test_back_from_about_gives_the_view_that_was_left(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?season=wet")
    settle(page)
    page.get_by_role("link", name="About").click()
    expect(page.locator("h1")).to_have_text(words.METHOD_LINK)
    page.go_back()
    page.wait_for_selector(f"#{ids.SENTENCE}")
    settle(page)
    assert chosen(page, ids.SEASON) == "wet"


def test_what_needs_attention_opens_its_detail_by_keyboard_and_goes_back(
    desk: Page, app_url: str
) -> None:
    page = desk
    page.locator(".attention-item:visible").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{ids.DETAIL}")).to_be_visible()
    expect(page).to_have_url(re.compile("place="))
    expect(page.locator(f"#{ids.DETAIL_CLOSE}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{ids.ATTENTION}")).to_be_visible()
    expect(page).to_have_url(f"{app_url}/")


def test_the_first_tab_is_the_way_past_the_header(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/about")  # A page of its own: where Tab begins follows the last click.
    page.wait_for_selector("h1")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()


def test_a_card_tells_its_source_on_focus_and_escape_takes_it_away(desk: Page) -> None:
    card = desk.locator(".card").nth(3)
    told = desk.locator(f"#{ids.card(3, 'provenance')}")
    expect(told).to_be_hidden()
    card.focus()
    expect(told).to_be_visible()
    assert all(part in told.inner_text() for part in ("Made of", "Source", "Date", "Status"))
    desk.keyboard.press("Escape")
    expect(told).to_be_hidden()


def test_the_table_opens_and_closes(desk: Page) -> None:
    button = desk.locator(f"#{ids.TABLE_OPEN}")
    table = desk.locator(f"#{ids.TABLE}")
    before = table.bounding_box()["height"]
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert table.bounding_box()["height"] >= before
    button.click()
    assert table.bounding_box()["height"] == before


def test_on_paper_stand_the_district_table_and_the_picture_and_no_grid(
    map_desk: Page, map_desk_watch: Watch
) -> None:
    map_desk.emulate_media(media="print")
    settle(map_desk)
    expect(map_desk.locator(f"#{ids.PRINT_TABLE} tbody tr").first).to_be_visible()
    expect(map_desk.locator(f"#{ids.STATUS_CHIP}")).to_be_visible()
    # Whose data it is, is said once: by the picture, or by the page while there is none.
    picture, banner = (map_desk.locator(f"#{key}") for key in (ids.PRINT_MAP, ids.STATUS_BANNER))
    expect(picture).to_have_attribute("src", re.compile("headless"), timeout=PATIENCE_MS)
    expect(banner).to_be_hidden()
    address = picture.evaluate("(one) => one.getAttribute('src')")
    picture.evaluate("(one) => one.removeAttribute('src')")
    expect(banner).to_be_visible()
    picture.evaluate("(one, address) => one.setAttribute('src', address)", address)
    for hidden in (f"#{ids.TABLE}", f"#{ids.MAP}", f"#{ids.ATTENTION}", f"#{ids.FILTERS}"):
        expect(map_desk.locator(hidden)).to_be_hidden()
    # Printing asks nothing of the outside.
    assert map_desk_watch.complaints == []
    map_desk.emulate_media(media="screen")


def test_a_change_that_fails_says_so_and_keeps_the_view(desk: Page) -> None:
    page = desk
    sentence = page.locator(f"#{ids.SENTENCE}").inner_text()
    page.route("**/_dash-update-component*", lambda route: route.abort())
    pick(page, ids.SEASON, "Winter")
    expect(page.locator(f"#{ids.NOTICE}")).to_be_visible()
    assert page.locator(f"#{ids.SENTENCE}").inner_text() == sentence


def test_a_script_that_does_not_come_is_told(page: Page, app_url: str) -> None:
    page.route("**/async-community*", lambda route: route.abort())
    page.goto(f"{app_url}/")
    expect(page.locator(f"#{ids.NOTICE}")).to_contain_text(words.PART_LOST)
    expect(page.locator(f"#{ids.SENTENCE}")).to_contain_text("In the five programme districts")


def test_on_a_phone_nothing_is_wider_than_the_screen_and_filters_are_a_sheet(
    room: BrowserContext, app_url: str
) -> None:
    with new_page(room, PHONE) as page:
        page.goto(f"{app_url}/")
        page.wait_for_selector(f"#{ids.SENTENCE}")
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        page.locator(f"#{ids.FILTERS_BUTTON}").click()
        expect(page.locator(f"#{ids.FILTERS_CLOSE}")).to_be_focused()
        assert page.evaluate("document.querySelector('.header').inert")
        page.keyboard.press("Escape")
        expect(page.locator(f"#{ids.FILTERS}")).to_be_hidden()
        expect(page.locator(f"#{ids.FILTERS_BUTTON}")).to_be_focused()
        for pane, panel in (("Table", ids.TABLE_PANEL), ("Attention", ids.ATTENTION)):
            page.locator(f"#{ids.PANE}").get_by_text(pane, exact=True).click()
            expect(page.locator(f"#{panel}")).to_be_visible()
            expect(page.locator(f"#{ids.MAP_PANEL}")).to_be_hidden()


def test_the_theme_switch_changes_the_paper_and_tells_the_map(desk: Page) -> None:
    before = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    desk.locator(f"#{ids.THEME_SWITCH}").click()
    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") != before
    desk.locator(f"#{ids.THEME_SWITCH}").click()
    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == before


@pytest.mark.parametrize(
    ("path", "scheme"),
    [("/?place=LS-A&layer=deficit", "dark"), ("/about", "light"), ("/about", "dark")],
)
def test_no_rule_of_accessibility_is_broken(
    page: Page, app_url: str, path: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{app_url}{path}")
    page.wait_for_selector("h1")
    settle(page)
    assert broken_rules(page) == []


def test_no_rule_of_accessibility_is_broken_where_a_map_is_drawn(map_desk: Page) -> None:
    assert map_desk.locator(f"#{ids.MAP} .maplibregl-canvas").count() == 1
    assert broken_rules(map_desk) == []


def broken_rules(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    parts = [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]
    return [part for part in parts if not re.search(EMPTY_GROUP_ROW, part[1])]


def test_no_text_on_the_page_is_smaller_than_12_px(map_desk: Page) -> None:
    sizes = map_desk.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((part) => part.checkVisibility() && [...part.childNodes].some(
                (node) => node.nodeType === 3 && node.textContent.trim()))
            .map((part) => [parseFloat(getComputedStyle(part).fontSize), part.className])"""
    )
    assert [
        name for size, name in sizes if size < 12 and not re.search("noscript", str(name))
    ] == []


# How often a listener is told of two changes of Dash's store in a row, and of one by a key.
TOLD = """async () => {
    const store = window.dash_stores[0];
    const change = () => store.dispatch({ type: "NOTHING" });
    const counts = [];
    let told = 0;
    const stop = store.subscribe(() => { told += 1; });
    const later = () => new Promise((resolve) => setTimeout(resolve, 50));
    change();
    change();
    counts.push(told);
    await later();
    counts.push(told);
    window.addEventListener("keydown", () => { change(); counts.push(told); }, { once: true });
    window.toldCounts = counts;
    window.addEventListener("keyup", stop, { once: true });
}"""


def test_components_are_told_together_but_at_once_of_what_a_reader_does(desk: Page) -> None:
    desk.evaluate(TOLD)
    desk.keyboard.press("Shift")
    assert desk.evaluate("window.toldCounts") == [0, 1, 2]


def test_letters_typed_in_a_row_stand_where_they_were_typed(desk: Page) -> None:
    box = desk.locator(f"#{ids.PLACE}")
    box.focus()
    box.press_sequentially("mohaes", delay=5)
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.type("l")
    expect(box).to_have_value("mohales")
    desk.keyboard.press("Escape")
    box.blur()


SPELT: Final = {
    "mohales": "Mohale's Hoek",
    "thaba tseka": "Thaba-Tseka",
    "Bothabothe": "Butha-Buthe",
    "T.Y.": "Berea",
    "maseru site 3": "Demo site Maseru-03",
    "???": words.PLACE_NOT_FOUND,
}


def test_a_name_is_found_however_it_is_spelt(desk: Page) -> None:
    box = desk.locator(f"#{ids.PLACE}")
    listed = desk.locator("[role=option]:visible, .mantine-Select-empty:visible")
    box.focus()
    for asked, first in SPELT.items():
        box.fill(asked)
        expect(listed.first).to_have_text(first)
    box.blur()


def test_a_plan_that_takes_long_says_so_and_can_be_left(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/plan")
    page.wait_for_selector(f"#{plan_ids.ON_MAP}", state="attached")
    settle(page)

    for pace in (80, 90):
        page.evaluate(
            "([id, value]) => dash_clientside.set_props(id, {value})", [plan_ids.PACE, pace]
        )
        expect(page.locator(f"#{plan_ids.SENTENCE}")).to_contain_text("With 1 change")
        settle(page)
    # The second does not wait for the answers to the first.
    page.locator(f"#{plan_ids.UNDO}").dblclick()
    expect(page.locator(f"#{plan_ids.SENTENCE}")).to_contain_text(re.compile("^Today "))
    settle(page)

    with held(page, plan_ids.SENTENCE, most=1):
        page.evaluate("(id) => dash_clientside.set_props(id, {value: 80})", plan_ids.PACE)
        note = page.locator(f"#{ids.WAIT}")
        expect(note).to_contain_text(plan_words.LONG)
        expect(note.locator(".wait-seconds")).to_have_text(re.compile(r"^[1-9]\d* s$"))
        note.get_by_text("Cancel").click()
        expect(page.locator(f"#{plan_ids.norm('pace', 'value')}")).to_have_text("100%")
        expect(note).to_be_hidden()
        expect(page.locator(f"#{plan_ids.SENTENCE}")).to_contain_text(re.compile("^Today "))
    # What a plan is compared with is left alone, and the plan stays.
    settle(page)
    page.locator(f"#{plan_ids.REDO}").click()
    expect(page.locator(f"#{plan_ids.SENTENCE}")).to_contain_text("With 1 change")
    settle(page)
    with held(page, plan_ids.SENTENCE, most=1):
        page.evaluate("(id) => dash_clientside.set_props(id, {value: 'gone'})", plan_ids.BESIDE)
        expect(note).to_contain_text(plan_words.LONG)
        note.get_by_text("Cancel").click()
        expect(note).to_be_hidden()
        assert (
            page.evaluate("(id) => dash_component_api.getLayout(id).props.value", plan_ids.BESIDE)
            is None
        )
        expect(page.locator(f"#{plan_ids.SENTENCE}")).to_contain_text("With 1 change")
