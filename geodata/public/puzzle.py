"""Statements about whole numbers as a puzzle: which values an unknown can have."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.public.known import MANY, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy import sparse
    from scipy.optimize import LinearConstraint

    from geodata.public.known import Key, Terms

    Floats = NDArray[np.float64]
    Pair = tuple[Terms, float]

TOLERANCE = 1e-6
# Groups of questions put to the solver at once, each to a copy of the puzzle of its own: to
# start it takes longer than to answer, and most of what is asked can be.
AT_ONCE = 5
# Trying numbers at random finds no solution here, and took half of the time.
OPTIONS: Final = {"mip_heuristic_run_feasibility_jump": False}
COUNT_KEY_LENGTH = 3  # A date, a district and a count; longer keys are parts of need.


class Puzzle:
    """
    Statements about unknowns, ready to be asked which values some sums of them can have.

    Counts are whole numbers from 0 up; need, and posts by norm, are not negative.

    Parameters
    ----------
    statements
        What is known.
    asked
        The sums that will be asked about.

    >>> from geodata.public.known import Statement
    >>> a, b = ("2017", "A", "staff"), ("2017", "B", "staff")
    >>> known = [Statement(((a, 1.0), (b, 1.0)), 7, 7), Statement(((b, 1.0),), 5, 6)]
    >>> puzzle = Puzzle(known, [((a, 1.0),)])
    >>> [value for _, value in puzzle.impossible([[(((a, 1.0),), value) for value in range(4)]])]
    [0, 3]
    """

    def __init__(self, statements: Sequence[Statement], asked: Sequence[Terms]) -> None:
        """Put the statements into a matrix, one row each, and each sum into an unknown."""
        from scipy.optimize import LinearConstraint  # noqa: PLC0415 - half a second at the start

        self._asked: dict[Terms, Key] = {
            terms: ("asked", str(place)) for place, terms in enumerate(dict.fromkeys(asked))
        }
        sums = [Statement((*terms, (key, -1.0)), 0.0, 0.0) for terms, key in self._asked.items()]
        rows = [*statements, *sums]
        keys = dict.fromkeys(key for one in rows for key, _ in one.terms)
        self._place = {key: place for place, key in enumerate(keys)}
        self._known = LinearConstraint(
            _matrix(rows, self._place),
            np.array([one.lower for one in rows]),
            np.array([one.upper for one in rows]),
        )
        self._copies = {1: self._known}
        # What was tried first, and its solution.
        self._first: tuple[Sequence[Sequence[Pair]], Floats | None] = (), None
        self._counts = np.array([float(len(key) == COUNT_KEY_LENGTH) for key in keys])
        self._lower = np.zeros(len(keys))
        self._upper = np.where(self._counts > 0, MANY, np.inf)

    def has_solution(self, groups: Sequence[Sequence[Pair]] = ()) -> bool:
        """Whether the statements can all be true; what is asked next, if given, is tried first."""
        first = groups[:AT_ONCE]
        if first:
            self._first = first, self._solve(first)
        return bool(first and self._first[1] is not None) or self._solve([()]) is not None

    def allows(self, terms: Terms, value: float) -> bool:
        """Whether one of the sums that are asked about can have a value."""
        return self._solve([[(terms, value)]]) is not None

    def impossible(self, groups: Sequence[Sequence[Pair]]) -> Iterator[Pair]:
        """
        Yield the sums and values, of those in the groups, that cannot be.

        A few groups are tried at once; where that fails, each as a whole, and in halves where
        it fails, down to a single pair. A solution for one shows at once all others that it
        happens to have. All this only saves time.
        """
        pairs = list(dict.fromkeys(pair for group in groups for pair in group))
        places = np.array([self._place[self._asked[terms]] for terms, _ in pairs], dtype=int)
        values = np.array([value for _, value in pairs], dtype=float)
        shown: set[Pair] = set()
        waiting = [groups[at : at + AT_ONCE] for at in reversed(range(0, len(groups), AT_ONCE))]
        while waiting:
            unseen = ([one for one in group if one not in shown] for group in waiting.pop())
            asked = [group for group in unseen if group]
            solution = self._solved(asked) if asked else None
            if solution is not None:
                seen = np.abs(solution[:, places] - values).min(axis=0) < TOLERANCE
                shown.update(pairs[place] for place in np.flatnonzero(seen))
                # Of two values of one sum the last was tried, so that the other is left.
                asked = [[one for one in group[:-1] if one not in shown] for group in asked]
            elif [len(group) for group in asked] == [1]:
                (alone,) = asked.pop()
                shown.add(alone)
                yield alone
            waiting += reversed(list(_parted(asked)))

    def _solved(self, groups: Sequence[Sequence[Pair]]) -> Floats | None:
        first, solution = self._first
        return solution if first == groups else self._solve(groups)

    def _solve(self, groups: Sequence[Sequence[Pair]]) -> Floats | None:
        """
        Find unknowns, one row a group, for which all holds and the group's sums have its values.

        None where one of the groups has none.
        """
        from scipy.optimize import Bounds, milp  # noqa: PLC0415

        count = len(groups)
        lower, upper = np.tile(self._lower, (count, 1)), np.tile(self._upper, (count, 1))
        for row, group in enumerate(groups):
            for terms, value in group:
                place = self._place[self._asked[terms]]
                lower[row, place] = upper[row, place] = value
        whole = np.tile(self._counts, count)
        with warnings.catch_warnings():
            # The option is the solver's own: scipy hands it on, and says so.
            warnings.filterwarnings("ignore", "Unrecognized options detected")
            answer = milp(
                np.zeros_like(whole),
                integrality=whole,
                bounds=Bounds(lower.ravel(), upper.ravel()),
                constraints=self._copied(count),
                options=dict(OPTIONS),
            )
        if answer.x is None:
            return None
        found: Floats = np.where(whole > 0, np.round(answer.x), answer.x)
        return found.reshape(count, -1)

    def _copied(self, count: int) -> LinearConstraint:
        """Return the statements over so many separate copies of the unknowns."""
        from scipy import sparse  # noqa: PLC0415
        from scipy.optimize import LinearConstraint  # noqa: PLC0415

        if count not in self._copies:
            ends = (np.tile(end, count) for end in (self._known.lb, self._known.ub))
            many = sparse.block_diag([self._known.A] * count, format="csc")
            self._copies[count] = LinearConstraint(many, *ends)
        return self._copies[count]


def _parted(groups: Sequence[list[Pair]]) -> Iterator[list[list[Pair]]]:
    """Part what was asked at once into what is asked next: each group alone, one in halves."""
    if len(groups) > 1:
        yield from ([group] for group in groups)
    elif groups:
        half = len(groups[0]) // 2
        yield from ([part] for part in (groups[0][:half], groups[0][half:]))


def _matrix(statements: Sequence[Statement], place: Mapping[Key, int]) -> sparse.csc_array:
    from scipy import sparse  # noqa: PLC0415

    entries = [
        (row, place[key], factor) for row, one in enumerate(statements) for key, factor in one.terms
    ]
    rows, columns, factors = zip(*entries, strict=True)
    return sparse.csc_array((factors, (rows, columns)), shape=(len(statements), len(place)))
