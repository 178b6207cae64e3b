"""Measures of coverage, outreach, flags and equity by district and in total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import equity
from geodata.choice import THRESHOLDS_MINUTES
from geodata.measures import pooled, with_total
from geodata.names import FlagStatus
from geodata.zonal import sums, weighted_percentiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.measures import MeasureTable
    from geodata.model import Model
    from geodata.runs import Conditions, SiteRun
    from geodata.totals import SiteTotals, Totals

    Floats = NDArray[np.float64]


def add_coverage(table: MeasureTable, base: SiteTotals, checks: Sequence[SiteTotals]) -> None:
    """Add the three-way split as shares and need within each time, ranged over the checks."""
    runs = (base, *checks)
    covered = [totals.covered() | _need_within(totals) for totals in runs]
    for name, part in covered[0].items():
        shares = np.array(
            [pooled(one[name], totals.need) for one, totals in zip(covered, runs, strict=True)]
        )
        table.add(name, shares[0], (shares.min(axis=0), shares.max(axis=0)), part, base.need)


def _need_within(totals: SiteTotals) -> dict[str, Floats]:
    return {
        f"need_within_{minutes}_minutes": part
        for minutes, part in zip(THRESHOLDS_MINUTES, totals.within, strict=True)
    }


def add_walk(table: MeasureTable, model: Model, base: SiteRun) -> None:
    """Add the median and the 90th percentile of the walk, weighted by need."""
    districts = len(model.programme.districts)
    here = weighted_percentiles(
        base.walk_seconds, base.need, model.cells.district, districts, (0.5, 0.9)
    )
    everywhere = weighted_percentiles(
        base.walk_seconds, base.need, np.zeros_like(model.cells.district), 1, (0.5, 0.9)
    )
    for row, name in enumerate(("median_walk_seconds", "p90_walk_seconds")):
        table.add(name, np.append(here[row], everywhere[row]))


def add_outreach(
    table: MeasureTable,
    model: Model,
    shared: Conditions,
    base: Totals,
    checks: Sequence[Totals],
    visits: pd.DataFrame,
) -> None:
    """
    Add visits held of those planned, outreach coverage, and unmet need.

    Parameters
    ----------
    visits
        ``visit_record`` of the model's stops.
    """
    stops = model.programme.outreach_stops
    place = model.programme.districts.index.get_indexer(stops["district_code"])

    def total(values: pd.Series | None = None) -> Floats:
        """Sum over the stops of each district, and over the scope."""
        weights = np.ones(len(stops)) if values is None else values.to_numpy(float)
        return with_total(sums(weights, place, len(shared.births)), shared.scope)

    table.add("outreach_stops", total())
    table.add_ratio("outreach_completion", total(visits["held"]), total(visits["planned"]))
    # Without any visit in the data nobody knows what outreach reaches; that is not nothing.
    known = np.nan if model.programme.outreach_visits.empty else 1.0
    table.add_ratio("outreach_coverage", base.reached_by_outreach * known, base.out_of_reach)
    unmet = np.array([totals.unmet for totals in (base, *checks)])
    table.add("unmet_need_per_year", unmet[0], (unmet.min(axis=0), unmet.max(axis=0)))


def add_flags(table: MeasureTable, model: Model, shared: Conditions, areas: pd.DataFrame) -> None:
    """Add how many areas are flagged or cannot be assessed, and the share of need flagged."""
    place = model.programme.districts.index.get_indexer(areas["district_code"])
    flagged = (areas["flag"] == FlagStatus.FLAGGED).to_numpy()
    unknown = (areas["flag"] == FlagStatus.CANNOT_ASSESS).to_numpy()
    assessed = areas["in_scope"].to_numpy() & ~unknown
    needs = areas["need"].to_numpy()

    def total(values: Floats) -> Floats:
        """Sum over the areas of each district, and over the scope."""
        return with_total(sums(values, place, len(shared.births)), shared.scope)

    table.add("areas_flagged", total(flagged.astype(float)))
    table.add("areas_not_assessed", total(unknown.astype(float)))
    table.add_ratio("share_need_flagged", total(needs * flagged), total(needs * assessed))


def coverage_along_remoteness(base: SiteRun) -> tuple[pd.Series, float]:
    """
    Effective coverage from the nearest to the most remote need, and its concentration.

    Returns
    -------
    Coverage in each fifth of need, 1 the nearest to 5 the most remote, and the
    concentration index (negative: the near have more of it).
    """
    kept = np.flatnonzero(base.need > 0)
    needs, served = base.need[kept], base.split.served[kept]
    rank = equity.remoteness_rank(needs, base.walk_seconds[kept])
    shares = equity.coverage_by_fifth(needs, served, rank)
    index = equity.concentration_index(needs, served / needs, rank)
    return pd.Series(shares, index=range(1, equity.FIFTHS + 1)), index


def add_equity(
    table: MeasureTable,
    shared: Conditions,
    along: tuple[pd.Series, float],
    frontline: Floats,
    needs: Floats,
) -> None:
    """Add the gap between the most remote and the nearest fifth, and the two indices."""
    fifths, index = along
    known = shared.scope & ~np.isnan(needs[:-1]) & ~np.isnan(frontline[:-1])
    values = {
        "equity_gap": 100 * float(fifths.iloc[-1] - fifths.iloc[0]),
        "concentration_index": index,
        "gini_between_districts": equity.gini(frontline[:-1][known], needs[:-1][known]),
    }
    for name, value in values.items():
        # These describe the whole scope: a district has no value of its own.
        table.add(name, np.append(np.full(len(needs) - 1, np.nan), value))
