"""
Walking times by the compiled engine, beside other engines in one run.

The others do less: scipy does not say which site is nearest, scikit-image knows no direction
and only eight neighbours. Their graphs are built beforehand, as is that of the atlas.
"""

from __future__ import annotations

import statistics
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.figures import Figure
from benchmarks.mountains import SIDE_M, mountains
from geodata.edits import EditableWalks
from geodata.engine import compile_kernel
from geodata.keys import POSITION_BITS, UNREACHED
from geodata.solver import Solver
from geodata.walkgraph import WalkGraph, walk_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Longs = NDArray[np.int64]

CELLS, SITES = 980, 250
ROUNDS, EDITS = 5, 40
# A third of the time of each of the others, a fiftieth and a twentieth of a full solve.
OTHERS_BAR, ADD_BAR, REMOVE_BAR = 33.3, 2.0, 5.0
ENGINE: Final = "atlas"


def travel() -> list[Figure]:
    """
    Percent of the time that scipy and scikit-image take, and of a full solve that edits take.

    Medians of five rounds, in each of which every engine has its turn; medians of 40 edits.
    The seconds themselves go to standard error.
    """
    if not compile_kernel():
        raise RuntimeError("numba is not installed: there is nothing to compare")
    pace, heights = mountains(CELLS)
    graph = walk_graph(pace, SIDE_M / CELLS, 16, heights)
    sites = np.random.default_rng(1).choice(graph.cell_of_node, SITES, replace=False)
    _check(graph, sites)
    seconds = _in_turn(_engines(graph, pace, sites))
    edits = _edit_seconds(graph, sites)
    for name, value in (seconds | edits).items():
        sys.stderr.write(f"{value:9.4f} s {name}\n")
    full = seconds[ENGINE]
    return [
        Figure("travel_of_scipy_percent", 100 * full / seconds["scipy"], "%", OTHERS_BAR),
        Figure("travel_of_skimage_percent", 100 * full / seconds["skimage"], "%", OTHERS_BAR),
        Figure("travel_add_percent", 100 * edits["add"] / full, "%", ADD_BAR),
        Figure("travel_remove_percent", 100 * edits["remove"] / full, "%", REMOVE_BAR),
    ]


def _engines(
    graph: WalkGraph, pace: NDArray[np.float64], sites: Longs
) -> Mapping[str, Callable[[], object]]:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - slow; other groups need none
    from skimage.graph import MCP_Geometric  # noqa: PLC0415 - a judge, not installed with the app

    nodes, steps = graph.node_of_cell[sites], graph.steps
    costs = np.where(np.isfinite(pace), pace * SIDE_M / CELLS, -1)
    starts = np.stack(np.divmod(sites, CELLS), axis=1).tolist()
    return {
        ENGINE: lambda: Solver(graph).nearest_keys(sites),
        "scipy": lambda: dijkstra(steps, indices=nodes, min_only=True),
        "skimage": lambda: MCP_Geometric(costs).find_costs(starts),
    }


def _in_turn(engines: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each; they take turns, so that a busy machine slows all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, solve in engines.items():
            seconds[name].append(_seconds(solve))
    return {name: statistics.median(values) for name, values in seconds.items()}


def _edit_seconds(graph: WalkGraph, sites: Longs) -> dict[str, float]:
    walks = EditableWalks(graph, sites)
    cells = np.random.default_rng(2).choice(graph.cell_of_node, EDITS, replace=False)
    add, remove = [], []
    for position, cell in enumerate(cells.tolist()):
        add.append(_seconds(partial(walks.place, SITES, cell)))
        walks.remove(SITES)
        remove.append(_seconds(partial(walks.remove, position)))
        walks.place(position, int(sites[position]))
    return {"add": statistics.median(add), "remove": statistics.median(remove)}


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _check(graph: WalkGraph, sites: Longs) -> None:
    """Speed counts only for the right result."""
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    keys = Solver(graph).nearest_keys(sites)[graph.cell_of_node]
    expected = dijkstra(graph.steps, indices=graph.node_of_cell[sites], min_only=True)
    found = np.where(keys == UNREACHED, np.inf, keys >> POSITION_BITS)
    if not np.array_equal(found, expected):
        raise RuntimeError("the engines differ")
