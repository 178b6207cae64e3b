"""The Plan page: what is assumed, what is changed on the map, what follows, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids
from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from layouts import plannext, planparts, planresults
from layouts.attributes import aria, data
from layouts.legend import legend
from layouts.mapview import GRAPH_CONFIG, map_foot, map_tool, picture
from layouts.shell import header

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.plan.page import PlanText
    from dashboard.text import Links


TICK_MS: Final = 1000
# A picture costs more than a step: who moves a stop again and again asks for none.
PICTURE_REST_MS: Final = 5000


def layout(text: PlanText, links: Links) -> Component:
    """Build the page for one scenario."""
    return html.Div(
        [
            header("plan", links, text.period, "", text.status),
            html.Main(
                [
                    _words(text),
                    planparts.norms_panel(text),
                    html.Div([planparts.tools(text), _map(text, links)], className="plan-middle"),
                    planresults.comparison(),
                    _cards(text),
                    plannext.next_steps(text.wishes),
                ],
                id=ids.MAIN,
                className="plan-main",
                tabIndex="-1",
            ),
            dcc.Store(id=plan_ids.HISTORY, data=text.stored),
            dcc.Store(id=plan_ids.STEP),
            dcc.Store(id=plan_ids.STEPPED),
            dcc.Store(id=plan_ids.NUMBERS),
            *(dcc.Store(id=name) for name in plan_ids.FILLS.values()),
            dcc.Store(id=plan_ids.LEVELS),
            dcc.Store(id=plan_ids.WISHES, data=text.wishes.to_json()),
            dcc.Store(id=plan_ids.JOB),
            # It runs only while a check does.
            dcc.Interval(id=plan_ids.TICK, interval=TICK_MS, disabled=True),
            dcc.Store(id=plan_ids.ASKED),
            dcc.Store(id=plan_ids.ANSWERED),
            dcc.Store(id=ids.CLICKED_POINT),
        ],
        id=plan_ids.PLAN,
        className="plan",
        **data(stopped=plan_words.LISTS_STOPPED),
    )


def _cards(text: PlanText) -> Component:
    first = html.Div(
        [planresults.edits(), planparts.keeping(text.saved, text.kept_note)],
        className="plan-column",
    )
    cards = [first, planresults.districts(text.districts), planresults.changed_areas()]
    return html.Div(cards, className="plan-row")


def _words(text: PlanText) -> Component:
    return html.Div(
        [
            html.H1(plan_words.TITLE, className="explore-title"),
            html.P(
                text.sentence,
                id=plan_ids.SENTENCE,
                className="sentence",
                role="status",
                **aria(live="polite"),
            ),
        ],
        className="plan-words",
    )


def _map(text: PlanText, links: Links) -> Component:
    layers = [{"value": str(key), "label": name} for key, name in plan_words.LAYER_NAMES.items()]
    tools = [
        map_tool(*one)
        for one in (
            ("zoom-in", "Zoom in", "plus"),
            ("zoom-out", "Zoom out", "minus"),
            ("reset", "Show the whole country", "extent"),
        )
    ]
    return html.Section(
        [
            html.P(plan_words.MAP_LOADING, className="map-loading", role="status"),
            dcc.Graph(id=ids.MAP, figure=text.figure, config=GRAPH_CONFIG, className="map"),
            picture(plan_words.PICTURE_OF_PLAN, links.plan_map, PICTURE_REST_MS),
            # Filled by a script; the list holds the same in words.
            html.Div(id=plan_ids.ON_MAP, className="on-map", **aria(hidden="true")),
            html.P(
                plan_words.MAP_WITHOUT_WEBGL, id=ids.MAP_NOTE, className="map-message", hidden=True
            ),
            html.P(plan_words.MAP_LATE, className="map-message map-message-late"),
            html.P(plan_words.PICTURE_MISSING, className="map-message map-message-missing"),
            html.P(text.status.banner, id=ids.STATUS_BANNER, className="status-banner"),
            legend(text.legend),
            html.Div(
                dmc.SegmentedControl(
                    id=plan_ids.LAYER, data=layers, value=plan_words.MapLayer.CHANGE, size="xs"
                ),
                className="plan-layer",
            ),
            html.Div(tools, className="map-tools"),
            map_foot("Modelled from demonstration data; see How is this calculated?"),
        ],
        id=ids.MAP_PANEL,
        className="map-panel",
        **aria(label="Map of what changes"),
    )
