"""The rules for small counts and rounding, and which districts are shown together."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.privacy import (
    Figure,
    Kind,
    Policy,
    State,
    figure_words,
    half_step,
    rounded,
    state_words,
)
from geodata.public.columns import COUNTS, MM, SITES
from geodata.public.suppression import (
    ABOVE,
    ASKED,
    MISSING,
    MISSING_MOTHERS,
    SPANS,
    TEAMS,
    Plan,
    Shown,
    groups,
    plans,
    small_districts,
)

# The demonstration dataset's own: sites, Mentor Mothers, Site Coordinators, community staff.
EMBEDDED = {
    "LS-A": [18, 23, 17, 31, 17],
    "LS-C": [13, 17, 12, 39, 12],
    "LS-D": [10, 12, 9, 30, 9],
    "LS-E": [9, 10, 9, 23, 8],
    "LS-F": [6, 8, 6, 20, 6],
}


# In each district a site without a coordinator, and Mentor Mothers for four at any site.
ROOMY = {"D": [10, 13, 9, 30, 9], "E": [9, 12, 8, 23, 8], "F": [6, 9, 5, 20, 5]}
LEAST = 2.0  # Mentor Mothers that the norm asks of each team.


def counts(**changes: list[float]) -> pd.DataFrame:
    rows = EMBEDDED | {f"LS-{code}": row for code, row in changes.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COUNTS)).astype(float)


def with_norms(**changes: list[float]) -> pd.DataFrame:
    """The counts with need, and with a coordinator missing wherever a site has none."""
    rows = counts(**ROOMY | changes).assign(need_per_year=[3000, 2400, 1600, 900, 1100])
    missing = {column: rows[SITES] - rows[name] for name, column in MISSING.items()}
    sites, asked = rows[SITES], 2 * rows[SITES] + 5
    norms = {SPANS: sites, TEAMS: sites, ASKED: asked, ABOVE: 0.0}
    return rows.assign(**missing, **norms, **{MISSING_MOTHERS: asked - rows[MM]})


def first_plan(rows: pd.DataFrame) -> Plan:
    covered = pd.DataFrame({"far": [30.0] * len(rows) + [150.0]}, index=[*rows.index, "TOTAL"])
    return next(plans(rows, covered, 200.0, Policy(), LEAST))


@pytest.mark.parametrize("count", [0, 1, 4])
def test_none_and_few_are_one_class(count: int) -> None:
    assert Policy().is_small(count)
    assert state_words(State.UNDER, Policy()) == "under 5"


def test_the_stricter_setting_hides_up_to_nine() -> None:
    strict = Policy(threshold=10)
    assert strict.is_small(9)
    assert not strict.is_small(10)
    assert list(strict.small_counts) == list(range(10))
    assert state_words(State.UNDER, strict) == "under 10"


def test_no_laxer_threshold_can_be_set() -> None:
    with pytest.raises(ValueError, match="5 or 10"):
        Policy(threshold=2)


@given(
    kind=st.sampled_from([Kind.NEED, Kind.SHARE, Kind.RATIO, Kind.SECONDS, Kind.COUNT]),
    value=st.floats(min_value=1, max_value=50_000),
)
def test_a_reader_knows_how_far_rounding_moved_a_figure(kind: Kind, value: float) -> None:
    true = float(round(value)) if kind == Kind.COUNT else value
    shown = rounded(kind, true)
    assert shown is not None
    assert abs(shown - true) <= half_step(kind, shown) + 1e-9


def test_what_is_hidden_reads_as_a_word_never_as_zero_or_blank() -> None:
    for state in State:
        words = figure_words(Figure(state), Kind.COUNT, Policy())
        assert words
        assert not words.startswith("0")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.COUNT, 1234.0, "1,234"),
        (Kind.RATIO, 1.25, "1.25"),
        (Kind.NEED, 3000.0, "3,000"),
        (Kind.SECONDS, 4500.0, "1 h 15 min"),
        (Kind.COUNT, 0.0, "0"),
    ],
)
def test_figures_in_words(kind: Kind, value: float, words: str) -> None:
    assert figure_words(Figure(State.SHOWN, value), kind, Policy()) == words


def test_missing_stays_missing_and_no_route_stays_no_route() -> None:
    assert rounded(Kind.SHARE, math.nan) is None
    assert rounded(Kind.SECONDS, math.inf) == math.inf


def test_no_district_of_the_demonstration_is_small_by_default() -> None:
    assert small_districts(counts(), Policy()) == []
    assert list(groups(counts(), Policy())) == []


def test_with_setting_10_three_districts_are_small() -> None:
    strict = Policy(threshold=10)
    assert small_districts(counts(), strict) == ["LS-D", "LS-E", "LS-F"]
    assert next(groups(counts(), strict)) == ("LS-D", "LS-E", "LS-F")


def test_a_single_small_district_takes_the_next_smallest_along() -> None:
    few = counts(F=[6, 8, 4, 20, 6])
    assert small_districts(few, Policy()) == ["LS-F"]
    assert next(groups(few, Policy())) == ("LS-E", "LS-F")


@pytest.mark.parametrize(
    ("beyond", "shown"), [(0, Shown.TOTAL), (1, Shown.TOTAL), (2, Shown.TOTAL), (3, Shown.ROWS)]
)
def test_three_mentor_mothers_beyond_one_a_site_leave_any_site_room_for_four(
    beyond: int, shown: Shown
) -> None:
    rows = with_norms(E=[9, 9 + beyond, 8, 23, 8])
    assert small_districts(rows, Policy()) == []
    assert first_plan(rows).mothers == shown


def test_what_would_tell_of_the_sites_of_all_districts_is_not_told_in_total() -> None:
    rows = with_norms(
        A=[18, 18, 17, 31, 17], C=[13, 14, 12, 39, 12], D=[10, 10, 9, 30, 9],
        E=[9, 10, 8, 23, 8], F=[6, 6, 5, 20, 5],
    )  # fmt: skip
    assert first_plan(rows).mothers == Shown.NOWHERE
    # With fewer than sites some site has none, so that another may have many.
    rows.loc["LS-A", MM] = 10.0
    assert first_plan(rows).mothers == Shown.TOTAL


def test_a_district_that_did_not_report_does_not_stand_alone() -> None:
    assert small_districts(counts(F=[6, math.nan, 6, 20, 6]), Policy()) == ["LS-F"]


def test_a_group_whose_own_sum_is_small_grows() -> None:
    sparse = counts(E=[2, 3, 1, 9, 2], F=[2, 3, 1, 9, 2])
    assert next(groups(sparse, Policy())) == ("LS-D", "LS-E", "LS-F")


def test_the_last_group_is_everyone() -> None:
    few = counts(F=[6, 8, 4, 20, 6])
    assert list(groups(few, Policy()))[-1] == tuple(EMBEDDED)


@given(st.permutations(list(EMBEDDED)))
def test_the_order_of_rows_does_not_matter(order: list[str]) -> None:
    strict = Policy(threshold=10)
    assert list(groups(counts().loc[order], strict)) == list(groups(counts(), strict))


def test_a_share_that_says_somebody_works_there_is_shown_in_total_only() -> None:
    few = with_norms(F=[6, 8, 4, 20, 6])
    near, far = [2400, 1600, 1000, 800, 800, 6600], [300, 200, 100, 80, 80, 760]
    covered = pd.DataFrame({"near": near, "far": far}, index=[*EMBEDDED, "TOTAL"])
    plan = next(plans(few, covered, 7000.0, Policy(), LEAST))
    assert plan.together == ("LS-E", "LS-F")
    # 1,600 of the need of both is near, more than either has: somebody works in each.
    assert plan.shown("near") == Shown.TOTAL
    assert plan.shown("far") == Shown.ROWS
    assert plan.ranges


def test_a_total_that_says_so_is_not_shown_at_all() -> None:
    few = with_norms(F=[6, 8, 4, 20, 6])
    covered = pd.DataFrame(
        {"near": [2900, 2350, 1550, 850, 1050, 8700]}, index=[*EMBEDDED, "TOTAL"]
    )
    plan = next(plans(few, covered, 8800.0, Policy(), LEAST))
    assert plan.shown("near") == Shown.NOWHERE
    assert not plan.ranges


def test_the_last_plan_tells_only_totals_of_staff() -> None:
    few = with_norms(F=[6, 8, 4, 20, 6]).assign(need_per_year=1000.0)
    covered = pd.DataFrame({"near": [500.0] * 5 + [2500.0]}, index=[*EMBEDDED, "TOTAL"])
    last = list(plans(few, covered, 2500.0, Policy(), LEAST))[-1]
    assert last.together == tuple(EMBEDDED)
    assert last.shown("near") == Shown.NOWHERE
    assert last.labels == ()
    assert not last.ranges
    assert not last.norms


def test_coordinators_are_told_by_district_where_some_site_has_none_in_each() -> None:
    assert first_plan(with_norms()) == Plan()


@pytest.mark.parametrize(
    "district", [{"F": [6, 8, 6, 20, 5]}, {"F": [6, 8, 5, 20, 6]}, {"E": [9, 10, 9, 23, 8]}]
)
def test_as_many_coordinators_as_sites_in_one_district_are_told_of_none(
    district: dict[str, list[float]],
) -> None:
    plan = first_plan(with_norms(**district))
    assert (plan.together, plan.coordinators, plan.norms) == ((), Shown.TOTAL, True)


def test_none_missing_by_the_norm_tells_the_same_as_many_as_sites() -> None:
    # A site without a health-centre team needs no Site Coordinator.
    rows = with_norms()
    rows.loc["LS-E", "sc_deficit"] = 0.0
    assert first_plan(rows).coordinators == Shown.TOTAL


def test_districts_told_together_may_have_one_at_each_site_though_none_of_them_is_alone() -> None:
    # F is small; with E it has 15 coordinators at 15 sites.
    few = {"E": [9, 10, 9, 23, 8], "F": [6, 8, 6, 3, 5]}
    plan = first_plan(with_norms(**few))
    assert (plan.together, plan.coordinators) == (("LS-E", "LS-F"), Shown.TOTAL)
    other = first_plan(with_norms(**few | {"E": [9, 10, 8, 23, 8]}))
    assert (other.together, other.coordinators) == (("LS-E", "LS-F"), Shown.ROWS)


def test_one_at_every_site_of_the_programme_is_not_told_in_total_either() -> None:
    rows = with_norms(
        A=[18, 23, 18, 31, 17], C=[13, 17, 13, 39, 12], D=[10, 12, 10, 30, 9],
        E=[9, 10, 9, 23, 8], F=[6, 8, 6, 20, 5],
    )  # fmt: skip
    assert first_plan(rows).coordinators == Shown.NOWHERE


@pytest.mark.parametrize(
    ("asked", "missing", "above", "shown"),
    [
        (18, 0, 3, Shown.TOTAL),  # None missing: each has two.
        (18, 6, 0, Shown.TOTAL),  # Two asked of each, and none has more.
        (19, 7, 0, Shown.TOTAL),  # One may have three.
        (20, 8, 0, Shown.ROWS),  # One may have four, or one.
        (18, 1, 2, Shown.ROWS),
    ],
)
def test_a_norm_that_tells_of_each_site_of_one_district_is_told_in_total(
    asked: int, missing: int, above: int, shown: Shown
) -> None:
    rows = with_norms()
    rows.loc["LS-E", [ASKED, MISSING_MOTHERS, ABOVE]] = [asked, missing, above]
    assert first_plan(rows) == Plan(posts=shown)


def test_a_norm_that_tells_of_each_site_of_all_districts_is_not_told() -> None:
    rows = with_norms().assign(**{MISSING_MOTHERS: 0.0})
    assert not first_plan(rows).norms


def test_one_community_mentor_mother_at_each_site_is_not_told_by_the_coordinators_asked() -> None:
    # 9 at 9 sites, and the norm asks for 9 coordinators: two at one site would share one.
    rows = with_norms(E=[9, 12, 8, 9, 8])
    assert first_plan(rows).coordinators == Shown.TOTAL
    rows.loc["LS-E", SPANS] = 8.0
    assert first_plan(rows).coordinators == Shown.ROWS
