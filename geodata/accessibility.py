"""Accessibility: staff per need within walking reach, the nearer the more (domain 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.units import SECONDS_PER_MINUTE
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.links import Links

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Minutes up to which a walk counts, and its weight: Luo and Qi's (2009) three weights on
# bands that were chosen for walking, not for driving. Both are planning assumptions.
BANDS = ((30.0, 1.0), (60.0, 0.68), (120.0, 0.22))
PER_NEED = 100.0
# Less than this a year is nobody: a rounding remainder, by which nothing may be divided.
LEAST_NEED = 1e-9


@dataclass(frozen=True)
class Accessibility:
    """
    Mentor Mothers within reach, shared among all who can walk to them.

    Attributes
    ----------
    per_100_need
        One value a cell: full-time Mentor Mothers per 100 need a year; 0 where no staff
        is in reach.
    ratio_by_site
        Staff per weighted need of each site; missing where there is nobody to divide by.
    nobody_in_reach, not_reported
        Sites that were left out: nobody needs them within the longest walk, or their
        staff is not known. A list of them belongs beside the result.
    """

    per_100_need: Floats
    ratio_by_site: Floats
    nobody_in_reach: Flags
    not_reported: Flags


def walk_weight(walk_seconds: Floats) -> Floats:
    """
    Weight of a walk by its band of minutes (a, b]; nothing beyond the last band.

    >>> walk_weight(np.array([0, 1800, 1801, 3600, 7200, 7201])).tolist()
    [1.0, 1.0, 0.68, 0.68, 0.22, 0.0]
    """
    ends = np.array([minutes for minutes, _ in BANDS]) * SECONDS_PER_MINUTE
    weights = np.array([*(weight for _, weight in BANDS), 0.0])
    return weights[np.searchsorted(ends, walk_seconds, side="left")]


def e2sfca(need: Floats, links: Links, staff: Floats) -> Accessibility:
    """
    Share each site's staff among the need in reach, and add up what each cell gets.

    Parameters
    ----------
    need
        Need a year, one value a cell.
    links
        Which sites each cell can walk to, at least to the end of the last band.
    staff
        Full-time Mentor Mothers, one value a site; missing where none was reported.

    Notes
    -----
    The enhanced two-step floating catchment area. Staff is conserved: need times result,
    added over all cells, is the staff of the sites that were not left out.

    >>> from geodata.walking.links import Links
    >>> links = Links.of_minutes(np.array([[20.0, 100], [50, 40], [150, 110]]), 120)
    >>> e2sfca(np.array([40.0, 60, 20]), links, np.array([2.0, 1])).per_100_need.round(3).tolist()
    [2.883, 2.942, 0.407]
    """
    weight = walk_weight(links.seconds)
    asked = sums(need[links.cell] * weight, links.site, links.sites)
    nobody, not_reported = asked < LEAST_NEED, np.isnan(staff)
    ratio = np.where(nobody, np.nan, staff / np.where(nobody, 1.0, asked))
    shared = np.nan_to_num(ratio)[links.site] * weight
    return Accessibility(
        per_100_need=PER_NEED * sums(shared, links.cell, links.cells),
        ratio_by_site=ratio,
        nobody_in_reach=nobody,
        not_reported=not_reported,
    )
