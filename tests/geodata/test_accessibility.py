"""Accessibility: the worked case, and staff that is neither lost nor made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.accessibility import e2sfca, walk_weight
from geodata.walking.links import Links

NEED = np.array([40.0, 60, 20])
MINUTES = np.array([[20.0, 100], [50, 40], [150, 110]])
STAFF = np.array([2.0, 1])
SITES = 3


def test_worked_case_of_the_domain() -> None:
    result = e2sfca(NEED, Links.of_minutes(MINUTES, 120), STAFF)
    expected = [0.024752475247524754, 0.018518518518518517]
    np.testing.assert_allclose(result.ratio_by_site, expected)
    np.testing.assert_allclose(result.per_100_need, [2.882655, 2.942428, 0.407407], atol=1e-6)
    assert (NEED * result.per_100_need).sum() / 100 == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("seconds", "weight"),
    [(0, 1), (1800, 1), (1801, 0.68), (3600, 0.68), (3601, 0.22), (7200, 0.22), (7201, 0)],
)
def test_bands_end_with_their_last_second(seconds: int, weight: float) -> None:
    assert walk_weight(np.array([seconds]))[0] == weight


def test_a_site_with_nobody_in_reach_is_listed_and_adds_nothing() -> None:
    minutes = np.column_stack([MINUTES, [500.0, 500, 500]])
    result = e2sfca(NEED, Links.of_minutes(minutes, 600), np.append(STAFF, 9.0))
    assert result.nobody_in_reach.tolist() == [False, False, True]
    assert np.isnan(result.ratio_by_site[2])
    assert (NEED * result.per_100_need).sum() / 100 == pytest.approx(3.0)


def test_cells_without_need_do_not_make_a_site_asked() -> None:
    result = e2sfca(np.array([0.0]), Links.of_minutes(np.array([[10.0]]), 120), np.array([1.0]))
    assert result.nobody_in_reach.tolist() == [True]
    assert result.per_100_need.tolist() == [0.0]


def test_a_site_that_did_not_report_is_listed_and_does_not_spoil_the_others() -> None:
    result = e2sfca(NEED, Links.of_minutes(MINUTES, 120), np.array([2.0, np.nan]))
    assert result.not_reported.tolist() == [False, True]
    assert not result.nobody_in_reach.any()
    assert (NEED * result.per_100_need).sum() / 100 == pytest.approx(2.0)


def test_a_cell_that_reaches_nobody_has_zero_not_missing() -> None:
    result = e2sfca(NEED, Links.of_minutes(MINUTES[:, :1], 120), STAFF[:1])
    assert result.per_100_need[2] == 0.0


@st.composite
def countries(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    cells = draw(st.integers(1, 12))
    need = draw(st.lists(st.floats(0, 500), min_size=cells, max_size=cells))
    size = cells * SITES
    minutes = draw(st.lists(st.integers(0, 200), min_size=size, max_size=size))
    staff = draw(st.lists(st.floats(0, 20), min_size=SITES, max_size=SITES))
    return np.array(need), np.array(minutes, dtype=float).reshape(cells, SITES), np.array(staff)


@given(countries())
def test_staff_is_conserved(country: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    need, minutes, staff = country
    need = np.where(need < 1e-6, 0.0, need)
    result = e2sfca(need, Links.of_minutes(minutes, 120), staff)
    given_out = (need * result.per_100_need).sum() / 100
    assert given_out == pytest.approx(staff[~result.nobody_in_reach].sum(), rel=1e-9, abs=1e-9)


@given(countries(), st.randoms(use_true_random=False))
def test_order_of_cells_never_changes_a_cell(
    country: tuple[np.ndarray, np.ndarray, np.ndarray], random: object
) -> None:
    need, minutes, staff = country
    need = np.where(need < 1e-6, 0.0, need)
    order = np.arange(len(need))
    random.shuffle(order)  # type: ignore[attr-defined]
    first = e2sfca(need, Links.of_minutes(minutes, 120), staff)
    second = e2sfca(need[order], Links.of_minutes(minutes[order], 120), staff)
    np.testing.assert_allclose(second.per_100_need, first.per_100_need[order], rtol=1e-9)


@given(countries())
def test_more_staff_never_lowers_a_cell(
    country: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    need, minutes, staff = country
    links = Links.of_minutes(minutes, 120)
    before, after = e2sfca(need, links, staff), e2sfca(need, links, staff + 1)
    assert (after.per_100_need >= before.per_100_need).all()
