"""A run added up by district and over the scope: one pass for all that depends on the walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.choice import THRESHOLDS_MINUTES
from geodata.units import SECONDS_PER_MINUTE
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.model import Cells
    from geodata.runs import Run, SiteRun

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SiteTotals:
    """
    Need a year in parts; each array has one value a district and the scope's total last.

    ``within`` has one row for each threshold of 30, 60, 120 and 180 minutes.
    """

    need: Floats
    served: Floats
    over_capacity: Floats
    out_of_reach: Floats
    within: Floats

    def covered(self) -> dict[str, Floats]:
        """Return the need that each share of coverage counts, by the share's measure."""
        return {
            "geographic_coverage": self.need - self.out_of_reach,
            "effective_coverage": self.served,
            "share_over_capacity": self.over_capacity,
            "share_out_of_reach": self.out_of_reach,
        }


@dataclass(frozen=True)
class Totals(SiteTotals):
    """The parts of need, and how much of that out of reach outreach meets."""

    reached_by_outreach: Floats

    @property
    def unmet(self) -> Floats:
        """Need that neither a site's capacity nor outreach held lately meets."""
        return self.over_capacity + self.out_of_reach - self.reached_by_outreach


def add_up_sites(run: SiteRun, cells: Cells, districts: int) -> SiteTotals:
    """Add up the part of a run that no outreach stop has a say in."""

    def by_district(values: Floats) -> Floats:
        """Sum over the cells of each district, and over all."""
        return _with_whole(sums(values, cells.district, districts))

    split = run.split
    return SiteTotals(
        need=by_district(run.need),
        served=by_district(split.served),
        over_capacity=by_district(split.over_capacity),
        out_of_reach=by_district(split.out_of_reach),
        within=_within(run, cells, districts),
    )


def add_outreach(run: Run, sites: SiteTotals, cells: Cells) -> Totals:
    """Add up the need that outreach meets, beside the totals of the sites in the same run."""
    # Few cells have any outreach, and the others add nothing.
    near = run.outreach.near
    reached = run.split.out_of_reach[near] * run.outreach.near_fraction
    by_district = sums(reached, cells.district[near], len(sites.need) - 1)
    return Totals(**vars(sites), reached_by_outreach=_with_whole(by_district))


def _with_whole(by_district: Floats) -> Floats:
    return np.append(by_district, by_district.sum())


def _within(run: SiteRun, cells: Cells, districts: int) -> Floats:
    edges = np.array(THRESHOLDS_MINUTES) * SECONDS_PER_MINUTE
    # Left side: a walk of exactly the threshold belongs to it.
    band = np.searchsorted(edges, run.walk_seconds, side="left")
    bands = len(edges) + 1
    need = np.bincount(cells.district * bands + band, weights=run.need, minlength=districts * bands)
    running = need.reshape(districts, bands).cumsum(axis=1)[:, :-1].T
    return np.column_stack([running, running.sum(axis=1)])
