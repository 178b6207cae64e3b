"""Steps between cells, counted by hand: which exist and how long they take."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from geodata.walking import stepbits, threads
from geodata.walking.graph import walk_graph
from tests.geodata.grounds import Ground, grounds

CLOSED = np.inf


def step(
    pace: list[list[float]], start: tuple[int, int], end: tuple[int, int], **options: object
) -> float:
    """Milliseconds of the one step from start to end; 0 where there is no such step."""
    ground = np.array(pace, dtype=float)
    graph = walk_graph(ground, 100, **options)
    node = graph.node_of_cell.reshape(ground.shape)
    return graph.steps[node[end], node[start]]


def test_straight_diagonal_and_knight() -> None:
    flat = [[1, 1, 1], [1, 1, 1]]
    assert step(flat, (0, 0), (0, 1)) == 100_000
    assert step(flat, (0, 0), (1, 1)) == 141_421
    assert step(flat, (0, 0), (1, 2)) == 223_607


def test_a_step_takes_the_mean_pace_of_the_cells_it_passes() -> None:
    assert step([[1, 3]], (0, 0), (0, 1)) == 200_000
    assert step([[1, 9], [9, 3]], (0, 0), (1, 1)) == 282_843
    # From the upper left to the lower right it passes (0, 1) and (1, 1): mean of 1, 2, 3, 6.
    assert step([[1, 2, 90], [90, 3, 6]], (0, 0), (1, 2)) == round(223_606.798 * 3)


@pytest.mark.parametrize(
    ("end", "passed"),
    [
        ((0, 1), [(1, 2), (1, 1)]),
        ((0, 3), [(1, 2), (1, 3)]),
        ((1, 0), [(2, 1), (1, 1)]),
        ((1, 4), [(2, 3), (1, 3)]),
        ((3, 0), [(2, 1), (3, 1)]),
        ((3, 4), [(2, 3), (3, 3)]),
        ((4, 1), [(3, 2), (3, 1)]),
        ((4, 3), [(3, 2), (3, 3)]),
    ],
)
def test_a_knights_move_passes_two_cells_and_jumps_neither(
    end: tuple[int, int], passed: list[tuple[int, int]]
) -> None:
    for cell in np.ndindex(5, 5):
        if cell in {(2, 2), end}:
            continue
        pace = np.ones((5, 5))
        pace[cell] = CLOSED
        possible = step(pace.tolist(), (2, 2), end) > 0
        assert possible == (cell not in passed), cell


def test_a_diagonal_step_needs_one_open_side() -> None:
    assert step([[1, 1], [CLOSED, 1]], (0, 0), (1, 1)) == 141_421
    assert step([[1, CLOSED], [CLOSED, 1]], (0, 0), (1, 1)) == 0


def test_edges_of_the_grid_do_not_join() -> None:
    graph = walk_graph(np.ones((3, 6)), 100)
    row, column = np.divmod(np.arange(18), 6)
    starts, ends = graph.steps.nonzero()
    assert np.abs(column[starts] - column[ends]).max() == 2
    assert np.abs(row[starts] - row[ends]).max() == 2
    # Counted by hand: 27 + 20 + 20 neighbouring pairs, 4 * 4 + 2 * 5 knights, each both ways.
    straight, diagonal, knight = 15 + 12, 2 * 10, 2 * (2 * 4) + 2 * 5
    assert graph.steps.nnz == 2 * (straight + diagonal + knight)


def test_eight_neighbours_leave_out_the_knights_moves() -> None:
    flat = [[1, 1, 1], [1, 1, 1]]
    assert step(flat, (0, 0), (1, 2), neighbours=8) == 0
    assert step(flat, (0, 0), (1, 1), neighbours=8) == 141_421


def test_thirty_two_neighbours_add_the_moves_to_the_third_row_and_column() -> None:
    flat = [[1.0] * 4] * 3
    # Lengths of 10 and 13 hundred metres, square-rooted.
    assert step(flat, (0, 0), (1, 3), neighbours=32) == 316_228
    assert step(flat, (0, 0), (2, 3), neighbours=32) == 360_555
    assert step(flat, (0, 0), (1, 3), neighbours=16) == 0


def test_a_long_step_takes_each_pace_for_its_share_of_the_line() -> None:
    # Through (0, 0), (0, 1), (1, 2), (1, 3): a sixth, a third, a third, a sixth of the way.
    pace = [[1, 2, 99, 99], [99, 99, 3, 6]]
    expected = 316_227.766 * (1 / 6 + 2 / 3 + 3 / 3 + 6 / 6)
    assert step(pace, (0, 0), (1, 3), neighbours=32) == round(expected)
    # (0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3): 2, 1, 3, 3, 1, 2 twelfths of the way.
    pace = [[1, 2, 99, 99], [99, 3, 4, 99], [99, 99, 5, 6]]
    expected = 360_555.128 * (2 * 1 + 1 * 2 + 3 * 3 + 3 * 4 + 1 * 5 + 2 * 6) / 12
    assert step(pace, (0, 0), (2, 3), neighbours=32) == round(expected)


def test_a_long_step_does_not_slip_between_two_closed_corners() -> None:
    pace = [[1, 1, CLOSED, 1], [1, CLOSED, 1, 1]]
    assert step(pace, (0, 0), (1, 3), neighbours=32) == 0
    pace[0][2] = 1
    assert step(pace, (0, 0), (1, 3), neighbours=32) == 316_228


@settings(deadline=None, max_examples=60)
@given(grounds())
def test_no_step_costs_less_than_its_floor_or_more_than_the_dearest(ground: Ground) -> None:
    graph = ground.graph
    cheapest, dearest = graph.bounds
    for number, floor in enumerate(graph.floors_ms.tolist()):
        costs = graph.costs[:, number]
        assert costs[costs > 0].min(initial=2**62) >= floor >= cheapest
    assert graph.costs.max() <= dearest


@pytest.mark.parametrize("cells_at_a_time", [1, 20, 45])
def test_how_many_rows_are_worked_on_at_a_time_and_by_whom_changes_nothing(
    cells_at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(7)
    pace = random.choice([1.0, 2.0, CLOSED], size=(9, 15), p=[0.4, 0.4, 0.2])
    heights = random.uniform(0, 99, pace.shape)
    whole = walk_graph(pace, 100, 32, heights)
    monkeypatch.setattr(stepbits, "BAND_CELLS", cells_at_a_time)
    monkeypatch.setattr(threads, "LARGE_CELLS", 1)
    parts = walk_graph(pace, 100, 32, heights)
    assert parts.possible.tolist() == whole.possible.tolist()
    assert parts.bounds == whole.bounds


def test_ground_that_may_not_be_written_to_is_taken_over_all_the_same() -> None:
    pace = np.ones((2, 2), np.float32)
    pace.flags.writeable = False
    # The kernel is compiled for arrays of one kind only.
    assert walk_graph(pace, 100).pace.flags.writeable
    assert walk_graph(np.ones((4, 2)).T, 100).pace.flags.c_contiguous


def test_a_step_up_takes_longer_than_the_same_step_down() -> None:
    ramp = np.array([[0.0, 10]])
    assert step([[1, 1]], (0, 0), (0, 1), elevation_m=ramp) == 141_907
    assert step([[1, 1]], (0, 1), (0, 0), elevation_m=ramp) == 100_000


def test_a_hole_in_the_heights_counts_as_level() -> None:
    hole = np.array([[0.0, np.nan]])
    assert step([[1, 1]], (0, 0), (0, 1), elevation_m=hole) == 100_000


@pytest.mark.parametrize("pace", [0.0, -1.0, np.nan])
def test_a_pace_that_is_not_above_zero_is_refused(pace: float) -> None:
    with pytest.raises(ValueError, match="every pace above 0"):
        walk_graph(np.array([[1.0, pace]]), 100)


def test_other_numbers_of_neighbours_are_refused() -> None:
    with pytest.raises(ValueError, match="8, 16 or 32"):
        walk_graph(np.ones((2, 2)), 100, neighbours=4)


def test_ground_closed_everywhere_is_a_graph_without_nodes() -> None:
    assert walk_graph(np.full((3, 3), CLOSED), 100).steps.shape == (0, 0)
