"""The state of long work in one small file, so that any server process can tell it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# An owner writes its beat several times a second; one that is silent for so long is gone.
SILENT_S: Final = 10.0
# A page asks once a second; when none has for so long, nobody waits for the answer.
UNWATCHED_S: Final = 20.0
# Another page that still watches has this long to say so.
LEAVE_S: Final = 3.0
# Who cancels has it in view; who asks long after wants an answer.
REMEMBERED_S: Final = 60.0
KEPT_S: Final = 86_400.0
WAIT_FOR_LOCK_S: Final = 5.0
TABLE: Final = """CREATE TABLE IF NOT EXISTS jobs (
    key TEXT PRIMARY KEY, state TEXT NOT NULL, share REAL NOT NULL, words TEXT NOT NULL,
    result TEXT NOT NULL, pid INTEGER NOT NULL, started REAL NOT NULL, beat REAL NOT NULL,
    seen REAL NOT NULL)"""
OWN: Final = "key = ? AND started = ?"
ACTIVE: Final = "state IN ('waiting', 'running')"

LOST: Final = "The atlas stopped or was started again while this was worked out."
UNWATCHED: Final = "Nobody was looking any more, so the search ended."


class State(StrEnum):
    """Where a job is; the first two go on, the others are its end."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """
    One piece of work.

    Attributes
    ----------
    share
        How much of it is done, 0 to 1, as the work itself tells.
    words
        Why it ended where it did not end well, for the reader.
    result
        The answer, or what was known of it last: a cancelled job keeps that.
    pid
        Process that works on it; 0 for none.
    seconds
        Since it was asked for.
    """

    key: str
    state: State
    share: float
    words: str
    result: dict[str, Any]
    pid: int
    seconds: float

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {State.WAITING, State.RUNNING}


class Register:
    """
    Jobs by key in an SQLite file (WAL), for any number of threads and processes.

    The file may be deleted at any time; one that is no database is made anew.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     register = Register(pathlib.Path(folder) / "jobs.sqlite")
    ...     first, second = register.begin("a"), register.begin("a")
    ...     register.end("a", State.DONE, {"gap": 0.0}, turn=first)
    ...     job = register.look("a")
    >>> first > 0, second, job.state.value, job.result
    (True, None, 'done', {'gap': 0.0})
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._making = threading.Lock()

    def begin(self, key: str, *, again: bool = False) -> float | None:
        """
        Take a job on, unless it is there; None for all but the one caller who is to do the work.

        Work that failed, or that nobody watched, is taken on again; work that somebody cancelled
        only when ``again``, or after a minute.

        Returns
        -------
        The turn: what tells this work from an earlier one of the same key.
        """
        now = time.time()
        ended = (State.FAILED, State.CANCELLED) if again else (State.FAILED,)
        marks = ", ".join("?" * len(ended))
        with self._open() as file:
            self._forget_silent(file, now)
            file.execute("DELETE FROM jobs WHERE beat < ?", (now - KEPT_S,))
            file.execute(
                "DELETE FROM jobs WHERE state = ? AND beat < ?",
                (State.CANCELLED, now - REMEMBERED_S),
            )
            file.execute(
                f"DELETE FROM jobs WHERE key = ? AND state IN ({marks})",  # noqa: S608 - marks
                (key, *ended),
            )
            row = (key, State.WAITING, 0.0, "", "{}", 0, now, now, now)
            taken = file.execute(
                "INSERT OR IGNORE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row
            )
            return now if taken.rowcount else None

    def look(self, key: str) -> Job | None:
        """Tell where a job is, and note that somebody looks; None for one never asked for."""
        now = time.time()
        with self._open() as file:
            self._forget_silent(file, now)
            file.execute(f"UPDATE jobs SET seen = ? WHERE key = ? AND {ACTIVE}", (now, key))  # noqa: S608
            row = file.execute(
                "SELECT state, share, words, result, pid, started FROM jobs WHERE key = ?", (key,)
            ).fetchone()
        if row is None:
            return None
        state, share, words, result, pid, started = row
        return Job(key, State(state), share, words, json.loads(result), pid, now - started)

    def beat(self, key: str, turn: float, pid: int) -> bool:
        """
        Say that a job is still worked on; False when it is not wanted any more.

        Not wanted is what was cancelled, or what no page has looked at for a while; that one
        has failed, so that the next page to ask has it worked out.
        """
        now = time.time()
        with self._open() as file:
            file.execute(
                f"UPDATE jobs SET state = ?, words = ? WHERE key = ? AND seen < ? AND {ACTIVE}",  # noqa: S608
                (State.FAILED, UNWATCHED, key, now - UNWATCHED_S),
            )
            return (
                file.execute(
                    f"UPDATE jobs SET beat = ?, pid = ?, state = ? WHERE {OWN} AND {ACTIVE}",  # noqa: S608
                    (now, pid, State.RUNNING if pid else State.WAITING, key, turn),
                ).rowcount
                == 1
            )

    def tell(self, key: str, turn: float, share: float, result: dict[str, Any]) -> None:
        """Note how far a job is and what is known so far."""
        with self._open() as file:
            file.execute(
                f"UPDATE jobs SET share = ?, result = ? WHERE {OWN} AND {ACTIVE}",  # noqa: S608
                (share, json.dumps(result), key, turn),
            )

    def end(
        self,
        key: str,
        state: State,
        result: dict[str, Any] | None = None,
        words: str = "",
        turn: float | None = None,
    ) -> None:
        """
        End a job that still goes on; without a result the one told last stays.

        Parameters
        ----------
        turn
            The work that ends; None for whichever goes on now.
        """
        with self._open() as file:
            file.execute(
                f"UPDATE jobs SET state = ?, words = ?, pid = 0, share = ?, "  # noqa: S608
                f"result = coalesce(?, result) WHERE key = ? AND started = coalesce(?, started) "
                f"AND {ACTIVE}",
                (
                    state,
                    words,
                    1.0 if state == State.DONE else 0.0,
                    None if result is None else json.dumps(result),
                    key,
                    turn,
                ),
            )

    def cancel(self, key: str) -> None:
        """End a job that still goes on; one that is about to be noted finds its end here."""
        now = time.time()
        row = (key, State.CANCELLED, 0.0, "", "{}", 0, now, now, now)
        with self._open() as file:
            file.execute(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE "
                "SET started = excluded.started, beat = excluded.beat WHERE state = 'cancelled'",
                row,
            )
        self.end(key, State.CANCELLED)

    def drop(self, key: str, turn: float) -> None:
        """Forget work that is done and whose answer is elsewhere; what was cancelled stays."""
        with self._open() as file:
            file.execute(f"DELETE FROM jobs WHERE {OWN} AND {ACTIVE}", (key, turn))  # noqa: S608

    def leave(self, key: str) -> None:
        """Look no more at a job: unless another page does, it ends soon."""
        with self._open() as file:
            file.execute(
                f"UPDATE jobs SET seen = ? WHERE key = ? AND {ACTIVE}",  # noqa: S608
                (time.time() - UNWATCHED_S + LEAVE_S, key),
            )

    def is_watched(self, key: str) -> bool:
        """Whether a page looked at a job lately and has not left it since."""
        left = time.time() - UNWATCHED_S + LEAVE_S
        with self._open() as file:
            found = file.execute("SELECT 1 FROM jobs WHERE key = ? AND seen > ?", (key, left))
            return found.fetchone() is not None

    def _forget_silent(self, file: sqlite3.Connection, now: float) -> None:
        """Mark what nobody works on any more: its server process ended without a word."""
        file.execute(
            f"UPDATE jobs SET state = ?, words = ?, pid = 0 WHERE beat < ? AND {ACTIVE}",  # noqa: S608
            (State.FAILED, LOST, now - SILENT_S),
        )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction; two processes never write between its lines."""
        with contextlib.closing(self._connected()) as file, file:
            yield file

    def _connected(self) -> sqlite3.Connection:
        with self._making:
            try:
                return self._made()
            except sqlite3.DatabaseError as fault:
                if isinstance(fault, sqlite3.OperationalError):
                    raise
                for ending in ("", "-wal", "-shm"):
                    self.path.with_name(f"{self.path.name}{ending}").unlink(missing_ok=True)
                return self._made()

    def _made(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self.path, timeout=WAIT_FOR_LOCK_S, isolation_level=None)
        try:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = OFF")
            file.execute(TABLE)
            # The lock for writing is taken at the start, so that no transaction fails half-way.
            file.execute("BEGIN IMMEDIATE")
        except BaseException:
            file.close()
            raise
        return file
