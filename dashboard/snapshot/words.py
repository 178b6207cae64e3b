"""The fixed words of a snapshot: heads, method, limits, status."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.names import NeedBasis, Platform
from geodata.status import DataStatus
from geodata.terrain import Season

if TYPE_CHECKING:
    from datetime import date

    from geodata.choice import Choice
    from geodata.public.view import PublicSource, PublicView

WATERMARK: Final = "DEMONSTRATION"
REMOTE_TITLE: Final = "Where remote need lies, and what outreach does there"
SEASONS: Final = {Season.DRY: "dry season", Season.WET: "wet season", Season.WINTER: "winter"}
CADRES: Final = {
    Platform.FACILITY: "Mentor Mother",
    Platform.COMMUNITY: "Community Mentor Mother",
}
PREVALENCE: Final = {
    NeedBasis.NATIONAL: "one national estimate of adult HIV prevalence, the same everywhere",
    NeedBasis.NAOMI_PATTERN: "the national estimate of adult HIV prevalence in Naomi's pattern",
}
PREVIEW: Final = "Preview: not published."
NAMED_LICENCES: Final = ("CC", "LGPL", "ITU")


@dataclass(frozen=True)
class Stamp:
    """Which published snapshot a text belongs to, and since when."""

    number: int
    on: date


def banner(status: DataStatus, statuses: tuple[tuple[str, DataStatus], ...]) -> str:
    """
    Say what is invented, or of what kind the data is.

    >>> demo, published = DataStatus.DEMONSTRATION, DataStatus.PUBLISHED
    >>> banner(demo, (("outreach_stops", demo), ("sites", demo), ("districts", published)))
    'Demonstration: outreach stops and sites are invented. Totals marked published are not.'
    """
    if status != DataStatus.DEMONSTRATION:
        return f"Data status: {status}."
    invented = [name.replace("_", " ") for name, one in statuses if one == status]
    *first, last = invented or ["some data"]
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"Demonstration: {listed} are invented. Totals marked published are not."


def district_heads(walk: str) -> tuple[str, ...]:
    """Name the columns of the district table."""
    return (
        "District",
        "Need a year",
        "Sites",
        "Mentor Mothers",
        "Need per Mentor Mother",
        f"Within {walk}",
        "Range",
    )


# Where a share of remote need would tell too much of every district.
OUTREACH_HEADS: Final = ("District", "Outreach stops", "Visits held of planned")


def remote_heads(walk: str) -> tuple[str, ...]:
    """Name the columns of the table of remote need; the second is a drawing."""
    return (
        "District",
        f"Need beyond {walk}: share and range",
        "Share",
        "Births a year, about",
        "Outreach stops",
        "Visits held of planned",
        "Remote need it serves",
    )


def method(view: PublicView) -> tuple[tuple[str, str], ...]:
    """Say in three lines how the numbers are made and what they cannot tell."""
    limits = (
        f"districts only; counts under {view.policy.threshold} and what would give them away are "
        "hidden; no data is never zero. Births beyond the walk are need times share, both as "
        "printed. Monthly outreach does not equal a fixed site."
    )
    return (*models(view.choice), ("Limits", limits))


def models(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Say in two lines how need and walks are modelled."""
    need = (
        "births a year to women living with HIV: births spread over the country from census and "
        f"surveys, times {PREVALENCE[choice.need_basis]}. Rounded; about, never exact."
    )
    walk = (
        f"modelled, not measured, to the nearest site with a {CADRES[choice.platform]}: pace by "
        "terrain, bridges assumed, no roads. Ranges are the lowest and highest of pace 25% slower "
        "and faster, need low and high, wet season, winter."
    )
    return (("Need", need), ("Walk", walk))


def cited(source: PublicSource) -> str:
    """
    Cite one source; a licence that asks to be named is.

    >>> from geodata.public.view import PublicSource
    >>> cited(PublicSource("a", "Borders", "OCHA", "2019", "CC BY 3.0 IGO", ""))
    'OCHA: Borders, 2019, CC BY 3.0 IGO'
    """
    parts = [f"{source.publisher}: {source.title}" if source.publisher else source.title]
    parts += [source.year] if source.year else []
    parts += [source.licence] if source.licence.startswith(NAMED_LICENCES) else []
    return ", ".join(parts)


def version(view: PublicView, stamp: Stamp | None = None) -> str:
    """Name dataset, date of the data, rules and policy, and which published snapshot it is."""
    published = f"Published snapshot {stamp.number}, {day(stamp.on)}." if stamp else PREVIEW
    return (
        f"Dataset {view.programme_id}, data as of {view.as_of.isoformat()}, rules version "
        f"{view.rule_version}, counts under {view.policy.threshold} hidden. Made from the public "
        f"view of the programme. {published}"
    )


def day(date_: date) -> str:
    """
    Write a date in full.

    >>> from datetime import date
    >>> day(date(2017, 11, 5))
    '5 November 2017'
    """
    return f"{date_.day} {calendar.month_name[date_.month]} {date_.year}"
