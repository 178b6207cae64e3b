"""A real browser on the real app, watched for whatever leaves its origin or goes wrong."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

from benchmarks.browsing import ARGUMENTS, browser_path
from benchmarks.running import running_app
from dashboard import ids

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Literal

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        BrowserType,
        ConsoleMessage,
        Page,
        Request,
        ViewportSize,
    )

    Scheme = Literal["light", "dark", "null"]

VIOLATION = "policy violated:"
REPORT_VIOLATIONS = f"""
document.addEventListener("securitypolicyviolation", (event) =>
    console.error("{VIOLATION} " + event.violatedDirective + " " + event.blockedURI));
"""
# A page that came to nothing has no storage to clear.
FORGET = "() => { if (location.origin !== 'null') { localStorage.clear(); } }"
QUIET_MS = 60
# A map drawn in software beside another program takes seconds; a right answer comes at once.
PATIENCE_MS = 30_000
DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
FAILED = pytest.StashKey[bool]()
UNSORTED_AND_UNFILTERED = f"""() => {{
    const grid = dash_ag_grid.getApi("{ids.TABLE}");
    grid.applyColumnState({{defaultState: {{sort: null}}}});
    grid.setFilterModel(null);
}}"""
# A page's own load state says nothing of what it asks for later, so answers are counted here.
COUNT_ANSWERS = """
window.answersPending = 0;
const plainFetch = window.fetch;
window.fetch = (...asked) => {
    window.answersPending += 1;
    return plainFetch(...asked).finally(() => { window.answersPending -= 1; });
};
"""
# What Dash has still to ask, to wait for and to hand on is in its store; a page of its own that has
# not got that far is as busy. The network would have to be idle for half a second to say as much.
WAIT_QUIETLY = """async (quiet) => {
    const end = performance.now() + 30000;
    const stores = () => window.dash_stores || [];
    const coming = () => document.readyState !== "complete"
        || [...document.images].some((one) => one.loading !== "lazy" && !one.complete)
        || document.fonts.status !== "loaded"
        || (document.getElementById("_dash-config")
            && (!stores().length || document.querySelector("._dash-loading")));
    const busy = () => window.answersPending || coming() || stores().some((store) =>
        Object.values(store.getState().callbacks).some((some) => some.length));
    for (let since = performance.now(); performance.now() - since < quiet; ) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (busy()) { since = performance.now(); }
        if (performance.now() > end) { throw new Error("an answer stays away"); }
    }
}"""
# Without WebGL the map's picture stands in its place, and a page costs a third. All tests but
# those that look at a map use such a browser, as some of the readers do.
WITHOUT_MAPS = (
    *(one for one in ARGUMENTS if "gpu" not in one and "gl" not in one),
    "--disable-3d-apis",
    "--disable-gpu",
)
NO_MAP = "WebGL2 is required"
# Pages of one profile share one process, which knows the pages' scripts from the page before:
# opening Explore costs half as much as in a process of its own.
TOGETHER = "--process-per-site"
# The page around a map is put together without the software that stands in for a graphics card.
PAPER = "--disable-gpu-compositing"
# Chromium says so when a picture is asked for that a page has left meanwhile.
HARMLESS = ("net::ERR_ABORTED",)


@dataclass
class Watch:
    """What a page has done that it should not."""

    origin: str
    asked: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        """Everything that was seen, in words."""
        return [*self.outside, *self.errors, *self.violations]

    def forget(self) -> None:
        """Begin anew, though what was asked stays."""
        for kind in (self.outside, self.errors, self.violations):
            kind.clear()

    def request(self, request: Request) -> None:
        """Note a request, and whether it leaves the origin."""
        self.asked.append(request.url)
        parts = urlsplit(request.url)
        inside = f"{parts.scheme}://{parts.netloc}" == self.origin
        if not inside and parts.scheme not in {"data", "blob"}:
            self.outside.append(f"asked {request.url}")

    def said(self, message: ConsoleMessage) -> None:
        """Note an error on the console."""
        if message.type != "error" or any(word in message.text for word in HARMLESS):
            return
        kind = self.violations if VIOLATION in message.text else self.errors
        kind.append(message.text)

    def threw(self, error: str) -> None:
        """Note an error of a script, but for the map's own where no map can be drawn."""
        if not error.startswith(NO_MAP):
            self.errors.append(error)

    def attach(self, page: Page) -> None:
        """Watch a page from before its first request."""
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("request", self.request)
        page.on("console", self.said)
        page.on("pageerror", lambda error: self.threw(str(error)))


@dataclass
class Desk:
    """
    One page on Explore that tests share, each beginning at the first view of a clean table.

    Opening the page takes several seconds, most of them for code that is the same each time.
    """

    room: BrowserContext
    app_url: str
    page: Page | None = None
    watch: Watch = field(init=False)

    def first_view(self) -> Page:
        """Give the page as it opens, though what was fetched stays."""
        page = self.page or self._open()
        page.unroute_all()
        page.emulate_media(media="screen", color_scheme="light")
        page.get_by_role("link", name="Explore", exact=True).click()
        page.wait_for_selector(f"#{ids.TABLE} .ag-row", state="attached")
        page.evaluate(UNSORTED_AND_UNFILTERED)
        settle(page)
        self.watch.forget()
        return page

    def _open(self) -> Page:
        self.page = self.room.new_page()
        self.watch = Watch(self.app_url)
        self.watch.attach(self.page)
        open_explore(self.page, self.app_url)
        return self.page

    def close(self) -> None:
        """Leave the page; the next test opens another."""
        if self.page is not None:
            leave(self.page)
        self.page = None


@contextmanager
def room_of(browser: Browser, app_url: str) -> Iterator[BrowserContext]:
    """Give one profile for all pages of a browser; a page that stays keeps their process."""
    context = browser.new_context(viewport=DESK, locale="en-GB")
    context.add_init_script(COUNT_ANSWERS)
    context.new_page().goto(f"{app_url}/about")
    yield context
    context.close()


@contextmanager
def new_page(
    room: BrowserContext, viewport: ViewportSize = DESK, scheme: Scheme = "light"
) -> Iterator[Page]:
    """Give a page that remembers nothing; one as narrow as a phone is touched like one."""
    page = room.new_page()
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme)
    if viewport["width"] <= PHONE["width"]:
        room.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        yield page
    finally:
        leave(page)


def leave(page: Page) -> None:
    """Close a page, and let its profile forget what it kept."""
    page.unroute_all(behavior="ignoreErrors")
    page.evaluate(FORGET)
    page.close()


@contextmanager
def shared(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a shared page to one test; after a test that failed the next one has another."""
    try:
        yield desk.first_view()
    finally:
        if request.node.stash.get(FAILED, True):
            desk.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember which test failed: what it leaves behind is nobody's to go on with."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; without a browser skip it and say why."""
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            # Maps drawn in software beside another test can be late; the summary says so.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if browser_path() is None:
                reason = "no chromium or chrome on PATH: sudo apt install chromium"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the system's browser; it can draw no map."""
    return {"executable_path": browser_path(), "args": [*WITHOUT_MAPS, TOGETHER]}


@pytest.fixture(scope="session")
def map_browser(browser_type: BrowserType) -> Iterator[Browser]:
    """Give a browser that draws maps, in software."""
    arguments = [*ARGUMENTS, TOGETHER, PAPER]
    browser = browser_type.launch(executable_path=browser_path(), args=arguments)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def room(browser: Browser, app_url: str) -> Iterator[BrowserContext]:
    """Give the profile of all pages without a map."""
    with room_of(browser, app_url) as context:
        yield context


@pytest.fixture(scope="session")
def map_room(map_browser: Browser, app_url: str) -> Iterator[BrowserContext]:
    """Give the profile of all pages with a map."""
    with room_of(map_browser, app_url) as context:
        yield context


@pytest.fixture
def page(room: BrowserContext) -> Iterator[Page]:
    """Give a page without a map, as on a desk; tests that want a phone say so."""
    with new_page(room) as page:
        yield page


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    """Wait for what is expected as long as a slow machine needs."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the real app with an empty cache; its address without a slash at the end."""
    published = str(tmp_path_factory.mktemp("published"))
    plans = str(tmp_path_factory.mktemp("plans"))
    with running_app(
        tmp_path_factory.mktemp("cache"), "--published", published, "--scenarios", plans
    ) as app:
        yield app.address


@pytest.fixture(scope="session")
def data_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start another app for the Data page: what is published there is nobody else's."""
    with running_app(tmp_path_factory.mktemp("cache")) as app:
        yield f"{app.address}/data"


@pytest.fixture(scope="session")
def the_map_desk(map_room: BrowserContext, app_url: str) -> Iterator[Desk]:
    """Keep one page on Explore with its map for all tests that begin at its first view."""
    desk = Desk(map_room, app_url)
    yield desk
    desk.close()


@pytest.fixture
def map_desk(the_map_desk: Desk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Explore in its first view, with its map."""
    with shared(the_map_desk, request) as page:
        yield page


@pytest.fixture
def map_desk_watch(the_map_desk: Desk, map_desk: Page) -> Watch:
    """What the shared page has done since this test began."""
    assert the_map_desk.page is map_desk
    return the_map_desk.watch


@pytest.fixture(scope="session")
def the_desk(room: BrowserContext, app_url: str) -> Iterator[Desk]:
    """Keep one page on Explore, without a map, for all tests that need none."""
    desk = Desk(room, app_url)
    yield desk
    desk.close()


@pytest.fixture
def desk(the_desk: Desk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Explore in its first view, with the map's picture in its place."""
    with shared(the_desk, request) as page:
        yield page


@pytest.fixture
def map_page(map_room: BrowserContext) -> Iterator[Page]:
    """Give a page of its own that draws its map."""
    with new_page(map_room) as page:
        yield page


@pytest.fixture
def watch(page: Page, app_url: str) -> Watch:
    """Watch the page of this test."""
    watching = Watch(app_url)
    watching.attach(page)
    return watching


def open_explore(page: Page, app_url: str, query: str = "") -> None:
    """Open Explore and wait until its map is drawn and nothing is on its way."""
    page.goto(f"{app_url}/{query}")
    page.wait_for_selector(f"#{ids.MAP} .maplibregl-canvas, .map-still", state="attached")
    settle(page)


def choose(page: Page, control: str, value: str | list[str]) -> None:
    """Set a control as its own script would, and wait until the page has followed."""
    page.evaluate(
        "([control, value]) => dash_clientside.set_props(control, {value})", [control, value]
    )
    settle(page)


def settle(page: Page) -> None:
    """Wait until no answer has been on its way for a while."""
    page.evaluate(WAIT_QUIETLY, QUIET_MS)


def becomes(page: Page, expression: str, value: object) -> None:
    """Wait until an expression of the page has a value; the last value seen is in the error."""
    try:
        page.wait_for_function(
            f"(value) => JSON.stringify({expression}) === JSON.stringify(value)",
            arg=value,
            timeout=PATIENCE_MS,
        )
    except Late:
        assert page.evaluate(expression) == value
        raise
