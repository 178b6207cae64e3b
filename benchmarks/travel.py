"""
Walking times by the compiled engine, beside other engines in one run.

The others do less: scipy does not say which site is nearest, scikit-image knows no direction
and only eight neighbours, r.walk names no site either. Graphs are built beforehand, but r.walk
has none: beside it our graph counts too.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks import grass
from benchmarks.accuracy import accuracy
from benchmarks.figures import Figure
from benchmarks.growth import growth
from benchmarks.mountains import SIDE_M, mountains
from benchmarks.siting import siting
from benchmarks.solving import keep, solve
from geodata.walking.edits import EditableWalks
from geodata.walking.engine import compile_kernel
from geodata.walking.graph import WalkGraph, walk_graph
from geodata.walking.keys import POSITION_BITS, UNREACHED
from geodata.walking.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Longs = NDArray[np.int64]

CELLS, LARGE_CELLS, SITES = 980, 2450, 250
ROUNDS, EDITS = 5, 40
# A third of the time of the others and an eighth of r.walk's; of a full solve by one thread a
# fiftieth and a twentieth; on the large grid a twelfth of r.walk's.
OTHERS_BAR, GRASS_BAR, ADD_BAR, REMOVE_BAR, LARGE_BAR = 33.3, 12.5, 2.0, 5.0, 8.33
BYTES_BAR: Final = 40.0
ENGINE, WHOLE, ONE_THREAD, GRASS = "atlas", "atlas with its graph", "atlas, one thread", "r.walk"


def travel() -> list[Figure]:
    """
    Percent of the time that others take, of a full solve that edits take; bytes and accuracy.

    Medians of five rounds, in each of which every engine has its turn; medians of 40 edits.
    The seconds themselves go to standard error.
    """
    if not compile_kernel():
        raise RuntimeError("numba is not installed: there is nothing to compare")
    return _side_by_side() + _large() + siting() + accuracy() + growth()


def _side_by_side() -> list[Figure]:
    pace, heights = mountains(CELLS)
    graph = walk_graph(pace, SIDE_M / CELLS, 16, heights)
    sites = np.random.default_rng(1).choice(graph.cell_of_node, SITES, replace=False)
    _check(graph, sites)
    with tempfile.TemporaryDirectory() as folder:
        engines = _engines(graph, pace, heights, sites)
        taken: dict[str, Callable[[], float]] = {
            name: partial(_seconds, work) for name, work in engines.items()
        }
        if grass.is_installed():
            grass.bring_in(Path(folder), pace, heights, sites, SIDE_M / CELLS)
            taken[GRASS] = partial(grass.walk_seconds, Path(folder), knights=True)
        seconds = _in_turn(taken)
    edits = _edit_seconds(graph, sites)
    for name, value in (seconds | edits).items():
        sys.stderr.write(f"{value:9.4f} s {name}\n")
    figures = [
        _share("travel_of_scipy_percent", seconds[ENGINE], seconds["scipy"], OTHERS_BAR),
        _share("travel_of_skimage_percent", seconds[ENGINE], seconds["skimage"], OTHERS_BAR),
        _share("travel_add_percent", edits["add"], seconds[ONE_THREAD], ADD_BAR),
        _share("travel_remove_percent", edits["remove"], seconds[ONE_THREAD], REMOVE_BAR),
    ]
    if GRASS in seconds:
        figures.append(_share("travel_of_grass_percent", seconds[WHOLE], seconds[GRASS], GRASS_BAR))
    else:
        sys.stderr.write(f"travel_of_grass_percent skipped: {grass.MISSING}\n")
    return figures


def _large() -> list[Figure]:
    """Measure six million cells, each solve in a process of its own."""
    pace, heights = mountains(LARGE_CELLS)
    cell_m = SIDE_M / LARGE_CELLS
    sites = np.random.default_rng(1).choice(np.flatnonzero(np.isfinite(pace)), SITES, replace=False)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keep(folder, pace, heights, sites, cell_m)
        if grass.is_installed():
            grass.bring_in(folder, pace, heights, sites, cell_m)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(solve(folder, 16))
            if grass.is_installed():
                theirs.append(grass.walk_seconds(folder, knights=True))
    bytes_a_cell = max(one.bytes_taken for one in ours) / LARGE_CELLS**2
    figures = [Figure("travel_large_memory", bytes_a_cell, "B/cell", BYTES_BAR)]
    seconds = statistics.median(one.graph_s + one.solve_s for one in ours)
    sys.stderr.write(f"{seconds:9.4f} s atlas, large grid, graph and solve\n")
    if theirs:
        walk = statistics.median(theirs)
        sys.stderr.write(f"{walk:9.4f} s r.walk, large grid\n")
        figures.append(_share("travel_large_of_grass_percent", seconds, walk, LARGE_BAR))
    else:
        sys.stderr.write(f"travel_large_of_grass_percent skipped: {grass.MISSING}\n")
    return figures


def _share(name: str, seconds: float, others: float, bar: float) -> Figure:
    return Figure(name, 100 * seconds / others, "%", bar)


def _engines(
    graph: WalkGraph, pace: NDArray[np.float64], heights: NDArray[np.float64], sites: Longs
) -> Mapping[str, Callable[[], object]]:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - slow; other groups need none
    from skimage.graph import MCP_Geometric  # noqa: PLC0415 - a judge, not installed with the app

    nodes, steps = graph.node_of_cell[sites], graph.steps
    costs = np.where(np.isfinite(pace), pace * SIDE_M / CELLS, -1)
    starts = np.stack(np.divmod(sites, CELLS), axis=1).tolist()
    solver, alone = Solver(graph), Solver(graph, threads=1)

    def whole() -> object:
        fresh = walk_graph(pace, SIDE_M / CELLS, 16, heights)
        return Solver(fresh).nearest_keys(sites)

    return {
        ENGINE: lambda: solver.nearest_keys(sites),
        ONE_THREAD: lambda: alone.nearest_keys(sites),
        WHOLE: whole,
        "scipy": lambda: dijkstra(steps, indices=nodes, min_only=True),
        "skimage": lambda: MCP_Geometric(costs).find_costs(starts),
    }


def _in_turn(engines: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Median seconds of each; they take turns, so that a busy machine slows all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, measure in engines.items():
            seconds[name].append(measure())
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
