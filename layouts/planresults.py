"""Results of the Plan page: the comparison, lists of changes, lists of what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from layouts.attributes import aria

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

    from dashboard.text import Option

SIDES = ("before", "after", "change")


def comparison() -> Component:
    """Build the table of today and scenario, with the three parts as two bars above it."""
    heads = ("", "", "Scenario", "Change")
    cells = [html.Th(head, scope="col") for head in heads]
    cells[1] = html.Th(plan_words.TODAY, id=plan_ids.BEFORE_HEAD, scope="col")
    rows = [_comparison_row(row) for row in plan_words.ROWS]
    headline = next(at for at, row in enumerate(plan_words.ROWS) if row.name == plan_words.HEADLINE)
    rows[headline + 1 : headline + 1] = _rule_rows()
    return html.Section(
        [
            html.H2("What changes", className="panel-title"),
            _bars(),
            html.Table(
                [html.Thead(html.Tr(cells)), html.Tbody(rows)], className="comparison-table"
            ),
            html.Dl(
                [
                    _flagged("Flags cleared", plan_ids.FLAGS_CLEARED),
                    _flagged("New flags", plan_ids.FLAGS_GAINED),
                ],
                className="plan-flags",
            ),
            html.P(
                "Lines: grey the left column, teal the scenario, whose ends stand beside it; need "
                "over its 95% interval, shares over six checks, the dot is the value. Changes are "
                "taken before rounding, and range over the same checks on both sides, posts over "
                "low and high need; a change of need under 5 is told as that.",
                className="help",
            ),
            html.P(plan_words.WORKING, id=plan_ids.RULES_NOTE, className="help rules-note"),
        ],
        className="side plan-result",
        **aria(label="What changes"),
    )


def _rule_rows() -> list[Component]:
    """Build the rules beside the headline, right below it; their numbers follow the map."""
    return [
        html.Tr(
            [
                html.Th(name, scope="row"),
                *_cells({part: plan_ids.rule(rule, part) for part in SIDES}),
            ],
            className="rule-row",
        )
        for rule, name in plan_words.RULES.items()
    ]


def _cells(names: Mapping[str, str]) -> list[Component]:
    return [
        html.Td("\N{HORIZONTAL ELLIPSIS}", id=name, className=f"row-{part}")
        for part, name in names.items()
    ]


def _flagged(name: str, key: str) -> Component:
    return html.Div([html.Dt(name), html.Dd(plan_words.WORKING, id=key)])


def _comparison_row(row: plan_words.Row) -> Component:
    values = _cells({part: plan_ids.row(row.name, part) for part in SIDES})
    name = html.Th(
        [
            html.Span(row.label),
            html.Span(
                [
                    html.Span(
                        [html.Span(className="track-b"), html.Span(className="track-a")],
                        id=plan_ids.row(row.name, "track"),
                        className="track",
                        style={"display": "none"},
                        **aria(hidden="true"),
                    ),
                    html.Span("", id=plan_ids.row(row.name, "range"), className="row-range"),
                ],
                className="row-line",
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
                html.Strong("", id=plan_ids.edit(slot, "effect"), className="edit-effect"),
                html.Span("", id=plan_ids.edit(slot, "range"), className="edit-range"),
                html.Button(
                    "Take back",
                    id=plan_ids.edit(slot, "button"),
                    className="button button-plain take",
                    type="button",
                    value="",
                ),
                html.Span(
                    html.Span(className="track-a"),
                    id=plan_ids.edit(slot, "track"),
                    className="track",
                    style={"display": "none"},
                    **aria(hidden="true"),
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
            html.Ol(rows, className="plan-edits"),
            html.P("", id=plan_ids.EFFECTS, className="effects-sum", role="status"),
            html.P(plan_words.EFFECTS_NOTE, className="help effects-note"),
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
            html.P("No area changes by 5 births a year or more.", className="empty"),
        ],
        className="plan-card",
        **aria(label="Areas that change most"),
    )


def districts(listed: Sequence[Option]) -> Component:
    """Build the three parts of need by district: today above, the scenario below."""
    head = [html.Th(name, scope="col") for name in ("District", "", "Scenario", "Change")]
    head[1] = html.Th(plan_words.TODAY, id=plan_ids.BEFORE_DISTRICT, scope="col")
    return html.Section(
        [
            html.H2("By district", className="panel-title"),
            html.P(plan_words.DISTRICTS_NOTE, className="help"),
            html.Table(
                [
                    html.Thead(html.Tr(head)),
                    html.Tbody([_district(one.value, one.label) for one in listed]),
                ],
                className="comparison-table district-table",
            ),
        ],
        className="plan-card",
        **aria(label="By district"),
    )


def _district(code: str, name: str) -> Component:
    def part(name: str) -> str:
        return plan_ids.district(code, name)

    bars = [
        html.Span(
            [html.Span(className=f"part part-{one}") for one in plan_words.PART_NAMES],
            id=part(f"{side}-bar"),
            className=f"split-bar split-bar-{side}",
            style={},
        )
        for side in ("before", "after")
    ]
    cells = [
        html.Td("", id=part(one), className=f"row-{one}") for one in ("before", "after", "change")
    ]
    told = html.Span("", id=part("parts"), className="district-parts")
    head = [html.Span(name), html.Span(bars, **aria(hidden="true")), told]
    return html.Tr([html.Th(head, scope="row"), *cells])
