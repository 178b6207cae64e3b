"""Equity indices: known values, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.equity import concentration_index, coverage_by_fifth, fifth, gini, remoteness_rank

positive = st.floats(0.1, 100)


def test_equal_staff_per_need_has_no_inequality() -> None:
    assert gini(np.array([1.0, 2, 3]), np.array([10.0, 20, 30])) == pytest.approx(0)


def test_groups_without_need_are_left_out() -> None:
    with_empty = gini(np.array([1.0, 2, 5]), np.array([10.0, 30, 0]))
    assert with_empty == gini(np.array([1.0, 2]), np.array([10.0, 30]))


@given(st.lists(st.tuples(positive, positive), min_size=2, max_size=12))
def test_gini_lies_between_nothing_and_one_and_ignores_order(
    pairs: list[tuple[float, float]],
) -> None:
    staff, need = (np.array(part) for part in zip(*pairs, strict=True))
    value = gini(staff, need)
    assert -1e-9 <= value < 1
    assert gini(staff[::-1], need[::-1]) == pytest.approx(value, abs=1e-9)


@given(st.lists(st.tuples(positive, st.integers(0, 5)), min_size=2, max_size=30))
def test_ranks_have_the_mean_of_a_half_and_ties_share_one(rows: list[tuple[float, int]]) -> None:
    need, seconds = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    rank = remoteness_rank(need, seconds)
    assert np.sum(rank * need) / need.sum() == pytest.approx(0.5)
    for value in np.unique(seconds):
        assert len(np.unique(rank[seconds == value])) == 1


def test_coverage_that_is_the_same_everywhere_is_not_concentrated() -> None:
    need = np.array([3.0, 2, 5])
    rank = remoteness_rank(need, np.array([1.0, 2, 3]))
    assert concentration_index(need, np.full(3, 0.4), rank) == pytest.approx(0)


def test_no_coverage_at_all_has_no_index() -> None:
    need = np.array([3.0, 2])
    rank = remoteness_rank(need, np.array([1.0, 2]))
    assert np.isnan(concentration_index(need, np.zeros(2), rank))


def test_fifths_pool_their_need() -> None:
    need = np.array([10.0, 10, 10, 10, 10])
    rank = remoteness_rank(need, np.arange(5.0))
    assert fifth(rank).tolist() == [1, 2, 3, 4, 5]
    shares = coverage_by_fifth(need, np.array([10.0, 5, 0, 0, 1]), rank)
    assert shares.tolist() == pytest.approx([1, 0.5, 0, 0, 0.1])
