"""Drafts: what one person has uploaded and not yet published, on disk under a random token."""

from __future__ import annotations

import json
import re
import secrets
import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geodata.versions.disk import remove, replace, replace_all
from geodata.versions.undo import keeping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TOKEN = re.compile(r"[A-Za-z0-9_-]{43,64}", re.ASCII)
TOKEN_BYTES = 32
OWNER_ONLY = 0o700
NOTES = ".draft.json"
KEPT_S = 7 * 24 * 3600


class UnknownDraftError(LookupError):
    """No draft has this token; it may have been too old, or was never there."""


class Drafts:
    """
    Drafts in one folder, shared by all workers of a server.

    A token is 256 random bits: who does not hold it cannot guess it, and nothing lists them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def new(self, base: int) -> str:
        """Open a draft that begins from a publish (0 for none) and return its token."""
        token = secrets.token_hex(TOKEN_BYTES)  # No hyphen: it is typed on a command line
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / token).mkdir(mode=OWNER_ONLY)
        self.note(token, {"base": base, "uploads": []})
        return token

    def folder(self, token: str) -> Path:
        """
        Return the folder of a draft; its files are those that differ from the base.

        Raises
        ------
        UnknownDraftError
            When there is none.
        """
        folder = self.root / token
        if not TOKEN.fullmatch(token) or not folder.is_dir():
            raise UnknownDraftError
        return folder

    def notes(self, token: str) -> dict[str, Any]:
        """Return what was noted on a draft: its base and its uploads in order."""
        folder = self.folder(token)
        try:
            notes = json.loads((folder / NOTES).read_bytes())
        except (OSError, ValueError) as fault:
            raise UnknownDraftError from fault
        return dict(notes)

    def note(self, token: str, notes: dict[str, Any]) -> None:
        """Note the base and uploads of a draft, in one step."""
        replace(self.folder(token) / NOTES, json.dumps(notes).encode())

    def put(
        self,
        token: str,
        upload: Mapping[str, Any],
        files: Mapping[str, bytes],
        beside: Mapping[str, bytes] = MappingProxyType({}),
        gone: Sequence[str] = (),
    ) -> None:
        """
        Put what an upload changes into a draft and note it; where the disk refuses, nothing.

        Parameters
        ----------
        upload
            What is noted, with its ``name``.
        files
            Files of the dataset; what they were before is kept.
        beside
            Files that tell about the upload and are no part of the dataset.
        gone
            Such files that are of no use any more.
        """
        folder, notes = self.folder(token), self.notes(token)
        others = [one for one in notes["uploads"] if one["name"] != upload["name"]]
        noted = json.dumps(notes | {"uploads": [*others, dict(upload)]}).encode()
        with keeping(folder, upload["name"], files):
            replace_all(folder, {**files, **beside, NOTES: noted})
        for name in gone:
            (folder / name).unlink(missing_ok=True)

    def forget(self, token: str) -> None:
        """Remove a draft with all it holds."""
        remove(self.folder(token))

    def sweep(self, now_s: float | None = None) -> int:
        """Remove drafts that nobody has touched for a week; return how many."""
        oldest = (time.time() if now_s is None else now_s) - KEPT_S
        found = list(self.root.iterdir()) if self.root.is_dir() else []
        old = [path for path in found if path.is_dir() and path.stat().st_mtime < oldest]
        for path in old:
            remove(path)
        return len(old)
