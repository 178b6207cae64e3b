"""How women travel, in address, words, map, table and About; and three rules beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.accuracy import _excess_on_the_plane
from dashboard import ground_words, travel_words
from dashboard.about import about_text
from dashboard.callbacks.summary import texts
from dashboard.context import Context, likely_choices, ready_context
from dashboard.explore import explore_text
from dashboard.maps.figure import initial_figure
from dashboard.maps.geometry import map_shelf, surface_path
from dashboard.maps.legends import legend, note
from dashboard.state import Layer, Selection
from dashboard.tables import table_text
from dashboard.words import RULES
from geodata.choice import Choice
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Offer, Steps, Way
from tests.geodata.ground.test_folder import HEIGHTS, raster, roads, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOME = {"way": "home", "traveller": "adult"}
TAXI = {"mode": "taxi", "within": "60"}


def context_of(folder: Path) -> Context:
    programme = load(folder)
    return ready_context(programme, {one: travel_tables(programme, one) for one in Season})


@pytest.fixture
def real(tiny_folder: Path) -> Context:
    """Give the tiny country slopes and a road."""
    raster(tiny_folder / "elevation.tif", HEIGHTS * 2)
    roads(tiny_folder, {1: "primary", 7: "track"})
    say(tiny_folder, elevation_has_slopes=True)
    return context_of(tiny_folder)


@pytest.fixture
def zones(tiny_template: Path) -> Context:
    return context_of(tiny_template)


@pytest.mark.parametrize("query", [HOME, TAXI, {"steps": "32"}, {"mode": "taxi", "way": "home"}])
def test_the_address_holds_how_women_travel(query: Mapping[str, str]) -> None:
    selection = Selection.from_query(query)
    assert selection.to_query() == dict(query)
    assert selection.choice.way.unusual
    assert Selection.from_query({"way": "up", "steps": "8"}) == Selection()


def test_what_the_ground_cannot_answer_is_a_walk_to_the_site(real: Context, zones: Context) -> None:
    asked = {"mode": "taxi", "way": "home", "steps": "32"}
    assert real.selected(asked) == Selection.from_query(asked)
    assert zones.selected(asked) == Selection(steps=Steps.FINE)


def test_map_cards_sentence_table_and_legend_follow_together(real: Context) -> None:
    usual, home = Selection(), real.selected(HOME)
    before, after = (real.assessment(one.choice) for one in (usual, home))
    assert not before.areas["walk_seconds"].equals(after.areas["walk_seconds"])
    said = explore_text(real, home)
    assert "two hours' walk (home again, an adult who is not pregnant)" in said.sentence
    assert "home again" in said.cards[-1].sub
    assert "Walking only, home again, an adult who is not pregnant." in note(real, home)
    assert texts(real, home)[1] == said.sentence
    walks = [
        [row.get("median_travel_min") for row in table_text(real, one).rows]
        for one in (usual, home)
    ]
    assert walks[0] != walks[1]
    source = initial_figure(real, home, {"light": "", "dark": ""})["layout"]["map"]["layers"][0]
    assert source["source"].endswith("dry-facility-programme-home-walk-adult-16.png")


def test_each_way_has_its_own_surface(real: Context) -> None:
    shelf = map_shelf(real)
    paths = [
        surface_path(Selection.from_query(query).choice)
        for query in ({}, HOME, TAXI, {"steps": "32"})
    ]
    assert len(set(paths)) == len(paths)
    usual, home = (shelf.entries[path].read() for path in paths[:2])
    assert usual != home


def test_walk_and_taxi_is_shown_beside_the_walk(real: Context) -> None:
    taxi = real.selected(TAXI)
    said = note(real, taxi)
    assert "Walking, and taxis on roads." in said
    assert legend(real, taxi).unit == "time on foot and by taxi to the nearest site with staff"
    assert "On foot alone" in said
    assert "within an hour's walk" in said
    assert explore_text(real, taxi).title.startswith("Time on foot and by taxi")
    on_foot, riding = (
        real.assessment(choice).areas["walk_seconds"]
        for choice in (Choice(threshold_minutes=60), taxi.choice)
    )
    assert (riding.dropna() <= on_foot.dropna()).all()


def test_another_way_is_worked_out_once_and_its_likely_answers_are_listed(zones: Context) -> None:
    way = Way(traveller=Traveller.ADULT)
    assert zones.model_for(way) is zones.model_for(way)
    assert zones.model_for(Way()) is zones.model
    choices = likely_choices(way)
    assert choices[0] == Choice(traveller=Traveller.ADULT)
    assert {choice.way for choice in choices} == {way}


def test_controls_say_why_they_have_nothing_to_choose() -> None:
    none, both = Offer(), Offer(slopes=True, roads=True)
    assert travel_words.help_line("mode", none) == travel_words.NO_ROADS
    assert travel_words.help_line("way", none) == travel_words.NO_SLOPES
    assert [travel_words.closed(key, none) for key in travel_words.NAMES] == [
        True,
        True,
        False,
        False,
    ]
    assert not any(travel_words.closed(key, both) for key in travel_words.NAMES)
    values = Selection(direction=Direction.HOME, mode=Mode.TAXI).control_values()
    assert travel_words.now(values) == "on foot and by taxi, home again"


def entry(context: Context, anchor: str) -> str:
    (found,) = [one for one in about_text(context).entries if one.anchor == anchor]
    return f"{found.formula} {found.worked} {found.sources} {found.limits}"


def test_about_explains_the_ground_that_the_dataset_knows(real: Context, zones: Context) -> None:
    here, there = (entry(one, ground_words.ANCHOR) for one in (real, zones))
    assert "Slopes come from the dataset's elevation model" in here
    assert "after 30 minutes of waiting" in here
    assert "Speeds by ecological zone hold slopes" in there
    assert "needs a road layer" in there
    assert "ecological zone" not in entry(real, ground_words.WALKING)
    assert not set(about_text(real).limits) & set(ground_words.ZONE_LIMITS)
    names = {row.name for row in about_text(real).parameters}
    assert {"land kmh grass", "taxi wait minutes", "late pregnancy factor"} <= names
    # The river of the tiny country is closed in the wet season, but where a road crosses it.
    assert "closed in the wet season" in there


@pytest.mark.parametrize("directions", list(ground_words.TOO_LONG))
def test_the_stated_errors_are_those_that_are_measured(directions: int) -> None:
    excess = _excess_on_the_plane(directions)
    mean, most = ground_words.TOO_LONG[directions]
    assert float(excess.mean()) == pytest.approx(mean, abs=0.06)
    assert float(excess.max()) <= most + 0.05
    assert float(excess.max()) > most - 0.1
    assert (
        f"{mean:g}% ({most:g}% at most) with {directions} directions" in ground_words.error_words()
    )


def test_three_rules_stand_beside_one_another(real: Context) -> None:
    about = about_text(real)
    assert [row.rule for row in about.rules] == list(RULES)
    assert len({about.rules[0].facility, about.rules[0].community}) == 2
    said = note(real, Selection(layer=Layer.EFFECTIVE_COVERAGE))
    rules = real.rules(Choice())
    assert rules is not None
    assert f"{100 * rules.nearest:.0f}% if women use only the nearest site" in said
    assert "AccessMod" in said
    assert real.rules(Choice(mode=Mode.TAXI)) is None
    assert "sites fill in turn" not in note(real, real.selected({**TAXI, "layer": "three_way"}))
    assert np.isfinite(rules.best)
    assert "Half of need has at least" in about.accessibility
