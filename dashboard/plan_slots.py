"""From a plan to props: sentence, rows of the comparison, bars, edits, areas that change."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from dash import Output

from dashboard import plan_ids, wording
from dashboard.plan_words import CADRES, NEAREST, PART_NAMES, ROWS, Row
from dashboard.text import NO_DATA, about, count, percent
from geodata.actions import whole_numbers
from geodata.names import Cadre, Part
from geodata.phrases import count_words
from geodata.scenario import Change, PlaceEdit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.planning import Plan
    from geodata.comparison import Comparison
    from geodata.programme import Programme
    from geodata.scenario import PostEdit, Scenario

MINUS: Final = "\N{MINUS SIGN}"
NOTHING: Final = "no change"
SIDES: Final = ("before", "after")
EDIT_PARTS: Final = (
    ("row", "hidden"),
    ("text", "children"),
    ("effect", "children"),
    ("button", "value"),
)
CHANGES: Final = {Change.ADD: "New", Change.MOVE: "Moved", Change.CLOSE: "Closed"}
MOST_NAMED: Final = 5
SURE: Final = 0.5
SMALLEST: Final = 5


class Side(NamedTuple):
    """One side of a row: the value and its interval."""

    value: float
    lower: float
    upper: float


def row_outputs() -> list[Output]:
    """Name the slots of the comparison."""
    parts = (("before", "children"), ("after", "children"), ("change", "children"))
    return [
        Output(plan_ids.row(row.name, part), prop)
        for row in ROWS
        for part, prop in (*parts, ("track", "style"))
    ]


def row_props(plan: Plan) -> list[Any]:
    """Fill the comparison."""
    return list(chain.from_iterable(_row(row, plan.comparison) for row in ROWS))


def _row(row: Row, found: Comparison) -> list[Any]:
    before, after = (
        Side(*(found.number(row.name, f"{side}{end}") for end in ("", "_lower", "_upper")))
        for side in SIDES
    )
    return [
        _value(row.kind, before.value),
        _value(row.kind, after.value),
        change_words(row.kind, before.value, after.value),
        track(row, before, after),
    ]


def _value(kind: str, value: float) -> str:
    if kind == "share":
        return percent(value)
    if np.isnan(value):
        return NO_DATA
    return count_words(value) if kind == "about" else count(value)


def change_words(kind: str, before: float, after: float) -> str:
    """
    Say a difference with its sign; shares differ by percentage points.

    >>> change_words("share", 0.7, 0.734), change_words("count", 18, 20)
    ('+3.4 points', '+2')
    >>> change_words("about", 9000, 9000), change_words("share", float("nan"), 0.2)
    ('no change', 'no data')
    """
    change = after - before
    if np.isnan(change):
        return NO_DATA
    sign = "+" if change > 0 else MINUS
    if kind == "share":
        points = round(100 * abs(change), 1)
        return f"{sign}{points:.1f} points" if points else NOTHING
    if abs(change) < SURE:
        return NOTHING
    return f"{sign}{count_words(abs(change)) if kind == 'about' else count(abs(change))}"


def track(row: Row, before: Side, after: Side) -> dict[str, str]:
    """
    Place two lines with a dot on one scale, as the style sheet reads them.

    Shares lie from 0 to 1, counts from 0 to the largest end of both.
    """
    told = [*before, *after]
    if not row.has_line or any(np.isnan(end) for end in told):
        return {"display": "none"}
    most = 1.0 if row.kind == "share" else max(*told, 1.0) * 1.02
    names = (f"--{side}-{end}" for side in ("b", "a") for end in ("at", "from", "to"))
    return {
        name: f"{100 * min(max(end / most, 0.0), 1.0):.1f}%"
        for name, end in zip(names, told, strict=True)
    }


def bar_outputs() -> list[Output]:
    """Name the slots of the two bars of the three-way split."""
    return [
        output
        for side in SIDES
        for output in (
            Output(plan_ids.bar(side, "bar"), "style"),
            *(Output(plan_ids.bar(side, part), "children") for part in PART_NAMES),
        )
    ]


def bar_props(plan: Plan) -> list[Any]:
    """Fill the two bars; the three parts add up to all need."""
    props: list[Any] = []
    for side in SIDES:
        parts = plan.comparison.parts(side)
        props.append(_widths(parts))
        props += [count_words(parts[part]) for part in PART_NAMES]
    return props


def district_outputs(codes: Sequence[str]) -> list[Output]:
    """Name the slots of the districts."""
    parts = (
        ("before-bar", "style"),
        ("after-bar", "style"),
        ("parts", "children"),
        ("before", "children"),
        ("after", "children"),
        ("change", "children"),
    )
    return [Output(plan_ids.district(code, part), prop) for code in codes for part, prop in parts]


def district_props(plan: Plan, codes: Sequence[str]) -> list[Any]:
    """Fill the three parts of each district on both sides, and the share that can be served."""
    return list(chain.from_iterable(_district(plan.comparison, code) for code in codes))


def _district(found: Comparison, code: str) -> list[Any]:
    split = {side: found.parts(side, code) for side in SIDES}
    before, after = (found.number("effective_coverage", side, code) for side in SIDES)
    told = " \N{MIDDLE DOT} ".join(count_words(split["after"][part]) for part in PART_NAMES)
    return [
        *(_widths(split[side]) for side in SIDES),
        told,
        percent(before),
        percent(after),
        change_words("share", before, after),
    ]


def _widths(parts: Mapping[Part, float]) -> dict[str, str]:
    whole = max(sum(parts.values()), 1e-9)
    return {f"--{part}": f"{100 * parts[part] / whole:.2f}%" for part in Part}


def sentence(plan: Plan, beside: str) -> str:
    """Say what the scenario does, in one plain sentence with its base."""
    found, edits = plan.comparison, edit_count(plan.scenario)
    share, was = (percent(found.number("effective_coverage", side)) for side in ("after", "before"))
    scope = wording.scope_words(plan.after)
    walk = wording.walk(plan.scenario.choice)
    if not edits:
        return (
            f"Today {share} of need in {scope} can be served within {walk} of a site, {NEAREST} "
            "(modelled)."
        )
    was_unmet, unmet = (found.number("unmet_need_per_year", side) for side in SIDES)
    gained = was_unmet - unmet
    cleared, new = (len(found.flags(change)) for change in ("cleared", "gained"))
    moved = f"{'grows' if gained >= 0 else 'falls'} by {about(abs(gained))} births a year to women"
    if abs(gained) < SMALLEST:
        moved = f"changes by under {SMALLEST} births a year to women"
    return (
        f"With {wording.plural(edits, 'change')}, support in {scope} {moved} living with HIV: "
        f"sites can serve {share} of need within {walk}, {NEAREST} ({beside}: {was}). "
        f"Flags cleared: {cleared}, new: {new} (modelled)."
    )


def edit_count(scenario: Scenario) -> int:
    """Count what is changed: norms, speed, places and posts."""
    paced = scenario.pace_percent != 100  # noqa: PLR2004 - of today's speed
    return len(scenario.norms) + len(scenario.places) + len(scenario.posts) + paced


def flag_words(plan: Plan, change: str) -> str:
    """Name the areas whose flag is gained or cleared, those with the most need first."""
    codes = plan.comparison.flags(change)
    if not codes:
        return "none"
    names = [str(plan.comparison.areas.at[code, "area_name"]) for code in codes[:MOST_NAMED]]
    rest = len(codes) - len(names)
    return "; ".join(names) + (f"; and {rest} more" if rest else "")


def edit_outputs() -> list[Output]:
    """Name the slots of the list of edits."""
    return [
        Output(plan_ids.edit(slot, part), prop)
        for slot in range(plan_ids.EDIT_SLOTS)
        for part, prop in EDIT_PARTS
    ] + [Output(plan_ids.EFFECTS, "children"), Output(plan_ids.EDITS_EMPTY, "hidden")]


def edit_props(
    scenario: Scenario, base: Programme, edited: Programme, effects: Sequence[float]
) -> list[Any]:
    """
    Fill the list of edits, in the order in which they were made, and say what all do together.

    Parameters
    ----------
    effects
        Of each step of the scenario, from ``change_effects``.
    """
    edits: list[PlaceEdit | PostEdit] = [*scenario.places, *scenario.posts]
    shown = whole_numbers(effects)
    assumed = len(effects) - len(edits)
    rows = [
        [
            False,
            edit_words(edit, base, edited),
            effect_words(edit, effect),
            json.dumps([["drop", at]]),
        ]
        for at, (edit, effect) in enumerate(zip(edits, shown[assumed:], strict=True))
    ][: plan_ids.EDIT_SLOTS]
    rows += [[True, "", "", "[]"]] * (plan_ids.EDIT_SLOTS - len(rows))
    return [
        *chain.from_iterable(rows[: plan_ids.EDIT_SLOTS]),
        effects_words(shown, assumed),
        bool(edits),
    ]


def effect_words(edit: PlaceEdit | PostEdit, effect: int) -> str:
    """
    Say what one edit adds; a community post serves women whom the headline may count already.

    >>> from geodata.scenario import PostEdit
    >>> effect_words(PostEdit("S1", Cadre.MM), 84), effect_words(PostEdit("S1", Cadre.CMM), 0)
    ('+84', 'not counted')
    """
    other = not isinstance(edit, PlaceEdit) and edit.cadre == Cadre.CMM
    return "not counted" if other else signed(effect)


def effects_words(effects: Sequence[int], assumed: int) -> str:
    """
    Say what all edits do together, and what of it is the work of norms and walking speed.

    Parameters
    ----------
    assumed
        How many of the effects, at their start, are of what is assumed.

    >>> effects_words([12, 50, 3], 1)
    'Together +65 births a year supported; +12 of it by norms and walking speed.'
    >>> effects_words([], 0)
    ''
    """
    if not effects:
        return ""
    by_norms = f"; {signed(effects[0])} of it by norms and walking speed" if assumed else ""
    return f"Together {signed(sum(effects))} births a year supported{by_norms}."


def signed(number: int) -> str:
    """
    Write a whole number with its sign.

    >>> signed(3), signed(1200), signed(-4)[1:], signed(0)
    ('+3', '+1,200', '4', '0')
    """
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    return f"{sign}{abs(number):,}"


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


def changed_outputs() -> list[Output]:
    """Name the slots of the areas that change most."""
    return [
        Output(plan_ids.changed(slot, part), prop)
        for slot in range(plan_ids.CHANGED_SLOTS)
        for part, prop in (("row", "hidden"), ("name", "children"), ("text", "children"))
    ]


def changed_props(plan: Plan) -> list[Any]:
    """Fill the areas that change most, by the size of the change; small ones are left out."""
    areas = plan.comparison.areas
    sized = areas.assign(size=areas["change"].abs(), code=areas.index)
    order = sized[sized["size"] >= 1].sort_values(["size", "code"], ascending=[False, True])
    shown = order.head(plan_ids.CHANGED_SLOTS)
    rows = zip(shown["area_name"], shown["change"], shown["need"], strict=True)
    props = [
        [False, str(name), f"{change_words('about', 0.0, change)} of {about(need)} a year"]
        for name, change, need in rows
    ]
    props += [[True, "", ""]] * (plan_ids.CHANGED_SLOTS - len(props))
    return list(chain.from_iterable(props))
