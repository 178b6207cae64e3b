"""The figures of a public view in words, and what follows from two of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geodata.names import TOTAL
from geodata.phrases import count_words
from geodata.privacy import Kind, figure_words
from geodata.public.columns import BY_NAME, IN_REACH, NEED, OUT_OF_REACH

if TYPE_CHECKING:
    from geodata.privacy import Figure
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView

WALKS: Final = {30: "half-hour", 60: "one-hour", 120: "two-hour", 180: "three-hour"}
LONGER_WALKS: Final = {
    30: "half an hour's walk",
    60: "an hour's walk",
    120: "two hours' walk",
    180: "three hours' walk",
}
IN_TEN: Final = 10


def shown(view: PublicView, row: PublicRow, column: str) -> str:
    """Write one figure as the screen does, or why it is not there."""
    words = figure_words(row[column], BY_NAME[column].kind, view.policy)
    return words.replace(" %", "%")


def range_words(figure: Figure, kind: Kind) -> str:
    """
    Write the range of a figure; empty where none is published.

    >>> from geodata.privacy import Figure, Kind, State
    >>> range_words(Figure(State.SHOWN, 0.68, 0.60, 0.77), Kind.SHARE)
    '60 to 77%'
    >>> range_words(Figure(State.SHOWN, 9000, 7600, 10600), Kind.NEED)
    '7,600 to 10,600'
    >>> range_words(Figure(State.HIDDEN), Kind.SHARE)
    ''
    """
    if figure.value is None or figure.lower is None or figure.upper is None:
        return ""
    if kind == Kind.SHARE:
        return f"{100 * figure.lower:.0f} to {100 * figure.upper:.0f}%"
    return f"{count_words(figure.lower)} to {count_words(figure.upper)}"


def tenths(lower: float, upper: float) -> str:
    """
    Write a range of shares as 'n to m in 10', never narrower than it is.

    >>> tenths(0.60, 0.77), tenths(0.7, 0.7), tenths(0.02, 0.04)
    ('6 to 8 in 10', '7 in 10', '0 to 1 in 10')
    """
    # A share of 0.7 times ten is a hair over 7, which is no reason to say 8.
    low = math.floor(round(IN_TEN * lower, 6))
    high = math.ceil(round(IN_TEN * upper, 6))
    return f"{low} in 10" if low == high else f"{low} to {high} in 10"


def coverage_sentence(view: PublicView) -> str:
    """Say how many women could walk to a site, as a range in ten; or that it is not told."""
    figure = view.row(TOTAL)[IN_REACH]
    walk = f"{WALKS[view.choice.threshold_minutes]} walk"
    if figure.value is None:
        return (
            f"How many women in need live within a {walk} of a staffed site is not shown: it "
            "would tell where few work."
        )
    lower = figure.value if figure.lower is None else figure.lower
    upper = figure.value if figure.upper is None else figure.upper
    return (
        f"About {tenths(lower, upper)} women in need in the programme's districts live within a "
        f"{walk} of a staffed site (modelled)."
    )


def remote_need(row: PublicRow) -> float:
    """
    Births a year beyond the walk: published need times the published share out of reach.

    Made of two rounded public figures, so it tells nothing that they do not; NaN where one
    of them is not shown.

    >>> from geodata.privacy import Figure, State
    >>> from geodata.public.rows import PublicRow, RowKind
    >>> figures = (("need_per_year", Figure(State.SHOWN, 2350.0)),)
    >>> figures += (("share_out_of_reach", Figure(State.SHOWN, 0.35)),)
    >>> remote_need(PublicRow(RowKind.DISTRICT, ("A",), "Aba", figures))
    822.5
    """
    need, share = row[NEED].value, row[OUT_OF_REACH].value
    return math.nan if need is None or share is None else need * share


def by_remoteness(view: PublicView) -> list[PublicRow]:
    """Sort the districts by their share of remote need, most first; what is hidden is last."""
    return sorted(
        view.districts, key=lambda row: (-(row[OUT_OF_REACH].value or 0.0), row.area_ids[0])
    )
