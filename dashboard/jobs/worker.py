"""
A process that works for the server: ``python -m dashboard.jobs.worker``, work comes by pipe.

It ends with its server: when the pipe closes, whatever it is at.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
import traceback
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Result = dict[str, Any]
    Report = Callable[[float, Result], None]
    Work = Callable[[Any, Report], Result]


def main() -> None:
    """Work off what comes, one after another; each line of the answer is one JSON object."""
    # Ctrl+C is for the server, whose end is the end of this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    # Whatever else writes to standard output must not come between the answers.
    os.dup2(2, 1)
    asked: SimpleQueue[tuple[Work, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        work, given = asked.get()
        _say(answers, _answer(work, given, answers))


def _listen(asked: SimpleQueue[tuple[Work, Any]]) -> None:
    """Take work from the pipe; its end is the end of this process, even in the middle of work."""
    while True:
        try:
            # The server that started this process wrote it.
            asked.put(pickle.load(sys.stdin.buffer))  # noqa: S301
        except BaseException:  # noqa: BLE001 - whatever it is, nobody is left to work for
            os._exit(0)


def _answer(work: Work, given: object, answers: IO[str]) -> Result:
    def report(share: float, result: Result) -> None:
        _say(answers, {"share": share, "result": result})

    try:
        return {"done": work(given, report)}
    except Exception as fault:  # noqa: BLE001 - the server tells it to the reader
        traceback.print_exc()
        return {"fault": type(fault).__name__}


def _say(answers: IO[str], told: Result) -> None:
    answers.write(f"{json.dumps(told)}\n")
    answers.flush()


if __name__ == "__main__":
    main()
