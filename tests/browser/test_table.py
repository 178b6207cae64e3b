"""The table twin in a real browser: formats, sort, filter, keyboard, and the chosen place."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from benchmarks.running import running_app
from dashboard import ids
from tests.browser.conftest import Desk, becomes, choose, settle, shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

NAMES = {"Demo site 1": "<img src=x onerror=alert(1)>", "Demo site 2": "Site & Sons <Ltd>"}
GRID = f"dash_ag_grid.getApi('{ids.TABLE}')"
CHOOSE_WHILE_ROWS_COME = """([table, row]) => {
    const cell = document.querySelector(`#${table} [row-id=${row}] [col-id=district_name]`);
    cell.focus();
    cell.dispatchEvent(new KeyboardEvent("keydown", {key: " ", code: "Space", bubbles: true}));
    const rows = [];
    dash_ag_grid.getApi(table).forEachNode((node) => rows.push({...node.data}));
    dash_clientside.set_props(table, {rowData: rows});
}"""
CHOSEN = f"{GRID}.getSelectedNodes().map((one) => one.id)"


@pytest.fixture(scope="module")
def table_url(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app on a tiny country, two of whose sites have markup for a name."""
    folder = tmp_path_factory.mktemp("marked") / "data"
    folder.mkdir()
    for file in tiny_template.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    _rename_sites(folder / "sites.csv")
    with running_app(tmp_path_factory.mktemp("cache"), "--data", str(folder)) as app:
        yield app.address


def _rename_sites(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(
            {**row, "site_name": NAMES.get(row["site_name"], row["site_name"])} for row in rows
        )


@pytest.fixture(scope="module")
def the_table(room: BrowserContext, table_url: str) -> Iterator[Desk]:
    """Keep one page of the tiny country for all tests here."""
    desk = Desk(room, table_url)
    yield desk
    desk.close()


@pytest.fixture
def table(the_table: Desk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give its first view, watched: nothing may leave the origin, break the policy or fail."""
    with shared(the_table, request) as page:
        yield page
        assert the_table.watch.complaints == []


def texts(key: str) -> str:
    """Give the expression of the texts of one column, in the order of the screen."""
    cells = f"#{ids.TABLE} .ag-row:not(.ag-row-pinned) [role=gridcell][col-id={key}]"
    at = "Number(cell.closest('.ag-row').getAttribute('row-index'))"
    return (
        f"[...document.querySelectorAll('{cells}')].map((cell) => [{at}, cell.innerText])"
        ".sort(([one], [other]) => one - other).map(([, text]) => text)"
    )


def column(page: Page, key: str) -> list[str]:
    """Return the texts of one column, looked at in one moment."""
    found: list[str] = page.evaluate(texts(key))
    return found


def headings(page: Page) -> list[str]:
    """Return the first headings, group headings left out."""
    texts: list[str] = page.eval_on_selector_all(
        f"#{ids.TABLE} .ag-header-cell:not(.ag-header-group-cell) .ag-header-cell-text",
        "nodes => nodes.map((node) => node.textContent)",
    )
    return texts[:4]


def asked(page: Page, expression: str) -> Any:  # noqa: ANN401
    """Ask the grid itself."""
    return page.evaluate(f"{GRID}.{expression}")


def test_numbers_are_formatted_and_missing_says_why(table: Page) -> None:
    choose(table, ids.SCOPE, "country")
    choose(table, ids.LAYER, "staffing_ratio")
    # Maseru and Leribe have sites; Quthing has none, and so no ratio, but a true zero of staff.
    assert column(table, "district_name") == ["Maseru", "Leribe", "Quthing"]
    assert column(table, "mm_per_site") == ["1.50", "1.00", "n/a (no site)"]
    assert column(table, "mm_current") == ["3", "1", "0"]
    choose(table, ids.LAYER, "effective_coverage")
    assert all(text.endswith("%") for text in column(table, "effective_coverage_pct"))


def test_the_total_is_pinned_below_and_is_no_row(table: Page) -> None:
    pinned = table.locator(f"#{ids.TABLE} .ag-floating-bottom [role=row]").first
    assert "Total of 2 districts" in table.inner_text(f"#{ids.TABLE} .ag-floating-bottom")
    assert pinned.evaluate("node => getComputedStyle(node).fontWeight") == "600"
    assert asked(table, "getDisplayedRowCount()") == 2


def test_the_layers_columns_come_first_and_a_sort_stays(table: Page) -> None:
    assert headings(table)[:3] == ["District", "Median walk (min)", "9 in 10 within (min)"]
    table.click(f"#{ids.TABLE} .ag-header-cell[col-id=district_name]")
    settle(table)
    assert column(table, "district_name") == ["Leribe", "Maseru"]
    choose(table, ids.LAYER, "need")
    assert headings(table) == ["District", "Need a year (births)", "Low", "High"]
    assert column(table, "district_name") == ["Leribe", "Maseru"]
    choose(table, ids.LAYER, "walking_time")
    assert headings(table)[:2] == ["District", "Median walk (min)"]


def test_another_level_has_other_rows_and_columns(table: Page) -> None:
    choose(table, ids.LEVEL, "area")
    assert headings(table)[0] == "Community area"
    assert table.inner_text(f"#{ids.TABLE_TITLE}") == "By community area, November 2017"
    assert asked(table, "getDisplayedRowCount()") == 6
    assert "Total" not in table.inner_text(f"#{ids.TABLE}")
    # The district was pinned as the name of a row; here it is one column among others.
    assert asked(table, "getColumnState().filter((one) => one.pinned).map((one) => one.colId)") == [
        "area_name"
    ]


def test_markup_in_a_name_is_read_and_not_run(table: Page) -> None:
    dialogs: list[str] = []
    table.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    choose(table, ids.LEVEL, "site")
    assert set(NAMES.values()) <= set(column(table, "site_name"))
    assert table.locator(f"#{ids.TABLE} .ag-body img").count() == 0
    table.hover(f"#{ids.TABLE} [role=gridcell][col-id=site_name]")
    table.wait_for_timeout(600)
    assert table.locator("img[src=x]").count() == 0
    assert dialogs == []


def test_sites_show_bands(table: Page) -> None:
    choose(table, ids.LEVEL, "site")
    assert column(table, "mm_band") == ["2+", "1", "1"]
    assert column(table, "sc_present") == ["yes", "no", "yes"]


def test_a_row_chosen_by_click_or_space_bar_is_the_place_in_the_address(table: Page) -> None:
    table.click(f"#{ids.TABLE} .ag-row[row-id='LS-C'] [col-id=district_name]")
    expect(table).to_have_url(re.compile("place=LS-C"))
    becomes(table, CHOSEN, ["LS-C"])
    settle(table)
    table.keyboard.press("ArrowUp")
    table.keyboard.press("Space")
    expect(table).to_have_url(re.compile("place=LS-A"))
    becomes(table, CHOSEN, ["LS-A"])
    settle(table)
    # Pressed again, the row stays the place and keeps its mark.
    table.keyboard.press("Space")
    settle(table)
    becomes(table, CHOSEN, ["LS-A"])
    table.click(f"#{ids.TABLE} .ag-floating-bottom .ag-cell >> nth=0")
    settle(table)
    assert "place=LS-A" in table.url
    table.go_back()
    expect(table).to_have_url(re.compile("place=LS-C"))
    becomes(table, CHOSEN, ["LS-C"])


def test_a_row_chosen_while_new_rows_come_is_the_place(table: Page) -> None:
    choose(table, ids.PLACE, "LS-C")
    becomes(table, CHOSEN, ["LS-C"])
    table.evaluate(CHOOSE_WHILE_ROWS_COME, [ids.TABLE, "LS-A"])
    expect(table).to_have_url(re.compile("place=LS-A"))
    settle(table)
    becomes(table, CHOSEN, ["LS-A"])


def test_a_place_chosen_elsewhere_marks_its_row_and_clearing_unmarks_it(table: Page) -> None:
    choose(table, ids.PLACE, "LS-A")
    becomes(table, CHOSEN, ["LS-A"])
    choose(table, ids.SEASON, "wet")
    becomes(table, CHOSEN, ["LS-A"])
    choose(table, ids.PLACE, "")
    becomes(table, CHOSEN, [])
    expect(table).not_to_have_url(re.compile("place"))


def test_a_chosen_district_filters_the_rows_below_it_and_the_reader_sees_the_filter(
    table: Page,
) -> None:
    choose(table, ids.LEVEL, "area")
    districts = f"[...new Set({texts('district_name')})].sort()"
    choose(table, ids.PLACE, "LS-C")
    becomes(table, districts, ["Leribe"])
    assert asked(table, "getFilterModel().district_name.filter") == "Leribe"
    choose(table, ids.PLACE, "LS-C-002")
    becomes(table, f"{texts('district_name')}.length", 3)
    choose(table, ids.PLACE, "LS-A-001")
    becomes(table, districts, ["Leribe", "Maseru"])


def test_the_keyboard_alone_reaches_every_number(table: Page) -> None:
    table.focus(f"#{ids.TABLE} .ag-row[row-id='LS-A'] [col-id=district_name]")
    table.keyboard.press("Control+ArrowRight")
    focused = "document.activeElement.getAttribute('col-id')"
    assert table.evaluate(focused) == asked(table, "getAllDisplayedColumns().at(-1).getColId()")
    table.keyboard.press("ArrowDown")
    table.keyboard.press("ArrowDown")
    assert table.evaluate("document.activeElement.closest('.ag-floating-bottom') !== null")
