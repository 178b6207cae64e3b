"""Siting of outreach stops: small cases counted by hand, then bounds that always hold."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.allocation import most_served
from geodata.parameters import Parameter, Parameters
from geodata.planning.draws import DrawnNeed, times_chosen
from geodata.planning.proof import Proof, prove
from geodata.planning.siting import (
    Question,
    SitingRule,
    UnmeetableMinimumError,
    add_greedily,
    next_stops,
    question,
    visit_capacity,
)
from geodata.walking.links import Links

# Greedy takes the middle, which reaches 3 + 3, and then an end; both ends reach all 10.
#         left  middle  right
MINUTES = np.array([[9.0, 90, 90], [9, 9, 90], [90, 9, 9], [90, 90, 9]])
NEED = np.array([2.0, 3, 3, 2])
NOWHERE = np.zeros(4, dtype=bool)


def ask(
    minutes: np.ndarray = MINUTES,
    need: np.ndarray = NEED,
    covered: np.ndarray | None = None,
    districts: str = "AAA",
    **rule: object,
) -> Question:
    nowhere = np.zeros(len(need), dtype=bool)
    return question(
        need,
        nowhere if covered is None else covered,
        Links.of_minutes(minutes, 60),
        list(districts),
        SitingRule(**rule),  # type: ignore[arg-type]
    )


def worth(asked: Question, chosen: tuple[int, ...]) -> float:
    return asked.load(chosen).covered


def best_of_all(asked: Question) -> float:
    places = range(len(asked.districts))
    allowed = [
        chosen
        for size in range(asked.rule.most + 1)
        for chosen in combinations(places, size)
        if not asked.still_due(chosen)
    ]
    return max(worth(asked, chosen) for chosen in allowed)


def test_greedy_alone_misses_what_a_swap_finds() -> None:
    asked = ask(stops=2)
    assert add_greedily(asked, range(3)).gains == (6.0, 2.0)
    found = next_stops(asked)
    assert sorted(found.chosen) == [0, 2]
    assert found.covered == 10.0


def test_equal_gains_go_to_the_first_candidate() -> None:
    assert next_stops(ask(need=np.array([1.0, 0, 0, 1]), stops=1)).chosen == (0,)


def test_existing_sites_are_locked_and_count_no_more() -> None:
    covered = np.array([True, True, False, False])
    found = next_stops(ask(covered=covered, stops=3))
    assert found.chosen == (2,)
    assert found.gains == (5.0,)


def test_it_ends_early_when_nobody_is_left_to_reach() -> None:
    found = next_stops(ask(stops=3))
    assert sorted(found.chosen) == [0, 2]
    assert found.covered == 10.0
    assert next_stops(ask(covered=np.ones(4, dtype=bool), stops=3)).chosen == ()


def test_the_days_of_a_month_limit_the_stops() -> None:
    assert SitingRule(stops=9, days_a_month=5, visits_a_month=2).most == 2
    assert len(next_stops(ask(stops=2, days_a_month=1)).chosen) == 1


def test_a_minimum_by_district_comes_before_the_gain() -> None:
    need = np.array([9.0, 9, 0, 1])
    found = next_stops(ask(need=need, districts="ABC", stops=2, minimum_by_district={"C": 1}))
    assert sorted(found.chosen) == [0, 2]
    assert found.covered == 19.0


def test_a_minimum_is_met_even_without_gain() -> None:
    need = np.array([9.0, 0, 0, 0])
    rule = {"stops": 2, "minimum_by_district": {"C": 1}}
    found = next_stops(ask(need=need, districts="ABC", **rule))
    assert found.chosen == (0, 2)
    assert found.gains == (9.0, 0.0)


@pytest.mark.parametrize(
    ("minimum", "words"), [({"C": 2}, "C has 1 candidates"), ({"A": 1, "B": 1, "C": 1}, "more")]
)
def test_minimums_that_cannot_be_met_are_refused(minimum: dict[str, int], words: str) -> None:
    with pytest.raises(UnmeetableMinimumError, match=words):
        ask(districts="ABC", stops=2, minimum_by_district=minimum)


def test_a_full_stop_leaves_women_to_the_next() -> None:
    # Both stops reach both cells; each serves 4 a year of the 6 there.
    minutes = np.full((2, 2), 9.0)
    found = next_stops(ask(minutes, np.array([3.0, 3]), districts="AA", stops=2, visit_capacity=4))
    assert found.chosen == (0, 1)
    np.testing.assert_allclose(found.gains, [4, 2], atol=1e-5)


def test_a_limit_that_nobody_meets_changes_nothing() -> None:
    random = np.random.default_rng(5)
    minutes, need = random.uniform(0, 200, (50, 20)), random.uniform(1, 9, 50)
    free = next_stops(ask(minutes, need, districts="A" * 20, stops=4))
    loose = next_stops(ask(minutes, need, districts="A" * 20, stops=4, visit_capacity=need.sum()))
    assert free == loose
    # Just below the largest stop, one woman more or less counts.
    largest = max(free.gains)
    tight = ask(minutes, need, districts="A" * 20, stops=1, visit_capacity=largest - 1)
    assert next_stops(tight).covered == pytest.approx(largest - 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.floats(1.0, 60.0))
def test_the_smallest_cut_is_the_largest_flow(seed: int, stops: int, capacity: float) -> None:
    random = np.random.default_rng(seed)
    minutes, need = random.uniform(0, 150, (30, stops)), random.uniform(0, 9, 30)
    asked = ask(minutes, need, districts="A" * stops, stops=stops, visit_capacity=capacity)
    members = asked.reach.T.tocsr()
    flow = most_served(asked.need, members, np.full(stops, capacity))
    assert worth(asked, tuple(range(stops))) == pytest.approx(flow, abs=1e-4)


def test_a_monthly_visit_serves_72_need_a_year() -> None:
    values = {"visit_hours": 6, "contacts_per_hour": 2, "minimum_contacts": 2}
    table = Parameters(tuple(Parameter(*item) for item in values.items()))
    assert visit_capacity(table) == 72


def test_the_proof_finds_the_best_and_says_so() -> None:
    proof = prove(ask(stops=2))
    assert (proof.best.covered, proof.bound, proof.gap, proof.proven) == (10.0, 10.0, 0.0, True)


def test_without_time_the_gap_is_stated() -> None:
    random = np.random.default_rng(1)
    asked = ask(random.uniform(0, 300, (60, 25)), random.uniform(1, 9, 60), None, "A" * 25, stops=4)
    proof = prove(asked, time_limit_seconds=0.0)
    assert proof.bound >= best_of_all(asked) - 1e-6
    assert proof.best.covered >= next_stops(asked).covered
    assert proof.proven == (proof.gap == 0.0)
    assert proof.gap == pytest.approx(max(0.0, 1 - proof.best.covered / proof.bound), abs=1e-6)


def test_a_bound_is_told_before_the_search_and_it_holds() -> None:
    random = np.random.default_rng(3)
    asked = ask(random.uniform(0, 300, (60, 25)), random.uniform(1, 9, 60), None, "A" * 25, stops=4)
    heard = list[Proof]()
    proof = prove(asked, told=heard.append)
    assert len(heard) == 1
    assert heard[0].bound >= proof.bound >= proof.best.covered >= heard[0].best.covered
    assert heard[0].bound < asked.need.sum()


def test_a_stop_is_counted_in_the_draws_in_which_it_is_chosen() -> None:
    # The left end has more need in one draw of three, the right end in two.
    asked = ask(MINUTES[[0, 3]], NEED[[0, 3]], stops=1)
    by_district = np.diag(asked.need)
    factors = np.array([[2.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
    heard = list[int]()
    times = times_chosen(DrawnNeed(asked, by_district, factors), lambda done, _: heard.append(done))
    assert times.sum() == 3
    assert sorted(times.tolist()) == [0, 1, 2]
    assert heard == []


@st.composite
def questions(draw: st.DrawFn, *, limited: bool = False, minimums: bool = False) -> Question:
    cells, candidates = draw(st.integers(1, 8)), draw(st.integers(2, 6))
    size = cells * candidates
    near = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    need = draw(st.lists(st.integers(0, 20), min_size=cells, max_size=cells))
    rule: dict[str, object] = {"stops": draw(st.integers(1, candidates))}
    if limited:
        rule["visit_capacity"] = float(draw(st.integers(1, 15)))
    if minimums:
        rule["minimum_by_district"] = {"B": 1}
    minutes = np.where(np.array(near).reshape(cells, candidates), 9.0, 90.0)
    districts = "".join("AB"[place % 2] for place in range(candidates))
    return ask(minutes, np.array(need, dtype=float), None, districts, **rule)


anything = st.one_of(
    questions(), questions(limited=True), questions(minimums=True), questions(limited=True)
)
few = settings(max_examples=60, deadline=None)


@few
@given(anything)
def test_the_proof_equals_the_best_of_all_choices(asked: Question) -> None:
    proof = prove(asked)
    assert proof.proven
    assert proof.best.covered == pytest.approx(best_of_all(asked), abs=1e-4)
    assert not asked.still_due(proof.best.chosen)


@few
@given(st.one_of(questions(), questions(limited=True)))
def test_greedy_is_within_its_guarantee_of_the_best(asked: Question) -> None:
    best = best_of_all(asked)
    greedy = add_greedily(asked, range(len(asked.districts))).covered
    swapped = next_stops(asked).covered
    assert (1 - 1 / np.e) * best - 1e-4 <= greedy <= swapped + 1e-4
    assert swapped <= best + 1e-4


@few
@given(anything)
def test_gains_add_up_to_what_all_stops_cover(asked: Question) -> None:
    found = next_stops(asked)
    assert len(set(found.chosen)) == len(found.chosen) <= asked.rule.most
    assert found.covered == pytest.approx(worth(asked, found.chosen), abs=1e-4)
    assert not asked.still_due(found.chosen)


@few
@given(st.one_of(questions(), questions(limited=True)), st.integers(0, 5))
def test_another_stop_never_lowers_coverage(asked: Question, place: int) -> None:
    found = next_stops(asked).chosen
    more = place % len(asked.districts)
    if more not in found:
        assert worth(asked, (*found, more)) >= worth(asked, found) - 1e-4


@few
@given(questions(limited=True))
def test_a_limit_never_raises_coverage(asked: Question) -> None:
    chosen = next_stops(asked).chosen
    free = Question(asked.need, asked.reach, asked.districts, SitingRule(asked.rule.stops))
    assert worth(asked, chosen) <= worth(free, chosen) + 1e-4
    assert worth(asked, chosen) <= asked.rule.visit_capacity * len(chosen) + 1e-4


@few
@given(st.data())
def test_order_of_cells_never_changes_a_choice(data: st.DataObject) -> None:
    cells = data.draw(st.integers(1, 8))
    near = data.draw(st.lists(st.booleans(), min_size=cells * 4, max_size=cells * 4))
    need = np.array(data.draw(st.lists(st.integers(0, 20), min_size=cells, max_size=cells)), float)
    minutes = np.where(np.array(near).reshape(cells, 4), 9.0, 90.0)
    order = np.array(data.draw(st.permutations(range(cells))))
    capacity = data.draw(st.sampled_from([np.inf, 7.0]))
    rule = {"stops": 2, "visit_capacity": capacity, "districts": "AAAA"}
    first = next_stops(ask(minutes, need, **rule))  # type: ignore[arg-type]
    second = next_stops(ask(minutes[order], need[order], **rule))  # type: ignore[arg-type]
    assert first.chosen == second.chosen
    np.testing.assert_allclose(first.gains, second.gains, atol=1e-4)
