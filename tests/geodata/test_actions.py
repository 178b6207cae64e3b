"""The list of actions: effects add up, and no need is counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.actions import Action, Kind, effects_of, whole_numbers
from geodata.coverage import split_by_nearest_site
from geodata.names import Cadre

if TYPE_CHECKING:
    from collections.abc import Sequence

NEED = np.array([40.0, 60, 20, 10])
SECONDS = np.array([1200, 2400, 6600, 7200])
NEAREST = np.array([0, 1, 1, 1])
# Cells within an hour of each stop; P2 also lies near women who reach a site.
REACHED = {"P1": [2], "P2": [1, 2, 3]}
FRACTION = 0.5

POST = Action(Kind.ADD_POST, "S2", Cadre.MM)
STOP_1, STOP_2 = Action(Kind.RESUME_STOP, "P1"), Action(Kind.RESUME_STOP, "P2")


def evaluate(actions: Sequence[Action]) -> float:
    capacity, fraction = np.array([100.0, 50]), np.zeros(4)
    for action in actions:
        if action.kind == Kind.ADD_POST:
            capacity[["S1", "S2"].index(action.place)] += 50 * action.count
        else:
            fraction[REACHED[action.place]] = FRACTION
    split = split_by_nearest_site(NEED, SECONDS, NEAREST, capacity, 1.0, 60)
    # Outreach counts only women whom no site has in reach.
    return float(split.served.sum() + (split.out_of_reach * fraction).sum())


def test_effects_of_overlapping_actions_counted_by_hand() -> None:
    found = effects_of([POST, STOP_1, STOP_2], evaluate)
    # The post serves the 10 over capacity; P1 half of 20; P2 half of the 10 not yet reached.
    assert found.added == (10, 10, 5)
    assert (found.before, found.after, found.headline) == (90, 115, 25)


@given(st.permutations([POST, STOP_1, STOP_2]))
def test_the_headline_is_the_same_in_any_order_and_the_effects_add_up(
    actions: list[Action],
) -> None:
    found = effects_of(actions, evaluate)
    assert sum(found.added) == pytest.approx(found.headline)
    assert found.headline == pytest.approx(25)
    assert sum(found.shown()) == round(found.headline)


def test_no_action_has_no_effect() -> None:
    found = effects_of([], evaluate)
    assert (found.added, found.headline, found.shown()) == ((), 0.0, ())


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (POST, "Add 1 Mentor Mother at S2"),
        (STOP_1, "Hold the visits planned at P1"),
        (Action(Kind.DOUBLE_STOP, "P1"), "Visit P1 twice a month instead of once"),
    ],
)
def test_each_action_is_a_plain_sentence(action: Action, words: str) -> None:
    assert str(action) == words


@given(st.lists(st.floats(-1000, 1000), max_size=20))
def test_whole_numbers_add_up_and_are_less_than_one_off(effects: list[float]) -> None:
    shown = whole_numbers(effects)
    assert sum(shown) == round(float(np.sum(effects)))
    assert all(abs(number - effect) <= 1 for number, effect in zip(shown, effects, strict=True))


def test_equal_remainders_go_to_the_first() -> None:
    assert whole_numbers([0.5, 0.5, -1.0]) == (1, 0, -1)
