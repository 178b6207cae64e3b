"""Work that a request does itself: noted as a job once it takes long, so that it can be ended."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Final

from dashboard.jobs.register import SILENT_S, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.jobs.pool import Jobs
    from dashboard.jobs.register import Job, Register
    from geodata.noting import Told

# What is done sooner is no job: with the compiled engine nothing is.
QUIET_S: Final = 0.5
# Well before the file of states takes silent work for lost.
BEAT_S: Final = SILENT_S / 4


class StoppedError(Exception):
    """Work was ended on a page."""


def key_of(kind: str, subject: object) -> str:
    """
    Name work of one kind, the same in every process.

    >>> key_of("walks", 1) == key_of("walks", 1), key_of("walks", 1)[:8]
    (True, 'here-wal')
    """
    return f"here-{kind}-{hashlib.sha256(repr(subject).encode()).hexdigest()[:32]}"


@contextlib.contextmanager
def noted(jobs: Jobs, kind: str, subject: object, quiet_s: float = QUIET_S) -> Iterator[Told]:
    """
    Give what takes the share of some work that is done, and note it in the file of states.

    A step that takes long stays noted by itself, so that a page can end the work meanwhile.

    Raises
    ------
    StoppedError
        From what is given, once a page has cancelled the work.
    """
    note = _Note(jobs, key_of(kind, subject), quiet_s)
    threading.Thread(target=note.beat, daemon=True).start()
    try:
        yield note.tell
    finally:
        note.end()


class _Note:
    """What the file of states says of one piece of work; told by the work, and beside it."""

    def __init__(self, jobs: Jobs, key: str, quiet_s: float) -> None:
        self._jobs, self._key, self._quiet_s = jobs, key, quiet_s
        self._begun, self._share = time.monotonic(), 0.0
        self._turn: float | None = None
        self._lock, self._over = threading.Lock(), threading.Event()

    def tell(self, share: float) -> None:
        """Note how much is done, once the work takes long; a reader's end of it is raised here."""
        self._share = share
        if time.monotonic() - self._begun >= self._quiet_s and not self._noted():
            raise StoppedError

    def beat(self) -> None:
        """Note the work while it tells nothing."""
        rest = self._quiet_s
        while not self._over.wait(rest) and self._noted():
            rest = BEAT_S

    def end(self) -> None:
        """Forget the work, whose answer is elsewhere, unless a reader ended it."""
        self._over.set()
        with self._lock, contextlib.suppress(sqlite3.Error, OSError):
            if self._turn is not None:
                self._jobs.register.drop(self._key, self._turn)

    def _noted(self) -> bool:
        """Note the work unless it is over; False once a reader has ended it."""
        # A file that cannot be written ends no work.
        with self._lock, contextlib.suppress(sqlite3.Error, OSError):
            return self._over.is_set() or self._write(self._jobs.register)
        return True

    def _write(self, register: Register) -> bool:
        # Whoever asked still waits for the answer, which is to look at it.
        found = register.look(self._key)
        if found is not None and found.state == State.CANCELLED and self._is_asked_by(found):
            return False
        if self._turn is None or found is None or not found.is_active:
            self._turn = register.begin(self._key, again=True)
        if self._turn is not None and register.beat(self._key, self._turn, os.getpid()):
            register.tell(self._key, self._turn, self._share, {})
        return True

    def _is_asked_by(self, cancelled: Job) -> bool:
        """Whether an end is of this work, noted or not yet, rather than of one before it."""
        return self._turn is not None or cancelled.seconds <= time.monotonic() - self._begun
