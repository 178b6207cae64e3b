"""The next posts, stops and areas in words: rank, reason, interval as a line with a dot."""

from __future__ import annotations

import json
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from dash import Output

from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from dashboard.plan.slots import NO_LINE
from dashboard.text import about, count, days, interval, minutes, percent
from geodata.names import Cadre
from geodata.phrases import cadre_words, count_words
from geodata.planning.posts import NORM, OPENS
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from dashboard.plan.answers import StopsFound
    from geodata.planning.next_steps import PostsNext

PARTS: Final = (
    ("row", "hidden"),
    ("rank", "children"),
    ("text", "children"),
    ("detail", "children"),
    ("track", "style"),
    ("button", "value"),
    ("button", "hidden"),
)
HIDDEN: Final = (True, "", "", "", NO_LINE, "", True)

Row = dict[Any, Any]


class Step(NamedTuple):
    """One line of a list: where it stands, what, why, its line, and what taking it means."""

    rank: str
    text: str
    detail: str
    track: dict[str, str]
    take: str

    def props(self) -> tuple[Any, ...]:
        """Return the props of its slot."""
        return (False, *self, not self.take)


def step_outputs(kind: str) -> list[Output]:
    """Name the slots of one list, its note, and the button that takes all where there is one."""
    slots = [
        Output(plan_ids.step(kind, slot, part), prop)
        for slot in range(plan_ids.STEP_SLOTS[kind])
        for part, prop in PARTS
    ]
    note = Output(plan_ids.step_note(kind), "children")
    if kind == "areas":
        return [*slots, note]
    button = plan_ids.take_all(kind)
    return [*slots, note, Output(button, "value"), Output(button, "hidden")]


def stop_props(found: StopsFound) -> list[Any]:
    """Fill the list of stops."""
    steps = stop_steps(found.rows)
    return [*_slots("stops", steps), _stops_note(found), *_all(steps)]


def post_props(found: PostsNext) -> list[Any]:
    """Fill the list of posts, and say what they do together."""
    steps = post_steps(found.posts)
    note = f"{found.message} {plan_words.EXACT}".strip()
    return [*_slots("posts", steps), note, *_all(steps), together(found)]


def area_props(areas: pd.DataFrame) -> list[Any]:
    """Fill the list of areas."""
    note = plan_words.AREAS_NOTE if len(areas) else plan_words.NO_AREAS
    return [*_slots("areas", area_steps(areas)), note]


def _slots(kind: str, steps: list[Step]) -> list[Any]:
    most = plan_ids.STEP_SLOTS[kind]
    filled = [step.props() for step in steps[:most]]
    return list(chain.from_iterable([*filled, *[HIDDEN] * (most - len(filled))]))


def _all(steps: list[Step]) -> tuple[str, bool]:
    """Take every step of a list with one button; one step has a button of its own."""
    takes = list(chain.from_iterable(json.loads(step.take) for step in steps if step.take))
    return json.dumps(takes), len(takes) < 2  # noqa: PLR2004 - more than one


def _stops_note(found: StopsFound) -> str:
    if found.asked is None:
        return plan_words.UNMEETABLE
    if found.rows.empty:
        return plan_words.NO_STOPS
    most = found.asked.rule.visit_capacity
    limited = plan_words.LIMITED_NOTE.format(most=count(most)) if np.isfinite(most) else ""
    return f"{limited}{plan_words.STOPS_NOTE}"


def stop_steps(stops: pd.DataFrame) -> list[Step]:
    """Write the next stops."""
    most = _most(stops["gain_upper"]) if len(stops) else 1.0
    return [
        Step(
            rank_words(row),
            str(row["name"]),
            _gain(row),
            _line(row, most),
            json.dumps([["stop", row["latitude"], row["longitude"]]]),
        )
        for row in stops.to_dict("records")
    ]


def post_steps(posts: pd.DataFrame) -> list[Step]:
    """
    Write the next posts; those that follow each other at one site and of one cadre are one line.

    A gain that only a new walk can tell is said, not guessed.
    """
    rows = [row | {"at": at} for at, row in enumerate(posts.to_dict("records"), 1)]
    groups = [list(group) for _, group in groupby(rows, lambda row: (row["site_id"], row["cadre"]))]
    most = _most([sum(row["gain_upper"] for row in group) for group in groups])
    return [_post_step(group, most) for group in groups]


def _post_step(group: list[Row], most: float) -> Step:
    first, last = group[0], group[-1]
    total: Row = {
        name: sum(row[name] for row in group) for name in ("gain", "gain_lower", "gain_upper")
    }
    cadre, posts = Cadre(first["cadre"]), len(group)
    reasons = {NORM: "asked for by the norm; serves no more women", OPENS: str(OPENS)}
    reason = reasons.get(str(first["reason"]), _gain(total))
    cost = sum(row["cost"] for row in group)
    return Step(
        _posts_rank(group) or _span(first["at"], last["at"]),
        f"{count(posts)} {cadre_words(cadre, posts)}, {first['site_name']}",
        f"{reason}{_cost(cost, total['gain'])}",
        NO_LINE if first["reason"] == NORM else _line(total, most),
        json.dumps([["post", first["site_id"], str(cadre), posts]]),
    )


def _posts_rank(group: list[Row]) -> str:
    """Write the ranks of posts that stand together, the range of all, and whether it is sure."""
    told = [row for row in group if row["rank"] == row["rank"]]
    if not told:
        return ""
    if len(told) == 1:
        return rank_words(told[0])
    own = _span(told[0]["rank"], told[-1]["rank"])
    every = _span(min(row["lowest_rank"] for row in told), max(row["highest_rank"] for row in told))
    # Among themselves the posts of one site are alike; only its ends have other neighbours.
    tied = ", tied" if told[0]["tied"] or told[-1]["tied"] else ""
    return f"{own}{'' if every == own else f' ({every})'}{tied}"


def _span(low: float, high: float) -> str:
    return f"{low:.0f}" if low == high else f"{low:.0f}-{high:.0f}"


def _cost(cost: float, gain: float) -> str:
    if cost != cost:  # noqa: PLR0124 - not given
        return ""
    each = f", {count(cost / gain)} a birth supported" if gain >= 1 else ""
    return f"; cost {count(cost)} a year{each}"


def together(found: PostsNext) -> str:
    """Say what all posts of a list do for effective coverage, and what they cost."""
    if found.posts.empty:
        return plan_words.NO_POSTS
    told = {
        (side, end): percent(float(found.coverage[end][side]))
        for side in ("before", "after")
        for end in ("value", "lower", "upper")
    }
    words = (
        f"All {count(len(found.posts))} together: {told['before', 'value']} "
        f"\N{RIGHTWARDS ARROW} {told['after', 'value']} of need can be served "
        f"({told['after', 'lower']} to {told['after', 'upper']})."
    )
    costs, gains = found.posts["cost"], found.posts["gain"]
    if costs.notna().any():
        words += f" Cost {count(costs.sum())} a year"
        unknown = int(costs.isna().sum())
        words += f", without {count(unknown)} of unknown cost." if unknown else "."
    unknown = int(gains.isna().sum())
    return f"{words} Without the unknown effect of {count(unknown)}." if unknown else words


def area_steps(areas: pd.DataFrame) -> list[Step]:
    """Write the areas that come first, with the range of their ranks."""
    steps = []
    for row in areas.to_dict("records"):
        visit = row["days_since_visit"]
        seen = days(visit if np.isfinite(visit) else float("nan"))
        detail = (
            f"{about(row['unmet_need'])} births a year without support; walk "
            f"{minutes(row['walk_minutes'] * SECONDS_PER_MINUTE)}; outreach: {seen}"
        )
        line = _rank_line(row, max(float(areas["highest_rank"].max()), 1.0))
        steps.append(Step(rank_words(row), str(row["area_name"]), detail, line, ""))
    return steps


def rank_words(row: Row) -> str:
    """
    Write a rank with its range, and 'tied' where its order with a neighbour is not sure.

    >>> rank_words({"rank": 2.0, "lowest_rank": 1.0, "highest_rank": 4.0, "tied": True})
    '2 (1-4), tied'
    >>> rank_words({"rank": 1.0, "lowest_rank": 1.0, "highest_rank": 1.0, "tied": False})
    '1'
    """
    if row["rank"] != row["rank"]:
        return ""
    low, high = row["lowest_rank"], row["highest_rank"]
    span = "" if low == high else f" ({low:.0f}-{high:.0f})"
    return f"{row['rank']:.0f}{span}{', tied' if row['tied'] is True or row['tied'] == 1 else ''}"


def _gain(row: Row) -> str:
    if row["gain"] != row["gain"]:
        return "effect not known before it is tried"
    low, high = count_words(row["gain_lower"]), count_words(row["gain_upper"])
    between = "" if low == high else f" ({interval(row['gain_lower'], row['gain_upper'])})"
    return f"+{about(row['gain'])} births a year{between}"


def _most(ends: Iterable[float]) -> float:
    """Return the end of the scale: the largest that is known."""
    known = [end for end in ends if end == end]  # noqa: PLR0124 - not missing
    return max([*known, 0.0]) or 1.0


def _line(row: Row, most: float) -> dict[str, str]:
    ends = (row["gain"], row["gain_lower"], row["gain_upper"])
    return _placed(ends, most)


def _rank_line(row: Row, most: float) -> dict[str, str]:
    return _placed((row["rank"], row["lowest_rank"], row["highest_rank"]), most)


def _placed(ends: tuple[float, float, float], most: float) -> dict[str, str]:
    if any(np.isnan(end) for end in ends):
        return NO_LINE
    names = ("--a-at", "--a-from", "--a-to")
    return {name: f"{100 * end / most:.1f}%" for name, end in zip(names, ends, strict=True)}
