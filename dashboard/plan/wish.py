"""What is wished of the next stops and posts: part of a plan's link, and kept with it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard.plan import ids as plan_ids
from dashboard.plan.answers import PostWish
from geodata.names import Platform
from geodata.planning.next_steps import MOST, PLATFORM_CADRES
from geodata.planning.places import Candidates, StopWish

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY: Final = "wishes"
# Control and property of each wish; names are those of ``Wishes``.
STOP_CONTROLS: Final = {
    "candidates": (plan_ids.CANDIDATES, "value"),
    "stops": (plan_ids.STOPS_MOST, "value"),
    "least": (plan_ids.LEAST, "value"),
    "days": (plan_ids.DAYS, "value"),
    "by_capacity": (plan_ids.BY_CAPACITY, "checked"),
}
POST_CONTROLS: Final = {
    "platform": (plan_ids.PLATFORM, "value"),
    "posts": (plan_ids.POSTS_MOST, "value"),
    "cost_front": (plan_ids.COST_FRONT, "value"),
    "cost_coordinator": (plan_ids.COST_COORDINATOR, "value"),
}
CONTROLS: Final = {**STOP_CONTROLS, **POST_CONTROLS}
MOST_DAYS: Final = 31


@dataclass(frozen=True)
class Wishes:
    """
    What the controls of both lists hold.

    Attributes
    ----------
    stops, least, days, by_capacity
        As ``most``, ``least_by_district``, ``days_a_month`` and ``by_capacity`` of ``StopWish``.
    posts
        How many posts, at most.
    cost_front, cost_coordinator
        Of a post a year, in any currency; None where it is not given.

    >>> Wishes.of_controls({"candidates": "grid", "stops": 25, "days": ""}).to_json()
    '{"candidates":"grid","stops":20}'
    """

    candidates: Candidates = Candidates.AREAS
    stops: int = MOST
    least: int = 0
    days: int | None = None
    by_capacity: bool = False
    platform: Platform = Platform.FACILITY
    posts: int = MOST
    cost_front: float | None = None
    cost_coordinator: float | None = None

    @property
    def stop_wish(self) -> StopWish:
        """What the next stops must respect."""
        return StopWish(self.candidates, self.stops, self.least, self.by_capacity, self.days)

    @property
    def post_wish(self) -> PostWish:
        """
        What is asked of the next posts.

        >>> Wishes(cost_front=3000.0).post_wish.costs
        (('MM', 3000.0),)
        """
        costs = (self.cost_front, self.cost_coordinator)
        pairs = zip(PLATFORM_CADRES[self.platform], costs, strict=True)
        given = tuple((str(cadre), cost) for cadre, cost in pairs if cost is not None)
        return PostWish(self.platform, self.posts, given)

    @property
    def control_values(self) -> dict[str, Any]:
        """
        Return what each control shows; an empty field asks for nothing.

        >>> Wishes(days=3).control_values["days"], Wishes().control_values["least"]
        (3, '')
        """
        empty = {"least": self.least or "", "candidates": str(self.candidates)}
        shown = {name: "" if value is None else value for name, value in asdict(self).items()}
        return {**shown, **empty, "platform": str(self.platform)}

    @classmethod
    def of_controls(cls, values: Mapping[str, Any]) -> Wishes:
        """Read what controls hold; what cannot be used asks for nothing."""
        slots = plan_ids.STEP_SLOTS
        days = within(values.get("days"), -1, 0, MOST_DAYS)
        return cls(
            candidates=_one_of(Candidates, values.get("candidates"), Candidates.AREAS),
            stops=within(values.get("stops"), MOST, 1, slots["stops"]),
            least=within(values.get("least"), 0, 0, slots["stops"]),
            days=None if days < 0 else days,
            by_capacity=values.get("by_capacity") is True,
            platform=_one_of(Platform, values.get("platform"), Platform.FACILITY),
            posts=within(values.get("posts"), MOST, 1, slots["posts"]),
            cost_front=_cost(values.get("cost_front")),
            cost_coordinator=_cost(values.get("cost_coordinator")),
        )

    def to_json(self) -> str:
        """Write the wishes as short JSON; what is usual is left out."""
        told = {name: value for name, value in asdict(self).items() if value != _USUAL[name]}
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Wishes:
        """
        Read what ``to_json`` wrote; what cannot be used is as usual.

        >>> Wishes.from_json('{"posts":5,"days":"many"}') == Wishes(posts=5)
        True
        >>> Wishes.from_json("[nonsense") == Wishes()
        True
        """
        try:
            given = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return cls()
        return cls.of_controls(given if isinstance(given, dict) else {})


_USUAL: Final = asdict(Wishes())


def within(value: object, empty: int, low: int, high: int) -> int:
    """
    Read a whole number of a field, kept within its range.

    >>> within("", 10, 1, 20), within(99, 10, 1, 20), within("4", 10, 1, 20), within("-", 10, 1, 20)
    (10, 20, 4, 10)
    """
    number = _number(value)
    return empty if number is None else max(low, min(high, int(number)))


def _number(value: object) -> float | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _cost(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and number >= 0 else None


def _one_of(kind: Any, value: object, usual: Any) -> Any:  # noqa: ANN401
    return kind(value) if value in list(kind) else usual
