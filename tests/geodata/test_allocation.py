"""Allocation under three rules: counted by hand, then what must hold for any country."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.allocation import (
    Allocation,
    Case,
    accessmod,
    by_demand_in_reach,
    nearest_only,
)
from geodata.coverage import split_by_nearest_site
from geodata.rules import best_served
from geodata.walking.links import Links, alike

# The vector of the field notes: cells X and Y by sites A and B, and the longest walk.
NEED = np.array([40.0, 60])
MINUTES = np.array([[50.0, 100], [20, 40]])
CAPACITY = np.array([40.0, 50])
VECTOR = Links.of_minutes(MINUTES, 60)

Country = tuple[np.ndarray, np.ndarray, np.ndarray]


@st.composite
def countries(draw: st.DrawFn) -> Country:
    cells, sites = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    whole = st.integers(0, 100)
    demand = draw(st.lists(whole, min_size=cells, max_size=cells))
    minutes = draw(st.lists(st.integers(0, 120), min_size=cells * sites, max_size=cells * sites))
    capacity = draw(st.lists(whole, min_size=sites, max_size=sites))
    table = np.array(minutes, dtype=float).reshape(cells, sites)
    return np.array(demand, dtype=float), table, np.array(capacity, dtype=float)


def both_rules(demand: np.ndarray, links: Links, capacity: np.ndarray) -> list[Allocation]:
    order = by_demand_in_reach(demand, links)
    return [nearest_only(demand, links, capacity), accessmod(demand, links, capacity, order)]


def best(demand: np.ndarray, links: Links, capacity: np.ndarray) -> float:
    return best_served(demand, 1.0, links, capacity)


def brute_force(demand: np.ndarray, links: Links, capacity: np.ndarray) -> float:
    # Largest flow = smallest cut: over all sets of sites that are cut off by their capacity.
    least = np.inf
    for chosen in range(2**links.sites):
        cut = np.array([bool(chosen >> site & 1) for site in range(links.sites)])
        others = np.zeros(links.cells, dtype=bool)
        others[links.cell[~cut[links.site]]] = True
        least = min(least, capacity[cut].sum() + demand[others].sum())
    return float(least)


def test_vector_nearest_site_only_covers_40_percent() -> None:
    result = nearest_only(NEED, VECTOR, CAPACITY)
    assert result.served_by_site.tolist() == [40.0, 0.0]
    assert result.served.sum() == pytest.approx(40)


@pytest.mark.parametrize(("order", "expected"), [([0, 1], [40, 20]), ([1, 0], [40, 50])])
def test_vector_accessmod_depends_on_the_order_of_sites(
    order: list[int], expected: list[int]
) -> None:
    result = accessmod(NEED, VECTOR, CAPACITY, np.array(order))
    np.testing.assert_allclose(result.served_by_site, expected)
    assert result.served.sum() == pytest.approx(sum(expected))


def test_vector_best_possible_covers_90_percent() -> None:
    assert best(NEED, VECTOR, CAPACITY) == pytest.approx(90)


def test_worked_case_of_the_domain_75_by_nearest_and_83_percent_by_passing() -> None:
    need, minutes = np.array([40.0, 60, 20]), np.array([[20.0, 100], [50, 40], [150, 110]])
    links, capacity = Links.of_minutes(minutes, 60), np.array([100.0, 50])
    assert nearest_only(need, links, capacity).served.sum() / 120 == pytest.approx(0.75)
    for order in ([0, 1], [1, 0]):
        served = accessmod(need, links, capacity, np.array(order)).served.sum()
        assert served / 120 == pytest.approx(100 / 120)
    assert best(need, links, capacity) / 120 == pytest.approx(100 / 120)


@pytest.mark.parametrize(
    ("capacity", "case", "served"),
    [
        (25.0, Case.PART_OF_OUTER_BAND, [10, 15, 0]),
        (4.0, Case.PART_OF_FIRST_BAND, [4, 0, 0]),
        (100.0, Case.MORE_THAN_ENOUGH, [10, 20, 30]),
        (30.0, Case.EXACTLY_ENOUGH, [10, 20, 0]),
        (60.0, Case.EXACTLY_ENOUGH, [10, 20, 30]),
        (np.inf, Case.NO_LIMIT, [10, 20, 30]),
        (0.0, Case.EXACTLY_ENOUGH, [0, 0, 0]),
    ],
)
def test_the_five_cases_of_accessmod(capacity: float, case: Case, served: list[int]) -> None:
    links = Links.of_minutes(np.array([[1.0], [2], [3]]), 60)
    demand = np.array([10.0, 20, 30])
    result = accessmod(demand, links, np.array([capacity]), np.array([0]))
    assert result.cases == (case,)
    np.testing.assert_allclose(result.served, served)


def test_a_site_with_nobody_in_reach_serves_nobody_under_any_rule() -> None:
    links = Links.of_minutes(np.array([[10.0, 500]]), 60)
    for result in both_rules(np.array([8.0]), links, np.array([5.0, 5])):
        np.testing.assert_allclose(result.served_by_site, [5, 0], atol=1e-6)
    assert best(np.array([8.0]), links, np.array([5.0, 5])) == pytest.approx(5)


def test_nobody_in_reach_of_anything_is_served_nothing() -> None:
    links = Links.of_minutes(np.full((2, 2), 500.0), 60)
    for result in both_rules(np.ones(2), links, np.ones(2)):
        assert result.served.tolist() == [0, 0]
    assert best(np.ones(2), links, np.ones(2)) == 0


def test_a_band_ends_with_its_whole_minute() -> None:
    links = Links.of_rows(
        np.arange(2), np.zeros(2, int), np.array([3600.0, 3601]), cells=2, sites=1
    )
    result = accessmod(np.array([5.0, 5]), links, np.array([5.0]), np.array([0]))
    assert result.served.tolist() == [5, 0]
    assert links.within(60).cell.tolist() == [0]


@given(countries(), st.integers(10, 120))
def test_nearest_rule_equals_the_headline(country: Country, longest: int) -> None:
    demand, minutes, capacity = country
    split = split_by_nearest_site(
        demand, minutes.min(axis=1) * 60, minutes.argmin(axis=1), capacity, 1.0, longest
    )
    result = nearest_only(demand, Links.of_minutes(minutes, longest), capacity)
    np.testing.assert_allclose(result.served, split.served, atol=1e-9)


@given(countries(), st.integers(10, 120))
def test_best_possible_equals_the_smallest_cut(country: Country, longest: int) -> None:
    demand, minutes, capacity = country
    links = Links.of_minutes(minutes, longest)
    least = brute_force(demand, links, capacity)
    assert best(demand, links, capacity) == pytest.approx(least, abs=1e-5)


@given(countries(), st.integers(10, 120))
def test_best_possible_is_never_below_the_others_nor_above_reach_or_capacity(
    country: Country, longest: int
) -> None:
    demand, minutes, capacity = country
    links = Links.of_minutes(minutes, longest)
    nearest, sequential = both_rules(demand, links, capacity)
    total = best(demand, links, capacity)
    assert total >= nearest.served.sum() - 1e-5
    assert total >= sequential.served.sum() - 1e-5
    assert total <= demand[(minutes <= longest).any(axis=1)].sum() + 1e-5
    assert total <= capacity.sum() + 1e-5


@given(countries())
def test_no_rule_serves_more_than_a_cell_asks_or_a_site_can(country: Country) -> None:
    demand, minutes, capacity = country
    for result in both_rules(demand, Links.of_minutes(minutes, 60), capacity):
        assert (result.served <= demand + 1e-5).all()
        assert (result.served_by_site <= capacity + 1e-5).all()
        assert result.served.sum() == pytest.approx(result.served_by_site.sum(), abs=1e-5)


@given(countries(), st.randoms(use_true_random=False))
def test_order_of_cells_never_changes_a_result(country: Country, random: object) -> None:
    demand, minutes, capacity = country
    order = np.arange(len(demand))
    random.shuffle(order)  # type: ignore[attr-defined]
    links, reordered = (Links.of_minutes(table, 60) for table in (minutes, minutes[order]))
    before = both_rules(demand, links, capacity)
    after = both_rules(demand[order], reordered, capacity)
    assert best(demand[order], reordered, capacity) == pytest.approx(
        best(demand, links, capacity), abs=1e-5
    )
    for first, second in zip(before, after, strict=True):
        np.testing.assert_allclose(second.served, first.served[order], atol=1e-6)
        np.testing.assert_allclose(second.served_by_site, first.served_by_site, atol=1e-6)


@given(countries(), st.randoms(use_true_random=False))
def test_order_of_links_never_changes_a_result(country: Country, random: object) -> None:
    demand, minutes, capacity = country
    links = Links.of_minutes(minutes, 60)
    order = np.arange(len(links.cell))
    random.shuffle(order)  # type: ignore[attr-defined]
    rows = links.cell[order], links.site[order], links.seconds[order]
    shuffled = Links.of_rows(*rows, links.cells, links.sites)
    assert best(demand, shuffled, capacity) == best(demand, links, capacity)


@given(countries())
def test_order_of_sites_never_changes_the_best_total(country: Country) -> None:
    demand, minutes, capacity = country
    total = best(demand, Links.of_minutes(minutes, 60), capacity)
    other = best(demand, Links.of_minutes(minutes[:, ::-1], 60), capacity[::-1])
    assert other == pytest.approx(total, abs=1e-5)


@given(countries())
def test_cells_alike_reach_the_very_same_sites(country: Country) -> None:
    demand, minutes, _ = country
    links = Links.of_minutes(minutes, 60)
    groups, members = alike(links, demand)
    for cell in range(links.cells):
        reached = set(links.site[links.cell == cell].tolist()) if demand[cell] > 0 else set()
        row = members[[groups[cell]]].indices.tolist() if groups[cell] >= 0 else []
        assert set(row) == reached
