"""Parts of the Plan page: sliders, the bar of tools, the comparison, lists of next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard import plan_ids, plan_words, words
from layouts.attributes import aria, data
from layouts.controls import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from dashboard.plan_page import NormText, PlanText

DEGREES: Any = {"decimalScale": 4, "hideControls": True, "size": "sm"}
MOST_SUGGESTIONS = 40


def norms_panel(text: PlanText) -> Component:
    """Build what is assumed: season, walk, speed, norms; today's value is marked on each."""
    now = text.scenario
    return html.Aside(
        [
            html.H2("What you assume", className="panel-title"),
            _switch(plan_ids.SEASON, "Season", words.SEASON_NAMES, str(now.season)),
            _switch(
                plan_ids.WITHIN, "Within a walk of", words.WITHIN_NAMES, str(now.threshold_minutes)
            ),
            _slider(plan_ids.PACE, text.pace),
            *(_slider(plan_ids.norm(norm.name, "slider"), norm) for norm in text.norms),
        ],
        className="plan-norms",
        **aria(label="What you assume"),
    )


def _switch(name: str, label: str, names: Mapping[Any, str], value: str) -> Component:
    choices = [{"value": str(key), "label": said} for key, said in names.items()]
    return html.Fieldset(
        [
            html.Legend(label, className="label"),
            dmc.SegmentedControl(id=name, data=choices, value=value, fullWidth=True, size="xs"),
        ],
        className="field",
    )


def _slider(name: str, norm: NormText) -> Component:
    """Build one slider; the tick below it is today's value."""
    return html.Div(
        [
            html.Div(
                [
                    html.Span(norm.label, className="label"),
                    html.Span(
                        norm.shown,
                        id=plan_ids.norm(norm.name, "value"),
                        className="norm-value",
                    ),
                ],
                className="norm-head",
            ),
            dmc.Slider(
                id=name,
                value=norm.value,
                min=norm.low,
                max=norm.high,
                step=norm.step,
                marks=[{"value": norm.today}],
                label=None,
                size="sm",
                thumbLabel=f"{norm.label}, {norm.help}",
            ),
            html.P(norm.help, className="help"),
        ],
        className="field norm",
    )


def tools(text: PlanText) -> Component:
    """Build the bar above the map: what a click does, one place, and the steps back."""
    modes = [{"value": str(mode), "label": name} for mode, name in plan_words.MODE_NAMES.items()]
    steps = ((plan_ids.UNDO, "Undo"), (plan_ids.REDO, "Redo"), (plan_ids.RESET, "Back to today"))
    off = (True, True, text.scenario.is_today)
    back = [
        html.Button(name, id=key, className="button", type="button", disabled=disabled)
        for (key, name), disabled in zip(steps, off, strict=True)
    ]
    return html.Div(
        [
            html.Div(
                [
                    dmc.SegmentedControl(id=plan_ids.MODE, data=modes, value="look", size="xs"),
                    html.Div(back, className="plan-back", role="group", **aria(label="Steps")),
                ],
                className="plan-bar",
            ),
            html.P(
                plan_words.MODE_HELP[plan_words.Mode.LOOK],
                id=plan_ids.MODE_HELP,
                className="help",
                role="status",
            ),
            _desk(text),
            html.P(text.note, id=plan_ids.NOTE, className="plan-note", role="alert"),
        ],
        className="plan-tools",
    )


def _desk(text: PlanText) -> Component:
    """Build the fields that do without the map: what, where, and what to do with it."""
    cadres = [{"value": str(key), "label": name} for key, name in plan_words.CADRES.items()]
    what = dmc.Select(
        id=plan_ids.WHAT,
        label="Site or stop",
        data=grouped(text.subjects),
        placeholder="New, or one that is there",
        searchable=True,
        clearable=True,
        limit=MOST_SUGGESTIONS,
        size="sm",
        clearButtonProps={"aria-label": "Choose none"},
    )
    where = dmc.Select(
        id=plan_ids.WHERE,
        label="Place",
        data=grouped(text.places),
        placeholder="Search a name",
        nothingFoundMessage=words.PLACE_NOT_FOUND,
        searchable=True,
        clearable=True,
        limit=MOST_SUGGESTIONS,
        size="sm",
        clearButtonProps={"aria-label": "Clear the place"},
    )
    return html.Details(
        [
            html.Summary("By name, coordinates or keyboard; posts; closing", className="desk-head"),
            html.Div(
                [
                    what,
                    where,
                    dmc.NumberInput(id=plan_ids.LATITUDE, label="Latitude", value="", **DEGREES),
                    dmc.NumberInput(id=plan_ids.LONGITUDE, label="Longitude", value="", **DEGREES),
                    _button(plan_ids.PUT, "Put it there"),
                    _button(plan_ids.CLOSE, "Close it"),
                    dmc.Select(
                        id=plan_ids.CADRE,
                        label="Cadre",
                        data=cadres,
                        value="MM",
                        allowDeselect=False,
                        size="sm",
                    ),
                    _button(plan_ids.POST, "Add a post"),
                ],
                className="desk",
            ),
        ],
        className="desk-panel",
    )


def _button(name: str, words_: str) -> Component:
    return html.Button(words_, id=name, className="button", type="button")


def comparison() -> Component:
    """Build the table of today and scenario, with the three parts as two bars above it."""
    heads = ("", "", "Scenario", "Change")
    cells = [html.Th(head, scope="col") for head in heads]
    cells[1] = html.Th(plan_words.TODAY, id=plan_ids.BEFORE_HEAD, scope="col")
    rows = [_comparison_row(row) for row in plan_words.ROWS]
    return html.Section(
        [
            html.H2("What changes", className="panel-title"),
            _bars(),
            html.Table(
                [html.Thead(html.Tr(cells)), html.Tbody(rows)], className="comparison-table"
            ),
            html.P(
                "Lines: grey the left column, teal the scenario; need over its 95% interval, "
                "shares over six checks, the dot is the value.",
                className="help",
            ),
            html.Dl(
                [
                    _flagged("Flags cleared", plan_ids.FLAGS_CLEARED),
                    _flagged("New flags", plan_ids.FLAGS_GAINED),
                ],
                className="plan-flags",
            ),
        ],
        className="side plan-result",
        **aria(label="What changes"),
    )


def _flagged(name: str, key: str) -> Component:
    return html.Div([html.Dt(name), html.Dd(plan_words.WORKING, id=key)])


def _comparison_row(row: plan_words.Row) -> Component:
    values = [
        html.Td("\N{HORIZONTAL ELLIPSIS}", id=plan_ids.row(row.name, part), className=f"row-{part}")
        for part in ("before", "after", "change")
    ]
    name = html.Th(
        [
            html.Span(row.label),
            html.Span(
                [html.Span(className="track-b"), html.Span(className="track-a")],
                id=plan_ids.row(row.name, "track"),
                className="track",
                style={"display": "none"},
                **aria(hidden="true"),
            ),
        ],
        scope="row",
    )
    return html.Tr([name, *values])


def _bars() -> Component:
    sides = (("before", plan_words.TODAY), ("after", "Scenario"))
    return html.Div(
        [
            *(_bar(side, name) for side, name in sides),
            html.P(
                [
                    html.Span([html.I(className=f"key key-{part}"), name], className="bar-key")
                    for part, name in plan_words.PART_NAMES.items()
                ],
                className="help bar-keys",
            ),
        ],
        className="split-bars",
    )


def _bar(side: str, name: str) -> Component:
    key = plan_ids.BEFORE_BAR if side == "before" else ""
    parts = [
        html.Span(
            html.Span("", id=plan_ids.bar(side, part)),
            className=f"part part-{part}",
            title=f"{words_}, births a year",
        )
        for part, words_ in plan_words.PART_NAMES.items()
    ]
    return html.Div(
        [
            html.Span(name, id=key, className="bar-name") if key else html.Span(name),
            html.Span(parts, id=plan_ids.bar(side, "bar"), className="split-bar", style={}),
        ],
        className="split-row",
    )


def edits() -> Component:
    """Build the list of places and posts that were changed; each can be taken back."""
    rows = [
        html.Li(
            [
                html.Span("", id=plan_ids.edit(slot, "text")),
                html.Button(
                    "Take back",
                    id=plan_ids.edit(slot, "button"),
                    className="button button-plain take",
                    type="button",
                    value="",
                ),
            ],
            id=plan_ids.edit(slot, "row"),
            hidden=True,
        )
        for slot in range(plan_ids.EDIT_SLOTS)
    ]
    return html.Section(
        [
            html.H2("Your changes", className="panel-title"),
            html.P(plan_words.EMPTY_EDITS, id=plan_ids.EDITS_EMPTY, className="empty"),
            html.Ul(rows, className="plan-edits"),
        ],
        className="plan-card",
        **aria(label="Your changes"),
    )


def changed_areas() -> Component:
    """Build the list of areas that change most: the map's numbers in words."""
    rows = [
        html.Li(
            [
                html.Span("", id=plan_ids.changed(slot, "name")),
                html.Strong("", id=plan_ids.changed(slot, "text")),
            ],
            id=plan_ids.changed(slot, "row"),
            hidden=True,
        )
        for slot in range(plan_ids.CHANGED_SLOTS)
    ]
    return html.Section(
        [
            html.H2("Areas that change most", className="panel-title"),
            html.P("Need supported, births a year, modelled.", className="help"),
            html.Ul(rows, className="plan-changed"),
            html.P("No area changes by one birth a year or more.", className="empty"),
        ],
        className="plan-card",
        **aria(label="Areas that change most"),
    )


def keeping() -> Component:
    """Build what keeps and shares a scenario."""
    return html.Section(
        [
            html.H2("Keep and share", className="panel-title"),
            html.Div(
                [
                    dmc.TextInput(id=plan_ids.NAME, label="Name of the scenario", size="sm"),
                    dmc.TextInput(
                        id=plan_ids.WHO, label="Kept by", placeholder="Your role or team", size="sm"
                    ),
                    _button(plan_ids.SAVE, "Keep"),
                ],
                className="keep-row",
            ),
            html.P("", id=plan_ids.SAVE_NOTE, className="help", role="status"),
            html.Div(
                [
                    _kept(plan_ids.OPEN, "Open a kept scenario"),
                    _kept(plan_ids.BESIDE, "Compare with", plan_words.TODAY),
                ],
                className="keep-row",
            ),
            html.Div(
                [
                    dmc.TextInput(
                        id=plan_ids.LINK, label="Link to this scenario", readOnly=True, size="sm"
                    ),
                    html.Button(
                        "Copy",
                        id=plan_ids.COPY,
                        className="button",
                        type="button",
                        **data(copied="Copied"),
                    ),
                ],
                className="keep-row",
            ),
        ],
        className="plan-card",
        **aria(label="Keep and share"),
    )


def _kept(name: str, label: str, placeholder: str = "None chosen") -> Component:
    box: Component = dmc.Select(
        id=name,
        label=label,
        data=[],
        placeholder=placeholder,
        nothingFoundMessage=plan_words.EMPTY_SAVED,
        searchable=True,
        clearable=True,
        size="sm",
        clearButtonProps={"aria-label": f"{label}: none"},
    )
    return box


def next_steps() -> Component:
    """Build the three lists of what comes next, each with its reason and its ranks."""
    lists = (
        ("stops", "Next ten stops", "Take"),
        ("posts", "Next ten posts", "Add"),
        ("areas", "Areas first, and how sure", ""),
    )
    return html.Div([_step_list(*one) for one in lists], className="plan-next")


def _step_list(kind: str, title: str, act: str) -> Component:
    return html.Section(
        [
            html.H2(title, className="panel-title"),
            html.Ol([_step(kind, slot, act) for slot in range(plan_ids.STEP_SLOTS)]),
            html.P(plan_words.WORKING, id=plan_ids.step_note(kind), className="help"),
        ],
        className="plan-card plan-steps",
        **aria(label=title),
    )


def _step(kind: str, slot: int, act: str) -> Component:
    def part(name: str) -> str:
        return plan_ids.step(kind, slot, name)

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
            html.Span("", id=part("detail"), className="step-detail"),
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
