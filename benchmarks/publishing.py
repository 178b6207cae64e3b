"""What leaves the building: the time the district atlas takes, and the size of the snapshot."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure
from dashboard.atlas.public import public_atlas
from dashboard.atlas.typeset import atlas_pdf
from dashboard.atlases import staff_pdf
from dashboard.context import ready_context
from dashboard.serving.settings import EMBEDDED
from dashboard.snapshot.document import snapshot_file
from dashboard.snapshot.page import snapshot_page
from dashboard.snapshots import fonts, headline_view, public_ground
from dashboard.state import Selection
from dashboard.webfonts import FONT_FILES
from geodata.choice import Choice
from geodata.privacy import DisclosureError
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS: Final = 3
ATLAS_BAR_S, SNAPSHOT_BAR_KB = 5.0, 500.0


def publish() -> list[Figure]:
    """Set both editions for the ten districts, and make both files of the snapshot."""
    programme = load(EMBEDDED)
    travel = {season: travel_tables(programme, season) for season in Season}
    context = ready_context(programme, travel)
    context.assessment(Choice())
    view = headline_view(context)
    if view is None:
        raise DisclosureError("The embedded dataset has no public view.")
    ground, made = public_ground(programme), programme.info.generated_at.date()

    def public_pdf() -> bytes:
        return atlas_pdf(public_atlas(view, ground, made), FONT_FILES)

    files = {name: make(view, ground, fonts()) for name, make in
             (("html", snapshot_file), ("pdf", snapshot_page))}  # fmt: skip
    return [
        Figure("publish_atlas_staff", _seconds(lambda: staff_pdf(context, Selection())), "s",
               ATLAS_BAR_S),
        Figure("publish_atlas_public", _seconds(public_pdf), "s", ATLAS_BAR_S),
        *(Figure(f"publish_snapshot_{name}", len(content) / 1000, "kB", SNAPSHOT_BAR_KB)
          for name, content in files.items()),
    ]  # fmt: skip


def _seconds(make: Callable[[], bytes]) -> float:
    """Median over some runs."""
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        make()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)
