"""What the files of a draft were before each upload changed them, so that one can be taken out."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from typing import TYPE_CHECKING, Any

from geodata.versions.disk import replace
from geodata.versions.sharedsources import SHARED, ids_of, without_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FOLDER = ".before"
ABSENT = ".absent"


def _kept(draft: Path, name: str) -> Path:
    return draft / FOLDER / hashlib.sha256(name.encode()).hexdigest()[:32]


@contextlib.contextmanager
def keeping(draft: Path, name: str, files: Iterable[str]) -> Iterator[None]:
    """
    Keep files as they are before an upload changes them; what was kept for it before stays.

    When the change then fails, what was kept for it goes again.
    """
    folder = _kept(draft, name)
    known = set(folder.iterdir()) if folder.is_dir() else None
    try:
        _keep(draft, folder, files)
        yield
    except OSError:
        if known is None:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                folder.parent.rmdir()  # Only where nothing else is kept.
        else:
            for path in set(folder.iterdir()) - known:
                path.unlink(missing_ok=True)
        raise


def _keep(draft: Path, folder: Path, files: Iterable[str]) -> None:
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

    Rows added to the table of sources block nothing: they are told from one another. It cannot
    when nothing was kept of the files before it, or when another upload changed one of them
    between its two readings.
    """
    at = next((place for place, one in enumerate(uploads) if one["name"] == name), None)
    if at is None or uploads[at].get("mixed") or not _kept(draft, name).is_dir():
        return None
    own = set(uploads[at]["files"])
    if len(own) > 1 and all(set(one["files"]) != {SHARED} for one in uploads[at + 1 :]):
        own -= {SHARED}  # Each adds rows of its own to it.
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


def restore(draft: Path, uploads: list[Mapping[str, Any]], name: str) -> None:
    """
    Put the files of a draft back to what they were before an upload.

    The table of sources stays where later uploads have added to it as well; ``clear_sources``
    then takes out what only this one had.
    """
    folder = _kept(draft, name)
    shared = bool(_with_sources(draft, uploads, name))
    for path in sorted(folder.iterdir()):
        if shared and path.name.removesuffix(ABSENT) == SHARED:
            continue
        if path.name.endswith(ABSENT):
            (draft / path.name.removesuffix(ABSENT)).unlink(missing_ok=True)
        else:
            replace(draft / path.name, path.read_bytes())


def clear_sources(
    draft: Path, uploads: list[Mapping[str, Any]], name: str, base: bytes, used: set[str]
) -> None:
    """
    Take out the sources that an upload has added, here and in what is kept for later ones.

    Parameters
    ----------
    base
        The table of sources that the draft began from.
    used
        Sources that the dataset names without the upload: they stay.
    """
    later = _with_sources(draft, uploads, name)
    if not later:
        return
    before = _kept(draft, name) / SHARED
    known = ids_of(before.read_bytes() if before.is_file() else base)
    gone = ids_of(later[0].read_bytes()) - known - used
    for path in (draft / SHARED, *later):
        replace(path, without_ids(path.read_bytes(), gone))
    if not before.is_file() and ids_of(later[0].read_bytes()) == known:
        later[0].unlink()  # The next upload is now the first to add any.
        replace(later[0].with_name(f"{SHARED}{ABSENT}"), b"")


def _with_sources(draft: Path, uploads: list[Mapping[str, Any]], name: str) -> list[Path]:
    """Return the tables of sources as they were before each later upload that changed it."""
    names = [str(one["name"]) for one in uploads]
    if not any((_kept(draft, name) / file).exists() for file in (SHARED, f"{SHARED}{ABSENT}")):
        return []
    kept = [_kept(draft, other) / SHARED for other in names[names.index(name) + 1 :]]
    return [path for path in kept if path.is_file()]


def forget(draft: Path, name: str) -> None:
    """Forget what files were before an upload."""
    shutil.rmtree(_kept(draft, name), ignore_errors=True)
