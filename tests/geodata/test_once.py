"""Results kept by question: worked out once even by two threads, failures never kept."""

from __future__ import annotations

import threading

import pytest

from geodata.once import Once


def test_two_who_ask_at_one_time_share_one_piece_of_work() -> None:
    started, may_end, worked = threading.Event(), threading.Event(), []

    def work(number: int) -> int:
        worked.append(number)
        started.set()
        assert may_end.wait(10)
        return 2 * number

    once, found = Once(work, kept=2), []
    threads = [threading.Thread(target=lambda: found.append(once(3))) for _ in range(2)]
    threads[0].start()
    assert started.wait(10)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert (found, worked) == ([6, 6], [3])


def test_a_failure_is_told_and_not_kept() -> None:
    answers = iter([ZeroDivisionError("once"), 5])

    def work() -> object:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    once = Once(work, kept=1)
    with pytest.raises(ZeroDivisionError):
        once()
    assert once() == 5
