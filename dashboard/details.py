"""The detail panel: one district, site, community area or outreach stop, in numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dashboard import wording
from dashboard.charts import SITE_TITLE, WALK_TITLE, chart_title, site_dots
from dashboard.state import Layer
from dashboard.text import (
    NO_DATA,
    DetailRow,
    DetailText,
    about,
    capital,
    count,
    days,
    interval,
    minutes,
    percent,
    ratio,
)
from geodata.phrases import count_words, walk_words
from geodata.staffing import BANDS
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    import pandas as pd

    from geodata.assessment import Assessment
    from geodata.programme import Programme


def detail(
    programme: Programme, assessment: Assessment, place: str, layer: Layer = Layer.WALKING_TIME
) -> DetailText | None:
    """Describe the chosen place, or say that there is none; nothing while none is chosen."""
    if not place:
        return None
    if place in programme.districts.index:
        return district_detail(programme, assessment, place, layer)
    if place in assessment.areas.index:
        return area_detail(programme, assessment, place)
    if place in assessment.sites.index:
        return site_detail(programme, assessment, place)
    if place in assessment.stops.index:
        return stop_detail(programme, assessment, place)
    return DetailText(
        kind="Not in this dataset",
        title=place,
        sentence=(
            "No district, site, community area or outreach stop here has this code: the link may "
            "come from another dataset or an older version. The rest of the view is as it asks."
        ),
    )


def district_detail(
    programme: Programme, assessment: Assessment, code: str, layer: Layer
) -> DetailText:
    """Describe a district: need, reach, split, staff and gaps."""
    name = str(programme.districts.at[code, "area_name"])
    if not assessment.districts.at[code, "in_scope"]:
        return _outside_detail(assessment, code, name)
    served = assessment.measure(code, "effective_coverage")
    sentence = (
        f"{percent(served['value'])} of need in {name} can be served by the nearest site, "
        f"{percent(assessment.value(code, 'share_over_capacity'))} is in reach but over capacity, "
        f"{percent(assessment.value(code, 'share_out_of_reach'))} is out of reach."
    )
    if told := wording.reported(assessment, code, wording.walked_to(assessment)):
        sentence = f"{sentence} Staff is known of {told}; the others count as without."
    return DetailText(
        kind="District",
        title=name,
        sentence=sentence,
        rows=(
            *_need_rows(assessment, code),
            *_reach_rows(assessment, code),
            *_staff_rows(assessment, code),
        ),
        chart_title=chart_title(assessment, layer),
        method="effective-coverage",
    )


def _outside_detail(assessment: Assessment, code: str, name: str) -> DetailText:
    return DetailText(
        kind="District outside the programme",
        title=name,
        sentence=(
            f"{name} is outside the programme's districts: its geography and need are shown, "
            "coverage is not assessed. Widen the scope to count it."
        ),
        rows=_need_rows(assessment, code),
        method="need",
    )


def _need_rows(assessment: Assessment, code: str) -> tuple[DetailRow, ...]:
    need = assessment.measure(code, "need_per_year")
    births = assessment.value(code, "births_per_year")
    prevalence = assessment.value(code, "prevalence")
    return (
        DetailRow(
            "Need a year",
            about(need["value"]),
            f"{interval(need['lower'], need['upper'])}; births to women living with HIV, modelled",
        ),
        DetailRow(
            "Births a year",
            about(births),
            "women aged 15-49 or their fertility are not in the data"
            if math.isnan(births)
            else f"times {100 * prevalence:.1f}% prevalence assumed for pregnant women",
        ),
    )


def _reach_rows(assessment: Assessment, code: str) -> tuple[DetailRow, ...]:
    choice = assessment.choice
    near = assessment.measure(code, "geographic_coverage")
    reached = assessment.measure(code, "outreach_coverage")
    completion = assessment.measure(code, "outreach_completion")
    flagged = assessment.measure(code, "share_need_flagged")
    areas = wording.plural(assessment.value(code, "areas_flagged"), "community area")
    if unknown := assessment.value(code, "areas_not_assessed"):
        areas = f"{areas}; {unknown:,.0f} cannot be assessed"
    told = wording.reported(assessment, code, wording.walked_to(assessment))
    walk = wording.walk(choice)
    return (
        DetailRow(
            f"Within {walk}",
            percent(near["value"]),
            f"{percent(near['lower'])} to {percent(near['upper'])} over six checks"
            + (f"; {told} reported" if told else ""),
        ),
        DetailRow(
            "Median walk",
            minutes(assessment.value(code, "median_walk_seconds")),
            f"9 in 10 within {walk_words(assessment.value(code, 'p90_walk_seconds'))}",
        ),
        DetailRow(
            "Need flagged",
            percent(flagged["value"], "no area assessed"),
            areas,
        ),
        DetailRow(
            "Outreach reaches",
            wording.why_missing(assessment, code, "outreach_coverage", "no need out of reach")
            if math.isnan(reached["value"])
            else percent(reached["value"]),
            f"of need beyond {walk}, by visits held lately",
        ),
        DetailRow(
            "Visits held",
            percent(completion["value"], "none planned"),
            f"{count(completion['numerator'])} of {count(completion['denominator'])} planned",
        ),
    )


def _staff_rows(assessment: Assessment, code: str) -> tuple[DetailRow, ...]:
    def row(cadre: str, measure: str, name: str) -> DetailRow:
        short = assessment.measure(code, f"{cadre}_deficit")
        spare = assessment.value(code, f"{cadre}_surplus")
        between = f"{count(short['lower'])} to {count(short['upper'])}"
        posts, told = (
            assessment.value(code, measure),
            wording.reported(assessment, code, cadre),
        )
        if math.isnan(posts):
            return DetailRow(name, count(posts), f"{told} reported: posts missing are not known")
        return DetailRow(
            name,
            f"{count(posts)} ({told})" if told else count(posts),
            f"{count(short['value'])} short of the norm ({between}), "
            f"{count(spare)} above it elsewhere",
        )

    frontline = assessment.measure(code, "need_per_frontline")
    span = assessment.value(code, "overall_span")
    return (
        row("mm", "mentor_mothers", "Mentor Mothers"),
        row("cmm", "community_mentor_mothers", "Community Mentor Mothers"),
        row("sc", "site_coordinators", "Site Coordinators"),
        row("csc", "community_site_coordinators", "Community Site Coordinators"),
        DetailRow(
            "Need per frontline Mentor Mother",
            wording.why_missing(assessment, code, "need_per_frontline", "no Mentor Mother")
            if math.isnan(frontline["value"])
            else count_words(frontline["value"]),
            f"{interval(frontline['lower'], frontline['upper'])} births a year, in health centres "
            "and communities",
        ),
        DetailRow(
            "Mentor Mothers per coordinator",
            wording.why_missing(assessment, code, "overall_span", "no coordinator")
            if math.isnan(span)
            else ratio(span),
            "in health centres and communities",
        ),
    )


def area_detail(programme: Programme, assessment: Assessment, area_id: str) -> DetailText:
    """Describe a community area: need, walk, outreach and its flag with the checks."""
    area = _record(assessment.areas, area_id)
    rule_s = programme.parameters.value("threshold_minutes") * SECONDS_PER_MINUTE
    district = programme.districts.at[area["district_code"], "area_name"]
    return DetailText(
        kind=f"Community area, {district}",
        title=capital(str(area["area_name"])),
        sentence=area["explanation"]
        or "Outside the programme's districts: geography and need are shown, "
        "coverage is not assessed.",
        rows=_area_rows(programme, assessment, area),
        chart_title=WALK_TITLE.format(rule=walk_words(rule_s)) if area["in_scope"] else "",
        method="flag",
    )


def _area_rows(
    programme: Programme, assessment: Assessment, area: dict[str, Any]
) -> tuple[DetailRow, ...]:
    nearest = area["nearest_site_id"]
    site = programme.sites.at[nearest, "site_name"] if nearest else "none in this model"
    walk = wording.walk(assessment.choice)
    return (
        DetailRow(
            "Need a year",
            about(area["need"]),
            f"{interval(area['need_lower'], area['need_upper'])}, modelled",
        ),
        DetailRow(
            "Median walk",
            minutes(area["walk_seconds"]),
            f"9 in 10 within {walk_words(area['walk_p90_seconds'])}; "
            f"remote level {area['remote_level']}",
        ),
        DetailRow("Nearest staffed site", str(site), "for most of its women"),
        DetailRow(
            f"Beyond {walk}", about(area["need_beyond_threshold"]), "births a year, modelled"
        ),
        DetailRow(
            "Last outreach visit",
            days(area["days_since_outreach"]),
            "at a stop that any of its women can walk to in an hour",
        ),
        DetailRow(
            "Outreach works for",
            percent(area["outreach_fraction"], "no outreach data"),
            "of all its women: two contacts or more in five months, by visits held lately",
        ),
        DetailRow("Flag", str(area["flag"]), f"{area['robustness']} over the six checks"),
    )


def site_detail(programme: Programme, assessment: Assessment, site_id: str) -> DetailText:
    """Describe a site; its staff in bands only."""
    site = _record(assessment.sites, site_id)
    district = programme.districts.at[site["district_code"], "area_name"]
    bands = (
        ("Mentor Mothers", "mm"),
        ("Site Coordinator", "sc"),
        ("Community Mentor Mothers", "cmm"),
        ("Community Site Coordinator", "csc"),
    )
    rows = tuple(
        DetailRow(name, site[f"{code}_band"], f"short of the norm: {site[f'{code}_deficit_band']}")
        for name, code in bands
    )
    return DetailText(
        kind=f"Site, {district}",
        title=str(site["site_name"]),
        sentence=f"{_catchment(programme, site)} Staff is shown in bands.",
        rows=rows,
        chart_title=SITE_TITLE if site_dots(assessment, site_id) else "",
        method="staffing-gap",
    )


def _catchment(programme: Programme, site: dict[str, Any]) -> str:
    """Say what looks to a site; women walk to none where no Mentor Mother is known to be."""
    if site["mm_band"] == NO_DATA:
        return (
            "Its Mentor Mothers are not reported, so it is counted as no place to walk to; what "
            "looks to it is not known."
        )
    if site["mm_band"] == BANDS[0]:
        return "It has no Mentor Mother, so it is no place to walk to for one."
    load = "over" if site["over_capacity"] else "within"
    rule_minutes = programme.parameters.value("threshold_minutes")
    rule = wording.WALKS.get(round(rule_minutes), f"a walk of {rule_minutes:g} minutes")
    return (
        f"{about(site['need_in_catchment']).capitalize()} births a year to women living with HIV "
        f"are nearest to this site within {rule}, {load} the capacity of its health centre."
    )


def stop_detail(programme: Programme, assessment: Assessment, stop_id: str) -> DetailText:
    """Describe an outreach stop: visits planned and held, and how lately."""
    stop = _record(assessment.stops, stop_id)
    district = programme.districts.at[stop["district_code"], "area_name"]
    return DetailText(
        kind=f"Outreach stop (mobile clinic), {district}",
        title=str(stop["stop_name"]),
        sentence=_recency(stop),
        rows=(
            DetailRow(
                "Last visit held",
                days(stop["days_since"]),
                f"as of {programme.info.as_of:%d %B %Y}",
            ),
            DetailRow(
                "Visits held",
                percent(stop["completion"], "none planned"),
                f"{count(stop['held'])} of {count(stop['planned'])} planned in twelve months",
            ),
        ),
        method="outreach",
    )


def _recency(stop: dict[str, Any]) -> str:
    if "overdue" not in stop:
        return "No outreach visits in the data, so nothing is known of it."
    return "Overdue." if stop["overdue"] else "Visited lately."


def _record(table: pd.DataFrame, place: str) -> dict[str, Any]:
    return {column: table.at[place, column] for column in table.columns}
