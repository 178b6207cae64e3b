"""Statements about whole numbers as a puzzle: which values an unknown can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.known import MANY, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from geodata.known import Key, Terms

    Floats = NDArray[np.float64]
    Pair = tuple[Terms, float]

TOLERANCE = 1e-6
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

    >>> from geodata.known import Statement
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
        self._counts = np.array([float(len(key) == COUNT_KEY_LENGTH) for key in keys])
        self._nothing = np.zeros(len(keys))
        self._lower = np.zeros(len(keys))
        self._upper = np.where(self._counts > 0, MANY, np.inf)

    def has_solution(self) -> bool:
        """Whether the statements can all be true."""
        return self._solve(()) is not None

    def allows(self, terms: Terms, value: float) -> bool:
        """Whether one of the sums that are asked about can have a value."""
        return self._solve([(terms, value)]) is not None

    def impossible(self, groups: Sequence[Sequence[Pair]]) -> Iterator[Pair]:
        """
        Yield the sums and values, of those in the groups, that cannot be.

        Each group is tried as a whole, and in halves where it fails, down to a single pair. A
        solution for one shows at once all others that it happens to have. Both only save time.
        """
        pairs = list(dict.fromkeys(pair for group in groups for pair in group))
        places = np.array([self._place[self._asked[terms]] for terms, _ in pairs], dtype=int)
        values = np.array([value for _, value in pairs], dtype=float)
        shown: set[Pair] = set()
        waiting = [list(group) for group in reversed(groups)]
        while waiting:
            left = [pair for pair in waiting.pop() if pair not in shown]
            solution = self._solve(left) if left else None
            if solution is not None:
                seen = np.flatnonzero(np.abs(solution[places] - values) < TOLERANCE)
                shown.update(pairs[place] for place in seen)
                # Of two values of one sum the last was tried, so that the other is left.
                left = [pair for pair in left[:-1] if pair not in shown]
            elif len(left) == 1:
                shown.add(left[0])
                yield left.pop()
            half = len(left) // 2
            waiting += [part for part in (left[half:], left[:half]) if part]

    def _solve(self, pairs: Sequence[Pair]) -> Floats | None:
        """Find unknowns for which all holds, and sums have their values; None if there are none."""
        from scipy.optimize import Bounds, milp  # noqa: PLC0415

        lower, upper = self._lower.copy(), self._upper.copy()
        for terms, value in pairs:
            place = self._place[self._asked[terms]]
            lower[place] = upper[place] = value
        answer = milp(
            self._nothing,
            integrality=self._counts,
            bounds=Bounds(lower, upper),
            constraints=self._known,
        )
        return (
            None if answer.x is None else np.where(self._counts > 0, np.round(answer.x), answer.x)
        )


def _matrix(statements: Sequence[Statement], place: Mapping[Key, int]) -> sparse.csc_array:
    from scipy import sparse  # noqa: PLC0415

    entries = [
        (row, place[key], factor) for row, one in enumerate(statements) for key, factor in one.terms
    ]
    rows, columns, factors = zip(*entries, strict=True)
    return sparse.csc_array((factors, (rows, columns)), shape=(len(statements), len(place)))
