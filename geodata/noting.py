"""Telling how far long work is, to whoever shows it and may stop it by raising an error."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

Told = Callable[[float], None]
# Given a kind of work and what it is about, something to work within that takes the share done.
Noted = Callable[[str, object], contextlib.AbstractContextManager[Told]]


def silent(_share: float) -> None:
    """Tell nobody."""


def unheard(_kind: str, _subject: object) -> contextlib.AbstractContextManager[Told]:
    """Work without anybody who listens."""
    return contextlib.nullcontext(silent)


def part_of(told: Told, at: int, parts: int) -> Told:
    """
    Return what takes the share of one of some equal parts.

    >>> shares = []
    >>> part_of(shares.append, 1, 4)(0.5)
    >>> shares
    [0.375]
    """
    return lambda share: told((at + share) / parts)
