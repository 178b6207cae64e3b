"""Make the README's pictures anew from the running app: ``make pictures``."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from benchmarks.browsing import ARGUMENTS, browser_path
from benchmarks.running import running_app
from dashboard import ids

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER: Final = Path(__file__).parent / "pictures"
DESK, PHONE = (1440, 900), (390, 844)
# Name of the picture, address after the slash, width and height in pixels, colour scheme.
VIEWS: Final = (
    ("explore", "", DESK, "light"),
    ("three-way", "?layer=three_way&place=LS-D", DESK, "light"),
    ("dark", "?layer=effective_coverage", DESK, "dark"),
    ("about", "about", DESK, "light"),
    ("phone", "", PHONE, "light"),
)
COLOURS: Final = 256
DRAWN_MS: Final = 6000


def main() -> None:
    """Write every picture of ``VIEWS`` to ``benchmarks/pictures``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not needed to import names

    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as cache,
        running_app(Path(cache)) as app,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        for name, query, (width, height), scheme in VIEWS:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.goto(f"{app.address}/{query}")
            _save(page, FOLDER / f"{name}.png")
            page.close()
        browser.close()


def _save(page: Page, path: Path) -> None:
    """Take the picture once the map is drawn, in as few colours as the eye misses none of."""
    page.wait_for_selector("h1", timeout=60_000)
    if page.locator(f"#{ids.MAP_PANEL}").count():
        page.wait_for_selector(f"#{ids.MAP_PANEL}.map-ready", timeout=60_000)
    page.wait_for_timeout(DRAWN_MS)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # The rare colours of a legend, then moved to the means: paper keeps its own.
    small = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=4)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
