"""
One solve in a process of its own, so that its memory can be told.

``python -m benchmarks.solving FOLDER NEIGHBOURS`` reads pace, heights and sites from a folder
and prints the seconds for the graph, the seconds for the solve, and the bytes taken for both.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.running import ROOT
from geodata.walking.engine import compile_kernel
from geodata.walking.graph import walk_graph
from geodata.walking.solver import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shorts = NDArray[np.float32]
    Floats = NDArray[np.floating]

KILOBYTE: Final = 1024
BAND_ROWS: Final = 64


@dataclass(frozen=True)
class Solve:
    """What one solve took; bytes of the ground, the graph and the solve, and of the process."""

    graph_s: float
    solve_s: float
    bytes_taken: float
    bytes_at_most: float


def keep(
    folder: Path, pace: Floats, heights: Floats, sites: NDArray[np.int64], cell_m: float
) -> None:
    """Write square ground for the process that solves it."""
    pace.astype(np.float32).tofile(folder / "pace.f4")
    heights.astype(np.float32).tofile(folder / "heights.f4")
    np.save(folder / "sites.npy", sites)
    np.save(folder / "size.npy", [len(pace), cell_m])


def solve(folder: Path, neighbours: int, *, small_pages: bool = False) -> Solve:
    """Solve kept ground in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.solving", str(folder), str(neighbours)]
    # Without numpy's large pages, of which a coast would leave none of the sea untouched.
    pages = {"NUMPY_MADVISE_HUGEPAGE": "0"} if small_pages else {}
    ended = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, env=os.environ | pages
    )
    return Solve(*map(float, ended.stdout.split()))


def _ground(folder: Path, cells: int) -> tuple[Shorts, Shorts]:
    """Read the ground some rows at a time; the sea's heights stay untouched memory."""
    pace = np.fromfile(folder / "pace.f4", np.float32).reshape(cells, cells)
    heights = np.zeros((cells, cells), np.float32)
    with (folder / "heights.f4").open("rb") as file:
        for first in range(0, cells, BAND_ROWS):
            part = pace[first : first + BAND_ROWS]
            band = np.fromfile(file, np.float32, part.size).reshape(part.shape)
            for row, values, land in zip(
                heights[first : first + BAND_ROWS], band, np.isfinite(part), strict=True
            ):
                row[land] = values[land]
    return pace, heights


def _peak() -> int:
    """Most bytes so far; what getrusage tells begins with those of the parent."""
    try:
        status = Path("/proc/self/status").read_text().split("VmHWM:")[1]
        return int(status.split()[0]) * KILOBYTE
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE


def main(folder: Path, neighbours: int) -> None:
    """Solve once and print what it took."""
    compile_kernel()
    cells, cell_m = np.load(folder / "size.npy").tolist()
    sites, before = np.load(folder / "sites.npy"), _peak()
    pace, heights = _ground(folder, int(cells))
    started = time.perf_counter()
    graph = walk_graph(pace, cell_m, neighbours, heights)
    solver = Solver(graph)
    built = time.perf_counter()
    solver.nearest_keys(sites)
    solved, peak = time.perf_counter(), _peak()
    sys.stdout.write(f"{built - started} {solved - built} {peak - before} {peak}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
