"""Measures of staff and need by district and in total, with numerator and denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import need, staffing
from geodata.measures import with_total
from geodata.names import Cadre

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.measures import MeasureTable
    from geodata.model import Model
    from geodata.runs import Conditions
    from geodata.site_results import SiteNeeds

    Floats = NDArray[np.float64]

STAFF_MEASURES = {
    Cadre.MM: "mentor_mothers",
    Cadre.CMM: "community_mentor_mothers",
    Cadre.SC: "site_coordinators",
    Cadre.CSC: "community_site_coordinators",
}


def site_totals(model: Model, shared: Conditions, values: pd.Series) -> Floats:
    """
    Sum of a value of sites by district, and over the scope.

    A district without sites has none, a true zero; one of whose sites nothing is known is
    missing, and so is every total it belongs to.
    """
    place = model.site_district
    districts = len(shared.births)
    posts = values.to_numpy(float)
    known = ~np.isnan(posts)
    sites = np.bincount(place, minlength=districts)
    reporting = np.bincount(place[known], minlength=districts)
    total = np.bincount(place, weights=np.where(known, posts, 0.0), minlength=districts)
    by_district = np.where((sites > 0) & (reporting == 0), np.nan, total)
    return with_total(by_district, shared.scope)


def staff_totals(model: Model, shared: Conditions) -> dict[str, Floats]:
    """Sites, staff of each cadre, frontline and coordinators by district and in total."""
    staff = {cadre: site_totals(model, shared, model.staff[cadre]) for cadre in Cadre}
    every_site = pd.Series(1.0, index=model.staff.index)
    return {
        **{name: staff[cadre] for cadre, name in STAFF_MEASURES.items()},
        "sites": site_totals(model, shared, every_site),
        "frontline": staff[Cadre.MM] + staff[Cadre.CMM],
        "coordinators": staff[Cadre.SC] + staff[Cadre.CSC],
    }


def sites_reporting(model: Model, shared: Conditions) -> dict[str, Floats]:
    """
    Count the sites that reported each cadre: what a ratio per site is a ratio of.

    A site that did not report must not count as one without staff.
    """
    known = model.staff.notna().astype(float)
    known["frontline"] = known[Cadre.MM] * known[Cadre.CMM]
    names = [*STAFF_MEASURES.items(), ("frontline", "frontline")]
    return {name: site_totals(model, shared, known[column]) for column, name in names}


def add_staff(
    table: MeasureTable, model: Model, shared: Conditions, needs: SiteNeeds
) -> dict[str, Floats]:
    """Add all measures of staff and need; returns what ``staff_totals`` finds."""
    staff = staff_totals(model, shared)
    add_staffing(table, staff, sites_reporting(model, shared))
    add_need(table, model, shared, staff)
    add_gaps(table, model, shared, needs)
    return staff


def add_staffing(
    table: MeasureTable, staff: dict[str, Floats], reporting: dict[str, Floats]
) -> None:
    """Add head counts by cadre, ratios per reporting site, and spans."""
    for name, values in staff.items():
        table.add(name, values)
    for name, sites in reporting.items():
        table.add_ratio(f"{name}_per_site", staff[name], sites)
    table.add_ratio("facility_span", staff["mentor_mothers"], staff["site_coordinators"])
    table.add_ratio(
        "community_span", staff["community_mentor_mothers"], staff["community_site_coordinators"]
    )
    table.add_ratio("overall_span", staff["frontline"], staff["coordinators"])


def add_need(
    table: MeasureTable, model: Model, shared: Conditions, staff: dict[str, Floats]
) -> None:
    """Add births, prevalence, need with its interval, pairs, and need per post and site."""
    value, lower, upper = need_with_interval(model, shared)
    births = with_total(shared.births.to_numpy(float), shared.scope)
    years = model.programme.parameters.value("years_in_programme")
    table.add("births_per_year", births)
    table.add_ratio("prevalence", value, births)
    table.add("need_per_year", value, (lower, upper))
    table.add("pairs_in_programme", value * years, (lower * years, upper * years))
    posts = {name.removesuffix("s"): staff[name] for name in (*STAFF_MEASURES.values(), "sites")}
    for name, values in {**posts, "frontline": staff["frontline"]}.items():
        table.add_ratio(f"need_per_{name}", value, values, (lower, upper))
    table.add_ratio(
        "pairs_per_frontline", value * years, staff["frontline"], (lower * years, upper * years)
    )


def need_with_interval(model: Model, shared: Conditions) -> tuple[Floats, Floats, Floats]:
    """Need a year by district and over the scope, with the ends of its 95 % interval."""
    parameters = model.programme.parameters
    by_district = need.need_per_year(shared.births, shared.prevalence)
    total = need.total_need(
        by_district[shared.scope], parameters.value("cv_shared"), parameters.value("cv_independent")
    )
    ends = (1.0, shared.low_factor, shared.high_factor)
    value, lower, upper = (
        np.append(by_district.to_numpy() * factor, end)
        for factor, end in zip(ends, total, strict=True)
    )
    return value, lower, upper


def add_gaps(table: MeasureTable, model: Model, shared: Conditions, needs: SiteNeeds) -> None:
    """Add posts required, and deficit and surplus apart, summed over each district's sites."""
    ends = (needs.required, needs.lower, needs.upper)
    for cadre in Cadre:
        code = cadre.lower()
        required = [site_totals(model, shared, end[cadre]) for end in ends]
        gaps = [staffing.gap(end[cadre], model.staff[cadre]) for end in ends]
        deficit = [site_totals(model, shared, gap["deficit"]) for gap in gaps]
        surplus = [site_totals(model, shared, gap["surplus"]) for gap in gaps]
        table.add(f"{code}_required", required[0], (required[1], required[2]))
        table.add(f"{code}_deficit", deficit[0], (deficit[1], deficit[2]))
        if cadre in needs.full_time[0]:
            work = [site_totals(model, shared, end[cadre]) for end in needs.full_time]
            table.add(f"{code}_full_time", work[0], (work[1], work[2]))
        # More need means less surplus, so the ends change places.
        table.add(f"{code}_surplus", surplus[0], (surplus[2], surplus[1]))
