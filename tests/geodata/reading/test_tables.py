from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import UnreadableFileError
from geodata.reading import bounded
from geodata.reading.tables import parse_table, read_table

CELLS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="#"), min_size=1, max_size=8
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
STARTS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"sep=;\n",
    b"<html>",
]


def rules(name: str, raw: bytes) -> list[str]:
    return [finding.rule for finding in parse_table(name, raw).findings]


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        parse_table("table", raw)
    assert caught.value.finding.remedy
    return caught.value.finding.rule


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        # The hour it was made would change its length, and with it what Hypothesis draws.
        book.set_properties({"created": datetime(2017, 11, 30, tzinfo=UTC)})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


@given(raw=st.binary(max_size=300), start=st.sampled_from(STARTS))
def test_any_bytes_give_a_table_or_a_refusal(raw: bytes, start: bytes) -> None:
    with suppress(UnreadableFileError):
        table = parse_table("any", start + raw)
        assert len(table.frame.columns) == len(set(table.frame.columns))


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_workbook_gives_a_table_or_a_refusal(data: st.DataObject) -> None:
    raw = bytearray(workbook({"one": [["site_id", "count"], ["S1", 2.0]]}))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place] = data.draw(st.integers(0, 255))
    with suppress(UnreadableFileError):
        assert parse_table("damaged.xlsx", bytes(raw)).name == "damaged.xlsx"


@given(rows=ROWS, separator=st.sampled_from(",;\t|"))
def test_what_is_written_as_csv_is_read_back(
    rows: list[tuple[str, str, str]], separator: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    table = parse_table("a.csv", file.getvalue().encode())
    assert [tuple(row) for row in table.frame.itertuples(index=False)] == rows


@settings(max_examples=40)
@given(rows=ROWS)
def test_what_is_written_as_workbook_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("a", "b", "c"), *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    table = parse_table("a.xlsx", file.getvalue())
    assert [tuple(row) for row in table.frame.itertuples(index=False)] == rows


def test_rows_carry_the_number_seen_in_an_editor() -> None:
    table = parse_table("a.csv", b'id,hours\nS1,"8\n9\n10"\n\n,\nS2,9\n')
    assert table.frame["id"].to_dict() == {2: "S1", 7: "S2"}
    assert [finding.message for finding in table.findings] == ["2 empty rows were left out."]


def test_rows_of_a_workbook_carry_the_number_seen_in_excel() -> None:
    raw = workbook({"one": [[], ["id", "count"], [], ["S1", 7.0], ["S2", 0.5]]})
    table = parse_table("a.xlsx", raw)
    assert table.frame["count"].to_dict() == {4: "7", 5: "0.5"}


def test_semicolons_mean_a_decimal_comma() -> None:
    table = parse_table("a.csv", b"id;latitude\nS1;-29,5\n")
    assert table.decimal_mark == ","
    assert [finding.rule for finding in table.findings] == ["separator"]


def test_a_separator_inside_a_quoted_header_does_not_count() -> None:
    table = parse_table("a.csv", b'"a;b;c",d\n1,2\n')
    assert list(table.frame.columns) == ["a;b;c", "d"]


def test_hint_line_of_excel_is_not_the_header_and_counts_as_a_line() -> None:
    table = parse_table("a.csv", b"\xef\xbb\xbfsep=;\r\nid;n\r\nS1;2\r\n")
    assert table.frame["n"].to_dict() == {3: "2"}


def test_comment_of_our_own_exports_is_skipped() -> None:
    table = parse_table("a.csv", b"# DEMONSTRATION DATA\nid,n\nS1,2\n")
    assert table.frame["n"].to_dict() == {3: "2"}


def test_mark_before_a_quoted_header_goes() -> None:
    assert list(parse_table("a.csv", b'\xef\xbb\xbf"id",n\n1,2\n').frame.columns) == ["id", "n"]


def test_two_columns_of_one_name_are_an_error_and_the_first_is_read() -> None:
    table = parse_table("a.csv", b"id,n,N\nS1,1,2\n")
    assert table.frame["n"].to_dict() == {2: "1"}
    assert [(finding.rule, finding.severity) for finding in table.findings] == [
        ("duplicate_column", "error")
    ]


def test_a_column_without_name_is_told_only_when_it_holds_something() -> None:
    assert rules("a.csv", b"id,,\nS1,x,\n") == ["unnamed_column"]
    assert rules("a.csv", b"id,\nS1,\n") == []


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "empty_file"),
        (b" \n\n", "empty_file"),
        (b",,\n,,\n", "empty_file"),
        (b"id\0n\n", "not_text"),
        (b"id,n\nS1,\x81\n", "bad_utf8"),
        (b'id,n\n"S1,2\n', "broken_quotes"),
        (b"<html><table>", "web_page"),
        (b"PK\x03\x04 cut off", "incomplete_file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0 not a workbook", "incomplete_file"),
    ],
)
def test_what_is_no_table_is_refused_in_words(raw: bytes, rule: str) -> None:
    assert refusal(raw) == rule


def test_sheet_is_the_first_that_holds_something_and_others_are_named() -> None:
    raw = workbook({"empty": [], "sites": [["id"], ["S1"]], "notes": [["x"], ["y"]]})
    table = parse_table("a.xlsx", raw)
    assert list(table.frame.columns) == ["id"]
    assert "notes" in table.findings[0].message
    assert refusal(workbook({"empty": []})) == "empty_file"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="not there"):
        read_table(tmp_path / "none.csv")


CASES = Path(__file__).parents[2] / "data" / "cases"


def test_a_damaged_old_workbook_that_asks_for_gigabytes_is_refused() -> None:
    raw = bytearray((CASES / "FIL-10-old-biff-xls" / "sites.xls").read_bytes())
    for place, byte in ((3427, 0o126), (3853, 0o365), (4111, 0o67), (5213, 0o355)):
        raw[place - 1] = byte
    with pytest.raises(UnreadableFileError, match="spans more than"):
        parse_table("sites.xls", bytes(raw))


def test_one_cell_in_the_far_corner_of_a_sheet_is_refused() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["site_id", "MM"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(UnreadableFileError, match="spans more than"):
        parse_table("far.xlsx", file.getvalue())


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST_S", 0.001)
    raw = (CASES / "FIL-10-old-biff-xls" / "sites.xls").read_bytes()
    with pytest.raises(UnreadableFileError, match="spans more than"):
        parse_table("sites.xls", raw)
