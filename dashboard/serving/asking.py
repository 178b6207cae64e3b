"""
What a page may ask: the form of a question is looked at before a callback sees it.

The pages never ask in another form. Whoever does, a script or a page of an older version, is
told so: Dash would break on it, and a callback would have to doubt each of its values.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from dash.exceptions import DependencyException
from flask import Response, jsonify, make_response, request

from dashboard import ids
from dashboard.plan import ids as plan_ids
from dashboard.plan.edit import POINT, TAKE
from dashboard.plan.words import MapLayer, Mode
from geodata.choice import THRESHOLDS_MINUTES
from geodata.names import Cadre
from geodata.planning.run import ScenarioError
from geodata.planning.scenario import NORMS, UnreadableScenarioError
from geodata.terrain import Season
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode as Ride
from geodata.ways import Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

    from flask import Flask

    Test = Callable[[Any], bool]

UPDATE: Final = "/_dash-update-component"
NOT_A_PAGES_QUESTION: Final = (
    "This address answers the atlas's own pages only. Open a page and reload it."
)
LONGER_THAN_PAGES_ASK: Final = "This question is longer than any that the atlas's pages ask."
ANOTHER_VERSIONS: Final = (
    "This cannot be answered: the page asks for what the dataset in use has not. Reload it."
)
NO_SCRIPT: Final = "There is no such script: reload the page."
# The longest question of a page, a plan of forty edits with fifty steps behind, has 400 kB.
LARGEST_QUESTION: Final = 4_000_000


def refuse_others(server: Flask, callbacks: Mapping[str, Any]) -> None:
    """
    Answer in words whatever the pages do not ask, and what is asked of another dataset.

    Parameters
    ----------
    callbacks
        What Dash knows of each callback, by its output.
    """

    def refuse() -> Response | None:
        if request.path != UPDATE:
            return None
        if (request.content_length or 0) > LARGEST_QUESTION:
            return _told(LONGER_THAN_PAGES_ASK, 413)
        with suppress(RecursionError):
            if is_well_formed(request.get_json(silent=True), callbacks):
                return None
        return _told(NOT_A_PAGES_QUESTION, 400)

    server.before_request(refuse)
    # A plan on a page that was opened before another version was published.
    for misfit in (ScenarioError, UnreadableScenarioError):
        server.register_error_handler(misfit, lambda _: _told(ANOTHER_VERSIONS, 409))
    server.register_error_handler(DependencyException, lambda _: _told(NO_SCRIPT, 404))


def refuse_too_deep(server: Flask) -> None:
    """Answer in words whatever is nested deeper than Python reads."""
    server.register_error_handler(
        RecursionError, lambda _: make_response(jsonify({"message": NOT_A_PAGES_QUESTION}), 400)
    )


def _told(words: str, status: int) -> Response:
    return Response(words, status, mimetype="text/plain")


def is_text(value: object) -> bool:
    """Whether a value is a text or nothing."""
    return value is None or isinstance(value, str)


def is_number(value: object) -> bool:
    """
    Whether a value is a number that can be reckoned with.

    >>> is_number(2.5), is_number(float("nan")), is_number(True), is_number("2")
    (True, False, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_plain(value: object) -> bool:
    """Whether a value is a text, a number, yes or no, or nothing: no list and no table."""
    return value is None or isinstance(value, str | int | float)


def is_table(value: object) -> bool:
    """Whether a value is a table of names and values, or nothing."""
    return value is None or isinstance(value, dict)


def is_check(value: object) -> bool:
    """
    Whether a value is what a page holds of the check of its stops.

    >>> is_check({}), is_check({"key": "a", "chosen": [3], "covered": 0.5}), is_check({"key": "a"})
    (True, True, False)
    """
    if not value:
        return is_table(value)
    if not isinstance(value, dict) or not isinstance(value.get("key"), str):
        return False
    chosen = value.get("chosen")
    places = isinstance(chosen, list) and all(type(one) is int and one >= 0 for one in chosen)
    return places and is_number(value.get("covered"))


def is_step(value: object) -> bool:
    """
    Whether a value is a step on the Plan page, with what its desk held.

    >>> is_step({"number": 1, "control": "plan-open", "given": "north"})
    True
    >>> is_step({"number": 1, "control": "plan-put", "desk": {"mode": "dance"}})
    False
    """
    if not isinstance(value, dict) or not is_number(value.get("number")):
        return False
    given = _GIVEN.get(value["control"]) if isinstance(value.get("control"), str) else None
    if given is None or not given(value.get("given")):
        return False
    return value["control"] in _WITHOUT_DESK or _is_desk(value.get("desk"))


def is_waiting(value: object) -> bool:
    """Whether a value is a question how far a page's work is; a page may begin without one."""
    return value is None or (
        isinstance(value, dict) and "at" in value and is_plain(value.get("stop"))
    )


def one_of(kind: type[StrEnum]) -> Test:
    """
    Return a test for the values of one kind.

    >>> one_of(Season)("wet"), one_of(Season)("monsoon"), one_of(Season)(None), one_of(Season)([])
    (True, False, False, False)
    """
    known = {str(member) for member in kind}
    return lambda value: isinstance(value, str) and value in known


def is_well_formed(asked: object, callbacks: Mapping[str, Any]) -> bool:
    """
    Whether a question has the form in which a page asks the callback of its output.

    Parameters
    ----------
    callbacks
        What Dash knows of each callback, by its output.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("output"), str):
        return False
    known = callbacks.get(asked["output"])
    if known is None or not asked.get("inputs"):
        return False
    given = [_named(asked.get(key, []), known[key]) for key in ("inputs", "state")]
    if None in given or not _is_named_as(asked.get("outputs"), asked["output"]):
        return False
    triggers, names = asked.get("changedPropIds", []), set(given[0] or ())
    return isinstance(triggers, list) and all(
        isinstance(one, str) and one in names for one in triggers
    )


def _named(given: object, known: list[dict[str, Any]]) -> list[str] | None:
    """Name the values that were given for what is known; None where their form is another."""
    if not isinstance(given, list) or len(given) != len(known):
        return None
    names = []
    for one, wanted in zip(given, known, strict=True):
        is_many = wanted["id"].startswith("{")
        if is_many != isinstance(one, list):
            return None
        for value in one if is_many else [one]:
            if not _is_value_of(value, wanted, is_many=is_many):
                return None
            names.append(f"{_written(value['id'])}.{wanted['property']}")
    return names


def _is_value_of(value: object, wanted: Mapping[str, Any], *, is_many: bool) -> bool:
    if not isinstance(value, dict) or value.get("property") != wanted["property"]:
        return False
    own = value.get("id")
    named = (
        isinstance(own, dict) and set(own) == {"type", "token"} and all(map(is_text, own.values()))
        if is_many
        else own == wanted["id"]
    )
    name = (own["type"] if isinstance(own, dict) else own, wanted["property"])
    return named and _test_of(name)(value.get("value"))


def _test_of(name: tuple[Any, str]) -> Test:
    return _OF_CONTROL.get(name) or _OF_PROPERTY.get(name[1]) or (lambda _: True)


def _written(own: Any) -> str:  # noqa: ANN401
    """Write an id as Dash does where it names what has changed."""
    if not isinstance(own, dict):
        return str(own)
    return "{" + ",".join(f'"{key}":"{own[key]}"' for key in sorted(own)) + "}"


def _is_named_as(outputs: object, output: str) -> bool:
    listed = outputs if isinstance(outputs, list) else [outputs]
    named = [f"{one.get('id')}.{one.get('property')}" for one in listed if isinstance(one, dict)]
    if len(named) < len(listed):
        return False
    names = "...".join(named)
    # Dash tells two callbacks of one output apart by a hash, which a page may leave out.
    written = f"..{names}.." if isinstance(outputs, list) else names
    return written == output or written == _HASH.sub("", output)


def _is_desk(value: object) -> bool:
    if not isinstance(value, dict) or set(value) - set(_ON_DESK):
        return False
    return all(_ON_DESK[key](held) for key, held in value.items())


def _is_point(value: object) -> bool:
    if not value:
        return is_table(value)
    return isinstance(value, dict) and all(
        is_number(value.get(key)) for key in ("latitude", "longitude")
    )


def _is_taking(value: object) -> bool:
    return is_text(value.get("take")) if isinstance(value, dict) else value is None


def _is_path(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.startswith("/"))


def _is_own_id(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("token"), str)


def _is_within(value: object) -> bool:
    return isinstance(value, str) and value in {str(minutes) for minutes in THRESHOLDS_MINUTES}


_HASH: Final = re.compile(r"@[0-9a-f]+")
_WITHOUT_DESK: Final = frozenset({plan_ids.OPEN, plan_ids.LEVELS})
_GIVEN: Final[dict[str, Test]] = {
    plan_ids.OPEN: is_text,
    POINT: _is_point,
    TAKE: _is_taking,
    **dict.fromkeys(
        (plan_ids.LEVELS, plan_ids.RESET, plan_ids.PUT, plan_ids.CLOSE, plan_ids.POST),
        lambda _: True,
    ),
}
_ON_DESK: Final[dict[str, Test]] = {
    "what": is_text,
    "latitude": is_plain,
    "longitude": is_plain,
    "mode": one_of(Mode),
    "cadre": one_of(Cadre),
}
_TRAVEL: Final[dict[str, type[StrEnum]]] = {
    "way": Direction,
    "mode": Ride,
    "traveller": Traveller,
    "steps": Steps,
}
_OF_PROPERTY: Final[dict[str, Test]] = {
    "n_clicks": is_plain,
    "checked": is_plain,
    "value": is_plain,
    "search": is_text,
    "filterModel": is_table,
}
_OF_CONTROL: Final[dict[tuple[str, str], Test]] = {
    ("_pages_location", "pathname"): _is_path,
    (ids.SELECTION, "data"): is_table,
    (ids.DOWNLOAD_CSV, "value"): is_text,
    (ids.WAIT_ASKED, "data"): is_waiting,
    ("withdraw-why", "id"): _is_own_id,
    ("withdraw-why", "value"): is_text,
    (plan_ids.HISTORY, "data"): is_table,
    (plan_ids.STEP, "data"): is_step,
    (plan_ids.JOB, "data"): is_check,
    (plan_ids.WISHES, "data"): is_text,
    (plan_ids.LAYER, "value"): one_of(MapLayer),
    (plan_ids.SEASON, "value"): one_of(Season),
    (plan_ids.WITHIN, "value"): _is_within,
    (plan_ids.PACE, "value"): is_number,
    **{(plan_ids.norm(norm, "slider"), "value"): is_number for norm in NORMS},
    **{(name, "value"): one_of(_TRAVEL[key]) for key, name in plan_ids.TRAVEL.items()},
    **{
        (name, "value"): is_text
        for name in (plan_ids.NAME, plan_ids.WHO, plan_ids.OPEN, plan_ids.BESIDE, plan_ids.WHAT)
    },
}
