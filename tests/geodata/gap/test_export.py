"""CSV and workbook: injection, missing and zero, the same bytes, read back by other tools."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.gap.columns import NUMBERS, Column, Kind, Level
from geodata.gap.export import (
    FORMULA_STARTS,
    column_cells,
    file_name,
    gap_csv,
    guarded,
    status_line,
    unguarded,
)
from geodata.gap.table import GapTable, build
from geodata.gap.workbook import FIRST_ROW, HEADING_ROW, gap_workbook
from geodata.names import Scope
from geodata.status import DataStatus
from tests.geodata import small

CASES = Path(__file__).parents[4] / "shared" / "cases"
COUNTRY = Choice(threshold_minutes=60, scope=Scope.COUNTRY)
PARAMETERS = pd.DataFrame(
    {
        "name": ["tau"],
        "value": [0.95],
        "unit": ["share"],
        "low": [np.nan],
        "high": [1.0],
        "source": ["planning"],
        "mark": ["A"],
        "note": ["=1+1"],
    }
)
SOURCES = pd.DataFrame(
    {"title": ["Census & survey"], "year": ["2016"]}, index=pd.Index(["c"], name="id")
)
PROGRAMME = small.programme(parameter_table=PARAMETERS, sources=SOURCES)


@cache
def gap(level: Level = Level.DISTRICT, choice: Choice = COUNTRY) -> GapTable:
    model = small.model()
    return build(model.programme, assess(model, choice), level)


def of_texts(texts: list[str]) -> GapTable:
    """Return a table of one text column and one of the number -3."""
    columns = (
        Column("site_name", "Site", "", Kind.TEXT, "Name."),
        Column("mm_deficit", "Missing", "posts", Kind.COUNT, "Posts."),
    )
    codes = tuple(f"S{at}" for at in range(len(texts)))
    cells = {"site_name": tuple(texts), "mm_deficit": (-3,) * len(texts)}
    return GapTable(Level.SITE, columns, codes, cells, {}, {}, (DataStatus.DEMONSTRATION,))


def read_csv(raw: bytes) -> tuple[str, list[str], list[list[str]]]:
    text = raw.decode("utf-8-sig")
    comment, _, rest = text.partition("\r\n")
    heading, *rows = csv.reader(io.StringIO(rest, newline=""))
    return comment, heading, rows


def book(table: GapTable) -> bytes:
    return gap_workbook(table, PROGRAMME, COUNTRY, [("prevalence layer", "Survey")])


def read_gap(raw: bytes) -> tuple[list[str], list[list[object]]]:
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Gap"]
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [str(text) for text in lines[HEADING_ROW]], lines[FIRST_ROW:]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    _, _, rows = read_csv(gap_csv(of_texts([text]), PROGRAMME.info))
    assert rows == [[f"'{text}", "-3"]]
    assert unguarded(rows[0][0]) == text


def test_cases_of_injection_read_back_as_they_were() -> None:
    path = CASES / "EXP-01-csv-injection-and-negative-numbers" / "sites.csv"
    if not path.exists():
        pytest.skip("the shared cases are not here")
    names = pd.read_csv(path, dtype=str)["site_name"].tolist()
    _, _, rows = read_csv(gap_csv(of_texts(names), PROGRAMME.info))
    assert all(row[0].startswith("'") and row[1] == "-3" for row in rows)
    assert [unguarded(row[0]) for row in rows] == names
    sheet = openpyxl.load_workbook(io.BytesIO(book(of_texts(names))))["Gap"]
    cells = [sheet.cell(FIRST_ROW + 1 + at, 1) for at in range(len(names))]
    assert [cell.data_type for cell in cells] == ["s"] * len(names)
    assert [cell.value for cell in cells] == names


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_survives_a_csv_file(text: str) -> None:
    _, _, rows = read_csv(gap_csv(of_texts([text]), PROGRAMME.info))
    assert unguarded(rows[0][0]) == text
    assert not rows[0][0].startswith(FORMULA_STARTS)
    assert unguarded(guarded(text)) == text


def test_names_codes_and_markup_stay_text() -> None:
    texts = [
        "007",
        "MAR-1",
        "2E10",
        "Qacha\u2019s Nek post",
        "Site & Sons <Ltd>",
        "<b>x</b>",
        "http://x",
    ]
    _, _, rows = read_csv(gap_csv(of_texts(texts), PROGRAMME.info))
    assert [row[0] for row in rows] == texts
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book(of_texts(texts)))).get_sheet_by_name(
        "Gap"
    )
    assert [row[0] for row in sheet.to_python()[FIRST_ROW:]][: len(texts)] == texts


@pytest.mark.parametrize("level", list(Level))
def test_csv_begins_with_the_status_and_holds_every_row(level: Level) -> None:
    table = gap(level)
    raw = gap_csv(table, PROGRAMME.info)
    comment, heading, rows = read_csv(raw)
    assert raw.startswith(b"\xef\xbb\xbf# DEMONSTRATION DATA: totals are the programme's published")
    assert "data_status=demonstration" in comment
    assert "," not in comment
    assert heading == [column.key for column in table.columns]
    assert len(rows) == len(table.codes) + bool(table.total)


@pytest.mark.parametrize("level", list(Level))
def test_csv_gives_the_numbers_back(level: Level) -> None:
    table = gap(level)
    frame = pd.read_csv(
        io.BytesIO(gap_csv(table, PROGRAMME.info)), comment="#", encoding="utf-8-sig"
    )
    for column in table.columns:
        if column.kind in NUMBERS:
            expected = np.array(column_cells(table, column), dtype=float)
            np.testing.assert_array_equal(frame[column.key].to_numpy(float), expected)


def test_missing_is_an_empty_cell_and_zero_is_zero() -> None:
    table = gap()
    _, heading, rows = read_csv(gap_csv(table, PROGRAMME.info))
    outside = dict(zip(heading, rows[1], strict=True))
    assert outside["district_code"] == "B"
    assert outside["mm_current"] == "0"
    assert outside["mm_per_site"] == ""
    assert not {"nan", "NaN", "None", "inf"} & {cell for row in rows for cell in row}
    titles, cells = read_gap(book(table))
    at = titles.index("Per site")
    assert cells[1][at] is None
    assert cells[1][at - 1] == 0


def test_workbook_equals_the_table_cell_by_cell() -> None:
    for level in Level:
        table = gap(level)
        titles, cells = read_gap(book(table))
        assert titles == [column.heading for column in table.columns]
        for at, column in enumerate(table.columns):
            got = [row[at] for row in cells[: len(table.codes)]]
            if column.kind == Kind.DATE:
                got = [day.date().isoformat() if isinstance(day, datetime) else None for day in got]
            assert got == list(table.cells[column.key])


def test_the_total_stands_apart_from_rows_and_filter() -> None:
    table = gap()
    sheet = openpyxl.load_workbook(io.BytesIO(book(table)))["Gap"]
    last = FIRST_ROW + len(table.codes)
    assert (
        sheet.auto_filter.ref
        == f"A{HEADING_ROW + 1}:{sheet.cell(last, len(table.columns)).coordinate}"
    )
    assert sheet.cell(last + 1, 1).value is None
    assert sheet.cell(last + 2, 1).value == "Total of 2 districts"
    assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"


def test_numbers_carry_their_format_and_dates_are_dates() -> None:
    table = gap()
    sheet = openpyxl.load_workbook(io.BytesIO(book(table)))["Gap"]
    formats = {
        column.key: sheet.cell(FIRST_ROW + 1, at + 1).number_format
        for at, column in enumerate(table.columns)
    }
    assert formats["need_per_year"] == "#,##0"
    assert formats["effective_coverage_pct"] == "0.0"
    assert formats["last_outreach_date"] == "yyyy-mm-dd"
    keys = [column.key for column in table.columns]
    held = sheet.cell(FIRST_ROW + 1, keys.index("last_outreach_date") + 1).value
    assert held == datetime(2017, 11, 20)  # noqa: DTZ001  (a day of a sheet has no zone)


def test_workbook_has_its_four_sheets_and_says_what_was_chosen() -> None:
    read = openpyxl.load_workbook(io.BytesIO(book(gap())))
    assert read.sheetnames == ["Gap", "Parameters", "Sources", "Dictionary"]
    assert all("DEMONSTRATION DATA" in sheet["A1"].value for sheet in read)
    lines = [
        [cell for cell in row if cell is not None]
        for row in read["Parameters"].iter_rows(values_only=True)
    ]
    for chosen in (
        ["season", "dry"],
        ["within a walk of, minutes", "60"],
        ["scope", "country"],
        ["platform", "facility"],
        ["prevalence layer", "Survey"],
    ):
        assert chosen in lines
    assert ["tau", 0.95, "share", 1, "planning", "A", "=1+1"] in lines
    assert ["c", "Census & survey", "2016"] in [
        list(row) for row in read["Sources"].iter_rows(values_only=True)
    ]
    assert "data_status=demonstration" in read.properties.keywords


@pytest.mark.parametrize("level", list(Level))
def test_dictionary_covers_every_column(level: Level) -> None:
    table = gap(level)
    sheet = openpyxl.load_workbook(io.BytesIO(book(table)))["Dictionary"]
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in lines] == [column.key for column in table.columns]
    assert all(row[2] and row[4] and row[5] for row in lines)


@pytest.mark.parametrize("level", list(Level))
def test_the_same_version_gives_the_same_bytes(level: Level) -> None:
    once, again = gap(level), gap.__wrapped__(level)
    assert gap_csv(once, PROGRAMME.info) == gap_csv(again, PROGRAMME.info)
    first, second = book(once), book(again)
    assert first == second
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert core.count("2026-11-25T00:00:00Z") == 2


def test_rows_of_a_file_follow_the_screen() -> None:
    table = gap(Level.AREA).in_order(["B-1", "A-1"])
    _, heading, rows = read_csv(gap_csv(table, PROGRAMME.info))
    assert [row[heading.index("area_code")] for row in rows] == ["B-1", "A-1"]
    assert [row[1] for row in read_gap(book(table))[1]] == ["B-1", "A-1"]


def test_a_table_without_rows_is_still_a_file() -> None:
    table = gap(Level.SITE).in_order([])
    assert read_csv(gap_csv(table, PROGRAMME.info))[2] == []
    assert read_gap(book(table))[0][0] == "Site"


@pytest.mark.parametrize(
    ("status", "words"),
    [(DataStatus.MODELLED, "MODELLED DATA"), (DataStatus.REPORTED, "REPORTED DATA")],
)
def test_the_warning_goes_only_when_no_part_is_invented(status: DataStatus, words: str) -> None:
    line = status_line(replace(gap(), statuses=(status,)), PROGRAMME.info)
    assert line.startswith(words)
    assert "DEMONSTRATION" not in line


def test_a_file_is_named_by_programme_level_date_and_status() -> None:
    info = replace(PROGRAMME.info, as_of=date(2017, 11, 30))
    name = file_name("Côte d'Ivoire", ["gap", "area"], info, DataStatus.REPORTED, "xlsx")
    assert name == "cote-d-ivoire-gap-area-2017-11-30-reported.xlsx"


def test_a_text_longer_than_a_cell_is_cut_and_not_dropped() -> None:
    cell = read_gap(book(of_texts(["x" * 40_000])))[1][0][0]
    assert isinstance(cell, str)
    assert len(cell) == 32_767
