"""What views tell of each site: that every one has just one Mentor Mother or coordinator."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.known import count_key
from geodata.privacy import State
from geodata.public_columns import CADRES, CMM, COORDINATORS, MM, ONE_A_SITE, SITES, TITLES
from geodata.public_rows import RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.known import Terms
    from geodata.public_rows import PublicRow
    from geodata.public_view import PublicView


class Told(NamedTuple):
    """A head count that each site of a row is known to have."""

    area_id: str
    column: str
    value: int
    reason: str


class Room(NamedTuple):
    """
    A count of a district, and a sum of unknowns for how far it is from one at each site.

    The sum can be ``ROOM`` where the count can be other than the number of sites.
    """

    view: PublicView
    area_id: str
    column: str
    terms: Terms


ROOM: Final = 1.0
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
    List, for what no row shows, how many sites are left without one or have more.

    In one view only what is said not to be small can be as many as the sites; several views
    of one date may tell a count that each of them hides. What an older one showed is out.
    """
    shown = {
        (view.as_of, row.area_ids, name)
        for view in views[:-1]
        for row, name in itertools.product(view.districts, ONE_A_SITE)
        if _reason(row, name)
    }
    found: dict[Terms, Room] = {}
    for view in views:
        for row, name in itertools.product(view.districts, ONE_A_SITE):
            is_hidden = row[name].value is None
            is_asked = is_hidden and (row[name].state == State.NOT_FEW or len(views) > 1)
            if is_asked and (view.as_of, row.area_ids, name) not in shown:
                terms = _room(view, row.area_ids[0], name)
                found.setdefault(terms, Room(view, row.area_ids[0], name, terms))
    return list(found.values())


def _room(view: PublicView, code: str, name: str) -> Terms:
    """Write down sites without one, or Mentor Mothers beyond one, less any beyond the first."""
    sign = 1.0 if name in COORDINATORS else -1.0
    sites, count = (count_key(view, code, column) for column in (SITES, name))
    return (sites, sign), (count, -sign), ((*count, "beyond"), -1.0)


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
