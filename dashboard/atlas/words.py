"""The words that both editions of the atlas use: heads, norms, legends, editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.atlas.pages import Edition
from dashboard.atlas.scenes import INK, OUTSIDE_FILL, LegendEntry
from dashboard.maps.classes import COVERAGE, WALK
from geodata.public.columns import CADRES, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.maps.classes import Scale

TITLE: Final = "District atlas"
EDITIONS: Final = {
    Edition.STAFF: "Staff edition: not for publication",
    Edition.PUBLIC: "Public edition: districts only, small counts hidden",
}
SPLIT_TITLE: Final = "Need in three parts"
PARTS: Final = ("served", "in reach, over capacity", "out of reach")
STAFF_TITLE: Final = "Staff against the planning norms"
STAFF_HEADS: Final = ("Cadre", "Now", "Norm asks", "Missing", "Above norm", "The norm (assumption)")
STAFF_NOTE: Final = (
    "Missing and above are counted site by site and never netted, so now plus missing less above "
    "is what the norm asks."
)
BOTH_KINDS: Final = "of health centres and of communities"
NOT_FOR_OUTSIDE: Final = (
    "Outside the programme: geography and need are shown; coverage and staff are not assessed."
)
COUNTRY_TITLE: Final = "The programme's districts"
FLAGS_TITLE: Final = "Remote and underserved areas"
FLAGS_REST: Final = "And {left} more: outlined above, listed in the gap report by area."
FLAGS_OF_ALL: Final = "The numbers are those of the districts' pages."
SOURCES_TITLE: Final = "Sources"
OUTSIDE: Final = LegendEntry("outside the programme", OUTSIDE_FILL)
SITE: Final = LegendEntry("site (its staff is not shown)", kind="circle")
TOWN: Final = LegendEntry("town", INK, "square")
CADRE_NAMES: Final = tuple(TITLES[name] for name in CADRES.values())


def norms(parameters: Mapping[str, float]) -> tuple[str, ...]:
    """
    Say the norm of each cadre, in the order Mentor Mother, Site Coordinator, community ones.

    >>> norms({"m_min": 2, "k_facility": 160, "k_community_lowland": 113, "span": 5,
    ...     "k_community_mountain": 72, "home_visit_share": 0.5})[0]
    'at least 2 a site, 160 pairs each'
    """
    value = parameters.__getitem__
    return (
        f"at least {value('m_min'):g} a site, {value('k_facility'):g} pairs each",
        "1 at each site with a health-centre team",
        (
            f"{value('k_community_lowland'):g} pairs each, {value('k_community_mountain'):g} in "
            f"mountains; {value('home_visit_share'):.0%} get home visits"
        ),
        f"1 for each {value('span'):g} Community Mentor Mothers or fewer",
    )


def coverage_legend(*, hidden: bool, has_towns: bool) -> tuple[LegendEntry, ...]:
    """Name the classes of a share of need; 'not shown' only where something is."""
    dotted = (LegendEntry("not shown", kind="dotted"),) if hidden else ()
    return (*_classes(COVERAGE), *dotted, OUTSIDE, *((TOWN,) if has_towns else ()))


def walk_legend(*, has_outside: bool, has_numbers: bool) -> tuple[LegendEntry, ...]:
    """Name the bands of walking time and what is drawn over them."""
    return (
        *_classes(WALK),
        *((OUTSIDE,) if has_outside else ()),
        LegendEntry(f"flagged{'; numbers as below' if has_numbers else ''}", kind="outline"),
        SITE,
    )


def _classes(scale: Scale) -> tuple[LegendEntry, ...]:
    pairs = zip(scale.labels, scale.colours, strict=True)
    return tuple(LegendEntry(label, colour) for label, colour in pairs)


def scale_note(denominator: int, *, is_country: bool) -> str:
    """
    Say the scale of a map, and whether the others have it too.

    >>> scale_note(1_100_000, is_country=True)
    'Scale 1:1,100,000 on A4.'
    """
    same = "" if is_country else ", the same for every district; what lies around is pale"
    return f"Scale 1:{denominator:,} on A4{same}."


def sources_here(published: Iterable[str]) -> str:
    """
    Name who published what is used, each once, in one line.

    >>> sources_here(["OCHA 2019", "", "OCHA 2019", "UNAIDS 2017"])
    'Sources, in full on the last page: OCHA 2019; UNAIDS 2017.'
    """
    each = dict.fromkeys(stripped for word in published if (stripped := word.strip()))
    return f"Sources, in full on the last page: {'; '.join(each)}."
