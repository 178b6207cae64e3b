"""From a plan to props: sentence, rows of the comparison, bars, edits, areas that change."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from dash import Output

from dashboard import wording
from dashboard.plan import ids as plan_ids
from dashboard.plan.words import NEAREST, PART_NAMES, ROWS, TODAY, Row
from dashboard.text import MINUS, NO_DATA, about, count, percent
from geodata.names import Part
from geodata.phrases import count_words
from geodata.planning.comparison import SIDES
from geodata.planning.scenario import PACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.plan.planned import Plan
    from geodata.planning.comparison import Comparison
    from geodata.planning.scenario import Scenario

NOTHING: Final = "no change"
MOST_NAMED: Final = 5
SURE: Final = 0.5
# The least need that is ever told, and what sums of floats leave of none.
SMALLEST: Final = 5
NOISE: Final = 1e-6
NO_LINE: Final = {"display": "none"}


class Side(NamedTuple):
    """One side of a row: the value and its interval."""

    value: float
    lower: float
    upper: float


def row_outputs() -> list[Output]:
    """Name the slots of the comparison."""
    parts = (
        ("before", "children"),
        ("after", "children"),
        ("change", "children"),
        ("track", "style"),
        ("range", "children"),
    )
    return [Output(plan_ids.row(row.name, part), prop) for row in ROWS for part, prop in parts]


def row_props(plan: Plan) -> list[Any]:
    """Fill the comparison."""
    return list(chain.from_iterable(_row(row, plan.comparison) for row in ROWS))


def _row(row: Row, found: Comparison) -> list[Any]:
    before, after, change = (
        Side(*(found.number(row.name, f"{side}{end}") for end in ("", "_lower", "_upper")))
        for side in (*SIDES, "change")
    )
    changed = change_words(row.kind, before.value, after.value)
    return [
        _value(row.kind, before.value),
        _value(row.kind, after.value),
        # The style sheet keeps the break.
        "\n".join(filter(None, [changed, change_range(row.kind, change.lower, change.upper)])),
        track(row, before, after),
        range_words(row, after),
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

    Of modelled need a change under five is never told apart, here as on the map.

    >>> change_words("share", 0.7, 0.734), change_words("count", 18, 20)
    ('+3.4 points', '+2')
    >>> change_words("about", 9000, 9000), change_words("share", float("nan"), 0.2)
    ('no change', 'no data')
    >>> change_words("about", 5348, 5344.2), change_words("about", 5300, 5348)
    ('under 5 less', '+48')
    """
    change = after - before
    if np.isnan(change):
        return NO_DATA
    sign = "+" if change > 0 else MINUS
    if kind == "share":
        points = round(100 * abs(change), 1)
        return f"{sign}{points:.1f} points" if points else NOTHING
    if kind == "about":
        return need_change(change)
    return f"{sign}{count(abs(change))}" if abs(change) >= SURE else NOTHING


def change_range(kind: str, lower: float, upper: float) -> str:
    """
    Write the ends of a change; empty where it has none, or where both read alike.

    >>> change_range("share", 0.021, 0.04), change_range("about", 3.0, 62.0)
    ('+2.1 to +4.0', 'under 5 more to +62')
    >>> change_range("count", 0, 2), change_range("count", 2, 2), change_range("about", 1, np.nan)
    ('0 to +2', '', '')
    """
    if np.isnan(lower) or np.isnan(upper):
        return ""
    ends = [change_words(kind, 0.0, end).removesuffix(" points") for end in (lower, upper)]
    return "" if ends[0] == ends[1] else " to ".join(ends).replace(NOTHING, "0")


def need_change(change: float) -> str:
    """
    Say how much more or less of modelled need is supported; under five is one class.

    >>> need_change(48.2), need_change(-3), need_change(0.0)
    ('+48', 'under 5 less', 'no change')
    """
    if abs(change) < NOISE:
        return NOTHING
    if abs(change) < SMALLEST:
        return f"under {SMALLEST} {'more' if change > 0 else 'less'}"
    return f"{'+' if change > 0 else MINUS}{count_words(abs(change))}"


def range_words(row: Row, side: Side) -> str:
    """
    Write the interval of a value beside its line; empty where it has none.

    >>> range_words(ROWS[0], Side(9000, 7623, 10625)), range_words(ROWS[1], Side(0.4, 0.35, 0.45))
    ('7,600 to 10,600', '35 to 45%')
    """
    if not row.has_line or any(np.isnan(end) for end in side):
        return ""
    if row.kind == "share":
        return f"{100 * side.lower:.0f} to {percent(side.upper)}"
    told = _value(row.kind, side.lower), _value(row.kind, side.upper)
    return " to ".join(told)


def track(row: Row, before: Side, after: Side) -> dict[str, str]:
    """
    Place two lines with a dot on one scale, as the style sheet reads them.

    Shares lie from 0 to 1, counts from 0 to the largest end of both.
    """
    told = [*before, *after]
    if not row.has_line or any(np.isnan(end) for end in told):
        return NO_LINE
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
    if abs(gained) < NOISE:
        moved = "stays as it is for women"
    # Today goes without saying; a kept scenario is named where the change is told.
    kept, base = ("", beside) if beside == TODAY.lower() else (f" beside {beside}", "there")
    return (
        f"With {wording.plural(edits, 'change')}, support in {scope} {moved} living with HIV"
        f"{kept}: sites can serve {share} of need within {walk}, {NEAREST} ({base}: {was}). "
        f"Flags cleared: {cleared}, new: {new} (modelled)."
    )


def edit_count(scenario: Scenario) -> int:
    """Count what is changed: norms, speed, places and posts."""
    paced = scenario.pace_percent != PACE
    return len(scenario.norms) + len(scenario.places) + len(scenario.posts) + paced


def flag_words(plan: Plan, change: str) -> str:
    """Name the areas whose flag is gained or cleared, those with the most need first."""
    codes = plan.comparison.flags(change)
    if not codes:
        return "none"
    names = [str(plan.comparison.areas.at[code, "area_name"]) for code in codes[:MOST_NAMED]]
    rest = len(codes) - len(names)
    return "; ".join(names) + (f"; and {rest} more" if rest else "")


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
    size = areas["change"].abs().to_numpy()
    large = np.flatnonzero(size >= SMALLEST)
    order = np.lexsort((areas.index[large].to_numpy(str), -size[large]))
    shown = areas.iloc[large[order[: plan_ids.CHANGED_SLOTS]]]
    rows = zip(shown["area_name"], shown["change"], shown["need"], strict=True)
    props = [
        [False, str(name), f"{change_words('about', 0.0, change)} of {about(need)} a year"]
        for name, change, need in rows
    ]
    props += [[True, "", ""]] * (plan_ids.CHANGED_SLOTS - len(props))
    return list(chain.from_iterable(props))
