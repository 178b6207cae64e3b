"""What the map says under the pointer: name, value, unit, interval, and how sure it is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard import wording
from dashboard.maps.layers import (
    DISTRICT_LAYERS,
    area_values,
    district_measure,
    prevalence_by_district,
)
from dashboard.state import Layer
from dashboard.text import (
    NO_DATA,
    about,
    capital,
    count,
    days,
    interval,
    minutes,
    percent,
    percent_interval,
)
from geodata.gap.rows import SMALLEST_SHOWN
from geodata.indicators import COVERAGE_TABLES, NEED_TABLES
from geodata.names import FlagStatus
from geodata.status import DataStatus, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

BREAK: Final = "<br>"
PART_WORDS: Final = {
    "served": "Most of its need can be served",
    "over_capacity": "Most of its need is in reach of a site over capacity",
    "out_of_reach": "Most of its need is out of reach",
}
OUTSIDE: Final = "Outside the programme"
METHODS: Final = {
    "naomi": "modelled by Naomi",
    "survey": "household survey",
    "national_uniform": "national estimate",
}


def tail(programme: Programme, selection: Selection) -> str:
    """Say how the layer's numbers were made: modelled, and from demonstration data or not."""
    if selection.layer == Layer.PREVALENCE:
        return capital(method_words(programme, selection.prevalence))
    tables = NEED_TABLES if selection.layer == Layer.NEED else COVERAGE_TABLES
    known = [programme.statuses[name] for name in tables if name in programme.statuses]
    invented = bool(known) and worst(known) == DataStatus.DEMONSTRATION
    return "Modelled from demonstration data" if invented else "Modelled"


@lru_cache(maxsize=32)
def method_words(programme: Programme, layer_id: str) -> str:
    """Say how a prevalence layer was made: its status and method, in words."""
    rows = programme.prevalence[programme.prevalence["layer_id"] == layer_id]
    if rows.empty:
        return NO_DATA
    row = rows.iloc[0]
    how = METHODS.get(str(row["method"]), str(row["method"]).replace("_", " "))
    return f"{row['data_status']}, {how}"


def area_hovers(
    assessment: Assessment, selection: Selection, grounds: Sequence[str] = ()
) -> list[str]:
    """
    Return one text a community area: the layer's value, its need, its walk, its flag.

    Parameters
    ----------
    grounds
        What ``area_grounds`` says for the same choice, where it is at hand.
    """
    parts = (_area_layer_lines(assessment, selection), grounds or area_grounds(assessment))
    return [BREAK.join(filter(None, lines)) for lines in zip(*parts, strict=True)]


def area_grounds(assessment: Assessment) -> list[str]:
    """Return what no layer changes of each area's text: its need, its walk, its flag."""
    areas = assessment.areas
    parts = (
        _need_lines(areas),
        [f"Walk: {minutes(seconds)}" for seconds in areas["walk_seconds"]],
        _flag_lines(areas),
    )
    return [BREAK.join(filter(None, lines)) for lines in zip(*parts, strict=True)]


def district_hovers(
    programme: Programme, assessment: Assessment, selection: Selection
) -> list[str]:
    """Return one text a district, for the layers whose numbers are by district."""
    if selection.layer == Layer.PREVALENCE:
        return _prevalence_hovers(programme, selection.prevalence)
    if selection.layer == Layer.DEFICIT:
        return _deficit_hovers(programme, assessment, selection)
    if selection.layer not in DISTRICT_LAYERS:
        return [""] * len(programme.districts)
    return [_district_line(assessment, selection, str(code)) for code in programme.districts.index]


def site_hovers(programme: Programme, sites: pd.DataFrame) -> list[str]:
    """Return one text a site: team, staff in bands and nothing from which a count follows."""
    ending = f"Staff in bands; {programme.statuses['staffing']} data"
    columns = (
        "site_name",
        "facility_team",
        "community_team",
        "mm_band",
        "cmm_band",
        "sc_band",
        "csc_band",
        "need_in_catchment",
    )
    return [
        f"<b>{name}</b><br>{team_words(bool(facility), bool(community))}<br>"
        f"Mentor Mothers {mm}, Community Mentor Mothers {cmm}<br>"
        f"Site Coordinator {sc}, Community Site Coordinator {csc}<br>"
        f"Need nearest to it: {need_words(need)} a year, modelled<br>{ending}"
        for name, facility, community, mm, cmm, sc, csc, need in zip(
            *(sites[column] for column in columns), strict=True
        )
    ]


def stop_hovers(programme: Programme, stops: pd.DataFrame) -> list[str]:
    """Return one text an outreach stop: visits held of those planned, and the last one."""
    status = programme.statuses.get("outreach_visits", DataStatus.MODELLED)
    columns = ("stop_name", "held", "planned", "days_since")
    return [
        f"<b>{name}</b><br>Outreach stop (mobile clinic)<br>"
        f"{count(held)} of {count(planned)} planned visits held<br>"
        f"Last visit {days(since)}<br>{str(status).capitalize()} data"
        for name, held, planned, since in zip(*(stops[column] for column in columns), strict=True)
    ]


def need_words(need: float) -> str:
    """
    Write a need; a small one is not given to the last birth.

    >>> need_words(3.2), need_words(12.4)
    ('under 5', 'about 12')
    """
    return f"under {SMALLEST_SHOWN}" if need < SMALLEST_SHOWN else about(need)


def team_words(facility: bool, community: bool) -> str:  # noqa: FBT001
    """
    Name the teams of a site.

    >>> team_words(True, True), team_words(False, True)
    ('Facility and community team', 'Community team')
    """
    if facility and community:
        return "Facility and community team"
    return "Facility team" if facility else "Community team" if community else "No team"


def _need_lines(areas: pd.DataFrame) -> list[str]:
    columns = (areas["need"], areas["need_lower"], areas["need_upper"])
    return [
        f"Need: {need_words(need)} births a year ({interval(low, high)})"
        for need, low, high in zip(*columns, strict=True)
    ]


def _flag_lines(areas: pd.DataFrame) -> list[str]:
    return [
        f"Flagged, number {number:.0f}" if flag == FlagStatus.FLAGGED else _unflagged(flag)
        for flag, number in zip(areas["flag"], areas["flag_number"], strict=True)
    ]


def _unflagged(flag: str) -> str:
    words = {FlagStatus.OUTSIDE: OUTSIDE, FlagStatus.CANNOT_ASSESS: "Cannot assess the flag"}
    return words.get(FlagStatus(flag), "")


def _area_layer_lines(assessment: Assessment, selection: Selection) -> Iterable[str]:
    layer, areas = selection.layer, assessment.areas
    if layer == Layer.THREE_WAY:
        return [PART_WORDS.get(part, "") for part in areas["part"]]
    if layer == Layer.EQUITY_FIFTH:
        return [f"Fifth {one:.0f} of 5" if one == one else "" for one in areas["fifth"]]  # noqa: PLR0124
    if layer != Layer.GEOGRAPHIC_COVERAGE:
        return [""] * len(areas)
    walk = wording.walk(selection.choice)
    shares = area_values(assessment, layer).where(areas["in_scope"])
    return ["" if pd.isna(share) else f"{percent(share)} within {walk}" for share in shares]


def _district_line(assessment: Assessment, selection: Selection, code: str) -> str:
    if not assessment.districts.at[code, "in_scope"]:
        return OUTSIDE
    found = assessment.measure(code, district_measure(selection))
    if pd.isna(found["value"]):
        return f"{NO_DATA}: no such staff" if _is_ratio(selection) else NO_DATA
    if _is_ratio(selection):
        words = f"{about(found['value'])} births a year for each {wording.CADRES[selection.cadre]}"
        return f"{words}<br>{interval(found['lower'], found['upper'])}<br>District estimate"
    between = f"{percent(found['lower'])} to {percent(found['upper'])} over six checks"
    return f"{percent(found['value'])} of need can be served<br>{between}<br>District estimate"


def _is_ratio(selection: Selection) -> bool:
    return selection.layer == Layer.STAFFING_RATIO


def _prevalence_hovers(programme: Programme, layer_id: str) -> list[str]:
    rows = prevalence_by_district(programme, layer_id).reindex(programme.districts.index)
    columns = (rows["estimate"], rows["lower"], rows["upper"])
    return [
        NO_DATA
        if pd.isna(estimate)
        else f"{100 * estimate:.1f}% ({percent_interval(lower, upper)})<br>District estimate"
        for estimate, lower, upper in zip(*columns, strict=True)
    ]


def _deficit_hovers(
    programme: Programme, assessment: Assessment, selection: Selection
) -> list[str]:
    code, cadre = selection.cadre.lower(), wording.CADRES[selection.cadre]

    def line(district: str) -> str:
        if not assessment.districts.at[district, "in_scope"]:
            return OUTSIDE
        short = assessment.measure(district, f"{code}_deficit")
        spare = assessment.measure(district, f"{code}_surplus")
        return BREAK.join(
            (
                f"{cadre} posts missing: {_posts(short)}",
                f"Posts over the norm at other sites: {_posts(spare)}",
                "Never netted; district totals",
            )
        )

    return [line(str(district)) for district in programme.districts.index]


def _posts(measure: pd.Series) -> str:
    if pd.isna(measure["value"]):
        return NO_DATA
    ends: Sequence[float] = (measure["lower"], measure["upper"])
    return f"{count(measure['value'])} ({count(ends[0])} to {count(ends[1])})"
