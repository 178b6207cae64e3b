"""Results by community area: need, walk, part of the split, flag and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata import equity, underserved
from geodata.choice import BASE, CHECKS
from geodata.coverage import coverage, within
from geodata.names import FlagStatus, Part
from geodata.underserved import FlagRule, Told
from geodata.zonal import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choice import Choice
    from geodata.model import Model
    from geodata.runs import Conditions, Run, SiteRun


def area_results(model: Model, choice: Choice, shared: Conditions, base: SiteRun) -> pd.DataFrame:
    """
    Make the table of community areas, one row each in the programme's order, flags left out.

    Areas outside the scope keep their need and walk, and are 'outside the programme'; none
    of the columns lets a reader work back to the staff of a site.
    """
    areas = model.programme.areas[["area_name", "district_code"]].copy()
    areas = pd.DataFrame(areas)
    in_scope = areas["district_code"].map(shared.in_scope).astype(bool)
    areas["in_scope"] = in_scope
    areas["need"] = _area_need(model, shared)
    areas["need_lower"] = areas["need"] * shared.low_factor
    areas["need_upper"] = areas["need"] * shared.high_factor
    areas["walk_seconds"] = base.area_seconds
    areas["walk_p90_seconds"] = base.area_p90_seconds
    areas["remote_level"] = underserved.remote_level(areas["walk_seconds"])
    areas["nearest_site_id"] = _nearest_site(model, base)
    _add_split(areas, model, base)
    for minutes in (60, 120):
        areas[f"share_within_{minutes}_minutes"] = _share_within(model, base, minutes)
    areas["need_beyond_threshold"] = areas["need"] * (
        1 - _share_within(model, base, choice.threshold_minutes)
    )
    areas["fifth"] = _fifths(areas)
    return areas


def walk_in_checks(model: Model, choice: Choice, area_id: str) -> pd.Series:
    """
    Return the median walk of one area, as chosen and in each check that changes walks.

    Returns
    -------
    Seconds, infinite without a route, by name of the check; the first is the walk as chosen.
    """
    at = model.programme.areas.index.get_loc(area_id)
    walks = {}
    for check in (BASE, *(one for one in CHECKS if one.need_side == BASE.need_side)):
        walk = model.seasons[check.season or choice.season].walk[choice.platform]
        walks[check.name] = float(walk.area_median[at]) * check.time_factor
    return pd.Series(walks)


def supported_by_area(model: Model, shared: Conditions, base: Run) -> pd.Series:
    """
    Need a year that is supported in each community area: served, or reached by outreach.

    Outreach counts only for need that no site has in reach, so nobody is counted twice.
    Areas outside the scope are missing: they are not counted, which is not zero.
    """
    areas, cells = model.programme.areas, model.cells
    # Few cells have any outreach.
    near = base.outreach.near
    reached = base.split.out_of_reach[near] * base.outreach.near_fraction
    total = sums(base.split.served, cells.area, len(areas))
    total += sums(reached, cells.area[near], len(areas))
    in_scope = areas["district_code"].map(shared.in_scope).astype(bool)
    return pd.Series(total, index=areas.index).where(in_scope)


def _area_need(model: Model, shared: Conditions) -> NDArray[np.float64]:
    cells = model.cells
    everywhere = cells.births * shared.prevalence.to_numpy(float)[cells.district]
    return sums(everywhere, cells.area, len(model.programme.areas))


def _nearest_site(model: Model, base: SiteRun) -> NDArray[np.object_]:
    sites, areas = model.programme.sites.index, len(model.programme.areas)
    width = len(sites) + 1
    pair = model.cells.area * width + base.nearest + 1
    inside = model.cells.area >= 0
    births = np.bincount(pair[inside], weights=model.cells.births[inside], minlength=areas * width)
    most = births.reshape(areas, width).argmax(axis=1)
    nearest: NDArray[np.object_] = np.array(["", *sites], dtype=object)[most]
    return nearest


def _add_split(areas: pd.DataFrame, model: Model, base: SiteRun) -> None:
    parts = np.array(
        [sums(getattr(base.split, part), model.cells.area, len(areas)) for part in Part]
    )
    largest: NDArray[np.object_] = np.array(list(Part), dtype=object)[parts.argmax(axis=0)]
    largest[~areas["in_scope"].to_numpy() | ~(parts.sum(axis=0) > 0)] = None
    areas["part"] = largest


def _share_within(model: Model, base: SiteRun, minutes: float) -> pd.Series:
    cells, programme = model.cells, model.programme
    births = sums(cells.births, cells.area, len(programme.areas))
    near = within(base.walk_seconds, minutes)
    inside = sums(np.where(near, cells.births, 0.0), cells.area, len(programme.areas))
    index = programme.areas.index
    return coverage(pd.Series(inside, index=index), pd.Series(births, index=index))


def _fifths(areas: pd.DataFrame) -> pd.Series:
    told = areas["in_scope"] & (areas["need"] > 0) & areas["walk_seconds"].notna()
    rank = equity.remoteness_rank(
        areas.loc[told, "need"].to_numpy(), areas.loc[told, "walk_seconds"].to_numpy()
    )
    return pd.Series(equity.fifth(rank), index=areas.index[told], dtype=float).reindex(areas.index)


def with_flags(
    areas: pd.DataFrame, model: Model, shared: Conditions, base: Run, checks: dict[str, Run]
) -> pd.DataFrame:
    """
    Add outreach and the flag with its checks, number and sentence to areas.

    Parameters
    ----------
    areas
        From ``area_results``; it stays as it is.
    """
    areas = areas.copy()
    rule = FlagRule.from_parameters(model.programme.parameters)
    areas["days_since_outreach"] = base.outreach.area_days
    areas["outreach_fraction"] = base.outreach.area_fraction
    flagged = underserved.meets_rule(areas, rule)
    factors = {check.name: shared.need_factor(check.need_side) for check in CHECKS}
    need = areas["need"].to_numpy()
    runs = pd.DataFrame(
        {
            name: underserved.rule_met(
                result.area_seconds,
                need * factors[name],
                result.outreach.area_days,
                result.outreach.area_fraction,
                rule,
            )
            for name, result in checks.items()
        },
        index=areas.index,
    )
    areas["flag"] = underserved.flag_status(flagged, areas["in_scope"])
    told = [underserved.told_flagged(runs[name]) for name in runs]
    areas["checks_flagged"] = np.sum(told, axis=0, dtype=float)
    areas["robustness"] = underserved.robustness(flagged, runs).where(
        areas["in_scope"], FlagStatus.OUTSIDE
    )
    areas["flag_number"] = _flag_numbers(areas)
    rows = zip(*(_alike(areas[name]) for name in Told._fields), strict=True)
    areas["explanation"] = [
        underserved.explanation(Told(*row), rule, len(checks)) if is_in_scope else ""
        for is_in_scope, row in zip(areas["in_scope"], rows, strict=True)
    ]
    return areas


def _alike(column: pd.Series) -> list[Any]:
    """Return the values with one and the same NaN, so that rows without a number are equal."""
    return [value if value == value else np.nan for value in column.tolist()]  # noqa: PLR0124


def _flag_numbers(areas: pd.DataFrame) -> pd.Series:
    """Give the flagged areas numbers from 1, the most need first, so that list and map agree."""
    numbers = np.full(len(areas), np.nan)
    flagged = np.flatnonzero(areas["flag"].to_numpy(object) == FlagStatus.FLAGGED)
    need, codes = areas["need"].to_numpy()[flagged], areas.index[flagged].to_numpy(str)
    numbers[flagged[np.lexsort((codes, -need))]] = np.arange(1.0, len(flagged) + 1)
    return pd.Series(numbers, index=areas.index)
