"""Below the map: the table twin, the downloads and the links to the method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag
from dash import dcc, html

from dashboard import ids, words
from layouts.attributes import aria, data
from layouts.controls import level_switch

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.state import Selection
    from dashboard.text import ExploreText, Links, TableText

# Every visible row in the page, in order: a screen reader and the keyboard follow the DOM.
GRID_OPTIONS: dict[str, Any] = {
    "ensureDomOrder": True,
    "animateRows": False,
    "rowHeight": 34,
    "headerHeight": 40,
    "enableCellTextSelection": True,
    "suppressDragLeaveHidesColumns": True,
    "tooltipShowDelay": 300,
    "localeText": {"noRowsToShow": words.EMPTY_TABLE, "loadingOoo": words.LOADING_TABLE},
    "theme": {"function": "atlasGridTheme(themeQuartz)"},
}
COLUMN_DEFAULTS: dict[str, Any] = {
    "sortable": True,
    "filter": True,
    "resizable": True,
    "wrapHeaderText": True,
    "autoHeaderHeight": True,
    "minWidth": 96,
}


def table_panel(text: ExploreText, selection: Selection, links: Links) -> Component:
    """Build the table twin; it shows its first rows and opens to all of them."""
    return html.Section(
        [
            _head(text.table, selection),
            _grid(text.table),
            html.Div(id=ids.PRINT_TABLE, className="print-table"),
            html.Div([_downloads(), _method(links)], className="table-foot"),
            dcc.Store(id=ids.PRINT_ROWS, data=text.print_rows.to_store()),
        ],
        id=ids.TABLE_PANEL,
        className="table-panel pane-table",
        **aria(label="The numbers of the map as a table"),
    )


def _head(table: TableText, selection: Selection) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.H2(table.title, id=ids.TABLE_TITLE, className="panel-title"),
                    html.P(
                        [
                            html.Strong(id=ids.TABLE_FILTERED, **aria(live="polite")),
                            html.Span(table.note, id=ids.TABLE_NOTE),
                        ],
                        className="help",
                    ),
                ],
                className="table-words",
            ),
            level_switch(selection),
            html.Button(
                "Show all rows",
                id=ids.TABLE_OPEN,
                className="button",
                type="button",
                **aria(expanded="false", controls=ids.TABLE),
                **data(open="Show all rows", close="Show first rows"),
            ),
        ],
        className="table-head",
    )


def _grid(table: TableText) -> Component:
    grid: Component = dag.AgGrid(
        id=ids.TABLE,
        rowData=list(table.rows),
        columnDefs=list(table.columns),
        defaultColDef=COLUMN_DEFAULTS,
        dashGridOptions=GRID_OPTIONS,
        getRowId="params.data.id",
        columnSize="responsiveSizeToFit",
        className="table",
        style={"height": None},
    )
    return grid


def _downloads() -> Component:
    more = html.Details(
        [
            html.Summary("More files", className="button"),
            html.Div(
                [
                    _download(ids.DOWNLOAD_REPORT, "Gap report, Excel"),
                    _download(ids.DOWNLOAD_GIS, "Map files, zip"),
                    _download(ids.DOWNLOAD_ATLAS, "District atlas for staff, PDF"),
                    _download(ids.DOWNLOAD_PUBLIC_ATLAS, "Public district atlas, PDF"),
                ],
                className="more-files",
            ),
        ],
        id=ids.DOWNLOAD_MENU,
        className="more",
    )
    return html.Div(
        [
            _download(ids.DOWNLOAD_CSV, "Gap table, CSV"),
            _download(ids.DOWNLOAD_XLSX, "Gap table, Excel"),
            more,
            html.P(words.DOWNLOAD_NOTE, id=ids.DOWNLOAD_NOTE, className="help"),
            dcc.Download(id=ids.DOWNLOAD),
        ],
        className="downloads",
    )


def _download(name_id: str, name: str) -> Component:
    return html.Button(
        [html.Span(className="icon icon-download"), name],
        id=name_id,
        className="button",
        type="button",
    )


def _method(links: Links) -> Component:
    return html.Nav(
        html.A(words.METHOD_LINK, href=links.about, className="method-link"),
        className="method-nav",
        **aria(label="Method"),
    )
