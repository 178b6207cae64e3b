"""A run added up by district and over the scope: one pass for all that depends on the walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.choice import THRESHOLDS_MINUTES
from geodata.coverage import SECONDS_PER_MINUTE
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.model import Cells
    from geodata.runs import Run

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """
    Need a year in parts; each array has one value a district and the scope's total last.

    ``within`` has one row for each threshold of 30, 60, 120 and 180 minutes.
    """

    need: Floats
    served: Floats
    over_capacity: Floats
    out_of_reach: Floats
    reached_by_outreach: Floats
    within: Floats

    @property
    def unmet(self) -> Floats:
        """Need that neither a site's capacity nor outreach held lately meets."""
        return self.over_capacity + self.out_of_reach - self.reached_by_outreach


def add_up(run: Run, cells: Cells, districts: int) -> Totals:
    """
    Add up one run. Need outside the scope is zero in a run, so the total is a plain sum.

    Parameters
    ----------
    cells
        The cells of the run, with their district's position.
    districts
        Number of districts.
    """

    def by_district(values: Floats) -> Floats:
        """Sum over the cells of each district, and over all."""
        part = sums(values, cells.district, districts)
        return np.append(part, part.sum())

    split = run.split
    return Totals(
        need=by_district(run.need),
        served=by_district(split.served),
        over_capacity=by_district(split.over_capacity),
        out_of_reach=by_district(split.out_of_reach),
        reached_by_outreach=by_district(split.out_of_reach * run.outreach.cell_fraction),
        within=_within(run, cells, districts),
    )


def _within(run: Run, cells: Cells, districts: int) -> Floats:
    edges = np.array(THRESHOLDS_MINUTES) * SECONDS_PER_MINUTE
    # Left side: a walk of exactly the threshold belongs to it.
    band = np.searchsorted(edges, run.walk_seconds, side="left")
    bands = len(edges) + 1
    need = np.bincount(cells.district * bands + band, weights=run.need, minlength=districts * bands)
    running = need.reshape(districts, bands).cumsum(axis=1)[:, :-1].T
    return np.column_stack([running, running.sum(axis=1)])
