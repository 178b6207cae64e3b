"""Judge: scikit-image's MCP_Geometric, which knows 8 neighbours and no direction."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.travel import walk_times
from geodata.walking.graph import walk_graph

graph = pytest.importorskip("skimage.graph", reason="scikit-image is not installed")

pytestmark = pytest.mark.usefixtures("either_engine")

CELL_M = 500.0
# Each step is rounded to a millisecond; the longest path here has fewer steps than cells.
ROUNDING_SECONDS = 0.5 + 60 * 0.0005


def mcp_seconds(pace: np.ndarray, sites: np.ndarray) -> np.ndarray:
    # Negative costs are closed ground.
    costs = np.where(np.isfinite(pace), pace * CELL_M, -1)
    starts = list(zip(*np.unravel_index(sites, pace.shape), strict=True))
    return graph.MCP_Geometric(costs, fully_connected=True).find_costs(starts)[0]


@pytest.mark.parametrize("seed", range(5))
def test_times_equal_scikit_image_where_ground_has_no_direction(seed: int) -> None:
    random = np.random.default_rng(seed)
    pace = random.uniform(0.8, 2.5, size=(40, 50))
    sites = random.choice(pace.size, 6, replace=False)
    times = walk_times(walk_graph(pace, CELL_M, neighbours=8), sites).seconds
    np.testing.assert_allclose(times, mcp_seconds(pace, sites), rtol=0, atol=ROUNDING_SECONDS)


def test_times_equal_scikit_image_round_a_wall() -> None:
    pace = np.ones((20, 20))
    pace[5:18, 8:10] = np.inf
    pace[2, 3:19] = np.inf
    sites = np.array([210, 389])
    times = walk_times(walk_graph(pace, CELL_M, neighbours=8), sites).seconds
    open_ = np.isfinite(pace)
    expected = mcp_seconds(pace, sites)[open_]
    np.testing.assert_allclose(times[open_], expected, rtol=0, atol=ROUNDING_SECONDS)
