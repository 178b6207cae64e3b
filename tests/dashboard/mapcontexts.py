"""Contexts for the tests of the map: made once a programme, as the app makes its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dashboard.context import Context, ready_context
from geodata.programme import load
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from pathlib import Path

    from dash import Patch

    from geodata.programme import Programme

STYLES = {"light": "/light.json", "dark": "/dark.json"}


@lru_cache(maxsize=4)
def context_of(programme: Programme) -> Context:
    return ready_context(programme, {season: travel_tables(programme, season) for season in Season})


@lru_cache(maxsize=4)
def context_in(folder: Path) -> Context:
    """Context of a dataset folder that no test changes."""
    return context_of(load(folder))


def applied(figure: dict[str, Any], patch: Patch) -> dict[str, Any]:
    """Apply a patch to a figure as Dash's own script does."""
    for step in patch.to_plotly_json()["operations"]:
        assert step["operation"] == "Assign"
        *outer, last = step["location"]
        target: Any = figure
        for name in outer:
            target = target[name]
        target[last] = step["params"]["value"]
    return figure
