"""A file is what the screen shows: the same rows, order and figures after a filter and a sort."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pytest

from dashboard import ids
from geodata.sheets import FIRST_ROW, HEADING_ROW
from tests.browser.conftest import COUNT_ANSWERS, Watch, choose, open_explore, settle
from tests.dashboard.pdftools import needs_poppler, pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PATIENCE_MS = 120_000  # The first page of a new app, on a machine that has other work.
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


@dataclass(frozen=True)
class Desk:
    """One page that all tests here share: community areas of Berea, the longest walk first."""

    page: Page
    watch: Watch
    rows: list[dict[str, Any]]

    def saved(self, button: str, folder: Path) -> Path:
        """Press a button, opening the menu it may lie in, and keep what comes."""
        if not self.page.locator(f"#{button}").is_visible():
            self.page.click(f"#{ids.DOWNLOAD_MENU} > summary")
        path = saved(self.page, button, folder)
        assert self.watch.complaints == []
        return path


@pytest.fixture(name="desk", scope="module")
def _desk(browser: Browser, browser_context_args: dict[str, Any], app_url: str) -> Iterator[Desk]:
    context = browser.new_context(**browser_context_args)
    context.add_init_script(COUNT_ANSWERS)
    context.set_default_timeout(PATIENCE_MS)
    page, watch = context.new_page(), Watch(app_url)
    watch.attach(page)
    open_explore(page, app_url, "?level=area&season=winter")
    page.wait_for_selector(f"#{ids.TABLE} .ag-row")
    page.evaluate(ONE_DISTRICT)
    page.evaluate(MOST_WALK_FIRST)
    settle(page)
    rows: list[dict[str, Any]] = page.evaluate(ROWS_ON_SCREEN)
    assert watch.complaints == []
    assert len(rows) > 10
    yield Desk(page, watch, rows)
    context.close()


def test_csv_and_workbook_hold_the_rows_of_the_screen(desk: Desk, tmp_path: Path) -> None:
    rows = csv_rows(desk.saved(ids.DOWNLOAD_CSV, tmp_path))
    assert [row["area_code"] for row in rows] == [row["id"] for row in desk.rows]
    for file_row, shown in zip(rows, desk.rows, strict=True):
        assert float(file_row["median_travel_min"]) == shown["median_travel_min"]
        assert file_row["travel_season"] == "winter"
        assert file_row["data_status"]
    path = desk.saved(ids.DOWNLOAD_XLSX, tmp_path)
    assert "demonstration" in path.name
    assert "2017-11-30" in path.name
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Gap", "Parameters", "Sources", "Dictionary"]
    cells = {str(cell) for line in book["Gap"].iter_rows(values_only=True) for cell in line if cell}
    assert {row["area_code"] for row in rows} <= cells


def test_the_gap_report_and_the_map_files_follow_the_screen_too(desk: Desk, tmp_path: Path) -> None:
    path = desk.saved(ids.DOWNLOAD_REPORT, tmp_path)
    assert path.name == "lesotho-gap-report-2017-11-30-demonstration.xlsx"
    lines = list(openpyxl.load_workbook(path)["Gap by area"].values)
    at = lines[HEADING_ROW].index("Area code")
    shown = [row["id"] for row in desk.rows]
    assert [line[at] for line in lines[FIRST_ROW : FIRST_ROW + len(shown)]] == shown
    path = desk.saved(ids.DOWNLOAD_GIS, tmp_path)
    assert path.name == "lesotho-gap-area-gis-2017-11-30-demonstration.zip"
    frame = gpd.read_file(f"/vsizip/{path}/gap_area.gpkg", layer="gap_area")
    assert frame["area_code"].tolist() == shown
    assert frame["median_travel_min"].tolist() == [row["median_travel_min"] for row in desk.rows]


@needs_poppler
def test_the_menu_gives_the_atlas_for_staff_and_the_public_one(desk: Desk, tmp_path: Path) -> None:
    staff = desk.saved(ids.DOWNLOAD_ATLAS, tmp_path)
    assert staff.name == "lesotho-atlas-staff-2017-11-30-demonstration.pdf"
    told = pages(staff)
    assert len(told) == 12
    assert "Staff edition: not for publication" in told[0]
    # The season is that of the screen in the staff edition, and the first view's in the other.
    assert "in winter (modelled)" in told[0]
    public = desk.saved(ids.DOWNLOAD_PUBLIC_ATLAS, tmp_path)
    assert public.name == "lesotho-atlas-public-2017-11-30-demonstration.pdf"
    told = pages(public)
    assert len(told) == 12
    assert "Base: dry season" in told[0]
    assert "Demo s" not in " ".join(told)


def test_the_map_downloads_as_a_picture_that_says_what_it_is(
    desk: Desk, app_url: str, tmp_path: Path
) -> None:
    open_explore(desk.page, app_url)
    choose(desk.page, ids.LAYER, "effective_coverage")
    path = desk.saved(ids.DOWNLOAD_PNG, tmp_path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert "demonstration" in path.name
