"""Work on one draft, one after the other: several workers and tabs may hold the same token."""

from __future__ import annotations

import contextlib
import threading
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from geodata.versions.drafts import UnknownDraftError

try:
    import fcntl
except ImportError:  # Windows, where the app runs in one process.
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geodata.versions.drafts import Drafts

_ONE = threading.RLock()  # A file that is open could not be thrown away there.
LOCK = ".alone"  # Hidden: no part of the draft's dataset.
P = ParamSpec("P")
R = TypeVar("R")


class HasDrafts(Protocol):
    """What works on drafts."""

    drafts: Drafts


S = TypeVar("S", bound=HasDrafts)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """
    Wait until nobody else works on a folder, and keep others waiting meanwhile.

    The system lets go when the process ends, however it ends.

    Raises
    ------
    UnknownDraftError
        When the folder is not there any more.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as name, alone(pathlib.Path(name)):
    ...     (pathlib.Path(name) / LOCK).is_file()
    True
    """
    if fcntl is None:
        with _ONE:
            yield
        return
    try:
        file = (folder / LOCK).open("ab")
    except FileNotFoundError as fault:  # It was published or thrown away a moment ago.
        raise UnknownDraftError from fault
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def one_at_a_time(
    work: Callable[Concatenate[S, str, P], R],
) -> Callable[Concatenate[S, str, P], R]:
    """Make a method on a draft, whose token comes first, wait for others on the same draft."""

    @wraps(work)
    def wait(self: S, token: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Work alone on the draft."""
        with alone(self.drafts.folder(token)):
            return work(self, token, *args, **kwargs)

    return wait
