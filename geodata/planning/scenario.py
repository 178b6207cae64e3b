"""A scenario: what a planner would change, as one frozen value that a link can carry."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from geodata.choice import THRESHOLDS_MINUTES, Choice
from geodata.errors import GeodataError
from geodata.names import Cadre
from geodata.terrain import Season
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Steps, Way

if TYPE_CHECKING:
    from collections.abc import Mapping

NORMS: Final = (
    "k_facility",
    "k_community_lowland",
    "k_community_mountain",
    "minimum_contacts",
    "home_visit_share",
    "years_in_programme",
    "attendance",
    "cancellations",
    "cancellations_winter",
)
PACE: Final = 100.0
USUAL: Final = Way()
WAY_PARTS: Final[dict[str, Any]] = {
    "direction": Direction,
    "mode": Mode,
    "traveller": Traveller,
    "steps": Steps,
}
MOST_EDITS: Final = 40


class UnreadableScenarioError(GeodataError, ValueError):
    """A text is no scenario that this version has written."""


class What(StrEnum):
    """What stands at a place."""

    STOP = "stop"
    SITE = "site"


class Change(StrEnum):
    """What is done with a place."""

    ADD = "add"
    MOVE = "move"
    CLOSE = "close"


@dataclass(frozen=True)
class PlaceEdit:
    """
    A stop or site that is added, moved or closed.

    ``code`` is its code; a new one is named by it. Coordinates are degrees in WGS 84, None
    for one that closes.
    """

    what: What
    change: Change
    code: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class PostEdit:
    """Posts of one cadre that are added at a site."""

    site_id: str
    cadre: Cadre
    count: int = 1


@dataclass(frozen=True)
class Scenario:
    """
    Everything a planner changes; the empty scenario is today.

    Attributes
    ----------
    season, threshold_minutes, way
        As in ``Choice``; today is seen under the same three, so that a difference is the
        work of the edits alone.
    pace_percent
        Walking speeds as a percentage of the planning parameters.
    norms
        Changed parameters and their values, by name; names from ``NORMS``.
    places, posts
        Edits in the order in which they were made.

    >>> scenario = Scenario(norms=(("k_facility", 120.0),))
    >>> scenario.to_json()
    '{"norms":{"k_facility":120.0}}'
    >>> Scenario.from_json(scenario.to_json()) == scenario
    True
    >>> Scenario().is_today, scenario.is_today
    (True, False)
    """

    season: Season = Season.DRY
    threshold_minutes: int = 120
    pace_percent: float = PACE
    norms: tuple[tuple[str, float], ...] = ()
    places: tuple[PlaceEdit, ...] = ()
    posts: tuple[PostEdit, ...] = field(default=())
    way: Way = USUAL

    @property
    def choice(self) -> Choice:
        """The question that both today and the scenario answer."""
        return Choice(
            season=self.season, threshold_minutes=self.threshold_minutes, **asdict(self.way)
        )

    @property
    def is_today(self) -> bool:
        """Whether nothing is edited; season, threshold and way are no edits."""
        return not (self.norms or self.places or self.posts) and self.pace_percent == PACE

    @property
    def unedited(self) -> Scenario:
        """Today under the same season, threshold and way of travelling."""
        return Scenario(self.season, self.threshold_minutes, way=self.way)

    def under(self, other: Scenario) -> Scenario:
        """
        Return the same edits under the season, threshold and way of another scenario.

        >>> Scenario(pace_percent=80.0).under(Scenario(Season.WET)).season
        <Season.WET: 'wet'>
        """
        return replace(
            self, season=other.season, threshold_minutes=other.threshold_minutes, way=other.way
        )

    @property
    def without_stops(self) -> Scenario:
        """The same scenario with outreach stops as they are today."""
        sites = tuple(edit for edit in self.places if edit.what != What.STOP)
        return replace(self, places=sites)

    def to_json(self) -> str:
        """Write the scenario as short JSON; what is as today is left out."""
        parts = {name: value for name, value in asdict(self).items() if value != _TODAY[name]}
        if "way" in parts:
            usual = _TODAY["way"]
            parts["way"] = {key: text for key, text in parts["way"].items() if text != usual[key]}
        if self.norms:
            parts["norms"] = dict(self.norms)
        for name in ("places", "posts"):
            if name in parts:
                parts[name] = [_without_none(edit) for edit in parts[name]]
        return json.dumps(parts, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """
        Read what ``to_json`` wrote; whether the dataset knows its places is not asked here.

        Raises
        ------
        UnreadableScenarioError
            For a text that is no JSON, or that holds an unknown name or a wrong kind of value.

        >>> Scenario.from_json('{"season":"monsoon"}')
        Traceback (most recent call last):
        geodata.planning.scenario.UnreadableScenarioError: 'monsoon' is not a valid Season
        """
        try:
            return _read(json.loads(text) if text else {})
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
            raise UnreadableScenarioError(str(fault)) from fault


_TODAY: Final = asdict(Scenario())


def _without_none(edit: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in edit.items() if value is not None}


def _read(given: Mapping[str, Any]) -> Scenario:
    unknown = set(given) - set(_TODAY)
    if unknown:
        raise UnreadableScenarioError(f"unknown: {', '.join(sorted(unknown))}")
    threshold = given.get("threshold_minutes", 120)
    if threshold not in THRESHOLDS_MINUTES:
        raise UnreadableScenarioError(f"threshold_minutes is {threshold}")
    edits = [*given.get("places", ()), *given.get("posts", ())]
    if len(edits) > MOST_EDITS:
        raise UnreadableScenarioError(f"{len(edits)} edits, at most {MOST_EDITS}")
    return Scenario(
        season=Season(given.get("season", Season.DRY)),
        threshold_minutes=int(threshold),
        pace_percent=float(given.get("pace_percent", PACE)),
        norms=tuple(
            sorted((str(name), float(value)) for name, value in given.get("norms", {}).items())
        ),
        places=tuple(_place(edit) for edit in given.get("places", ())),
        posts=tuple(_post(edit) for edit in given.get("posts", ())),
        way=_way(given.get("way", {})),
    )


def _way(given: Mapping[str, Any]) -> Way:
    return Way(**{name: WAY_PARTS[name](value) for name, value in given.items()})


def _place(edit: Mapping[str, Any]) -> PlaceEdit:
    degrees = {
        name: None if edit.get(name) is None else float(edit[name])
        for name in ("latitude", "longitude")
    }
    return PlaceEdit(What(edit["what"]), Change(edit["change"]), str(edit["code"]), **degrees)


def _post(edit: Mapping[str, Any]) -> PostEdit:
    return PostEdit(str(edit["site_id"]), Cadre(edit["cadre"]), int(edit["count"]))
