"""The map panel: the map, its legend, tools, scale and source, and a picture instead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dash import dcc, html

from dashboard import ids, words
from layouts.attributes import aria, data
from layouts.controls import overlay_boxes
from layouts.legend import legend

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.state import Selection
    from dashboard.text import ExploreText, Links

# No upload button, no address of a chart service: nothing may leave the origin.
GRAPH_CONFIG: Any = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": True,
    "responsive": True,
}
PICTURE_REST_MS = 1500
CHART_CONFIG: Any = {**GRAPH_CONFIG, "scrollZoom": False}


def map_panel(
    selection: Selection,
    text: ExploreText,
    figure: Any,  # noqa: ANN401
    links: Links,
) -> Component:
    """
    Build the map panel.

    Parameters
    ----------
    figure
        First figure of the map; later changes come as patches.
    """
    query = _search(selection)
    return html.Section(
        [
            html.P(words.MAP_LOADING, className="map-loading", role="status"),
            dcc.Graph(id=ids.MAP, figure=figure, config=GRAPH_CONFIG, className="map"),
            picture(f"Map: {text.title}. The table holds its numbers.", links.still_map),
            html.P(words.MAP_WITHOUT_WEBGL, id=ids.MAP_NOTE, className="map-message", hidden=True),
            html.P(words.MAP_LATE, className="map-message map-message-late"),
            html.P(words.MAP_PICTURE_MISSING, className="map-message map-message-missing"),
            html.P(text.status.banner, id=ids.STATUS_BANNER, className="status-banner"),
            legend(text.legend),
            _also(selection),
            _tools(links, query),
            map_foot(text.map_source),
        ],
        id=ids.MAP_PANEL,
        className="map-panel pane-map",
        **aria(label="Map with its legend"),
    )


def _search(selection: Selection) -> str:
    query = selection.to_query()
    return f"?{urlencode(query)}" if query else ""


def _also(selection: Selection) -> Component:
    name: list[str | Component] = [
        html.Span(className="icon icon-layers"),
        words.FIELD_LABELS["show"],
    ]
    return html.Details([html.Summary(name), overlay_boxes(selection)], className="also")


def picture(words_: str, address: str, rest_ms: int = PICTURE_REST_MS) -> Component:
    """
    Build the server-made picture; a script gives it its address when it is wanted.

    Parameters
    ----------
    rest_ms
        How long the page must rest before the picture is asked for, where nobody looks at it.
    """
    where = data(base=address, rest=str(rest_ms))
    return html.Img(id=ids.PRINT_MAP, className="print-map", alt=words_, **where)


def _tools(links: Links, query: str) -> Component:
    buttons = (("zoom-in", "Zoom in", "plus"), ("zoom-out", "Zoom out", "minus"))
    reset = ("reset", "Back to the first view", "extent")
    picture = html.A(
        [html.Span(className="icon icon-download"), html.Span("PNG", className="tool-word")],
        id=ids.DOWNLOAD_PNG,
        href=f"{links.still_map}{query}",
        download="",
        className="tool",
        title="Download the map as a picture",
    )
    return html.Div(
        [*(map_tool(*one) for one in (*buttons, reset)), picture], className="map-tools"
    )


def map_tool(action: str, name: str, icon: str) -> Component:
    """Build one tool of the map, for what a script does with it."""
    return html.Button(
        html.Span(className=f"icon icon-{icon}"),
        className="tool",
        type="button",
        title=name,
        **aria(label=name),
        **data(map=action),
    )


def map_foot(source: str) -> Component:
    """Build north, scale and source at the foot of a map."""
    return html.Div(
        [
            html.Span("N", className="north", title="North is up"),
            html.Span(
                [html.Span(className="scale-words"), html.Span(className="scale-line")],
                className="scale",
                **aria(hidden="true"),
            ),
            html.Span(source, id=ids.MAP_SOURCE, className="map-source", tabIndex="0"),
        ],
        className="map-foot",
    )
