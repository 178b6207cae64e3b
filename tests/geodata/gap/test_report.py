"""The gap report, opened with other people's tools: sheets, figures, marks, notes, bytes."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from geodata.choice import Choice
from geodata.gap.columns import Level
from geodata.gap.report import SHEETS, Report, gap_report
from geodata.gap.report_sheets import ACTION_FIRST
from geodata.gap.sheets import FIRST_ROW, HEADING_ROW
from geodata.gap.sites import STAFF_SHEET, exact_sites
from geodata.names import Cadre, Platform, Scope
from geodata.public.view import public_view
from geodata.public.withheld import OF_EACH_SITE, OF_SITES, withheld
from tests.geodata import small
from tests.geodata.reports import HOUR, lesotho_report, report_of, small_model
from tests.geodata.worlds import assessed, world

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NAMES = [
    "Summary",
    "Gap by district",
    "Gap by area",
    "Gap by site",
    "Actions",
    "Parameters",
    "Sources",
    "Dictionary",
    "Suppressed",
]


@cache
def by_hand() -> Report:
    return report_of(small_model(), HOUR)


@cache
def opened(name: str) -> Workbook:
    report = by_hand() if name == "small" else lesotho_report()
    return openpyxl.load_workbook(io.BytesIO(gap_report(report)))


def column(sheet: Worksheet, heading: str, group: str = "") -> list[object]:
    """Return the cells of the rows under a heading, without the total."""
    lines = list(sheet.iter_rows(values_only=True))
    now = ""
    for at, title in enumerate(lines[HEADING_ROW]):
        now = str(lines[HEADING_ROW - 1][at] or now)
        if title == heading and group in ("", now):
            cells = [line[at] for line in lines[FIRST_ROW:]]
            return cells[: cells.index(None)] if None in cells else cells
    raise KeyError(heading)


@pytest.mark.parametrize("name", ["small", "lesotho"])
def test_every_sheet_says_its_status_and_that_it_is_for_staff(name: str) -> None:
    book = opened(name)
    assert book.sheetnames == NAMES
    for sheet in book:
        line = str(sheet["A1"].value)
        assert "DEMONSTRATION DATA" in line
        assert "for staff and not for publication" in line


@pytest.mark.parametrize("name", ["small", "lesotho"])
def test_every_sheet_prints_on_a4_across_with_its_heading_on_each_page(name: str) -> None:
    for sheet in opened(name):
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
    wide = opened(name)["Gap by district"]
    assert wide.page_setup.fitToWidth > 1
    assert wide.print_title_cols == "$A:$A"


@pytest.mark.parametrize("level", list(Level))
def test_figures_are_those_of_the_screen_in_its_order(level: Level) -> None:
    codes = tuple(reversed(by_hand().tables[level].codes))
    report = report_of(small_model(), HOUR, level, codes)
    book = openpyxl.load_workbook(io.BytesIO(gap_report(report)))
    sheet = book[SHEETS[level]]
    table = report.sites if level == Level.SITE else report.tables[level]
    lines = list(sheet.iter_rows(values_only=True))
    for at, told in enumerate(table.columns):
        if told.key != "last_outreach_date":
            got = [line[at] for line in lines[FIRST_ROW : FIRST_ROW + len(codes)]]
            assert got == list(table.cells[told.key])
    assert "in the order of the screen" in str(sheet["A2"].value)
    others = [book[name] for other, name in SHEETS.items() if other != level]
    assert all("All" in str(other["A2"].value) for other in others)


def test_sites_hold_exact_staff_counted_by_hand() -> None:
    sheet = opened("small")["Gap by site"]
    assert str(sheet["A2"].value).startswith(STAFF_SHEET)
    assert column(sheet, "Current (persons)", "Mentor Mothers") == [2, 1]
    assert column(sheet, "Required (posts)", "Mentor Mothers") == [2, 2]
    assert column(sheet, "Missing (posts)", "Mentor Mothers") == [0, 1]
    assert column(sheet, "Missing (posts)", "Site Coordinators") == [0, 1]


def test_exact_staff_by_site_adds_up_to_the_districts() -> None:
    report = lesotho_report()
    for cadre in Cadre:
        for part in ("current", "required", "deficit", "surplus"):
            key = f"{cadre.lower()}_{part}"
            assert sum(report.sites.cells[key]) == report.tables[Level.DISTRICT].total[key]


def test_a_site_that_did_not_report_is_empty_and_not_zero() -> None:
    staffing = small.staffing(**{"S2-MM": float("nan")})
    report = report_of(small.model(staffing=staffing), HOUR)
    assert report.sites.cells["mm_current"] == (2, None)
    assert report.sites.cells["mm_deficit"] == (0, None)


def test_exact_staff_stands_on_the_sheet_of_sites_only() -> None:
    with pytest.raises(ValueError, match="by site"):
        exact_sites(by_hand().tables[Level.AREA], None)
    for level in (Level.DISTRICT, Level.AREA):
        words = {str(cell) for row in opened("small")[SHEETS[level]].values for cell in row}
        assert STAFF_SHEET not in words


@pytest.mark.parametrize("name", ["small", "lesotho"])
def test_actions_add_up_to_their_total_and_wait_for_their_cost(name: str) -> None:
    sheet = opened(name)["Actions"]
    lines = list(sheet.iter_rows(values_only=True))[ACTION_FIRST:]
    total = next(line for line in lines if line[0] == "Total of the counted actions")
    rows = lines[: lines.index(total) - 1]
    assert sum(row[5] or 0 for row in rows) == total[5]
    assert all(row[6] <= row[5] <= row[7] for row in rows if row[5] is not None)
    assert all(row[8] and row[9] for row in rows)
    assert all(row[10] is None for row in rows)
    summary = " ".join(str(cell) for row in opened(name)["Summary"].values for cell in row)
    assert f"about {total[5]:,} more births" in summary


def test_the_summary_gives_each_number_its_parts_source_date_and_status() -> None:
    lines = list(opened("lesotho")["Summary"].iter_rows(min_row=5, max_row=18, values_only=True))
    told = {line[0]: line for line in lines}
    assert told["Need a year"][1:4] == (9000, 7623, 10625)
    assert told["Current (Mentor Mothers)"][1] == 70
    reach = told["Within the chosen walk (Within reach)"]
    assert reach[1] == pytest.approx(100 * reach[5] / reach[6], abs=0.05)
    assert all(line[7] and line[8] and line[9] == "2017-11-30" and line[10] for line in lines)


def test_flagged_cells_carry_their_sentence_and_a_mark_that_prints_in_grey() -> None:
    sheet = opened("lesotho")["Gap by area"]
    heading = [cell.value for cell in sheet[HEADING_ROW + 1]]
    at, why = heading.index("Flag") + 1, heading.index("Why") + 1
    flagged = [
        row
        for row in range(FIRST_ROW + 1, sheet.max_row + 1)
        if sheet.cell(row, at).value == "flagged"
    ]
    assert len(flagged) > 10
    for row in flagged:
        assert sheet.cell(row, at).comment.text.strip() == sheet.cell(row, why).value
    letter = sheet.cell(1, at).column_letter
    rules = {
        str(area.sqref): rules[0] for area, rules in sheet.conditional_formatting._cf_rules.items()
    }
    mark = next(
        rule for area, rule in rules.items() if area.startswith(f"{letter}{FIRST_ROW + 1}:")
    )
    assert mark.formula == ['"flagged"']
    assert mark.dxf.font.b
    assert mark.dxf.border.left.style
    colour = mark.dxf.fill.bgColor.rgb[-6:]
    assert colour[:2] == colour[2:4] == colour[4:]


def test_an_empty_cell_with_a_reason_says_it_in_a_note() -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(gap_report(report_of(small_model(), replace(HOUR, scope=Scope.COUNTRY))))
    )["Gap by district"]
    notes = {cell.comment.text.strip() for row in sheet.iter_rows() for cell in row if cell.comment}
    assert "n/a (no site)" in notes


@pytest.mark.parametrize("level", list(Level))
def test_the_dictionary_has_every_column_once(level: Level) -> None:
    keys = [
        row[0] for row in opened("lesotho")["Dictionary"].iter_rows(min_row=4, values_only=True)
    ]
    assert len(keys) == len(set(keys))
    report = lesotho_report()
    table = report.sites if level == Level.SITE else report.tables[level]
    assert {told.key for told in table.columns} | {"report_id"} <= set(keys)


def test_what_the_public_never_gets_is_listed_with_its_reason() -> None:
    lines = [
        row
        for row in opened("lesotho")["Suppressed"].iter_rows(min_row=5, values_only=True)
        if row[0]
    ]
    assert {"every site", "every community area", "every action"} <= {row[0] for row in lines}
    assert (
        "Mafeteng",
        "All Mentor Mothers per site",
        "too few for a rate",
        "hidden",
        "a rate over fewer than 10",
    ) in lines
    assert ("Mafeteng", "Mentor Mothers", "5 or more", "hidden", OF_SITES) in lines
    coordinators = [line[2:] for line in lines if line[:2] == ("Mafeteng", "Site Coordinators")]
    assert coordinators == [("5 or more", "hidden", OF_EACH_SITE)]
    rows = list(opened("lesotho")["Gap by district"].values)
    at = rows[HEADING_ROW].index("Withheld in public")
    fields = {row[0]: row[at] for row in rows[FIRST_ROW:]}
    assert "All Mentor Mothers per site" not in str(fields["Maseru"])
    assert str(fields["Maseru"]).startswith("Mentor Mothers; Site Coordinators; Community ")
    assert "All Mentor Mothers per site" in str(fields["Mafeteng"])


def test_what_is_withheld_of_a_district_stands_in_full_in_its_cell() -> None:
    sheet = opened("lesotho")["Gap by district"]
    heading = [cell.value for cell in sheet[HEADING_ROW + 1]]
    at = heading.index("Withheld in public")
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1, max_row=FIRST_ROW + 5):
        cell = row[at]
        assert cell.alignment.wrap_text
        assert {one.alignment.vertical for one in row if one.value is not None} == {"top"}
        wide = sheet.column_dimensions[cell.column_letter].width
        height = sheet.row_dimensions[cell.row].height
        # A line of the usual font is 15 points high.
        assert len(str(cell.value)) > wide
        assert height is not None
        assert height / 15 * wide >= len(str(cell.value))


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_small_counts_of_a_district_are_listed_as_withheld(seed: int) -> None:
    model = world(seed)
    answers = assessed(model)
    names = {"mentor_mothers": "Mentor Mothers", "sites": "Sites"}
    left_out = withheld(public_view(model.programme, answers))
    listed = {(code, one.column) for one in left_out for code in one.codes}
    everything = any(one.row == "every row" for one in left_out)
    for measure, title in names.items():
        for district in model.programme.districts.index:
            if answers.value(str(district), measure) < 5:
                assert everything or (str(district), title) in listed


def test_the_same_version_gives_the_same_bytes_and_another_choice_another_report() -> None:
    first, again = gap_report(by_hand()), gap_report(report_of(small_model(), HOUR))
    assert first == again
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert core.count("2026-11-25T00:00:00Z") == 2
    other = report_of(small_model(), Choice(threshold_minutes=60, platform=Platform.COMMUNITY))
    assert other.report_id != by_hand().report_id
    assert len(by_hand().report_id) == 12


def test_another_reader_finds_the_same_sheets_and_texts_stay_texts() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(gap_report(by_hand())))
    assert book.sheet_names == NAMES
    rows = book.get_sheet_by_name("Parameters").to_python()
    assert any("=1+1" in row for row in rows)


def test_libreoffice_opens_the_report_and_reads_the_same(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "report.xlsx").write_bytes(gap_report(by_hand()))
    command = [office, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    # A profile of its own, so that an office already open is left alone.
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = subprocess.run(
        [*command, profile, str(tmp_path / "report.xlsx")],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    # Without Java it says so about itself, whatever the file.
    said = [line for line in done.stderr.splitlines() if "javaldx" not in line]
    assert "warning" not in "\n".join(said).lower()
    book = CalamineWorkbook.from_path(tmp_path / "report.ods")
    assert book.sheet_names == NAMES
    lines = book.get_sheet_by_name("Gap by site").to_python()
    assert any(line[:2] == ["Demo site Aba-01", "S1"] for line in lines)


def widths_of(sheet: Worksheet) -> dict[int, float]:
    """Return the width of each column; a file keeps neighbours of one width as one."""
    dimensions = sheet.column_dimensions.values()
    return {at: one.width for one in dimensions for at in range(one.min, one.max + 1)}


@pytest.mark.parametrize("name", ["Summary", "Actions", "Sources", "Dictionary", "Suppressed"])
def test_rows_are_as_high_as_their_longest_text(name: str) -> None:
    sheet = opened("lesotho")[name]
    widths = widths_of(sheet)
    first = int(str(sheet.auto_filter.ref).split(":")[0][1:]) + 1
    long = [
        cell
        for row in sheet.iter_rows(min_row=first)
        for cell in row
        if cell.alignment.wrap_text and len(str(cell.value or "")) > widths[cell.column]
    ]
    assert long
    for cell in long:
        height = sheet.row_dimensions[cell.row].height or 15
        assert height / 15 * widths[cell.column] >= len(str(cell.value)), cell.coordinate


def test_lines_above_a_table_stay_within_its_columns_and_names_are_not_cut() -> None:
    book = opened("lesotho")
    for name in ("Summary", "Actions", "Parameters", "Sources", "Dictionary", "Suppressed"):
        assert any(str(area).startswith("A1:") for area in book[name].merged_cells.ranges)
    for name in SHEETS.values():
        names = [str(cell.value or "") for cell in book[name]["A"][FIRST_ROW:]]
        assert max(map(len, names)) <= widths_of(book[name])[1]


def test_the_foot_of_each_printed_page_says_status_date_and_that_it_is_for_staff() -> None:
    for sheet in opened("lesotho"):
        foot = sheet.oddFooter.left.text
        assert foot.startswith("DEMONSTRATION DATA")
        assert foot.endswith("as of 2017-11-30 | for staff and not for publication")
