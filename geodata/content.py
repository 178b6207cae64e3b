"""What a dataset folder holds, told by one hash over its files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = (".", "~$")  # Editors leave such files behind; they are no part of the dataset.


def content_files(folder: Path) -> list[Path]:
    """Return the files that belong to a dataset folder, by name; sub-folders do not."""
    files = (path for path in folder.iterdir() if path.is_file())
    return sorted((path for path in files if not path.name.startswith(HIDDEN)), key=_name)


def _name(path: Path) -> str:
    return path.name


def content_hash(folder: Path) -> str:
    """
    Return a SHA-256 over the names and bytes of the folder's files, names sorted.

    Hidden files and what editors leave behind do not count; sub-folders do not either.
    """
    digest = hashlib.sha256()
    for path in content_files(folder):
        raw = path.read_bytes()
        digest.update(f"{path.name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.hexdigest()
