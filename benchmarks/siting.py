"""The next ten stops among two thousand candidates: seconds until they stand, and their proof."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.figures import Figure
from benchmarks.mountains import SIDE_M, mountains
from geodata.planning.proof import prove
from geodata.planning.siting import SitingRule, next_stops, question
from geodata.travel import times_to_each
from geodata.walking.graph import walk_graph
from geodata.walking.links import Links

if TYPE_CHECKING:
    from geodata.planning.siting import Question
    from geodata.walking.graph import WalkGraph

CELLS, CANDIDATES, SITES, STOPS = 980, 2000, 250, 10
WALK_MINUTES: Final = 60
ROUNDS: Final = 5
CHOICE_BAR_S, PROOF_BAR_S, GAP_BAR_PERCENT = 1.0, 5.0, 5.0


def siting() -> list[Figure]:
    """
    Seconds from the candidates to the next stops, coverage matrix included, and to their proof.

    Medians of five rounds on the mountains of ``travel``. The proof has five seconds; its gap is
    what another choice could bring more, 0 where the best is proven.
    """
    pace, heights = mountains(CELLS)
    graph = walk_graph(pace, SIDE_M / CELLS, 16, heights)
    random = np.random.default_rng(4)
    walkable = graph.cell_of_node
    candidates = random.choice(walkable, CANDIDATES, replace=False)
    need = np.zeros(graph.size)
    need[walkable] = random.gamma(0.3, 1.0, len(walkable))
    covered = _covered(graph, random.choice(walkable, SITES, replace=False))
    choices, processor, proofs, gaps = [], [], [], []
    for _ in range(ROUNDS):
        started, worked = time.perf_counter(), time.process_time()
        asked = _asked(graph, candidates, need, covered)
        found = next_stops(asked)
        choices.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
        started = time.perf_counter()
        proof = prove(asked, PROOF_BAR_S)
        proofs.append(time.perf_counter() - started)
        gaps.append(100 * (proof.bound - found.covered) / proof.bound)
    seconds = statistics.median(processor)
    sys.stderr.write(f"{seconds:9.4f} s of processor time, next stops\n")
    sys.stderr.write(
        f"{len(asked.need):9d} groups of need, {asked.reach.nnz} pairs with a candidate\n"
    )
    return [
        Figure("travel_next_stops", statistics.median(choices), "s", CHOICE_BAR_S),
        Figure("travel_next_stops_proof", statistics.median(proofs), "s", PROOF_BAR_S),
        Figure("travel_next_stops_gap", statistics.median(gaps), "%", GAP_BAR_PERCENT),
    ]


def _asked(
    graph: WalkGraph,
    candidates: np.ndarray,
    need: np.ndarray,
    covered: np.ndarray,
) -> Question:
    reached = times_to_each(graph, candidates, WALK_MINUTES * 60.0)
    links = Links.of_reach(reached, graph.size)
    rule = SitingRule(stops=STOPS)
    return question(need, covered, links, ["A"] * len(candidates), rule)


def _covered(graph: WalkGraph, sites: np.ndarray) -> np.ndarray:
    covered = np.zeros(graph.size, dtype=bool)
    for cells, _ in times_to_each(graph, sites, 2 * WALK_MINUTES * 60.0):
        covered[cells] = True
    return covered
