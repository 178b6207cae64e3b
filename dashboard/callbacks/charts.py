"""The chart of the detail panel, for the chosen place and the colour scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output

from dashboard import ids
from dashboard.charts import chart_of

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context


def register(app: Dash, context: Context) -> None:
    """Connect the chart to the selection and to the colour scheme."""

    @app.callback(
        Output(ids.DETAIL_CHART, "figure"),
        Input(ids.SELECTION, "data"),
        Input(ids.THEME, "data"),
    )
    def show_chart(query: dict[str, str], scheme: str | None) -> dict[str, Any]:
        selection = context.selected(query)
        return chart_of(context, selection, "dark" if scheme == "dark" else "light")
