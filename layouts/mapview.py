"""The map panel: the map, its legend, tools, scale and source, and a picture instead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard import ids, words
from layouts.legend import legend

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.text import ExploreText, Links

# No upload button, no address of a chart service: nothing may leave the origin.
GRAPH_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": True,
    "responsive": True,
}
CHART_CONFIG: dict[str, Any] = {**GRAPH_CONFIG, "scrollZoom": False}


def map_panel(text: ExploreText, figure: Any, links: Links, query: str) -> Component:  # noqa: ANN401
    """
    Build the map panel.

    Parameters
    ----------
    figure
        First figure of the map; later changes come as patches.
    query
        Query of the address, for the picture that stands in for the map.
    """
    return html.Section(
        [
            html.P(words.MAP_LOADING, className="map-loading", role="status"),
            dcc.Graph(id=ids.MAP, figure=figure, config=GRAPH_CONFIG, className="map", clear_on_unhover=True),
            _picture(text.title, links, query),
            html.P(words.MAP_WITHOUT_WEBGL, id=ids.MAP_NOTE, className="map-message", hidden=True),
            html.P(text.status.banner, id=ids.STATUS_BANNER, className="status-banner"),
            legend(text.legend),
            _tools(links, query),
            _foot(text.map_source),
        ],
        id=ids.MAP_PANEL,
        className="map-panel pane-map",
        **{"aria-label": "Map"},
    )


def _picture(title: str, links: Links, query: str) -> Component:
    """Build the server-made picture; a script gives it its address when it is wanted."""
    return html.Img(
        id=ids.PRINT_MAP,
        className="print-map",
        alt=f"Map: {title}. The table holds its numbers.",
        **{"data-base": links.still_map, "data-query": query},
    )


def _tools(links: Links, query: str) -> Component:
    buttons = (("zoom-in", "Zoom in", "plus"), ("zoom-out", "Zoom out", "minus"))
    reset = ("reset", "Show the whole country", "extent")
    picture = html.A(
        [html.Span(className="icon icon-download"), html.Span("PNG", className="tool-word")],
        id=ids.DOWNLOAD_PNG,
        href=f"{links.still_map}{query}",
        download="",
        className="tool",
        title="Download the map as a picture",
    )
    return html.Div([*(_tool(*one) for one in (*buttons, reset)), picture], className="map-tools")


def _tool(action: str, name: str, icon: str) -> Component:
    return html.Button(
        html.Span(className=f"icon icon-{icon}"),
        className="tool",
        type="button",
        title=name,
        **{"aria-label": name, "data-map": action},
    )


def _foot(source: str) -> Component:
    return html.Div(
        [
            html.Span("N", className="north", title="North is up"),
            html.Span(
                [html.Span(className="scale-words"), html.Span(className="scale-line")],
                className="scale",
                **{"aria-hidden": "true"},
            ),
            html.Span(source, id=ids.MAP_SOURCE, className="map-source"),
        ],
        className="map-foot",
    )
