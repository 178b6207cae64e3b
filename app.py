"""Serve the Mentor Mother Atlas: ``python app.py [--data FOLDER] [--port PORT]``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from dashboard.server import Page, create_app, open_context, serve
from dashboard.settings import SettingsError, read_settings
from geodata.errors import DatasetError
from layouts.shell import frame

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGES: list[Page] = []


def main(arguments: Sequence[str]) -> int:
    """Start the app; a setting or dataset that cannot be used is told, not thrown."""
    try:
        settings = read_settings(arguments, os.environ)
        context = open_context(settings)
        serve(create_app(frame, PAGES, settings), settings)
    except (SettingsError, DatasetError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
