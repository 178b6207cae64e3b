"""The one interface of all sources: fetch files into a folder and say what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from geodata.findings import Severity
from geodata.incoming.result import Remark, Spot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.incoming.datasetfiles import Stamp

    # What is being done, how much of it, and of how much (0 where nobody knows).
    Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Fetched:
    """
    What was fetched.

    Parameters
    ----------
    files
        They lie in the folder that was given; nothing else of the answers was kept.
    stamp
        Source, date and status of rows that do not say theirs.
    summary
        What was done, in plain sentences.
    remarks
        What to look at that the files themselves cannot show.
    """

    files: tuple[Path, ...]
    stamp: Stamp
    summary: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Connector(Protocol):
    """A source that can be asked for files."""

    @property
    def title(self) -> str:
        """Name of the source, as a finding names it."""

    def fetch(self, folder: Path, tell: Tell) -> Fetched:
        """
        Fetch files into a folder.

        Raises
        ------
        ConnectError
            When nothing could be fetched; says why and what to do.
        """


@dataclass
class Said:
    """
    What a fetch says of itself, as it goes along.

    Examples
    --------
    >>> said = Said("DHIS2 dhis2.example")
    >>> said.note("closed", "2 places are closed.")
    >>> [remark.finding.place for remark in said.remarks]
    ['DHIS2 dhis2.example']
    """

    title: str
    summary: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, rule: str, message: str) -> None:
        """Say what was done."""
        self.remarks.append(Spot(self.title).remark(Severity.NOTE, rule, message))

    def warn(self, rule: str, message: str, remedy: str) -> None:
        """Say what somebody should look at."""
        self.remarks.append(Spot(self.title).remark(Severity.WARNING, rule, message, remedy))

    def fetched(self, files: tuple[Path, ...], stamp: Stamp) -> Fetched:
        """Return what was fetched, with all that was said."""
        return Fetched(files, stamp, tuple(self.summary), tuple(self.remarks))


def quietly(words: str, done: int, total: int) -> None:
    """Say nothing: for callers that show no progress."""
    del words, done, total
