"""How much too long walks are with 8, 16 and 32 neighbours: accuracy, printed beside speed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.figures import Figure
from benchmarks.mountains import SIDE_M, mountains
from geodata.walking.engine import nearest_keys
from geodata.walking.graph import walk_graph
from geodata.walking.keys import POSITION_BITS, UNREACHED
from geodata.walking.moves import MOVES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph

FLAT_CELLS, CELLS, SITES, FINE = 401, 980, 250, 32
# By geometry the mean excess on the plane is 5.5, 1.4 and 0.5 %.
BARS = {8: 5.6, 16: 1.5, 32: 0.6}


def accuracy() -> list[Figure]:
    """Mean excess over the straight line on the plane; on mountains against 32 neighbours."""
    figures = []
    for neighbours, bar in BARS.items():
        excess = _excess_on_the_plane(neighbours)
        figures.append(Figure(f"travel_flat_excess_{neighbours}_percent", excess.mean(), "%", bar))
        sys.stderr.write(f"plane, {neighbours} neighbours: {excess.max():.1f} % at most\n")
    pace, heights = mountains(CELLS)
    walkable = np.flatnonzero(np.isfinite(pace))
    sites = np.random.default_rng(1).choice(walkable, SITES, replace=False)
    times = {
        number: _milliseconds(walk_graph(pace, SIDE_M / CELLS, number, heights), sites)
        for number in MOVES
    }
    fine = times[FINE]
    known = np.isfinite(fine) & (fine > 0)
    for number in (8, 16):
        excess = 100 * (times[number][known] / fine[known] - 1)
        median, far = np.percentile(excess, [50, 95])
        sys.stderr.write(
            f"mountains, {number} neighbours against 32: {median:+.1f} % in the median, "
            f"{far:+.1f} % at the 95th percentile\n"
        )
    return figures


def _excess_on_the_plane(neighbours: int) -> NDArray[np.float64]:
    """Percent by which walks on flat ground are longer than the straight line."""
    centre = FLAT_CELLS // 2
    graph = walk_graph(np.ones((FLAT_CELLS, FLAT_CELLS)), 100, neighbours)
    walked = _milliseconds(graph, np.array([centre * FLAT_CELLS + centre])).reshape(graph.shape)
    row, column = np.indices(graph.shape) - centre
    straight = np.hypot(row, column)
    # A ring far out, where every direction has many cells.
    ring = (straight > 0.9 * centre) & (straight < centre)
    return np.asarray(100 * (walked[ring] / straight[ring] / 100_000 - 1))


def _milliseconds(graph: WalkGraph, sites: NDArray[np.int64]) -> NDArray[np.float64]:
    keys = nearest_keys(graph, sites)
    return np.where(keys == UNREACHED, np.inf, keys >> POSITION_BITS)
