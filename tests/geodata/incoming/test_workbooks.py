"""Workbooks built in ways no case has: hidden sheets, merged cells; outlines far away."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from geodata.incoming.decisions import Decisions
from geodata.incoming.hidden import Hidden, hidden_parts
from geodata.incoming.place import EMBEDDED
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.incoming.result import Incoming


def read(folder: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Incoming:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as made:
        fill(made)
    (folder / "a.xlsx").write_bytes(kept.getvalue())
    return read_any(folder / "a.xlsx")


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


@pytest.mark.parametrize("hide", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_asked_about_and_never_put_with_those_seen(
    tmp_path: Path, hide: str
) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for title, count in (("Now", 2), ("Old", 9)):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, ["site_id", "MM", "SC"])
            sheet.write_row(1, 0, ["S1", count, 1])
        getattr(sheet, hide)()

    one = read(tmp_path, fill)
    assert one.verdict == Verdict.ASK
    assert "hidden_sheet" in rules(one)
    # Those seen come last: a row that stands in both is theirs.
    assert [table.spot.sheet for table in one.tables] == ["Old", "Now"]
    assert [table.frame["MM"].tolist() for table in one.tables] == [[9], [2]]


def test_text_merged_over_rows_stands_in_each_and_numbers_do_not(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("A")
        sheet.merge_range(0, 0, 1, 0, "District")
        sheet.merge_range(0, 1, 1, 1, "Site Code")
        sheet.merge_range(0, 2, 0, 3, "Facility")
        sheet.write_row(1, 2, ["MM", "SC"])
        sheet.merge_range(2, 0, 4, 0, "Maseru")
        for row in range(2, 5):
            sheet.write_row(row, 1, [f"S{row}", row])
        sheet.merge_range(2, 3, 3, 3, 7)

    one = read(tmp_path, fill)
    frame = one.tables[0].frame
    assert frame["district_code"].tolist() == ["LS-A"] * 3
    assert frame["MM"].tolist() == [2, 3, 4]
    assert frame["SC"].sum() == 7
    assert "merged_down" in rules(one)


def test_three_rows_of_merged_headers_and_a_far_corner(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("A")
        sheet.merge_range(19, 7, 19, 11, "Return of November 2017")
        sheet.merge_range(20, 8, 20, 11, "Mentor staff")
        sheet.merge_range(21, 8, 21, 9, "Facility")
        sheet.merge_range(21, 10, 21, 11, "Community")
        sheet.write_row(22, 7, ["Site Code", "MM", "SC", "MM", "SC"])
        sheet.write_row(23, 7, ["S1", 1, 2, 3, 4])
        sheet.write_row(24, 7, ["S2", 1, 2, 3, 4])

    frame = read(tmp_path, fill).tables[0].frame
    assert frame[["MM", "SC", "CMM", "CSC"]].iloc[0].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("moved", "word"), [(lambda points: np.add(points, [0, 30]), "Lesotho."), (abs, "minus sign")]
)
def test_outlines_of_another_place_are_asked_about(
    tmp_path: Path, moved: Callable[[object], object], word: str
) -> None:
    frame = gpd.read_file(EMBEDDED)
    frame = frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), moved), crs=4326)
    (tmp_path / "a.geojson").write_text(frame.to_json(), encoding="utf-8")
    one = read_any(tmp_path / "a.geojson")
    assert one.verdict == Verdict.ASK
    (told,) = [remark for remark in one.remarks if remark.finding.rule == "outside_country"]
    assert word in told.finding.message


def test_a_cell_that_holds_a_whole_file_is_not_repeated_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("[" * 100_000, encoding="utf-8")
    kept = json.dumps([remark.as_json() for remark in read_any(tmp_path / "a.csv").remarks])
    longest = 10_000
    assert len(kept) < longest


def with_hidden(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("May")
    rows = [["site_id", "MM", "SC"], *([f"S{at}", at, 1] for at in range(1, 7)), ["S9", 50, 1]]
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    for at in (2, 3, 5):
        sheet.set_row(at, None, None, {"hidden": True})
    sheet.set_row(700, None, None, {"hidden": True})  # Holds nothing.
    sheet.set_column(2, 4, None, None, {"hidden": True})


def test_hidden_rows_and_columns_are_named_and_counted(tmp_path: Path) -> None:
    one = read(tmp_path, with_hidden)
    told = {remark.finding.rule: remark for remark in one.remarks}
    assert told["hidden_rows"].rows == (3, 4, 6)
    assert "(3 to 4, 6)" in told["hidden_rows"].finding.message
    assert "counted like every other" in told["hidden_rows"].finding.message
    assert told["hidden_columns"].finding.column == "C"
    assert one.tables[0].frame["MM"].sum() == 71


def test_hidden_rows_are_left_out_where_a_person_says_so(tmp_path: Path) -> None:
    made = Decisions(made=frozenset({"leave_hidden::"}))
    read(tmp_path, with_hidden)
    one = read_any(tmp_path / "a.xlsx", decisions=made)
    assert one.tables[0].frame["MM"].sum() == 71 - 2 - 3 - 5
    assert "hidden_left_out" in rules(one)


def test_rows_that_a_filter_hides_are_named(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        with_hidden(book)
        sheet = book.worksheets()[0]
        sheet.autofilter(0, 0, 7, 2)
        sheet.filter_column("A", "x == S1")

    (told,) = [one for one in read(tmp_path, fill).remarks if one.finding.rule == "filtered_rows"]
    assert "hidden by a filter" in told.finding.message


def test_hidden_rows_and_columns_of_other_workbooks_are_found() -> None:
    ods = (
        b'<table:table table:name="A &amp; B"><table:table-column/><table:table-column '
        b'table:visibility="collapse" table:number-columns-repeated="2"/><table:table-row '
        b'table:number-rows-repeated="3"/><table:table-row table:visibility="filter"/>'
    )
    assert hidden_parts(zipped({"content.xml": ods})) == {
        "A & B": Hidden(((4, 4),), ((2, 3),), filtered=True)
    }
    title, key = (
        len(text).to_bytes(4, "little") + text.encode("utf-16-le") for text in ("A", "r1")
    )
    book = b"\x9c\x01" + bytes([8 + len(key) + len(title)]) + bytes(8) + key + title
    row = b"\x00\x11" + (4).to_bytes(4, "little") + bytes(7) + b"\x10" + bytes(5)
    column = b"\x3c\x12" + (1).to_bytes(4, "little") * 2 + bytes(8) + b"\x01\x00"
    relation = b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.bin"/>'
    xlsb = {
        "xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": relation,
        "xl/worksheets/sheet1.bin": row + column,
    }  # fmt: skip
    assert hidden_parts(zipped(xlsb)) == {"A": Hidden(((5, 5),), ((2, 2),))}


# From LibreOffice: 'Staff' hides rows 3 and 4 and column D; in 'H\u00f4pital' a filter hides row 4.
OLD = Path(__file__).parents[2] / "data" / "workbooks" / "hidden-rows-and-filter.xls"


def test_what_an_old_workbook_hides_is_named() -> None:
    told = {
        (remark.sheet, remark.finding.rule): remark
        for remark in read_any(OLD).remarks if remark.finding.severity == "warning"
    }  # fmt: skip
    assert told["Staff", "hidden_rows"].rows == (3, 4)
    assert told["Staff", "hidden_columns"].finding.column == "D"
    assert told["H\u00f4pital", "filtered_rows"].rows == (4,)
    made = Decisions(made=frozenset({"leave_hidden::Staff"}))
    staff = next(one for one in read_any(OLD, decisions=made).tables if one.spot.sheet == "Staff")
    assert staff.frame["headcount"].sum() == 1 + 1 + 64


def test_an_old_workbook_of_which_nobody_knows_what_it_hides_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("geodata.incoming.oldbooks.MOST_RECORDS", 5)
    (told,) = [one for one in read_any(OLD).remarks if one.finding.rule == "hidden_untold"]
    assert told.finding.severity == "note"
    assert read_any(OLD).tables


@given(st.data())
def test_any_damage_to_an_old_workbook_gives_spans_or_nothing(data: st.DataObject) -> None:
    raw = bytearray(OLD.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(4, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(4, len(raw)))
    found = hidden_parts(bytes(raw[:end]))
    assert found is None or all(isinstance(one, Hidden) for one in found.values())


def zipped(parts: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()
