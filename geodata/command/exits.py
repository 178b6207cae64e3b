"""What the command line answers a calling program."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; a script may rely on them."""

    FINE = 0
    LOOK = 1
    USAGE = 2
    REFUSED = 3
    CONFLICT = 4
    NOT_DONE = 5
    NOT_FETCHED = 6


WORDS = {
    Exit.FINE: "done, and nothing is wrong",
    Exit.LOOK: "done, but there are warnings or questions to look at",
    Exit.USAGE: "the command line is wrong",
    Exit.REFUSED: "a file cannot be used, or errors stand",
    Exit.CONFLICT: "somebody else published meanwhile; compare and try again",
    Exit.NOT_DONE: "not done: nothing changed, no such version or draft, or the disk refused",
    Exit.NOT_FETCHED: "nothing was fetched: no way to the server, it refused, or its answer is odd",
}


def table() -> str:
    """
    Return all exit codes with their meaning, one a line.

    >>> table().splitlines()[0]
    '  0  done, and nothing is wrong'
    """
    return "\n".join(f"  {code.value}  {words}" for code, words in WORDS.items())
