"""What is known of a draft: the files taken in, and the dataset as it would be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geodata.findings import Severity, has_error
from geodata.incoming.decisions import CHOICES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from geodata.drafts.difference import Difference
    from geodata.findings import Finding
    from geodata.incoming.result import Incoming, Verdict


@dataclass(frozen=True)
class Upload:
    """
    One file as it was taken into a draft; nothing of its raw content is kept.

    ``columns`` says of each header what it was read as, ``review`` of each name in doubt what
    it may mean, ``decided`` with which decisions it was read; ``mixed`` that it was read again
    after others had changed the same files.
    """

    name: str
    digest: str
    when: datetime
    verdict: Verdict
    summary: tuple[str, ...]
    remarks: tuple[dict[str, object], ...]
    files: tuple[str, ...]
    same_as: str = ""
    columns: tuple[dict[str, object], ...] = ()
    review: tuple[dict[str, object], ...] = ()
    decided: dict[str, object] = field(default_factory=dict)
    mixed: bool = False

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
            "columns": list(self.columns),
            "review": list(self.review),
            "decided": self.decided,
            "mixed": self.mixed,
        }


def columns_of(incoming: Incoming) -> tuple[dict[str, object], ...]:
    """Return each column of each table: sheet, header as written, and what it was read as."""
    return tuple(
        {
            "sheet": table.spot.sheet,
            "header": header,
            "meaning": name if name in CHOICES else "",
        }
        for table in incoming.tables
        for header, name in table.meanings.items()
    )


def review_of(incoming: Incoming) -> tuple[dict[str, object], ...]:
    """Return the names of districts that a person has to decide on."""
    return tuple(
        {"sheet": table.spot.sheet, **one}
        for table in incoming.tables
        for one in table.facts.get("review", ())  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class Review:
    """A draft before it is published: what the whole dataset finds, and what will change."""

    findings: tuple[Finding, ...]
    difference: Difference | None

    @property
    def can_publish(self) -> bool:
        """Whether no error stands in the dataset as it would be."""
        return self.difference is not None and not has_error(self.findings)


def points(notes: Mapping[str, Any], findings: tuple[Finding, ...]) -> list[tuple[str, bool]]:
    """Return the warnings and questions, one sentence each, and whether each was accepted."""
    said = []
    for upload in notes["uploads"]:
        seen = notes.get("decisions", {}).get(upload["name"], {}).get("accepted", ())
        said += [
            (f"{remark['file']}: {remark['message']}", remark["key"] in seen)
            for remark in upload["remarks"]
            if remark["severity"] != Severity.NOTE or remark["asks"]
        ]
    whole = [str(one) for one in findings if one.severity == Severity.WARNING]
    return [*said, *((words, False) for words in whole)]


def refusal(findings: tuple[Finding, ...]) -> str:
    """Say how many errors stand, and the first of them."""
    errors = [str(one) for one in findings if one.severity == Severity.ERROR]
    return "\n".join([f"Nothing was published: {len(errors)} errors stand.", *errors[:20]])
