"""Published snapshots: frozen on disk under an address that nobody can guess."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import secrets
import shutil
import sqlite3
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard.snapshot.words import Stamp
from geodata.errors import GeodataError
from geodata.public.jsontext import KeptViewError, view_from, view_text
from geodata.versions import disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geodata.public.view import PublicView

TOKEN_BYTES: Final = 24
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32}")
VIEW, RECORD, WITHDRAWN = "view.json", "record.json", "withdrawn.json"
# The making of a snapshot and its check take a second or two.
LOCK, LOCK_WAIT_S = ".lock", 60.0
UNWRITABLE: Final = "The folder of published snapshots cannot be written."
_NO_LOCK: Final = {
    sqlite3.SQLITE_BUSY: "Others are publishing at this moment: try again.",
    sqlite3.SQLITE_NOTADB: f"The file {LOCK} among the snapshots is damaged: delete it.",
}
HTML, PDF = "snapshot.html", "snapshot.pdf"


class PublishedError(GeodataError):
    """What was published cannot be read, or is not there."""


@dataclass(frozen=True)
class Edition:
    """
    One published snapshot.

    Attributes
    ----------
    token
        The part of its address that cannot be guessed.
    number
        1 for the first ever published here, and so on.
    view
        The public view it was made from: its numbers, policy, rules and choices.
    digests
        SHA-256 of each of its public files, by name.
    withdrawn_at, withdrawn_why
        When and why it was withdrawn; None while it stands.
    """

    token: str
    number: int
    published_at: dt.datetime
    view: PublicView
    digests: tuple[tuple[str, str], ...]
    withdrawn_at: dt.datetime | None = None
    withdrawn_why: str = ""


class Published:
    """
    The folder of all published snapshots; each has a folder of its own, named by its token.

    A snapshot appears in one step or not at all, and nothing in its folder is changed
    afterwards: withdrawing adds a file. The record of a withdrawn one stays, since readers
    may have kept it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._is_held = False

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """
        Hold everybody else off who publishes or withdraws here, in other processes too.

        What is published next is checked beside all that is published already: two at once would
        not know of each other. The system frees the lock of a process that ends.

        Raises
        ------
        PublishedError
            If others keep it for too long, or the folder cannot be written.
        """
        with self._lock:
            if self._is_held:
                yield
                return
            with _in_words():
                self.folder.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(_locked(self.folder / LOCK)):
                self._is_held = True
                try:
                    yield
                finally:
                    self._is_held = False

    def editions(self) -> tuple[Edition, ...]:
        """
        List all editions, the first published first.

        Raises
        ------
        PublishedError
            If one cannot be read: what readers hold is then not known, so that nothing new may
            be published beside it.
        """
        if not self.folder.is_dir():
            return ()
        with _in_words():
            names = [path.name for path in self.folder.iterdir() if TOKEN.fullmatch(path.name)]
        return tuple(sorted(map(self._edition, names), key=lambda one: one.number))

    def find(self, token: str) -> Edition | None:
        """Return one edition by its token, withdrawn or not; None where there is none."""
        known = bool(TOKEN.fullmatch(token)) and (self.folder / token).is_dir()
        return self._edition(token) if known else None

    def file(self, edition: Edition, name: str) -> bytes:
        """
        Return a file as it was published.

        Raises
        ------
        PublishedError
            If the edition was withdrawn, has no such file, or the file was changed since.
        """
        if edition.withdrawn_at:
            raise PublishedError("This snapshot was withdrawn.")
        digest = dict(edition.digests).get(name)
        if digest is None:
            raise PublishedError(f"No file {name} was published.")
        with _in_words():
            content = (self.folder / edition.token / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise PublishedError(f"{name} is not as it was published.")
        return content

    def publish(
        self,
        make: Callable[[tuple[PublicView, ...], Stamp], tuple[PublicView, Mapping[str, bytes]]],
        at: dt.datetime,
    ) -> Edition:
        """
        Publish what ``make`` makes, or nothing where it refuses.

        Parameters
        ----------
        make
            Given all views published so far and the stamp of the new snapshot, returns its
            view and its files; it checks that nothing can be worked out and raises otherwise.
        at
            When it is published.
        """
        with self.alone():
            known = self.editions()
            number = max((one.number for one in known), default=0) + 1
            view, files = make(tuple(one.view for one in known), Stamp(number, at.date()))
            digests = {name: hashlib.sha256(one).hexdigest() for name, one in files.items()}
            token = secrets.token_urlsafe(TOKEN_BYTES)
            record = {"number": number, "published_at": at.isoformat(), "digests": digests}
            with _in_words():
                self._keep(token, {**files, RECORD: _text(record), VIEW: view_text(view).encode()})
        return Edition(token, number, at, view, tuple(digests.items()))

    def withdraw(self, token: str, why: str, at: dt.datetime) -> Edition:
        """
        Withdraw an edition: its address then only says so; twice is as once.

        Raises
        ------
        PublishedError
            If there is none of this token.
        """
        with self.alone():
            edition = self.find(token)
            if edition is None:
                raise PublishedError("There is no such snapshot.")
            if edition.withdrawn_at:
                return edition
            said = _text({"at": at.isoformat(), "why": why})
            with _in_words():
                disk.replace(self.folder / token / WITHDRAWN, said)
            return replace(edition, withdrawn_at=at, withdrawn_why=why)

    def _keep(self, token: str, files: Mapping[str, bytes]) -> None:
        part = Path(tempfile.mkdtemp(dir=self.folder, prefix=".part-"))
        try:
            for name, content in files.items():
                disk.write_durably(part / name, content)
            disk.sync_folder(part)
            part.rename(self.folder / token)
            disk.sync_folder(self.folder)
        except OSError:
            shutil.rmtree(part, ignore_errors=True)
            raise

    def _edition(self, token: str) -> Edition:
        folder = self.folder / token
        try:
            record = json.loads((folder / RECORD).read_text("utf-8"))
            edition = Edition(
                token=token,
                number=int(record["number"]),
                published_at=dt.datetime.fromisoformat(record["published_at"]),
                view=view_from((folder / VIEW).read_text("utf-8")),
                digests=tuple(record["digests"].items()),
            )
            if not (folder / WITHDRAWN).exists():
                return edition
            said = json.loads((folder / WITHDRAWN).read_text("utf-8"))
            at = dt.datetime.fromisoformat(said["at"])
            return replace(edition, withdrawn_at=at, withdrawn_why=str(said["why"]))
        except (OSError, KeyError, TypeError, ValueError, AttributeError, KeptViewError) as fault:
            raise PublishedError(
                "The record of a published snapshot cannot be read; put its folder back from a "
                f"copy: {folder.name[:6]}..."
            ) from fault


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """Say what the disk refused without the paths of this machine."""
    try:
        yield
    except OSError as fault:
        why = fault.strerror or "unknown fault"
        raise PublishedError(f"The disk refused ({why}); nothing has changed.") from fault


def _locked(path: Path) -> sqlite3.Connection:
    """Lock a file until the connection is closed; what SQLite does works on every system."""
    lock = sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as fault:
        lock.close()
        raise PublishedError(_NO_LOCK.get(fault.sqlite_errorcode & 0xFF, UNWRITABLE)) from fault
    return lock


def _text(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, indent=1, ensure_ascii=False).encode()
