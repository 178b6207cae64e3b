"""A file is what the screen shows: the same rows, order and figures after a filter and a sort."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pytest

from dashboard import ids
from geodata.gap.sheets import FIRST_ROW, HEADING_ROW
from tests.browser.conftest import choose, settle
from tests.dashboard.pdftools import needs_poppler, pages

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Desk

GRID = f"dash_ag_grid.getApi('{ids.TABLE}')"
ROWS_ON_SCREEN = f"""() => {{
    const rows = [];
    {GRID}.forEachNodeAfterFilterAndSort((node) => rows.push(node.data));
    return rows;
}}"""
MOST_WALK_FIRST = (
    f"{GRID}.applyColumnState({{state: [{{colId: 'median_travel_min', sort: 'desc'}}]}})"
)
ONE_DISTRICT = f"""{GRID}.setFilterModel(
    {{district_name: {{filterType: 'text', type: 'equals', filter: 'Berea'}}}})"""


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.click(f"#{button}")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def csv_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    assert lines[0].startswith("#")
    assert "demonstration" in lines[0].lower()
    return list(csv.DictReader(io.StringIO("".join(lines[1:]))))


@pytest.fixture(name="screen")
def _screen(desk: Page, the_desk: Desk) -> list[dict[str, object]]:
    """Community areas of Berea, the longest walk first."""
    page = desk
    choose(page, ids.LEVEL, "area")
    choose(page, ids.SEASON, "winter")
    page.evaluate(ONE_DISTRICT)
    page.evaluate(MOST_WALK_FIRST)
    settle(page)
    rows: list[dict[str, object]] = page.evaluate(ROWS_ON_SCREEN)
    assert the_desk.watch.complaints == []
    assert len(rows) > 10
    return rows


def test_csv_and_workbook_hold_the_rows_of_the_screen(
    desk: Page, screen: list[dict[str, object]], tmp_path: Path
) -> None:
    page = desk
    rows = csv_rows(saved(page, ids.DOWNLOAD_CSV, tmp_path))
    assert [row["area_code"] for row in rows] == [row["id"] for row in screen]
    for file_row, shown in zip(rows, screen, strict=True):
        assert float(file_row["median_travel_min"]) == shown["median_travel_min"]
        assert file_row["travel_season"] == "winter"
        assert file_row["data_status"]
    path = saved(page, ids.DOWNLOAD_XLSX, tmp_path)
    assert "demonstration" in path.name
    assert "2017-11-30" in path.name
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Gap", "Parameters", "Sources", "Dictionary"]
    cells = {str(cell) for line in book["Gap"].iter_rows(values_only=True) for cell in line if cell}
    assert {row["area_code"] for row in rows} <= cells


def test_the_gap_report_and_the_map_files_follow_the_screen_too(
    desk: Page, the_desk: Desk, screen: list[dict[str, object]], tmp_path: Path
) -> None:
    page = desk
    page.click(f"#{ids.DOWNLOAD_MENU} > summary")
    path = saved(page, ids.DOWNLOAD_REPORT, tmp_path)
    assert path.name == "lesotho-gap-report-2017-11-30-demonstration.xlsx"
    lines = list(openpyxl.load_workbook(path)["Gap by area"].values)
    at = lines[HEADING_ROW].index("Area code")
    shown = [row["id"] for row in screen]
    assert [line[at] for line in lines[FIRST_ROW : FIRST_ROW + len(shown)]] == shown
    path = saved(page, ids.DOWNLOAD_GIS, tmp_path)
    assert path.name == "lesotho-gap-area-gis-2017-11-30-demonstration.zip"
    frame = gpd.read_file(f"/vsizip/{path}/gap_area.gpkg", layer="gap_area")
    assert frame["area_code"].tolist() == shown
    assert frame["median_travel_min"].tolist() == [row["median_travel_min"] for row in screen]
    assert the_desk.watch.complaints == []


@needs_poppler
def test_the_menu_gives_the_atlas_for_staff_and_the_public_one(
    desk: Page, the_desk: Desk, tmp_path: Path
) -> None:
    page = desk
    choose(page, ids.SEASON, "winter")
    if not page.locator(f"#{ids.DOWNLOAD_ATLAS}").is_visible():
        page.click(f"#{ids.DOWNLOAD_MENU} > summary")
    staff = saved(page, ids.DOWNLOAD_ATLAS, tmp_path)
    assert staff.name == "lesotho-atlas-staff-2017-11-30-demonstration.pdf"
    told = pages(staff)
    assert len(told) == 12
    assert "Staff edition: not for publication" in told[0]
    # The season is that of the screen in the staff edition, and the first view's in the other.
    assert "in winter (modelled)" in told[0]
    public = saved(page, ids.DOWNLOAD_PUBLIC_ATLAS, tmp_path)
    assert public.name == "lesotho-atlas-public-2017-11-30-demonstration.pdf"
    told = pages(public)
    assert len(told) == 12
    assert "Base: dry season" in told[0]
    assert "Demo s" not in " ".join(told)
    assert the_desk.watch.complaints == []


def test_the_map_downloads_as_a_picture_that_says_what_it_is(desk: Page, tmp_path: Path) -> None:
    page = desk
    choose(page, ids.LAYER, "effective_coverage")
    path = saved(page, ids.DOWNLOAD_PNG, tmp_path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert "demonstration" in path.name
