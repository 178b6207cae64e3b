"""What is known of a draft: the files taken in, and the dataset as it would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.findings import has_error

if TYPE_CHECKING:
    from datetime import datetime

    from geodata.difference import Difference
    from geodata.findings import Finding
    from geodata.incoming.result import Verdict


@dataclass(frozen=True)
class Upload:
    """One file as it was taken into a draft; nothing of its raw content is kept."""

    name: str
    digest: str
    when: datetime
    verdict: Verdict
    summary: tuple[str, ...]
    remarks: tuple[dict[str, object], ...]
    files: tuple[str, ...]
    same_as: str = ""

    def as_json(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "name": self.name,
            "sha256": self.digest,
            "when": self.when.isoformat(),
            "verdict": str(self.verdict),
            "summary": list(self.summary),
            "remarks": list(self.remarks),
            "files": list(self.files),
            "same_as": self.same_as,
        }


@dataclass(frozen=True)
class Review:
    """A draft before it is published: what the whole dataset finds, and what will change."""

    findings: tuple[Finding, ...]
    difference: Difference | None

    @property
    def can_publish(self) -> bool:
        """Whether no error stands in the dataset as it would be."""
        return self.difference is not None and not has_error(self.findings)
