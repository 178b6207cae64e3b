"""The gap table, the gap report and the atlas as files; tables as the screen has them."""

from __future__ import annotations

import base64
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, State, ctx, no_update

from dashboard import gapfiles, ids
from dashboard.atlases import public_atlas_file
from dashboard.gapfiles import GapFile, gap_file
from dashboard.jobs.here import noted

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context
    from dashboard.snapshot.published import Published
    from dashboard.state import Selection

KINDS: Final = {
    ids.DOWNLOAD_CSV: gapfiles.CSV,
    ids.DOWNLOAD_XLSX: gapfiles.XLSX,
    ids.DOWNLOAD_REPORT: gapfiles.REPORT,
    ids.DOWNLOAD_GIS: gapfiles.GIS,
    ids.DOWNLOAD_ATLAS: gapfiles.ATLAS,
    ids.DOWNLOAD_PUBLIC_ATLAS: gapfiles.PUBLIC_ATLAS,
}


def register(app: Dash, context: Context, published: Published) -> None:
    """
    Connect the download buttons; each carries the codes of the rows on the screen.

    The public atlas leaves the building, so that taking it publishes its numbers.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "rowsOnScreen"),
        Output(ids.DOWNLOAD_CSV, "value"),
        Output(ids.TABLE_FILTERED, "children"),
        Input(ids.TABLE, "virtualRowData"),
        State(ids.TABLE, "rowData"),
    )

    # Dash marks what waits by its outputs: the note on the files never changes.
    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Output(ids.DOWNLOAD_NOTE, "children"),
        inputs={"_clicks": [Input(button, "n_clicks") for button in KINDS]},
        state={
            "codes": State(ids.DOWNLOAD_CSV, "value"),
            "query": State(ids.SELECTION, "data"),
        },
        prevent_initial_call=True,
    )
    def send_table(
        _clicks: list[int | None], codes: str | None, query: dict[str, str] | None
    ) -> tuple[Any, Any]:
        kind = KINDS.get(str(ctx.triggered_id))
        if kind is None:
            return no_update, no_update
        # It publishes, which nobody may end half-way.
        if kind == gapfiles.PUBLIC_ATLAS:
            now = dt.datetime.now(tz=dt.UTC)
            return packed(GapFile(*public_atlas_file(context, published, now))), no_update
        return sent(context, context.selected(query), kind, codes), no_update


def sent(context: Context, selection: Selection, kind: str, codes: str | None) -> dict[str, Any]:
    """Return one file as the page's download takes it; a reader may end what takes long."""
    with noted(context.jobs, "file", selection) as told:
        return packed(gap_file(context, selection, kind, codes, told))


def packed(made: GapFile) -> dict[str, Any]:
    """Return a file as the page's download takes it."""
    encoded = base64.b64encode(made.content).decode("ascii")
    return {
        "content": encoded,
        "filename": made.name,
        "type": made.media_type,
        "base64": True,
    }
