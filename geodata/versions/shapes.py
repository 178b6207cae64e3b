"""Meanings of columns that a person confirmed, kept for the next file of the same shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geodata.versions.disk import replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "columns.json"
MOST_SHAPES = 500


class Shapes:
    """
    Confirmed meanings by shape of file, in one small file that all workers share.

    Only headers and names of columns are kept, never a value.
    """

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def all(self) -> dict[str, dict[str, str]]:
        """Return all that is remembered; nothing where the file is not there or damaged."""
        try:
            kept = json.loads(self.path.read_bytes())
            return {
                str(shape): {str(header): str(name) for header, name in named.items()}
                for shape, named in kept.items()
            }
        except (OSError, ValueError, AttributeError):
            return {}

    def remember(self, shape: str, meanings: Mapping[str, str]) -> None:
        """Keep the meanings of one shape; the oldest of very many are forgotten."""
        kept = self.all()
        kept.pop(shape, None)
        kept[shape] = dict(meanings)
        newest = dict(list(kept.items())[-MOST_SHAPES:])
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace(self.path, json.dumps(newest, ensure_ascii=False, indent=1).encode())
