"""The words of the Plan page: its fields, modes, rows, empty states and refusals."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from geodata.names import Cadre, Part, Platform
from geodata.planning.places import Candidates


class Mode(StrEnum):
    """What a click on the map does."""

    LOOK = "look"
    STOP = "stop"
    SITE = "site"
    MOVE = "move"
    CLOSE = "close"


class MapLayer(StrEnum):
    """What the map of the plan shows by community area."""

    CHANGE = "change"
    PARTS = "parts"
    WALK = "walk"


class Norm(NamedTuple):
    """One slider: the parameter, its label, help, the step and how a value is written."""

    name: str
    label: str
    help: str
    step: float
    kind: str
    is_rare: bool = False


NORMS: Final = (
    Norm("k_facility", "Caseload, health centre", "Pairs one Mentor Mother carries.", 5, "pairs"),
    Norm(
        "minimum_contacts",
        "Contacts that count",
        "Fewest outreach contacts for support.",
        1,
        "contacts",
    ),
    Norm("home_visit_share", "Home-visit share", "Of supported pairs.", 0.05, "share"),
    Norm("attendance", "Attendance", "Chance that a woman comes to a visit.", 0.05, "share"),
    Norm("cancellations", "Cancellations", "Of planned visits, dry and wet.", 0.05, "share"),
    Norm("cancellations_winter", "Cancellations, winter", "Of planned visits.", 0.05, "share"),
    Norm(
        "k_community_lowland",
        "Caseload, community",
        "In lowlands and foothills.",
        1,
        "pairs",
        is_rare=True,
    ),
    Norm(
        "k_community_mountain",
        "Caseload, mountains",
        "Community, mountains and Senqu valley.",
        1,
        "pairs",
        is_rare=True,
    ),
    Norm(
        "years_in_programme",
        "Time in the programme",
        "From first visit to 18 months.",
        0.1,
        "years",
        is_rare=True,
    ),
)
PACE: Final = Norm("pace", "Walking speed", "Of today's planning speeds.", 5, "percent")
MODE_NAMES: Final = {
    Mode.LOOK: "Look",
    Mode.STOP: "Add stop",
    Mode.SITE: "Add site",
    Mode.MOVE: "Move",
    Mode.CLOSE: "Close",
}
MODE_HELP: Final = {
    Mode.LOOK: "A click chooses a site or stop. Choose another mode to change something.",
    Mode.STOP: "Click on the map where a mobile-clinic stop should stand.",
    Mode.SITE: "Click on the map where a site should open. It serves once it has posts.",
    Mode.MOVE: "Click on a site or stop, then on the place where it should go.",
    Mode.CLOSE: "Click on the site or stop that should close.",
}
LAYER_NAMES: Final = {
    MapLayer.CHANGE: "Change",
    MapLayer.PARTS: "Three parts",
    MapLayer.WALK: "Walk",
}
PART_NAMES: Final = {
    Part.SERVED: "Can be served",
    Part.OVER_CAPACITY: "Over capacity",
    Part.OUT_OF_REACH: "Out of reach",
}
NEW_STOP: Final = "new-stop"
NEW_SITE: Final = "new-site"
NEAREST: Final = "if women use only the nearest site"


class Row(NamedTuple):
    """One row of the comparison: measure, label, how it is written, whether it has a line."""

    name: str
    label: str
    kind: str
    has_line: bool = True


ROWS: Final = (
    Row("need_per_year", "Need a year", "about"),
    Row("effective_coverage", f"Can be served {NEAREST}", "share"),
    Row("share_over_capacity", "In reach, over capacity", "share"),
    Row("share_out_of_reach", "Out of reach", "share"),
    Row("outreach_coverage", "of it, reached by outreach", "share"),
    Row("unmet_need_per_year", "Need without support", "about"),
    Row("geographic_coverage", "Within the walk", "share"),
    Row("areas_flagged", "Areas flagged", "count", has_line=False),
    Row("mentor_mothers", "Mentor Mothers", "count", has_line=False),
    Row("community_mentor_mothers", "Community Mentor Mothers", "count", has_line=False),
    Row("mm_deficit", "Posts missing: Mentor Mothers", "count"),
    Row("cmm_deficit", "Posts missing: Community Mentor Mothers", "count"),
    Row("sc_deficit", "Posts missing: Site Coordinators", "count", has_line=False),
    Row("csc_deficit", "Posts missing: Community Site Coordinators", "count", has_line=False),
)
HEADLINE: Final = "effective_coverage"
# Beside the headline, by the name of the rule.
RULES: Final = {
    "accessmod": "if sites fill in turn (AccessMod)",
    "best": "at best, passing full sites by",
}
RULES_NOTE: Final = (
    "No plan for these sites and posts can serve more than the best of the three rules; women "
    "may not act so."
)
NOT_ASKED: Final = "not asked"
RULES_BY_TAXI: Final = (
    "Not asked with taxis: which of several sites one would take her to is not known. On foot "
    "alone {share} of need can be served within {walk}, if women use only the nearest site."
)
PLATFORMS: Final = {Platform.FACILITY: "Health centre", Platform.COMMUNITY: "Community"}
CADRES: Final = {
    Cadre.MM: "Mentor Mother",
    Cadre.SC: "Site Coordinator",
    Cadre.CMM: "Community Mentor Mother",
    Cadre.CSC: "Community Site Coordinator",
}
TITLE: Final = "Plan: what if, where next, how sure"
TODAY: Final = "Today"
EMPTY_EDITS: Final = (
    "Nothing is changed yet. Choose 'Add stop' above the map and click, take one of the next "
    "steps below, or move a slider."
)
EMPTY_SAVED: Final = "No scenario is kept yet."
WORKING: Final = "Working out ..."
LONG: Final = "Working out this plan anew. What you see is the one before."
LONG_LISTS: Final = "Working out what comes next. Map and numbers are ready."
LISTS_STOPPED: Final = "Stopped. The list of stops is that of before, or none."
EXACT: Final = (
    "For staff only. The effect of a single post tells how many work at a site: never show or "
    "pass on this list."
)
STOPS_NOTE: Final = (
    "Counted is need beyond the chosen walk that no stop visited lately reaches; each stop adds "
    "to those before it. What is there stays. Dots: births a year; lines: the 95% interval."
)
LIMITED_NOTE: Final = "A stop counts at most {most} births a year, which its visits can serve. "
CANDIDATE_NAMES: Final = {
    Candidates.AREAS: "community areas",
    Candidates.PLACES: "towns and villages",
    Candidates.GRID: "a grid of 3 km",
}
UNMEETABLE: Final = (
    "So many stops in each district cannot be had: raise the number of stops or of days, or "
    "lower the number in each district."
)
TOO_MANY: Final = "A scenario holds at most {most} changes: take some back first."
NO_POSTS: Final = "Neither need nor a norm asks for a post here."
EFFECTS_NOTE: Final = (
    "Each adds to those before it, and every birth counts once; beside today, modelled. Lines and "
    "ranges: the least and the most in the six checks, taken with and without it. Community "
    "Mentor Mothers may serve the same women, so their posts are not counted here."
)
DISTRICTS_NOTE: Final = (
    "Share of need that can be served. Bars: the three parts, the left column above and the "
    "scenario below; numbers: births a year served, over capacity, out of reach."
)
COSTS_NOTE: Final = "In any currency; it goes along with the link and with what is kept."
CHOSEN_NOTE: Final = "Empty: no limit. A stop takes one day a month."
AREAS_NOTE: Final = (
    "By priority score: unmet need 40, walk 25, staffing deficit of the district 20, days since "
    "outreach 15 of 100. Areas told as tied may stand in either order."
)
NO_STOPS: Final = "No more stops help here: none would bring more need within an hour's walk."
NO_AREAS: Final = "No area can be put in order: walking time, staff or outreach is not known."
BAD_LINK: Final = (
    "This link holds no scenario that this version can read, so today is shown. Ask for the link "
    "again, or open the scenario by its name."
)
NO_PLACE_CHOSEN: Final = "Choose a site or stop first: on the map, or in the list."
NO_SUBJECT: Final = "No site or stop of this name; closed ones are not listed."
NO_POINT: Final = "Give a place by its name, by coordinates, or with a click on the map."
NO_SITE_CHOSEN: Final = "Choose a site first; a stop has no posts of its own."
PICTURE_TITLE: Final = "Plan: share of need that can be served"
PICTURE_NOTE: Final = (
    "With this plan; in brackets the change beside today under the same season, walk and way of "
    "travelling. Modelled. Sites and stops stand on the screen only."
)
PICTURE_OF_PLAN: Final = "Map: what share of need the plan can serve, by district."
PICTURE_MISSING: Final = "The picture of the map could not be made. The lists hold its numbers."
MAP_LOADING: Final = "The map is loading. Numbers and lists are ready."
MAP_WITHOUT_WEBGL: Final = (
    "This browser cannot draw the moving map (WebGL 2 is off). Places can be given by name or by "
    "coordinates, and every number stands in the lists."
)
MAP_LATE: Final = (
    "The moving map has not come yet. Places can be given by name or by coordinates meanwhile."
)
