"""The next posts by district: from public figures alone, and near what the sites say."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.choice import Choice
from geodata.names import Platform
from geodata.planning.posts import next_posts
from geodata.planning.posttable import post_table
from geodata.privacy import Figure, Policy, State
from geodata.public.posts import HIDDEN, NOT_FACILITY, public_posts, shared_out
from geodata.public.view import PublicView, public_view
from geodata.runs import conditions
from tests.geodata.worlds import assessed, lesotho_model


@pytest.fixture(name="view", scope="module")
def _view() -> PublicView:
    model = lesotho_model()
    return public_view(model.programme, assessed(model))


def test_a_post_serves_its_pairs_over_the_years_in_the_programme(view: PublicView) -> None:
    told = public_posts(view)
    assert told.births_per_post == pytest.approx(160 / 1.9)
    # 49 % of 3,000 births in Maseru are over capacity: room for more than ten posts.
    assert [one.posts for one in told.rows] == [10, 0, 0, 0, 0]
    assert told.more_births == pytest.approx(1600 / 1.9)
    assert told.rows[0].served_after == pytest.approx(0.32 + 1600 / 1.9 / 3000)
    assert told.rows[1].all_here == pytest.approx((2350 * 0.26, 1850 * 0.19, 1600 / 1.9))


def test_the_sites_themselves_say_the_same(view: PublicView) -> None:
    model, choice = lesotho_model(), Choice()
    table = post_table(model, choice, conditions(model.programme, choice))
    private = next_posts(table[table["cadre"] == "MM"], most=10).posts
    assert public_posts(view).more_births == pytest.approx(private["gain"].sum(), rel=0.02)
    homes = private["site_id"].map(model.programme.sites["district_code"])
    assert set(homes) == {"LS-A"}


def test_nothing_is_told_where_a_part_of_it_is_hidden(view: PublicView) -> None:
    first = view.rows[0]
    figures = {**dict(first.figures), "share_over_capacity": Figure(State.HIDDEN)}
    hidden = replace(first, figures=tuple(figures.items()))
    told = public_posts(replace(view, rows=(hidden, *view.rows[1:])))
    assert (told.rows, told.withheld) == ((), HIDDEN)
    assert math.isnan(told.more_births)


def test_districts_shown_together_count_once() -> None:
    model = lesotho_model()
    view = public_view(model.programme, assessed(model), Policy(threshold=10))
    told = public_posts(view)
    named = [one.row.name for one in told.rows]
    assert named in ([], ["Maseru", "Leribe", "Berea, Mafeteng and Mohale's Hoek together"])
    assert bool(named) != bool(told.withheld)


def test_it_is_not_told_for_home_visits(view: PublicView) -> None:
    community = replace(view, choice=Choice(platform=Platform.COMMUNITY))
    assert public_posts(community).withheld == NOT_FACILITY


@given(
    st.dictionaries(st.text(min_size=1, max_size=2), st.floats(0, 2000), min_size=1, max_size=5),
    st.integers(0, 12),
)
def test_posts_serve_no_more_than_there_is(over: dict[str, float], count: int) -> None:
    posts, gains = shared_out(over, count, 84.0)
    assert sum(posts.values()) <= count
    for name, gain in gains.items():
        assert 0 <= gain <= min(over[name], 84.0 * posts[name]) + 1e-6
    # Taking one more never serves less, and never more than one post can.
    more = sum(shared_out(over, count + 1, 84.0)[1].values()) - sum(gains.values())
    assert -1e-6 <= more <= 84.0 + 1e-6
