"""The map in a real browser: what MapLibre draws, in which order, and what a click does."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from dashboard import ids, theme
from dashboard.maps.traces import NAMES, UNSEEN
from dashboard.state import Overlay
from tests.browser.conftest import PHONE, Watch, becomes, choose, new_page, settle

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import Desk

MAP = "document.querySelector('#map .js-plotly-plot')._fullLayout.map._subplot.map"
DRAWN = """() => new Promise((done) => {
    const look = () => {
        const graph = document.querySelector('#map .js-plotly-plot');
        const map = graph?._fullLayout?.map?._subplot?.map;
        if (!map?.loaded()) { setTimeout(look, 150); return; }
        map.once('idle', () => done(true));
        map.triggerRepaint();
    };
    look();
})"""
# The last site drawn that lies under no legend or tool: later ones would cover it.
OPEN_SITE = """map.getStyle().sources['source-sites-circle'].data.features
    .map((site) => site.geometry.coordinates)
    .findLast((at) => {
        const box = map.getContainer().getBoundingClientRect();
        const { x, y } = map.project(at);
        return document.elementFromPoint(box.x + x, box.y + y)?.closest('.map');
    })"""
FIRST, SECOND = "plotly-trace-layer-", "plotly-layout-layer-"


def drawn(page: Page) -> None:
    """Wait until the map has drawn all that it was given."""
    page.wait_for_selector(f"#{ids.MAP} .maplibregl-canvas", state="attached", timeout=60_000)
    page.evaluate(DRAWN)


def still(page: Page) -> None:
    """Wait until the camera has come to rest."""
    page.wait_for_timeout(200)
    page.wait_for_function(f"() => !{MAP}.isMoving()")


def on_map(page: Page, expression: str) -> Any:  # noqa: ANN401
    return page.evaluate(f"() => {{ const map = {MAP}; return {expression}; }}")


def pixel(page: Page, longitude: float, latitude: float) -> tuple[int, ...]:
    """Colour on the screen at a place, the middle of nine pixels."""
    at = on_map(page, f"map.project([{longitude}, {latitude}])")
    box = page.locator(f"#{ids.MAP}").bounding_box()
    assert box is not None
    clip = {"x": box["x"] + at["x"] - 1, "y": box["y"] + at["y"] - 1, "width": 3, "height": 3}
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"))
    return tuple(int(part) for part in np.median(picture.reshape(-1, 3), axis=0))


def layer_ids(page: Page) -> list[str]:
    return on_map(page, "map.getStyle().layers.map((layer) => layer.id)")


def order(page: Page) -> list[str]:
    """Names of the traces from the ground up, as MapLibre has them."""
    names = [one.removeprefix(FIRST).rpartition("-")[0] for one in layer_ids(page) if FIRST in one]
    return list(dict.fromkeys(names))


@pytest.fixture(name="opened", scope="module")
def _opened(the_map_desk: Desk) -> tuple[Page, Watch]:
    """The shared page on Explore with its map drawn; each test chooses what it needs."""
    page = the_map_desk.first_view()
    drawn(page)
    return page, the_map_desk.watch


def test_the_first_view_holds_the_programme_districts_clear_of_the_legend(
    opened: tuple[Page, Watch],
) -> None:
    page, _ = opened
    west, south, east, north = page.evaluate(
        "() => document.querySelector('#map .js-plotly-plot')._fullLayout.meta.fit"
    )
    size = on_map(page, "[map.getContainer().clientWidth, map.getContainer().clientHeight]")
    corners = [on_map(page, f"map.project([{x}, {y}])") for x, y in ((west, north), (east, south))]
    box = page.locator(f"#{ids.MAP}").bounding_box()
    legend = page.locator(f"#{ids.LEGEND}").bounding_box()
    assert box is not None
    assert legend is not None
    assert corners[0]["x"] >= legend["x"] + legend["width"] - box["x"]
    assert corners[1]["x"] <= size[0]
    assert corners[0]["y"] >= 0
    assert corners[1]["y"] <= size[1]
    # And not so small that half of the room is left over both ways.
    wide, high = (corners[1][axis] - corners[0][axis] for axis in ("x", "y"))
    assert max(wide / size[0], high / size[1]) > 0.5


def test_far_ground_is_dark_and_what_lies_abroad_is_paper(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    far = pixel(page, 28.02, -29.87)  # Mountains between Semonkong and the Senqu.
    abroad = pixel(page, 27.6, -28.95)  # Between the legend and the Caledon.
    assert sum(far) < 400
    assert far[2] > far[0]
    paper = [int(theme.LIGHT["paper"][at : at + 2], 16) for at in (1, 3, 5)]
    assert abroad == pytest.approx(paper, abs=3)


def test_layers_stand_in_their_order_whatever_was_chosen_before(
    opened: tuple[Page, Watch],
) -> None:
    page, _ = opened
    choose(page, ids.LAYER, "three_way")
    choose(page, ids.OVERLAYS, [str(overlay) for overlay in Overlay])
    choose(page, ids.LAYER, "walking_time")
    drawn(page)
    found = order(page)
    shapes = [name for name in NAMES if name in found]
    assert found == shapes == list(NAMES)
    below = layer_ids(page)
    assert SECOND in below[1]
    assert all(SECOND not in one for one in below[2:])
    choose(page, ids.OVERLAYS, ["sites", "flags", "rivers", "towns"])


def test_only_what_differs_is_given_to_the_map_and_no_layer_without_ink_is_drawn(
    opened: tuple[Page, Watch],
) -> None:
    page, _ = opened
    choose(page, ids.LAYER, "walking_time")
    choose(page, ids.PLACE, "")
    drawn(page)
    page.evaluate(
        f"""() => {{
            const map = {MAP}, remove = map.removeLayer;
            [window.given, window.removed] = [new Set(), []];
            map.on("sourcedataloading", (event) => window.given.add(event.sourceId));
            map.removeLayer = (id) => {{ window.removed.push(id); return remove.call(map, id); }};
        }}"""
    )
    choose(page, ids.PLACE, "LS-A")
    chosen = ["source-chosen_casing", "source-chosen_shape"]
    becomes(page, "[...window.given].sort()", chosen)
    drawn(page)
    assert page.evaluate("() => [...window.given].sort()") == chosen
    assert page.evaluate("() => window.removed") == []
    begins = on_map(page, "Object.fromEntries(map.getStyle().layers.map((l) => [l.id, l.minzoom]))")
    beyond = {name.removeprefix(FIRST) for name, zoom in begins.items() if zoom}
    assert beyond == set(UNSEEN)
    choose(page, ids.PLACE, "")


def test_another_season_brings_its_own_picture(opened: tuple[Page, Watch]) -> None:
    page, watching = opened
    choose(page, ids.LAYER, "walking_time")
    choose(page, ids.SEASON, "wet")
    # The map takes its pictures up after the answer; a slow machine takes seconds.
    page.wait_for_function(
        f"(ending) => Object.values({MAP}.getStyle()?.sources ?? {{}})"
        ".some((source) => source.url?.endsWith(ending))",
        arg="/wet-facility-programme.png",
        timeout=60_000,
    )
    choose(page, ids.SEASON, "dry")
    drawn(page)
    assert watching.complaints == []


def test_the_readers_camera_stays_through_changes(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    before = on_map(page, "map.getZoom()")
    page.locator("[data-map=zoom-in]").click()
    still(page)
    zoomed = on_map(page, "[map.getZoom(), map.getCenter().lng, map.getCenter().lat]")
    assert zoomed[0] > before + 0.5
    choose(page, ids.SEASON, "winter")
    choose(page, ids.LAYER, "prevalence")
    drawn(page)
    after = on_map(page, "[map.getZoom(), map.getCenter().lng, map.getCenter().lat]")
    assert after == pytest.approx(zoomed, abs=1e-6)
    page.locator("[data-map=reset]").click()
    still(page)
    choose(page, ids.LAYER, "walking_time")
    choose(page, ids.SEASON, "dry")
    assert on_map(page, "map.getZoom()") == pytest.approx(before, abs=1e-6)


def click_at(page: Page, longitude: float, latitude: float) -> None:
    at = on_map(page, f"map.project([{longitude}, {latitude}])")
    box = page.locator(f"#{ids.MAP}").bounding_box()
    assert box is not None
    x, y = box["x"] + at["x"], box["y"] + at["y"]
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y)
    page.wait_for_timeout(400)
    page.mouse.click(x, y)
    settle(page)


def test_a_click_chooses_the_site_the_area_or_the_district(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    longitude, latitude = on_map(page, OPEN_SITE)
    click_at(page, longitude, latitude)
    kind = page.locator(f"#{ids.DETAIL_KIND}")
    expect(kind).to_have_text(re.compile("^Site, "))
    click_at(page, 28.02, -29.87)
    expect(kind).to_have_text(re.compile("^Community area, "))
    choose(page, ids.LAYER, "prevalence")
    drawn(page)
    click_at(page, 28.02, -29.87)
    expect(page.locator(f"#{ids.DETAIL_TITLE}")).to_have_text("Maseru")
    assert "place=LS-A" in page.url
    choose(page, ids.PLACE, "")
    choose(page, ids.LAYER, "walking_time")
    drawn(page)


def test_under_the_pointer_stand_name_value_and_how_sure(opened: tuple[Page, Watch]) -> None:
    page, _ = opened
    drawn(page)
    at = on_map(page, "map.project([28.02, -29.87])")
    box = page.locator(f"#{ids.MAP}").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + at["x"] - 4, box["y"] + at["y"])
    page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    hover = page.locator(f"#{ids.MAP} .hoverlayer .hovertext")
    expect(hover).to_contain_text("Near", timeout=10_000)
    said = hover.text_content() or ""
    assert "Walk: about" in said
    assert "Modelled from demonstration data" in said


def test_names_have_a_halo_and_the_dark_scheme_its_own_ground(opened: tuple[Page, Watch]) -> None:
    page, watching = opened
    name = "plotly-trace-layer-district_names-symbol"
    halo = f"map.getPaintProperty('{name}', 'text-halo-color')"
    drawn(page)
    assert on_map(page, halo) == "rgba(255,255,255,0.9)"
    page.evaluate("() => dash_clientside.set_props('theme', {data: 'dark'})")
    settle(page)
    drawn(page)
    assert on_map(page, halo) == "rgba(13,19,22,0.9)"
    ground = "map.getPaintProperty('background', 'background-color')"
    assert on_map(page, ground) == theme.DARK["paper"]
    assert SECOND in layer_ids(page)[1]  # The surface is still there.
    assert watching.complaints == []
    page.evaluate("() => dash_clientside.set_props('theme', {data: 'light'})")
    settle(page)
    drawn(page)
    assert on_map(page, ground) == theme.LIGHT["paper"]


def test_a_phone_shows_all_five_districts_and_loads_no_surface_it_does_not_show(
    map_room: BrowserContext, app_url: str
) -> None:
    watching = Watch(app_url)
    with new_page(map_room, PHONE) as page:
        watching.attach(page)
        page.goto(f"{app_url}/?layer=three_way")
        drawn(page)
        west, south, east, north = page.evaluate(
            "() => document.querySelector('#map .js-plotly-plot')._fullLayout.meta.fit"
        )
        bounds = on_map(page, "map.getBounds().toArray()")
    assert any(one.endswith("areas.json") for one in watching.asked)
    assert not any(one.endswith(".png") and "/files/map." in one for one in watching.asked)
    assert bounds[0][0] <= west
    assert bounds[0][1] <= south
    assert bounds[1][0] >= east
    assert bounds[1][1] >= north
