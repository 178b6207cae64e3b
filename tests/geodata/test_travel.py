"""Walking times: truths counted by hand, then what must hold on any ground."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.coverage import within
from geodata.travel import NOT_REACHED, WalkTimes, times_to_each, walk_times
from geodata.walking.graph import walk_graph

CLOSED = np.inf
FLAT = np.ones((5, 5))


def walked(pace: object, *sites: int, **options: object) -> WalkTimes:
    """Times on ground of 100 m cells."""
    return walk_times(walk_graph(np.array(pace, dtype=float), 100, **options), np.array(sites))


# Truths by hand. A straight step of 100 m takes 100 s, a diagonal 141 s, a knight's move 224 s.


def test_flat_ground_around_one_site() -> None:
    quarter = [[0, 100, 200], [100, 141, 224], [200, 224, 283]]
    times = walked(FLAT, 12).seconds
    assert times[2:, 2:].tolist() == quarter
    assert times[2::-1, 2::-1].tolist() == quarter


def test_eight_neighbours_go_round_the_corner() -> None:
    assert walked(FLAT, 12, neighbours=8).seconds[0].tolist() == [283, 241, 200, 241, 283]


def test_a_wall_with_a_gap() -> None:
    pace = FLAT.copy()
    pace[:4, 2] = CLOSED
    times = walked(pace, 10).seconds
    assert times[4, 2] == 283, "two diagonal steps to the gap"
    assert times[2, 4] == 566, "and two more up to the other side"
    assert (times[:4, 2] == NOT_REACHED).all()


def test_a_wall_without_a_gap() -> None:
    pace = FLAT.copy()
    pace[:, 2] = CLOSED
    times = walked(pace, 10)
    assert (times.seconds[:, 3:] == NOT_REACHED).all()
    assert (times.nearest[:, 3:] == -1).all()
    assert (times.nearest[:, :2] == 0).all()


def test_a_slanting_wall_has_no_holes_at_its_corners() -> None:
    pace = FLAT.copy()
    pace[range(5), range(5)] = CLOSED
    assert walked(pace, 4).seconds[4, 0] == NOT_REACHED


def test_the_way_round_is_taken_when_it_is_quicker() -> None:
    pace = [[1, 9, 1], [1, 1, 1]]
    # Straight through takes 500 + 500 s, round below it 141 + 141 s.
    assert walked(pace, 0).seconds[0, 2] == 283


def test_equally_near_sites_go_to_the_lowest_position() -> None:
    assert walked(np.ones((1, 5)), 4, 0).nearest.tolist() == [[1, 1, 0, 0, 0]]
    assert walked(np.ones((1, 5)), 0, 4).nearest.tolist() == [[0, 0, 0, 1, 1]]


def test_of_two_sites_in_one_cell_the_first_is_nearest() -> None:
    times = walked(np.ones((1, 3)), 2, 0, 0)
    assert times.seconds.tolist() == [[0, 100, 0]]
    assert times.nearest.tolist() == [[1, 0, 0]]


def test_sites_left_out_keep_their_position() -> None:
    times = walked([[1, 1, CLOSED]], -1, 2, 1)
    assert times.nearest.tolist() == [[2, 2, -1]]


def test_without_any_site_nobody_arrives() -> None:
    assert (walked(FLAT).seconds == NOT_REACHED).all()
    assert (walked(FLAT, -1).nearest == -1).all()


@pytest.mark.parametrize(
    ("exact_seconds", "shown"),
    [
        (3599.0, 3599),
        (3599.5, 3600),
        (3600.0, 3600),
        (3600.4, 3600),
        (3600.5, 3601),
        (3601.0, 3601),
    ],
)
def test_seconds_round_half_up_at_the_sixty_minute_edge(exact_seconds: float, shown: int) -> None:
    seconds = walked(np.full((1, 2), exact_seconds / 100), 0).seconds
    assert seconds[0, 1] == shown
    assert within(seconds, 60)[0, 1] == (shown <= 3600)


def test_a_walk_is_rounded_once_and_not_at_each_step() -> None:
    assert walked(np.full((1, 5), 1.004), 0).seconds.tolist() == [[0, 100, 201, 301, 402]]


def test_direction_is_towards_the_site() -> None:
    ramp = np.array([[0.0, 10, 20]])
    assert walked(np.ones((1, 3)), 2, elevation_m=ramp).seconds.tolist() == [[284, 142, 0]]
    assert walked(np.ones((1, 3)), 0, elevation_m=ramp).seconds.tolist() == [[0, 100, 200]]


def test_times_to_each_keep_sites_apart_and_the_limit_in() -> None:
    graph = walk_graph(np.ones((1, 4)), 100)
    first, second, nowhere = times_to_each(graph, np.array([0, 1, -1]), 100)
    assert [part.tolist() for part in first] == [[0, 1], [0, 100]]
    assert [part.tolist() for part in second] == [[0, 1, 2], [100, 0, 100]]
    assert [part.tolist() for part in nowhere] == [[], []]


def test_the_limit_counts_rounded_seconds() -> None:
    graph = walk_graph(np.full((1, 2), 1.004), 100)
    assert times_to_each(graph, np.array([0]), 100)[0][0].tolist() == [0, 1]


def test_more_sites_than_positions_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 32767"):
        walked(np.ones((1, 1)), *[0] * 32_768)


def test_the_last_position_is_still_exact() -> None:
    pace = np.full((1, 3), 4.0e4)  # Half a year of walking: the fraction must survive.
    sites = np.full(32_767, -1)
    sites[-1] = 0
    times = walk_times(walk_graph(pace, 100), sites)
    assert times.seconds.tolist() == [[0, 4_000_000, 8_000_000]]
    assert times.nearest.tolist() == [[32_766, 32_766, 32_766]]


# What must hold on any ground.

PACES = st.sampled_from([0.7, 1.0, 1.0, 1.3, 2.9, CLOSED])
any_ground = settings(deadline=None, max_examples=60)


@st.composite
def grounds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Pace by cell, and the flat cells of some sites."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    size = rows * columns
    pace = draw(st.lists(PACES, min_size=size, max_size=size))
    sites = draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=5))
    return np.array(pace).reshape(rows, columns), np.array(sites)


@any_ground
@given(grounds(), st.integers(0, 35))
def test_closing_a_cell_never_shortens_a_walk(
    case: tuple[np.ndarray, np.ndarray], cell: int
) -> None:
    pace, sites = case
    closed = pace.copy()
    closed.ravel()[cell % pace.size] = CLOSED
    assert (walked(closed, *sites).seconds >= walked(pace, *sites).seconds).all()


@any_ground
@given(grounds(), st.integers(0, 35), st.floats(1, 3))
def test_slower_ground_never_shortens_a_walk(
    case: tuple[np.ndarray, np.ndarray], cell: int, factor: float
) -> None:
    pace, sites = case
    slower = pace.copy()
    slower.ravel()[cell % pace.size] *= factor
    assert (walked(slower, *sites).seconds >= walked(pace, *sites).seconds).all()


@any_ground
@given(grounds(), st.integers(0, 35))
def test_one_more_site_never_lengthens_a_walk(
    case: tuple[np.ndarray, np.ndarray], cell: int
) -> None:
    pace, sites = case
    more = [*sites, cell % pace.size]
    assert (walked(pace, *more).seconds <= walked(pace, *sites).seconds).all()


@any_ground
@given(grounds())
def test_sixteen_neighbours_never_take_longer_than_eight(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    pace, sites = case
    assert (walked(pace, *sites).seconds <= walked(pace, *sites, neighbours=8).seconds).all()


@any_ground
@given(grounds(), st.sampled_from([np.flipud, np.fliplr, np.transpose]))
def test_a_mirrored_country_has_mirrored_times(
    case: tuple[np.ndarray, np.ndarray], mirror: object
) -> None:
    pace, sites = case
    place = mirror(np.arange(pace.size).reshape(pace.shape)).ravel().argsort()
    times, mirrored = walked(pace, *sites), walked(mirror(pace), *place[sites])
    assert mirrored.seconds.tolist() == mirror(times.seconds).tolist()
    assert mirrored.nearest.tolist() == mirror(times.nearest).tolist()


@any_ground
@given(grounds(), st.randoms(use_true_random=False))
def test_the_order_of_sites_changes_names_only(
    case: tuple[np.ndarray, np.ndarray], random: object
) -> None:
    pace, sites = case
    order = np.arange(len(sites))
    random.shuffle(order)
    first, second = walked(pace, *sites), walked(pace, *sites[order])
    assert second.seconds.tolist() == first.seconds.tolist()
    each = times_to_each(walk_graph(pace, 100), sites, 1e6)
    for cell in np.flatnonzero(second.nearest.ravel() >= 0):
        cells, seconds = each[order[second.nearest.ravel()[cell]]]
        assert seconds[cells == cell].tolist() == [first.seconds.ravel()[cell]]


@any_ground
@given(grounds())
def test_the_nearest_site_is_the_least_of_the_times_to_each(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    pace, sites = case
    least = np.full(pace.size, NOT_REACHED)
    for cells, seconds in times_to_each(walk_graph(pace, 100), sites, 1e6):
        least[cells] = np.minimum(least[cells], seconds)
    assert walked(pace, *sites).seconds.ravel().tolist() == least.tolist()


@any_ground
@given(grounds())
def test_neighbouring_cells_differ_by_one_step_at_most(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    pace, sites = case
    times = walked(pace, *sites).seconds.astype(float)
    step = 100 * (pace[:, 1:] + pace[:, :-1]) / 2
    both = np.isfinite(step)
    assert (np.abs(np.diff(times, axis=1))[both] <= step[both] + 1).all()
