"""The columns of a public view: what each is made of, and so what hides it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geodata.indicators import INDICATORS
from geodata.privacy import Kind


class Family(StrEnum):
    """
    What a figure depends on.

    NEED and OUTREACH do not depend on who works where. STAFF and NORM are counts of posts
    and what is made from them. REACH depends on which sites are staffed, CAPACITY on how
    many work there too.
    """

    NEED = "need"
    STAFF = "staff"
    NORM = "norm"
    REACH = "reach"
    CAPACITY = "capacity"
    WALK = "walk"
    OUTREACH = "outreach"


@dataclass(frozen=True)
class PublicColumn:
    """
    One column: its measure, how it is rounded, and the counts it is made of.

    ``above`` and ``below`` are the counts whose sums are divided; a plain sum of counts has
    no ``below``. A ratio of need has ``need_per_year`` above.
    """

    name: str
    title: str
    kind: Kind
    family: Family
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The unit, as everywhere in the atlas."""
        return INDICATORS[self.name].unit


NEED, SITES = "need_per_year", "sites"
IN_REACH, OUT_OF_REACH = "geographic_coverage", "share_out_of_reach"
SERVED, OVER_CAPACITY = "effective_coverage", "share_over_capacity"
MM, SC = "mentor_mothers", "site_coordinators"
CMM, CSC = "community_mentor_mothers", "community_site_coordinators"
CADRES: Final = {"MM": MM, "SC": SC, "CMM": CMM, "CSC": CSC}
COUNTS: Final = (SITES, *CADRES.values())
FRONTLINE, COORDINATORS = (MM, CMM), (SC, CSC)
# A staffed site has one Mentor Mother at least, and a site one coordinator of each kind at most:
# as many of them as sites tells that each site has one. Of the others a site may have any number.
ONE_A_SITE: Final = (MM, *COORDINATORS)
TITLES: Final = {
    SITES: "Sites",
    MM: "Mentor Mothers",
    SC: "Site Coordinators",
    CMM: "Community Mentor Mothers",
    CSC: "Community Site Coordinators",
}
NORM_TITLES: Final = {
    "required": "posts required",
    "deficit": "posts missing",
    "surplus": "posts above the norm",
}


def _staff() -> tuple[PublicColumn, ...]:
    counts = [PublicColumn(name, TITLES[name], Kind.COUNT, Family.STAFF) for name in COUNTS]
    sums = [
        PublicColumn("frontline", "All Mentor Mothers", Kind.COUNT, Family.STAFF, FRONTLINE),
        PublicColumn("coordinators", "All coordinators", Kind.COUNT, Family.STAFF, COORDINATORS),
    ]
    return (*counts, *sums)


def _ratio(
    name: str, title: str, above: tuple[str, ...], below: tuple[str, ...], kind: Kind = Kind.RATIO
) -> PublicColumn:
    return PublicColumn(name, title, kind, Family.STAFF, above, below)


RATIOS: Final = (
    _ratio("mentor_mothers_per_site", "Mentor Mothers per site", (MM,), (SITES,)),
    _ratio(
        "community_mentor_mothers_per_site", "Community Mentor Mothers per site", (CMM,), (SITES,)
    ),
    _ratio("frontline_per_site", "All Mentor Mothers per site", FRONTLINE, (SITES,)),
    _ratio("facility_span", "Mentor Mothers per Site Coordinator", (MM,), (SC,)),
    _ratio(
        "community_span", "Community Mentor Mothers per Community Site Coordinator", (CMM,), (CSC,)
    ),
    _ratio("overall_span", "All Mentor Mothers per coordinator", FRONTLINE, COORDINATORS),
    _ratio("need_per_frontline", "Need per Mentor Mother", (NEED,), FRONTLINE, Kind.NEED),
    _ratio(
        "need_per_mentor_mother", "Need per health-centre Mentor Mother", (NEED,), (MM,), Kind.NEED
    ),
    _ratio("need_per_site", "Need per site", (NEED,), (SITES,), Kind.NEED),
)
REACH: Final = tuple(
    PublicColumn(f"need_within_{minutes}_minutes", f"Need within {words}", Kind.SHARE, Family.REACH)
    for minutes, words in ((30, "30 minutes"), (60, "1 hour"), (120, "2 hours"), (180, "3 hours"))
)
COVERAGE: Final = (
    PublicColumn(IN_REACH, "Need in reach", Kind.SHARE, Family.REACH),
    PublicColumn(SERVED, "Need that can be served", Kind.SHARE, Family.CAPACITY),
    PublicColumn(OVER_CAPACITY, "Need in reach, over capacity", Kind.SHARE, Family.CAPACITY),
    PublicColumn(OUT_OF_REACH, "Need out of reach", Kind.SHARE, Family.REACH),
)
NORMS: Final = tuple(
    PublicColumn(
        f"{code.lower()}_{part}", f"{TITLES[name]}: {words}", Kind.COUNT, Family.NORM, (name,)
    )
    for code, name in CADRES.items()
    for part, words in NORM_TITLES.items()
)
COLUMNS: Final = (
    PublicColumn(NEED, "Need a year", Kind.NEED, Family.NEED),
    *_staff(),
    *RATIOS,
    *REACH,
    *COVERAGE,
    PublicColumn("median_walk_seconds", "Median walk", Kind.SECONDS, Family.WALK),
    *NORMS,
    PublicColumn("outreach_stops", "Outreach stops", Kind.COUNT, Family.OUTREACH),
    PublicColumn(
        "outreach_completion", "Outreach visits held of those planned", Kind.SHARE, Family.OUTREACH
    ),
    PublicColumn(
        "outreach_coverage", "Need out of reach that outreach serves", Kind.SHARE, Family.REACH
    ),
)
BY_NAME: Final = {column.name: column for column in COLUMNS}
OF_COORDINATORS: Final = frozenset(
    column.name
    for column in COLUMNS
    if {column.name, *column.above, *column.below} & set(COORDINATORS)
)
# Of one kind of Mentor Mother alone, which the other kind and the sum of both would tell.
OF_ONE_KIND: Final = frozenset(
    column.name
    for column in COLUMNS
    if len({column.name, *column.above, *column.below} & set(FRONTLINE)) == 1
) | {f"csc_{part}" for part in NORM_TITLES}
# What the norm asks of a district bounds each of its sites where none is above it anywhere.
POSTS_OF_MOTHERS: Final = frozenset(
    column.name for column in NORMS if set(column.above) & set(FRONTLINE)
)
STAFF_COUNTS: Final = tuple(
    column.name for column in COLUMNS if column.family == Family.STAFF and column.kind == Kind.COUNT
)
SHARES_OF_NEED: Final = (*REACH, *COVERAGE)
