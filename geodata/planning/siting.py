"""Where the next outreach stops bring most need within a walk (maximal covering location)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import GeodataError
from geodata.planning.stopload import Load
from geodata.walking.links import Links, alike
from geodata.zonal import sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geodata.parameters import Parameters

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MONTHS = 12
# Gains closer than this are one gain, so that ties go to the first candidate.
DECIMALS = 5
# A thousandth of one need a year: below it an exchange only moves rounding about.
WORTH_A_SWAP = 1e-3
MOST_SWAPS = 20


class UnmeetableMinimumError(GeodataError, ValueError):
    """The minimums by district ask for more stops than there are."""


@dataclass(frozen=True)
class SitingRule:
    """
    What the next stops must respect.

    Attributes
    ----------
    stops
        Most stops to add.
    visit_capacity
        Need a year that the visits to one stop can serve; infinite for no limit.
    days_a_month, visits_a_month
        Days that the team has for new stops in a month, and visits that each stop gets.
    minimum_by_district
        Fewest new stops in a district, by its code.
    """

    stops: int
    visit_capacity: float = np.inf
    days_a_month: float = np.inf
    visits_a_month: int = 1
    minimum_by_district: Mapping[str, int] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """Most stops, by the wish and by the days of a month."""
        return int(min(self.stops, self.days_a_month // self.visits_a_month))


@dataclass(frozen=True)
class Question:
    """
    A question of siting made small: cells that reach the same candidates are one group.

    ``need`` has one value a group of cells, ``reach`` one row a candidate and one column
    a group, ``districts`` the district code of each candidate.
    """

    need: Floats
    reach: csr_array
    districts: tuple[str, ...]
    rule: SitingRule

    def load(self, chosen: Sequence[int] = ()) -> Load:
        """Return what some chosen candidates cover."""
        return Load.of(self.need, self.reach, self.rule.visit_capacity, chosen)

    def still_due(self, chosen: Iterable[int]) -> Counter[str]:
        """Count the stops that each district must still get."""
        return Counter(self.rule.minimum_by_district) - Counter(
            self.districts[place] for place in chosen
        )


@dataclass(frozen=True)
class Siting:
    """
    Chosen candidates, best first, and the need a year that each adds to those before.

    The gains add up to ``covered``. A candidate without gain is only there for the
    minimum of its district.
    """

    chosen: tuple[int, ...]
    gains: tuple[float, ...]

    @property
    def covered(self) -> float:
        """Need a year that all chosen stops bring within a walk."""
        return float(sum(self.gains))


def visit_capacity(parameters: Parameters) -> float:
    """
    Need a year that one Mentor Mother serves at a monthly stop, by the contacts a woman needs.

    >>> from geodata.parameters import Parameter, Parameters
    >>> values = {"visit_hours": 6, "contacts_per_hour": 2, "minimum_contacts": 2}
    >>> visit_capacity(Parameters(tuple(Parameter(*item) for item in values.items())))
    72.0
    """
    contacts = parameters.value("visit_hours") * parameters.value("contacts_per_hour")
    return contacts * MONTHS / parameters.value("minimum_contacts")


def question(
    need: Floats, covered: Flags, links: Links, districts: Sequence[str], rule: SitingRule
) -> Question:
    """
    Prepare a question of siting: what is covered stays covered and counts no more.

    Parameters
    ----------
    need, covered
        Need a year of each cell, and whether an existing site or stop has it in reach.
    links
        Which candidates each cell can walk to; candidates in the order of their codes.
    districts
        District code of each candidate.

    Raises
    ------
    UnmeetableMinimumError
        When a district has fewer candidates than its minimum, or all minimums together
        ask for more stops than may be added.
    """
    there = Counter(districts)
    for code, minimum in rule.minimum_by_district.items():
        if minimum > there[code]:
            raise UnmeetableMinimumError(f"{code} has {there[code]} candidates, not {minimum}.")
    if sum(rule.minimum_by_district.values()) > rule.most:
        raise UnmeetableMinimumError(f"The minimums ask for more than {rule.most} stops.")
    open_need = np.where(covered, 0.0, need)
    groups, members = alike(links, open_need)
    by_group = sums(open_need, groups, members.shape[0])
    return Question(by_group, members.T.tocsr(), tuple(districts), rule)


def next_stops(asked: Question) -> Siting:
    """
    Choose stops one after another, the largest gain first, then swap while that helps.

    Without minimums by district the result covers at least 1 - 1/e (63 %) of what the best
    choice could. There are fewer stops than asked for when more would add nothing.

    >>> links = Links.of_minutes(np.array([[9.0, 90, 9], [90, 9, 9], [90, 90, 9]]), 60)
    >>> need, nowhere = np.array([10.0, 4, 3]), np.zeros(3, bool)
    >>> next_stops(question(need, nowhere, links, ["A"] * 3, SitingRule(stops=2)))
    Siting(chosen=(2,), gains=(17.0,))
    """
    greedy = add_greedily(asked, range(len(asked.districts)))
    chosen = list(greedy.chosen)
    if greedy.covered < most_possible(asked) - WORTH_A_SWAP:
        chosen = _swap(asked, chosen)
    chosen = _needed(asked, chosen)
    return greedy if chosen == list(greedy.chosen) else add_greedily(asked, chosen)


def most_possible(asked: Question) -> float:
    """Most that could be covered: all need in reach, or the largest gains added up."""
    largest = np.sort(asked.load().sure_gains())[::-1][: asked.rule.most]
    return float(min(asked.need.sum(), largest.sum()))


def add_greedily(asked: Question, candidates: Sequence[int]) -> Siting:
    """
    Add candidates by their gain, and tell what each adds; ties go to the first.

    Lazy: a gain never grows when stops are added, so most need not be worked out again.
    """
    load, gains = asked.load(), list[float]()
    left = np.zeros(len(asked.districts), dtype=bool)
    left[list(candidates)] = True
    bound = np.where(left, load.sure_gains().round(DECIMALS), -np.inf)
    while len(load.chosen) < asked.rule.most:
        due = asked.still_due(load.chosen)
        must = due.total() == asked.rule.most - len(load.chosen)
        place = _largest(load, bound, _open(asked, left, due if must else None))
        if due and not must and (place is None or bound[place] <= 0):
            place = _largest(load, bound, _open(asked, left, due))
        if place is None or (bound[place] <= 0 and not due):
            break
        left[place] = False
        gains.append(load.add(place))
    return Siting(tuple(load.chosen), tuple(gains))


def _open(asked: Question, left: Flags, due: Counter[str] | None) -> Flags:
    """Candidates that may be chosen now: those left, in the districts that are due if any."""
    if due is None:
        return left
    return left & np.isin(np.array(asked.districts), list(due))


def _largest(load: Load, bound: Floats, allowed: Flags) -> int | None:
    """Candidate with the largest gain; brings the bounds it looks at up to date."""
    if not allowed.any():
        return None
    fresh = np.zeros(len(bound), dtype=bool)
    while True:
        place = int(np.argmax(np.where(allowed, bound, -np.inf)))
        if fresh[place]:
            return place
        bound[place] = round(load.gain(place), DECIMALS)
        fresh[place] = True


def _swap(asked: Question, chosen: list[int]) -> list[int]:
    """Exchange one stop for one that is not chosen, the best exchange first, while it helps."""
    for _ in range(MOST_SWAPS):
        before = asked.load(chosen).covered
        trials = [_best_exchange(asked, chosen, out, before) for out in range(len(chosen))]
        better, out, place = max(trials, default=(0.0, 0, 0), key=lambda trial: trial[0])
        if better <= WORTH_A_SWAP:
            break
        chosen = [*chosen[:out], *chosen[out + 1 :], place]
    return chosen


def _needed(asked: Question, chosen: list[int]) -> list[int]:
    """Leave out stops that those chosen later made needless, the last first."""
    covered = asked.load(chosen).covered
    for place in chosen[::-1]:
        others = [other for other in chosen if other != place]
        useless = asked.load(others).covered >= covered - WORTH_A_SWAP
        if useless and asked.still_due(others) == asked.still_due(chosen):
            chosen = others
    return chosen


def _best_exchange(
    asked: Question, chosen: list[int], out: int, before: float
) -> tuple[float, int, int]:
    """Find the best exchange for one chosen stop: what it adds, that stop, the candidate."""
    others = chosen[:out] + chosen[out + 1 :]
    load = asked.load(others)
    allowed = np.ones(len(asked.districts), dtype=bool)
    allowed[chosen] = False
    due = asked.still_due(others) if not asked.still_due(chosen) else Counter[str]()
    gains = np.where(_open(asked, allowed, due or None), load.sure_gains(), -np.inf)
    place = int(np.argmax(gains.round(DECIMALS)))
    return load.covered + float(gains[place]) - before, out, place
