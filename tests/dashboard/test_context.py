"""The context: answers are worked out once, and a fault is told to whoever asks."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from dashboard.context import Context, likely_choices, opening_context
from geodata.choice import Choice
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme
    from geodata.travel import TravelTables
    from geodata.ways import Way


def test_what_a_choice_decides_is_made_once_for_each_choice(lesotho: Programme) -> None:
    made = []

    def make(_: Context, choice: Choice) -> int:
        made.append(choice)
        return len(made)

    context = Context(lesotho, Future())
    wet = Choice(season=Season.WET)
    answers = [context.kept(make, choice) for choice in (Choice(), wet, Choice(), wet)]

    assert answers == [1, 2, 1, 2]


def test_the_first_view_is_worked_out_first_and_every_choice_once() -> None:
    choices = likely_choices()

    assert choices[0] == Choice()
    assert len(set(choices)) == len(choices) == 2 * 3 * 4


def test_walking_times_that_cannot_be_worked_out_are_told_to_the_reader(
    lesotho: Programme,
) -> None:
    def travel(_programme: Programme, _season: Season, _way: Way) -> TravelTables:
        raise MemoryError("too large a grid")

    context = opening_context(lesotho, travel)
    with pytest.raises(MemoryError):
        context.prepare()

    with pytest.raises(MemoryError, match="too large a grid"):
        _ = context.model


def test_a_prepared_context_has_its_answers(tiny_template: Path) -> None:
    programme = load(tiny_template)
    seasons = []

    def travel(programme: Programme, season: Season, way: Way) -> TravelTables:
        seasons.append(season)
        return travel_tables(programme, season, way)

    context = opening_context(programme, travel)
    context.prepare()

    assert len(context.answers) == len(likely_choices())
    assert context.assessment(Choice()) is context.assessment(Choice())
    assert seasons == list(Season)
