"""What a view must stand before a file is made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.privacy import BESIDE_REMEDY, DisclosureError
from geodata.public.attacker import is_safe
from geodata.public.change import laid_together, sites_told_apart
from geodata.public.columns import BY_NAME, COUNTS, STAFF_COUNTS
from geodata.public.rows import RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView


def check(view: PublicView, older: Sequence[PublicView] = ()) -> None:
    """
    Refuse a view that says a small count, or from which one can be worked out.

    The attacker only looks for counts that are hidden; that none stands there openly is
    looked at here.

    Raises
    ------
    DisclosureError
        Naming what is said openly, or that something can be worked out.
    """
    openly = list(said_openly(view))
    if openly:
        raise DisclosureError(f"Small counts stand openly in this snapshot: {', '.join(openly)}.")
    for one in older:
        apart = sites_told_apart(one, view)
        if apart:
            which = "of the same date" if one.as_of == view.as_of else f"of {one.as_of}"
            alone = "" if one.as_of == view.as_of else ", and no staff changed elsewhere"
            raise DisclosureError(
                f"A snapshot {which} has only a few sites more or fewer in {apart[0]}{alone}: "
                "beside it this one would tell the staff of those sites. Nothing was published. "
                f"{BESIDE_REMEDY}"
            )
    if not is_safe(laid_together(older, view)):
        raise DisclosureError("A reader could work out a small count from this snapshot.")


def said_openly(view: PublicView) -> Iterator[str]:
    """Name every small count of sites or staff that a view shows; published totals are known."""
    known = dict(view.known_totals)
    for row in view.rows:
        is_total = row.kind == RowKind.TOTAL
        for name in COUNTS if is_total else STAFF_COUNTS:
            if not (is_total and name in known) and _is_small(view, row, name):
                yield f"{BY_NAME[name].title} of {row.name}"


def _is_small(view: PublicView, row: PublicRow, name: str) -> bool:
    value = row[name].value
    return value is not None and view.policy.is_small(value)
