"""Coverage: the three parts add up, order does not matter, nothing grows by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata.coverage import coverage, served_share, split_by_nearest_site

SITES = 3


@st.composite
def cells(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    count = draw(st.integers(1, 40))
    need = draw(st.lists(st.floats(0, 500), min_size=count, max_size=count))
    seconds = draw(st.lists(st.integers(0, 15_000), min_size=count, max_size=count))
    nearest = draw(st.lists(st.integers(-1, SITES - 1), min_size=count, max_size=count))
    return np.array(need), np.array(seconds), np.array(nearest)


capacities = st.lists(st.floats(0, 1000), min_size=SITES, max_size=SITES).map(np.array)


@given(cells(), capacities, st.sampled_from([30, 60, 120, 180]))
def test_three_parts_add_up_to_need(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], capacity: np.ndarray, threshold: int
) -> None:
    need, seconds, nearest = case
    split = split_by_nearest_site(need, seconds, nearest, capacity, 1.9, threshold)
    parts = split.served + split.over_capacity + split.out_of_reach
    np.testing.assert_allclose(parts, need, rtol=1e-12, atol=1e-9)
    assert (split.served >= 0).all()
    assert (split.over_capacity >= -1e-9).all()


@given(cells(), capacities, st.randoms(use_true_random=False))
def test_order_of_cells_never_changes_a_cell(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], capacity: np.ndarray, random: object
) -> None:
    need, seconds, nearest = case
    order = np.arange(len(need))
    random.shuffle(order)  # type: ignore[attr-defined]
    first = split_by_nearest_site(need, seconds, nearest, capacity, 1.0, 60)
    second = split_by_nearest_site(need[order], seconds[order], nearest[order], capacity, 1.0, 60)
    np.testing.assert_allclose(second.served, first.served[order], rtol=1e-9)


@given(cells(), capacities)
def test_a_site_never_serves_more_than_its_staff_can(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], capacity: np.ndarray
) -> None:
    need, seconds, nearest = case
    split = split_by_nearest_site(need, seconds, nearest, capacity, 1.9, 120)
    for site in range(SITES):
        assert split.served[nearest == site].sum() * 1.9 <= capacity[site] + 1e-6


@given(cells(), capacities)
def test_a_longer_threshold_never_reaches_fewer(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], capacity: np.ndarray
) -> None:
    need, seconds, nearest = case
    out = [
        split_by_nearest_site(need, seconds, nearest, capacity, 1.0, minutes).out_of_reach.sum()
        for minutes in (30, 60, 120, 180)
    ]
    assert out == sorted(out, reverse=True)


def test_cells_without_a_site_are_out_of_reach_even_at_zero_seconds() -> None:
    split = split_by_nearest_site(
        np.array([7.0]), np.array([0]), np.array([-1]), np.array([100.0]), 1.0, 60
    )
    assert split.out_of_reach.tolist() == [7.0]


def test_a_site_nobody_asks_is_not_over_capacity() -> None:
    assert served_share(np.array([0.0]), np.array([0.0])).tolist() == [1.0]


def test_capacity_exactly_met_is_served_whole() -> None:
    assert served_share(np.array([40.0]), np.array([40.0])).tolist() == [1.0]


def test_an_empty_district_changes_no_other() -> None:
    need = pd.Series({"A": 40.0, "B": 0.0})
    assert coverage(pd.Series({"A": 10.0}), need)["A"] == 0.25
    assert np.isnan(coverage(pd.Series({"A": 10.0}), need)["B"])
