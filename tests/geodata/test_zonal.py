"""Sums and weighted percentiles by group, against numpy and by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.zonal import sums, weighted_percentiles


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 5), st.integers(-1, 3)), min_size=1))
def test_percentiles_equal_those_of_repeated_values(rows: list[tuple[int, int, int]]) -> None:
    values, weights, group = (np.array(part) for part in zip(*rows, strict=True))
    found = weighted_percentiles(values.astype(float), weights.astype(float), group, 4, (0.5, 0.9))
    for place in range(4):
        repeated = np.repeat(values[group == place], weights[group == place])
        for row, share in enumerate((0.5, 0.9)):
            if not len(repeated):
                assert np.isnan(found[row, place])
            else:
                expected = np.quantile(repeated, share, method="inverted_cdf")
                assert found[row, place] == expected


def test_sums_keep_the_whole_and_leave_out_what_belongs_nowhere() -> None:
    values, group = np.array([1.0, 2, 4, 8]), np.array([0, 2, 0, -1])
    assert sums(values, group, 3).tolist() == [5.0, 0.0, 2.0]


def test_a_group_without_weight_has_no_median() -> None:
    found = weighted_percentiles(np.array([5.0]), np.array([0.0]), np.array([0]), 1, (0.5,))
    assert np.isnan(found).all()
