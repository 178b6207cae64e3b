"""Callbacks: read the selection, ask for results, return props."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboard.callbacks import (
    charts,
    plan,
    plan_next,
    plan_results,
    selection,
    summary,
    table,
    wait,
)
from dashboard.callbacks import map as mapping
from dashboard.context import likely_choices
from dashboard.jobs.here import StoppedError
from dashboard.maps.figure import patch_figure
from dashboard.state import Selection

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context


def register_all(app: Dash, context: Context) -> None:
    """Connect everything that answers to the reader."""
    selection.register(app)
    for part in (summary, mapping, charts, table, plan, plan_results, plan_next, wait):
        part.register(app, context)


def rehearse(context: Context) -> None:
    """Answer what a reader is likely to choose next, so that what answers share is there."""
    for choice in likely_choices():
        likely = Selection(**asdict(choice))
        summary.texts(context, likely)
        table.table_props(context, likely, {})
        patch_figure(context, likely)
        # A reader may wait for the same, and end it.
        with suppress(StoppedError):
            context.rules(choice)
    with suppress(StoppedError):
        plan_next.rehearse(context)
