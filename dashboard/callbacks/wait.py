"""What a page waits for longer than a second: how far it is, and its end by a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, ctx, set_props
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.jobs.here import StoppedError
from dashboard.plan import ids as plan_ids
from dashboard.waits import Waiting, ended_keys, keys_of, share_done, stop, wait_props

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context

# What the whole view of a page follows from. Lists beside it, which follow later, have these as
# states at most: a list that ends is no reason to leave the view.
FOLLOWED: Final = (
    f"{ids.SELECTION}.data",
    f"{plan_ids.HISTORY}.data",
    f"{plan_ids.BESIDE}.value",
    "_pages_location.pathname",
    "_pages_location.search",
)


def register(app: Dash, context: Context) -> None:
    """Connect the note of what takes long: it asks while it shows, and can end the work."""

    @app.callback(
        Output(ids.WAIT_SHARE, "value"),
        Output(ids.WAIT_SHARE, "hidden"),
        Output(ids.WAIT_TOLD, "data"),
        Input(ids.WAIT_ASKED, "data"),
        prevent_initial_call=True,
    )
    def show_wait(asked: dict[str, Any] | None) -> tuple[Any, ...]:
        if asked is None:
            raise PreventUpdate
        waiting = Waiting.of(asked)
        if asked.get("stop"):
            stop(context, ended_keys(context, waiting, asked["stop"]))
        return *wait_props(share_done(context, keys_of(context, waiting))), asked["at"]

    for name, store in (("waitTold", ids.WAIT_TOLD), ("waitStopped", ids.WAIT_STOPPED)):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("atlas", name), Input(store, "data"), prevent_initial_call=True
        )


def answer_stopped(fault: Exception) -> None:
    """
    Answer a question whose work was ended on a page: nothing changes.

    Each page that asked is told what it had asked, so that it does not stay with the answer to
    another question.
    """
    if not isinstance(fault, StoppedError):
        raise fault
    asked = {name: ctx.inputs[name] for name in FOLLOWED if name in ctx.inputs}
    if asked:
        set_props(ids.WAIT_STOPPED, {"data": asked})
