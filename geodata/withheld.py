"""What a public edition of the gap report would leave out, said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.privacy import DisclosureError, Policy, State, state_words
from geodata.public_columns import BY_NAME
from geodata.public_view import public_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.assessment import Assessment
    from geodata.programme import Programme
    from geodata.public_view import PublicView

NOT_PUBLISHED: Final = "not published"
BELOW_DISTRICT: Final = (
    ("every site", "name, position, teams, staff and posts", "a head count there is a woman"),
    ("every community area", "all columns", "a walking time gives the nearest staffed site away"),
    ("every action", "all columns", "an effect next to a catchment tells the staff of a site"),
)
WHY: Final = {
    State.UNDER: "none or few",
    State.HIDDEN: "a small count could be worked out from it",
    State.FEW: "a rate over too few",
    State.MISSING: "not known; nothing is hidden",
    State.NOT_APPLICABLE: "nothing to divide by; nothing is hidden",
}
NO_SAFE_VIEW: Final = "No public edition of these numbers is safe, so there is none."


class Withheld(NamedTuple):
    """One figure that the public does not get: where, which, what it reads, and why."""

    row: str
    codes: tuple[str, ...]
    column: str
    reads: str
    why: str


def withheld(programme: Programme, assessment: Assessment) -> tuple[Withheld, ...]:
    """
    List what the public view of an assessment leaves out.

    Parameters
    ----------
    assessment
        Of the programme's own districts; the public view is made of no others.
    """
    below = tuple(
        Withheld(row, (), column, NOT_PUBLISHED, why) for row, column, why in BELOW_DISTRICT
    )
    policy = Policy()
    try:
        view = public_view(programme, assessment, policy)
    except DisclosureError:
        return (*below, Withheld("every row", (), "all columns", NOT_PUBLISHED, NO_SAFE_VIEW))
    return (*below, *_of_view(view, policy))


def _of_view(view: PublicView, policy: Policy) -> Iterator[Withheld]:
    for row in view.rows:
        for name, figure in row.figures:
            if figure.state != State.SHOWN:
                words = state_words(figure.state, policy)
                title = BY_NAME[name].title
                yield Withheld(row.name, row.area_ids, title, words, WHY[figure.state])


def suppressed_fields(left_out: tuple[Withheld, ...], code: str) -> str:
    """
    Name what the public does not get of one district, parted by semicolons.

    >>> left_out = (Withheld("Aba", ("A",), "Sites", "under 5", "none or few"),)
    >>> suppressed_fields(left_out, "A"), suppressed_fields(left_out, "B")
    ('Sites', '')
    """
    own = [one.column for one in left_out if one.codes == (code,)]
    return "; ".join(dict.fromkeys(own))
