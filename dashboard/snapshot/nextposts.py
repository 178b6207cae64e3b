"""What the next ten posts would change, in words; or why that is not told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dashboard.snapshot.rows import Row
from geodata.phrases import count_words
from geodata.public.posts import public_posts
from geodata.public.rows import listed

if TYPE_CHECKING:
    from geodata.public.posts import DistrictPosts, PublicPosts
    from geodata.public.view import PublicView

TITLE: Final = "What the next ten Mentor Mothers would change"
HEADS: Final = (
    "District",
    "Can be served now",
    "Posts of the ten",
    "Then",
    "All ten here: more births a year",
    "Range",
)


def next_posts_told(view: PublicView) -> tuple[str, tuple[Row, ...]]:
    """
    Write the finding and the rows of the table.

    Returns
    -------
    The rows are empty where the finding says why nothing is told.
    """
    told = public_posts(view)
    if told.withheld:
        return f"Not shown. {told.withheld}", ()
    return _finding(told), tuple(_row(one) for one in told.rows)


def _finding(told: PublicPosts) -> str:
    places = [f"{one.posts} in {one.row.name}" for one in told.rows if one.posts]
    if not places:
        return "No site in reach is over capacity, so more posts would serve nobody more."
    return (
        f"Scenario: {listed(places)}, where most need in reach is over capacity, would serve "
        f"at most about {count_words(told.more_births)} more births a year "
        f"({count_words(told.births_per_post)} a post). No walk becomes shorter."
    )


def _row(one: DistrictPosts) -> Row:
    value, lower, upper = one.all_here
    range_ = "" if math.isnan(lower) else _range(count_words(lower), count_words(upper))
    cells = (
        _percent(one.served),
        str(one.posts),
        _percent(one.served_after),
        count_words(value),
        range_,
    )
    return Row(one.row.name, cells)


def _range(lower: str, upper: str) -> str:
    """
    Write a range, shorter where its ends read alike.

    >>> _range("480", "840"), _range("840", "840")
    ('480 to 840', 'always 840')
    """
    return f"always {lower}" if lower == upper else f"{lower} to {upper}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
