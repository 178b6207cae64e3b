"""The gap report: one workbook that a planner hands to a finance officer; for staff only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geodata.gap.columns import Column, Kind, Level
from geodata.gap.priority import with_priority
from geodata.gap.report_sheets import action_sheet, summary_sheet, withheld_sheet
from geodata.gap.sheets import Book, table_sheet
from geodata.gap.sites import STAFF_SHEET
from geodata.gap.workbook import dictionary_sheet, parameter_sheet, source_sheet
from geodata.public.withheld import suppressed_fields
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.assessment import Assessment
    from geodata.gap.actions import ActionPlan
    from geodata.gap.table import GapTable
    from geodata.programme import Programme
    from geodata.public.withheld import LeftOut

SHEETS: Final = {
    Level.DISTRICT: "Gap by district",
    Level.AREA: "Gap by area",
    Level.SITE: "Gap by site",
}
REPORT_ID: Final = Column(
    "report_id",
    "Report",
    "",
    Kind.TEXT,
    "The same for every report of the same data, rules, choice and rows.",
    group="Conditions",
)
SUPPRESSED: Final = Column(
    "suppressed_fields",
    "Withheld in public",
    "",
    Kind.TEXT,
    "What the public edition leaves out of this row; here nothing is left out.",
    group="Privacy",
)


@dataclass(frozen=True)
class Report:
    """
    What a gap report is made of.

    Attributes
    ----------
    tables
        The gap table of each level; that of ``level`` with the rows and order of the screen.
    sites
        The table of sites with exact staff, from ``exact_sites``, in the same order.
    plan
        From ``action_plan``, of the same choice.
    left_out
        What the public edition does not hold.
    view
        What else was chosen, as name and value.
    """

    programme: Programme
    assessment: Assessment
    level: Level
    tables: Mapping[Level, GapTable]
    sites: GapTable
    plan: ActionPlan
    left_out: LeftOut
    view: tuple[tuple[str, str], ...] = ()

    @property
    def on_screen(self) -> GapTable:
        """The table of the screen, with the statuses of everything in the report."""
        statuses = {status for table in self.tables.values() for status in table.statuses}
        ordered = tuple(status for status in DataStatus if status in statuses)
        return replace(self.tables[self.level], statuses=ordered)

    @property
    def report_id(self) -> str:
        """A short name that only the same data, rules, choice and rows have."""
        info = self.programme.info
        parts = (
            self.programme.content_hash,
            info.rule_version,
            repr(self.assessment.choice),
            repr(self.view),
            self.level,
            *self.tables[self.level].codes,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def gap_report(report: Report) -> bytes:
    """
    Write the gap report.

    Returns
    -------
    Bytes of an XLSX file with the sheets Summary, Gap by district, Gap by area, Gap by site
    (exact, for staff only), Actions, Parameters, Sources, Dictionary and Suppressed. The same
    report gives the same bytes.
    """
    table, programme = report.on_screen, report.programme
    book = Book(programme, table, "gap report")
    summary_sheet(book, report.tables[Level.DISTRICT], report.assessment, report.plan)
    sheets = {**report.tables, Level.SITE: report.sites}
    sheets = {level: _with_report_columns(report, sheets[level]) for level in Level}
    for level, name in SHEETS.items():
        table_sheet(book, name, sheets[level], _note(report, level))
    names = {str(code): str(name) for code, name in programme.districts["area_name"].items()}
    action_sheet(book, report.plan, names)
    view = [("report", report.report_id), *report.view]
    parameter_sheet(book, table, programme, report.assessment.choice, view)
    source_sheet(book, programme)
    columns = {column.key: column for level in Level for column in sheets[level].columns}
    dictionary_sheet(book, columns.values())
    withheld_sheet(book, report.left_out)
    return book.close()


def _note(report: Report, level: Level) -> str:
    """Say whose rows and order a sheet has, and who may read it."""
    rows = len(report.tables[level].codes)
    words = (
        f"{rows} rows, with the filters and in the order of the screen."
        if level == report.level
        else f"All {rows} rows; the screen showed the rows of another sheet."
    )
    return f"{STAFF_SHEET} {words}" if level == Level.SITE else words


def _with_report_columns(report: Report, table: GapTable) -> GapTable:
    table = _with_text(table, REPORT_ID, lambda _: report.report_id)
    if table.level != Level.DISTRICT:
        return table
    table = with_priority(table, report.programme, report.assessment)
    return _with_text(table, SUPPRESSED, lambda code: suppressed_fields(report.left_out.rows, code))


def _with_text(table: GapTable, column: Column, words: Callable[[str], str]) -> GapTable:
    """Put one more column of text at the end."""
    cells = tuple(words(code) or None for code in table.codes)
    return table.with_columns([column], {column.key: cells})
