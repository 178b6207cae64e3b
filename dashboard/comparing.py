"""Published snapshots beside one another, and beside the data of today."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.snapshot.words import day
from dashboard.text import MINUS
from geodata.privacy import Figure, Kind, Policy, State, figure_words
from geodata.public.change import changes, reasons_against
from geodata.public.columns import BY_NAME
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.snapshot.published import Edition
    from geodata.public.change import Change
    from geodata.public.view import PublicView

EARLIER, LATER = "earlier", "later"  # In the address: the numbers of two snapshots.
HEADS: Final = ("Where", "Figure", "Earlier", "Later", "Change")
MOST_CHANGES: Final = 5
NO_TWO: Final = "Choose two different snapshots."


@dataclass(frozen=True)
class ComparisonText:
    """
    Two snapshots beside one another, as the page shows it.

    Attributes
    ----------
    choices
        Number and name of each snapshot that can be compared, the newest first; fewer than
        two, and there is nothing to choose.
    earlier, later
        The numbers chosen.
    said
        What changed in a sentence, or why that cannot be said; empty until it is asked.
    """

    choices: tuple[tuple[str, str], ...] = ()
    earlier: str = ""
    later: str = ""
    said: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def comparison_text(editions: Sequence[Edition], asked: Mapping[str, str]) -> ComparisonText:
    """
    Compare the two snapshots that an address asks for; none that was withdrawn is offered.

    Parameters
    ----------
    editions
        The first published first.
    """
    standing = {str(one.number): one for one in editions if not one.withdrawn_at}
    choices = tuple((number, _name(one)) for number, one in reversed(standing.items()))
    if len(choices) < 2:  # noqa: PLR2004 - a comparison takes two
        return ComparisonText()
    first, second = asked.get(EARLIER, ""), asked.get(LATER, "")
    if first not in standing or second not in standing:
        return ComparisonText(choices, choices[1][0], choices[0][0])
    if first == second:
        return ComparisonText(choices, first, second, NO_TWO)
    one, other = sorted((standing[first], standing[second]), key=_age)
    return ComparisonText(choices, first, second, *_compared(one, other))


def _compared(earlier: Edition, later: Edition) -> tuple[str, tuple[tuple[str, ...], ...]]:
    names = f"No. {earlier.number} and no. {later.number}"
    reasons = reasons_against(earlier.view, later.view)
    if reasons:
        return f"{names} cannot be compared: {'; '.join(reasons)}.", ()
    shown = changes(earlier.view, later.view)
    moved = [one for one in shown if one.difference]
    hidden = sum(len(row.figures) for row in later.view.rows) - len(shown)
    dates = dict.fromkeys(day(one.view.as_of) for one in (earlier, later))
    said = (
        f"{names}, data as of {' and '.join(dates)}: of {len(shown)} figures that both show, "
        f"{len(moved) or 'none'} changed. {hidden} more are hidden or missing in one of them, so "
        "that no change is told. Modelled figures are rounded."
    )
    return said, tuple(_row(one) for one in moved)


def compared(earlier: PublicView, later: PublicView) -> str:
    """Say in a sentence what changed since a published view, or why that cannot be said."""
    reasons = reasons_against(earlier, later)
    if reasons:
        return f"Not compared with today's data: {'; '.join(reasons)}."
    moved = [one for one in changes(earlier, later) if one.difference]
    if not moved:
        return "Every figure shown is still the same."
    told = "; ".join(_change_words(one) for one in moved[:MOST_CHANGES])
    more = len(moved) - MOST_CHANGES
    return f"Since then: {told}{f'; and {more} more figures' if more > 0 else ''}."


def difference_words(kind: Kind, difference: float) -> str:
    """
    Write how much more or less it is, with its sign.

    >>> difference_words(Kind.COUNT, 6), difference_words(Kind.SHARE, -0.03)
    ('+6', '\u22123 points')
    >>> difference_words(Kind.SECONDS, 1800), difference_words(Kind.SECONDS, float("inf"))
    ('+30 min', 'no route now')
    """
    if math.isinf(difference):
        return "no route now" if difference > 0 else "has a route now"
    words = {
        Kind.SHARE: f"{100 * difference:+.0f} points",
        Kind.SECONDS: f"{difference / SECONDS_PER_MINUTE:+.0f} min",
        Kind.RATIO: f"{difference:+,.2f}",
    }.get(kind, f"{difference:+,.3g}" if abs(difference) < 1 else f"{difference:+,.0f}")
    return words.replace("-", MINUS)


def _row(change: Change) -> tuple[str, ...]:
    column = BY_NAME[change.column]
    before, after = (_words(column.kind, value) for value in (change.before, change.after))
    return (change.row, column.title, before, after,
            difference_words(column.kind, change.difference))  # fmt: skip


def _change_words(change: Change) -> str:
    where, title, before, after, _ = _row(change)
    return f"{title} in {where} from {before} to {after}"


def _words(kind: Kind, value: float) -> str:
    return figure_words(Figure(State.SHOWN, value), kind, Policy()).replace(" %", "%")


def _name(edition: Edition) -> str:
    return f"No. {edition.number}: data as of {day(edition.view.as_of)}"


def _age(edition: Edition) -> tuple[str, int]:
    return edition.view.as_of.isoformat(), edition.number
