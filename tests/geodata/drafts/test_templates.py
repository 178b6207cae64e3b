"""Templates: what is filled in by their own lists is read without a question."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from geodata.drafts.templates import by_name, choices_of, example, template
from geodata.incoming.entities import entity_of, rows_of
from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.schema import SITES, STAFFING, TABLES, Table

if TYPE_CHECKING:
    from pathlib import Path

MADE = datetime(2026, 1, 1, tzinfo=UTC)
DISTRICTS = lesotho().districts.names


def made(*tables: Table) -> bytes:
    return template(tables, DISTRICTS, MADE)


def test_equal_schemas_give_equal_bytes() -> None:
    assert made(SITES) == made(SITES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_header_is_that_of_the_schema(table: Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(table)))
    assert [cell.value for cell in book[table.name][1]] == table.column_names


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_list_of_choices_is_that_of_the_schema(table: Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(table)))
    lists = {}
    for rule in book[table.name].data_validations.dataValidation:
        if rule.type == "list":
            sheet, _, span = rule.formula1.replace("$", "").partition("!")
            found = [row[0].value for row in book[sheet][span]]
            place = openpyxl.utils.cell.coordinate_from_string(str(rule.sqref).split(":")[0])[0]
            lists[openpyxl.utils.column_index_from_string(place) - 1] = found
    expected = {
        place: list(choices_of(column, DISTRICTS))
        for place, column in enumerate(table.columns)
        if choices_of(column, DISTRICTS)
    }
    assert lists == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_template_filled_with_its_examples_has_no_finding(table: Table, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(table)))
    (at,) = [row[0].row for row in book["Examples"].rows if row[0].value == table.name]
    for place, cell in enumerate(book["Examples"][at + 2], start=1):
        book[table.name].cell(2, place).value = cell.value
    path = tmp_path / "filled.xlsx"
    book.save(path)
    one = read_any(path)
    assert [
        str(remark.finding) for remark in one.remarks if remark.finding.severity != "note"
    ] == []
    assert [len(part.frame) for part in one.tables] == [1]


@pytest.mark.parametrize("table", [SITES, STAFFING], ids=lambda table: table.name)
def test_a_filled_template_is_read_without_a_question(table: Table, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(table)))
    for place, column in enumerate(table.columns, start=1):
        text = example(column)
        number = re.fullmatch(r"-?\d+\.\d+", text)
        book[table.name].cell(2, place).value = float(text) if number else text
    path = tmp_path / "filled.xlsx"
    book.save(path)
    one = read_any(path)
    assert one.verdict == Verdict.ACCEPT
    read = next(part for part in one.tables if entity_of(part.frame.columns) is table)
    rows = rows_of(read, table, "201711")
    assert rows.iloc[0].to_dict() == {column.name: example(column) for column in table.columns}


def test_an_empty_template_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(made(SITES, STAFFING))
    one = read_any(path)
    assert one.verdict != Verdict.ASK
    assert not [part for part in one.tables if len(part.frame) and entity_of(part.frame.columns)]


def test_the_dictionary_names_every_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(*TABLES)))
    rows = {(row[0].value, row[1].value) for row in list(book["Dictionary"].rows)[2:]}
    assert rows == {(table.name, column.name) for table in TABLES for column in table.columns}


def test_codes_are_text_cells_so_that_zeros_stay() -> None:
    with zipfile.ZipFile(io.BytesIO(made(SITES))) as archive:
        assert b'numFmtId="49"' in archive.read("xl/styles.xml")


def test_an_unknown_table_is_told() -> None:
    with pytest.raises(LookupError, match="no table nonsense"):
        by_name(["nonsense"])
