"""A plain list of actions whose effects add up to the headline, each need counted once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geodata.coverage import Split

    Floats = NDArray[np.float64]
    Evaluate = Callable[[Sequence["Action"]], float]


class Kind(StrEnum):
    """What can be done."""

    ADD_POST = "add_post"
    ADD_STOP = "add_stop"
    MOVE_STOP = "move_stop"
    CLOSE_STOP = "close_stop"
    RESUME_STOP = "resume_stop"
    DOUBLE_STOP = "double_stop"


TEMPLATES = {
    Kind.ADD_POST: "Add {count} {what} at {place}",
    Kind.ADD_STOP: "Add an outreach stop at {place}",
    Kind.MOVE_STOP: "Move the outreach stop {what} to {place}",
    Kind.CLOSE_STOP: "Close the outreach stop at {place}",
    Kind.RESUME_STOP: "Hold the visits planned at {place}",
    Kind.DOUBLE_STOP: "Visit {place} twice a month instead of once",
}


@dataclass(frozen=True)
class Action:
    """One thing to do: its kind, where, what (a cadre or a stop) and how many."""

    kind: Kind
    place: str
    what: str = ""
    count: int = 1

    def __str__(self) -> str:
        """
        Say it plainly.

        >>> str(Action(Kind.ADD_POST, "Demo site Maseru-03", "Mentor Mother"))
        'Add 1 Mentor Mother at Demo site Maseru-03'
        """
        return TEMPLATES[self.kind].format(place=self.place, what=self.what, count=self.count)


@dataclass(frozen=True)
class Step:
    """
    One action and what it does, in need a year.

    ``effect`` is what it adds to those before it; ``alone`` what it would do by itself,
    more or less where actions overlap.
    """

    action: Action
    effect: float
    alone: float


@dataclass(frozen=True)
class ActionList:
    """Actions in order, and the need a year supported ``before`` and ``after`` all of them."""

    steps: tuple[Step, ...]
    before: float
    after: float

    @property
    def headline(self) -> float:
        """Need a year that all actions add together; the effects add up to it."""
        return self.after - self.before

    def shown(self) -> tuple[int, ...]:
        """Effects as whole numbers that add up to the headline's whole number."""
        return whole_numbers([step.effect for step in self.steps])


def action_list(actions: Sequence[Action], evaluate: Evaluate) -> ActionList:
    """
    Work out what each action adds to those before it.

    Parameters
    ----------
    actions
        In the order in which they are to be done.
    evaluate
        The engine: need a year that is supported after some of the actions, each need
        counted once; for example from ``supported_need``.

    >>> reached = {"A": {1, 2, 3}, "B": {3, 4}}
    >>> def evaluate(actions):
    ...     return float(len(set().union(*(reached[action.place] for action in actions))))
    >>> plan = action_list([Action(Kind.ADD_STOP, place) for place in "AB"], evaluate)
    >>> [(step.effect, step.alone) for step in plan.steps], plan.headline
    ([(3.0, 3.0), (1.0, 2.0)], 4.0)
    """
    values = [evaluate(actions[:done]) for done in range(len(actions) + 1)]
    steps = [
        Step(action, effect=after - before, alone=evaluate([action]) - values[0])
        for action, before, after in zip(actions, values[:-1], values[1:], strict=True)
    ]
    return ActionList(tuple(steps), before=values[0], after=values[-1])


def supported_need(split: Split, outreach_fraction: Floats) -> float:
    """
    Need a year that staff supports: served at sites, and beyond their reach by outreach.

    Parameters
    ----------
    outreach_fraction
        Effective fraction of outreach in each cell, 0 to 1. It counts only need that no
        site has in reach, so that nobody is counted twice.

    >>> from geodata.coverage import split_by_nearest_site
    >>> split = split_by_nearest_site(
    ...     np.array([40.0, 60, 20]), np.array([1200, 2400, 6600]), np.array([0, 1, 1]),
    ...     np.array([100.0, 50.0]), 1.0, 60)
    >>> supported_need(split, np.array([0.9, 0.9, 0.5]))
    100.0
    """
    return float(split.served.sum() + (split.out_of_reach * outreach_fraction).sum())


def whole_numbers(effects: Sequence[float]) -> tuple[int, ...]:
    """
    Round effects so that they add up to their rounded sum, by the largest remainders.

    >>> whole_numbers([1.4, 1.4, 1.4])
    (2, 1, 1)
    """
    exact = np.asarray(effects, dtype=float)
    down = np.floor(exact)
    missing = round(float(exact.sum())) - int(down.sum())
    # Remainders are compared to nine decimals, so that equal ones go to the first action.
    order = np.argsort(-(exact - down).round(9), kind="stable")
    down[order[:missing]] += 1
    return tuple(int(number) for number in down)
