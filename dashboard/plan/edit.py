"""What each control of the Plan page does to the scenario at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from dashboard.plan.state import way_of
from dashboard.plan.words import NEW_SITE, NEW_STOP, Mode
from geodata.names import Cadre
from geodata.planning.checks import check_scenario
from geodata.planning.edits import new_code, with_norms, with_place, with_post, without
from geodata.planning.scenario import MOST_EDITS, Change, PlaceEdit, Scenario, What
from geodata.terrain import Season

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.plan.state import History
    from geodata.findings import Finding
    from geodata.programme import Programme

# Steps that no control on the page takes: a click on the map, and what a button holds.
POINT: Final = "plan-point"
TAKE: Final = "plan-take"
NEW: Final = {NEW_STOP: What.STOP, NEW_SITE: What.SITE}
NORM_LABELS: Final = {
    **{norm.name: norm.label for norm in plan_words.NORMS},
    "pace_percent": plan_words.PACE.label,
}
NO_SUCH_STEP: Final = "This step cannot be taken: reload the page. Nothing was changed."
MODES: Final = {Mode.STOP: NEW_STOP, Mode.SITE: NEW_SITE}


class RefusedError(ValueError):
    """An edit that cannot be made; the message is for the reader."""


@dataclass(frozen=True)
class Desk:
    """What the controls hold: the chosen place, its coordinates, the mode, the cadre."""

    what: str | None = None
    latitude: float | str | None = None
    longitude: float | str | None = None
    mode: str = Mode.LOOK
    cadre: str = Cadre.MM


def edited(
    history: History,
    control: str,
    desk: Desk,
    programme: Programme,
    given: Any = None,  # noqa: ANN401
) -> History:
    """
    Take the step that a control asks for.

    Parameters
    ----------
    control
        Id of the control that was used.
    given
        Value of the control, where it has one: a point, or what to take.

    Raises
    ------
    RefusedError
        When the scenario would not fit the dataset; says why and what to do.
    """
    steps: dict[str, Callable[[Scenario], Scenario]] = {
        plan_ids.RESET: lambda now: now.unedited,
        plan_ids.PUT: lambda now: _put(now, desk, programme, desk.what),
        plan_ids.CLOSE: lambda now: _close(now, desk, programme),
        plan_ids.POST: lambda now: _post(now, desk, programme),
        POINT: lambda now: _at_point(now, desk, programme, given),
        TAKE: lambda now: taken(now, str((given or {}).get("take", "")), programme),
    }
    scenario = steps[control](history.present)
    refuse(programme, scenario)
    return history.to(scenario)


def adjusted(
    history: History,
    norms: Mapping[str, float],
    today: Mapping[str, float],
    season: str,
    within: str,
    pace: float,
    travel: Mapping[str, str],
) -> History:
    """Take the step to what sliders and switches say; nothing changes when they say the same."""
    scenario = with_norms(history.present, norms, today)
    return history.to(
        replace(
            scenario,
            season=Season(season),
            threshold_minutes=int(within),
            pace_percent=float(pace),
            way=way_of(travel),
        )
    )


def refuse(programme: Programme, scenario: Scenario) -> None:
    """
    Refuse a scenario that does not fit the dataset.

    Raises
    ------
    RefusedError
        With the message and remedy of the first finding.
    """
    if len(scenario.places) + len(scenario.posts) > MOST_EDITS:
        raise RefusedError(plan_words.TOO_MANY.format(most=MOST_EDITS))
    findings = check_scenario(programme, scenario)
    if findings:
        raise RefusedError(finding_words(findings[0]))


def finding_words(finding: Finding) -> str:
    """
    Say what was found, of which value, and what to do about it.

    >>> from geodata.findings import error
    >>> finding_words(error("a", "scenario", 1, "site_id", "S9", "There is none.", "Choose one."))
    'There is none: S9. Choose one.'
    """
    what = ", ".join(filter(None, (NORM_LABELS.get(finding.column, ""), finding.value)))
    return f"{finding.message.removesuffix('.')}{what and f': {what}'}. {finding.remedy}"


def kind_of(code: str, scenario: Scenario, programme: Programme) -> What | None:
    """Tell whether a code is that of a site or of a stop, new ones too; None for neither."""
    for edit in scenario.places:
        if edit.code == code and edit.change == Change.ADD:
            return edit.what
    if code in programme.sites.index:
        return What.SITE
    return What.STOP if code in programme.outreach_stops.index else None


def taken(scenario: Scenario, words: str, programme: Programme) -> Scenario:
    """
    Take next steps, close a place or drop an edit, by the value of a button.

    The value is a JSON list of steps, each a list of its kind and its parts; what is no such
    list changes nothing.

    Raises
    ------
    RefusedError
        For a step whose parts are others than a button holds.
    """
    try:
        for kind, *parts in _steps_of(words):
            scenario = _taken(scenario, kind, parts, programme)
    except RefusedError:
        raise
    except (LookupError, TypeError, OverflowError, ValueError) as fault:
        raise RefusedError(NO_SUCH_STEP) from fault
    return scenario


def _steps_of(words: str) -> list[list[Any]]:
    try:
        steps = json.loads(words or "[]")
    except (ValueError, RecursionError):
        return []
    listed = steps if isinstance(steps, list) else []
    return [step for step in listed if isinstance(step, list) and step]


def _taken(scenario: Scenario, kind: str, parts: list[Any], programme: Programme) -> Scenario:
    if kind == "drop":
        return without(scenario, int(parts[0]))
    if kind == "post":
        return with_post(scenario, str(parts[0]), Cadre(parts[1]), int(parts[2]))
    if kind == "stop":
        desk = Desk(NEW_STOP, float(parts[0]), float(parts[1]))
        return _put(scenario, desk, programme, NEW_STOP)
    if kind == "close":
        return _close(scenario, Desk(str(parts[0])), programme)
    return scenario


def _at_point(scenario: Scenario, desk: Desk, programme: Programme, point: Any) -> Scenario:  # noqa: ANN401
    mode = Mode(desk.mode)
    if mode == Mode.LOOK or not point:
        return scenario
    at = replace(desk, latitude=point["latitude"], longitude=point["longitude"])
    return _put(scenario, at, programme, MODES.get(mode, desk.what))


def _put(scenario: Scenario, desk: Desk, programme: Programme, what: str | None) -> Scenario:
    if not what:
        raise RefusedError(plan_words.NO_PLACE_CHOSEN)
    try:
        # A field that is empty holds an empty text.
        point = float(desk.latitude or "none"), float(desk.longitude or "none")
    except ValueError as fault:
        raise RefusedError(plan_words.NO_POINT) from fault
    at = tuple(round(degrees, 4) for degrees in point)
    if what in NEW:
        codes = {edit.code for edit in scenario.places}
        there = {*codes, *programme.sites.index, *programme.outreach_stops.index}
        new = NEW[what]
        return with_place(scenario, PlaceEdit(new, Change.ADD, new_code(new, there), *at))
    kind = kind_of(what, scenario, programme)
    if kind is None:
        raise RefusedError(plan_words.NO_PLACE_CHOSEN)
    return with_place(scenario, PlaceEdit(kind, Change.MOVE, what, *at))


def _close(scenario: Scenario, desk: Desk, programme: Programme) -> Scenario:
    kind = kind_of(desk.what or "", scenario, programme)
    if kind is None:
        raise RefusedError(plan_words.NO_PLACE_CHOSEN)
    return with_place(scenario, PlaceEdit(kind, Change.CLOSE, desk.what or ""))


def _post(scenario: Scenario, desk: Desk, programme: Programme) -> Scenario:
    if kind_of(desk.what or "", scenario, programme) != What.SITE:
        raise RefusedError(plan_words.NO_SITE_CHOSEN)
    return with_post(scenario, desk.what or "", Cadre(desk.cadre))
