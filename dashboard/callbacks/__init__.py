"""Callbacks: read the selection, ask for results, return props."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.callbacks import charts, downloads, selection, summary, table
from dashboard.callbacks import map as mapping

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context


def register_all(app: Dash, context: Context) -> None:
    """Connect everything that answers to the reader."""
    selection.register(app)
    for part in (summary, mapping, charts, table, downloads):
        part.register(app, context)
