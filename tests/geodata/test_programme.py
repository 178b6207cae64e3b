from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata import programme as programme_module
from geodata.errors import DatasetError
from geodata.programme import check, content_hash, load
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.grid import Grid
    from geodata.programme import Programme


def test_tiny_country_has_no_finding(tiny_folder: Path) -> None:
    programme, findings = check(tiny_folder)
    assert findings == ()
    assert programme is not None


def test_embedded_dataset_adds_up_to_its_published_totals(lesotho: Programme) -> None:
    assert len(lesotho.sites) == 56
    heads = lesotho.staffing.groupby("cadre")["headcount"].sum()
    assert heads.to_dict() == {"MM": 70, "SC": 53, "CSC": 52, "CMM": 143}
    assert not [finding for finding in lesotho.findings if finding.severity == "warning"]


def test_embedded_dataset_has_ten_districts_with_women(lesotho: Programme) -> None:
    assert len(lesotho.districts) == 10
    assert lesotho.districts["population_2016"].sum() == 2_007_201
    assert lesotho.districts["women_15_49"].notna().all()
    assert lesotho.districts["births_reported"].isna().all()
    assert int(lesotho.districts["in_programme"].sum()) == 5


def test_frames_are_indexed_and_sorted(tiny_folder: Path) -> None:
    programme = load(tiny_folder)
    assert list(programme.districts.index) == ["LS-A", "LS-C", "LS-G"]
    assert list(programme.areas.index)[:4] == ["LS-A-001", "LS-A-002", "LS-A-003", "LS-C-001"]
    assert list(programme.sites.index) == ["S1", "S2", "S3"]
    assert programme.sites["community_team"].tolist() == [True, False, True]
    assert programme.sites["open_days_per_week"].isna().tolist() == [False, False, True]
    assert all(frame.crs == "EPSG:4326" for frame in (programme.districts, programme.sites))


def test_the_last_year_up_to_the_day_of_the_dataset_counts(tiny_folder: Path) -> None:
    path = tiny_folder / "population.csv"
    later = "LS-A,{},female,Y015_049,{},uscb2019,2019,published\n"
    path.write_text(path.read_text() + later.format(2016, 900) + later.format(2018, 1100))
    women = load(tiny_folder).districts.loc["LS-A"]
    assert (women["women_15_49"], women["women_15_49_year"]) == (1000, 2017)


def test_an_earlier_year_counts_before_a_nearer_later_one(tiny_folder: Path) -> None:
    path = tiny_folder / "fertility.csv"
    path.write_text(path.read_text() + "LS-A,2018,2.9,,ldhs2014,2014,published\n")
    assert load(tiny_folder).districts.at["LS-A", "tfr"] == 3.5


def test_a_later_year_counts_where_there_is_no_earlier_one(tiny_folder: Path) -> None:
    path = tiny_folder / "fertility.csv"
    path.write_text(path.read_text().replace("LS-A,2014,3.5", "LS-A,2020,2.9"))
    assert load(tiny_folder).districts.at["LS-A", "tfr"] == 2.9


def test_women_that_nobody_counted_are_missing_and_not_zero(tiny_folder: Path) -> None:
    path = tiny_folder / "population.csv"
    path.write_text(path.read_text().replace("LS-G,2017,female,Y015_049,1000", ""))
    lines = [line for line in path.read_text().splitlines() if not line.startswith(",")]
    path.write_text("\n".join(lines))
    programme, findings = check(tiny_folder)
    assert programme is not None
    assert np.isnan(programme.districts.at["LS-G", "women_15_49"])
    assert [finding.rule for finding in findings] == ["missing_women"]


def test_a_headcount_that_nobody_reported_is_missing_and_not_zero(tiny_folder: Path) -> None:
    path = tiny_folder / "staffing.csv"
    path.write_text(path.read_text().replace("S1,201711,MM,2,2", "S1,201711,MM,,"))
    programme, findings = check(tiny_folder)
    assert programme is not None
    assert pd.isna(programme.staffing["headcount"].iloc[0])
    assert "1 of 3 rows do not say" in findings[0].message


def test_outreach_may_be_absent(tiny_folder: Path) -> None:
    for name in ("outreach_stops.csv", "outreach_visits.csv", "bridges.csv", "rivers.geojson"):
        (tiny_folder / name).unlink()
    programme = load(tiny_folder)
    assert programme.outreach_stops.empty
    assert programme.outreach_visits.empty
    assert programme.rivers.empty
    assert not programme.grid.river.any()
    assert "outreach_visits" not in programme.statuses


def test_each_table_has_its_worst_status(tiny_folder: Path) -> None:
    path = tiny_folder / "fertility.csv"
    path.write_text(path.read_text().replace("published", "modelled", 1))
    programme = load(tiny_folder)
    assert programme.statuses["fertility"] == DataStatus.MODELLED
    assert programme.statuses["staffing"] == DataStatus.DEMONSTRATION
    assert programme.statuses["births"] == DataStatus.MODELLED
    assert programme.origins["population"].sources == ("bos2006", "census2016", "uscb2019")


def test_a_layer_without_a_status_of_its_own_takes_that_of_the_folder(tiny_folder: Path) -> None:
    path = tiny_folder / "districts.geojson"
    content = json.loads(path.read_text())
    del content["data_status"]
    path.write_text(json.dumps(content))
    assert load(tiny_folder).statuses["districts"] == DataStatus.MODELLED
    about = tiny_folder / "programme.json"
    about.write_text(about.read_text().replace('"districts"', '"other"'))
    assert [finding.rule for finding in check(tiny_folder)[1]] == ["missing_status"]


def test_load_raises_with_every_finding(tiny_folder: Path) -> None:
    (tiny_folder / "sites.csv").unlink()
    (tiny_folder / "districts.geojson").write_text("{")
    with pytest.raises(DatasetError) as caught:
        load(tiny_folder)
    assert {finding.table for finding in caught.value.findings} >= {
        "sites.csv",
        "districts.geojson",
    }
    assert caught.value.findings == check(tiny_folder)[1]


def test_a_folder_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert [finding.rule for finding in check(tmp_path / "none")[1]] == ["missing_folder"]


def test_known_findings_skip_the_checks(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked, findings = check(tiny_folder)
    monkeypatch.setattr(programme_module, "check_contents", lambda _: pytest.fail("checked again"))
    loaded = load(tiny_folder, known_findings=findings)
    assert checked is not None
    pd.testing.assert_frame_equal(loaded.staffing, checked.staffing)
    assert loaded.content_hash == checked.content_hash


def test_known_findings_do_not_hide_a_broken_file(tiny_folder: Path) -> None:
    (tiny_folder / "districts.geojson").write_text("{")
    with pytest.raises(DatasetError):
        load(tiny_folder, known_findings=())


def test_the_grid_may_be_kept_from_an_earlier_time(tiny_folder: Path) -> None:
    kept = load(tiny_folder).grid

    def keeper(_read: Callable[[], Grid]) -> Grid:
        return kept

    assert load(tiny_folder, (), keeper).grid is kept


def test_the_same_files_are_checked_once_wherever_they_lie(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tiny_folder / "programme.json").open("a", encoding="utf-8") as about:
        about.write("\n")  # A folder that no other test has checked.
    programme, findings = check(tiny_folder)
    copied = shutil.copytree(tiny_folder, tmp_path / "copied")
    monkeypatch.setattr(programme_module, "check_contents", None)
    assert check(copied) == (programme, findings)
    monkeypatch.undo()
    (copied / "staffing.csv").unlink()
    changed, told = check(copied)
    assert changed is None
    assert [finding.rule for finding in told] == ["missing_file"]


def test_hash_follows_content_and_names_alone(tiny_folder: Path) -> None:
    first = content_hash(tiny_folder)
    (tiny_folder / ".hidden").write_text("x")
    (tiny_folder / "~$sites.xlsx").write_text("x")
    assert content_hash(tiny_folder) == first
    (tiny_folder / "bridges.csv").rename(tiny_folder / "bridge.csv")
    assert content_hash(tiny_folder) != first


def test_hash_tells_two_files_from_one_that_holds_the_name_of_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"2")
    two = content_hash(tmp_path)
    (tmp_path / "b").unlink()
    (tmp_path / "a").write_bytes(b"1b\x002")
    assert content_hash(tmp_path) != two
