"""The map and its legend: a patch for each selection, and one for light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output

from dashboard import ids, slots
from dashboard.maps.figure import patch_figure, patch_scheme
from dashboard.maps.legends import legend

if TYPE_CHECKING:
    from dash import Dash, Patch

    from dashboard.context import Context


def register(app: Dash, context: Context) -> None:
    """Connect map and legend to the selection, and the map's ground to the colour scheme."""

    @app.callback(
        Output(ids.MAP, "figure"), Input(ids.SELECTION, "data"), prevent_initial_call=True
    )
    def show_map(query: dict[str, str]) -> Patch:
        return patch_figure(context, context.selected(query))

    # Dash marks what waits by its outputs: the title of the legend is one.
    @app.callback(
        Output(ids.LEGEND_TITLE, "children"),
        slots.connect_fill(app, ids.FILL_LEGEND),
        Input(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def show_legend(query: dict[str, str]) -> tuple[str, dict[str, dict[str, Any]]]:
        title, *props = slots.legend_props(legend(context, context.selected(query)))
        return title, slots.filled(slots.legend_outputs()[1:], props)

    @app.callback(
        Output(ids.MAP, "figure", allow_duplicate=True),
        Input(ids.THEME, "data"),
        prevent_initial_call=True,
    )
    def show_scheme(scheme: str | None) -> Patch:
        return patch_scheme("dark" if scheme == "dark" else "light")
