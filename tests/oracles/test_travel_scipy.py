"""Judge: scipy's Dijkstra on the same graph from each site on its own, then the least of all."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from geodata.walking.engine import nearest_keys
from geodata.walking.graph import walk_graph
from geodata.walking.keys import POSITION_BITS, UNREACHED

pytestmark = pytest.mark.usefixtures("either_engine")


@pytest.mark.parametrize("neighbours", [8, 16, 32])
@pytest.mark.parametrize("paces", [[1.0, 2.0, np.inf], [0.71, 1.03, 1.9, 44.0, np.inf]])
def test_every_millisecond_and_every_nearest_site(neighbours: int, paces: list[float]) -> None:
    random = np.random.default_rng(neighbours)
    pace = random.choice(paces, size=(45, 60))
    heights = random.uniform(1400, 1500, size=pace.shape)
    graph = walk_graph(pace, 250, neighbours, heights)
    sites = random.choice(graph.cell_of_node, 12, replace=False)
    by_site = dijkstra(graph.steps, indices=graph.node_of_cell[sites])
    keys = nearest_keys(graph, sites)[graph.cell_of_node]
    least = by_site.min(axis=0)
    assert (keys == UNREACHED).tolist() == np.isinf(least).tolist()
    found = np.isfinite(least)
    assert (keys[found] >> POSITION_BITS).tolist() == least[found].tolist()
    # Of equal times argmin takes the first, as the rule for ties does.
    positions = keys[found] & (2**POSITION_BITS - 1)
    assert positions.tolist() == by_site.argmin(axis=0)[found].tolist()
