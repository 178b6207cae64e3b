"""What a browser loads the first time."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure
from benchmarks.running import running_app
from dashboard import ids

if TYPE_CHECKING:
    from playwright.sync_api import Request

BAR_MB: Final = 2.7
# The still picture for print is asked for when the page has been quiet for a while.
QUIET_MS: Final = 5000
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Maps need WebGL, which a machine without a graphics card draws in software; nothing that
# the browser does for itself may look like a request of the page.
ARGUMENTS: Final = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--enable-webgl",
    "--ignore-gpu-blocklist",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str | None:
    """Return the first chromium or chrome on PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def first_load() -> list[Figure]:
    """
    Everything that travels until a new browser has the page with its map, in MB.

    The files are compressed beforehand, as ``make run`` does; each goes to standard error.
    """
    from dashboard.serving.delivery import prepare_all  # noqa: PLC0415 - slow

    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        prepare_all(cache)
        with running_app(cache) as app:
            sizes = loaded(f"{app.address}/")
    for address, size in sorted(sizes.items(), key=lambda item: -item[1]):
        sys.stderr.write(f"{size:>9,} {address}\n")
    return [Figure("first_load_mb", sum(sizes.values()) / 1e6, "MB", BAR_MB)]


def loaded(address: str) -> dict[str, int]:
    """Bytes of each answer, headers too, by address."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not needed by the others

    sizes: dict[str, int] = {}

    def finished(request: Request) -> None:
        parts = request.sizes()
        key = f"{request.method} {request.url.removeprefix(address)}"
        size = parts["responseBodySize"] + parts["responseHeadersSize"]
        sizes[key] = sizes.get(key, 0) + size

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("requestfinished", finished)
        page.goto(address)
        page.wait_for_selector(f"#{ids.MAP_PANEL}.map-ready")
        page.wait_for_timeout(QUIET_MS)
        browser.close()
    return sizes
