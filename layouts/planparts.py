"""Controls of the Plan page: sliders, the bar of tools, what keeps and shares a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard import words
from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from dashboard.plan.state import travel_values
from layouts.attributes import aria, data
from layouts.controls import name_search, travel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

    from dashboard.plan.page import NormText, PlanText
    from dashboard.text import Option

DEGREES: Any = {"decimalScale": 4, "hideControls": True, "size": "sm"}


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
            travel(travel_values(now.way), text.offer, plan_ids.TRAVEL, plan_ids.TRAVEL_NOW),
            *_sliders([norm for norm in text.norms if not norm.is_rare]),
            html.Details(
                [
                    html.Summary("More norms", className="desk-head"),
                    *_sliders([norm for norm in text.norms if norm.is_rare]),
                ],
                className="more-norms",
            ),
        ],
        className="plan-norms",
        **aria(label="What you assume"),
    )


def _sliders(norms: Sequence[NormText]) -> list[Component]:
    return [_slider(plan_ids.norm(norm.name, "slider"), norm) for norm in norms]


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
    what = name_search(
        plan_ids.WHAT,
        "Site or stop",
        text.subjects,
        placeholder="New, or one that is there",
        none_found=plan_words.NO_SUBJECT,
        clear="Choose none",
    )
    where = name_search(plan_ids.WHERE, "Place", text.places, placeholder=words.PLACE_PLACEHOLDER)
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


def keeping(saved: Sequence[Option], note: str) -> Component:
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
            html.P(
                note,
                id=plan_ids.SAVE_NOTE,
                className="help",
                role="status",
            ),
            html.Div(
                [
                    _kept(plan_ids.OPEN, saved, "Open a kept scenario", "None chosen"),
                    _kept(plan_ids.BESIDE, saved, "Compare with", plan_words.TODAY),
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


def _kept(name: str, saved: Sequence[Option], label: str, placeholder: str) -> Component:
    box: Component = dmc.Select(
        id=name,
        label=label,
        data=[{"value": one.value, "label": one.label} for one in saved],
        placeholder=placeholder,
        nothingFoundMessage=plan_words.EMPTY_SAVED,
        searchable=True,
        clearable=True,
        size="sm",
        clearButtonProps={"aria-label": f"{label}: none"},
    )
    return box
