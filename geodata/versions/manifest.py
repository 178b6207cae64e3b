"""The record of one publish: who, when, why, from what, and which findings were accepted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

FAULTS = (ValueError, TypeError, KeyError, AttributeError)


class Act(StrEnum):
    """How a version came to be the one in use."""

    PUBLISH = "publish"
    ROLLBACK = "rollback"


@dataclass(frozen=True)
class Manifest:
    """
    One publish.

    Parameters
    ----------
    number
        Counts publishes from 1; the highest is in use.
    version
        SHA-256 of the files, which is the name of their folder.
    act
        A publish of new data, or of an older version again.
    who
        Name as typed; nothing checks it until sign-in exists.
    when
        With its zone.
    why
        Reason as typed.
    sources
        Names of the files that were read, as they came.
    accepted
        Findings that were left standing, one sentence each.
    files
        SHA-256 of each file, by name.
    decisions
        What was decided about columns, names and repairs, one sentence each.
    """

    number: int
    version: str
    act: Act
    who: str
    when: datetime
    why: str
    sources: tuple[str, ...]
    accepted: tuple[str, ...]
    files: dict[str, str]
    decisions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values for JSON; the time as ISO 8601."""
        return asdict(self) | {
            "act": str(self.act),
            "when": self.when.isoformat(),
            "sources": list(self.sources),
            "accepted": list(self.accepted),
            "decisions": list(self.decisions),
        }

    def __str__(self) -> str:
        """
        Return the publish in one line.

        >>> when = datetime.fromisoformat("2026-11-25T10:02:00+02:00")
        >>> str(Manifest(2, "ab" * 32, Act.PUBLISH, "Thabo", when, "October", (), (), {}))
        '2: abababababab, publish by Thabo on 2026-11-25 10:02 +0200: October'
        """
        return (
            f"{self.number}: {self.version[:12]}, {self.act} by {self.who} on "
            f"{self.when:%Y-%m-%d %H:%M %z}: {self.why}"
        )


def manifest_bytes(manifest: Manifest) -> bytes:
    """Write a manifest as JSON."""
    return json.dumps(manifest.as_json(), ensure_ascii=False, indent=1).encode() + b"\n"


def manifest_of(raw: bytes) -> Manifest | None:
    """
    Read a manifest; None when it is damaged or of another kind.

    >>> manifest_of(b"{}") is None, manifest_of(b"[") is None
    (True, True)
    """
    try:
        kept = json.loads(raw)
        return Manifest(
            number=int(kept["number"]),
            version=str(kept["version"]),
            act=Act(kept["act"]),
            who=str(kept["who"]),
            when=datetime.fromisoformat(kept["when"]),
            why=str(kept["why"]),
            sources=tuple(map(str, kept["sources"])),
            accepted=tuple(map(str, kept["accepted"])),
            decisions=tuple(map(str, kept.get("decisions", ()))),
            files={str(name): str(digest) for name, digest in kept["files"].items()},
        )
    except FAULTS:
        return None
