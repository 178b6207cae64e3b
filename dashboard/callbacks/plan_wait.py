"""What a plan waits for longer than a second: how far it is, and its end on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, State, set_props

from dashboard import plan_ids
from dashboard.jobs.here import StoppedError
from dashboard.plan_state import History
from dashboard.plan_waits import share_done, stop, wait_props
from geodata.scenario import Scenario

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context


def register(app: Dash, context: Context) -> None:
    """Connect the note of what takes long: it asks while it shows, and can end the work."""

    @app.callback(
        Output(plan_ids.WAIT_SHARE, "value"),
        Output(plan_ids.WAIT_SHARE, "hidden"),
        Output(plan_ids.WAIT_TOLD, "data"),
        Input(plan_ids.WAIT_ASKED, "data"),
        State(plan_ids.HISTORY, "data"),
        prevent_initial_call=True,
    )
    def show_wait(asked: dict[str, Any], stored: dict[str, Any]) -> tuple[Any, ...]:
        if "stop" in asked:
            stop(context, Scenario.from_json(asked["stop"]))
        share = share_done(context, History.from_store(stored).present)
        return *wait_props(share), asked["at"]

    for name, store in (("planWaited", plan_ids.WAIT_TOLD), ("planStopped", plan_ids.WAIT_STOPPED)):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("atlas", name), Input(store, "data"), prevent_initial_call=True
        )


def answer_stopped(fault: Exception) -> None:
    """
    Answer a question whose work was ended on a page: nothing changes.

    Each page that asked is told, so that it does not stay with an answer to another question.
    """
    if not isinstance(fault, StoppedError):
        raise fault
    if fault.about:
        set_props(plan_ids.WAIT_STOPPED, {"data": fault.about})
