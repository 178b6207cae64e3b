"""Phrases that depend on the choice: scope, season, threshold, place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from dashboard.text import NO_DATA
from geodata.measures import MISSING_INPUT, NO_DENOMINATOR
from geodata.names import TOTAL, Cadre, Platform, Scope

if TYPE_CHECKING:
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.programme import Programme

WALKS: Final = {
    30: "half an hour's walk",
    60: "an hour's walk",
    120: "two hours' walk",
    180: "three hours' walk",
}
STAFFED: Final = {
    Platform.FACILITY: "a site with a Mentor Mother",
    Platform.COMMUNITY: "a site with a Community Mentor Mother",
}
CADRES: Final = {
    Cadre.MM: "Mentor Mother",
    Cadre.SC: "Site Coordinator",
    Cadre.CMM: "Community Mentor Mother",
    Cadre.CSC: "Community Site Coordinator",
}
NUMBERS: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)


def number(count: int) -> str:
    """
    Write a small count as a word.

    >>> number(5), number(11)
    ('five', '11')
    """
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def plural(count: float, noun: str) -> str:
    """
    Write a count with its noun.

    >>> plural(1, "site"), plural(1234, "area")
    ('1 site', '1,234 areas')
    """
    return f"{count:,.0f} {noun}{'' if count == 1 else 's'}"


def walk(choice: Choice) -> str:
    """
    Name the longest walk that counts, and how it is made where that is not the usual way.

    >>> from geodata.choice import Choice
    >>> from geodata.walking.surfaces import Direction
    >>> walk(Choice(threshold_minutes=60, direction=Direction.HOME))
    "an hour's walk (home again)"
    """
    unusual = choice.way.unusual
    return WALKS[choice.threshold_minutes] + (f" ({', '.join(unusual)})" if unusual else "")


def in_ten(share: float) -> str:
    """
    Write a share as 'n in 10', for a reader who does not live in percentages.

    >>> in_ten(0.68), in_ten(0.02), in_ten(0.99)
    ('about 7 in 10', 'fewer than 1 in 10', 'nearly all')
    """
    tenths = round(10 * share)
    if tenths == 0:
        return "fewer than 1 in 10"
    return "nearly all" if tenths == len(NUMBERS) - 1 else f"about {tenths} in 10"


@lru_cache(maxsize=64)
def scope_words(assessment: Assessment) -> str:
    """Name the districts that every figure of the view counts."""
    in_scope = int(assessment.districts["in_scope"].sum()) - 1  # The total is no district.
    if assessment.choice.scope == Scope.COUNTRY:
        return f"all {number(in_scope)} districts"
    return f"the {number(in_scope)} programme district{'' if in_scope == 1 else 's'}"


def district_of(programme: Programme, place: str) -> str:
    """Return the district a place belongs to: itself, or that of an area, site or stop."""
    if place in programme.districts.index:
        return place
    for table in (programme.areas, programme.sites, programme.outreach_stops):
        if place in table.index:
            return str(table.at[place, "district_code"])
    return TOTAL


def focus(programme: Programme, assessment: Assessment, selection: Selection) -> str:
    """Return what the cards speak of: the chosen place's district in scope, or the total."""
    district = district_of(programme, selection.place)
    return district if bool(assessment.districts.at[district, "in_scope"]) else TOTAL


def reported(assessment: Assessment, area_id: str, *cadres: str) -> str:
    """Say how many of the sites have told their staff, where some have not; else nothing."""
    sites = assessment.sites
    here = sites[sites["in_scope"] if area_id == TOTAL else sites["district_code"] == area_id]
    silent = (here[[f"{cadre.lower()}_band" for cadre in cadres]] == NO_DATA).any(axis=1)
    return f"{len(here) - silent.sum()} of {len(here)} sites" if silent.any() else ""


def walked_to(assessment: Assessment) -> Cadre:
    """Return the cadre whose sites women walk to: one who did not report counts as without."""
    return Cadre.CMM if assessment.choice.platform == Platform.COMMUNITY else Cadre.MM


def why_missing(assessment: Assessment, area_id: str, name: str, reason: str) -> str:
    """
    Say why a measure has no value: nothing to divide by, or parts that are missing.

    Parameters
    ----------
    reason
        What there is none of, where nothing can be divided by.
    """
    if assessment.measure(area_id, name)["status"] == NO_DENOMINATOR:
        return f"n/a ({reason})"
    if area_id != TOTAL:
        return NO_DATA
    rows = assessment.measures.xs(name, level="measure")
    in_scope = assessment.districts["in_scope"].drop(TOTAL).astype(bool)
    told = rows.loc[in_scope.index[in_scope], "status"] != MISSING_INPUT
    return f"{told.sum()} of {len(told)} districts have data"


def where_words(programme: Programme, assessment: Assessment, area_id: str) -> str:
    """Name a district, or the scope for the total."""
    if area_id == TOTAL:
        return scope_words(assessment)
    return str(programme.districts.at[area_id, "area_name"])
