"""The gap table as a file: the rows of the screen, in their order."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, State, ctx, no_update

from dashboard import ids, tables
from dashboard.state import Selection
from geodata.export import file_name, gap_csv
from geodata.workbook import gap_workbook

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context

CSV_TYPE: Final = "text/csv;charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The script that fills a button's value with the codes of the rows parts them by this.
SEPARATOR: Final = "\n"


def register(app: Dash, context: Context) -> None:
    """Connect the download buttons; each carries the codes of the rows on the screen."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "rowsOnScreen"),
        Output(ids.DOWNLOAD_CSV, "value"),
        Input(ids.TABLE, "virtualRowData"),
    )

    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Input(ids.DOWNLOAD_CSV, "n_clicks"),
        Input(ids.DOWNLOAD_XLSX, "n_clicks"),
        State(ids.DOWNLOAD_CSV, "value"),
        State(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def send_table(
        _csv: int | None, _xlsx: int | None, codes: str | None, query: dict[str, str] | None
    ) -> Any:  # noqa: ANN401
        if ctx.triggered_id not in (ids.DOWNLOAD_CSV, ids.DOWNLOAD_XLSX):
            return no_update
        ending = "csv" if ctx.triggered_id == ids.DOWNLOAD_CSV else "xlsx"
        content, name = gap_file(context, Selection.from_query(query), ending, codes)
        kind = CSV_TYPE if ending == "csv" else XLSX_TYPE
        encoded = base64.b64encode(content).decode("ascii")
        return {"content": encoded, "filename": name, "type": kind, "base64": True}


def gap_file(
    context: Context, selection: Selection, ending: str, codes: str | None
) -> tuple[bytes, str]:
    """
    Make the file of one selection, and its name.

    Parameters
    ----------
    ending
        ``csv`` or ``xlsx``.
    codes
        Codes of the rows in their order, parted by line breaks; None for all rows, empty for
        none.
    """
    table = tables.gap_table(context, selection)
    if codes is not None:
        table = table.in_order(codes.split(SEPARATOR))
    programme = context.programme
    if ending == "csv":
        content = gap_csv(table, programme.info)
    else:
        view = [("prevalence source on the map", selection.prevalence)]
        content = gap_workbook(table, programme, selection.choice, view)
    what = ["gap", str(table.level)]
    return content, file_name(programme.info.country, what, programme.info, table.status, ending)
