"""The columns of the gap table at each level: district, community area, site."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geodata.gap.columns import (
    AREA_LEVEL,
    BIRTHS,
    CONSTANTS,
    DISTRICT_CODE,
    DISTRICT_NAME,
    NEED,
    NO_DATA,
    NOTES,
    PERCENT,
    REACH,
    WALK,
    Column,
    Kind,
    Level,
)
from geodata.gap.district_columns import DISTRICT_COLUMNS


def _area(
    key: str,
    title: str,
    kind: Kind,
    definition: str,
    unit: str = "",
    group: str = "",
    blank: str = NO_DATA,
) -> Column:
    return Column(key, title, unit, kind, definition, group=group, blank=blank)


NOT_FLAGGED: Final = "\N{EN DASH}"
FLAG_GROUP: Final = "Remote and underserved"
WITHIN_KEYS: Final = (
    "geographic_coverage_pct",
    "pct_need_within_60min",
    "pct_need_within_120min",
)
AREA_WITHIN: Final = tuple(column for column in REACH if column.key in WITHIN_KEYS)
AREA_COLUMNS: Final = (
    _area(
        "area_name",
        "Community area",
        Kind.TEXT,
        "Name of the community area: the nearest named place.",
    ),
    _area("area_code", "Area code", Kind.TEXT, "Code of the community area."),
    DISTRICT_NAME,
    replace(DISTRICT_CODE, shown=False),
    AREA_LEVEL,
    *NEED,
    *WALK,
    _area(
        "remote_level",
        "Remoteness",
        Kind.TEXT,
        "By the median walk: R0 to 60 minutes, R1 over 60, R2 over 120, R3 over 180.",
        group="Walk",
    ),
    *AREA_WITHIN,
    _area(
        "need_beyond_threshold",
        "Beyond the chosen walk",
        Kind.COUNT,
        "Need a year that lives beyond the chosen walk.",
        BIRTHS,
        "Within reach",
    ),
    _area(
        "main_part",
        "Largest part of need",
        Kind.TEXT,
        "What most need of the area is: can be served, over capacity, or out of reach.",
        group="Within reach",
    ),
    _area(
        "fifth",
        "Fifth",
        Kind.COUNT,
        "Fifth of need by walking time: 1 the nearest, 5 the most remote.",
        group="Walk",
    ),
    _area(
        "days_since_outreach",
        "Since outreach",
        Kind.COUNT,
        "Days from the last visit held within an hour's walk to the date of the data.",
        "days",
        "Outreach",
        "no visit recorded",
    ),
    _area(
        "outreach_effective_fraction",
        "Reached often enough",
        Kind.SHARE,
        "Share of women who get at least the least number of contacts from the best stop.",
        PERCENT,
        "Outreach",
        "no outreach data",
    ),
    _area(
        "underserved_flag",
        "Flag",
        Kind.TEXT,
        "Whether the area is remote and underserved: flagged, clear, or cannot assess.",
        group=FLAG_GROUP,
    ),
    _area(
        "flag_number",
        "Map number",
        Kind.COUNT,
        "Number of a flagged area on the map, the most need first.",
        group=FLAG_GROUP,
        blank=NOT_FLAGGED,
    ),
    _area(
        "checks_flagged",
        "Checks flagged",
        Kind.COUNT,
        "In how many of the six checks the area is flagged.",
        "of 6",
        FLAG_GROUP,
        "cannot assess",
    ),
    _area(
        "flag_robustness",
        "Robustness",
        Kind.TEXT,
        "Whether the base run and the six checks agree.",
        group=FLAG_GROUP,
    ),
    _area(
        "flag_explanation",
        "Why",
        Kind.TEXT,
        "The flag in one sentence, its values beside the rule.",
        group=FLAG_GROUP,
    ),
    replace(NOTES, shown=False),
    *CONSTANTS,
)


def _band(key: str, title: str, group: str, definition: str) -> Column:
    return Column(key, title, "", Kind.TEXT, definition, group=group)


SITE_COLUMNS: Final = (
    _area("site_name", "Site", Kind.TEXT, "Name of the site."),
    _area("site_id", "Site code", Kind.TEXT, "Code of the site."),
    DISTRICT_NAME,
    replace(DISTRICT_CODE, shown=False),
    AREA_LEVEL,
    _area(
        "need_in_catchment",
        "Need in catchment",
        Kind.COUNT,
        "Need a year, rounded, of the places for which this is the nearest site with a Mentor "
        "Mother, within the walk of the planning rule.",
        BIRTHS,
        "Need",
    ),
    _band(
        "facility_team",
        "Health-centre team",
        "Teams",
        "Whether the site has a team in the health centre.",
    ),
    _band(
        "community_team", "Community team", "Teams", "Whether the site has a team in the community."
    ),
    _band(
        "mm_band",
        "Mentor Mothers",
        "Staff, in bands",
        "Mentor Mothers in the health centre: 0, 1 or 2+.",
    ),
    _band(
        "cmm_band",
        "Community Mentor Mothers",
        "Staff, in bands",
        "Community Mentor Mothers: 0, 1 or 2+.",
    ),
    _band(
        "sc_present",
        "Site Coordinator",
        "Staff, in bands",
        "Whether the site has a Site Coordinator.",
    ),
    _band(
        "csc_present",
        "Community Site Coordinator",
        "Staff, in bands",
        "Whether the site has a Community Site Coordinator.",
    ),
    _band(
        "mm_deficit_band",
        "Mentor Mothers missing",
        "Posts missing, in bands",
        "Posts missing against the norm: 0, 1 or 2+; not told where the site has 2+.",
    ),
    _band(
        "cmm_deficit_band",
        "Community Mentor Mothers missing",
        "Posts missing, in bands",
        "Posts missing against the norm: 0, 1 or 2+; not told where the site has 2+.",
    ),
    replace(NOTES, shown=False),
    *CONSTANTS,
)
COLUMNS: Final = {
    Level.DISTRICT: DISTRICT_COLUMNS,
    Level.AREA: AREA_COLUMNS,
    Level.SITE: SITE_COLUMNS,
}
