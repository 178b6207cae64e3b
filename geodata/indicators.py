"""The measures of the atlas: name, unit, and the tables each is made from."""

from __future__ import annotations

from dataclasses import dataclass

NEED_TABLES = ("population", "fertility", "prevalence", "parameters")
# Those that a dataset lacks are no source of its numbers.
GROUND_TABLES = ("slopes", "landcover", "landcover_classes", "roads", "friction")
WALK_TABLES = (
    *("sites", "staffing", "births", "zones", "rivers", "bridges", "parameters"),
    *GROUND_TABLES,
)
COVERAGE_TABLES = (*NEED_TABLES, *WALK_TABLES)
OUTREACH_TABLES = (*COVERAGE_TABLES, "outreach_stops", "outreach_visits")

NEED_UNIT = "expected births a year to women living with HIV"
SHARE = "share"
POSTS = "posts"
SECONDS = "seconds"


@dataclass(frozen=True)
class Indicator:
    """What a measure is: its name, unit and the tables that its value comes from."""

    name: str
    unit: str
    tables: tuple[str, ...]


INDICATORS = {
    indicator.name: indicator
    for indicator in (
        Indicator("sites", "sites", ("sites",)),
        Indicator("mentor_mothers", "Mentor Mothers", ("staffing",)),
        Indicator("community_mentor_mothers", "Community Mentor Mothers", ("staffing",)),
        Indicator("site_coordinators", "Site Coordinators", ("staffing",)),
        Indicator("community_site_coordinators", "Community Site Coordinators", ("staffing",)),
        Indicator("frontline", "frontline Mentor Mothers", ("staffing",)),
        Indicator("coordinators", "coordinators", ("staffing",)),
        Indicator("mentor_mothers_per_site", "Mentor Mothers per site", ("sites", "staffing")),
        Indicator(
            "community_mentor_mothers_per_site",
            "Community Mentor Mothers per site",
            ("sites", "staffing"),
        ),
        Indicator("frontline_per_site", "frontline Mentor Mothers per site", ("sites", "staffing")),
        Indicator(
            "site_coordinators_per_site", "Site Coordinators per site", ("sites", "staffing")
        ),
        Indicator(
            "community_site_coordinators_per_site",
            "Community Site Coordinators per site",
            ("sites", "staffing"),
        ),
        Indicator("facility_span", "Mentor Mothers per Site Coordinator", ("staffing",)),
        Indicator(
            "community_span",
            "Community Mentor Mothers per Community Site Coordinator",
            ("staffing",),
        ),
        Indicator("overall_span", "frontline Mentor Mothers per coordinator", ("staffing",)),
        Indicator("births_per_year", "births a year", ("population", "fertility")),
        Indicator("prevalence", "share of pregnant women, assumed", ("prevalence", "parameters")),
        Indicator("need_per_year", NEED_UNIT, NEED_TABLES),
        Indicator("pairs_in_programme", "mother-infant pairs at any time", NEED_TABLES),
        Indicator("need_per_frontline", f"{NEED_UNIT} per frontline", (*NEED_TABLES, "staffing")),
        *(
            Indicator(
                f"need_per_{cadre}",
                f"{NEED_UNIT} per {cadre.replace('_', ' ')}",
                (*NEED_TABLES, "staffing"),
            )
            for cadre in (
                "mentor_mother",
                "community_mentor_mother",
                "site_coordinator",
                "community_site_coordinator",
            )
        ),
        Indicator("need_per_site", f"{NEED_UNIT} per site", (*NEED_TABLES, "sites")),
        Indicator("pairs_per_frontline", "pairs per frontline", (*NEED_TABLES, "staffing")),
        Indicator("geographic_coverage", SHARE, COVERAGE_TABLES),
        *(
            Indicator(f"need_within_{minutes}_minutes", SHARE, COVERAGE_TABLES)
            for minutes in (30, 60, 120, 180)
        ),
        Indicator("effective_coverage", SHARE, COVERAGE_TABLES),
        Indicator("share_over_capacity", SHARE, COVERAGE_TABLES),
        Indicator("share_out_of_reach", SHARE, COVERAGE_TABLES),
        Indicator("median_walk_seconds", SECONDS, COVERAGE_TABLES),
        Indicator("p90_walk_seconds", SECONDS, COVERAGE_TABLES),
        Indicator("outreach_coverage", SHARE, OUTREACH_TABLES),
        Indicator("outreach_completion", SHARE, ("outreach_visits",)),
        Indicator("outreach_stops", "outreach stops", ("outreach_stops",)),
        Indicator("unmet_need_per_year", NEED_UNIT, OUTREACH_TABLES),
        Indicator("share_need_flagged", SHARE, OUTREACH_TABLES),
        Indicator("areas_flagged", "community areas", OUTREACH_TABLES),
        Indicator("areas_not_assessed", "community areas", OUTREACH_TABLES),
        *(
            Indicator(f"{cadre}_{part}", POSTS, COVERAGE_TABLES)
            for cadre in ("mm", "cmm", "sc", "csc")
            for part in ("required", "deficit", "surplus")
        ),
        Indicator("mm_full_time", "full-time posts", COVERAGE_TABLES),
        Indicator("cmm_full_time", "full-time posts", COVERAGE_TABLES),
        Indicator(
            "equity_gap", "percentage points, most remote less nearest fifth", COVERAGE_TABLES
        ),
        Indicator("concentration_index", "index from -1 to 1", COVERAGE_TABLES),
        Indicator("gini_between_districts", "index from 0 to 1", (*NEED_TABLES, "staffing")),
    )
}
