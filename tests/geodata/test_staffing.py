"""Staffing: bands, norms, and a gap that is never netted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata.parameters import Parameter, Parameters
from geodata.staffing import (
    band,
    gap,
    required_mentor_mothers,
    staff_by_site,
)

NORMS = Parameters((Parameter("tau", 0.95), Parameter("k_facility", 160), Parameter("m_min", 2)))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1))
def test_deficit_less_surplus_is_the_difference_and_one_of_them_is_zero(
    posts: list[tuple[int, int]],
) -> None:
    required, current = (pd.Series(part, dtype=float) for part in zip(*posts, strict=True))
    found = gap(required, current)
    assert ((found["deficit"] - found["surplus"]) == (required - current)).all()
    assert (found.min(axis=1) == 0).all()


def test_a_site_that_did_not_report_has_no_gap() -> None:
    found = gap(pd.Series([2.0]), pd.Series([np.nan]))
    assert found.isna().all().all()


def test_a_missing_row_is_missing_staff_and_a_zero_is_a_zero() -> None:
    rows = pd.DataFrame(
        {
            "site_id": ["S1", "S2", "S1"],
            "period": ["201711", "201711", "201710"],
            "cadre": ["MM", "SC", "MM"],
            "headcount": [2.0, 0.0, 9.0],
        }
    )
    staff = staff_by_site(rows, pd.Index(["S1", "S2"]), "201711")
    assert staff["MM"].fillna(-1).tolist() == [2.0, -1.0]
    assert staff["SC"].fillna(-1).tolist() == [-1.0, 0.0]


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_more_pairs_never_need_fewer_mentor_mothers(first: float, second: float) -> None:
    low, high = sorted([first, second])
    needed = required_mentor_mothers(pd.Series([low, high]), NORMS)
    assert needed[0] <= needed[1]


def test_exactly_full_posts_are_not_rounded_up_by_the_last_bit() -> None:
    pairs = 3 * 160 / 0.95
    assert required_mentor_mothers(pd.Series([pairs]), NORMS).tolist() == [3.0]


def test_bands_hide_the_count_from_two_up() -> None:
    assert set(band(pd.Series(range(2, 30), dtype=float))) == {"2+"}
