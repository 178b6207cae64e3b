"""The list of actions of the gap report: its engine is that of the screen, its sum the headline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.actions import Action, Kind
from geodata.assessment import assess
from geodata.choice import BASE, Choice
from geodata.gap.actions import COUNTED, NOT_KNOWN, OTHER_PLATFORM, action_plan
from geodata.names import TOTAL, Cadre, Platform
from geodata.planning.posts import NORM, OPENS
from geodata.runs import conditions
from geodata.supply import supply
from geodata.terrain import Season
from tests.geodata import small
from tests.geodata.worlds import lesotho_model, world

if TYPE_CHECKING:
    import random

HOUR = Choice(threshold_minutes=60)
CHOICES = (
    Choice(),
    Choice(platform=Platform.COMMUNITY),
    Choice(season=Season.WINTER, threshold_minutes=60),
)


def test_effects_counted_by_hand() -> None:
    # 60 births look to S2, whose one Mentor Mother serves 50: one more serves the last 10.
    plan = action_plan(small.model(), HOUR)
    told = {str(row.action): row.effect for row in plan.rows if row.counting == COUNTED}
    assert told == {
        "Add 1 Mentor Mother at Demo site Aba-02": 10,
        "Add 1 Site Coordinator at Demo site Aba-02": 0,
        "Add 1 Community Site Coordinator at Demo site Aba-02": 0,
    }
    assert plan.headline == 10
    assert plan.after - plan.before == 10


def test_a_coordinator_serves_no_need_even_where_a_site_is_full() -> None:
    engine = supply(small.model(), HOUR, conditions(small.programme(), HOUR), BASE, {"S2": 1})
    post = Action(Kind.ADD_POST, "S2", Cadre.SC)
    assert engine.supported([post]) == engine.supported([])


@pytest.mark.parametrize("held", ["2017-09-01", None])
def test_a_stop_that_lapsed_is_offered_and_says_why(held: str | None) -> None:
    plan = action_plan(small.model(outreach_visits=small.visits(held)), HOUR)
    row = next(row for row in plan.rows if row.action.kind == Kind.RESUME_STOP)
    # 20 births live beyond the hour and 97.6 % of women there are reached often enough.
    assert row.effect in (19, 20)
    assert row.reason.startswith("last visit 90 days ago" if held else "no visit recorded")
    assert row.low is not None
    assert row.high is not None
    assert row.low < row.effect < row.high


def test_two_visits_a_month_are_offered_where_one_does_too_little() -> None:
    winter = Choice(season=Season.WINTER, threshold_minutes=60)
    plan = action_plan(small.model(), winter)
    row = next(row for row in plan.rows if row.action.kind == Kind.DOUBLE_STOP)
    assert str(row.action) == "Visit Demo stop Aba-01 twice a month instead of once"
    # At 0.8 x 0.6 a visit: 1 - 0.52^n - n 0.48 0.52^(n-1) for n = 5 and 10.
    assert row.reason.startswith("79% of women")
    assert row.reason.endswith("99% with two")


@pytest.mark.parametrize("choice", CHOICES)
def test_effects_add_up_to_the_headline_and_begin_at_what_the_screen_calls_met(
    choice: Choice,
) -> None:
    model = lesotho_model()
    plan, answers = action_plan(model, choice), assess(model, choice)
    assert sum(row.effect or 0 for row in plan.rows) == plan.headline == plan.after - plan.before
    met = answers.value(TOTAL, "need_per_year") - answers.value(TOTAL, "unmet_need_per_year")
    assert plan.before == pytest.approx(met, abs=1)
    assert plan.low <= plan.headline <= plan.high


@pytest.mark.parametrize("choice", CHOICES)
def test_posts_fill_what_the_screen_calls_missing(choice: Choice) -> None:
    model = lesotho_model()
    plan, answers = action_plan(model, choice), assess(model, choice)
    for cadre in ("Site Coordinator", "Community Site Coordinator"):
        offered = sum(row.action.count for row in plan.rows if row.role == cadre)
        code = "sc" if cadre == "Site Coordinator" else "csc"
        assert offered == answers.value(TOTAL, f"{code}_deficit")
        assert {row.reason for row in plan.rows if row.role == cadre} == {NORM}


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 500),
    choice=st.sampled_from(CHOICES),
    shuffle=st.randoms(use_true_random=False),
)
def test_in_any_world_all_actions_at_once_do_in_any_order_what_the_headline_says(
    seed: int, choice: Choice, shuffle: random.Random
) -> None:
    model = world(seed)
    plan = action_plan(model, choice)
    counted = [row.action for row in plan.rows if row.counting == COUNTED]
    shuffle.shuffle(counted)
    sites, stops = model.programme.sites, model.programme.outreach_stops
    places = {
        name: at
        for names in (sites["site_name"], stops["stop_name"])
        for at, name in enumerate(names)
    }
    engine = supply(model, choice, conditions(model.programme, choice), BASE, places)
    done = engine.supported(counted) - engine.supported([])
    assert sum(row.effect or 0 for row in plan.rows) == plan.headline
    assert plan.headline == pytest.approx(done, abs=0.5 + 1e-6)
    assert plan.after == pytest.approx(engine.supported(counted), abs=0.5 + 1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_in_any_world_the_list_adds_up_and_nothing_is_offered_twice(seed: int) -> None:
    plan = action_plan(world(seed), Choice())
    assert sum(row.effect or 0 for row in plan.rows) == plan.headline
    offers = [(row.code, row.role) for row in plan.rows]
    assert len(offers) == len(set(offers))
    for row in plan.rows:
        assert (row.effect is None) == (row.counting != COUNTED)
        assert row.effect is None or row.effect >= 0


def test_a_post_that_opens_a_site_has_no_effect_and_says_so() -> None:
    plan = action_plan(small.model(staffing=small.staffing(**{"S1-MM": 0})), HOUR)
    row = next(row for row in plan.rows if row.code == "S1" and row.role == "Mentor Mother")
    assert OPENS in row.reason
    assert (row.counting, row.effect) == (NOT_KNOWN, None)


def test_posts_of_the_other_platform_are_listed_and_not_added() -> None:
    plan = action_plan(lesotho_model(), Choice())
    other = {row.role for row in plan.rows if row.counting == OTHER_PLATFORM}
    assert other == {"Community Mentor Mother"}


def test_two_sites_of_one_name_are_told_apart() -> None:
    sites = small.sites().assign(site_name="St Theresa")
    plan = action_plan(small.model(sites=sites), HOUR)
    assert {row.action.place for row in plan.rows} <= {"St Theresa (S1)", "St Theresa (S2)"}
