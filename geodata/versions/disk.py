"""Files written so that a crash at any byte leaves the old state or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from geodata.content import content_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

READ_ONLY = 0o444
PART = ".part-"


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, on systems where one can."""
    with contextlib.suppress(PermissionError):  # Windows opens no folder, and needs it not.
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_once(path: Path, content: bytes) -> None:
    """
    Write a whole file under a name that nobody has taken, in one step.

    Raises
    ------
    FileExistsError
        When the name is taken, even a moment ago by another process.
    """
    part = path.with_name(f"{PART}{secrets.token_hex(8)}")
    try:
        write_durably(part, content)
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Write a file in place of what stood there; a reader sees the old one or the new one."""
    part = path.with_name(f"{PART}{secrets.token_hex(8)}")
    try:
        write_durably(part, content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """
    Write files in place of what stood there; where the disk refuses one, all stay as they were.

    All are written first; what then remains, giving them their names, needs no space.
    """
    parts = {name: folder / f"{PART}{secrets.token_hex(8)}" for name in contents}
    try:
        for name, part in parts.items():
            write_durably(part, contents[name])
        for name, part in parts.items():
            part.replace(folder / name)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    sync_folder(folder)


def copy_folder(files: list[Path], target: Path) -> None:
    """
    Copy files into a folder that appears whole or not at all; they can then only be read.

    The folder is named by the hash of its content; one that is there already is left alone.

    Raises
    ------
    OSError
        When the disk refuses, or the files changed meanwhile.
    """
    part = target.with_name(f"{PART}{secrets.token_hex(8)}")
    try:
        part.mkdir(parents=True)
        for file in files:
            write_durably(part / file.name, file.read_bytes())
            (part / file.name).chmod(READ_ONLY)
        sync_folder(part)
        if content_hash(part) != target.name:
            raise OSError(errno.EBUSY, "the files changed while they were copied")
        if not target.exists():
            with contextlib.suppress(FileExistsError):
                part.rename(target)
        sync_folder(target.parent)
    finally:
        remove(part)


def remove(folder: Path) -> None:
    """Remove a folder that nobody needs; one that cannot be removed stays, hidden."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.is_file():
                path.chmod(0o644)  # Windows removes no file that can only be read.
    shutil.rmtree(folder, ignore_errors=True)
