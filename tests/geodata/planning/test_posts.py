"""The next posts: the worked country, then that no other choice of posts serves more."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.names import Cadre, Scope
from geodata.planning.posts import NO_MORE, NORM, OPENS, SERVES, coverage_after, next_posts
from geodata.planning.posttable import post_table
from geodata.runs import conditions
from tests.geodata import small

COLUMNS = ["site_id", "cadre", "posts", "required", "need_per_post", "need"]


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    return frame.assign(need_lower=frame["need"] * 0.75, need_upper=frame["need"] * 1.25)


WORKED = table(("S1", "MM", 2, 2, 50, 40), ("S2", "MM", 1, 1, 50, 60))


def test_the_worked_case_gains_ten_at_the_full_site() -> None:
    plan = next_posts(WORKED, most=3)
    assert plan.posts["site_id"].tolist() == ["S2"]
    row = plan.posts.loc[0, ["gain", "gain_lower", "gain_upper"]]
    assert row.tolist() == [10, 0, 25]
    assert plan.posts["reason"].tolist() == [SERVES]
    assert plan.message == NO_MORE


def test_coverage_goes_from_75_to_83_percent_and_more_need_means_less_of_it() -> None:
    after = coverage_after(WORKED, next_posts(WORKED, 1), Cadre.MM, (120, 90, 150))
    assert after.loc["before"].tolist() == pytest.approx([0.75, 100 / 150, 75 / 90])
    assert after.loc["after"].tolist() == pytest.approx([100 / 120, 75 / 90, 125 / 150])


def test_nothing_is_said_when_all_posts_asked_for_were_found() -> None:
    assert next_posts(WORKED, most=1).message == ""


def test_no_post_helps_where_all_is_served_and_the_norms_are_met() -> None:
    plan = next_posts(table(("S1", "MM", 2, 2, 50, 40)), most=5)
    assert plan.posts.empty
    assert plan.message == NO_MORE


def test_a_post_that_serves_less_than_one_does_not_help() -> None:
    rows = table(("S1", "MM", 1, 1, 50, 50.9))
    assert next_posts(rows, most=1).posts.empty
    assert next_posts(rows, most=1, least_gain=0.5).posts["gain"].tolist() == pytest.approx([0.9])


def test_posts_for_the_norm_alone_come_last_and_add_nothing() -> None:
    rows = table(("S1", "SC", 0, 1, 0, 0), ("S2", "MM", 1, 2, 50, 20), ("S9", "MM", 1, 2, 50, 70))
    plan = next_posts(rows, most=9)
    assert plan.posts["site_id"].tolist() == ["S9", "S1", "S2"]
    assert plan.posts["gain"].tolist() == [20, 0, 0]
    assert plan.posts["reason"].tolist() == [SERVES, NORM, NORM]


def test_the_first_of_a_cadre_has_an_unknown_effect_not_none() -> None:
    plan = next_posts(table(("S1", "MM", 0, 2, 50, 0)), most=1)
    assert plan.posts["gain"].isna().all()
    assert plan.posts["reason"].tolist() == [OPENS]


def test_sites_that_did_not_report_are_listed_never_zero() -> None:
    plan = next_posts(table(("S1", "MM", np.nan, 2, 50, 90)), most=1)
    assert plan.posts.empty
    assert plan.cannot_assess == (("S1", "MM"),)


def test_costs_are_given_by_cadre_and_per_need() -> None:
    rows = table(("S1", "MM", 1, 1, 50, 70), ("S2", "CMM", 1, 1, 30, 45))
    plan = next_posts(rows, most=2, cost_per_post={"MM": 1000})
    assert plan.posts["cost"].fillna(-1).tolist() == [1000, -1]
    assert plan.posts["cost_per_need"].fillna(-1).tolist() == [50, -1]


def test_equal_gains_go_to_the_first_site_whatever_the_order_of_rows() -> None:
    rows = table(
        ("S2", "MM", 1, 1, 50, 70), ("S1", "CMM", 1, 1, 50, 70), ("S1", "MM", 1, 1, 50, 70)
    )
    for frame in (rows, rows[::-1]):
        posts = next_posts(frame, most=3).posts
        assert list(zip(posts["site_id"], posts["cadre"], strict=True)) == [
            ("S1", "MM"),
            ("S1", "CMM"),
            ("S2", "MM"),
        ]


def test_a_programme_gives_the_table_and_the_headline_agrees() -> None:
    model, choice = small.model(), Choice(threshold_minutes=60)
    shared = conditions(model.programme, choice)
    rows = post_table(model, choice, shared)
    assert len(rows) == 8
    plan = next_posts(rows[rows["cadre"] == "MM"], most=1)
    assert plan.posts["site_id"].tolist() == ["S2"]
    assert plan.posts["gain"].tolist() == pytest.approx([10])
    after = coverage_after(rows, plan, Cadre.MM, (120, 120, 120))
    headline = assess(model, choice).value("TOTAL", "effective_coverage")
    assert after.at["before", "value"] == pytest.approx(headline)
    staffed = small.model(staffing=small.staffing(**{"S2-MM": 2}))
    assert after.at["after", "value"] == pytest.approx(
        assess(staffed, choice).value("TOTAL", "effective_coverage")
    )


def test_a_wider_scope_keeps_the_table_of_all_sites() -> None:
    model = small.model()
    choice = Choice(threshold_minutes=60, scope=Scope.COUNTRY)
    rows = post_table(model, choice, conditions(model.programme, choice))
    # The cell of the other district, 10 need a year, now asks too.
    needs = rows[rows["cadre"] == "MM"].set_index("site_id")["need"]
    assert needs.to_dict() == pytest.approx({"S1": 40, "S2": 70})


tables = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 200), st.sampled_from([30, 50])),
    min_size=1,
    max_size=4,
).map(
    lambda rows: table(
        *((f"S{site}", "MM", posts, 0, rate, need) for site, (posts, need, rate) in enumerate(rows))
    )
)


@given(tables, st.integers(1, 3))
def test_no_other_choice_of_posts_serves_more(rows: pd.DataFrame, most: int) -> None:
    plan = next_posts(rows, most, least_gain=1e-9)

    def served(extra: np.ndarray) -> float:
        capacity = (rows["posts"] + extra) * rows["need_per_post"]
        return float(np.minimum(capacity, rows["need"]).sum())

    choices = combinations_with_replacement(range(len(rows)), most)
    extras = [np.bincount(chosen, minlength=len(rows)) for chosen in choices]
    best = max(served(extra) for extra in extras) - served(np.zeros(len(rows)))
    assert plan.posts["gain"].sum() == pytest.approx(best)


@given(tables)
def test_intervals_hold_the_gain_and_gains_never_grow(rows: pd.DataFrame) -> None:
    posts = next_posts(rows, most=5).posts
    assert (posts["gain_lower"] <= posts["gain"]).all()
    assert (posts["gain"] <= posts["gain_upper"]).all()
    assert posts["gain"].is_monotonic_decreasing
