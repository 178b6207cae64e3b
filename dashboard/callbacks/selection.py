"""The callbacks that run in the browser: address, controls, panes, pictures, printed table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, State

from dashboard import ids
from dashboard.state import CONTROL_OF_KEY, KEY_OF_FIELD

if TYPE_CHECKING:
    from dash import Dash

# The controls in the order of the address: the script reads them by position.
CONTROLS: Final = tuple(CONTROL_OF_KEY[key] for key in KEY_OF_FIELD.values())


def register(app: Dash) -> None:
    """Connect the scripts of the assets folder; no code is sent inline."""
    _connect(
        app,
        "choose",
        Output(ids.SELECTION, "data"),
        [Input(control, "value") for control in CONTROLS],
        State(ids.ADDRESS_RULES, "data"),
        prevent_initial_call=True,
    )
    _connect(
        app,
        "reflect",
        Output(ids.PREVALENCE_FIELD, "hidden"),
        Output(ids.CADRE_FIELD, "hidden"),
        Output(ids.LAYER_HELP, "children"),
        Output(ids.HEADER_SEASON, "children"),
        Output(ids.TRAVEL_NOW, "children"),
        Input(ids.SELECTION, "data"),
        State(ids.ADDRESS_RULES, "data"),
    )
    # An output makes this run at the start too; the class stays what it is.
    _connect(
        app,
        "fillPrintTable",
        Output(ids.PRINT_TABLE, "className"),
        Input(ids.PRINT_ROWS, "data"),
    )
    _register_without_output(app)


def _connect(app: Dash, script: str, *parts: Any, **options: Any) -> None:  # noqa: ANN401
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", script), *parts, **options
    )


def _register_without_output(app: Dash) -> None:
    """Connect what changes the page outside Dash's own props."""
    _connect(app, "showPane", Input(ids.PANE, "value"))
    _connect(
        app,
        "followPicture",
        Input(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    _connect(
        app,
        "chooseOnMap",
        Input(ids.MAP, "clickData"),
        prevent_initial_call=True,
    )
