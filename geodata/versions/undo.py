"""What the files of a draft were before each upload changed them, so that one can be taken out."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Any

from geodata.versions.disk import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDER = ".before"
ABSENT = ".absent"


def _kept(draft: Path, name: str) -> Path:
    return draft / FOLDER / hashlib.sha256(name.encode()).hexdigest()[:32]


def keep(draft: Path, name: str, files: Iterable[str]) -> None:
    """Keep files as they are before an upload changes them; what was kept for it before stays."""
    folder = _kept(draft, name)
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        if (folder / file).exists() or (folder / f"{file}{ABSENT}").exists():
            continue
        there = draft / file
        target = folder / (file if there.is_file() else f"{file}{ABSENT}")
        replace(target, there.read_bytes() if there.is_file() else b"")


def blockers(draft: Path, uploads: list[Mapping[str, Any]], name: str) -> list[str] | None:
    """
    Return which uploads have to go before one can, in the order of taking out; None when it cannot.

    It cannot when nothing was kept of the files before it, or when another upload changed one of
    them between its two readings.
    """
    at = next((place for place, one in enumerate(uploads) if one["name"] == name), None)
    if at is None or uploads[at].get("mixed") or not _kept(draft, name).is_dir():
        return None
    own = set(uploads[at]["files"])
    later = [one for one in uploads[at + 1 :] if own & set(one["files"])]
    return [one["name"] for one in reversed(later) if _kept(draft, one["name"]).is_dir()]


def holders(draft: Path, uploads: list[Mapping[str, Any]], files: set[str], name: str) -> list[str]:
    """Return the other uploads, of which something was kept, that changed any of some files."""
    return [
        one["name"]
        for one in reversed(uploads)
        if one["name"] != name and files & set(one["files"]) and _kept(draft, one["name"]).is_dir()
    ]


def is_mixed(draft: Path, uploads: list[Mapping[str, Any]], name: str) -> bool:
    """Say whether an upload that is read again can no longer be told from what came between."""
    before = [one for one in uploads if one["name"] == name]
    return bool(before and before[0]["files"]) and blockers(draft, uploads, name) != []


def restore(draft: Path, name: str) -> None:
    """Put the files of a draft back to what they were before an upload."""
    folder = _kept(draft, name)
    for path in sorted(folder.iterdir()):
        if path.name.endswith(ABSENT):
            (draft / path.name.removesuffix(ABSENT)).unlink(missing_ok=True)
        else:
            replace(draft / path.name, path.read_bytes())
    forget(draft, name)


def forget(draft: Path, name: str) -> None:
    """Forget what files were before an upload."""
    shutil.rmtree(_kept(draft, name), ignore_errors=True)
