"""Work on several threads: worth it where numpy or compiled code does it, which let others run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Part = tuple[int, int]

Result = TypeVar("Result")

THREADS: Final = 2
# Cells from which on a second thread is worth its start.
LARGE_CELLS: Final = 100_000


def threads_for(cells: int) -> int:
    """
    On how many threads to work on a grid.

    >>> threads_for(99_999), threads_for(100_000)
    (1, 2)
    """
    return THREADS if cells >= LARGE_CELLS else 1


def on_threads(
    work: Callable[[int, int], Result], parts: Iterable[Part], threads: int
) -> list[Result]:
    """
    Do some work on each part; the results are in the order of the parts.

    >>> on_threads(lambda first, end: end - first, [(0, 3), (3, 4)], threads=2)
    [3, 1]
    """
    if threads == 1:
        return [work(*part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda part: work(*part), parts))


def parts_of(rows: int, parts: int) -> list[Part]:
    """
    Cut rows into parts as equal as can be: the first row of each, and the one after its last.

    >>> parts_of(7, 2), parts_of(1, 2)
    ([(0, 3), (3, 7)], [(0, 1)])
    """
    # None is empty, and no rows have no parts.
    parts = min(parts, rows)
    seams = [rows * part // max(parts, 1) for part in range(parts + 1)]
    return list(pairwise(seams))
