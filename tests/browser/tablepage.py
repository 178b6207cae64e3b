"""A page that holds the controls and the table twin only: quick to start, no map to wait for."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import waitress
from dash import Dash, dcc, html

from benchmarks.running import HOST, free_port
from dashboard import ids, tables, words
from dashboard.callbacks import downloads, selection, table
from dashboard.context import Context, ready_context
from dashboard.security import Guard
from dashboard.server import ASSETS
from dashboard.state import Selection, address_rules
from dashboard.text import Links, Option, PrintRows, TableText
from geodata.store import Store
from geodata.terrain import Season
from layouts.controls import controls
from layouts.shell import frame
from layouts.tableview import table_panel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dash.development.base_component import Component

    from geodata.programme import Programme


@dataclass(frozen=True)
class TableWords:
    """The part of the page's text that the table panel reads."""

    table: TableText
    print_rows: PrintRows


def context_of(programme: Programme, cache: Path) -> Context:
    """Make a programme ready, its walking times kept in a cache folder."""
    store = Store(cache, programme.content_hash)
    return ready_context(
        programme, {season: store.travel_tables(programme, season) for season in Season}
    )


@contextlib.contextmanager
def table_page(context: Context) -> Iterator[str]:
    """Serve the page in a thread; its address without a slash at the end."""

    port = free_port()
    app = Dash("tablepage", assets_folder=str(ASSETS), suppress_callback_exceptions=True)
    app.layout = lambda: frame(_page(context, Selection()))
    selection.register(app)
    table.register(app, context)
    downloads.register(app, context)
    app.server.wsgi_app = Guard(app.server.wsgi_app, app.csp_hashes())  # type: ignore[method-assign]
    server = waitress.create_server(app.server, host=HOST, port=port, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        server.close()


def _page(context: Context, chosen: Selection) -> Component:
    text = TableWords(tables.table_text(context, chosen), tables.print_rows(context, chosen))
    return html.Div(
        [
            html.Main(
                [
                    controls(chosen, _places(context.programme), ()),
                    _rest(),
                    table_panel(text, chosen, Links()),
                ],  # type: ignore[arg-type]
                id=ids.MAIN,
                tabIndex="-1",
            ),
            dcc.Store(id=ids.SELECTION, data=chosen.to_query()),
            dcc.Store(id=ids.ADDRESS_RULES, data={**address_rules(), **words.reflected()}),
        ],
        id=ids.EXPLORE,
        className="explore",
    )


def _places(programme: Programme) -> tuple[Option, ...]:
    named = (
        (programme.districts, "area_name"),
        (programme.areas, "area_name"),
        (programme.sites, "site_name"),
    )
    return tuple(
        Option(str(code), str(name), group)
        for group, (frame_, column) in zip(("Districts", "Areas", "Sites"), named, strict=True)
        for code, name in frame_[column].items()
    )


def _rest() -> Component:
    """Hold what the scripts of the address read and this page does not show."""
    from layouts.controls import overlay_boxes  # noqa: PLC0415

    return html.Div(
        [
            overlay_boxes(Selection()),
            html.Span(id=ids.HEADER_SEASON),
            html.Div(id=ids.CLICKED_POINT),
        ],
        hidden=True,
    )
