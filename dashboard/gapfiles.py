"""Files of the gap table, the gap report and the atlas, for one selection and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dashboard import tables, words
from dashboard.atlases import staff_atlas_file
from geodata.gap.columns import Level
from geodata.gap.export import file_name, gap_csv
from geodata.gap.workbook import gap_workbook
from geodata.noting import part_of, silent

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.context import Context
    from dashboard.state import Selection
    from geodata.choice import Choice
    from geodata.gap.actions import ActionPlan
    from geodata.gap.report import Report
    from geodata.gap.table import GapTable
    from geodata.noting import Told
    from geodata.public.withheld import LeftOut

CSV, XLSX, REPORT, GIS = "csv", "xlsx", "report", "gis"
ATLAS, PUBLIC_ATLAS = "atlas", "public atlas"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final = {
    CSV: "text/csv;charset=utf-8",
    XLSX: WORKBOOK_TYPE,
    REPORT: WORKBOOK_TYPE,
    GIS: "application/zip",
}
ENDINGS: Final = {CSV: "csv", XLSX: "xlsx", REPORT: "xlsx", GIS: "zip"}
# The script that fills a button's value with the codes of the rows parts them by this.
SEPARATOR: Final = "\n"


class GapFile(NamedTuple):
    """A file to send: its bytes, its name and its media type."""

    content: bytes
    name: str
    media_type: str


def gap_file(
    context: Context,
    selection: Selection,
    kind: str,
    codes: str | None,
    told: Told = silent,
) -> GapFile:
    """
    Make the file of one selection.

    Parameters
    ----------
    kind
        ``csv`` or ``xlsx`` for the table of the screen, ``gis`` for the same on the map, or
        ``report`` for the gap report of all levels; ``atlas`` for the staff edition of the
        district atlas, which holds no table of the screen.
    codes
        Codes of the rows in their order, parted by line breaks; None for all rows, empty for
        none.
    told
        Takes the share that is done of a file of several parts.
    """
    if kind == ATLAS:
        return GapFile(*staff_atlas_file(context, selection, told))
    table = tables.gap_table(context, selection)
    if codes is not None:
        table = table.in_order(codes.split(SEPARATOR))
    programme, view = context.programme, _view(selection)
    what = ["gap", str(table.level)]
    if kind == CSV:
        content = gap_csv(table, programme.info)
    elif kind == XLSX:
        content = gap_workbook(table, programme, selection.choice, view)
    elif kind == GIS:
        from geodata.gap.gis_bundle import gis_bundle  # noqa: PLC0415 - few ask for it

        content, what = gis_bundle(table, programme, selection.choice, view), [*what, "gis"]
    else:
        from geodata.gap.report import gap_report  # noqa: PLC0415 - few ask for it

        report = report_of(context, selection, table, told)
        content, table, what = gap_report(report), report.on_screen, ["gap", "report"]
    name = file_name(programme.info.country, what, programme.info, table.status, ENDINGS[kind])
    return GapFile(content, name, TYPES[kind])


def report_of(
    context: Context, selection: Selection, table: GapTable, told: Told = silent
) -> Report:
    """
    Collect what the gap report of a selection is made of.

    Parameters
    ----------
    table
        The table of the screen, with its rows in their order.
    told
        Takes the share that is done, as measured; the last part is to write the workbook.
    """
    from geodata.gap.report import Report  # noqa: PLC0415 - few ask for it
    from geodata.gap.sites import exact_sites  # noqa: PLC0415

    levels = {level: tables.gap_table(context, selection, level) for level in Level}
    levels[table.level] = table
    choice = selection.choice
    told(0.1)
    sites = exact_sites(levels[Level.SITE], context.kept(_posts, choice))
    plan = context.kept(_plan, choice)
    told(0.2)
    withheld = left_out(context, part_of(told, 1, 3))
    told(0.7)
    return Report(
        programme=context.programme,
        assessment=context.assessment(choice),
        level=table.level,
        tables=levels,
        sites=sites,
        plan=plan,
        left_out=withheld,
        view=_view(selection),
    )


def _view(selection: Selection) -> tuple[tuple[str, str], ...]:
    return (("prevalence source on the map", selection.prevalence),)


def _posts(context: Context, choice: Choice) -> pd.DataFrame:
    from geodata.planning.posttable import post_table  # noqa: PLC0415 - only planning needs it
    from geodata.runs import conditions  # noqa: PLC0415

    return post_table(context.model_for(choice.way), choice, conditions(context.programme, choice))


def _plan(context: Context, choice: Choice) -> ActionPlan:
    from geodata.gap.actions import action_plan  # noqa: PLC0415 - only planning needs it

    return action_plan(context.model_for(choice.way), choice)


def left_out(context: Context, told: Told = silent) -> LeftOut:
    """
    Say what the public edition leaves out, by either setting.

    Whatever the screen shows, the public edition is of the headline view.
    """
    from dashboard.snapshots import headline_view  # noqa: PLC0415 - brings the solver
    from geodata.privacy import THRESHOLDS, Policy  # noqa: PLC0415
    from geodata.public.withheld import LeftOut, withheld  # noqa: PLC0415

    found = []
    for at, threshold in enumerate(THRESHOLDS):
        told(at / len(THRESHOLDS))
        found.append(withheld(headline_view(context, Policy(threshold=threshold))))
    usual, strict = found
    return LeftOut(usual, strict, words.PUBLIC_EDITION)
