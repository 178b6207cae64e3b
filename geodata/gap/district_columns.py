"""The columns of a district row: coverage, staff by cadre, outreach and flags."""

from __future__ import annotations

from typing import Final

from geodata.gap.columns import (
    AREA_LEVEL,
    BIRTHS,
    CHECKS,
    CONSTANTS,
    DISTRICT_CODE,
    DISTRICT_NAME,
    NEED,
    NEED_MADE_OF,
    NEED_RANGE,
    NOTES,
    PERCENT,
    PREVALENCE_LAYER,
    REACH,
    WALK,
    Column,
    Kind,
    with_interval,
)
from geodata.names import Cadre

POSTS: Final = "posts"
CADRE_TITLES: Final = {
    Cadre.MM: ("Mentor Mothers", "mentor_mothers"),
    Cadre.CMM: ("Community Mentor Mothers", "community_mentor_mothers"),
    Cadre.SC: ("Site Coordinators", "site_coordinators"),
    Cadre.CSC: ("Community Site Coordinators", "community_site_coordinators"),
}


# Posts of coordinators follow from sites and teams, so need's interval does not reach them.
FOLLOW_NEED: Final = (Cadre.MM, Cadre.CMM)


def cadre_columns(cadre: Cadre) -> tuple[Column, ...]:
    """
    Return the columns of one cadre: current, per site, required, deficit and surplus apart.

    >>> [column.key for column in cadre_columns(Cadre.SC)][:3]
    ['sc_current', 'sc_per_site', 'sc_required']
    """
    group, name = CADRE_TITLES[cadre]
    code = cadre.lower()

    def posts(
        part: str, title: str, definition: str, kind: Kind = Kind.COUNT
    ) -> tuple[Column, ...]:
        """Give one number of posts, with its interval where need decides it."""
        key = f"{code}_{part}"
        column = Column(key, title, POSTS, kind, definition, group=group, measure=key)
        if cadre not in FOLLOW_NEED:
            return (column,)
        return with_interval(column, f"{key}_low", f"{key}_high", NEED_RANGE)

    return (
        Column(
            f"{code}_current",
            "Current",
            "persons",
            Kind.COUNT,
            f"{group} at the sites that reported.",
            group=group,
            measure=name,
        ),
        Column(
            f"{code}_per_site",
            "Per site",
            "",
            Kind.RATIO,
            f"{group} over sites, pooled.",
            group=group,
            measure=f"{name}_per_site",
            reason="no site",
        ),
        *posts("required", "Required", "Posts that the norms ask for, rounded up at each site."),
        # Rounding up at each site adds to a total, so both are told.
        *(
            posts(
                "full_time",
                "Full-time work",
                "Full-time posts for the work in reach, before rounding up at each site.",
                Kind.FULL_TIME,
            )
            if cadre in FOLLOW_NEED
            else ()
        ),
        *posts("deficit", "Missing", "Posts missing, summed over sites that are short."),
        *posts(
            "surplus",
            "Above the norm",
            "Posts above the norm, summed over other sites; never netted.",
        ),
    )


def _per_post(key: str, title: str, measure: str, group: str, reason: str) -> tuple[Column, ...]:
    definition = (
        f"Need a year over {group if measure.endswith('mother') else 'all Mentor Mothers'}, pooled."
    )
    column = Column(
        key, title, BIRTHS, Kind.RATIO, definition, group=group, measure=measure, reason=reason
    )
    return with_interval(column, f"{key}_low", f"{key}_high", NEED_RANGE)


def _share(
    key: str, title: str, measure: str, group: str, definition: str, reason: str = "no need"
) -> Column:
    return Column(
        key, title, PERCENT, Kind.SHARE, definition, group=group, measure=measure, reason=reason
    )


def _count(
    key: str, title: str, unit: str, measure: str, group: str, definition: str, part: str = "value"
) -> Column:
    return Column(key, title, unit, Kind.COUNT, definition, group=group, measure=measure, part=part)


COVERAGE: Final = (
    *with_interval(
        _share(
            "effective_coverage_pct",
            "Can be served",
            "effective_coverage",
            "Three parts of need",
            "Share of need in reach of a site that has room, if women use only the nearest one.",
        ),
        "effective_coverage_low",
        "effective_coverage_high",
        CHECKS,
    ),
    _share(
        "over_capacity_pct",
        "Over capacity",
        "share_over_capacity",
        "Three parts of need",
        "Share of need within reach of a site that has no room.",
    ),
    _share(
        "out_of_reach_pct",
        "Out of reach",
        "share_out_of_reach",
        "Three parts of need",
        "Share of need beyond the chosen walk.",
    ),
    *with_interval(
        _count(
            "unmet_need_per_year",
            "Unmet need a year",
            BIRTHS,
            "unmet_need_per_year",
            "Unmet need",
            "Need neither served at a site nor reached by outreach held lately.",
        ),
        "unmet_need_low",
        "unmet_need_high",
        CHECKS,
    ),
)
STAFFING: Final = (
    _count("sites_n", "Sites", "", "sites", "Sites", "Sites of the programme."),
    *_per_post(
        "need_per_mm",
        "Need for each",
        "need_per_mentor_mother",
        "Mentor Mothers",
        "no Mentor Mother",
    ),
    *cadre_columns(Cadre.MM),
    *cadre_columns(Cadre.CMM),
    *_per_post(
        "need_per_frontline",
        "Need for each",
        "need_per_frontline",
        "Both kinds of Mentor Mother",
        "no Mentor Mother",
    ),
    *cadre_columns(Cadre.SC),
    *cadre_columns(Cadre.CSC),
)
OUTREACH: Final = (
    _count("outreach_stops_n", "Stops", "", "outreach_stops", "Outreach", "Mobile clinic stops."),
    _count(
        "outreach_planned",
        "Planned",
        "visits",
        "outreach_completion",
        "Outreach",
        "Visits planned in the twelve months.",
        "denominator",
    ),
    _count(
        "outreach_held",
        "Held",
        "visits",
        "outreach_completion",
        "Outreach",
        "Visits held in the twelve months.",
        "numerator",
    ),
    Column(
        "last_outreach_date",
        "Last held",
        "",
        Kind.DATE,
        "Date of the last visit held at any stop of the district.",
        group="Outreach",
    ),
    _share(
        "outreach_coverage_pct",
        "Reached",
        "outreach_coverage",
        "Outreach",
        "Share of need beyond the chosen walk that outreach held lately reaches often enough.",
        "no need out of reach",
    ),
)
FLAGS: Final = (
    _share(
        "pct_need_flagged",
        "Need flagged",
        "share_need_flagged",
        "Remote and underserved",
        "Share of assessed need in areas flagged as remote and underserved.",
        "no area assessed",
    ),
    _count(
        "areas_flagged_n",
        "Areas flagged",
        "",
        "areas_flagged",
        "Remote and underserved",
        "Community areas flagged as remote and underserved.",
    ),
    _count(
        "areas_not_assessed_n",
        "Not assessed",
        "areas",
        "areas_not_assessed",
        "Remote and underserved",
        "Community areas that cannot be assessed; they are never counted as clear.",
    ),
)
DISTRICT_COLUMNS: Final = (
    DISTRICT_NAME,
    DISTRICT_CODE,
    AREA_LEVEL,
    *NEED,
    *NEED_MADE_OF,
    *PREVALENCE_LAYER,
    *WALK,
    *REACH,
    *COVERAGE,
    *STAFFING,
    *OUTREACH,
    *FLAGS,
    NOTES,
    *CONSTANTS,
)
