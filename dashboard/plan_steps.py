"""The next posts, stops and areas in words: rank, reason, interval as a line with a dot."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from dash import Output

from dashboard import plan_ids, plan_words
from dashboard.text import about, days, interval, minutes
from geodata.names import Cadre
from geodata.supply import cadre_words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.planning import NextSteps

PARTS: Final = (
    ("row", "hidden"),
    ("rank", "children"),
    ("text", "children"),
    ("detail", "children"),
    ("track", "style"),
    ("button", "value"),
    ("button", "hidden"),
)
HIDDEN: Final = (True, "", "", "", {"display": "none"}, "", True)


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


def step_outputs() -> list[Output]:
    """Name the slots of the three lists and their notes."""
    return [
        output
        for kind in plan_ids.STEP_KINDS
        for output in (
            *(
                Output(plan_ids.step(kind, slot, part), prop)
                for slot in range(plan_ids.STEP_SLOTS)
                for part, prop in PARTS
            ),
            Output(plan_ids.step_note(kind), "children"),
        )
    ]


def step_props(found: NextSteps) -> list[Any]:
    """Fill the three lists."""
    lists = {
        "posts": (post_steps(found.posts), f"{found.posts_message} {plan_words.EXACT}".strip()),
        "stops": (stop_steps(found.stops), _note(found.stops, plan_words.STOPS_NOTE)),
        "areas": (area_steps(found.areas), plan_words.AREAS_NOTE),
    }
    props: list[Any] = []
    for kind in plan_ids.STEP_KINDS:
        steps, note = lists[kind]
        filled = [step.props() for step in steps[: plan_ids.STEP_SLOTS]]
        filled += [HIDDEN] * (plan_ids.STEP_SLOTS - len(filled))
        props += [*chain.from_iterable(filled), note]
    return props


def _note(stops: pd.DataFrame, words: str) -> str:
    return words if len(stops) else plan_words.NO_STOPS


def proof_words(gap: float, candidates: int) -> str:
    """
    Say how good the chosen stops are.

    >>> proof_words(0.0, 423)
    'Proven: no other choice among 423 places brings more need within a walk.'
    >>> proof_words(0.031, 423)
    'Not proven: another choice among 423 places could bring up to 3.1% more.'
    """
    if not gap:
        return f"Proven: no other choice among {candidates} places brings more need within a walk."
    more = f"{100 * gap:.1f}%"
    return f"Not proven: another choice among {candidates} places could bring up to {more} more."


def post_steps(posts: pd.DataFrame) -> list[Step]:
    """Write the next posts; a gain that only a new walk can tell is said, not guessed."""
    most = _most(posts)
    place = posts.groupby(["site_id", "cadre"]).cumcount() + 1
    rows = posts.assign(place=place).to_dict("records")
    return [
        Step(
            rank_words(row) or str(at),
            f"{cadre_words(Cadre(row['cadre']))}, {row['site_name']}{_which(row['place'])}",
            f"{_gain(row)}; {row['reason']}",
            _line(row, most),
            f"post {row['site_id']} {row['cadre']}",
        )
        for at, row in enumerate(rows, 1)
    ]


def _which(place: int) -> str:
    return "" if place == 1 else f", number {place}"


def stop_steps(stops: pd.DataFrame) -> list[Step]:
    """Write the next stops."""
    most = _most(stops)
    return [
        Step(
            rank_words(row),
            str(row["name"]),
            f"{_gain(row)}, beyond the walk to a site and unreached by outreach",
            _line(row, most),
            f"stop {row['latitude']} {row['longitude']}",
        )
        for row in stops.to_dict("records")
    ]


def area_steps(areas: pd.DataFrame) -> list[Step]:
    """Write the areas that come first, with the range of their ranks."""
    steps = []
    for row in areas.to_dict("records"):
        visit = row["days_since_visit"]
        seen = days(visit if np.isfinite(visit) else float("nan"))
        detail = (
            f"{about(row['unmet_need'])} births a year without support; walk "
            f"{minutes(row['walk_minutes'] * 60)}; outreach: {seen}"
        )
        line = _rank_line(row, max(float(areas["highest_rank"].max()), 1.0))
        steps.append(Step(rank_words(row), str(row["area_name"]), detail, line, ""))
    return steps


def rank_words(row: dict[Any, Any]) -> str:
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


def _gain(row: dict[Any, Any]) -> str:
    if row["gain"] != row["gain"]:
        return "effect not known before it is tried"
    between = interval(row["gain_lower"], row["gain_upper"])
    return f"+{about(row['gain'])} births a year ({between})"


def _most(rows: pd.DataFrame) -> float:
    most = float(rows["gain_upper"].max()) if len(rows) else 0.0
    return most if most > 0 else 1.0


def _line(row: dict[Any, Any], most: float) -> dict[str, str]:
    ends = (row["gain"], row["gain_lower"], row["gain_upper"])
    return _placed(ends, most)


def _rank_line(row: dict[Any, Any], most: float) -> dict[str, str]:
    return _placed((row["rank"], row["lowest_rank"], row["highest_rank"]), most)


def _placed(ends: tuple[float, float, float], most: float) -> dict[str, str]:
    if any(np.isnan(end) for end in ends):
        return {"display": "none"}
    names = ("--a-at", "--a-from", "--a-to")
    return {name: f"{100 * end / most:.1f}%" for name, end in zip(names, ends, strict=True)}
