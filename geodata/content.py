"""What a dataset folder holds, told by one hash over its files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from geodata.findings import Finding, error

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

    Raises
    ------
    UnreadableFileError
        When this user may not read one of the files.
    """
    digest = hashlib.sha256()
    for path in content_files(folder):
        try:
            raw = path.read_bytes()
        except OSError as problem:
            raise UnreadableFileError(unreadable(path.name, problem)) from problem
        digest.update(f"{path.name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.hexdigest()


def folder_fault(folder: Path) -> Finding | None:
    """
    Say why nothing of a folder can be read; None where its files can be listed.

    >>> from pathlib import Path
    >>> print(folder_fault(Path("no", "such")))
    error: no/such: There is no such folder. Give the folder that holds programme.json.
    """
    remedy = "Give the folder that holds programme.json."
    try:
        if folder.is_dir():
            content_files(folder)
            return None
        message = "This is a file." if folder.is_file() else "There is no such folder."
    except PermissionError as problem:
        return unreadable(str(folder), problem)
    except OSError as problem:  # Such as a name that is too long for this system.
        message = f"There is no such folder ({problem.strerror})."
    return error("missing_folder", str(folder), None, "", "", message, remedy)


def unreadable(name: str, problem: OSError) -> Finding:
    """
    Say that a file or folder is there and cannot be read, and what to do.

    >>> print(unreadable("a.csv", PermissionError(13, "Permission denied")))
    error: a.csv: It cannot be read (Permission denied). Allow this user to read it.
    """
    message = f"It cannot be read ({problem.strerror})."
    return error("unreadable", name, None, "", "", message, "Allow this user to read it.")
