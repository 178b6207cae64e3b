"""Judge: Dijkstra in plain Python, written from the rules and sharing no code."""

from __future__ import annotations

import heapq
import itertools
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.travel import NOT_REACHED, walk_times
from geodata.walkgraph import walk_graph

pytestmark = pytest.mark.usefixtures("either_engine")

CELL_M = 250.0
SAMPLES = 1000


def passed(down: int, right: int) -> list[tuple[int, int]]:
    """Cells that a straight line between two centres runs through, found by sampling it."""
    cells = []
    for sample in range(SAMPLES):
        share = (sample + 0.5) / SAMPLES
        cell = (math.floor(share * down + 0.5), math.floor(share * right + 0.5))
        if cell not in cells:
            cells.append(cell)
    return cells


MOVES = [
    (down, right, passed(down, right))
    for down, right in itertools.product(range(-2, 3), repeat=2)
    if math.gcd(down, right) == 1
]


def step_milliseconds(pace: dict, height: dict | None, start: tuple, move: tuple) -> int | None:
    """Whole milliseconds of a step from start, or None where it is closed."""
    down, right, cells = move
    paces = [pace.get((start[0] + d, start[1] + r), math.inf) for d, r in cells]
    slip = abs(down) == abs(right) == 1 and all(
        math.isinf(pace.get(side, math.inf))
        for side in ((start[0] + down, start[1]), (start[0], start[1] + right))
    )
    if slip or any(map(math.isinf, paces)):
        return None
    length = CELL_M * math.hypot(down, right)
    seconds = length * sum(sorted(paces)) / len(paces)
    if height is not None:
        slope = (height[start[0] + down, start[1] + right] - height[start]) / length
        seconds *= math.exp(3.5 * abs(slope + 0.05)) / math.exp(3.5 * 0.05)
    return round(seconds * 1000)


def judged(pace: np.ndarray, height: np.ndarray | None, sites: list[int]) -> tuple[list, list]:
    """Seconds and nearest site of each cell: the least (milliseconds, position) wins."""
    ground = {cell: float(value) for cell, value in np.ndenumerate(pace) if np.isfinite(value)}
    heights = None if height is None else dict(np.ndenumerate(height))
    queue = [(0, position, divmod(site, pace.shape[1])) for position, site in enumerate(sites)]
    queue = [entry for entry in queue if entry[2] in ground]
    heapq.heapify(queue)
    done: dict[tuple[int, int], tuple[int, int]] = {}
    while queue:
        walked, position, cell = heapq.heappop(queue)
        if cell in done:
            continue
        done[cell] = walked, position
        for down, right, cells in MOVES:
            # A woman walks the other way round: from the farther cell to this one.
            start = (cell[0] - down, cell[1] - right)
            if start in ground and start not in done:
                step = step_milliseconds(ground, heights, start, (down, right, cells))
                if step is not None:
                    heapq.heappush(queue, (walked + step, position, start))
    results = [done.get(cell, (None, -1)) for cell in np.ndindex(pace.shape)]
    seconds = [NOT_REACHED if ms is None else (ms + 500) // 1000 for ms, _ in results]
    return seconds, [position for _, position in results]


@st.composite
def grounds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray | None, list[int]]:
    shape = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    size = shape[0] * shape[1]
    # Equal paces make ties, odd ones do not; a third of the ground is closed.
    paces = st.sampled_from([1.0, 1.0, 1.5, 0.8123, 2.7177, np.inf, np.inf])
    pace = np.array(draw(st.lists(paces, min_size=size, max_size=size))).reshape(shape)
    heights = st.lists(st.integers(0, 120), min_size=size, max_size=size)
    height = draw(st.none() | heights.map(lambda one: np.array(one, float).reshape(shape)))
    return pace, height, draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=6))


def test_lines_run_through_two_or_four_cells() -> None:
    assert sorted(len(cells) for _, _, cells in MOVES) == [2] * 8 + [4] * 8


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(grounds())
def test_times_and_sites_equal_those_of_plain_python(
    case: tuple[np.ndarray, np.ndarray | None, list[int]],
) -> None:
    pace, height, sites = case
    times = walk_times(walk_graph(pace, CELL_M, elevation_m=height), np.array(sites))
    seconds, nearest = judged(pace, height, sites)
    assert times.seconds.ravel().tolist() == seconds
    assert times.nearest.ravel().tolist() == nearest


def test_a_larger_ground_with_many_ties() -> None:
    random = np.random.default_rng(20171130)
    pace = random.choice([1.0, 1.0, 2.0, np.inf], size=(30, 30))
    height = random.uniform(0, 60, size=(30, 30))
    sites = random.integers(0, 900, size=20).tolist()
    for ground in (None, height):
        times = walk_times(walk_graph(pace, CELL_M, elevation_m=ground), np.array(sites))
        seconds, nearest = judged(pace, ground, sites)
        assert times.seconds.ravel().tolist() == seconds
        assert times.nearest.ravel().tolist() == nearest
