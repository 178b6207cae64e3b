"""Sheets of the gap report that are no gap table: summary, actions, what the public never gets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from geodata.gap.actions import COUNTED, OUTREACH
from geodata.gap.export import STAFF_ONLY
from geodata.gap.sheets import LEFT, NUMBER_FORMATS, RIGHT, fit_row, write
from geodata.indicators import INDICATORS
from geodata.names import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from geodata.assessment import Assessment
    from geodata.gap.actions import ActionPlan, PlannedAction
    from geodata.gap.columns import Column
    from geodata.gap.sheets import Book
    from geodata.gap.table import GapTable
    from geodata.public.withheld import LeftOut

BIRTHS: Final = "births a year to women living with HIV"
HEADLINES: Final = (
    ("need_per_year", "need_low", "need_high"),
    ("sites_n", "", ""),
    ("mm_current", "", ""),
    ("cmm_current", "", ""),
    ("sc_current", "", ""),
    ("csc_current", "", ""),
    ("mm_deficit", "mm_deficit_low", "mm_deficit_high"),
    ("cmm_deficit", "cmm_deficit_low", "cmm_deficit_high"),
    ("sc_deficit", "", ""),
    ("csc_deficit", "", ""),
    ("geographic_coverage_pct", "geographic_coverage_pct_low", "geographic_coverage_pct_high"),
    ("effective_coverage_pct", "effective_coverage_low", "effective_coverage_high"),
    ("pct_need_flagged", "", ""),
    ("unmet_need_per_year", "unmet_need_low", "unmet_need_high"),
)
SUMMARY_HEADING: Final = (
    "number",
    "value",
    "low",
    "high",
    "unit",
    "numerator",
    "denominator",
    "what it is",
    "made from (see Sources)",
    "as of",
    "data status",
)
SUMMARY_WIDTHS: Final = (36, 10, 10, 10, 10, 12, 13, 50, 42, 12, 16)
ACTION_HEADING: Final = (
    "action",
    "district",
    "code",
    "kind",
    "count",
    f"effect ({BIRTHS})",
    "effect, low",
    "effect, high",
    "reason",
    "counting",
    "cost a year (to fill in)",
)
ACTION_WIDTHS: Final = (46, 15, 9, 24, 8, 18, 10, 10, 58, 30, 16)
ACTION_FIRST: Final = 4
WITHHELD: Final = {
    "row": 28, "column": 48, "in public it reads": 20, "with counts under 10 hidden": 28,
    "why (rule)": 84,
}  # fmt: skip
TEXT: Final = {"valign": "top", "text_wrap": True, **LEFT}
# Headings over numbers, which stand at the right.
SUMMARY_NUMBERS: Final = (1, 2, 3, 5, 6)
ACTION_NUMBERS: Final = (4, 5, 6, 7, 10)
WHOLE: Final = {"num_format": "#,##0", "valign": "top"}
MONEY: Final = {"num_format": "#,##0.00", "valign": "top", "border": 1, "border_color": "#999999"}
ACTION_NOTE: Final = (
    f"{STAFF_ONLY}: an effect next to a catchment tells the staff of a site. Effects are what "
    "each action adds to those above it, so they add up to the total; the ends of their "
    "intervals do not. Coordinators support those who serve, so their effect is none."
)
WITHHELD_NOTE: Final = (
    "Nothing is withheld in this workbook: an empty cell is not known, and its row says why. The "
    "public edition is made from the public view alone and leaves out what is listed here, by the "
    "rule beside it."
)


def summary_sheet(
    book: Book, districts: GapTable, assessment: Assessment, plan: ActionPlan
) -> None:
    """
    Write the numbers of the scope as the screen shows them, and what the actions would do.

    Parameters
    ----------
    districts
        The gap table by district, whose total speaks of all districts in scope.
    """
    sheet = book.sheet("Summary", f"The districts in scope together; {STAFF_ONLY}.", SUMMARY_WIDTHS)
    columns = {column.key: column for column in districts.columns}
    _heading(book, sheet, 3, SUMMARY_HEADING, SUMMARY_NUMBERS)
    for number, keys in enumerate(HEADLINES, start=4):
        _headline(book, sheet, number, [columns.get(key) for key in keys], districts, assessment)
    sheet.freeze_panes(4, 1)
    sheet.autofilter(3, 0, 3 + len(HEADLINES), len(SUMMARY_HEADING) - 1)
    first = 5 + len(HEADLINES)
    for number, sentence in enumerate(sentences(plan), start=first):
        sheet.write_string(number, 0, sentence, book.style(**LEFT))


def _headline(
    book: Book,
    sheet: Worksheet,
    number: int,
    ends: Sequence[Column | None],
    districts: GapTable,
    assessment: Assessment,
) -> None:
    column = ends[0]
    if column is None:
        return
    look = book.style(num_format=NUMBER_FORMATS[column.kind], valign="top")
    name = column.title if column.group in column.title else column.name
    write(sheet, number, 0, name, book.style(bold=True, **TEXT))
    for at, end in enumerate(ends, start=1):
        write(sheet, number, at, districts.total.get(end.key) if end else None, look)
    measure = assessment.measure(TOTAL, column.measure)
    parts = book.style(**WHOLE)
    for at, part in ((5, "numerator"), (6, "denominator")):
        write(sheet, number, at, float(measure[part]), parts)
    texts: dict[int, object] = {
        4: column.unit,
        7: column.definition,
        10: str(measure["data_status"]),
    }
    texts |= {8: ", ".join(INDICATORS[column.measure].tables), 9: districts.total.get("as_of")}
    for at, text in texts.items():
        write(sheet, number, at, text, book.style(**TEXT))
    fit_row(sheet, number, ((text, SUMMARY_WIDTHS[at]) for at, text in {0: name, **texts}.items()))


def sentences(plan: ActionPlan) -> Iterator[str]:
    """
    Say what all actions together do, and how many of each kind there are.

    >>> from geodata.gap.actions import ActionPlan
    >>> next(sentences(ActionPlan((), before=90, after=100, low=4, high=12, cannot_assess=())))
    'No action is needed by the norms or would support more women.'
    """
    if not plan.rows:
        yield "No action is needed by the norms or would support more women."
        return
    yield (
        f"All counted actions together: about {plan.headline:,} more {BIRTHS} supported "
        f"({plan.low:,} to {plan.high:,}), from {plan.before:,} to {plan.after:,}."
    )
    yield (
        "Posts stand in the list because the norms ask for them, or because they would serve women "
        "whom their site cannot serve now; so there may be more of them than posts missing."
    )
    count: Counter[str] = Counter()
    for row in plan.rows:
        count[row.role] += row.action.count
    for role, posts in count.items():
        places = len({row.code for row in plan.rows if row.role == role})
        where = "stop" if role == OUTREACH else "site"
        what = "outreach visits" if role == OUTREACH else f"{posts} more {role}{'s'[: posts > 1]}"
        yield f"{places} {where}{'s'[: places > 1]} need{'s'[: places == 1]} {what}."
    if plan.cannot_assess:
        yield f"Staff not reported, so not assessed: {len(plan.cannot_assess)} (site and cadre)."


def action_sheet(book: Book, plan: ActionPlan, district_names: Mapping[str, str]) -> None:
    """Write one row an action, an empty cost beside it, and the total apart from the filter."""
    sheet = book.sheet("Actions", ACTION_NOTE, ACTION_WIDTHS)
    heading = ACTION_FIRST - 1
    _heading(book, sheet, heading, ACTION_HEADING, ACTION_NUMBERS)
    fit_row(sheet, heading, zip(ACTION_HEADING, ACTION_WIDTHS, strict=True))
    for number, row in enumerate(plan.rows, start=ACTION_FIRST):
        _action(book, sheet, number, row, district_names.get(row.district_code, ""))
    last = ACTION_FIRST + max(len(plan.rows), 1) - 1
    sheet.autofilter(heading, 0, last, len(ACTION_HEADING) - 1)
    sheet.freeze_panes(ACTION_FIRST, 1)
    sheet.repeat_rows(heading)
    bold = {"bold": True, "top": 1}
    sheet.write_string(last + 2, 0, "Total of the counted actions", book.style(**bold))
    for at, value in ((5, plan.headline), (6, plan.low), (7, plan.high)):
        sheet.write_number(last + 2, at, value, book.style(num_format="#,##0", **bold))


def _action(book: Book, sheet: Worksheet, number: int, row: PlannedAction, district: str) -> None:
    texts = {0: str(row.action), 1: district, 2: row.code, 3: row.role}
    texts |= {8: row.reason, 9: row.counting}
    # Italics: what is not counted is seen in grey too.
    look: dict[str, Any] = {} if row.counting == COUNTED else {"italic": True}
    for at, text in texts.items():
        write(sheet, number, at, text, book.style(**TEXT, **look))
    fit_row(sheet, number, ((text, ACTION_WIDTHS[at]) for at, text in texts.items()))
    for at, value in ((4, row.action.count), (5, row.effect), (6, row.low), (7, row.high)):
        write(sheet, number, at, value, book.style(**WHOLE, **look))
    sheet.write_blank(number, 10, None, book.style(**MONEY))


def withheld_sheet(book: Book, left_out: LeftOut) -> None:
    """Write what the public edition leaves out, where, what it reads there, and by which rule."""
    sheet = book.sheet("Suppressed", WITHHELD_NOTE, WITHHELD.values())
    book.line(sheet, 2, left_out.edition, list(WITHHELD.values()), italic=True)
    book.rows(sheet, 3, WITHHELD, left_out.both())


def _heading(
    book: Book, sheet: Worksheet, number: int, heading: Sequence[str], numbers: Sequence[int]
) -> None:
    for at, text in enumerate(heading):
        side = RIGHT if at in numbers else LEFT
        look = book.style(bold=True, bottom=1, text_wrap=True, valign="top", **side)
        sheet.write_string(number, at, text, look)
