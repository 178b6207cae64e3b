"""Measures by district and in total, each with its numerator and denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import equity, need, outreach, staffing
from geodata.coverage import SECONDS_PER_MINUTE
from geodata.measures import with_total
from geodata.names import TOTAL, Cadre, FlagStatus
from geodata.zonal import sums, weighted_percentiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choice import Choice
    from geodata.measures import MeasureTable
    from geodata.model import Model
    from geodata.runs import Conditions, Run
    from geodata.site_results import SiteNeeds

    Floats = NDArray[np.float64]

STAFF_MEASURES = {
    Cadre.MM: "mentor_mothers",
    Cadre.CMM: "community_mentor_mothers",
    Cadre.SC: "site_coordinators",
    Cadre.CSC: "community_site_coordinators",
}


def staff_totals(model: Model, shared: Conditions) -> pd.DataFrame:
    """
    Sites and staff by district and in total, over the sites that reported.

    A district without sites has no staff, a true zero; a district whose sites did not
    report is missing.
    """
    districts = model.programme.districts.index
    by_district = model.staff.groupby(model.programme.sites["district_code"]).sum(min_count=1)
    sites = model.programme.sites.groupby("district_code").size().reindex(districts, fill_value=0)
    staff = by_district.reindex(districts).where(sites > 0, 0.0)
    staff["sites"] = sites.astype(float)
    staff["frontline"] = staff[Cadre.MM] + staff[Cadre.CMM]
    staff["coordinators"] = staff[Cadre.SC] + staff[Cadre.CSC]
    return pd.DataFrame({name: with_total(staff[name], shared.in_scope) for name in staff})


def add_staffing(table: MeasureTable, model: Model, shared: Conditions) -> None:
    """Add head counts by cadre, ratios per site and spans."""
    staff = staff_totals(model, shared)
    for cadre, name in STAFF_MEASURES.items():
        table.add(name, staff[cadre])
        table.add_ratio(f"{name}_per_site", staff[cadre], staff["sites"])
    for name in ("sites", "frontline", "coordinators"):
        table.add(name, staff[name])
    table.add_ratio("frontline_per_site", staff["frontline"], staff["sites"])
    table.add_ratio("facility_span", staff[Cadre.MM], staff[Cadre.SC])
    table.add_ratio("community_span", staff[Cadre.CMM], staff[Cadre.CSC])
    table.add_ratio("overall_span", staff["frontline"], staff["coordinators"])


def need_with_interval(model: Model, shared: Conditions) -> pd.DataFrame:
    """Need a year by district and in total: ``value``, ``lower``, ``upper``."""
    parameters = model.programme.parameters
    by_district = need.need_per_year(shared.births, shared.prevalence)
    total = need.total_need(
        by_district[shared.in_scope],
        parameters.value("cv_shared"),
        parameters.value("cv_independent"),
    )
    frame = pd.DataFrame(
        {
            "value": by_district,
            "lower": by_district * shared.low_factor,
            "upper": by_district * shared.high_factor,
        }
    )
    frame.loc[TOTAL] = list(total)
    return frame


def add_need(table: MeasureTable, model: Model, shared: Conditions) -> None:
    """Add births, prevalence, need with its interval, pairs, and need per post and site."""
    needs, staff = need_with_interval(model, shared), staff_totals(model, shared)
    births = with_total(shared.births, shared.in_scope)
    interval = (needs["lower"], needs["upper"])
    table.add("births_per_year", births)
    table.add_ratio("prevalence", needs["value"], births)
    table.add(
        "need_per_year", needs["value"], *interval, numerator=needs["value"], denominator=None
    )
    years = model.programme.parameters.value("years_in_programme")
    pairs = needs * years
    table.add("pairs_in_programme", pairs["value"], pairs["lower"], pairs["upper"])
    table.add_ratio("need_per_frontline", needs["value"], staff["frontline"], interval)
    for cadre, name in STAFF_MEASURES.items():
        table.add_ratio(f"need_per_{name.removesuffix('s')}", needs["value"], staff[cadre], interval)
    table.add_ratio("need_per_site", needs["value"], staff["sites"], interval)
    table.add_ratio(
        "pairs_per_frontline", pairs["value"], staff["frontline"], (pairs["lower"], pairs["upper"])
    )


def add_coverage(
    table: MeasureTable,
    model: Model,
    choice: Choice,
    shared: Conditions,
    base: Run,
    checks: dict[str, Run],
) -> None:
    """Add the three-way split as shares, need within each time, and walking percentiles."""

    def part(result: Run, name: str) -> pd.Series:
        values = result.need if name == "need" else getattr(result.split, name)
        return _by_district(model, shared, values)

    total = part(base, "need")

    def add_share(name: str, pick: str, *, complement: bool = False) -> None:
        shares = [
            _ratio(part(result, pick), part(result, "need")) for result in [base, *checks.values()]
        ]
        spread = pd.concat([1 - share if complement else share for share in shares], axis=1)
        chosen = total - part(base, pick) if complement else part(base, pick)
        table.add(name, spread.iloc[:, 0], spread.min(axis=1), spread.max(axis=1), chosen, total)

    add_share("geographic_coverage", "out_of_reach", complement=True)
    add_share("effective_coverage", "served")
    add_share("share_over_capacity", "over_capacity")
    add_share("share_out_of_reach", "out_of_reach")
    for minutes in (30, 60, 120, 180):
        _add_need_within(table, model, shared, [base, *checks.values()], minutes)
    _add_percentiles(table, model, base)


def _add_need_within(
    table: MeasureTable, model: Model, shared: Conditions, runs: list[Run], minutes: int
) -> None:
    def near(result: Run) -> pd.Series:
        within = result.walk_seconds <= minutes * SECONDS_PER_MINUTE
        return _by_district(model, shared, np.where(within, result.need, 0.0))

    total = _by_district(model, shared, runs[0].need)
    spread = pd.concat(
        [_ratio(near(result), _by_district(model, shared, result.need)) for result in runs], axis=1
    )
    table.add(
        f"need_within_{minutes}_minutes",
        spread.iloc[:, 0],
        spread.min(axis=1),
        spread.max(axis=1),
        near(runs[0]),
        total,
    )


def _add_percentiles(table: MeasureTable, model: Model, base: Run) -> None:
    districts = model.programme.districts.index
    by_district = weighted_percentiles(
        base.walk_seconds, base.need, model.cells.district, len(districts), (0.5, 0.9)
    )
    everywhere = weighted_percentiles(
        base.walk_seconds, base.need, np.zeros_like(model.cells.district), 1, (0.5, 0.9)
    )
    for row, name in enumerate(("median_walk_seconds", "p90_walk_seconds")):
        values = np.append(by_district[row], everywhere[row])
        table.add(name, pd.Series(values, index=[*districts, TOTAL]))


def add_outreach(
    table: MeasureTable,
    model: Model,
    shared: Conditions,
    base: Run,
    checks: dict[str, Run],
    areas: pd.DataFrame,
) -> None:
    """Add outreach held and its coverage, unmet need, and the roll-up of flags."""
    stops = model.programme.outreach_stops
    visits = outreach.visits_by_stop(model.programme.outreach_visits, stops.index)
    by_district = visits[["planned", "held"]].groupby(stops["district_code"]).sum()
    by_district["stops"] = stops.groupby("district_code").size()
    filled = by_district.reindex(model.programme.districts.index, fill_value=0)
    counts = pd.DataFrame({name: with_total(filled[name], shared.in_scope) for name in filled})
    table.add("outreach_stops", counts["stops"])
    table.add_ratio("outreach_completion", counts["held"], counts["planned"])
    reached, beyond, unmet = _outreach_parts(model, shared, base)
    table.add_ratio("outreach_coverage", reached, beyond)
    runs = [_outreach_parts(model, shared, result)[2] for result in checks.values()]
    spread = pd.concat([unmet, *runs], axis=1)
    table.add("unmet_need_per_year", unmet, spread.min(axis=1), spread.max(axis=1))
    _add_flag_totals(table, shared, areas)


def _outreach_parts(
    model: Model, shared: Conditions, result: Run
) -> tuple[pd.Series, pd.Series, pd.Series]:
    reached = result.split.out_of_reach * result.outreach.cell_fraction
    unmet = result.split.over_capacity + result.split.out_of_reach - reached
    return (
        _by_district(model, shared, reached),
        _by_district(model, shared, result.split.out_of_reach),
        _by_district(model, shared, unmet),
    )


def _add_flag_totals(table: MeasureTable, shared: Conditions, areas: pd.DataFrame) -> None:
    def by_district(chosen: pd.Series, values: pd.Series) -> pd.Series:
        total = values[chosen].groupby(areas.loc[chosen, "district_code"]).sum()
        return with_total(total.reindex(shared.in_scope.index, fill_value=0), shared.in_scope)

    ones = pd.Series(1.0, index=areas.index)
    flagged = areas["flag"] == FlagStatus.FLAGGED
    unknown = areas["flag"] == FlagStatus.CANNOT_ASSESS
    assessed = areas["in_scope"] & ~unknown
    table.add("areas_flagged", by_district(flagged, ones))
    table.add("areas_not_assessed", by_district(unknown, ones))
    table.add_ratio(
        "share_need_flagged",
        by_district(flagged, areas["need"]),
        by_district(assessed, areas["need"]),
    )


def add_gaps(table: MeasureTable, model: Model, shared: Conditions, needs: SiteNeeds) -> None:
    """Add posts required, and deficit and surplus apart, summed over each district's sites."""
    district = model.programme.sites["district_code"]

    def total(values: pd.Series) -> pd.Series:
        by_district = values.groupby(district).sum(min_count=1)
        sites = district.value_counts().reindex(shared.in_scope.index, fill_value=0)
        return with_total(by_district.reindex(sites.index).where(sites > 0, 0.0), shared.in_scope)

    for cadre in Cadre:
        ends = (needs.required[cadre], needs.lower[cadre], needs.upper[cadre])
        code = cadre.lower()
        table.add(f"{code}_required", *(total(required) for required in ends))
        gaps = [staffing.gap(required, model.staff[cadre]) for required in ends]
        table.add(f"{code}_deficit", *(total(part["deficit"]) for part in gaps))
        # More need means less surplus, so the ends change places.
        surplus = [total(part["surplus"]) for part in gaps]
        table.add(f"{code}_surplus", surplus[0], surplus[2], surplus[1])


def add_equity(table: MeasureTable, model: Model, shared: Conditions, base: Run) -> None:
    """Add the gap between the most remote and the nearest fifth, and the two indices."""
    fifths = coverage_by_fifth(base)
    rank, kept = _ranked(base)
    covered = base.split.served[kept] / base.need[kept]
    index = equity.concentration_index(base.need[kept], covered, rank)
    table.add("equity_gap", _only_total(100 * float(fifths.iloc[-1] - fifths.iloc[0])))
    table.add("concentration_index", _only_total(index))
    staff = staff_totals(model, shared)["frontline"].reindex(shared.in_scope.index)
    needs = need.need_per_year(shared.births, shared.prevalence)
    chosen = shared.in_scope & needs.notna() & staff.notna()
    table.add(
        "gini_between_districts",
        _only_total(equity.gini(staff[chosen].to_numpy(), needs[chosen].to_numpy())),
    )


def coverage_by_fifth(base: Run) -> pd.Series:
    """Effective coverage in each fifth of need, 1 the nearest to 5 the most remote."""
    rank, kept = _ranked(base)
    shares = equity.coverage_by_fifth(base.need[kept], base.split.served[kept], rank)
    return pd.Series(shares, index=range(1, equity.FIFTHS + 1))


def _ranked(base: Run) -> tuple[Floats, NDArray[np.int64]]:
    kept = np.flatnonzero(base.need > 0)
    return equity.remoteness_rank(base.need[kept], base.walk_seconds[kept]), kept


def _only_total(value: float) -> pd.Series:
    return pd.Series({TOTAL: value})


def _by_district(model: Model, shared: Conditions, values: Floats) -> pd.Series:
    districts = model.programme.districts.index
    by_district = pd.Series(sums(values, model.cells.district, len(districts)), index=districts)
    return with_total(by_district, shared.in_scope)


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole > 0)
