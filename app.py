"""Serve the Mentor Mother Atlas: ``python app.py [--data FOLDER] [--port PORT]``."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from dashboard.about import about_text
from dashboard.delivery import map_styles
from dashboard.explore import explore_text
from dashboard.maps import initial_figure
from dashboard.plan_page import plan_text
from dashboard.publishing import sheet_text
from dashboard.server import Page, create_app, open_context, serve
from dashboard.settings import SettingsError, read_settings
from dashboard.state import Selection
from dashboard.text import Links
from geodata.errors import DatasetError
from layouts.pages import about, data, explore, plan, snapshot
from layouts.shell import frame

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.context import Context

PATHS = Links()  # below the app's own root; links in pages also carry the prefix


def explore_page(context: Context, **query: str) -> Component:
    """Build Explore for the selection in the address."""
    chosen = Selection.from_query(query)
    text, figure = explore_text(context, chosen), initial_figure(context, chosen, map_styles())
    return explore.layout(chosen, text, Links.under(context.mount), figure)


def main(arguments: list[str]) -> int:
    """Start the app; a setting or dataset that cannot be used is told, not thrown."""
    try:
        settings = read_settings(arguments, os.environ)
        context = open_context(settings)
        links, shown = Links.under(context.mount), partial(sheet_text, context, settings.published)
        pages = [
            Page(PATHS.explore, "Explore", partial(explore_page, context)),
            Page(PATHS.plan, "Plan", lambda **query: plan.layout(plan_text(context, query), links)),
            Page(PATHS.snapshot, "Snapshot", lambda **_: snapshot.layout(shown(), links)),
            Page(PATHS.data, "Data", lambda **_: data.layout(about_text(context), links)),
            Page(PATHS.about, "About", lambda **_: about.layout(about_text(context), links)),
        ]
        serve(create_app(context, settings, frame, pages), settings)
    except (SettingsError, DatasetError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
