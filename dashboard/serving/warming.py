"""Work done before anybody asks for it, which ends cleanly when the app does."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ended = threading.Event()


def behind(work: Iterable[Callable[[], object]], rest_s: float) -> threading.Thread:
    """
    Do pieces of work one after the other beside everything else, after a rest.

    At the interpreter's end the piece at hand is finished and no other begun: a thread that is
    cut off in compiled code would take the whole process down with a fault.

    >>> done = []
    >>> behind([lambda: done.append(1), lambda: done.append(2)], rest_s=0).join()
    >>> done
    [1, 2]
    """

    def run() -> None:
        """Rest, then work until all is done or the app ends."""
        if _ended.wait(rest_s):
            return
        for piece in work:
            if _ended.is_set():
                return
            piece()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    atexit.register(_end, thread)
    return thread


def _end(thread: threading.Thread) -> None:
    _ended.set()
    thread.join()
