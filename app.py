"""Serve the Mentor Mother Atlas: ``python app.py [--data FOLDER] [--port PORT]``."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from dashboard.about import about_text
from dashboard.explore import explore_view
from dashboard.plan.page import plan_text
from dashboard.serving.server import NOT_FOUND, Page, create_app, open_context, serve
from dashboard.serving.settings import SettingsError, read_settings
from dashboard.sheet import sheet_text
from dashboard.text import Links
from geodata.errors import DatasetError
from layouts.pages import about, data, explore, missing, plan, snapshot
from layouts.shell import frame

if TYPE_CHECKING:
    from dashboard.serving.server import Atlas, Context
    from dashboard.serving.settings import Settings

PATHS = Links()  # below the app's own root; links in pages also carry the prefix


def build(context: Context, settings: Settings) -> Atlas:
    """Put the app of one dataset together."""
    links, view = Links.under(context.mount), partial(explore_view, context)
    sheet = partial(sheet_text, context, settings.published)
    pages = [
        Page(PATHS.explore, "Explore", lambda **asked: explore.shown(view(asked), links)),
        Page(PATHS.plan, "Plan", lambda **asked: plan.layout(plan_text(context, asked), links)),
        Page(PATHS.snapshot, "Snapshot", lambda **asked: snapshot.layout(sheet(asked), links)),
        Page(PATHS.data, "Data", lambda **_: data.layout(about_text(context), links)),
        Page(PATHS.about, "About", lambda **_: about.layout(about_text(context), links)),
        Page(NOT_FOUND, "Not found", lambda **_: missing.layout(about_text(context), links)),
    ]
    return create_app(context, settings, frame, pages)


def main(arguments: list[str]) -> int:
    """Start the app; a setting or dataset that cannot be used is told, not thrown."""
    try:
        settings = read_settings(arguments, os.environ)
        serve(build, open_context(settings), settings)
    except (SettingsError, DatasetError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
