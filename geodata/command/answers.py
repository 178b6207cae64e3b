"""What a command found, for a person and for a program: the same words in both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geodata.command.exits import Exit
from geodata.findings import Severity
from geodata.incoming.decisions import CAN_BE_LEFT, CAN_BE_MADE
from geodata.incoming.result import repair_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.findings import Finding
    from geodata.incoming.result import Remark


@dataclass(frozen=True)
class Answer:
    """The exit code, the sentences for a person, and the values for a program."""

    code: Exit
    lines: list[str]
    values: dict[str, Any] = field(default_factory=dict)

    def as_json(self, command: str) -> dict[str, Any]:
        """Return the values with the command and its exit code."""
        return {"command": command, "exit_code": int(self.code), **self.values}


def remark_line(remark: Remark) -> str:
    """Return a remark in one line; a question is marked as one."""
    sheet = f" [{remark.sheet}]" if remark.sheet else ""
    asks = " (to be confirmed)" if remark.asks else ""
    return f"  {remark.finding}{sheet}{asks}{_option(remark)}"


def _option(remark: Remark) -> str:
    """Say with which option a repair is made or left, where one can be."""
    if remark.fix in CAN_BE_MADE:
        return f" [--fix '{repair_key(remark.fix, remark.finding.column, remark.finding.value)}']"
    if remark.fix in CAN_BE_LEFT:
        return f" [--leave {remark.fix}]"
    if remark.fix == "alias":
        return f" [--name '{remark.finding.value}=CODE']"
    return ""


def finding_json(finding: Finding) -> dict[str, object]:
    """Return a finding of a dataset as plain values, with the fields that remarks have."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "file": finding.table,
        "rows": [] if finding.row is None else [finding.row],
        "column": finding.column,
        "value": finding.value,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def code_of(severities: Iterable[str], *, refused: bool = False) -> Exit:
    """
    Return the exit code for what was found.

    >>> code_of(["note"]).name, code_of(["warning"]).name, code_of(["error", "note"]).name
    ('FINE', 'LOOK', 'REFUSED')
    """
    found = set(severities)
    if refused or Severity.ERROR in found:
        return Exit.REFUSED
    return Exit.LOOK if Severity.WARNING in found else Exit.FINE
