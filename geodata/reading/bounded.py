"""
A file read in a process of its own, with bounded memory and time, which may die of it alone.

Some readers reserve memory for what a damaged file claims to hold; one wrong byte asks for
gigabytes and ends the process, past any exception. Such a reader is a module that ends with
``serve``: bytes come in, plain values go out.
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
MOST_BYTES = 1_500_000_000  # Of address space.
MOST_S = 90  # The largest file that may come in takes a fifth of it.


class DamagedError(Exception):
    """The reader could make nothing of the file."""


class TooLargeError(Exception):
    """The file asks for more memory or time than a reader has."""


def read_bounded(reader: str, raw: bytes) -> Any:  # noqa: ANN401 - whatever the reader answers
    """
    Return what a reader's module makes of the bytes of a file.

    Raises
    ------
    TooLargeError
        When it needs more memory or time than it has.
    DamagedError
        When it ends in any other way than with an answer.

    Examples
    --------
    >>> read_bounded("geodata.reading.sheetchild", b"no workbook")
    Traceback (most recent call last):
    ...
    geodata.reading.bounded.DamagedError
    """
    try:
        done = subprocess.run(  # noqa: S603 - this Python and a module of ours
            [sys.executable, "-P", "-m", reader],
            input=raw, capture_output=True, timeout=MOST_S, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise TooLargeError from problem
    if done.returncode:
        raise TooLargeError if b"memory" in done.stderr.lower() else DamagedError
    return marshal.loads(done.stdout)  # noqa: S302 - our own module wrote it, not the file


def serve(read: Callable[[bytes], Any]) -> None:
    """Answer as the process that ``read_bounded`` started."""
    _bound_memory()
    sys.stdout.buffer.write(marshal.dumps(read(sys.stdin.buffer.read())))


def _bound_memory() -> None:
    """Let this process reserve so much and no more, where the system knows such a bound."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, where asking for too much fails anyway
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
