"""Work that a request does itself: noted as a job once it takes long, so that it can be ended."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING, Final

from dashboard.jobs.register import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.jobs.pool import Jobs
    from geodata.noting import Told

# What is done sooner is no job: with the compiled engine nothing is.
QUIET_S: Final = 0.5


class StoppedError(Exception):
    """
    Work was ended on a page.

    ``about`` is what the page had asked for, where one asked for something of its own.
    """

    def __init__(self, about: str = "") -> None:
        super().__init__("ended on a page")
        self.about = about


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

    Raises
    ------
    StoppedError
        From what is given, once a page has cancelled the work.
    """
    key, begun = key_of(kind, subject), time.monotonic()
    turn: list[float] = []

    def told(share: float) -> None:
        if time.monotonic() - begun < quiet_s:
            return
        # A file that cannot be written ends no work.
        with contextlib.suppress(sqlite3.Error, OSError):
            _note(jobs, key, turn, share)

    try:
        yield told
    finally:
        if turn:
            with contextlib.suppress(sqlite3.Error, OSError):
                jobs.register.drop(key, turn[-1])


def _note(jobs: Jobs, key: str, turn: list[float], share: float) -> None:
    # Whoever asked still waits for the answer, which is to look at it.
    found = jobs.register.look(key)
    if turn and found is not None and found.state == State.CANCELLED:
        raise StoppedError
    if not turn or found is None or not found.is_active:
        begun = jobs.register.begin(key, again=True)
        turn[:] = [] if begun is None else [begun]
    if turn and jobs.register.beat(key, turn[-1], os.getpid()):
        jobs.register.tell(key, turn[-1], share, {})
