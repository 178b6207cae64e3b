"""What the next posts would change by district, worked out from published figures alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.names import Platform
from geodata.public.columns import NEED, OVER_CAPACITY, SERVED
from geodata.public.rows import RowKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.privacy import Figure
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView

NEXT_POSTS: Final = 10
NOT_FACILITY: Final = "It is worked out for Mentor Mothers in health centres only."
HIDDEN: Final = (
    "It follows from how much need is over capacity, which is hidden in places so that no count "
    "of staff can be worked out."
)


@dataclass(frozen=True)
class DistrictPosts:
    """
    What posts would change in one row of a public view.

    Attributes
    ----------
    posts
        How many of the next posts go here.
    served, served_after
        Share of need that can be served now, and with those posts (0-1).
    all_here
        Births a year that all the posts together would serve more if they stood here, with
        the ends of the range over the checks (NaN where no range is published).
    """

    row: PublicRow
    posts: int
    served: float
    served_after: float
    all_here: tuple[float, float, float]


@dataclass(frozen=True)
class PublicPosts:
    """
    The next posts over the districts; ``rows`` is empty where ``withheld`` says why.

    ``births_per_post`` is how many births a year one post serves, ``more_births`` what all
    serve.
    """

    count: int
    births_per_post: float
    rows: tuple[DistrictPosts, ...] = ()
    more_births: float = math.nan
    withheld: str = ""


def public_posts(view: PublicView, count: int = NEXT_POSTS) -> PublicPosts:
    """
    Give each next post to the district with the most need in reach and over capacity.

    It looks at nothing but the rounded public figures, so a reader could work out the same
    and learns nothing about a site. It takes it that a post stands where need is over
    capacity, so it is the most that posts can do; it shortens no walk.

    Parameters
    ----------
    count
        Posts for Mentor Mothers in health centres.
    """
    parameters = dict(view.parameters)
    per_post = parameters["k_facility"] / parameters["years_in_programme"]
    if view.choice.platform != Platform.FACILITY:
        return PublicPosts(count, per_post, withheld=NOT_FACILITY)
    rows = _parts(view)
    if any(row[name].value is None for row in rows for name in (OVER_CAPACITY, SERVED, NEED)):
        return PublicPosts(count, per_post, withheld=HIDDEN)
    over = {row.name: _value(row[NEED]) * _value(row[OVER_CAPACITY]) for row in rows}
    posts, gains = shared_out(over, count, per_post)
    told = tuple(
        DistrictPosts(
            row=row,
            posts=posts[row.name],
            served=_value(row[SERVED]),
            served_after=_value(row[SERVED]) + gains[row.name] / _value(row[NEED]),
            all_here=_all_here(row, count * per_post),
        )
        for row in rows
    )
    return PublicPosts(count, per_post, told, sum(gains.values()))


def shared_out(
    over: Mapping[str, float], count: int, per_post: float
) -> tuple[dict[str, int], dict[str, float]]:
    """
    Share out posts one by one to where most is left over; ties go to the first name.

    Parameters
    ----------
    over
        Births a year in reach that cannot be served now, by place.

    Returns
    -------
    Posts, and births a year served by them, by place.

    >>> shared_out({"A": 100.0, "B": 130.0}, 3, 80.0)
    ({'A': 1, 'B': 2}, {'A': 80.0, 'B': 130.0})
    >>> shared_out({"A": 0.0}, 3, 80.0)
    ({'A': 0}, {'A': 0.0})
    """
    posts, gains = dict.fromkeys(over, 0), dict.fromkeys(over, 0.0)
    for _ in range(count):
        place = max(sorted(over), key=lambda name: over[name] - gains[name])
        gain = min(per_post, over[place] - gains[place])
        if gain <= 0:
            break
        posts[place] += 1
        gains[place] += gain
    return posts, gains


def _parts(view: PublicView) -> Sequence[PublicRow]:
    """Rows that cover the programme once: districts, and those together as one."""
    inside = view.together.area_ids if view.together else ()
    alone = [row for row in view.districts if row.area_ids[0] not in inside]
    together = [row for row in view.rows if row.kind == RowKind.TOGETHER]
    return [*alone, *together]


def _all_here(row: PublicRow, most: float) -> tuple[float, float, float]:
    share, need = row[OVER_CAPACITY], row[NEED]
    ends = [(need.lower, share.lower), (need.upper, share.upper)]
    lower, upper = (
        math.nan if births is None or part is None else min(most, births * part)
        for births, part in ends
    )
    return min(most, _value(need) * _value(share)), lower, upper


def _value(figure: Figure) -> float:
    return math.nan if figure.value is None else figure.value
