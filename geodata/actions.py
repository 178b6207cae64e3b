"""A plain list of actions whose effects add up to the headline, each need counted once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata.phrases import cadre_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.names import Cadre

    Evaluate = Callable[[Sequence["Action"]], float]


class Kind(StrEnum):
    """What can be done."""

    ADD_POST = "add_post"
    RESUME_STOP = "resume_stop"
    DOUBLE_STOP = "double_stop"


@dataclass(frozen=True)
class Action:
    """One thing to do: its kind and where; for posts also of which cadre and how many."""

    kind: Kind
    place: str
    cadre: Cadre | None = None
    count: int = 1

    def __str__(self) -> str:
        """
        Say it plainly.

        >>> from geodata.names import Cadre
        >>> str(Action(Kind.ADD_POST, "Demo site Maseru-03", Cadre.MM, 2))
        'Add 2 Mentor Mothers at Demo site Maseru-03'
        """
        if self.cadre is not None:
            return f"Add {self.count} {cadre_words(self.cadre, self.count)} at {self.place}"
        if self.kind == Kind.RESUME_STOP:
            return f"Hold the visits planned at {self.place}"
        return f"Visit {self.place} twice a month instead of once"


@dataclass(frozen=True)
class Effects:
    """
    Need a year that is supported ``before`` and ``after`` all actions of a list.

    ``added`` has one value an action: what it adds to those before it.
    """

    added: tuple[float, ...]
    before: float
    after: float

    @property
    def headline(self) -> float:
        """Need a year that all actions add together; the effects add up to it."""
        return self.after - self.before

    def shown(self) -> tuple[int, ...]:
        """Effects as whole numbers that add up to the headline's whole number."""
        return whole_numbers(self.added)


def effects_of(actions: Sequence[Action], evaluate: Evaluate) -> Effects:
    """
    Work out what each action adds to those before it.

    Parameters
    ----------
    actions
        In the order in which they are to be done.
    evaluate
        The engine: need a year that is supported after some of the actions, each need
        counted once.

    >>> reached = {"A": {1, 2, 3}, "B": {3, 4}}
    >>> def evaluate(actions):
    ...     return float(len(set().union(*(reached[action.place] for action in actions))))
    >>> found = effects_of([Action(Kind.RESUME_STOP, place) for place in "AB"], evaluate)
    >>> found.added, found.headline
    ((3.0, 1.0), 4.0)
    """
    values = [evaluate(actions[:done]) for done in range(len(actions) + 1)]
    added = tuple(after - before for before, after in pairwise(values))
    return Effects(added, before=values[0], after=values[-1])


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
