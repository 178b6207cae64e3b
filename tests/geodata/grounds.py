"""Random grounds for the engines: paces with ties and without, closed cells, heights, sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from geodata.walking.graph import WalkGraph, walk_graph

# Equal paces make ties, odd ones do not; two draws of eight are closed ground.
PACES = st.sampled_from([1.0, 1.0, 1.0, 1.5, 0.8123, 25.0, np.inf, np.inf])


@dataclass(frozen=True)
class Ground:
    graph: WalkGraph
    pace: np.ndarray
    heights: np.ndarray | None
    sites: np.ndarray


@st.composite
def grounds(draw: st.DrawFn, longest: int = 9) -> Ground:
    """Ground with some sites (-1: left out), which may share a cell or stand on closed ground."""
    rows, columns = draw(st.integers(1, longest)), draw(st.integers(1, longest))
    size = rows * columns
    pace = np.array(draw(st.lists(PACES, min_size=size, max_size=size))).reshape(rows, columns)
    flat = st.lists(st.integers(0, 120), min_size=size, max_size=size)
    heights = draw(st.none() | flat.map(lambda one: np.array(one, float).reshape(pace.shape)))
    sites = draw(st.lists(st.integers(-1, size - 1), max_size=6))
    graph = walk_graph(pace, 250, draw(st.sampled_from([8, 16, 32])), heights)
    return Ground(graph, pace, heights, np.array(sites, dtype=np.int64))
