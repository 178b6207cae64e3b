"""The five cards, the list of what needs attention, and the status of the view, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dashboard import wording
from dashboard.ids import ATTENTION_SLOTS
from dashboard.provenance import measure_provenance
from dashboard.text import (
    NO_DATA,
    NOT_AVAILABLE,
    AttentionGroup,
    AttentionItem,
    CardText,
    StatusText,
    about,
    capital,
    count,
    days,
    interval,
    minutes,
    percent,
)
from geodata.gap.export import STATUS_SENTENCES
from geodata.measures import MISSING_INPUT
from geodata.names import TOTAL, Cadre, FlagStatus
from geodata.phrases import count_words
from geodata.status import DataStatus, describe, worst

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme


def cards(
    programme: Programme, assessment: Assessment, selection: Selection
) -> tuple[CardText, ...]:
    """Make the five cards for the scope, or for the chosen place's district."""
    area_id = wording.focus(programme, assessment, selection)
    parts = (_sites_card, _staff_card, _coordinators_card, _need_card, _reach_card)
    return tuple(part(programme, assessment, area_id) for part in parts)


def _sites_card(programme: Programme, assessment: Assessment, area_id: str) -> CardText:
    where = wording.where_words(programme, assessment, area_id)
    return CardText(
        label="Sites",
        value=count(assessment.value(area_id, "sites")),
        sub=f"in {where}"
        + (" of ten" if area_id == TOTAL and where.startswith("the five") else ""),
        provenance=measure_provenance(programme, assessment, area_id, "sites"),
    )


def _staff_card(programme: Programme, assessment: Assessment, area_id: str) -> CardText:
    facility = assessment.value(area_id, "mentor_mothers")
    community = assessment.value(area_id, "community_mentor_mothers")
    return CardText(
        label="Mentor Mothers",
        value=count(assessment.value(area_id, "frontline")),
        sub=f"{count(facility)} in health centres, {count(community)} in communities"
        + _reported(assessment, area_id, Cadre.MM, Cadre.CMM),
        provenance=measure_provenance(programme, assessment, area_id, "frontline"),
    )


def _coordinators_card(programme: Programme, assessment: Assessment, area_id: str) -> CardText:
    facility = assessment.value(area_id, "site_coordinators")
    community = assessment.value(area_id, "community_site_coordinators")
    return CardText(
        label="Coordinators",
        value=count(assessment.value(area_id, "coordinators")),
        sub=f"{count(facility)} in health centres, {count(community)} in communities"
        + _reported(assessment, area_id, Cadre.SC, Cadre.CSC),
        provenance=measure_provenance(programme, assessment, area_id, "coordinators"),
    )


def _need_card(programme: Programme, assessment: Assessment, area_id: str) -> CardText:
    frontline = assessment.measure(area_id, "need_per_frontline")
    centre = assessment.measure(area_id, "need_per_mentor_mother")
    value = f"{count_words(frontline['value'])} ({_dash(frontline)})"
    sub = f"a year; health centres only: {count_words(centre['value'])} ({_dash(centre)})"
    if math.isnan(frontline["value"]):
        value = NO_DATA if frontline["status"] == MISSING_INPUT else NOT_AVAILABLE
        sub = wording.why_missing(assessment, area_id, "need_per_frontline", "no Mentor Mother")
    elif math.isnan(centre["value"]):
        why = wording.why_missing(assessment, area_id, "need_per_mentor_mother", "nobody there")
        sub = f"a year; health centres only: {why}"
    return CardText(
        label="Need per frontline Mentor Mother",
        value=value,
        sub=sub,
        provenance=measure_provenance(programme, assessment, area_id, "need_per_frontline"),
    )


def _reach_card(programme: Programme, assessment: Assessment, area_id: str) -> CardText:
    near = assessment.measure(area_id, "geographic_coverage")
    choice = assessment.choice
    how = f" {', '.join(choice.way.unusual) or 'over six checks'}, modelled"
    told = wording.reported(assessment, area_id, wording.walked_to(assessment))
    if told:
        how = f"; {told} reported"
    return CardText(
        label=f"Need within {wording.WALKS[choice.threshold_minutes]}",
        value=percent(near["value"], "no need in scope"),
        sub=f"{percent(near['lower'])} to {percent(near['upper'])}{how}",
        provenance=measure_provenance(programme, assessment, area_id, "geographic_coverage"),
    )


def _reported(assessment: Assessment, area_id: str, *cadres: str) -> str:
    """Say how many of the sites reported, where some did not."""
    told = wording.reported(assessment, area_id, *cadres)
    return f" ({told})" if told else ""


def _dash(measure: pd.Series) -> str:
    return interval(measure["lower"], measure["upper"]).replace(" to ", "\u2013")


def status(programme: Programme) -> StatusText:
    """Name the worst status among what the view used, and all that it mixes."""
    return status_of(programme.statuses.values())


def status_of(statuses: Iterable[DataStatus]) -> StatusText:
    """
    Words for the chip and the print banner.

    >>> status_of([DataStatus.PUBLISHED]).chip
    'Published'
    """
    used = list(statuses)
    lowest = worst(used)
    words = describe(used)
    lead = f"{STATUS_SENTENCES[lowest]}. " if lowest == DataStatus.DEMONSTRATION else ""
    banner = f"{lead}Data status: {words}."
    return StatusText(chip=_chip(lowest), kind=str(lowest), banner=banner)


def _chip(lowest: DataStatus) -> str:
    return str(lowest).upper() if lowest == DataStatus.DEMONSTRATION else str(lowest).capitalize()


def attention(programme: Programme, assessment: Assessment) -> tuple[AttentionGroup, ...]:
    """List what needs attention now: flags, coordinators, outreach, single Mentor Mothers."""
    sites = assessment.sites[assessment.sites["in_scope"]]
    return (
        _flagged_group(assessment.areas),
        _coordinator_group(sites),
        _outreach_group(programme, assessment.stops),
        _single_group(sites),
    )


def _flagged_group(areas: pd.DataFrame) -> AttentionGroup:
    flagged = areas[areas["flag"] == FlagStatus.FLAGGED].sort_values("flag_number")
    unknown = int((areas["flag"] == FlagStatus.CANNOT_ASSESS).sum())
    items = [
        AttentionItem(
            text=capital(row["area_name"]),
            detail=f"{minutes(row['walk_seconds'])} walk, {about(row['need'])} births a year, "
            f"flagged in {row['checks_flagged']:.0f} of 6 checks",
            place=str(area_id),
            number=f"{row['flag_number']:.0f}",
        )
        for area_id, row in flagged.head(ATTENTION_SLOTS).iterrows()
    ]
    empty = "No area meets all three conditions of the flag."
    note = _more(len(flagged), len(items), empty)
    if unknown:
        note = f"{note} {wording.plural(unknown, 'area')} cannot be assessed.".strip()
    return AttentionGroup(f"{len(flagged)} remote and underserved areas", tuple(items), note)


def _coordinator_group(sites: pd.DataFrame) -> AttentionGroup:
    no_facility = sites["facility_team"].astype(bool) & (sites["sc_band"] == "0")
    no_community = sites["community_team"].astype(bool) & (sites["csc_band"] == "0")
    without = sites[no_facility | no_community].sort_values(
        "need_in_catchment", ascending=False, kind="stable"
    )
    words = {
        (True, True): "no Site Coordinator of either kind",
        (True, False): "no Site Coordinator",
    }
    items = [
        AttentionItem(
            text=row["site_name"],
            detail=words.get(
                (bool(no_facility[str(site_id)]), bool(no_community[str(site_id)])),
                "no Community Site Coordinator",
            ),
            place=str(site_id),
        )
        for site_id, row in without.head(ATTENTION_SLOTS).iterrows()
    ]
    note = _more(len(without), len(items), "Every team has its coordinator.")
    return AttentionGroup(f"{len(without)} sites without a coordinator", tuple(items), note)


def _outreach_group(programme: Programme, stops: pd.DataFrame) -> AttentionGroup:
    if "overdue" not in stops:
        return AttentionGroup(
            "Outreach", note="No outreach visits in the data: add outreach_visits.csv."
        )
    late = stops[stops["overdue"]].sort_values("days_since", ascending=False, na_position="first")
    names = programme.districts["area_name"]
    items = [
        AttentionItem(
            text=row["stop_name"],
            detail=f"{names[row['district_code']]}, {_last_visit(row['days_since'])}",
            place=str(stop_id),
        )
        for stop_id, row in late.head(ATTENTION_SLOTS).iterrows()
    ]
    recency = programme.parameters.value("recency_days")
    note = _more(len(late), len(items), f"Every stop had a visit within {recency:.0f} days.")
    return AttentionGroup(f"{len(late)} outreach stops overdue", tuple(items), note)


def _single_group(sites: pd.DataFrame) -> AttentionGroup:
    single = sites[sites["mm_band"] == "1"].sort_values(
        "need_in_catchment", ascending=False, kind="stable"
    )
    items = [
        AttentionItem(
            text=row["site_name"],
            detail=f"{about(row['need_in_catchment'])} births a year in its catchment",
            place=str(site_id),
        )
        for site_id, row in single.head(ATTENTION_SLOTS).iterrows()
    ]
    note = _more(len(single), len(items), "Every site has two Mentor Mothers or more.")
    return AttentionGroup(f"{len(single)} sites with a single Mentor Mother", tuple(items), note)


def _last_visit(number: float) -> str:
    words = days(number)
    return words if words.startswith("no ") else f"last visit {words}"


def _more(total: int, shown: int, empty: str) -> str:
    if total == 0:
        return empty
    return f"and {total - shown} more in the table" if total > shown else ""
