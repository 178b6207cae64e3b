"""The list of what a plan changes, with what each change does, and what all do together."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from dash import Output

from dashboard.plan import ids as plan_ids
from dashboard.plan.slots import NO_LINE, SMALLEST, change_range, need_change
from dashboard.plan.words import CADRES
from dashboard.text import MINUS
from geodata.actions import whole_numbers
from geodata.names import Cadre
from geodata.planning.scenario import Change, PlaceEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.plan.answers import Effect
    from geodata.planning.scenario import PostEdit, Scenario
    from geodata.programme import Programme

EDIT_PARTS: Final = (
    ("row", "hidden"),
    ("text", "children"),
    ("effect", "children"),
    ("range", "children"),
    ("track", "style"),
    ("button", "value"),
)
CHANGES: Final = {Change.ADD: "New", Change.MOVE: "Moved", Change.CLOSE: "Closed"}


def edit_outputs() -> list[Output]:
    """Name the slots of the list of edits."""
    return [
        Output(plan_ids.edit(slot, part), prop)
        for slot in range(plan_ids.EDIT_SLOTS)
        for part, prop in EDIT_PARTS
    ] + [Output(plan_ids.EFFECTS, "children"), Output(plan_ids.EDITS_EMPTY, "hidden")]


def edit_props(
    scenario: Scenario, base: Programme, edited: Programme, effects: Sequence[Effect]
) -> list[Any]:
    """
    Fill the list of edits, in the order in which they were made, and say what all do together.

    Parameters
    ----------
    effects
        Of each step of the scenario, from ``change_effects``.
    """
    edits: list[PlaceEdit | PostEdit] = [*scenario.places, *scenario.posts]
    shown = whole_numbers([effect.value for effect in effects])
    assumed = len(effects) - len(edits)
    own = effects[assumed:]
    scale = _scale([effect for edit, effect in zip(edits, own, strict=True) if is_counted(edit)])
    rows = [
        [
            False,
            edit_words(edit, base, edited),
            effect_words(edit, number),
            *_interval(effect, scale if is_counted(edit) else None),
            json.dumps([["drop", at]]),
        ]
        for at, (edit, number, effect) in enumerate(zip(edits, shown[assumed:], own, strict=True))
    ][: plan_ids.EDIT_SLOTS]
    rows += [[True, "", "", "", NO_LINE, "[]"]] * (plan_ids.EDIT_SLOTS - len(rows))
    return [
        *chain.from_iterable(rows[: plan_ids.EDIT_SLOTS]),
        effects_words(shown, assumed),
        bool(edits),
    ]


def _scale(effects: Sequence[Effect]) -> tuple[float, float]:
    """Return the ends of the scale of all lines; nothing always lies on it."""
    ends = [0.0, *(end for effect in effects for end in effect)]
    return min(ends), max(ends)


def _interval(effect: Effect, scale: tuple[float, float] | None) -> tuple[str, dict[str, str]]:
    """Write the range of an effect, and place it as a line with a dot."""
    if scale is None:
        return "", NO_LINE
    low, high = scale
    between = change_range("about", effect.lower, effect.upper)
    if not between:
        return "", NO_LINE
    places = zip(("at", "from", "to", "zero"), (*effect, 0.0), strict=True)
    return between, {
        f"--a-{name}": f"{100 * (end - low) / (high - low):.1f}%" for name, end in places
    }


def is_counted(edit: PlaceEdit | PostEdit) -> bool:
    """Tell whether the sum counts an edit: a community post serves women counted already."""
    return isinstance(edit, PlaceEdit) or edit.cadre != Cadre.CMM


def effect_words(edit: PlaceEdit | PostEdit, effect: int) -> str:
    """
    Say what one edit adds; a community post serves women whom the headline may count already.

    >>> from geodata.planning.scenario import PostEdit
    >>> effect_words(PostEdit("S1", Cadre.MM), 84), effect_words(PostEdit("S1", Cadre.CMM), 0)
    ('+84', 'not counted')
    """
    return whole_change(effect) if is_counted(edit) else "not counted"


def effects_words(effects: Sequence[int], assumed: int) -> str:
    """
    Say what all edits do together, and what of it is the work of norms and walking speed.

    Parameters
    ----------
    assumed
        How many of the effects, at their start, are of what is assumed.

    >>> effects_words([12, 50, 3], 1)
    'Together +65 births a year supported; +12 of it by norms and walking speed.'
    >>> effects_words([-2, 1], 0)
    'Together under 5 less births a year supported.'
    >>> effects_words([], 0)
    ''
    """
    if not effects:
        return ""
    by_norms = f"; {whole_change(effects[0])} of it by norms and walking speed" if assumed else ""
    return f"Together {whole_change(sum(effects))} births a year supported{by_norms}."


def whole_change(number: int) -> str:
    """
    Write a whole number with its sign, unrounded so that a list adds up; small ones are alike.

    >>> whole_change(1204), whole_change(-4), whole_change(0)
    ('+1,204', 'under 5 less', '0')
    """
    if abs(number) < SMALLEST:
        return need_change(number) if number else "0"
    return f"{'+' if number > 0 else MINUS}{abs(number):,}"


def edit_words(edit: PlaceEdit | PostEdit, base: Programme, edited: Programme) -> str:
    """Say one edit plainly."""
    if not isinstance(edit, PlaceEdit):
        name = place_name(edit.site_id, base)
        plural = "s" if edit.count > 1 else ""
        return f"{edit.count} {CADRES[edit.cadre]}{plural} more at {name}"
    name = place_name(edit.code, base)
    # A new place is called 'New stop 1' already.
    is_told = edit.change == Change.ADD and name.startswith(CHANGES[Change.ADD])
    words = name if is_told else f"{CHANGES[edit.change]}: {name}"
    if edit.change == Change.CLOSE:
        return words
    near = nearest_area(edited, edit)
    return f"{words}, {near} ({edit.latitude:.3f}, {edit.longitude:.3f})"


def place_name(code: str, base: Programme) -> str:
    """Name a site or stop; a new one is named by its code."""
    for table, column in ((base.sites, "site_name"), (base.outreach_stops, "stop_name")):
        if code in table.index:
            return str(table.at[code, column])
    return code


def nearest_area(programme: Programme, edit: PlaceEdit) -> str:
    """Name the community area that holds a point."""
    from shapely.geometry import Point  # noqa: PLC0415 - geodata reads shapes, this one point

    holds = programme.areas.covers(Point(edit.longitude or 0.0, edit.latitude or 0.0))
    return str(programme.areas["area_name"][holds.idxmax()]) if holds.any() else "outside"
