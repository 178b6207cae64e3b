"""The words of the controls, of empty, loading and error states, and of the frame."""

from __future__ import annotations

from typing import Final

from dashboard import travel_words
from dashboard.state import CADRE_LAYERS, Layer, Overlay
from geodata.choice import THRESHOLDS_MINUTES
from geodata.gap.columns import Level
from geodata.matching import LESOTHO_ALIASES, LESOTHO_CAMPTOWNS
from geodata.names import Cadre, NeedBasis, Platform, Scope
from geodata.privacy import BESIDE_REMEDY
from geodata.terrain import Season

PRODUCT: Final = "Mentor Mother Atlas"
STAFF_VIEW: Final = "Staff view: not for publication"
PUBLIC_VIEW: Final = "Public view: districts only, small counts hidden"
SNAPSHOT_TITLE: Final = "Donor snapshot"
SNAPSHOT_HELP: Final = (
    "One file to give out: it opens without internet and prints on one A4 page. It is made from "
    "the public view alone and was checked for counts that could be worked out."
)
SNAPSHOT_REFUSED: Final = (
    "No snapshot can be given out of this dataset: whatever is hidden, a count of staff could "
    "still be worked out. Nothing was published. Put districts with few staff together in the "
    "dataset, or leave them out."
)
REFUSED_BESIDE: Final = (
    "No snapshot of these numbers can stand beside those published already: whatever it hides, a "
    "count of staff could be worked out from both. Nothing was published. What an older one shows "
    f"cannot be hidden again. {BESIDE_REMEDY}"
)
PUBLISH: Final = "Publish"
PUBLISH_HELP: Final = (
    "Publishing freezes these numbers under an address that nobody can guess. They never move "
    "when the data does. Whoever has the address can read it until it is withdrawn. Taking a file "
    "publishes too: later snapshots are checked against everything that left."
)
NOT_PUBLISHED_YET: Final = (
    "Preview, not published yet. Taking the file, the page or the public atlas publishes it."
)
TAKEN: Final = (
    "Published as no. {number} on {day}: this is the frozen file. Reload this page for its address."
)
STANDS: Final = "Published as no. {number} on {day}: this is the frozen file."
PUBLIC_EDITION: Final = (
    "The public edition is always of the headline view (dry season, two hours' walk, health-centre "
    "platform, programme districts), whatever the screen showed. Beside snapshots published before "
    "it may have to hide more: the Snapshot page shows it as it would leave."
)
HIDE_COUNTS: Final = "Hide counts"
COMPARE_TITLE: Final = "Compare two snapshots"
COMPARE: Final = "Compare"
COMPARE_EARLIER: Final = "Earlier"
COMPARE_LATER: Final = "Later"
PUBLISHED_TITLE: Final = "Published snapshots"
NOTHING_PUBLISHED: Final = "None yet. What you publish is listed here with its address."
WITHDRAW: Final = "Withdraw"
WITHDRAW_WHY: Final = "Reason, told to whoever opens the address"
NOT_FOUND_TITLE: Final = "There is no page at this address"
NOT_FOUND: Final = "The link may be cut off or from an older atlas. Nothing of your data is lost."
NOT_FOUND_WAY: Final = "Go to the map and its numbers"
METHOD_LINK: Final = "How is this calculated?"
SKIP_LINK: Final = "Skip to the map and its numbers"

LAYER_NAMES: Final = {
    Layer.WALKING_TIME: "Walking time to a staffed site",
    Layer.NEED: "Estimated need",
    Layer.PREVALENCE: "HIV prevalence",
    Layer.GEOGRAPHIC_COVERAGE: "Geographic coverage",
    Layer.EFFECTIVE_COVERAGE: "Effective coverage",
    Layer.THREE_WAY: "Served, over capacity, out of reach",
    Layer.STAFFING_RATIO: "Need per staff member",
    Layer.DEFICIT: "Posts missing and posts over",
    Layer.EQUITY_FIFTH: "Nearest to most remote fifth",
}
LAYER_HELP: Final = {
    Layer.WALKING_TIME: "Modelled walk to the nearest staffed site.",
    Layer.NEED: "Births a year to women living with HIV.",
    Layer.PREVALENCE: "As published, by district, with its interval.",
    Layer.GEOGRAPHIC_COVERAGE: "Share of need that could walk to a site.",
    Layer.EFFECTIVE_COVERAGE: "In reach, and the site has room.",
    Layer.THREE_WAY: "Three parts of need; they add up to all of it.",
    Layer.STAFFING_RATIO: "Births a year for each post of a cadre, by district.",
    Layer.DEFICIT: "Against the planning norms; one never offsets the other.",
    Layer.EQUITY_FIFTH: "Need in five equal parts, by walking time.",
}
SEASON_NAMES: Final = {Season.DRY: "Dry", Season.WET: "Wet", Season.WINTER: "Winter"}
SEASON_PHRASES: Final = {
    Season.DRY: "dry season",
    Season.WET: "wet season",
    Season.WINTER: "winter",
}
PLATFORM_NAMES: Final = {Platform.FACILITY: "Health centre", Platform.COMMUNITY: "Community"}
NEED_BASIS_NAMES: Final = {
    NeedBasis.NATIONAL: "National 25%",
    NeedBasis.NAOMI_PATTERN: "Naomi pattern",
}
SCOPE_NAMES: Final = {Scope.PROGRAMME: "Five districts", Scope.COUNTRY: "All ten"}
CADRE_NAMES: Final = {
    Cadre.MM: "Mentor Mothers (health centre)",
    Cadre.SC: "Site Coordinators",
    Cadre.CMM: "Community Mentor Mothers",
    Cadre.CSC: "Community Site Coordinators",
}
OVERLAY_NAMES: Final = {
    Overlay.SITES: "Sites",
    Overlay.FLAGS: "Flagged areas",
    Overlay.STOPS: "Outreach stops",
    Overlay.RIVERS: "Rivers",
    Overlay.BRIDGES: "Assumed bridges",
    Overlay.TOWNS: "Towns",
}
LEVEL_NAMES: Final = {Level.DISTRICT: "Districts", Level.AREA: "Areas", Level.SITE: "Sites"}
WITHIN_NAMES: Final = {
    minutes: f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"  # noqa: PLR2004
    for minutes in THRESHOLDS_MINUTES
}

FIELD_LABELS: Final = {
    "layer": "Show on the map",
    "prevalence": "Prevalence source",
    "cadre": "Cadre",
    "place": "Where",
    "season": "Season",
    "within": "Within a walk of",
    "platform": "Platform",
    "need": "Prevalence behind need",
    "scope": "Count need in",
    "show": "Also on the map",
    "level": "Rows",
}
FIELD_HELP: Final = {
    "prevalence": "Each has its own ages, date and status.",
    "cadre": "One cadre at a time.",
    "place": "District, site, community area or place.",
    "season": "Wet closes rivers, winter closes passes.",
    "within": "Near enough: two hours unless changed.",
    "platform": "Where women meet her: centre or home.",
    "need": "25% is the headline; Naomi is a check.",
    "scope": "The programme works in five of ten districts.",
}
PLACE_PLACEHOLDER: Final = "Search a name"
# A script of the assets folder, which knows other spellings of a name.
FIND_NAME: Final = {
    "function": "findName",
    "options": {"aliases": {**LESOTHO_ALIASES, **LESOTHO_CAMPTOWNS}},
}
PLACE_NOT_FOUND: Final = "No place, site or district of this name."

EMPTY_ATTENTION: Final = (
    "Nothing needs attention by today's rules. Sites without a coordinator, sites with one "
    "Mentor Mother, flagged areas and overdue outreach would be listed here."
)
EMPTY_TABLE: Final = "No rows. Clear the filters, or choose other rows above the table."
LOADING_TABLE: Final = "The table is loading."
PAGE_LOADING: Final = (
    "The page is on its way. After a first start it waits for the walking times, which takes some "
    "seconds."
)
PART_LOST: Final = "A part of this page did not come. Check the connection, then reload the page."
LONG_PAGE: Final = "Working out what this page shows."
LONG_FILE: Final = "Making the file. The browser saves it once it is ready."
LONG_LEGEND: Final = "Working out what the legend says. Map and numbers are ready."
LONG_DATA: Final = "Checking what the draft does."
LONG_SNAPSHOT: Final = "Checking what may be published, and publishing."
LONG_VIEW: Final = "Working out this view anew. What you see is the one before."
MAP_LOADING: Final = "The map is loading. The numbers, the list and the table are ready."
MAP_WITHOUT_WEBGL: Final = (
    "This browser cannot draw the moving map (WebGL 2 is off), so a still picture stands in "
    "its place. The table below holds every number of it."
)
MAP_LATE: Final = (
    "The moving map has not come yet, so a still picture stands in its place until it does. "
    "The table below holds every number of it."
)
MAP_PICTURE_MISSING: Final = (
    "Neither the moving map nor its picture could be loaded. The table below holds every number "
    "of it; load the page again to try once more."
)
CHANGE_FAILED: Final = (
    "The last change could not be loaded, so parts of the page may show the view before it. "
    "Nothing was lost. Check that the atlas is still running, then load this view again."
)
RELOAD: Final = "Load this view again"
RULES_TITLE: Final = "Who can be served: three rules"
RULES: Final = (
    "If women use only the nearest site",
    "Sites fill in turn (AccessMod)",
    "Best possible, passing full sites by",
    "In reach, for comparison",
)
RULES_HELP: Final = (
    "Share of need in the programme's districts, within two hours' walk in the dry season, "
    "modelled. The headline is the first rule. AccessMod's rule lets one site after another take "
    "what it can carry, the one with most demand in reach first; its answer depends on that "
    "order. The best possible assignment lets women pass a full site by; no plan for the same "
    "sites and staff can serve more, and women may not act so. None of the three is 'the' "
    "coverage."
)
ACCESSIBILITY_HELP: Final = (
    "Enhanced two-step floating catchment area: each site's staff is shared among all within "
    "two hours, walks up to 30 minutes counting 1, up to an hour 0.68, up to two hours 0.22 "
    "(weights of Luo and Qi 2009 on bands chosen for walking, planning assumptions). Staff is "
    "conserved: no Mentor Mother is counted twice."
)
ABOUT_EMPTY: Final = "The explanations come with a dataset. None is loaded."

DOWNLOAD_NOTE: Final = (
    "Tables, report and map files follow the filters and the order of the table; like the staff "
    "atlas they are for staff. The gap report holds exact staff by site. Only the public atlas is "
    "for others; it always shows the first view. The picture shows districts and bands only."
)


def reflected() -> dict[str, object]:
    """Return the words that a script changes at once, before the server answers."""
    return {
        "layerHelp": {str(layer): help_line for layer, help_line in LAYER_HELP.items()},
        "seasonPhrases": {str(season): phrase for season, phrase in SEASON_PHRASES.items()},
        "cadreLayers": [str(layer) for layer in CADRE_LAYERS],
        "prevalenceLayer": str(Layer.PREVALENCE),
        "travel": travel_words.reflected(),
    }


# Data page
DATA_TITLE: Final = "Bring your own data"
DATA_LEAD: Final = (
    "Send last month's workbook, a file of boundaries or roads, or a grid of elevation or "
    "population. Nothing changes for anyone until you publish; what was published before can be "
    "brought back."
)
DATA_FORMATS: Final = (
    "Tables: Excel, CSV, ODS. Boundaries and places: GeoJSON, GeoPackage, shapefile (zipped), KML. "
    "Grids: GeoTIFF. Up to 200 MB a file."
)
DATA_PERSONAL: Final = (
    "Send counts by site, never lists of persons: columns about persons are dropped before "
    "anything is kept."
)
DATA_TEMPLATE: Final = "Workbook to fill in"
DATA_UNDERSTOOD: Final = "What was understood"
DATA_FINDINGS: Final = "What to look at"
DATA_MAP: Final = "Where it lies"
DATA_CHANGES: Final = "What would change"
DATA_PUBLISH: Final = "Publish"
DATA_HISTORY: Final = "What was published"
DATA_GROUND: Final = "Ground that walks follow"
