"""What is wrong with a file, said so that its owner can mend it: findings are data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ALIKE = 100  # Findings of one rule on one column that are told one by one.


class Severity(StrEnum):
    """How much a finding hinders: an error stops the folder, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """
    One fault, one doubt or one repair in the data.

    Parameters
    ----------
    rule
        Short name of the rule, the same in every language, such as ``unknown_district``.
    severity
        ``error`` (the folder cannot be used), ``warning`` (look at it) or ``note`` (for
        information).
    table
        File name, such as ``sites.csv``.
    row
        The row as a person sees it in Excel or a text editor: the header is row 1. None when
        the finding is about the whole file.
    column, value
        Where it stands and what stands there, as written in the file; empty when it does not
        apply.
    message, remedy
        What was found and expected, and what to do about it: plain sentences.
    """

    rule: str
    severity: Severity
    table: str
    row: int | None
    column: str
    value: str
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """
        Where the fault is, in words.

        >>> Finding("r", Severity.NOTE, "sites.csv", 4, "latitude", "x", "", "").place
        'sites.csv, row 4, column latitude'
        """
        parts = [self.table]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        """
        Return the finding as one line of text.

        >>> str(Finding("r", Severity.ERROR, "a.csv", 2, "n", "-1", "Below 0.", "Write 0."))
        "error: a.csv, row 2, column n: '-1'. Below 0. Write 0."
        """
        value = f"{self.value!r}. " if self.value else ""
        return f"{self.severity}: {self.place}: {value}{self.message} {self.remedy}".rstrip()


def error(
    rule: str, table: str, row: int | None, column: str, value: str, message: str, remedy: str
) -> Finding:
    """Return a finding that stops the folder from being used."""
    return Finding(rule, Severity.ERROR, table, row, column, value, message, remedy)


def warning(
    rule: str, table: str, row: int | None, column: str, value: str, message: str, remedy: str
) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(rule, Severity.WARNING, table, row, column, value, message, remedy)


def note(
    rule: str, table: str, row: int | None, column: str, value: str, message: str, remedy: str
) -> Finding:
    """Return a finding for information: something was recognised or kept."""
    return Finding(rule, Severity.NOTE, table, row, column, value, message, remedy)


def has_error(findings: Iterable[Finding]) -> bool:
    """
    Say whether any finding stops the folder from being used.

    >>> has_error([note("r", "a.csv", None, "", "", "", "")])
    False
    """
    return any(finding.severity == Severity.ERROR for finding in findings)


def bounded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """
    Return findings of which no more than some are of one kind; one counts all others.

    >>> many = [note("r", "a.csv", row, "n", "", "Odd.", "Look.") for row in range(2, 300)]
    >>> told = bounded(many)
    >>> len(told), told[-1].row, told[-1].message
    (101, 102, 'And 198 more of the same kind, from row 102 on.')
    """
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        kinds.setdefault((one.rule, one.table, one.column), []).append(one)
    told: list[Finding] = []
    for alike in kinds.values():
        told += alike[:MOST_ALIKE]
        if rest := alike[MOST_ALIKE:]:
            row = min((one.row for one in rest if one.row is not None), default=None)
            message = f"And {len(rest):,} more of the same kind"
            message += f", from row {row} on." if row is not None else "."
            told.append(replace(rest[0], row=row, value="", message=message))
    return tuple(told)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """
    Sort findings: errors first, then by file, row and column; each once.

    >>> a = note("r", "a.csv", 2, "", "", "", "")
    >>> b = error("r", "b.csv", 9, "", "", "", "")
    >>> [finding.table for finding in in_order([a, b, a])]
    ['b.csv', 'a.csv']
    """
    rank = list(Severity).index
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda finding: (
                rank(finding.severity),
                finding.table,
                finding.row or 0,
                finding.column,
                finding.rule,
                finding.value,
            ),
        )
    )
