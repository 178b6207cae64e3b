"""Judge: scipy's Dijkstra on one graph of two layers, on foot and in a taxi."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.travel import NOT_REACHED
from geodata.walking.graph import WalkGraph, walk_graph
from geodata.walking.taxi import walk_and_ride_times

pytestmark = pytest.mark.usefixtures("either_engine")

# An edge of no cost is none for scipy; leaving the taxi takes so little that it rounds away.
NOTHING = 1e-6


def full(graph: WalkGraph) -> csr_array:
    """Milliseconds between all cells, closed ones too."""
    rows, columns = graph.steps.nonzero()
    cells = graph.cell_of_node
    entries = graph.steps.data, (cells[rows], cells[columns])
    return csr_array(entries, shape=(graph.size, graph.size))


def judged(walks: WalkGraph, rides: WalkGraph, sites: list[int], wait_ms: float) -> np.ndarray:
    """Seconds by cell; entry (u, v) of the layers is a walk or a ride from v to u."""
    roads = np.flatnonzero(walks.walkable & rides.walkable)
    link = csr_array((np.ones(len(roads)), (roads, roads)), shape=(walks.size, walks.size))
    layers = block_array([[full(walks), NOTHING * link], [wait_ms * link, full(rides)]]).tocsr()
    starts = [site for site in sites if walks.walkable[site]]
    if not starts:
        return np.full(walks.size, NOT_REACHED)
    reached = dijkstra(layers, indices=starts, min_only=True)[: walks.size]
    seconds = np.full(walks.size, NOT_REACHED)
    found = np.isfinite(reached)
    seconds[found] = np.floor(np.rint(reached[found]) / 1000 + 0.5)
    return seconds


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**31), st.sampled_from([60, 1800]))
def test_times_equal_those_of_one_graph_of_two_layers(
    rows: int, columns: int, seed: int, wait: int
) -> None:
    random = np.random.default_rng(seed)
    shape = rows, columns
    heights = random.integers(0, 60, shape).astype(float)
    walks = walk_graph(random.choice([1.0, 1.3, 2.0, np.inf], shape), 500, 16, heights)
    rides = walk_graph(random.choice([0.06, 0.3, np.inf], shape), 500, 8)
    sites = random.integers(0, rows * columns, 3).tolist()
    times = walk_and_ride_times(walks, rides, np.array(sites), wait)
    expected = judged(walks, rides, sites, wait * 1000)
    assert times.seconds.ravel().tolist() == expected.tolist()
