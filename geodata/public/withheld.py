"""What the public edition leaves out, said in words: which figure, what it reads, which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.privacy import State, state_words
from geodata.public.columns import BY_NAME, FRONTLINE, Family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.privacy import Policy
    from geodata.public.columns import PublicColumn
    from geodata.public.view import PublicView

NOT_PUBLISHED: Final = "not published"
SHOWN: Final = "shown"
BELOW_DISTRICT: Final = (
    ("every site", "name, position, teams, staff and posts", "a head count there is a woman"),
    ("every community area", "all columns", "a walking time gives the nearest staffed site away"),
    ("every action", "all columns", "an effect next to a catchment tells the staff of a site"),
)
WHY: Final = {
    State.MISSING: "not known; nothing is hidden",
    State.NOT_APPLICABLE: "nothing to divide by; nothing is hidden",
}
# Why a figure is hidden that is no small count itself.
GIVES_AWAY: Final = {
    Family.STAFF: (
        "complementary: with the totals, a count under {threshold} here or beside it could be "
        "worked out by subtraction"
    ),
    Family.NORM: "posts by the norms, beside posts missing, tell the posts there are",
    Family.REACH: "need in reach says where somebody works",
    Family.CAPACITY: "need that can be served is a number of staff",
    Family.WALK: "a walking time gives the nearest staffed site away",
}
OF_EACH_SITE: Final = (
    "as many coordinators as sites, or none missing, would tell that each site has one; none is "
    "counted by district, so that it is not told where that is so"
)
OF_SITES: Final = (
    "beside the number of sites, one kind of Mentor Mothers would tell of some sites how many work "
    "there; both kinds are counted together, so that it is not told where that is so"
)
RATIO: Final = "a ratio is hidden with its parts: with one of them it tells the other"
NO_SAFE_VIEW: Final = "No public edition of these numbers is safe, so there is none."


class Withheld(NamedTuple):
    """One figure that the public does not get: where, which, what it reads, and why."""

    row: str
    codes: tuple[str, ...]
    column: str
    reads: str
    why: str


@dataclass(frozen=True)
class LeftOut:
    """
    All that the public edition leaves out, by the two settings for what is a small count.

    It is a matter of the version alone, so that the same version gives the same report. What
    was published before can make an edition hide more; the page where it is published shows
    it as it would leave.

    Attributes
    ----------
    rows
        With the usual setting.
    strict
        With the stricter one.
    edition
        Which edition that is, in a sentence for whoever reads the list.
    """

    rows: tuple[Withheld, ...]
    strict: tuple[Withheld, ...]
    edition: str = ""

    def both(self) -> Iterator[tuple[str, ...]]:
        """Yield row, column, what it reads by either setting, and why, in the stricter's order."""
        usual = {(one.row, one.column): one for one in self.rows}
        strict = {(one.row, one.column): one for one in self.strict}
        for place in dict.fromkeys((*strict, *usual)):
            reads = (one[place].reads if place in one else SHOWN for one in (usual, strict))
            why = usual[place].why if place in usual else strict[place].why
            yield (*place, *reads, why)


def withheld(view: PublicView | None) -> tuple[Withheld, ...]:
    """
    List what the public edition leaves out.

    Parameters
    ----------
    view
        The edition as it is where nothing was published before; None where none is safe.
    """
    below = tuple(
        Withheld(row, (), column, NOT_PUBLISHED, why) for row, column, why in BELOW_DISTRICT
    )
    if view is None:
        return (*below, Withheld("every row", (), "all columns", NOT_PUBLISHED, NO_SAFE_VIEW))
    return (*below, *_of_view(view))


def _of_view(view: PublicView) -> Iterator[Withheld]:
    for row in view.rows:
        for name, figure in row.figures:
            if figure.value is None:
                words = state_words(figure.state, view.policy)
                why = _rule(BY_NAME[name], figure.state, view.policy)
                why = why.format(threshold=view.policy.threshold)
                yield Withheld(row.name, row.area_ids, BY_NAME[name].title, words, why)


def _rule(column: PublicColumn, state: State, policy: Policy) -> str:
    if state == State.UNDER:
        return f"a count of 0 to {policy.threshold - 1}: none and few are one class"
    if state == State.FEW:
        return f"a rate over fewer than {policy.rate_denominator}"
    if state == State.NOT_FEW:
        return OF_SITES if column.name in FRONTLINE else OF_EACH_SITE
    if state == State.HIDDEN:
        return RATIO if column.below else GIVES_AWAY.get(column.family, RATIO)
    return WHY[state]


def suppressed_fields(left_out: tuple[Withheld, ...], code: str) -> str:
    """
    Name what the public does not get of one district, parted by semicolons.

    >>> left_out = (Withheld("Aba", ("A",), "Sites", "under 5", "none or few"),)
    >>> suppressed_fields(left_out, "A"), suppressed_fields(left_out, "B")
    ('Sites', '')
    """
    own = [one.column for one in left_out if one.codes == (code,)]
    return "; ".join(dict.fromkeys(own))
