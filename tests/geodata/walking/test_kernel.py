"""The compiled engine: truths by hand on 3 x 3 cells, then equality with the plain engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.travel import NOT_REACHED, times_of_keys, times_to_each
from geodata.walking import engine, plain
from geodata.walking.graph import walk_graph
from geodata.walking.keys import UNREACHED, placed, seeded
from geodata.walking.solver import Queue, Solver
from tests.geodata.grounds import Ground, grounds

pytest.importorskip("numba", reason="numba is not installed: only the plain engine serves")

from geodata.walking import kernel

CLOSED = np.inf
begin, grow = Queue.begin, Queue.grow
any_ground = settings(deadline=None, max_examples=300)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert engine.compile_kernel()
    assert engine.is_ready()


def walked(pace: object, *sites: int, **options: object) -> list[list[int]]:
    """Seconds on ground of 100 m cells, by the compiled engine only."""
    graph = walk_graph(np.array(pace, dtype=float), 100, **options)
    keys = Solver(graph).nearest_keys(np.array(sites))
    return times_of_keys(keys, graph.shape).seconds.tolist()


def test_flat_ground() -> None:
    assert walked(np.ones((3, 3)), 4) == [[141, 100, 141], [100, 0, 100], [141, 100, 141]]


def test_a_knights_move_is_shorter_than_a_straight_and_a_diagonal_step() -> None:
    flat = np.ones((3, 3))
    assert walked(flat, 0) == [[0, 100, 200], [100, 141, 224], [200, 224, 283]]
    assert walked(flat, 0, neighbours=8) == [[0, 100, 200], [100, 141, 241], [200, 241, 283]]


def test_a_long_move_is_shorter_than_a_knights_and_a_straight_step() -> None:
    # The way to the far corner of 3 x 4 cells: a diagonal and a knight, or one long move.
    flat = np.ones((3, 4))
    assert walked(flat, 0, neighbours=8)[2][3] == 383
    assert walked(flat, 0, neighbours=16)[2][3] == 365
    assert walked(flat, 0, neighbours=32)[2] == [200, 224, 283, 361]
    assert walked(flat, 0, neighbours=32)[1] == [100, 141, 224, 316]


def test_a_ramp_takes_longer_up_than_down() -> None:
    # 10 m in 100 m: up takes exp(3.5 * 0.1) times as long as the level, down just as long.
    ramp = np.array([[0.0, 10, 20]] * 3)
    up, down = walked(np.ones((3, 3)), 5, elevation_m=ramp), walked(np.ones((3, 3)), 3)
    assert up[1] == [284, 142, 0]
    assert down[1] == [0, 100, 200]
    assert walked(np.ones((3, 3)), 3, elevation_m=ramp)[1] == [0, 100, 200]


def test_a_wall_with_a_gap() -> None:
    pace = np.ones((3, 3))
    pace[:2, 1] = CLOSED
    # From (0, 0) round the wall: a knight may not pass closed ground, so 100, 141, 141, 100 s.
    assert walked(pace, 2) == [[483, NOT_REACHED, 0], [383, NOT_REACHED, 100], [341, 241, 200]]


def test_no_way_slips_between_two_closed_corners() -> None:
    assert walked([[1, CLOSED], [CLOSED, 1]], 0) == [
        [0, NOT_REACHED],
        [NOT_REACHED, NOT_REACHED],
    ]


def test_equally_near_sites_go_to_the_first_in_order() -> None:
    graph = walk_graph(np.ones((1, 5)), 100)
    for sites, nearest in (([4, 0], [1, 1, 0, 0, 0]), ([0, 4], [0, 0, 0, 1, 1])):
        keys = Solver(graph).nearest_keys(np.array(sites))
        assert times_of_keys(keys, graph.shape).nearest.tolist() == [nearest]


@any_ground
@given(grounds())
def test_keys_equal_those_of_the_plain_engine(ground: Ground) -> None:
    expected = plain.nearest_keys(ground.graph, ground.sites)
    found = Solver(ground.graph).nearest_keys(ground.sites)
    assert found.tolist() == expected.tolist()


@any_ground
@given(grounds(), st.integers(1, 4), st.integers(1, 30))
def test_threads_and_strips_change_nothing(ground: Ground, threads: int, cells: int) -> None:
    whole = Solver(ground.graph, threads=1).nearest_keys(ground.sites).tolist()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("geodata.walking.solver.STRIP_CELLS", cells)
        solver = Solver(ground.graph, threads)
        assert solver.nearest_keys(ground.sites).tolist() == whole
        # Nothing is left of a solve that the next one would meet.
        assert not solver._marks.any()
        assert solver.nearest_keys(ground.sites).tolist() == whole


def test_what_is_a_little_nearer_from_the_strip_below_is_told_to_all_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So little that a cell may stay in its bucket: it has to be looked at again all the same.
    random = np.random.default_rng(3)
    graph = walk_graph(random.uniform(1, 1.2, size=(60, 60)), 100)
    sites = random.integers(0, graph.size, size=12)
    expected = plain.nearest_keys(graph, sites).tolist()
    monkeypatch.setattr("geodata.walking.solver.STRIP_CELLS", 240)
    assert Solver(graph).nearest_keys(sites).tolist() == expected


def test_a_way_that_winds_through_all_strips_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # Walls from the top and the bottom by turns; the site is at the far end.
    pace = np.ones((60, 21))
    pace[:-1, 1::4] = pace[1:, 3::4] = CLOSED
    graph = walk_graph(pace, 100, 16)
    expected = plain.nearest_keys(graph, np.array([20])).tolist()
    for rows in (1, 2, 7):
        monkeypatch.setattr("geodata.walking.solver.STRIP_CELLS", rows * 21)
        for threads in (1, 2, 3):
            found = Solver(graph, threads).nearest_keys(np.array([20]))
            assert found.tolist() == expected


@any_ground
@given(grounds())
def test_each_cell_settles_once(ground: Ground) -> None:
    keys = np.full(ground.pace.size, UNREACHED)
    seeds = seeded(keys, placed(ground.graph, ground.sites))
    settled = Solver(ground.graph).spread(keys, seeds)
    assert np.sort(settled).tolist() == np.flatnonzero(keys != UNREACHED).tolist()


@any_ground
@given(grounds())
def test_times_within_a_limit_equal_those_of_the_plain_engine(ground: Ground) -> None:
    reaches = times_to_each(ground.graph, ground.sites, 700.5)
    for cell, (cells, seconds) in zip(placed(ground.graph, ground.sites), reaches, strict=True):
        alone = plain.nearest_keys(ground.graph, np.array([cell]))
        times = times_of_keys(alone, ground.graph.shape).seconds.ravel()
        assert cells.tolist() == np.flatnonzero(times <= 700.5).tolist()
        assert seconds.tolist() == times[cells].tolist()


def test_a_large_ground_with_a_wide_range_of_costs() -> None:
    random = np.random.default_rng(20171130)
    pace = random.choice([0.05, 1.0, 1.3, 90.0, np.inf], size=(120, 150))
    heights = random.uniform(0, 300, size=pace.shape)
    sites = random.integers(0, pace.size, size=60)
    graph = walk_graph(pace, 250, 16, heights)
    keys = Solver(graph).nearest_keys(sites)
    assert keys.tolist() == plain.nearest_keys(graph, sites).tolist()


def test_threads_with_a_solver_each_give_the_same_result() -> None:
    random = np.random.default_rng(1)
    graph = walk_graph(random.uniform(0.5, 3, size=(80, 80)), 250)
    sites = random.integers(0, 6400, size=(8, 5))
    alone = [Solver(graph).nearest_keys(one).tolist() for one in sites]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda one: Solver(graph).nearest_keys(one).tolist(), sites)
        assert list(together) == alone


def test_ground_that_needs_too_many_buckets_is_left_to_the_plain_engine() -> None:
    graph = walk_graph(np.array([[1e-5, 1e-5, 1e4]]), 100)
    assert engine.solver_for(graph) is None
    assert engine.nearest_keys(graph, np.array([0])).tolist()[:2] == [0, 1 << 16]


def test_costs_past_32_bits_are_counted_in_full() -> None:
    graph = walk_graph(np.full((1, 2), 1e6), 100)
    assert engine.solver_for(graph) is not None
    assert engine.nearest_keys(graph, np.array([0]))[1] >> 16 == 10**11


def test_before_it_is_compiled_the_plain_engine_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_compiled_here", [])
    monkeypatch.setattr(engine, "_stamp", lambda: Path("no such file"))
    graph = walk_graph(np.ones((1, 3)), 100)
    assert engine.solver_for(graph) is None
    assert engine.nearest_keys(graph, np.array([1])).tolist() == [100_000 << 16, 0, 100_000 << 16]


def test_without_numba_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda _name: None)
    assert not engine.compile_kernel()


@pytest.mark.parametrize("neighbours", [8, 32])
def test_a_queue_that_grows_on_the_way_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, neighbours: int
) -> None:
    random = np.random.default_rng(8)
    graph = walk_graph(random.uniform(0.5, 3, size=(300, 300)), 250, neighbours)
    sites = random.integers(0, graph.size, size=900)
    usual = Solver(graph, threads=1).nearest_keys(sites).tolist()
    # So many chunks are left that the first cells settle, and the next ones find too few.
    monkeypatch.setattr(Queue, "begin", lambda queue, _seeds: short(queue))
    tight = Solver(graph, threads=1)
    grown = 0

    def short(queue: Queue) -> None:
        begin(queue, 0)
        queue._state[kernel.LEFT] = kernel.MARGIN + len(sites) // kernel.MOST_CELLS

    def counted(queue: Queue, chunks: int = 0) -> None:
        nonlocal grown
        grown += 1
        grow(queue, chunks)

    monkeypatch.setattr(Queue, "grow", counted)
    assert tight.nearest_keys(sites).tolist() == usual
    assert grown


@any_ground
@given(grounds(), st.integers(1, 3))
def test_keys_apart_from_the_ground_are_the_same(ground: Ground, threads: int) -> None:
    together = Solver(ground.graph, threads).nearest_keys(ground.sites).tolist()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("geodata.walking.solver.TOGETHER_CELLS", 0)
        apart = Solver(ground.graph, threads).nearest_keys(ground.sites).tolist()
    assert apart == together
