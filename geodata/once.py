"""Results kept by question: worked out once, even when two ask at the same time."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = ParamSpec("Asked")
Result = TypeVar("Result")


class Once(Generic[Asked, Result]):
    """
    A function that keeps its last results; safe for threads.

    Unlike ``lru_cache`` it lets a second thread wait for what a first one is working out. A
    result is shared, so nobody may change it; one that failed is not kept.

    Parameters
    ----------
    work
        The function; its arguments can be hashed.
    kept
        How many results are kept, the last ones asked for; left out, all of them.

    Examples
    --------
    >>> asked = []
    >>> double = Once(lambda number: asked.append(number) or 2 * number, kept=1)
    >>> double(4), double(4), double(5), double(4), asked
    (8, 8, 10, 8, [4, 5, 4])
    """

    def __init__(self, work: Callable[Asked, Result], kept: float = math.inf) -> None:
        self._work, self._kept = work, kept
        self._lock = threading.Lock()
        self._results: OrderedDict[object, Future[Result]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many results are kept."""
        return len(self._results)

    def __call__(self, *asked: Asked.args, **named: Asked.kwargs) -> Result:
        """Return the result, waiting for it if another thread is at it."""
        question = (asked, tuple(sorted(named.items())))
        with self._lock:
            known = self._results.get(question)
            pending = known or self._results.setdefault(question, Future())
            self._results.move_to_end(question)
            while len(self._results) > self._kept:
                self._results.popitem(last=False)
        if known is None:
            self._fill(question, pending, *asked, **named)
        return pending.result()

    def forget(self) -> None:
        """Keep nothing of what was asked so far."""
        with self._lock:
            self._results.clear()

    def _fill(
        self,
        question: object,
        pending: Future[Result],
        *asked: Asked.args,
        **named: Asked.kwargs,
    ) -> None:
        try:
            pending.set_result(self._work(*asked, **named))
        except BaseException as fault:
            with self._lock:
                self._results.pop(question, None)
            pending.set_exception(fault)
            raise
