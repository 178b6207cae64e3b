"""Where next: gains add up, reasons are told, ranks say how sure they are."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.choice import Choice
from geodata.model import build_model
from geodata.names import Cadre, Platform
from geodata.planning.next_steps import (
    areas_next,
    drawn_question,
    posts_next,
    rank_spread,
    stop_question,
    stops_next,
)
from geodata.planning.places import Candidates, StopWish, stop_candidates
from geodata.planning.run import Planner
from geodata.planning.scenario import Change, PlaceEdit, Scenario, What
from geodata.planning.siting import next_stops
from geodata.planning.walks import SeasonWalks
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from tests.geodata import small

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="tiny", scope="module")
def _tiny(tiny_template: Path) -> Planner:
    programme = load(tiny_template)
    travel = {season: travel_tables(programme, season) for season in Season}
    return Planner(build_model(programme, travel))


def stops(planner: Planner, scenario: Scenario) -> pd.DataFrame:
    model = planner.model(scenario)
    candidates = stop_candidates(model.programme)
    links = planner.candidate_links(scenario, candidates)
    rule = StopWish().rule(model.programme)
    asked = stop_question(model, scenario.choice, candidates, links, rule)
    return stops_next(model, scenario.choice, candidates, asked, next_stops(asked))


def test_candidates_are_the_areas_of_the_programme(tiny: Planner) -> None:
    found = stop_candidates(tiny.model(Scenario()).programme)
    assert set(found["district_code"]) == {"LS-A", "LS-C"}
    assert found.index.is_monotonic_increasing


def test_a_stop_that_is_taken_is_no_longer_offered(tiny: Planner) -> None:
    today = Scenario(threshold_minutes=30)
    first = stops(tiny, today)
    best = first.iloc[0]
    taken = PlaceEdit(What.STOP, Change.ADD, "N1", best["latitude"], best["longitude"])
    after = stops(tiny, Scenario(threshold_minutes=30, places=(taken,)))
    assert first["gain"].iloc[0] > 0
    assert after["gain"].sum() == pytest.approx(first["gain"].sum() - best["gain"])


def test_gains_of_stops_lie_inside_their_intervals_and_fall(tiny: Planner) -> None:
    found = stops(tiny, Scenario(threshold_minutes=30))
    assert (found["gain_lower"] < found["gain"]).all()
    assert (found["gain"] < found["gain_upper"]).all()
    assert found["gain"].is_monotonic_decreasing


def test_the_first_post_serves_the_ten_left_over() -> None:
    found = posts_next(small.model(), Choice(threshold_minutes=60))
    posts, message = found.posts, found.message
    first = posts.iloc[0]
    assert (first["site_id"], first["cadre"]) == ("S2", Cadre.MM)
    assert first["gain"] == pytest.approx(10)
    assert first["rank"] == 1
    assert (len(posts) < 10) == bool(message)


def test_areas_stand_by_their_score_and_say_how_far_a_rank_moves(tiny: Planner) -> None:
    scenario = Scenario(threshold_minutes=30)
    model, assessment = tiny.model(scenario), tiny.assessment(scenario)
    found = areas_next(model, assessment)
    assert found["rank"].dropna().is_monotonic_increasing
    told = found[found["rank"].notna()]
    assert (told["lowest_rank"] <= told["rank"]).all()
    assert (told["rank"] <= told["highest_rank"]).all()
    assert not found.index.str.startswith("LS-G").any()


def test_equal_values_are_ranked_in_their_order_and_told_as_tied() -> None:
    draws = np.random.default_rng(1).normal(5.0, 1.0, (400, 2))
    found = rank_spread(pd.Series([5.0, 5.0]), draws)
    assert found["rank"].tolist() == [1.0, 2.0]
    assert found["tied"].all()
    assert found[["lowest_rank", "highest_rank"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_equal_values_without_any_draw_apart_are_tied_all_the_same() -> None:
    found = rank_spread(pd.Series([8.0, 8.0, 1.0]), np.array([[8.0, 8.0, 1.0]]))
    assert found["tied"].tolist() == [True, True, False]


def test_no_values_have_no_ranks() -> None:
    assert rank_spread(pd.Series([], dtype=float), np.zeros((3, 0))).empty


def test_posts_lift_coverage_by_what_they_add_and_cost_what_they_cost() -> None:
    found = posts_next(small.model(), Choice(threshold_minutes=60), 1, {"MM": 500.0})
    before, after = found.coverage["value"]
    need = 120.0
    assert after - before == pytest.approx(found.posts["gain"].sum() / need)
    assert found.posts["cost_per_need"].tolist() == [50]


def test_the_community_platform_has_cadres_of_its_own() -> None:
    choice = Choice(threshold_minutes=60, platform=Platform.COMMUNITY)
    assert set(posts_next(small.model(), choice).posts["cadre"]) <= {Cadre.CMM, Cadre.CSC}


@pytest.mark.parametrize("candidates", Candidates)
def test_candidates_lie_in_the_districts_of_the_programme(
    tiny: Planner, candidates: Candidates
) -> None:
    programme = tiny.model(Scenario()).programme
    found = stop_candidates(programme, candidates)
    assert len(found) > 0
    assert found.index.is_unique
    assert found.index.name == candidates
    assert set(found["district_code"]) <= {"LS-A", "LS-C"}
    inside = programme.districts.geometry[found["district_code"]].to_numpy()
    assert shapely.distance(inside, shapely.points(found[["longitude", "latitude"]])).max() < 0.01


def test_links_of_other_candidates_are_not_mixed_up(tiny: Planner) -> None:
    today = Scenario()
    programme = tiny.model(today).programme
    sizes = {
        kind: tiny.candidate_links(today, stop_candidates(programme, kind)).sites
        for kind in Candidates
    }
    assert sizes == {kind: len(stop_candidates(programme, kind)) for kind in Candidates}


def test_links_that_two_ask_for_at_one_time_are_worked_out_once(
    tiny: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates = stop_candidates(tiny.model(Scenario()).programme)
    shared = Planner(tiny.model(Scenario()))
    started, may_end, worked = threading.Event(), threading.Event(), []

    def links(_walks: SeasonWalks, points: pd.DataFrame, _told: object) -> int:
        worked.append(len(points))
        started.set()
        assert may_end.wait(10)
        return len(points)

    monkeypatch.setattr(SeasonWalks, "links", links)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.candidate_links, Scenario(), candidates)
        assert started.wait(10)
        # Of another walk that counts as near: the links are the same.
        second = pool.submit(shared.candidate_links, Scenario(threshold_minutes=30), candidates)
        assert not wait([second], timeout=0.3).done
        may_end.set()
        assert first.result() == second.result() == len(candidates)
    assert worked == [len(candidates)]


def test_a_wish_becomes_a_rule_of_the_programme(tiny: Planner) -> None:
    programme = tiny.model(Scenario()).programme
    rule = StopWish(most=4, least_by_district=1, by_capacity=True, days_a_month=3).rule(programme)
    assert (rule.most, rule.visit_capacity) == (3, 72.0)
    assert rule.minimum_by_district == {"LS-A": 1, "LS-C": 1}
    free = StopWish().rule(programme)
    assert (free.most, free.visit_capacity, dict(free.minimum_by_district)) == (10, np.inf, {})


def test_draws_keep_all_need_and_turn_only_its_districts(tiny: Planner) -> None:
    scenario = Scenario(threshold_minutes=30)
    model = tiny.model(scenario)
    candidates = stop_candidates(model.programme)
    links = tiny.candidate_links(scenario, candidates)
    asked = stop_question(
        model, scenario.choice, candidates, links, StopWish().rule(model.programme)
    )
    drawn = drawn_question(model, scenario.choice, asked, links)
    np.testing.assert_allclose(drawn.parts.sum(axis=1), asked.need)
    assert drawn.factors.shape == (200, len(model.programme.districts))
    assert not np.allclose(drawn.draw(0).need, drawn.draw(1).need)
