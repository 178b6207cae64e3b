"""The district table of the printed page: rounded where it is modelled, cells as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.tables import cell_text, gap_table
from dashboard.text import PrintRows
from dashboard.words import WITHIN_NAMES
from geodata.gap.columns import Column, Level
from geodata.names import TOTAL
from geodata.phrases import count_words

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.state import Selection
    from geodata.gap.table import Cell

NEED_KEYS: Final = ("need_per_year", "need_low", "need_high")
PRINTED: Final = (
    ("District", "district_name"),
    ("Need a year, about", "need_per_year"),
    ("low", "need_low"),
    ("high", "need_high"),
    ("Sites", "sites_n"),
    ("Mentor Mothers", "mm_current"),
    ("required", "mm_required"),
    ("Community MM", "cmm_current"),
    ("required", "cmm_required"),
    ("Within {walk}", "geographic_coverage_pct"),
    ("Can be served", "effective_coverage_pct"),
    ("Need flagged", "pct_need_flagged"),
)


def print_rows(context: Context, selection: Selection) -> PrintRows:
    """Make the district table of the printed page, its total at the end, cells as text."""
    table = gap_table(context, selection, Level.DISTRICT)
    # The walk is that of the sentence above the table, and of what can be served.
    walk = WITHIN_NAMES[selection.threshold_minutes]
    heads = tuple(head.format(walk=walk) for head, _ in PRINTED)
    columns = {column.key: column for column in table.columns}
    codes = [*table.codes, *([TOTAL] if table.total else [])]
    rows = []
    for code in codes:
        row, why = table.row(code), table.reasons.get(code, {})
        cells = [_printed(row[key], columns[key], why.get(key, "")) for _, key in PRINTED]
        rows.append(tuple(cells))
    return PrintRows(columns=heads, rows=tuple(rows))


def _printed(value: Cell, column: Column, why: str) -> str:
    """
    Write one cell of a sheet that leaves the screen: modelled need is rounded there.

    >>> from geodata.gap.columns import Kind
    >>> need = Column("need_low", "Low", "births", Kind.COUNT, "")
    >>> _printed(3002, need, ""), _printed(128, need, ""), _printed(None, need, "n/a (no need)")
    ('3,000', '130', 'n/a (no need)')
    """
    if column.key in NEED_KEYS and isinstance(value, (int, float)):
        return count_words(value)
    return cell_text(value, column, why)
