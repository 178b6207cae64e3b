"""Who can walk where: every cell with every site within the longest walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from geodata.coverage import NOBODY, within
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

# Any fixed number does; it only has to be the same in every run.
SEED = 20171130


@dataclass(frozen=True)
class Links:
    """
    One row for each cell and site (or stop, or candidate) within the longest walk.

    ``cell``, ``site`` and ``seconds`` have one value a link, by site and then by cell;
    ``cells`` and ``sites`` are how many of each there are, linked or not. Sites stand in
    the order of their codes, so that the first position wins a tie.
    """

    cell: Integers
    site: Integers
    seconds: Floats
    cells: int
    sites: int

    @classmethod
    def of_rows(
        cls, cell: Integers, site: Integers, seconds: Floats, cells: int, sites: int
    ) -> Self:
        """Make links of rows in any order."""
        order = np.lexsort((cell, site))
        return cls(
            cell[order].astype(np.int64),
            site[order].astype(np.int64),
            seconds[order].astype(float),
            cells,
            sites,
        )

    @classmethod
    def of_reach(cls, reached: Sequence[tuple[Integers, NDArray[np.int32]]], cells: int) -> Self:
        """
        Make links of what each site reaches: its cells and their seconds.

        >>> reached = [(np.array([0, 2]), np.array([60, 90])), (np.array([2]), np.array([5]))]
        >>> Links.of_reach(reached, cells=3).site.tolist()
        [0, 0, 1]
        """
        counts = [len(near) for near, _ in reached]
        cell = np.concatenate([np.zeros(0, np.int64), *(near for near, _ in reached)])
        seconds = np.concatenate([np.zeros(0), *(walk for _, walk in reached)])
        site = np.repeat(np.arange(len(reached)), counts)
        return cls.of_rows(cell, site, seconds, cells, len(reached))

    @classmethod
    def of_minutes(cls, minutes: Floats, longest_minutes: float) -> Self:
        """
        Make links of a table of minutes, one row a cell and one column a site.

        >>> Links.of_minutes(np.array([[50.0, 100], [20, 40]]), 60).cell.tolist()
        [0, 1, 1]
        """
        cell, site = np.nonzero(minutes <= longest_minutes)
        seconds = minutes[cell, site] * SECONDS_PER_MINUTE
        return cls.of_rows(cell, site, seconds, *minutes.shape)

    def within(self, minutes: float) -> Self:
        """
        Keep the walks within a time; 3,600 s is within 60 minutes.

        >>> links = Links.of_minutes(np.array([[60.0, 61]]), 120)
        >>> links.within(60).site.tolist()
        [0]
        """
        near = within(self.seconds, minutes)
        return type(self)(
            self.cell[near], self.site[near], self.seconds[near], self.cells, self.sites
        )

    def of_site(self, site: int) -> tuple[Integers, Floats]:
        """Cells that reach one site, and their seconds."""
        first, end = np.searchsorted(self.site, [site, site + 1])
        return self.cell[first:end], self.seconds[first:end]

    def nearest(self) -> Integers:
        """
        Position of each cell's nearest site, -1 for none; ties go to the first site.

        >>> Links.of_minutes(np.array([[50.0, 50], [70, 40], [90, 90]]), 60).nearest().tolist()
        [0, 1, -1]
        """
        order = np.lexsort((self.site, self.seconds, self.cell))
        cells, first = np.unique(self.cell[order], return_index=True)
        result = np.full(self.cells, NOBODY)
        result[cells] = self.site[order][first]
        return result


def alike(links: Links, demand: Floats) -> tuple[Integers, csr_array]:
    """
    Put cells that reach the very same sites together: to every planner they are one place.

    Returns
    -------
    The group of each cell (-1 without demand or site), and a table of groups by sites
    that holds 1 where the group reaches the site. Groups do not depend on the order of
    cells.

    >>> links = Links.of_minutes(np.array([[10.0, 90], [20, 95], [30, 30]]), 60)
    >>> groups, reached = alike(links, np.ones(3))
    >>> bool(groups[0] == groups[1] != groups[2]), reached.sum()
    (True, np.float64(3.0))
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - only planning needs it

    kept = demand[links.cell] > 0
    order = np.lexsort((links.site[kept], links.cell[kept]))
    site = links.site[kept][order]
    cells, first = np.unique(links.cell[kept][order], return_index=True)
    ends = np.append(first[1:], len(site))
    names = _set_names(site, first, links.sites)
    _, example, group = np.unique(names, return_index=True, return_inverse=True)
    groups = np.full(links.cells, NOBODY)
    groups[cells] = group.ravel()
    members = [site[first[place] : ends[place]] for place in example]
    starts = np.concatenate([[0], np.cumsum([len(sites) for sites in members], dtype=np.int64)])
    columns = np.concatenate([np.zeros(0, np.int64), *members])
    table = csr_array((np.ones(len(columns)), columns, starts), shape=(len(members), links.sites))
    return groups, table


def _set_names(site: Integers, first: Integers, sites: int) -> NDArray[np.complex128]:
    """Name each set of sites by two random sums, so that equal names mean equal sets."""
    if not len(first):
        return np.zeros(0, complex)
    # Whole numbers of 40 bits add up exactly; two sets share a name once in 2**80.
    parts = np.random.default_rng(SEED).integers(1, 2**40, size=(2, sites))
    sums = [np.add.reduceat(part[site], first).astype(float) for part in parts]
    return sums[0] + 1j * sums[1]
