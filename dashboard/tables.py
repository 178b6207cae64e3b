"""The table twin: the gap table as rows and columns of the grid, and as text for print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard import text
from dashboard.state import Layer
from dashboard.text import TableText
from geodata.gap.columns import NUMBERS, Column, Kind, Level
from geodata.gap.table import GapTable, build
from geodata.names import TOTAL, Cadre

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboard.context import Context
    from dashboard.state import Selection
    from geodata.choice import Choice
    from geodata.gap.table import Cell

    Row = dict[str, Any]

TITLES: Final = {
    Level.DISTRICT: "By district",
    Level.AREA: "By community area",
    Level.SITE: "By site, staff in bands",
}
FORMATS: Final = {
    Kind.COUNT: "d3.format(',')(params.value)",
    Kind.MINUTES: "d3.format(',')(params.value)",
    Kind.SHARE: "d3.format('.1f')(params.value) + '%'",
    Kind.RATIO: "d3.format(',.2f')(params.value)",
    Kind.FULL_TIME: "d3.format(',.1f')(params.value)",
}
WIDTHS: Final = {Kind.TEXT: 130, Kind.DATE: 110}
WIDE: Final = {
    "notes": 320,
    "flag_explanation": 560,
    "area_name": 240,
    "district_name": 150,
    "site_name": 180,
}
NUMBER_WIDTH: Final = 118
# The ends of an interval stand right of their value, so a word is heading enough.
ENDS: Final = {"lower": "Low", "upper": "High"}
END_WIDTH: Final = 80
CODES: Final = ("district_code", "area_code", "site_id")
PREVALENCE_KEYS: Final = ("prevalence_layer_pct", "prevalence_layer_low", "prevalence_layer_high")
LAYER_KEYS: Final[dict[Layer, tuple[str, ...]]] = {
    Layer.WALKING_TIME: ("median_travel_min", "p90_travel_min"),
    Layer.NEED: ("need_per_year", "need_low", "need_high", "need_in_catchment"),
    Layer.PREVALENCE: PREVALENCE_KEYS,
    Layer.GEOGRAPHIC_COVERAGE: (
        "geographic_coverage_pct",
        "geographic_coverage_pct_low",
        "geographic_coverage_pct_high",
    ),
    Layer.EFFECTIVE_COVERAGE: (
        "effective_coverage_pct",
        "effective_coverage_low",
        "effective_coverage_high",
    ),
    Layer.THREE_WAY: (
        "effective_coverage_pct",
        "over_capacity_pct",
        "out_of_reach_pct",
        "main_part",
    ),
    Layer.EQUITY_FIFTH: ("fifth",),
}
SITE_BANDS: Final = {
    Cadre.MM: "mm_band",
    Cadre.CMM: "cmm_band",
    Cadre.SC: "sc_present",
    Cadre.CSC: "csc_present",
}
WHERE_SHOWN: Final = {
    Layer.WALKING_TIME: "Walking time is told by district and community area",
    Layer.NEED: "Need is told by district, community area and site",
    Layer.GEOGRAPHIC_COVERAGE: "Geographic coverage is told by district and community area",
    Layer.PREVALENCE: "Prevalence is published by district",
    Layer.EFFECTIVE_COVERAGE: "Effective coverage is counted by district",
    Layer.STAFFING_RATIO: "Staffing ratios are counted by district",
    Layer.DEFICIT: "Posts missing are counted by district and, in bands, by site",
    Layer.EQUITY_FIFTH: "Fifths are told by community area",
    Layer.THREE_WAY: "The three parts are told by district and community area",
}


def gap_table(context: Context, selection: Selection, level: Level | None = None) -> GapTable:
    """Return the gap table that a selection shows; screen and file start from this one."""
    shown = selection.level if level is None else level
    return context.kept(_built, (selection.choice, shown, selection.prevalence))


def _built(context: Context, asked: tuple[Choice, Level, str]) -> GapTable:
    """Make a table; layers, places and print ask for the same one again and again."""
    choice, level, prevalence = asked
    return build(context.programme, context.assessment(choice), level, prevalence)


def table_text(context: Context, selection: Selection) -> TableText:
    """Make the table twin for one selection: words, rows and columns."""
    table = gap_table(context, selection)
    columns = shown_columns(table, selection)
    return TableText(
        title=title(context, selection),
        note=note(table, columns, selection),
        rows=tuple(grid_rows(table, columns)),
        columns=tuple(column_defs(columns)),
    )


def title(context: Context, selection: Selection) -> str:
    """Say what a row is and what day the numbers stand for."""
    return f"{TITLES[selection.level]}, {context.programme.info.as_of:%B %Y}"


def note(table: GapTable, columns: Sequence[Column], selection: Selection) -> str:
    """Say how many rows there are, what they can do, and where the layer's numbers are."""
    words = [f"{len(table.codes)} rows, {table.status_words}. Choose a row to see it on the map."]
    layer = layer_keys(selection)
    if layer and not {column.key for column in columns} & set(layer):
        words.append(f"{WHERE_SHOWN[selection.layer]}: choose those rows to see the map's numbers.")
    return " ".join(words)


def layer_keys(selection: Selection) -> tuple[str, ...]:
    """
    Keys of the columns that hold what the map shows, at whatever level has them.

    >>> from dashboard.state import Selection
    >>> layer_keys(Selection(layer=Layer.DEFICIT))[:2]
    ('mm_deficit', 'mm_deficit_low')
    """
    code = selection.cadre.lower()
    if selection.layer == Layer.STAFFING_RATIO:
        return (f"{code}_per_site", f"{code}_current", SITE_BANDS[selection.cadre])
    if selection.layer == Layer.DEFICIT:
        parts = ("deficit", "deficit_low", "deficit_high", "surplus", "deficit_band")
        return tuple(f"{code}_{part}" for part in parts)
    return LAYER_KEYS[selection.layer]


def shown_columns(table: GapTable, selection: Selection) -> list[Column]:
    """Choose the columns of the screen: the name, then what the map shows, then the rest."""
    layer = layer_keys(selection)
    shown = [
        column
        for column in table.columns
        if column.shown and (column.key not in PREVALENCE_KEYS or column.key in layer)
    ]
    first = [column for column in shown if column.key in layer]
    rest = [column for column in shown[1:] if column.key not in layer]
    # Codes are for files and searches: they stand last.
    return [shown[0], *first, *sorted(rest, key=lambda column: column.key in CODES)]


def grid_rows(table: GapTable, columns: Sequence[Column]) -> list[Row]:
    """
    Rows of the grid: id and plain values; what is missing is left out.

    ``why`` holds the reasons of a row's missing cells, where they are more than the
    column's own word; it is left out where there are none.
    """
    cells = [(column.key, table.cells[column.key]) for column in columns]
    return [
        _grid_row(code, ((key, values[at]) for key, values in cells), table, columns)
        for at, code in enumerate(table.codes)
    ]


def total_rows(table: GapTable, columns: Sequence[Column]) -> list[Row]:
    """Return the total as the one pinned row of the grid, or no row."""
    if not table.total:
        return []
    cells = ((column.key, table.total[column.key]) for column in columns)
    return [_grid_row(TOTAL, cells, table, columns)]


def _grid_row(
    code: str, cells: Iterable[tuple[str, Cell]], table: GapTable, columns: Sequence[Column]
) -> Row:
    row: Row = {"id": code, **{key: value for key, value in cells if value is not None}}
    known = table.reasons.get(code)
    if known:
        keys = {column.key for column in columns}
        why = {key: words for key, words in known.items() if key in keys and key not in row}
        if why:
            row["why"] = why
    return row


def column_defs(columns: Sequence[Column]) -> list[Row]:
    """
    Define the grid's columns, neighbours of one group under its heading.

    Texts are shown as they are (no markdown, no HTML); a number gets a format, which is an
    expression that the grid reads without running code.
    """
    defs: list[Row] = []
    for at, column in enumerate(columns):
        definition = _column_def(column, pinned=at == 0)
        if not column.group:
            defs.append(definition)
        elif at and columns[at - 1].group == column.group:
            defs[-1]["children"].append(definition)
        else:
            defs.append({"headerName": column.group, "children": [definition]})
    return defs


def _column_def(column: Column, *, pinned: bool) -> Row:
    definition: Row = {
        "field": column.key,
        "headerName": ENDS.get(column.part, column.heading),
        "headerTooltip": column.definition,
        "minWidth": _width(column),
        # Said of every column: the grid keeps the last state of one that both levels have.
        "pinned": "left" if pinned else None,
    }
    if column.kind in NUMBERS:
        definition |= {
            "type": "rightAligned",
            "cellDataType": "number",
            "filter": "agNumberColumnFilter",
            "valueFormatter": {"function": _formatter(column)},
        }
    else:
        definition |= {"cellDataType": "text", "filter": "agTextColumnFilter"}
    if column.key in WIDE and not pinned:
        definition["tooltipField"] = column.key
    if pinned:
        definition["lockPosition"] = "left"
    return definition


def _width(column: Column) -> int:
    narrow = END_WIDTH if column.part in ENDS else NUMBER_WIDTH
    return WIDE.get(column.key, WIDTHS.get(column.kind, narrow))


def _formatter(column: Column) -> str:
    """
    Write the expression that shows a number, or says why there is none.

    >>> _formatter(Column("a", "A", "", Kind.COUNT, ""))  # doctest: +NORMALIZE_WHITESPACE
    "params.value == null ? params.data.why && params.data.why[params.colDef.field] || 'no data'
    : d3.format(',')(params.value)"
    """
    why = "params.data.why && params.data.why[params.colDef.field]"
    return f"params.value == null ? {why} || '{column.blank}' : {FORMATS[column.kind]}"


def cell_text(value: Cell, column: Column, why: str = "") -> str:
    """
    Write one cell as the grid does.

    >>> share = Column("a", "A", "%", Kind.SHARE, "")
    >>> cell_text(83.3, share), cell_text(0.0, share), cell_text(None, share, "n/a (no need)")
    ('83.3%', '0.0%', 'n/a (no need)')
    """
    if value is None:
        return why or (column.blank if column.kind in NUMBERS else "")
    if not isinstance(value, (int, float)):
        return value
    if column.kind == Kind.SHARE:
        return f"{value:.1f}%"
    if column.kind == Kind.FULL_TIME:
        return f"{value:,.1f}"
    return text.ratio(value) if column.kind == Kind.RATIO else f"{value:,}"
