"""Walking times of a continent: 64 million cells, half of them sea, 20,000 sites."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks import grass
from benchmarks.figures import Figure
from benchmarks.mountains import SIDE_M, mountains
from benchmarks.solving import keep, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS, TILE, SITES, REPEATS = 8000, 2000, 20_000, 3
CELL_M: Final = SIDE_M / 980
# A twelfth of the time of r.walk with the same eight neighbours.
GRASS_BAR, GIGABYTES_BAR = 8.33, 1.5
GIGABYTE: Final = 1e9


def continental() -> list[Figure]:
    """
    Percent of the time of r.walk, our graph included, and memory; three repeats.

    Memory is what ground, graph and solve take beyond Python with its libraries.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pace, heights, sites = continent()
        keep(folder, pace, heights, sites, CELL_M)
        compared = grass.is_installed()
        if compared:
            grass.bring_in(folder, pace, heights, sites, CELL_M)
        else:
            sys.stderr.write(f"continental_of_grass_percent skipped: {grass.MISSING}\n")
        del pace, heights
        ours, theirs = [], []
        for _ in range(REPEATS):
            ours.append(solve(folder, 8, small_pages=True))
            if compared:
                theirs.append(grass.walk_seconds(folder, knights=False))
    seconds = statistics.median(one.graph_s + one.solve_s for one in ours)
    most = max(one.bytes_taken for one in ours) / GIGABYTE
    process = max(one.bytes_at_most for one in ours) / GIGABYTE
    sys.stderr.write(f"{process:9.4f} GB at most, Python and its libraries included\n")
    sys.stderr.write(f"{seconds:9.4f} s atlas, continent, graph and solve\n")
    figures = [Figure("continental_memory", most, "GB", GIGABYTES_BAR)]
    if compared:
        walk = statistics.median(theirs)
        sys.stderr.write(f"{walk:9.4f} s r.walk, continent\n")
        share = 100 * seconds / walk
        figures.append(Figure("continental_of_grass_percent", share, "%", GRASS_BAR))
    return figures


def continent() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Mirror one country over and over; west of a winding coast lies the sea."""
    pace, heights = (layer.astype(np.float32) for layer in mountains(TILE))
    margin = ((0, CELLS - TILE), (0, CELLS - TILE))
    pace, heights = (np.pad(layer, margin, "symmetric") for layer in (pace, heights))
    rows = np.arange(CELLS)
    coast = CELLS // 2 + (CELLS // 16 * np.sin(rows / CELLS * 12)).astype(int)
    pace[np.arange(CELLS) < coast[:, None]] = np.inf
    land = np.flatnonzero(np.isfinite(pace))
    return pace, heights, np.random.default_rng(3).choice(land, SITES, replace=False)
