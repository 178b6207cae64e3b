"""The table twin follows the selection, and a chosen row becomes the chosen place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, Patch, State, no_update

from dashboard import ids, printing, tables, wording
from geodata.gap.columns import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dash import Dash

    from dashboard.context import Context
    from dashboard.state import Selection

    Filters = dict[str, dict[str, Any]]

DISTRICT: Final = "district_name"
ONE_ROW: Final = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
TOTAL_LOOK: Final = {
    "styleConditions": [{"condition": "params.node.rowPinned", "style": {"fontWeight": 600}}]
}


def register(app: Dash, context: Context) -> None:
    """Connect the table to the selection, and its rows to the chosen place."""

    @app.callback(
        Output(ids.TABLE, "rowData"),
        Output(ids.TABLE, "columnDefs"),
        Output(ids.TABLE, "dashGridOptions"),
        Output(ids.TABLE, "filterModel"),
        Output(ids.TABLE, "columnState"),
        Output(ids.TABLE_TITLE, "children"),
        Output(ids.TABLE_NOTE, "children"),
        Output(ids.PRINT_ROWS, "data"),
        Input(ids.SELECTION, "data"),
        State(ids.TABLE, "filterModel"),
        prevent_initial_call=True,
    )
    def show_table(query: dict[str, str], filters: Filters | None) -> tuple[Any, ...]:
        return table_props(context, context.selected(query), filters or {})

    @app.callback(
        Output(ids.TABLE, "dashGridOptions", allow_duplicate=True),
        Output(ids.TABLE, "filterModel", allow_duplicate=True),
        Input(ids.TABLE, "id"),
        State(ids.SELECTION, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def open_table(_table: str, query: dict[str, str]) -> tuple[Any, ...]:
        selection = context.selected(query)
        return opening_options(context, selection), filters_for(context, selection, {})

    _register_scripts(app)


def _register_scripts(app: Dash) -> None:
    """Mark the row of the chosen place, in the browser; a chosen row sets the place there, too."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "showRow"),
        Output(ids.TABLE, "className"),
        Input(ids.SELECTION, "data"),
        Input(ids.TABLE, "rowData"),
        Input(ids.TABLE, "columnState"),
        State(ids.TABLE, "className"),
    )


def table_props(context: Context, selection: Selection, filters: Filters) -> tuple[Any, ...]:
    """
    Fill the table for a selection, in the order of the outputs.

    The state of the columns is given back to the grid, because its old order would move
    the layer's columns away from the front; sort order and filters stay.
    """
    table = tables.gap_table(context, selection)
    columns = tables.shown_columns(table, selection)
    return (
        tables.grid_rows(table, columns),
        tables.column_defs(columns),
        grid_options(tables.total_rows(table, columns)),
        filters_for(context, selection, filters, {column.key for column in columns}),
        None,
        tables.title(context, selection),
        tables.note(table, columns, selection),
        printing.print_rows(context, selection).to_store(),
    )


def opening_options(context: Context, selection: Selection) -> Patch:
    """Return what the grid of a page just opened still lacks: the total, and choosing rows."""
    table = tables.gap_table(context, selection)
    columns = tables.shown_columns(table, selection)
    return grid_options(tables.total_rows(table, columns))


def grid_options(total: list[dict[str, Any]]) -> Patch:
    """Set the total below the rows, apart from sort and filter, and let a row be chosen."""
    options = Patch()
    options["pinnedBottomRowData"] = total
    options["rowSelection"] = ONE_ROW
    options["getRowStyle"] = TOTAL_LOOK
    return options


def filters_for(
    context: Context,
    selection: Selection,
    filters: Filters,
    columns: Collection[str] = (),
) -> Any:  # noqa: ANN401
    """
    Keep the reader's filters, and show the rows of a chosen district only.

    Parameters
    ----------
    filters
        The grid's filters now; those of columns that are gone fall away.
    columns
        Keys of the columns to come.

    Returns
    -------
    The grid's filters to come, or no update where they are the same.
    """
    names = {
        str(code): str(name) for code, name in context.programme.districts["area_name"].items()
    }
    kept = {key: model for key, model in filters.items() if key in columns}
    below = selection.level != Level.DISTRICT
    own = names.get(wording.district_of(context.programme, selection.place), "")
    if below and selection.place in names:
        kept[DISTRICT] = _is_district(own)
    elif _was_set_here(kept.get(DISTRICT), names.values()) and not (
        below and kept[DISTRICT]["filter"] == own
    ):
        del kept[DISTRICT]
    return no_update if kept == filters else kept


def _was_set_here(model: dict[str, Any] | None, names: Iterable[str]) -> bool:
    """Whether a filter is that of a chosen district; a reader's own 'contains' is not."""
    return any(model == _is_district(name) for name in names)


def _is_district(name: str) -> dict[str, str]:
    return {"filterType": "text", "type": "equals", "filter": name}
