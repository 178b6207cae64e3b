"""The Explore page: five numbers, one sentence, one map, one list, one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids, words
from dashboard.state import Selection, address_rules
from layouts.attributes import aria
from layouts.cards import cards
from layouts.controls import controls
from layouts.mapview import map_panel
from layouts.panels import attention, detail
from layouts.shell import header
from layouts.tableview import table_panel

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.explore import ExploreView
    from dashboard.text import ExploreText, Links


def shown(view: ExploreView, links: Links) -> Component:
    """Build the page for an address."""
    return layout(view.selection, view.text, links, view.figure)


def layout(
    selection: Selection,
    text: ExploreText,
    links: Links,
    map_figure: Any = None,  # noqa: ANN401
    chart_figure: Any = None,  # noqa: ANN401
) -> Component:
    """
    Build the page for one selection, complete: no callback is needed to fill it.

    Parameters
    ----------
    map_figure, chart_figure
        Plotly figures or their JSON; the frame does not look inside.
    """
    season = words.SEASON_PHRASES[selection.season]
    return html.Div(
        [
            header("explore", links, text.period, season, text.status),
            html.Main(
                [
                    cards(text.cards),
                    _sentence(text),
                    _pane_switch(),
                    controls(selection, text),
                    map_panel(selection, text, map_figure or {}, links),
                    html.Div(
                        [
                            attention(text.attention, hidden=text.detail is not None),
                            detail(text.detail, chart_figure, links),
                        ],
                        className="side pane-attention",
                    ),
                    table_panel(text, selection, links),
                ],
                id=ids.MAIN,
                className="explore-main",
                tabIndex="-1",
            ),
            dcc.Store(id=ids.SELECTION, data=selection.to_query()),
            dcc.Store(id=ids.ADDRESS_RULES, data={**address_rules(), **words.reflected()}),
            dcc.Store(id=ids.CLICKED_POINT),
            dcc.Store(id=ids.FILL_TEXTS),
            dcc.Store(id=ids.FILL_LEGEND),
        ],
        id=ids.EXPLORE,
        className="explore",
    )


def _sentence(text: ExploreText) -> Component:
    """Build title and sentence; the sentence is announced when it changes."""
    return html.Div(
        [
            html.H1(text.title, id=ids.TITLE, className="explore-title"),
            html.P(
                text.sentence,
                id=ids.SENTENCE,
                className="sentence",
                role="status",
                **aria(live="polite"),
            ),
        ],
        className="sentence-block",
    )


def _pane_switch() -> Component:
    panes = [("map", "Map"), ("table", "Table"), ("attention", "Attention")]
    return html.Div(
        [
            dmc.SegmentedControl(
                id=ids.PANE,
                data=[{"value": value, "label": label} for value, label in panes],
                value="map",
                fullWidth=True,
                size="sm",
            ),
            html.Button(
                [html.Span(className="icon icon-filter"), "Filters"],
                id=ids.FILTERS_BUTTON,
                className="button",
                type="button",
                **aria(controls=ids.FILTERS, expanded="false"),
            ),
        ],
        className="pane-switch",
    )
