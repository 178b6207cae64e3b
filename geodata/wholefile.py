"""A file written in one step: a reader sees the whole of it or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file in one step, with the folders above it; only its owner may read it.

    For what can be made again: nothing waits for the disk. What must outlast a loss of power
    is written by ``geodata.versions.disk``.

    Raises
    ------
    OSError
        When the disk refuses; nothing is left behind then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
