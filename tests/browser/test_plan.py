"""The Plan page in a real browser: add, move, undo, share, keep, and nothing leaves."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from benchmarks.running import running_app
from dashboard import ids
from dashboard.jobs.pool import Jobs
from dashboard.jobs.register import State
from dashboard.maps.traces import POSITION
from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from dashboard.plan.waits import waits_of
from geodata.planning.scenario import Scenario
from geodata.ways import Steps, Way
from tests.browser.conftest import PHONE, Watch, new_page, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Response

MAP = "document.querySelector('#map .js-plotly-plot')._fullLayout.map._subplot.map"
DRAWN = f"() => {MAP}?.loaded() && {MAP}.areTilesLoaded()"
LONGEST_MS = 60_000
LOOK_MS = 100
LARGEST_ANSWER = 60_000
# Whether all numbers stand on the map, no two on each other, and number 1 near the place where
# the first button of the list would put a stop.
NUMBERED = f"""([button, most]) => {{
    const [[, latitude, longitude]] = JSON.parse(document.getElementById(button).value);
    const place = {MAP}.project([longitude, latitude]);
    const at = [...document.querySelectorAll("#{plan_ids.ON_MAP} text")].map((one) => ({{
        number: one.textContent, x: Number(one.getAttribute("x")), y: Number(one.getAttribute("y")),
    }}));
    const far = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
    const first = at.find((one) => one.number === "1");
    return at.length === most && far(first, place) < 60
        && at.every((one) => at.every((other) => one === other || far(one, other) > 18));
}}"""
GAINING = """() => document.querySelector('#map .js-plotly-plot')
    .data[1].z.some((one) => one > 2)"""


@pytest.fixture(name="opened", scope="module")
def _opened(map_room: BrowserContext, app_url: str) -> Iterator[tuple[Page, Watch]]:
    """One page with its map for those that look at it, reached as a reader reaches it."""
    with watched(map_room, app_url) as (page, watching):
        page.goto(f"{app_url}/about")
        page.locator(".pages").get_by_text("Plan").click()
        ready(page)
        yield page, watching


@pytest.fixture(name="written", scope="module")
def _written(room: BrowserContext, app_url: str) -> Iterator[tuple[Page, Watch]]:
    """One page without a map for all others; each test starts from today by its own link."""
    with watched(room, app_url) as (page, watching):
        start(page, app_url)
        yield page, watching


@contextmanager
def watched(room: BrowserContext, app_url: str) -> Iterator[tuple[Page, Watch]]:
    with new_page(room) as page:
        watching = Watch(app_url)
        watching.attach(page)
        yield page, watching


def start(page: Page, app_url: str, query: str = "") -> None:
    page.goto(f"{app_url}/plan{query}")
    ready(page)


def ready(page: Page) -> None:
    page.wait_for_selector(".map-ready, .map-still", state="attached", timeout=LONGEST_MS)
    settle(page)


def follows(page: Page, key: str, words: str | re.Pattern[str]) -> None:
    """Wait until a text follows; the server may be busy."""
    expect(page.locator(f"#{key}")).to_contain_text(words, timeout=LONGEST_MS)
    settle(page)


def set_value(page: Page, key: str, value: Any) -> None:  # noqa: ANN401
    page.evaluate("([id, value]) => dash_clientside.set_props(id, {value})", [key, value])
    settle(page)


def set_now(page: Page, values: dict[str, Any]) -> None:
    """Set values at one time, and wait for nothing."""
    page.evaluate(
        """(values) => Object.entries(values).forEach(
            ([id, value]) => dash_clientside.set_props(id, {value}))""",
        values,
    )


def mode(page: Page, chosen: plan_words.Mode) -> None:
    page.locator(f"#{plan_ids.MODE}").get_by_text(plan_words.MODE_NAMES[chosen]).click()
    follows(page, plan_ids.MODE_HELP, plan_words.MODE_HELP[chosen])


def click_at(page: Page, longitude: float, latitude: float) -> None:
    page.wait_for_function(DRAWN, timeout=LONGEST_MS)
    at = page.evaluate(f"() => {MAP}.project([{longitude}, {latitude}])")
    box = page.locator(f"#{ids.MAP}").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + at["x"] - 3, box["y"] + at["y"])
    page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])


def scenario_of(page: Page) -> dict[str, Any]:
    text = page.evaluate("() => new URLSearchParams(location.search).get('scenario') || '{}'")
    return dict(json.loads(text))


def back_to_today(page: Page) -> None:
    button = page.locator(f"#{plan_ids.RESET}")
    if button.is_enabled():
        button.click()
    follows(page, plan_ids.SENTENCE, re.compile("^Today "))


def test_the_page_is_reached_from_the_header_and_says_what_it_is(
    opened: tuple[Page, Watch],
) -> None:
    page, watching = opened
    follows(page, plan_ids.SENTENCE, re.compile("^Today "))
    expect(page.locator(f"#{ids.STATUS_CHIP}")).to_have_text("DEMONSTRATION")
    expect(page.locator(".staff-view")).to_contain_text("Staff view")
    page.wait_for_selector(".map-ready", timeout=LONGEST_MS)
    assert watching.complaints == []


def test_a_stop_is_added_by_a_click_moved_and_taken_back(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    back_to_today(page)
    mode(page, plan_words.Mode.STOP)
    click_at(page, 27.95, -29.05)
    follows(page, plan_ids.edit(0, "text"), "New stop 1, near ")
    mode(page, plan_words.Mode.MOVE)
    set_value(page, plan_ids.WHAT, "New stop 1")
    click_at(page, 28.05, -29.85)
    page.wait_for_function(
        "() => (new URLSearchParams(location.search).get('scenario') || '').includes('-29.8')",
        timeout=LONGEST_MS,
    )
    moved = scenario_of(page)["places"]
    assert [(edit["change"], edit["code"]) for edit in moved] == [("add", "New stop 1")]
    page.locator(f"#{plan_ids.UNDO}").click()
    follows(page, plan_ids.edit(0, "text"), "(-29.0")
    page.locator(f"#{plan_ids.REDO}").click()
    follows(page, plan_ids.edit(0, "text"), "(-29.8")
    mode(page, plan_words.Mode.LOOK)


def test_taking_the_first_next_stop_changes_sentence_map_and_list(
    opened: tuple[Page, Watch],
) -> None:
    page, _ = opened
    back_to_today(page)
    first = page.locator(f"#{plan_ids.step('stops', 0, 'text')}").inner_text()
    button = plan_ids.step("stops", 0, "button")
    page.wait_for_function(NUMBERED, arg=[button, 10], timeout=LONGEST_MS)
    sizes: list[int] = []

    def measured(answer: Response) -> None:
        if "_dash-update" in answer.url:
            sizes.append(len(answer.body()))

    page.on("response", measured)
    page.locator(f"#{plan_ids.step('stops', 0, 'button')}").click()
    follows(page, plan_ids.SENTENCE, "grows by about")
    page.remove_listener("response", measured)
    assert max(sizes) <= LARGEST_ANSWER
    page.wait_for_function(GAINING, timeout=LONGEST_MS)
    assert first in page.locator(f"#{plan_ids.edit(0, 'text')}").inner_text()
    expect(page.locator(f"#{plan_ids.step('stops', 0, 'text')}")).not_to_have_text(
        first, timeout=LONGEST_MS
    )
    page.wait_for_function(NUMBERED, arg=[button, 10], timeout=LONGEST_MS)


def test_a_stop_is_closed_by_a_click(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    back_to_today(page)
    mode(page, plan_words.Mode.CLOSE)
    marks = f"document.querySelector('#map .js-plotly-plot').data[{POSITION['marks']}]"
    click_at(page, *page.evaluate(f"() => [{marks}.lon[0], {marks}.lat[0]]"))
    follows(page, plan_ids.edit(0, "text"), "Closed: ")
    assert [edit["change"] for edit in scenario_of(page)["places"]] == ["close"]
    mode(page, plan_words.Mode.LOOK)


def test_ranks_come_with_their_range_and_ties_in_words(written: tuple[Page, Watch]) -> None:
    page, _ = written
    ranks = page.locator(".step-rank").all_inner_texts()
    assert any(re.fullmatch(r"\d+ \(\d+-\d+\), tied", rank) for rank in ranks)


def test_all_next_stops_are_taken_and_their_effects_add_up(written: tuple[Page, Watch]) -> None:
    page, _ = written
    back_to_today(page)
    set_value(page, plan_ids.STOPS_MOST, 3)
    expect(page.locator(f"#{plan_ids.step('stops', 3, 'row')}")).to_be_hidden(timeout=LONGEST_MS)
    page.locator(f"#{plan_ids.take_all('stops')}").click()
    follows(page, plan_ids.EFFECTS, re.compile(r"^Together \+\d+ births a year"))
    told = [page.locator(f"#{plan_ids.edit(slot, 'effect')}").inner_text() for slot in range(3)]
    total = page.locator(f"#{plan_ids.EFFECTS}").inner_text().split()[1]
    assert sum(map(int, told)) == int(total)
    set_value(page, plan_ids.STOPS_MOST, 10)


# Every answer comes later than two quick clicks are apart.
SLOW_SERVER = """(wait) => {
    const usual = window.fetch;
    window.fetch = async (...asked) => {
        await new Promise((resolve) => setTimeout(resolve, wait));
        return usual(...asked);
    };
    window.usualFetch = usual;
}"""
TWO_CLICKS = """([first, second]) => {
    document.getElementById(first).click();
    setTimeout(() => document.getElementById(second).click(), 60);
}"""


def test_two_steps_within_one_round_trip_are_both_taken(written: tuple[Page, Watch]) -> None:
    page, watching = written
    back_to_today(page)
    page.evaluate(SLOW_SERVER, 400)
    buttons = [plan_ids.step("stops", slot, "button") for slot in (0, 1)]
    names = [page.locator(f"#{plan_ids.step('stops', at, 'text')}").inner_text() for at in (0, 1)]
    page.evaluate(TWO_CLICKS, buttons)
    follows(page, plan_ids.edit(1, "text"), names[1])
    assert names[0] in page.locator(f"#{plan_ids.edit(0, 'text')}").inner_text()
    # A step back right after a step waits for that step too.
    page.evaluate(TWO_CLICKS, [plan_ids.step("stops", 0, "button"), plan_ids.UNDO])
    follows(page, plan_ids.edit(1, "text"), names[1])
    expect(page.locator(f"#{plan_ids.REDO}")).to_be_enabled(timeout=LONGEST_MS)
    assert len(scenario_of(page)["places"]) == 2
    page.evaluate("() => { window.fetch = window.usualFetch; }")
    assert watching.complaints == []


# Four contacts a woman: a visit serves few, stops get full, and each draw of need takes long.
FULL_STOPS = "?scenario=" + quote('{"norms":{"minimum_contacts":4.0}}')


def long_check(page: Page) -> None:
    """Ask for more than a minute of work: many places, and stops that can be full."""
    page.evaluate(
        """([among, limit]) => {
            dash_clientside.set_props(among, {value: "grid"});
            dash_clientside.set_props(limit, {checked: true});
        }""",
        [plan_ids.CANDIDATES, plan_ids.BY_CAPACITY],
    )
    progress, again = (page.locator(f"#{one}") for one in (plan_ids.PROGRESS, plan_ids.AGAIN))
    expect(progress.or_(again).filter(visible=True)).to_be_visible(timeout=LONGEST_MS)
    if again.is_visible():  # Cancelled by an earlier run of this test.
        again.click()
    expect(progress).to_be_visible(timeout=LONGEST_MS)


def test_a_long_check_shows_progress_and_is_cancelled_on_two_pages_at_once(
    written: tuple[Page, Watch], room: BrowserContext, app_url: str
) -> None:
    page, watching = written
    start(page, app_url, FULL_STOPS)
    long_check(page)
    first = page.locator(f"#{plan_ids.step('stops', 0, 'text')}")
    listed = first.inner_text()
    assert listed
    with new_page(room) as other:
        other.goto(f"{app_url}/plan{FULL_STOPS}")
        listed_too = f"#{plan_ids.step('stops', 0, 'text')}:not(:empty)"
        other.wait_for_selector(listed_too, timeout=LONGEST_MS)
        long_check(other)
        page.locator(f"#{plan_ids.CANCEL}").click()
        for one in (page, other):
            proof = one.locator(f"#{plan_ids.PROOF}")
            expect(proof).to_contain_text("Stopped.", timeout=LONGEST_MS)
            expect(one.locator(f"#{plan_ids.PROGRESS}")).to_be_hidden()
            expect(one.locator(f"#{plan_ids.AGAIN}")).to_be_visible()
    assert first.inner_text() == listed
    # Nothing is asked any more once nothing runs.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1500)
    assert asked == []
    page.locator(f"#{plan_ids.AGAIN}").click()
    expect(page.locator(f"#{plan_ids.CANCEL}")).to_be_visible(timeout=LONGEST_MS)
    page.locator(f"#{plan_ids.CANCEL}").click()
    expect(page.locator(f"#{plan_ids.AGAIN}")).to_be_visible(timeout=LONGEST_MS)
    page.evaluate("(id) => dash_clientside.set_props(id, {checked: false})", plan_ids.BY_CAPACITY)
    set_value(page, plan_ids.CANDIDATES, "areas")
    expect(page.locator(f"#{plan_ids.PROOF}")).to_contain_text(
        re.compile("^Proved best|^At most|^A better"), timeout=LONGEST_MS
    )
    assert watching.complaints == []


def test_posts_of_the_community_and_their_cost(written: tuple[Page, Watch]) -> None:
    page, _ = written
    back_to_today(page)
    page.locator(f"#{plan_ids.PLATFORM}").get_by_text("Community").click()
    follows(page, plan_ids.step("posts", 0, "text"), "Community ")
    set_value(page, plan_ids.COST_FRONT, 1000)
    follows(page, plan_ids.TOGETHER, "a year")
    page.locator(f"#{plan_ids.PLATFORM}").get_by_text("Health centre").click()
    follows(page, plan_ids.step("posts", 0, "text"), re.compile(r"^\d+ Mentor Mother"))


def test_keyboard_and_coordinates_do_without_the_map(written: tuple[Page, Watch]) -> None:
    page, _ = written
    back_to_today(page)
    page.locator(".desk-panel .desk-head").focus()
    page.keyboard.press("Enter")
    set_value(page, plan_ids.WHAT, plan_words.NEW_STOP)
    page.locator(f"#{plan_ids.LATITUDE}").fill("-29.62")
    page.locator(f"#{plan_ids.LONGITUDE}").fill("27.9")
    page.locator(f"#{plan_ids.PUT}").focus()
    page.keyboard.press("Enter")
    follows(page, plan_ids.edit(0, "text"), "(-29.620, 27.900)")
    page.locator(f"#{plan_ids.LATITUDE}").fill("12")
    page.locator(f"#{plan_ids.PUT}").click()
    follows(page, plan_ids.NOTE, "outside Lesotho")
    page.locator(".desk-panel .desk-head").click()


def test_a_norm_moves_the_numbers_and_undo_moves_its_slider_back(
    written: tuple[Page, Watch],
) -> None:
    page, _ = written
    back_to_today(page)
    value = page.locator(f"#{plan_ids.norm('k_facility', 'value')}")
    thumb = page.locator(f"#{plan_ids.norm('k_facility', 'slider')} [role=slider]")
    thumb.focus()
    page.keyboard.press("End")
    expect(value).to_have_text("200 pairs", timeout=LONGEST_MS)
    follows(page, plan_ids.row("effective_coverage", "change"), re.compile(r"^\+.* points"))
    follows(page, plan_ids.rule("best", "change"), re.compile(r"^\+.* points$"))
    page.locator(f"#{plan_ids.UNDO}").click()
    expect(value).to_have_text("160 pairs", timeout=LONGEST_MS)
    follows(page, plan_ids.row("effective_coverage", "change"), "no change")
    expect(thumb).to_have_attribute("aria-valuenow", "160")


def test_how_women_travel_is_chosen_and_all_follows(written: tuple[Page, Watch]) -> None:
    page, _ = written
    back_to_today(page)
    walk = page.locator(f"#{plan_ids.row('geographic_coverage', 'after')}")
    usual = walk.inner_text()
    page.locator(".travel summary").click()
    page.locator(f"#{plan_ids.TRAVEL['traveller']}").get_by_text("Not pregnant").click()
    follows(page, plan_ids.SENTENCE, "(an adult who is not pregnant)")
    follows(page, ids.LEGEND_NOTE, "an adult who is not pregnant")
    follows(page, plan_ids.TRAVEL_NOW, "not pregnant")
    assert walk.inner_text() > usual
    assert scenario_of(page)["way"] == {"traveller": "adult"}
    page.locator(f"#{plan_ids.UNDO}").click()
    expect(walk).to_have_text(usual, timeout=LONGEST_MS)
    follows(page, plan_ids.TRAVEL_NOW, "on foot, to the site")
    page.locator(".travel summary").click()


def pick(page: Page, control: str, name: str) -> None:
    """Choose from the list of one control: that of another may still be closing."""
    field = page.locator(f"#{control}")
    field.click()
    expect(field).to_have_attribute("data-expanded", "true", timeout=LONGEST_MS)
    options = page.locator(f"[id='{field.get_attribute('aria-controls')}']")
    options.get_by_role("option", name=re.compile(name)).last.click()


def add_one_post(page: Page) -> None:
    """Take the first next post; those that follow each other at one site are one line."""
    set_value(page, plan_ids.POSTS_MOST, 1)
    follows(page, plan_ids.step("posts", 0, "text"), re.compile("^1 Mentor Mother, "))
    page.locator(f"#{plan_ids.step('posts', 0, 'button')}").click()
    follows(page, plan_ids.edit(0, "text"), "1 Mentor Mother more at ")


def test_a_scenario_is_kept_compared_with_and_opened(written: tuple[Page, Watch]) -> None:
    page, _ = written
    back_to_today(page)
    set_value(page, plan_ids.SEASON, "winter")
    add_one_post(page)
    page.locator(f"#{plan_ids.NAME}").fill("One more post")
    page.locator(f"#{plan_ids.SAVE}").click()
    # An earlier run of this test may have kept the name.
    follows(page, plan_ids.SAVE_NOTE, "Kept as 'One more post'")
    back_to_today(page)
    set_value(page, plan_ids.POSTS_MOST, 10)
    pick(page, plan_ids.BESIDE, "One more post")
    follows(page, plan_ids.BEFORE_HEAD, "One more post")
    follows(page, plan_ids.row("mentor_mothers", "change"), "1")
    # The same scenario can be opened again, after going on from it.
    for _ in range(2):
        set_value(page, plan_ids.POSTS_MOST, 10)
        pick(page, plan_ids.OPEN, "One more post")
        follows(page, plan_ids.row("mentor_mothers", "change"), "no change")
        expect(page.locator(f"#{plan_ids.POSTS_MOST}")).to_have_value("1", timeout=LONGEST_MS)
        page.locator(f"#{plan_ids.UNDO}").click()
        follows(page, plan_ids.row("mentor_mothers", "change"), "1")
    page.locator(f"#{plan_ids.REDO}").click()
    follows(page, plan_ids.row("mentor_mothers", "change"), "no change")


def test_a_link_opens_the_scenario_and_a_broken_one_says_so(
    written: tuple[Page, Watch], app_url: str
) -> None:
    page, watching = written
    back_to_today(page)
    add_one_post(page)
    expect(page.locator(f"#{plan_ids.LINK}")).to_have_value(re.compile(r"/plan\?scenario="))
    link = page.locator(f"#{plan_ids.LINK}").input_value()
    assert link.startswith(app_url)
    page.goto(link)
    follows(page, plan_ids.edit(0, "text"), "1 Mentor Mother more at ")
    expect(page.locator(f"#{plan_ids.POSTS_MOST}")).to_have_value("1")
    expect(page.locator(f"#{plan_ids.LINK}")).to_have_value(link)
    start(page, app_url, "?scenario=nonsense")
    follows(page, plan_ids.NOTE, plan_words.BAD_LINK)
    assert watching.complaints == []


def test_a_phone_has_no_sideways_scroll_and_the_map_first(
    map_room: BrowserContext, app_url: str
) -> None:
    with new_page(map_room, PHONE, "dark") as page:
        watching = Watch(app_url)
        watching.attach(page)
        start(page, app_url)
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
        boxes = [page.locator(part).bounding_box() for part in (".plan-middle", ".plan-norms")]
        assert all(boxes)
        assert boxes[0]["y"] < boxes[1]["y"]  # type: ignore[index]
        assert watching.complaints == []


@pytest.fixture(name="plain", scope="module")
def _plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Jobs]]:
    """The app of a machine on which the kernel is not compiled yet, and its file of states."""
    folder = tmp_path_factory.mktemp("plain")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NUMBA_CACHE_DIR", str(folder / "numba"))
        with running_app(folder / "cache") as app:
            yield app.address, Jobs(folder / "cache")


def is_cancelled(page: Page, jobs: Jobs, scenario: Scenario) -> bool:
    """Whether the work of a scenario ends; a page has left it before the server hears of it."""
    for _ in range(LONGEST_MS // LOOK_MS):
        found = filter(None, map(jobs.look, waits_of(scenario)))
        if State.CANCELLED in {job.state for job in found}:
            return True
        page.wait_for_timeout(LOOK_MS)
    return False


def test_without_the_kernel_a_new_pace_shows_how_far_it_is_and_is_cancelled(
    room: BrowserContext, plain: tuple[str, Jobs]
) -> None:
    address, jobs = plain
    with watched(room, address) as (page, watching):
        # Without the kernel all answers of a page take longer than others may.
        page.goto(f"{address}/plan")
        expect(page.locator(f"#{plan_ids.LINK}")).not_to_be_empty(timeout=LONGEST_MS)
        wait, pace = page.locator(f"#{ids.WAIT}"), f"#{plan_ids.norm('pace', 'value')}"
        # Each direction of a step is worked out, at a pace that nobody asked for before.
        set_now(page, {plan_ids.TRAVEL["steps"]: "32", plan_ids.PACE: 85})
        expect(page.locator(f"#{ids.WAIT_SHARE}")).to_be_visible(timeout=LONGEST_MS)
        share = float(page.locator(f"#{ids.WAIT_SHARE}").get_attribute("value") or "nan")
        assert 0 <= share < 1
        expect(wait).to_contain_text(plan_words.LONG)
        wait.get_by_text("Cancel").click()
        expect(page.locator(pace)).to_have_text("100%", timeout=LONGEST_MS)
        expect(page.locator(f"#{plan_ids.SENTENCE}")).to_have_text(re.compile("^Today "))
        assert scenario_of(page) == {}
        slow = Scenario(pace_percent=85.0, way=Way(steps=Steps.FINE))
        assert is_cancelled(page, jobs, slow)
        thumb = page.locator(f"#{plan_ids.PACE} [role=slider]")
        expect(thumb).to_have_attribute("aria-valuenow", "100", timeout=LONGEST_MS)
        assert watching.complaints == []
