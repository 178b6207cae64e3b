"""The table twin as rows and columns: what is sent, in which order, and how missing is said."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from dash import Patch, no_update

from dashboard import printing, tables
from dashboard.callbacks.table import filters_for, opening_options, table_props
from dashboard.gapfiles import gap_file
from dashboard.state import Layer, Selection
from geodata.assessment import assess
from geodata.gap import columns as gap_columns
from geodata.gap.columns import NUMBERS, Kind, Level
from geodata.gap.levels import COLUMNS
from geodata.names import TOTAL, Cadre, Scope
from tests.geodata import small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.choice import Choice

MARKUP = [
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(3))",
    "Site & Sons <Ltd>",
    "params.api.destroy()",
]
ABA = {"filterType": "text", "type": "equals", "filter": "Aba"}


class SmallContext:
    """The worked case as pages read it."""

    def __init__(self, **changes: object) -> None:
        self.model = small.model(**changes)
        self.programme = self.model.programme
        self.answers: dict[Choice, Assessment] = {}

    def assessment(self, choice: Choice) -> Assessment:
        if choice not in self.answers:
            self.answers[choice] = assess(self.model, choice)
        return self.answers[choice]

    def kept(self, make: Callable[[SmallContext, Any], Any], question: object) -> object:
        return make(self, question)


@pytest.fixture(scope="module")
def atlas() -> Context:
    return SmallContext()  # type: ignore[return-value]


def flat(defs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf for one in defs for leaf in one.get("children", [one])]


def chosen(**fields: object) -> Selection:
    return Selection(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("layer", list(Layer))
def test_what_the_map_shows_stands_right_after_the_name(
    atlas: Context, level: Level, layer: Layer
) -> None:
    selection = chosen(layer=layer, level=level)
    text = tables.table_text(atlas, selection)
    fields = [column["field"] for column in flat(text.columns)]
    layer_fields = [key for key in fields if key in tables.layer_keys(selection)]
    assert fields[1 : 1 + len(layer_fields)] == layer_fields
    assert fields[0].endswith("_name")
    assert bool(layer_fields) != ("choose those rows" in text.note)


@pytest.mark.parametrize("layer", list(Layer))
@pytest.mark.parametrize("cadre", list(Cadre))
def test_some_level_has_the_numbers_of_every_layer(layer: Layer, cadre: Cadre) -> None:
    keys = {column.key for columns in COLUMNS.values() for column in columns}
    assert keys & set(tables.layer_keys(chosen(layer=layer, cadre=cadre)))


@pytest.mark.parametrize("level", list(Level))
def test_only_shown_columns_are_sent_and_every_row_has_its_id(atlas: Context, level: Level) -> None:
    text = tables.table_text(atlas, chosen(level=level))
    fields = {column["field"] for column in flat(text.columns)}
    assert all(set(row) <= fields | {"id", "why"} for row in text.rows)
    assert [row["id"] for row in text.rows] == list(
        tables.gap_table(atlas, chosen(level=level)).codes
    )
    assert not fields & {"as_of", "travel_season", "data_status", "prevalence_layer_pct"}


def test_rows_hold_the_numbers_of_the_gap_table(atlas: Context) -> None:
    row = tables.table_text(atlas, chosen(threshold_minutes=60)).rows[0]
    assert (row["need_per_year"], row["effective_coverage_pct"], row["mm_deficit"]) == (
        120,
        75.0,
        1,
    )
    assert isinstance(row["need_per_year"], int)


def test_missing_is_left_out_with_its_reason_and_zero_is_sent(atlas: Context) -> None:
    rows = {row["id"]: row for row in tables.table_text(atlas, chosen(scope=Scope.COUNTRY)).rows}
    assert rows["B"]["sites_n"] == 0
    assert "mm_per_site" not in rows["B"]
    assert rows["B"]["why"]["mm_per_site"] == "n/a (no site)"
    assert "why" not in tables.table_text(atlas, chosen(level=Level.SITE)).rows[0]
    sent = json.dumps(list(rows.values()))
    assert not re.search(r"\bNaN\b|Infinity|null", sent)


def test_every_number_has_a_format_that_says_missing_and_needs_no_code(atlas: Context) -> None:
    for level in Level:
        for column in flat(tables.table_text(atlas, chosen(level=level)).columns):
            assert not {"cellRenderer", "cellRendererParams"} & column.keys()
            if column["cellDataType"] != "number":
                assert "valueFormatter" not in column
                continue
            expression = column["valueFormatter"]["function"]
            assert expression.startswith("params.value == null ? ")
            assert "function" not in expression
            assert "=>" not in expression
            assert column["type"] == "rightAligned"


def test_columns_stand_under_their_groups_and_only_the_name_is_pinned(atlas: Context) -> None:
    defs = tables.table_text(atlas, chosen()).columns
    groups = [one["headerName"] for one in defs if "children" in one]
    assert {"Need", "Within reach", "Mentor Mothers", "Outreach"} <= set(groups)
    assert [column["field"] for column in flat(defs) if column["pinned"]] == ["district_name"]
    assert all("pinned" in column for column in flat(defs))


def test_names_are_sent_as_they_are_and_never_as_markup() -> None:
    names = small.sites()
    names["site_name"] = MARKUP[:2]
    text = tables.table_text(SmallContext(sites=names), chosen(level=Level.SITE))  # type: ignore[arg-type]
    assert [row["site_name"] for row in text.rows] == MARKUP[:2]
    assert "onerror" not in json.dumps(text.columns)


def test_the_total_is_pinned_and_no_row(atlas: Context) -> None:
    selection = chosen(scope=Scope.COUNTRY)
    table = tables.gap_table(atlas, selection)
    (total,) = tables.total_rows(table, tables.shown_columns(table, selection))
    assert (total["id"], total["need_per_year"]) == (TOTAL, 130)
    assert TOTAL not in [row["id"] for row in tables.table_text(atlas, selection).rows]
    areas = tables.gap_table(atlas, chosen(level=Level.AREA))
    assert tables.total_rows(areas, areas.columns) == []


def test_callback_fills_its_outputs_in_their_order(atlas: Context) -> None:
    rows, columns, options, filters, state, title, note, printed = table_props(atlas, chosen(), {})
    text = tables.table_text(atlas, chosen())
    assert (tuple(rows), tuple(columns)) == (text.rows, text.columns)
    assert (title, note) == ("By district, November 2017", text.note)
    assert isinstance(options, Patch)
    assert filters is no_update
    assert state is None
    assert printed == printing.print_rows(atlas, chosen()).to_store()


def test_a_page_just_opened_gets_its_total_and_its_choice_of_rows(atlas: Context) -> None:
    sent = json.dumps(opening_options(atlas, chosen()).to_plotly_json())
    assert '"pinnedBottomRowData"' in sent
    assert '"singleRow"' in sent
    assert '"id": "TOTAL"' in sent


def test_a_chosen_district_filters_the_rows_below_it(atlas: Context) -> None:
    areas = chosen(level=Level.AREA, place="A")
    keys = {"district_name", "need_per_year"}
    own = {"need_per_year": {"filterType": "number", "type": "greaterThan", "filter": 9}}
    assert filters_for(atlas, areas, {}, keys) == {"district_name": ABA}
    assert filters_for(atlas, areas, own, keys) == {**own, "district_name": ABA}
    assert filters_for(atlas, areas, {"district_name": ABA}, keys) is no_update


@pytest.mark.parametrize(
    ("level", "place", "kept"),
    [
        (Level.AREA, "A-2", True),  # An area of that district
        (Level.AREA, "B-1", False),  # One of another
        (Level.AREA, "", False),
        (Level.SITE, "S1", True),
        (Level.DISTRICT, "A", False),
    ],
)
def test_the_filter_of_a_district_goes_when_the_place_leaves_it(
    atlas: Context,
    level: Level,
    place: str,
    kept: bool,  # noqa: FBT001
) -> None:
    found = filters_for(
        atlas, chosen(level=level, place=place), {"district_name": ABA}, {"district_name"}
    )
    assert (found is no_update) == kept


def test_a_readers_own_filter_of_districts_stays(atlas: Context) -> None:
    own = {"district_name": {"filterType": "text", "type": "contains", "filter": "Aba"}}
    assert filters_for(atlas, chosen(level=Level.AREA), own, {"district_name"}) is no_update


def test_filters_of_columns_that_are_gone_fall_away(atlas: Context) -> None:
    old = {"mm_deficit": {"filterType": "number", "type": "equals", "filter": 1}}
    assert filters_for(atlas, chosen(level=Level.SITE), old, {"site_name"}) == {}


def test_printed_rows_are_text_with_the_total_last(atlas: Context) -> None:
    printed = printing.print_rows(atlas, chosen(threshold_minutes=60, level=Level.AREA))
    assert all(len(row) == len(printed.columns) for row in printed.rows)
    assert [row[0] for row in printed.rows] == ["Aba", "Total of 1 district"]
    line = dict(zip(printed.columns, printed.rows[0], strict=True))
    shown = (line["Need a year, about"], line["Can be served"], line["Sites"])
    assert shown == ("120", "75.0%", "2")
    # Within an hour, as the sentence above it says: 100 of 120.
    assert line["Within 1 h"] == "83.3%"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_takes_the_rows_of_the_screen(atlas: Context, ending: str) -> None:
    selection = chosen(level=Level.AREA, scope=Scope.COUNTRY)
    programme = SimpleNamespace(**atlas.programme.__dict__)
    programme.parameter_table = programme.parameter_table.reindex(
        columns=["name", "value", "unit", "low", "high", "source", "mark", "note"]
    )
    view = SimpleNamespace(programme=programme, assessment=atlas.assessment)
    view.kept = lambda make, question: make(view, question)
    content, name, _ = gap_file(view, selection, ending, "B-1\nA-1")  # type: ignore[arg-type]
    assert name == f"nowhere-gap-area-2017-11-30-demonstration.{ending}"
    if ending == "csv":
        lines = content.decode("utf-8-sig").splitlines()[2:]
        assert [line.split(",")[0] for line in lines] == ["over there", "near"]
        all_rows = gap_file(view, selection, "csv", None)  # type: ignore[arg-type]
        assert len(all_rows.content.splitlines()) == 2 + 3
        no_rows = gap_file(view, selection, "csv", "")  # type: ignore[arg-type]
        assert len(no_rows.content.splitlines()) == 2


def test_a_cell_reads_the_same_on_paper() -> None:
    columns = {kind: gap_columns.Column("a", "A", "", kind, "") for kind in Kind}
    assert tables.cell_text(1234, columns[Kind.COUNT]) == "1,234"
    assert tables.cell_text(0, columns[Kind.COUNT]) == "0"
    assert tables.cell_text(1234.5, columns[Kind.RATIO]) == "1,234.50"
    assert tables.cell_text(1234.5, columns[Kind.FULL_TIME]) == "1,234.5"
    assert {tables.cell_text(None, columns[kind]) for kind in NUMBERS} == {"no data"}
    assert tables.cell_text(None, columns[Kind.TEXT]) == ""
    assert tables.cell_text("2017-11-30", columns[Kind.DATE]) == "2017-11-30"


def test_the_largest_table_is_small_on_the_wire() -> None:
    """A thousand areas with the longest sentence stay below the answer's 40 kB."""
    area = {
        column.key: ("x" if column.kind not in NUMBERS else 1)
        for column in COLUMNS[gap_columns.Level.AREA]
        if column.shown
    }
    sentence = (
        "Flagged: about {0} h {1} min walk to the nearest staffed site (rule: over 2 h); about "
        "{2} births a year to women living with HIV (rule: 5 or more); last outreach {3} days ago "
        "(rule: within 35). Still flagged in 5 of 6 checks."
    )
    rows = [
        {
            **area,
            "id": f"LS-A-{at:03}",
            "area_name": f"near Place {at * 7919 % 47} ({at % 30} km E)",
            "median_travel_min": at * 7919 % 600,
            "p90_travel_min": at * 104729 % 900,
            "need_per_year": at * 7907 % 90,
            "flag_explanation": sentence.format(at % 9, at * 5 % 60, at * 7907 % 90, at % 61),
        }
        for at in range(734)
    ]
    assert len(brotli.compress(json.dumps(rows).encode(), quality=4)) < 40_000
