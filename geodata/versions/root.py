"""Where versions and drafts are kept when nobody says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT_SETTING = "ATLAS_VERSIONS"


def versions_root(environment: Mapping[str, str]) -> Path:
    """
    Folder of versions and drafts: ``ATLAS_VERSIONS``, or where this system keeps data.

    >>> versions_root({"ATLAS_VERSIONS": "here"}).name
    'here'
    """
    chosen = environment.get(ROOT_SETTING)
    return Path(chosen or platformdirs.user_data_path("mentor-mother-atlas", appauthor=False))
