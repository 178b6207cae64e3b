"""Who serves whom when capacity is short: three rules beside one another (domain 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geodata.units import SECONDS_PER_MINUTE
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph._flow import MaximumFlowResult

    from geodata.walking.links import Links

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Units = NDArray[np.int32]

# The solver counts in whole numbers of 32 bits; all demand together is this many of them.
WHOLE_UNITS = 2**30
ROUNDING = 1e-12


class Case(StrEnum):
    """What happened at a site under AccessMod's rule, by the letters of its manual."""

    PART_OF_OUTER_BAND = "A"
    PART_OF_FIRST_BAND = "B"
    MORE_THAN_ENOUGH = "C"
    EXACTLY_ENOUGH = "D"
    NO_LIMIT = "E"


@dataclass(frozen=True)
class Allocation:
    """
    Pairs served, one value a cell and one a site; both sums are the same.

    ``cases`` has one value a site under AccessMod's rule, and is empty for the others.
    """

    served: Floats
    served_by_site: Floats
    cases: tuple[Case, ...] = ()


def nearest_only(demand_pairs: Floats, links: Links, capacity_pairs: Floats) -> Allocation:
    """
    Serve each cell by its nearest site only, all cells of a site in the same proportion.

    Parameters
    ----------
    demand_pairs, capacity_pairs
        Active mother-infant pairs, one value a cell and one a site.
    links
        Which sites each cell can walk to; two equally near go to the first site code.

    >>> from geodata.walking.links import Links
    >>> links = Links.of_minutes(np.array([[50.0, 100], [20, 40]]), 60)
    >>> nearest_only(np.array([40.0, 60]), links, np.array([40.0, 50])).served.tolist()
    [16.0, 24.0]
    """
    nearest = links.nearest()
    asked = sums(demand_pairs, nearest, links.sites)
    served_by_site = np.minimum(asked, capacity_pairs)
    share = served_by_site / np.where(asked > 0, asked, 1.0)
    served = demand_pairs * np.append(share, 0.0)[nearest]
    return Allocation(served, served_by_site)


def by_demand_in_reach(demand_pairs: Floats, links: Links) -> Integers:
    """
    Order of sites that AccessMod offers first: most demand in reach, ties by site code.

    >>> from geodata.walking.links import Links
    >>> links = Links.of_minutes(np.array([[50.0, 100], [20, 40]]), 60)
    >>> by_demand_in_reach(np.array([40.0, 60]), links).tolist()
    [0, 1]
    """
    return np.argsort(-sums(demand_pairs[links.cell], links.site, links.sites), kind="stable")


def accessmod(
    demand_pairs: Floats, links: Links, capacity_pairs: Floats, order: Integers
) -> Allocation:
    """
    Serve one site after another, its nearest minutes first, as AccessMod 5 does.

    Each site takes what earlier ones left, whole bands of a minute while they fit and the
    same part of every cell of the band that does not. The order of sites changes the
    answer, so it stands beside the others for comparison only.

    Parameters
    ----------
    capacity_pairs
        Pairs each site can carry; infinite where its capacity is not to count.
    order
        Positions of the sites, first to last.

    >>> from geodata.walking.links import Links
    >>> links = Links.of_minutes(np.array([[50.0, 100], [20, 40]]), 60)
    >>> pairs, capacity = np.array([40.0, 60]), np.array([40.0, 50])
    >>> accessmod(pairs, links, capacity, np.array([0, 1])).served_by_site.tolist()
    [40.0, 20.0]
    >>> accessmod(pairs, links, capacity, np.array([1, 0])).served_by_site.tolist()
    [40.0, 50.0]
    """
    left = demand_pairs.astype(float)
    served_by_site, cases = np.zeros(links.sites), [Case.MORE_THAN_ENOUGH] * links.sites
    for site in order:
        cells, seconds = links.of_site(int(site))
        band = np.ceil(seconds / SECONDS_PER_MINUTE).astype(np.int64)
        share, cases[site] = _band_shares(left[cells], band, float(capacity_pairs[site]))
        taken = left[cells] * share[band]
        served_by_site[site] = taken.sum()
        left[cells] -= taken
    return Allocation(demand_pairs - left, served_by_site, tuple(cases))


def _band_shares(left: Floats, band: Integers, capacity: float) -> tuple[Floats, Case]:
    """Share of each minute's band that a site takes, and which of the five cases it is."""
    in_band = np.bincount(band, weights=left)
    within = np.cumsum(in_band)
    share = np.ones(len(in_band))
    total = within[-1] if len(within) else 0.0
    if np.isinf(capacity):
        return share, Case.NO_LIMIT
    if np.isclose(within, capacity, rtol=ROUNDING, atol=0.0).any():
        return np.where(within <= capacity * (1 + ROUNDING), 1.0, 0.0), Case.EXACTLY_ENOUGH
    if capacity >= total:
        return share, Case.MORE_THAN_ENOUGH
    outer = int(np.searchsorted(within, capacity))
    inner = within[outer] - in_band[outer]
    share[outer] = (capacity - inner) / in_band[outer]
    share[outer + 1 :] = 0.0
    return share, Case.PART_OF_OUTER_BAND if inner > 0 else Case.PART_OF_FIRST_BAND


def most_served(asked: Floats, members: csr_array, capacity: Floats) -> float:
    """
    Most of what groups ask that sites could serve, whoever is served where.

    Parameters
    ----------
    asked, capacity
        One value a group and one a site, in the same unit.
    members
        Groups by sites, 1 where the group reaches the site.

    >>> from scipy.sparse import csr_array
    >>> members = csr_array(np.array([[1.0, 0], [1, 1]]))
    >>> round(most_served(np.array([40.0, 60]), members, np.array([40.0, 50])), 6)
    90.0
    """
    if not asked.sum() > 0:
        return 0.0
    whole, limit, scale = _in_whole_units(asked, capacity)
    return float(_flow(members, whole, limit).flow_value / scale)


def _in_whole_units(asked: Floats, capacity: Floats) -> tuple[Units, Units, float]:
    """Demand and capacity in the solver's whole units, and how many make one."""
    total = float(asked.sum())
    scale = WHOLE_UNITS / total
    limit = np.floor(np.minimum(capacity, total) * scale)
    return np.rint(asked * scale).astype(np.int32), limit.astype(np.int32), scale


def _flow(members: csr_array, asked: Units, limit: Units) -> MaximumFlowResult:
    """Run the largest flow: source, groups, sites, sink, in this order of nodes."""
    from scipy.sparse import block_array, csr_array  # noqa: PLC0415 - only planning needs it
    from scipy.sparse.csgraph import maximum_flow  # noqa: PLC0415

    groups, sites = members.shape
    start = csr_array(asked[np.newaxis, :])
    links = csr_array(members.multiply(asked[:, np.newaxis]))
    end = csr_array(limit[:, np.newaxis])
    rows = [
        [csr_array((1, 1), dtype=np.int32), start, None, None],
        [None, csr_array((groups, groups), dtype=np.int32), links, None],
        [None, None, csr_array((sites, sites), dtype=np.int32), end],
        [None, None, None, csr_array((1, 1), dtype=np.int32)],
    ]
    network = csr_array(block_array(rows, format="csr"), dtype=np.int32)
    return maximum_flow(network, 0, groups + sites + 1)
