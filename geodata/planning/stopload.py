"""What a set of outreach stops covers, with or without a limit on what one stop can serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.allocation import most_served

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

# Sets of stops double with each stop; beyond, flow is faster.
MOST_BY_SETS = 12


class Load:
    """
    Need a year within a walk of the stops chosen so far; each need counts once.

    ``reach`` has one row a candidate and one column a group of need. With a limit on what
    a stop can serve, women may go to any stop in reach that has room.
    """

    def __init__(self, need: Floats, reach: csr_array, capacity: float) -> None:
        """Start without stops."""
        self._need, self._reach, self._capacity = need, reach, capacity
        self.chosen: list[int] = []
        self.covered = 0.0
        self._times_reached = np.zeros(len(need), dtype=np.int64)
        # A stop that holds all who can reach it limits nobody: no flow need be worked out.
        self._can_be_full = reach @ need > capacity

    @classmethod
    def of(cls, need: Floats, reach: csr_array, capacity: float, chosen: Sequence[int]) -> Load:
        """Start with some stops."""
        load = cls(need, reach, capacity)
        for place in chosen:
            load._times_reached[load.groups(place)] += 1
        load.chosen = list(chosen)
        load.covered = load._worth(load.chosen)
        return load

    def groups(self, place: int) -> Integers:
        """Find the groups of need that reach a candidate."""
        first, end = self._reach.indptr[place : place + 2]
        found: Integers = self._reach.indices[first:end]
        return found

    def sure_gains(self) -> Floats:
        """
        Need that each candidate adds at the least: of those who reach no chosen stop yet.

        Without a limit on a stop, or with nobody chosen, it is the gain itself.
        """
        unreached = np.where(self._times_reached == 0, self._need, 0.0)
        gains: Floats = np.minimum(self._reach @ unreached, self._capacity)
        return gains

    def gain(self, place: int) -> float:
        """Need that one more stop would add."""
        groups = self.groups(place)
        unreached = self._times_reached[groups] == 0
        if unreached.all() or not self._can_be_full[[*self.chosen, place]].any():
            return float(min(self._need[groups][unreached].sum(), self._capacity))
        return max(0.0, self._worth([*self.chosen, place]) - self.covered)

    def add(self, place: int) -> float:
        """Choose one more stop, and return what it adds."""
        gain = self.gain(place)
        self._times_reached[self.groups(place)] += 1
        self.chosen.append(place)
        self.covered += gain
        return gain

    def _worth(self, chosen: list[int]) -> float:
        if not chosen:
            return 0.0
        reached = np.unique(np.concatenate([self.groups(place) for place in chosen]))
        if not self._can_be_full[chosen].any():
            return float(self._need[reached].sum())
        if len(chosen) <= MOST_BY_SETS:
            return self._held(chosen)
        members = self._reach[chosen][:, reached].T.tocsr()
        return most_served(self._need[reached], members, np.full(len(chosen), self._capacity))

    def _held(self, chosen: list[int]) -> float:
        """
        Most that some stops can serve: by the smallest cut, over all sets of stops that are full.

        Where the stops of a set are full, all need counts that reaches a stop outside it, and of
        the rest no more than they hold. Flow finds the same, but takes longer to set up.
        """
        names = np.zeros(len(self._need), dtype=np.int64)
        for bit, place in enumerate(chosen):
            names[self.groups(place)] |= 1 << bit
        sets = 1 << len(chosen)
        within = np.bincount(names, weights=self._need, minlength=sets)
        whole = within.sum()
        full = np.zeros(sets)
        for bit in range(len(chosen)):
            # From the need of each very set to that of all sets inside it.
            pairs, counts = within.reshape(-1, 2, 1 << bit), full.reshape(-1, 2, 1 << bit)
            pairs[:, 1] += pairs[:, 0]
            counts[:, 1] += 1
        return float((self._capacity * full + whole - within).min())
