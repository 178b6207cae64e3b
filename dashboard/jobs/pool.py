"""A few processes of our own that work for this server, and the jobs that they are given."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from dashboard.jobs.register import Job, Register, State

if TYPE_CHECKING:
    from dashboard.jobs.worker import Result, Work

ROOT: Final = Path(__file__).parent.parent.parent
# One core is left to answer readers.
PROCESSES: Final = max(1, min(2, (os.cpu_count() or 1) - 1))
TICK_S: Final = 0.1
# Many may wait that were left meanwhile, and each turn writes to the file of states.
WAIT_S: Final = 0.5
LONGEST_S: Final = 300.0
IDLE_S: Final = 300.0

DIED: Final = "The process that worked on this ended early, perhaps for want of memory."
FAULT: Final = "It could not be worked out ({fault}); the server's log says more."
TOO_LONG: Final = "It took longer than {seconds:.0f} seconds and was stopped."
NO_FILE: Final = "The state of this work cannot be kept ({reason})."


class Worker:
    """One process; it takes one piece of work at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "dashboard.jobs.worker"]
        self._process = subprocess.Popen(  # noqa: S603 - this program itself, no words from outside
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.pid = self._process.pid
        self._said: SimpleQueue[Result | None] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def give(self, packed: bytes) -> None:
        """Give it work, pickled; a process that is gone says so when it is heard."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(packed)
                self._process.stdin.flush()

    def hear(self, seconds: float) -> Result | None:
        """
        Wait for what it says next; None once it is gone.

        Raises
        ------
        Empty
            When it says nothing for so long.
        """
        return self._said.get(timeout=seconds)

    def stop(self) -> None:
        """End it at once, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        # A pipe that is closed while it is read is an end like any other.
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout or ():
                self._said.put(json.loads(line))
        self._said.put(None)


class Jobs:
    """
    Long work by key: asked for, looked at, cancelled.

    The same question asked twice is one job, also from two pages. A job that no page looks
    at any more ends by itself. Processes are started when there is work, and end with this one.

    Parameters
    ----------
    folder
        Where the small file of job states lies; None for a folder of this run alone.
    """

    def __init__(self, folder: Path | None = None, processes: int = PROCESSES) -> None:
        self._folder = folder
        self._free = threading.Semaphore(processes)
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    @property
    def register(self) -> Register:
        """The file of job states."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="atlas-jobs-"))
                # Gone with this, or with the run: nobody has to say when.
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return Register(self._folder / "jobs.sqlite")

    def ask(
        self, work: Work, given: object, key: str = "", *, again: bool = False, after_s: float = 0.0
    ) -> Job:
        """
        Ask for work, and return at once with where it is.

        Parameters
        ----------
        work
            A function at the top of a module: it takes what is given and a function that
            reports the share that is done and what is known so far.
        given
            Can be pickled.
        key
            The same for the same question; by itself that of equal bytes.
        again
            Whether work that was cancelled is taken on anew.
        after_s
            How long the question must stand before a process is given to it.
        """
        packed = pickle.dumps((work, given))
        key = key or hashlib.sha256(packed).hexdigest()
        try:
            turn = self.register.begin(key, again=again)
            if turn is not None:
                given_on = (_Turn(self.register, key, turn), packed, after_s)
                threading.Thread(target=self._run, args=given_on, daemon=True).start()
            found = self.register.look(key)
        except (sqlite3.Error, OSError) as fault:
            return _not_kept(key, fault)
        return found or _not_kept(key, OSError("it was deleted"))

    def look(self, key: str) -> Job | None:
        """Tell where a job is; None for one that was never asked for, or long ago."""
        try:
            return self.register.look(key)
        except (sqlite3.Error, OSError) as fault:
            return _not_kept(key, fault)

    def cancel(self, key: str) -> None:
        """End a job; what it knew last stays, and its process ends in a moment."""
        with contextlib.suppress(sqlite3.Error, OSError):
            self.register.cancel(key)

    def leave(self, key: str) -> None:
        """Say that a page waits no more for a job."""
        with contextlib.suppress(sqlite3.Error, OSError):
            self.register.leave(key)

    def close(self) -> None:
        """End the processes that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def _run(self, turn: _Turn, packed: bytes, after_s: float) -> None:
        """See one job through, in a thread of its own."""
        begin = time.monotonic() + after_s
        try:
            while not self._may_begin(turn, begin):
                if not turn.beat(0):
                    return
                time.sleep(WAIT_S)
            try:
                self._work(turn, packed)
            finally:
                self._free.release()
        except (sqlite3.Error, OSError) as fault:
            with contextlib.suppress(sqlite3.Error, OSError):
                turn.end(State.FAILED, words=NO_FILE.format(reason=fault))

    def _may_begin(self, turn: _Turn, begin: float) -> bool:
        """Take a process's place once the question has stood, if a page still waits for it."""
        if time.monotonic() < begin or not self._free.acquire(blocking=False):
            return False
        # Asked after the place is taken: who asks first goes first.
        if turn.is_watched:
            return True
        self._free.release()
        return False

    def _work(self, turn: _Turn, packed: bytes) -> None:
        worker, can_go_on = self._worker(), False
        try:
            worker.give(packed)
            can_go_on = _finished(turn, worker)
        finally:
            if can_go_on:
                self._rest(worker)
            else:
                worker.stop()

    def _rest(self, worker: Worker) -> None:
        """Let a process wait for more work, but not for ever: it holds memory."""
        with self._lock:
            self._idle.append(worker)
        timer = threading.Timer(IDLE_S, self._dismiss, (worker,))
        timer.daemon = True
        timer.start()

    def _dismiss(self, worker: Worker) -> None:
        with self._lock:
            if worker not in self._idle:
                return
            self._idle.remove(worker)
        worker.stop()

    def _worker(self) -> Worker:
        """Take a process that waits for work, or start one."""
        with self._lock:
            waiting, self._idle = self._idle, []
        alive = [worker for worker in waiting if worker.is_alive]
        for worker in waiting:
            if worker not in alive:
                worker.stop()
        taken = alive.pop() if alive else Worker()
        with self._lock:
            self._idle += alive
        return taken


@dataclass(frozen=True)
class _Turn:
    """One piece of work under way, as the register knows it."""

    register: Register
    key: str
    turn: float

    @property
    def is_watched(self) -> bool:
        return self.register.is_watched(self.key)

    def beat(self, pid: int) -> bool:
        return self.register.beat(self.key, self.turn, pid)

    def tell(self, share: float, result: Result) -> None:
        self.register.tell(self.key, self.turn, share, result)

    def end(self, state: State, result: Result | None = None, words: str = "") -> None:
        self.register.end(self.key, state, result, words, self.turn)


def _finished(turn: _Turn, worker: Worker) -> bool:
    """Listen until the job ends; tell whether its process can take another."""
    end = time.monotonic() + LONGEST_S
    while turn.beat(worker.pid):
        try:
            said = worker.hear(TICK_S)
        except Empty:
            if time.monotonic() > end:
                turn.end(State.FAILED, words=TOO_LONG.format(seconds=LONGEST_S))
                return False
            continue
        if said is None:
            turn.end(State.FAILED, words=DIED)
            return False
        if "share" in said:
            turn.tell(said["share"], said["result"])
        elif "fault" in said:
            turn.end(State.FAILED, words=FAULT.format(**said))
            return True
        else:
            turn.end(State.DONE, said["done"])
            return True
    return False


def _not_kept(key: str, fault: Exception) -> Job:
    reason: Any = getattr(fault, "strerror", None) or fault
    return Job(key, State.FAILED, 0.0, NO_FILE.format(reason=reason), {}, 0, 0.0)
