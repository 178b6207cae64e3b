"""What comes next on the Plan page: three lists, what is wished of them, and the long check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash_mantine_components as dmc
from dash import html

from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from layouts.attributes import aria

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboard.plan.wish import Wishes

WHOLE: Final[dict[str, Any]] = {"allowDecimal": False, "allowNegative": False, "size": "sm"}


def next_steps(wishes: Wishes) -> Component:
    """Build the three lists of what comes next, each with its reason and its ranks."""
    shown = wishes.control_values
    return html.Div([_stops(shown), _posts(shown), _areas()], className="plan-next")


def _stops(shown: Mapping[str, Any]) -> Component:
    names = plan_words.CANDIDATE_NAMES.items()
    among = dmc.Select(
        id=plan_ids.CANDIDATES,
        label="Among",
        data=[{"value": str(kind), "label": name} for kind, name in names],
        value=shown["candidates"],
        allowDeselect=False,
        size="sm",
    )
    limits = [
        _number(plan_ids.LEAST, "At least, in each district", shown["least"], 5),
        _number(plan_ids.DAYS, "Days a month", shown["days"], 31),
        dmc.Checkbox(
            id=plan_ids.BY_CAPACITY,
            label="Count only women whom a stop's visits can serve",
            checked=shown["by_capacity"],
            size="xs",
        ),
        html.P(plan_words.CHOSEN_NOTE, className="help"),
    ]
    return _list(
        "stops",
        "Next stops",
        [
            _number(plan_ids.STOPS_MOST, "How many", shown["stops"], plan_ids.STEP_SLOTS["stops"]),
            among,
        ],
        _fold("Limits", limits),
        [_check()],
        act="Take",
    )


def _posts(shown: Mapping[str, Any]) -> Component:
    platforms = [{"value": str(key), "label": name} for key, name in plan_words.PLATFORMS.items()]
    cadres = html.Fieldset(
        [
            html.Legend("Cadres", className="label"),
            dmc.SegmentedControl(
                id=plan_ids.PLATFORM,
                data=platforms,
                value=shown["platform"],
                size="xs",
                fullWidth=True,
            ),
        ],
        className="field",
    )
    costs = [
        _number(plan_ids.COST_FRONT, "Mentor Mother, a year", shown["cost_front"], None),
        _number(plan_ids.COST_COORDINATOR, "Coordinator, a year", shown["cost_coordinator"], None),
        html.P(plan_words.COSTS_NOTE, className="help"),
    ]
    return _list(
        "posts",
        "Next posts",
        [
            _number(plan_ids.POSTS_MOST, "How many", shown["posts"], plan_ids.STEP_SLOTS["posts"]),
            cadres,
        ],
        _fold("Cost of a post", costs),
        [
            html.P(
                plan_words.WORKING,
                id=plan_ids.TOGETHER,
                className="together",
                role="status",
            )
        ],
        act="Add",
    )


def _areas() -> Component:
    return html.Section(
        [
            html.H2("Areas first, and how sure", className="panel-title"),
            _steps("areas", ""),
            html.P(plan_words.WORKING, id=plan_ids.step_note("areas"), className="help"),
        ],
        className="plan-card plan-steps",
        **aria(label="Areas first, and how sure"),
    )


def _list(
    kind: str,
    title: str,
    wishes: list[Component],
    fold: Component,
    below: list[Component],
    *,
    act: str,
) -> Component:
    """Build a list whose length and candidates can be wished."""
    take_all = html.Button(
        f"{act} all",
        id=plan_ids.take_all(kind),
        className="button take",
        type="button",
        value="[]",
        hidden=True,
    )
    return html.Section(
        [
            html.Div([html.H2(title, className="panel-title"), take_all], className="steps-head"),
            html.Div(wishes, className="wishes"),
            fold,
            *(below if kind == "posts" else []),
            _steps(kind, act),
            *(below if kind == "stops" else []),
            html.P(plan_words.WORKING, id=plan_ids.step_note(kind), className="help"),
        ],
        className="plan-card plan-steps",
        **aria(label=title),
    )


def _number(name: str, label: str, value: float | str, most: int | None) -> Component:
    limits = {} if most is None else {"max": most, "clampBehavior": "strict"}
    field: Component = dmc.NumberInput(
        id=name, label=label, value=value, min=0, debounce=300, **WHOLE, **limits
    )
    return field


def _fold(name: str, parts: list[Component]) -> Component:
    return html.Details(
        [html.Summary(name, className="desk-head"), html.Div(parts, className="wishes")],
        className="wish-fold",
    )


def _check() -> Component:
    """Build what the long check says, and the buttons that end it, start it, or use it."""
    buttons = (
        (plan_ids.CANCEL, "Cancel"),
        (plan_ids.AGAIN, "Check again"),
        (plan_ids.BETTER, "Show the better choice"),
    )
    return html.Div(
        [
            html.P(plan_words.WORKING, id=plan_ids.PROOF, className="plan-proof", role="status"),
            html.Progress(
                id=plan_ids.PROGRESS,
                value="0",
                max="1",
                hidden=True,
                **aria(label="How much of the check is done"),
            ),
            html.Div(
                [
                    html.Button(name, id=key, className="button", type="button", hidden=True)
                    for key, name in buttons
                ],
                className="check-buttons",
            ),
        ],
        className="plan-check",
    )


def _steps(kind: str, act: str) -> Component:
    """Build the list; a small screen shows its first five until it is asked for all."""
    more = html.Button(
        "Show all", className="button more-steps", type="button", **aria(expanded="false")
    )
    rows = [_step(kind, slot, act) for slot in range(plan_ids.STEP_SLOTS[kind])]
    return html.Div([html.Ol(rows), more], className="steps")


def _step(kind: str, slot: int, act: str) -> Component:
    def part(name: str) -> str:
        return plan_ids.step(kind, slot, name)

    sure = [html.Span("", id=part("sure"), className="step-sure")] if kind == "stops" else []
    return html.Li(
        [
            html.Span("", id=part("rank"), className="step-rank"),
            html.Span("", id=part("text"), className="step-text"),
            html.Button(
                act or "None",
                id=part("button"),
                className="button button-plain take",
                type="button",
                value="",
                hidden=True,
            ),
            html.Span([html.Span("", id=part("detail")), *sure], className="step-detail"),
            html.Span(
                html.Span(className="track-a"),
                id=part("track"),
                className="track",
                style={"display": "none"},
                **aria(hidden="true"),
            ),
        ],
        id=part("row"),
        className="step",
        hidden=True,
    )
