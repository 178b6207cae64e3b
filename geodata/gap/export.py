"""The gap table as bytes of a CSV file or a workbook: the same bytes for the same input."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Final, Protocol

from geodata.gap.columns import NUMBERS
from geodata.status import DataStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geodata.gap.columns import Column
    from geodata.gap.table import Cell, GapTable
    from geodata.programme import ProgrammeInfo

BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
STATUS_SENTENCES: Final = {
    DataStatus.DEMONSTRATION: (
        "DEMONSTRATION DATA: totals are the programme's published November 2017 figures; "
        "locations and distribution are invented"
    ),
    DataStatus.MODELLED: "MODELLED DATA: estimates of a model and not counts",
    DataStatus.PUBLISHED: "PUBLISHED DATA: printed by others and taken over as they stand",
    DataStatus.REPORTED: "REPORTED DATA: from the programme's own registers",
}
STAFF_ONLY: Final = "for staff and not for publication"


class Dated(Protocol):
    """What is true of one day: a programme, or a public view of one."""

    @property
    def as_of(self) -> dt.date:
        """The day."""


def guarded(text: str) -> str:
    """
    Put an apostrophe before text that a spreadsheet would run as a formula.

    An apostrophe that already stands before such text gets one more, so that ``unguarded``
    always gives the text back.

    >>> guarded("=1+1"), guarded("Demo site"), guarded("'=1")
    ("'=1+1", 'Demo site', "''=1")
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """
    Take the apostrophe of ``guarded`` away.

    >>> unguarded("'=1+1"), unguarded("'t Hooft")
    ('=1+1', "'t Hooft")
    """
    is_guarded = text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS)
    return text[1:] if is_guarded else text


def status_line(table: GapTable, info: ProgrammeInfo) -> str:
    """Say the status of the data, what the file is, and its date; it holds no comma."""
    parts = (
        STATUS_SENTENCES[table.status],
        f"data_status={table.status}",
        table.status_words,
        info.title,
        f"as of {info.as_of.isoformat()}",
        f"rule version {info.rule_version}",
        STAFF_ONLY,
    )
    return " ".join(" | ".join(parts).replace(",", ";").split())


def gap_csv(table: GapTable, info: ProgrammeInfo) -> bytes:
    """
    Write the gap table as CSV for a spreadsheet and for a program.

    Returns
    -------
    UTF-8 with a byte order mark. The first line is a comment with the data status, then
    come the column keys, the rows in their order, and the total (``area_level`` is
    'total'). A missing value is an empty cell; zero is 0; numbers are never quoted or
    guarded, texts that look like formulas get an apostrophe.
    """
    out = io.StringIO()
    out.write(f"{BYTE_ORDER_MARK}# {status_line(table, info)}\r\n")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.key for column in table.columns])
    by_column = [
        [_cell(value, is_number=column.kind in NUMBERS) for value in column_cells(table, column)]
        for column in table.columns
    ]
    writer.writerows(zip(*by_column, strict=True))
    return out.getvalue().encode("utf-8")


def column_cells(table: GapTable, column: Column) -> list[Cell]:
    """Return a column's cells, the total's at the end where there is one."""
    total = [table.total[column.key]] if table.total else []
    return [*table.cells[column.key], *total]


def file_name(
    country: str, what: Sequence[str], info: Dated, status: DataStatus, ending: str
) -> str:
    """
    Name a file by programme, content, date of the data and status.

    >>> from types import SimpleNamespace
    >>> from datetime import date
    >>> info = SimpleNamespace(as_of=date(2017, 11, 30))
    >>> file_name("Lesotho", ["gap", "district"], info, DataStatus.DEMONSTRATION, "csv")
    'lesotho-gap-district-2017-11-30-demonstration.csv'
    """
    parts = (country, *what, info.as_of.isoformat(), str(status))
    return f"{'-'.join(filter(None, map(_slug, parts)))}.{ending}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _cell(value: Cell, *, is_number: bool) -> str:
    if value is None:
        return ""
    return str(value) if is_number else guarded(str(value))
