"""
What views tell of each site: that every one has just one coordinator, or one or two Mentor Mothers.

Nothing is published of a site, and still a district may tell of all of its sites at once: ten
Mentor Mothers at nine sites are one or two at each. What a site has is a small count like any
other, so every number under the threshold must be left possible for it, but none: where Mentor
Mothers are known to work there is one. So a district needs three Mentor Mothers or more beyond one
a site (with a threshold of 5); where one has fewer, both kinds are counted together in all
districts, since of the rest and the total one could subtract.

Coordinators are counted in total only where one district has as many as sites, and read '5 or
more' by district. They cannot be left possible at every integer from 0 to 4: that there are 53 at
56 sites is public, and a site has one at most, so that three sites are without one wherever they
are, and a district of 18 sites has 15 at least, whatever the atlas publishes. What can be left open
is, and the attacker asks for it: that not each site of a district has one.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.privacy import State
from geodata.public.columns import (
    CADRES,
    CMM,
    COORDINATORS,
    FRONTLINE,
    MM,
    ONE_A_SITE,
    SITES,
    TITLES,
)
from geodata.public.known import AT_ONE_SITE, at_one_site, count_key
from geodata.public.rows import RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.public.known import Terms
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView


class Told(NamedTuple):
    """A head count that each site of a row is known to have."""

    area_id: str
    column: str
    value: int
    reason: str


class Room(NamedTuple):
    """
    What must be left able to be at the sites of a district: a sum of unknowns, and its values.

    Of coordinators, how many sites are without one: it can be 1 where not each site must have
    one. Of Mentor Mothers, what any one site has: a small count like any other.
    """

    view: PublicView
    area_id: str
    column: str
    terms: Terms
    values: tuple[int, ...]
    reason: str


ONE_AT_EACH: Final = "published figures leave one at each site only"
AT_A_SITE: Final = "published figures rule it out for every site of the district"
CODES: Final = {name: code.lower() for code, name in CADRES.items()}


def told_of_each_site(view: PublicView) -> Iterator[Told]:
    """
    Find rows that say by themselves what each of their sites has.

    As many Mentor Mothers or coordinators of one kind as sites are one at each; where none is
    missing by the norm, each site that it asks for a coordinator has one; where Mentor
    Mothers and norm are both the least, each team has just that; and where the norm asks for
    as many coordinators as there are Community Mentor Mothers and sites, each site has one of
    these. A total that is public already, or the sum of what the districts show, tells
    nothing more.
    """
    for row in view.rows:
        for name in ONE_A_SITE:
            reason = _reason(row, name)
            if reason and not _is_public(view, row, name):
                yield Told("+".join(row.area_ids), name, 1, reason)
        area, least = "+".join(row.area_ids), dict(view.parameters)["m_min"]
        if _is_least(row, least):
            yield Told(area, MM, int(least), "just what the norm asks at least, at each team")
        if row[CMM].value is not None and _alike(row, CMM, SITES, "csc_required"):
            yield Told(area, CMM, 1, "a coordinator asked for each Community Mentor Mother")


def rooms(views: Sequence[PublicView]) -> list[Room]:
    """
    List what must be left open of the sites of each district.

    Coordinators where no row shows them: in one view only what is said not to be small can be
    as many as the sites; several views of one date may tell a count that each of them hides.
    Mentor Mothers everywhere: of a site any count that is small for the last view but none,
    since where they are known to work there is one.
    """
    found: dict[Terms, Room] = {}
    values = tuple(views[-1].policy.small_counts)[1:]
    for view in views:
        for row, name in itertools.product(view.districts, COORDINATORS):
            is_hidden = row[name].value is None
            if is_hidden and (row[name].state == State.NOT_FEW or len(views) > 1):
                terms = _room(view, row.area_ids[0], name)
                room = Room(view, row.area_ids[0], name, terms, (1,), ONE_AT_EACH)
                found.setdefault(terms, room)
        for row, name in itertools.product(view.districts, FRONTLINE):
            terms = ((at_one_site(view, row.area_ids[0], name), 1.0),)
            here = f"{name} {AT_ONE_SITE}"
            room = Room(view, row.area_ids[0], here, terms, values, AT_A_SITE)
            found.setdefault(terms, room)
    return list(found.values())


def _room(view: PublicView, code: str, name: str) -> Terms:
    """Write down sites without one, less any beyond the first."""
    sites, count = (count_key(view, code, column) for column in (SITES, name))
    return (sites, 1.0), (count, -1.0), ((*count, "beyond"), -1.0)


def _reason(row: PublicRow, name: str) -> str:
    count = row[name].value
    if count is not None and count == row[SITES].value:
        return f"as many {TITLES[name]} as sites: one at each"
    if name in COORDINATORS and row[f"{CODES[name]}_deficit"].value == 0:
        return f"{TITLES[name]}: none missing, so one at each site that needs one"
    return ""


def _is_public(view: PublicView, row: PublicRow, name: str) -> bool:
    if row.kind != RowKind.TOTAL:
        return False
    known = dict(view.known_totals)
    is_known = name in known and known[name] == known.get(SITES)
    return is_known or any(one[name].value is not None for one in view.districts)


def _alike(row: PublicRow, *names: str) -> bool:
    return len({row[name].value for name in names}) == 1


def _is_least(row: PublicRow, least: float) -> bool:
    required, missing, above, teams = (
        row[name].value for name in ("mm_required", "mm_deficit", "mm_surplus", "sc_required")
    )
    if required is None or missing != 0 or above != 0:
        return False
    # Without the number of teams a reader takes the sites for it.
    teams = row[SITES].value if teams is None else teams
    return teams is not None and required == least * teams
