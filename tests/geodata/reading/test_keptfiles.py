"""Of the same bytes the same is read, once; of other bytes, or beside other districts, anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.programme import check
from geodata.reading import keptfiles, validation
from geodata.reading.folder import read_folder
from geodata.reading.keptfiles import layer_of, table_of
from geodata.schema import DISTRICTS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from geodata.reading.typed import TypedTable
    from geodata.schema import Table

STAFFING = next(table for table in TABLES if table.name == "staffing")


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_file_that_changed_is_read_anew_and_the_others_are_kept(tiny_folder: Path) -> None:
    before = read_folder(tiny_folder)
    replaced(tiny_folder / "staffing.csv", "S1,201711,MM,2,2", "S1,201711,MM,7,7")
    after = read_folder(tiny_folder)
    assert after.tables["staffing"].frame["headcount"].iloc[0] == 7
    assert before.tables["staffing"].frame["headcount"].iloc[0] == 2
    same = [name for name, table in after.tables.items() if table is before.tables[name]]
    assert set(after.tables) - set(same) == {"staffing"}


def test_beside_other_districts_each_table_is_read_anew(tiny_folder: Path) -> None:
    before = read_folder(tiny_folder)
    # Berea is no district of this country; the sites now lie in no known district.
    replaced(tiny_folder / "districts.csv", "LS-C,Leribe", "LS-D,Berea")
    after = read_folder(tiny_folder)
    kept = {name for name, table in after.tables.items() if table is before.tables[name]}
    assert kept == {"landcover_classes"}  # It is not there, and so always the same empty table.
    found = {finding.table for finding in after.findings if finding.rule == "unknown_district"}
    assert "sites.csv" in found


def test_a_layer_that_changed_is_read_anew(tiny_folder: Path) -> None:
    path = tiny_folder / "districts.geojson"
    before = layer_of(path)
    assert layer_of(path) is before
    replaced(path, "Maseru", "Another")
    assert layer_of(path).frame["area_name"].iloc[0] == "Another"
    assert before.frame["area_name"].iloc[0] == "Maseru"


def test_a_large_file_is_not_kept(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, layer = tiny_folder / "districts.csv", tiny_folder / "districts.geojson"
    monkeypatch.setattr(keptfiles, "BYTES_OF_TABLE", path.stat().st_size - 1)
    monkeypatch.setattr(keptfiles, "BYTES_OF_LAYER", layer.stat().st_size - 1)
    first = table_of(path, DISTRICTS, None, "")
    assert table_of(path, DISTRICTS, None, "") is not first
    assert layer_of(layer) is not layer_of(layer)


def test_what_is_kept_is_checked_once_and_what_is_wrong_is_told_each_time(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(tiny_folder / "staffing.csv", "S1,201711,MM,2,2", "S1,201711,MM,-9,-9")
    asked: list[str] = []
    failures = validation._failures

    def counted(table: Table, values: TypedTable) -> Iterator[tuple[str, int, str]]:
        asked.append(table.name)
        return failures(table, values)

    monkeypatch.setattr(validation, "_failures", counted)
    _, first = check(tiny_folder)
    assert asked.count("staffing") == 1
    asked.clear()
    replaced(tiny_folder / "sources.csv", "Bureau", "Buro")
    _, second = check(tiny_folder)
    assert asked == ["sources"]
    wrong = [one for one in first if one.rule == "negative_number"]
    assert [one.table for one in wrong] == ["staffing.csv"] * 2
    assert [one for one in second if one.rule == "negative_number"] == wrong
