"""Roads and a turned model of heights, dropped and published: Explore then offers what they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from affine import Affine
from playwright.sync_api import expect

from benchmarks.running import running_app
from dashboard import ids, travel_words
from geodata.versions.shelf import Versions
from tests.browser.conftest import PATIENCE_MS, open_explore
from tests.conftest import SIDE, cell_centre
from tests.geodata.incoming.test_gridfiles import NOON, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

LONG_MS = 60_000


@pytest.fixture(scope="module")
def address(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start an app of its own on a tiny country, whose walks are worked out at once."""
    versions = tmp_path_factory.mktemp("versions")
    Versions(versions).publish(tiny_template, WORDS, NOON, base=0)
    with running_app(tmp_path_factory.mktemp("cache"), "--versions", str(versions)) as app:
        yield app.address


def turned_heights(path: Path) -> Path:
    """Write heights of cells of some 100 m over the country, turned by 25 degrees."""
    side, step = 200, 0.001
    middle = cell_centre(SIDE / 2, SIDE / 2)
    place = Affine.translation(*middle) @ Affine.rotation(25) @ Affine.scale(step, -step)
    place = place @ Affine.translation(-side / 2, -side / 2)
    heights = np.add.outer(np.arange(side), np.arange(side)) / 4 + 1500
    with rasterio.open(
        path, "w", "GTiff", side, side, 1, "EPSG:4326", place, "int16", compress="deflate"
    ) as file:
        file.write(heights.astype("int16"), 1)
    return path


def roads(path: Path) -> Path:
    line = {"type": "LineString", "coordinates": [cell_centre(1, 1), cell_centre(7, 7)]}
    feature = {"type": "Feature", "properties": {"highway": "primary"}, "geometry": line}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_ground_that_is_dropped_and_published_can_be_chosen(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/data")
    page.wait_for_selector("#data-files")
    odd = tmp_path / "notes.pdf"
    odd.write_bytes(b"%PDF-1.7")
    files = [turned_heights(tmp_path / "srtm.tif"), roads(tmp_path / "roads.geojson"), odd]
    page.set_input_files("#data-files", files)
    uploads = page.locator("#data-uploads")
    expect(uploads).to_contain_text("notes.pdf", timeout=LONG_MS)
    page.locator(".data-upload", has_text="notes.pdf").get_by_text("Take out of the draft").click()
    expect(uploads).not_to_contain_text("notes.pdf")
    expect(uploads).to_contain_text("Slopes come from it")
    changes = page.locator("#data-changes")
    expect(changes).to_contain_text("the slopes of the elevation model, and roads", timeout=LONG_MS)
    expect(changes).to_contain_text("taxis: cannot be chosen: no roads -> can be chosen")
    page.fill("input[name=who]", "Thabo")
    page.fill("input[name=why]", "real ground")
    page.check("input[name=accept]")
    page.click("#data-publish button")
    expect(page.locator("#data-message")).to_contain_text("show it now", timeout=LONG_MS)
    open_explore(page, address)
    page.locator(".travel > summary").click()
    expect(page.locator(f"#{ids.MODE} input").first).to_be_enabled(timeout=PATIENCE_MS)
    expect(page.locator(".travel")).not_to_contain_text(travel_words.NO_SLOPES)
    page.locator(f"#{ids.MODE} label", has_text="Also by taxi").click()
    expect(page.locator(f"#{ids.SENTENCE}")).to_contain_text("tax", timeout=LONG_MS)
