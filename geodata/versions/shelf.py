"""
Versions of a dataset: each an immutable folder named by its content, and a line of publishes.

``data/<hash>/`` holds the files of a version, ``history/000001.json`` says who put which
version in use, when and why. The highest number is in use; the file that carries it appears in
one step and only once, so of two people who publish at the same time one is told.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.content import content_files, content_hash
from geodata.versions.disk import copy_folder, write_once
from geodata.versions.manifest import Act, Manifest, manifest_bytes, manifest_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

RECORD = re.compile(r"(\d{6})\.json", re.ASCII)
LONGEST_WORDS = 500


class NotPublishedError(Exception):
    """Nothing was published and what was in use still is; the message is for the reader."""


class PublishConflictError(NotPublishedError):
    """Somebody else published meanwhile; ``head`` is what is in use now."""

    def __init__(self, head: Manifest) -> None:
        super().__init__(
            f"Nothing was published: meanwhile {head.who} published version "
            f"{head.version[:12]} ({head.why}). Compare with it, then publish again."
        )
        self.head = head


@dataclass(frozen=True)
class Words:
    """
    What a person says on publishing.

    Raises
    ------
    NotPublishedError
        When the name or the reason is missing or far too long.
    """

    who: str
    why: str

    def __post_init__(self) -> None:
        for title, text in (("name", self.who), ("reason", self.why)):
            if not text.strip() or len(text) > LONGEST_WORDS:
                raise NotPublishedError(
                    f"Nothing was published: a {title} of 1 to {LONGEST_WORDS} signs is needed."
                )


class Versions:
    """
    The versions kept in one folder, which is made when the first is published.

    Parameters
    ----------
    root
        Holds ``data`` and ``history``; nothing else should write there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def history(self) -> tuple[Manifest, ...]:
        """Return all publishes, the oldest first; a damaged record is passed over."""
        folder = self.root / "history"
        if not folder.is_dir():
            return ()
        paths = sorted(path for path in folder.iterdir() if RECORD.fullmatch(path.name))
        read = (manifest_of(path.read_bytes()) for path in paths)
        return tuple(manifest for manifest in read if manifest is not None)

    def latest_number(self) -> int:
        """Return the number of the newest record, read or not; 0 before the first publish."""
        folder = self.root / "history"
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return max(
            (int(found[1]) for name in names if (found := RECORD.fullmatch(name))), default=0
        )

    def head(self) -> Manifest | None:
        """Return the publish in use, or None before the first."""
        return next(reversed(self.history()), None)

    def folder(self, manifest: Manifest) -> Path:
        """
        Return the folder of a version, after a look at every byte of it.

        Raises
        ------
        NotPublishedError
            When it is not there or was changed by hand.
        """
        return self._checked(manifest.version)

    def _checked(self, version: str) -> Path:
        folder = self.root / "data" / version
        if not folder.is_dir() or content_hash(folder) != version:
            raise NotPublishedError(
                f"Version {version[:12]} is missing or was changed on the disk: bring "
                "back its folder from a backup, or use another version."
            )
        return folder

    def find(self, text: str) -> Manifest:
        """
        Return the newest publish with this number, or whose version begins so.

        Raises
        ------
        NotPublishedError
            When there is none, or several versions begin so.
        """
        found = [one for one in self.history() if text in {str(one.number), one.version}]
        found = found or [one for one in self.history() if text and one.version.startswith(text)]
        if len({one.version for one in found}) != 1:
            raise NotPublishedError(f"There is no one version '{text}'; see the list of versions.")
        return found[-1]

    def publish(
        self,
        folder: Path,
        words: Words,
        when: datetime,
        *,
        base: int,
        sources: Sequence[str] = (),
        accepted: Sequence[str] = (),
        decisions: Sequence[str] = (),
    ) -> Manifest:
        """
        Put the files of a folder in use as a new version.

        Parameters
        ----------
        base
            Number of the publish that the work began from, 0 for none.

        Raises
        ------
        PublishConflictError
            When another publish has come since.
        NotPublishedError
            When nothing has changed or the disk is full; what was in use still is.
        """
        self._refuse_conflict(base)
        version = content_hash(folder)
        self._refuse_same(version)
        files = content_files(folder)
        target = self.root / "data" / version
        try:
            if not target.exists():
                copy_folder(files, target)
        except OSError as fault:
            raise _disk_fault(fault) from fault
        self._checked(version)
        told = (tuple(sources), tuple(accepted), tuple(decisions))
        return self._record(Act.PUBLISH, version, words, when, base, told)

    def rollback(self, to: Manifest, words: Words, when: datetime, *, base: int) -> Manifest:
        """
        Put an older version in use again: a publish like any other.

        Raises
        ------
        PublishConflictError
            When another publish has come since.
        NotPublishedError
            When it is in use already, damaged, or the disk is full.
        """
        self._refuse_conflict(base)
        self._refuse_same(to.version)
        self.folder(to)
        return self._record(
            Act.ROLLBACK, to.version, words, when, base, ((), to.accepted, to.decisions)
        )

    def _refuse_conflict(self, base: int) -> None:
        head = self.head()
        if head is not None and head.number != base:
            raise PublishConflictError(head)

    def _refuse_same(self, version: str) -> None:
        head = self.head()
        if head is not None and head.version == version:
            raise NotPublishedError("Nothing was published: this is what is in use already.")

    def _record(
        self,
        act: Act,
        version: str,
        words: Words,
        when: datetime,
        base: int,
        told: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
    ) -> Manifest:
        folder = self.root / "data" / version
        sources, accepted, decisions = told
        digests = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in content_files(folder)
        }
        manifest = Manifest(
            self._next_number(base), version, act, words.who.strip(), when, words.why.strip(),
            sources, accepted, digests, decisions,
        )  # fmt: skip
        path = self.root / "history" / f"{manifest.number:06d}.json"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_once(path, manifest_bytes(manifest))
        except FileExistsError as fault:
            head = self.head()
            raise (PublishConflictError(head) if head else _disk_fault(fault)) from fault
        except OSError as fault:
            raise _disk_fault(fault) from fault
        return manifest

    def _next_number(self, base: int) -> int:
        """Return the number after the base, past any damaged record."""
        folder = self.root / "history"
        damaged = [0]
        for path in folder.iterdir() if folder.is_dir() else ():
            found = RECORD.fullmatch(path.name)
            if found and manifest_of(path.read_bytes()) is None:
                damaged.append(int(found[1]))
        return max(base, *damaged) + 1


def _disk_fault(fault: OSError) -> NotPublishedError:
    reason = fault.strerror or "unknown fault"
    return NotPublishedError(
        f"Nothing was published: the disk refused ({reason}). What was in use still is."
    )
