"""From which row of an upload each row of a draft's table came, so that findings can say it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from geodata.findings import Finding

HEADER = 1
PREFIX = ".rows-"


class Rows(NamedTuple):
    """The rows of an upload that a table ends with, as a person counts them, in their order."""

    sheet: str
    kept: int
    rows: tuple[int, ...]

    def as_bytes(self, name: str) -> bytes:
        """Return what a draft keeps of it, with the name of the upload."""
        content = {"name": name, "sheet": self.sheet, "kept": self.kept, "rows": self.rows}
        return json.dumps(content).encode()


def rows_of_table(sheet: str, kept: int, numbers: Sequence[int], count: int) -> Rows | None:
    """
    Return the rows that a table got from a sheet, or None where they are no longer told apart.

    Parameters
    ----------
    kept
        Rows of the table that stand above and came from elsewhere.
    numbers
        Rows of the sheet.
    count
        Rows made of them; a multiple where cadres stood side by side.

    Examples
    --------
    >>> rows_of_table("", 2, [4, 5], 4)
    Rows(sheet='', kept=2, rows=(4, 5, 4, 5))
    >>> rows_of_table("", 0, [4, 5], 3) is None
    True
    """
    if not numbers or count % len(numbers):
        return None
    return Rows(sheet, kept, tuple(numbers) * (count // len(numbers)))


def rows_file(file: str) -> str:
    """
    Return the hidden name under which a draft keeps the rows of a table.

    >>> rows_file("sites.csv")
    '.rows-sites.csv.json'
    """
    return f"{PREFIX}{file}.json"


def with_rows(findings: Iterable[Finding], draft: Path) -> tuple[Finding, ...]:
    """Return findings on tables of a draft that say the row of the upload as well."""
    known: dict[str, dict[str, object]] = {}
    told = []
    for one in findings:
        if one.table not in known:
            path = draft / rows_file(one.table)
            known[one.table] = json.loads(path.read_bytes()) if path.is_file() else {}
        told.append(_with_row(one, known[one.table]))
    return tuple(told)


def _with_row(one: Finding, known: dict[str, object]) -> Finding:
    rows, kept = known.get("rows"), known.get("kept")
    if one.row is None or not isinstance(rows, list) or not isinstance(kept, int):
        return one
    at = one.row - HEADER - 1 - kept
    if not 0 <= at < len(rows):
        return one
    sheet = f", sheet '{known['sheet']}'" if known.get("sheet") else ""
    return replace(one, message=f"{one.message} It is row {rows[at]} of {known['name']}{sheet}.")
