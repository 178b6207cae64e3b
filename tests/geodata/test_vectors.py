"""The worked numbers of the domain, each against the function that makes it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata import coverage, equity, need, outreach, staffing
from geodata.choice import Choice
from geodata.measures import pooled
from geodata.names import TOTAL
from geodata.parameters import Parameter, Parameters
from tests.dashboard.mapcontexts import context_of

if TYPE_CHECKING:
    from geodata.programme import Programme

SITES, MM, SC, CSC, CMM = 56, 70, 53, 52, 143
ORDER = ["LS-A", "LS-C", "LS-D", "LS-E", "LS-F"]

# Women 15-49 in 2017, total fertility rate, then births, need and its interval as published
# in the method notes.
DISTRICTS = {
    "LS-A": (161_627, 2.6, 12_007, 3_002, 2_328, 3_869),
    "LS-C": (94_958, 3.5, 9_496, 2_374, 1_842, 3_060),
    "LS-D": (72_266, 3.1, 6_401, 1_600, 1_241, 2_063),
    "LS-E": (44_750, 2.8, 3_580, 895, 694, 1_154),
    "LS-F": (41_606, 3.8, 4_517, 1_129, 876, 1_456),
    "LS-K": (32_144, 4.0, 3_674, 918, 712, 1_184),
    "LS-B": (31_476, 3.7, 3_327, 832, 645, 1_072),
    "LS-G": (29_220, 3.9, 3_256, 814, 631, 1_049),
    "LS-J": (24_637, 4.4, 3_097, 774, 601, 998),
    "LS-H": (19_293, 2.9, 1_599, 400, 310, 515),
}
CV_SHARED, CV_INDEPENDENT = 0.0645, 0.113


def norms(**values: float) -> Parameters:
    return Parameters(tuple(Parameter(name, value) for name, value in values.items()))


@pytest.fixture(name="facts")
def _facts() -> pd.DataFrame:
    columns = ["women", "tfr", "births", "need", "low", "high"]
    return pd.DataFrame.from_dict(DISTRICTS, orient="index", columns=columns)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (MM, SITES, 1.25),
        (CMM, SITES, 2.5535714285714284),
        (MM + CMM, SITES, 3.8035714285714284),
        (MM + CMM + SC + CSC, SITES, 5.678571428571429),
        (SC, SITES, 0.9464285714285714),
        (CSC, SITES, 0.9285714285714286),
        (MM, SC, 1.320754716981132),
        (CMM, CSC, 2.75),
        (MM + CMM, SC + CSC, 2.0285714285714285),
    ],
)
def test_staffing_ratios_of_november_2017(above: int, below: int, expected: float) -> None:
    assert pooled(np.array([above]), np.array([below])) == expected


def test_nothing_over_nothing_is_missing() -> None:
    assert np.isnan(pooled(np.array([0.0, 5.0]), np.zeros(2))).all()


def test_need_interval_from_births_and_prevalence_errors() -> None:
    cv_prevalence = need.coefficient_of_variation(0.25, 0.22, 0.28)
    low, high = need.interval_factors(need.combined_cv(0.08, cv_prevalence))
    assert (250 * low, 250 * high) == pytest.approx((205.3077, 304.4211), abs=1e-3)


def test_births_and_need_of_every_district(facts: pd.DataFrame) -> None:
    births = need.births_per_year(facts["women"], facts["tfr"])
    needs = need.need_per_year(births, pd.Series(0.25, index=facts.index))
    low, high = need.interval_factors(need.combined_cv(CV_SHARED, CV_INDEPENDENT))
    assert births.round().tolist() == facts["births"].tolist()
    assert needs.round().tolist() == facts["need"].tolist()
    assert (needs * low).tolist() == pytest.approx(facts["low"].tolist(), abs=1)
    assert (needs * high).tolist() == pytest.approx(facts["high"].tolist(), abs=1)


def test_total_need_keeps_shared_error_shared(facts: pd.DataFrame) -> None:
    births = need.births_per_year(facts["women"], facts["tfr"])
    needs = births * 0.25
    for chosen, expected in ((needs[ORDER], 0.0849), (needs, 0.0769)):
        independent = np.sqrt((chosen**2).sum()) / chosen.sum() * CV_INDEPENDENT
        assert round(need.combined_cv(CV_SHARED, independent), 4) == expected
    five = need.total_need(needs[ORDER], CV_SHARED, CV_INDEPENDENT)
    country = need.total_need(needs, CV_SHARED, CV_INDEPENDENT)
    assert births[ORDER].sum() == pytest.approx(36_000, abs=1)
    assert births.sum() == pytest.approx(50_953, abs=1)
    assert five == pytest.approx((9_000, 7_623, 10_625), abs=1)
    assert country == pytest.approx((12_738, 10_959, 14_807), abs=1)


def test_total_over_a_missing_area_is_missing() -> None:
    total = need.total_need(pd.Series([100.0, np.nan]), CV_SHARED, CV_INDEPENDENT)
    assert all(np.isnan(part) for part in total)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("need_per_frontline", (42.3, 35.8, 49.9)),
        ("need_per_mentor_mother", (128.6, 108.9, 151.8)),
        ("need_per_site", (160.7, 136.1, 189.7)),  # The interval: 7,623 and 10,625 over 56.
    ],
)
def test_need_per_post_and_site_of_the_programme(
    lesotho: Programme, name: str, expected: tuple[float, float, float]
) -> None:
    told = context_of(lesotho).assessment(Choice()).measure(TOTAL, name)
    assert told[["value", "lower", "upper"]].astype(float).round(1).tolist() == list(expected)


def test_pairs_in_the_programme_and_per_frontline(lesotho: Programme) -> None:
    found = context_of(lesotho).assessment(Choice())
    assert found.value(TOTAL, "pairs_in_programme") == pytest.approx(17_100, abs=1)
    assert round(found.value(TOTAL, "pairs_per_frontline"), 1) == 80.3


def test_errors_of_need_as_worked() -> None:
    cv_prevalence = need.coefficient_of_variation(0.25, 0.22, 0.28)
    assert round(cv_prevalence, 4) == 0.0612
    assert round(need.combined_cv(0.08, cv_prevalence), 4) == 0.1007


CELL_NEED = np.array([40.0, 60, 20])
MINUTES_TO_A, MINUTES_TO_B = np.array([20, 50, 150]), np.array([100, 40, 110])


def worked_split(threshold_minutes: float) -> coverage.Split:
    seconds = np.minimum(MINUTES_TO_A, MINUTES_TO_B) * 60
    nearest = (MINUTES_TO_B < MINUTES_TO_A).astype(int)
    capacity = np.array([2.0, 1.0]) * 50
    return coverage.split_by_nearest_site(
        CELL_NEED, seconds, nearest, capacity, 1.0, threshold_minutes
    )


def test_geographic_and_effective_coverage() -> None:
    split = worked_split(60)
    total = CELL_NEED.sum()
    assert 1 - split.out_of_reach.sum() / total == pytest.approx(0.8333333333333334)
    assert split.served.sum() / total == pytest.approx(0.75)
    assert split.over_capacity.sum() / total == pytest.approx(0.08333333333)


def test_nearest_site_only_covers_forty_of_a_hundred() -> None:
    seconds, nearest = np.array([50, 20]) * 60, np.array([0, 0])
    split = coverage.split_by_nearest_site(
        np.array([40.0, 60]), seconds, nearest, np.array([40.0, 50]), 1.0, 60
    )
    assert split.served.sum() == pytest.approx(40)


@pytest.mark.parametrize(("seconds", "inside"), [(3599, True), (3600, True), (3601, False)])
def test_an_hour_is_within_an_hour(seconds: int, inside: bool) -> None:  # noqa: FBT001
    assert coverage.within(np.array([seconds]), 60)[0] == inside


def test_staffing_gap_illustration() -> None:
    pairs = pd.Series([17_100.0])
    table = norms(
        tau=1.0,
        k_facility=160,
        home_visit_share=0.5,
        k_community_lowland=113,
        k_community_mountain=72,
    )
    facility = staffing.full_time_mentor_mothers(pairs, table).iloc[0]
    community = staffing.community_workload(pairs * 0.7, pairs * 0.3, table).iloc[0]
    assert round(facility, 1) == 106.9
    assert round(facility - MM, 1) == 36.9
    assert round(community, 1) == 88.6
    assert round(CMM - community, 1) == 54.4


def test_two_mentor_mothers_for_leave_cover_alone_ask_for_112() -> None:
    table = norms(tau=0.95, k_facility=160, m_min=2)
    assert staffing.required_mentor_mothers(pd.Series(np.ones(SITES)), table).sum() == 112


@pytest.mark.parametrize(
    ("cancellations", "contacts", "expected"),
    [
        (0.1, 1, 0.9982789632),
        (0.1, 2, 0.9761513472),
        (0.1, 3, 0.8623521792),
        (0.1, 4, 0.5697257472),
        (0.4, 2, 0.7865008128),
        (0.4, 4, 0.1634992128),
    ],
)
def test_chance_of_contacts(cancellations: float, contacts: int, expected: float) -> None:
    chance = outreach.contact_chance(5, 0.8, cancellations, contacts)
    assert chance == pytest.approx(expected, abs=1e-9)


def test_chance_of_contacts_agrees_with_scipy() -> None:
    binom = pytest.importorskip("scipy.stats").binom
    for months, contacts in itertools.product(range(1, 8), range(1, 5)):
        ours = outreach.contact_chance(months, 0.8, 0.4, contacts)
        assert ours == pytest.approx(float(binom.sf(contacts - 1, months, 0.48)), abs=1e-12)


def test_gini_of_the_demonstration_allocation(facts: pd.DataFrame) -> None:
    staff = np.array([54.0, 56, 42, 33, 28])
    needs = (facts["women"] * facts["tfr"] / 35 * 0.25)[ORDER].to_numpy()
    assert equity.gini(staff, needs) == pytest.approx(0.117339, abs=5e-7)
    # Maseru, Leribe, Mohale's Hoek, Berea, Mafeteng: fewest staff for their need first.
    of_need, of_staff = equity.lorenz(staff, needs)
    assert of_need.round(3).tolist() == [0, 0.334, 0.597, 0.723, 0.901, 1]
    assert of_staff.round(3).tolist() == [0, 0.254, 0.516, 0.648, 0.845, 1]


def test_coverage_of_the_most_remote_fifth_less_that_of_the_nearest() -> None:
    rank = equity.remoteness_rank(np.full(5, 10.0), np.arange(5.0))
    by_fifth = equity.coverage_by_fifth(np.full(5, 10.0), np.array([9.0, 8, 6, 4, 1]), rank)
    assert by_fifth.tolist() == pytest.approx([0.9, 0.8, 0.6, 0.4, 0.1])


def test_concentration_of_coverage_in_the_near() -> None:
    covered = np.array([1.0, 50 / 60, 0.0])
    rank = equity.remoteness_rank(CELL_NEED, np.minimum(MINUTES_TO_A, MINUTES_TO_B).astype(float))
    assert rank == pytest.approx([1 / 6, 7 / 12, 11 / 12])
    assert equity.concentration_index(CELL_NEED, covered, rank) == pytest.approx(-0.2037037)
    assert equity.erreygers_index(CELL_NEED, covered, rank) == pytest.approx(-0.6111111)
