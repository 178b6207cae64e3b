"""Seconds from ``python app.py`` to the first byte of a page."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure
from benchmarks.running import running_app

RUNS: Final = 5
COLD_BAR_S, WARM_BAR_S = 4.0, 2.5
# The first start goes on working after its first byte; what it keeps is what the next reads.
SETTLE_S: Final = 20.0


def start_cold() -> list[Figure]:
    """Median over starts with an empty cache folder each."""
    seconds = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as cache, running_app(Path(cache)) as app:
            seconds.append(app.first_byte_s)
    return [Figure("start_cold", statistics.median(seconds), "s", COLD_BAR_S)]


def start_warm() -> list[Figure]:
    """Median over starts that find what an earlier one kept."""
    with tempfile.TemporaryDirectory() as cache:
        with running_app(Path(cache)):
            time.sleep(SETTLE_S)
        seconds = []
        for _ in range(RUNS):
            with running_app(Path(cache)) as app:
                seconds.append(app.first_byte_s)
    return [Figure("start_warm", statistics.median(seconds), "s", WARM_BAR_S)]
