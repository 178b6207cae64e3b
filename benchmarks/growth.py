"""How the time of a solve grows with the grid, 245 to 2,450 cells on a side, as a picture."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.figures import Figure
from benchmarks.mountains import SIDE_M, mountains
from benchmarks.running import ROOT
from geodata.walking.graph import walk_graph
from geodata.walking.solver import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDES: Final = (245, 490, 980, 2450)
SITES, ROUNDS = 250, 5
PICTURE: Final = ROOT / "build" / "travel_cost.png"
# Time grows with cells to this power; n log n is 1.07 over this range.
POWER_BAR: Final = 1.25


def growth() -> list[Figure]:
    """Power of the cells with which the time grows; the picture is build/travel_cost.png."""
    seconds = [_median_seconds(side) for side in SIDES]
    cells = np.array(SIDES, float) ** 2
    power = float(np.polyfit(np.log(cells), np.log(seconds), 1)[0])
    for side, value in zip(SIDES, seconds, strict=True):
        sys.stderr.write(f"{value:9.4f} s atlas, {side} x {side}\n")
    _draw(cells, np.array(seconds))
    return [Figure("travel_growth_power", power, "of cells", POWER_BAR)]


def _median_seconds(side: int) -> float:
    pace, heights = mountains(side)
    graph = walk_graph(pace, SIDE_M / side, 16, heights)
    sites = np.random.default_rng(1).choice(graph.cell_of_node, SITES, replace=False)
    # One thread for all sizes: a second thread would bend the line.
    solver, seconds = Solver(graph, threads=1), []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        solver.nearest_keys(sites)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _draw(cells: NDArray[np.float64], seconds: NDArray[np.float64]) -> None:
    from matplotlib.figure import Figure as Picture  # noqa: PLC0415 - slow; others need none

    picture = Picture(figsize=(6, 4), layout="constrained")
    axes = picture.subplots()
    ideal = cells * np.log(cells)
    axes.loglog(cells, seconds, "o-", color="black", label="measured, one thread")
    axes.loglog(cells, ideal * seconds[0] / ideal[0], "--", color="grey", label="n log n")
    axes.set_xlabel("Cells")
    axes.set_ylabel("Seconds for a full solve, 250 sites, 16 neighbours")
    axes.legend()
    PICTURE.parent.mkdir(exist_ok=True)
    picture.savefig(PICTURE, dpi=120)
