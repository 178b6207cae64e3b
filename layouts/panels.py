"""The right column: what needs attention now, or the detail of what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import ids, words
from dashboard.text import AttentionGroup, AttentionItem, DetailRow, DetailText
from layouts.attributes import aria
from layouts.mapview import CHART_CONFIG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dash.development.base_component import Component

    from dashboard.text import Links


def attention(groups: Sequence[AttentionGroup], *, hidden: bool) -> Component:
    """Build the list 'Needs attention now': a fixed set of groups and items."""
    padded = [*groups, *[None] * (ids.ATTENTION_GROUPS - len(groups))]
    return html.Section(
        [
            html.H2("Needs attention now", className="panel-title"),
            html.P(words.EMPTY_ATTENTION, id=ids.ATTENTION_EMPTY, className="empty"),
            *(_group(number, group) for number, group in enumerate(padded)),
        ],
        id=ids.ATTENTION,
        className="attention",
        hidden=hidden,
        **aria(label="Needs attention now"),
    )


def _group(number: int, group: AttentionGroup | None) -> Component:
    shown = group or AttentionGroup("")
    items = [*shown.items, *[None] * (ids.ATTENTION_SLOTS - len(shown.items))]
    return html.Div(
        [
            html.H3(
                shown.title, id=ids.attention_group(number, "title"), className="attention-title"
            ),
            html.Ul([_item(number, slot, item) for slot, item in enumerate(items)]),
            html.P(shown.note, id=ids.attention_group(number, "note"), className="help"),
        ],
        id=ids.attention_group(number, "panel"),
        className="attention-group",
        hidden=group is None,
    )


def _item(group: int, slot: int, item: AttentionItem | None) -> Component:
    shown = item or AttentionItem("", "", "")
    parts = (("number", shown.number), ("text", shown.text), ("detail", shown.detail))
    return html.Li(
        html.Button(
            [
                html.Span(
                    words_, id=ids.attention(group, slot, part), className=f"attention-{part}"
                )
                for part, words_ in parts
            ],
            id=ids.attention(group, slot, "button"),
            className="attention-item",
            type="button",
            value=shown.place,
        ),
        id=ids.attention(group, slot, "row"),
        hidden=item is None,
    )


def detail(text: DetailText | None, figure: Any, links: Links) -> Component:  # noqa: ANN401
    """Build the detail panel; hidden while nothing is chosen."""
    shown = text or DetailText("", "", "")
    rows = [*shown.rows, *[None] * (ids.DETAIL_SLOTS - len(shown.rows))]
    return html.Section(
        [
            *_detail_head(shown),
            html.Dl([_row(slot, row) for slot, row in enumerate(rows)], className="detail-rows"),
            _chart(shown.chart_title, figure),
            html.A(
                words.METHOD_LINK,
                id=ids.DETAIL_METHOD,
                href=f"{links.about}#{shown.method}",
                className="method-link",
            ),
        ],
        id=ids.DETAIL,
        className="detail",
        hidden=text is None,
        **aria(label="Detail of the chosen place"),
    )


def _detail_head(shown: DetailText) -> list[Component]:
    return [
        html.Button(
            [html.Span(className="icon icon-back"), "All that needs attention"],
            id=ids.DETAIL_CLOSE,
            className="button button-plain detail-close",
            type="button",
        ),
        html.P(shown.kind, id=ids.DETAIL_KIND, className="detail-kind"),
        html.H2(shown.title, id=ids.DETAIL_TITLE, className="panel-title"),
        html.P(shown.sentence, id=ids.DETAIL_SENTENCE, className="detail-sentence"),
    ]


def _row(slot: int, row: DetailRow | None) -> Component:
    shown = row or DetailRow("", "")
    return html.Div(
        [
            html.Dt(shown.label, id=ids.detail(slot, "label")),
            html.Dd(
                [
                    html.Span(shown.value, id=ids.detail(slot, "value"), className="detail-value"),
                    html.Span(shown.note, id=ids.detail(slot, "note"), className="detail-note"),
                ]
            ),
        ],
        id=ids.detail(slot, "row"),
        className="detail-row",
        hidden=row is None,
    )


def _chart(title: str, figure: Any) -> Component:  # noqa: ANN401
    return html.Div(
        [
            html.H3(title, id=ids.DETAIL_CHART_TITLE, className="chart-title"),
            dcc.Graph(
                id=ids.DETAIL_CHART, figure=figure or {}, config=CHART_CONFIG, className="chart"
            ),
        ],
        id=ids.DETAIL_CHART_PANEL,
        className="chart-panel",
        hidden=not title,
    )
