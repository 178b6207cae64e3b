"""Judge: Dijkstra in plain Python, written from the rules and sharing no code."""

from __future__ import annotations

import heapq
import itertools
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.travel import NOT_REACHED, walk_times
from geodata.walking.graph import walk_graph

pytestmark = pytest.mark.usefixtures("either_engine")

CELL_M = 250.0
# No move leaves a cell at a place that this does not divide.
SAMPLES = 1200


def passed(down: int, right: int) -> dict[tuple[int, int], float]:
    """Cells that a straight line between two centres runs through, and its share in each."""
    cells: dict[tuple[int, int], float] = {}
    for sample in range(SAMPLES):
        share = (sample + 0.5) / SAMPLES
        cell = (math.floor(share * down + 0.5), math.floor(share * right + 0.5))
        cells[cell] = cells.get(cell, 0) + 1 / SAMPLES
    return cells


@cache
def moves(neighbours: int) -> list[tuple[int, int, dict[tuple[int, int], float]]]:
    """All moves to cells that no nearer cell hides, up to one, two or three rows away."""
    far = {8: 1, 16: 2, 32: 3}[neighbours]
    return [
        (down, right, passed(down, right))
        for down, right in itertools.product(range(-far, far + 1), repeat=2)
        if math.gcd(down, right) == 1
    ]


def tabulated(slope: float) -> float:
    """Tobler's factor by straight lines between slopes that lie 1/2048 apart, one at -0.05."""
    below = math.floor((slope + 0.05) * 2048)
    lower, upper = (
        math.exp(3.5 * abs(knot / 2048)) / math.exp(3.5 * 0.05) for knot in (below, below + 1)
    )
    return lower + ((slope + 0.05) * 2048 - below) * (upper - lower)


def step_milliseconds(pace: dict, height: dict | None, start: tuple, move: tuple) -> int | None:
    """Whole milliseconds of a step from start, or None where it is closed."""
    down, right, cells = move
    paces = {cell: pace.get((start[0] + cell[0], start[1] + cell[1]), math.inf) for cell in cells}
    for one, other in itertools.pairwise(cells):
        sides = (one[0], other[1]), (other[0], one[1])
        if (
            one[0] != other[0]
            and one[1] != other[1]
            and all(
                math.isinf(pace.get((start[0] + side[0], start[1] + side[1]), math.inf))
                for side in sides
            )
        ):
            return None
    if any(map(math.isinf, paces.values())):
        return None
    length = CELL_M * math.hypot(down, right)
    seconds = length * sum(share * paces[cell] for cell, share in cells.items())
    if height is not None:
        slope = (height[start[0] + down, start[1] + right] - height[start]) / length
        seconds *= tabulated(slope)
    return round(seconds * 1000)


def judged(
    pace: np.ndarray, height: np.ndarray | None, sites: list[int], neighbours: int
) -> tuple[list, list]:
    """Seconds and nearest site of each cell: the least (milliseconds, position) wins."""
    ground = {
        cell: float(value)
        for cell, value in np.ndenumerate(pace.astype(np.float32))
        if np.isfinite(value)
    }
    heights = None if height is None else dict(np.ndenumerate(height.astype(float)))
    queue = [(0, position, divmod(site, pace.shape[1])) for position, site in enumerate(sites)]
    queue = [entry for entry in queue if entry[2] in ground]
    heapq.heapify(queue)
    done: dict[tuple[int, int], tuple[int, int]] = {}
    while queue:
        walked, position, cell = heapq.heappop(queue)
        if cell in done:
            continue
        done[cell] = walked, position
        for down, right, cells in moves(neighbours):
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


@pytest.mark.parametrize(("neighbours", "cells"), [(8, 16), (16, 16 + 32), (32, 16 + 32 + 80)])
def test_lines_run_through_two_four_or_six_cells(neighbours: int, cells: int) -> None:
    # Straight and diagonal 2, knight 4; of the long moves eight pass 4 and eight pass 6.
    ways = moves(neighbours)
    assert len(ways) == neighbours
    assert sum(len(line) for _, _, line in ways) == cells


@pytest.mark.parametrize("neighbours", [8, 16, 32])
@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=grounds())
def test_times_and_sites_equal_those_of_plain_python(
    neighbours: int, case: tuple[np.ndarray, np.ndarray | None, list[int]]
) -> None:
    pace, height, sites = case
    graph = walk_graph(pace, CELL_M, neighbours, height)
    times = walk_times(graph, np.array(sites))
    seconds, nearest = judged(pace, height, sites, neighbours)
    assert times.seconds.ravel().tolist() == seconds
    assert times.nearest.ravel().tolist() == nearest


@pytest.mark.parametrize("neighbours", [16, 32])
def test_a_larger_ground_with_many_ties(neighbours: int) -> None:
    random = np.random.default_rng(20171130)
    pace = random.choice([1.0, 1.0, 2.0, np.inf], size=(30, 30))
    height = random.uniform(0, 60, size=(30, 30)).astype(np.float32)
    sites = random.integers(0, 900, size=20).tolist()
    for ground in (None, height):
        graph = walk_graph(pace, CELL_M, neighbours, ground)
        times = walk_times(graph, np.array(sites))
        seconds, nearest = judged(pace, ground, sites, neighbours)
        assert times.seconds.ravel().tolist() == seconds
        assert times.nearest.ravel().tolist() == nearest
