"""Three rules on one ground: they agree with the headline, and order with one another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.model import season_view
from geodata.names import TOTAL, Platform, Scope
from geodata.rules import accessibility, best_served, rule_shares, site_links
from geodata.runs import cell_need_per_year, conditions
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.walking.links import Links
from geodata.walking.surfaces import Traveller
from geodata.ways import Steps
from tests.geodata.worlds import lesotho_model

if TYPE_CHECKING:
    from geodata.model import Model


@pytest.fixture(scope="module")
def model() -> Model:
    return lesotho_model()


@pytest.mark.parametrize("platform", list(Platform))
@pytest.mark.parametrize("season", [Season.DRY, Season.WET])
@pytest.mark.parametrize("minutes", [30, 120])
def test_the_nearest_site_rule_is_the_headline_and_none_beats_the_best(
    model: Model, platform: Platform, season: Season, minutes: int
) -> None:
    choice = Choice(season=season, platform=platform, threshold_minutes=minutes)
    shares = rule_shares(model, choice, site_links(model, season, platform, choice.way))
    headline = assess(model, choice).value(TOTAL, "effective_coverage")
    assert shares.nearest == pytest.approx(headline, abs=1e-12)
    assert shares.best >= max(shares.nearest, shares.accessmod) - 1e-8
    reach = assess(model, choice).value(TOTAL, "geographic_coverage")
    assert shares.best <= reach + 1e-8


def test_the_rules_differ_where_women_may_pass_a_full_site(model: Model) -> None:
    choice = Choice()
    shares = rule_shares(model, choice, site_links(model, choice.season, *of(choice)))
    assert shares.nearest < shares.accessmod < shares.best


def of(choice: Choice) -> tuple:
    return choice.platform, choice.way


def test_accessibility_conserves_the_staff_of_the_sites_in_reach(model: Model) -> None:
    for scope in Scope:
        choice = Choice(scope=scope)
        found = accessibility(model, choice, site_links(model, choice.season, *of(choice)))
        need = cell_need_per_year(model.cells, conditions(model.programme, choice))
        shared = float((need * found.per_100_need).sum()) / 100
        kept = ~(found.nobody_in_reach | found.not_reported)
        assert shared == pytest.approx(float(model.staff["MM"].to_numpy()[kept].sum()))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    cells, sites = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    amounts = st.floats(0, 50).map(lambda amount: round(amount, 2))
    need = draw(st.lists(amounts, min_size=cells, max_size=cells))
    weight = draw(st.lists(st.sampled_from([0.5, 1.0, 1.6]), min_size=cells, max_size=cells))
    capacity = draw(st.lists(amounts, min_size=sites, max_size=sites))
    minutes = draw(st.lists(st.integers(0, 120), min_size=cells * sites, max_size=cells * sites))
    walks = np.array(minutes, float).reshape(cells, sites)
    return np.array(need), np.array(weight), np.array(capacity), walks


@given(worlds(), st.randoms(use_true_random=False))
def test_the_best_possible_is_what_a_linear_programme_finds_in_any_order(
    world: tuple[np.ndarray, ...], rng: object
) -> None:
    need, weight, capacity, minutes = world
    found = best_served(need, weight, Links.of_minutes(minutes, 60), capacity)
    assert found == pytest.approx(by_linear_programme(*world), abs=1e-5)
    cells, sites = list(range(len(need))), list(range(len(capacity)))
    rng.shuffle(cells)
    rng.shuffle(sites)
    again = Links.of_minutes(minutes[cells][:, sites], 60)
    shuffled = best_served(need[cells], weight[cells], again, capacity[sites])
    assert shuffled == pytest.approx(found, abs=1e-5)


def by_linear_programme(
    need: np.ndarray, weight: np.ndarray, capacity: np.ndarray, minutes: np.ndarray
) -> float:
    """Most need served: one unknown for each cell and site, 0 where it is too far."""
    cells, sites = minutes.shape
    by_cell = np.kron(np.eye(cells), np.ones(sites))
    by_site = np.kron(weight, np.eye(sites))
    limits = [(0, None) if near else (0, 0) for near in (minutes <= 60).ravel()]
    answer = linprog(
        -np.ones(cells * sites),
        A_ub=np.vstack([by_cell, by_site]),
        b_ub=np.concatenate([need, capacity]),
        bounds=limits,
    )
    return -answer.fun


def test_without_need_in_scope_there_is_no_share(model: Model) -> None:
    nobody = model.programme.districts.assign(in_programme=False)
    empty = replace(model, programme=replace(model.programme, districts=nobody))
    choice = Choice()
    shares = rule_shares(empty, choice, site_links(model, choice.season, *of(choice)))
    assert all(np.isnan([shares.nearest, shares.accessmod, shares.best]))


@pytest.mark.parametrize("platform", list(Platform))
@pytest.mark.parametrize(
    "way",
    [{}, {"steps": Steps.FINE}, {"traveller": Traveller.ADULT}],
    ids=["usual", "fine", "adult"],
)
def test_three_parts_are_all_need_in_every_district_whoever_serves_and_however_women_travel(
    model: Model, platform: Platform, way: dict
) -> None:
    choice = Choice(platform=platform, scope=Scope.COUNTRY, **way)
    cells, areas = model.cells, len(model.programme.areas)
    tables = {one: travel_tables(model.programme, one, choice.way) for one in Season}
    seasons = {one: season_view(table, cells, areas) for one, table in tables.items()}
    found = assess(replace(model, seasons=seasons), choice)
    parts = ["effective_coverage", "share_over_capacity", "share_out_of_reach"]
    assert found.districts[parts].sum(axis=1).to_numpy() == pytest.approx(1)
    near = 1 - found.districts["share_out_of_reach"]
    assert near.to_numpy() == pytest.approx(found.districts["geographic_coverage"].to_numpy())
    need = [found.measure(TOTAL, part)["numerator"] for part in parts]
    assert sum(need) == pytest.approx(found.value(TOTAL, "need_per_year"))
