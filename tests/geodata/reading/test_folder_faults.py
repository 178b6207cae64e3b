"""One way of being wrong after the other; each is found, with its row and its remedy."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.findings import has_error
from geodata.programme import check
from tests.geodata.folders import REQUIRED, found

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """Text to replace in a file, and the finding that must come of it."""

    file: str
    old: str
    new: str
    rule: str
    row: int | None = None
    column: str = ""
    severity: str = "error"
    says: str = ""

    def __str__(self) -> str:
        return f"{self.rule}-{self.file}"


FAULTS = [
    Fault("sites.csv", "site_id,", "site,", "missing_column", column="site_id"),
    Fault("sites.csv", "site 1,LS-A", "site 1,LS-Z", "unknown_district", 2, "district_code"),
    Fault("sites.csv", "site 1,LS-A", "site 1,LS", "unknown_district", 2, "district_code"),
    Fault(
        "sites.csv",
        "site 1,LS-A",
        "site 1,Hlotse",
        "district_needs_confirmation",
        2,
        "district_code",
        says="LS-C (Leribe)",
    ),
    Fault(
        "sites.csv",
        "site 1,LS-A",
        "site 1,Maseru District",
        "district_by_name",
        2,
        "district_code",
        "note",
        "LS-A (Maseru)",
    ),
    Fault(
        "sites.csv", "site 1,LS-A", "site 1,Masero", "unknown_district", 2, says="LS-A (Maseru)?"
    ),
    Fault("sites.csv", "S2,Demo", "S1,Demo", "duplicate_id", 3, "site_id", says="rows 2, 3"),
    Fault("sites.csv", "S2,Demo", ",Demo", "blank_cell", 3, "site_id"),
    Fault("sites.csv", "CHAL,1,0", "CHAL,1,2", "not_a_flag", 3, "community_team"),
    Fault("sites.csv", "CHAL,1,0", "Chal,1,0", "unknown_word", 3, "ownership", says="CHAL"),
    Fault("sites.csv", "1,0,5,demo", "1,0,9,demo", "too_high", 3, "open_days_per_week"),
    Fault("sites.csv", "demonstration\nS2", "invented\nS2", "bad_status", 2, "data_status"),
    Fault("sites.csv", "2017-11-30,dem", "30/11/2017,dem", "bad_date", 2, "source_date"),
    Fault("sites.csv", "0,5,demo", "0,5,nobody", "unknown_source", 3, "source"),
    Fault("sites.csv", "S2,Demo site 2,LS-A", "S2,Demo site 2", "too_few_cells", 3),
    Fault("sites.csv", "S2,Demo site 2", "S2,Demo, site 2", "too_many_cells", 3),
    Fault("sites.csv", "S2,Demo", 'S2,"Demo', "broken_quotes", 3),
    Fault(
        "sites.csv",
        "S3,Demo site 3,LS-C",
        "S3,Demo site 3,LS-G",
        "outside_district",
        4,
        "district_code",
        "warning",
        says="in LS-C",
    ),
    Fault("staffing.csv", "MM,2,2", "MM,-2,2", "negative_number", 2, "headcount", says="negative"),
    Fault("staffing.csv", "MM,2,2", "MM,two,2", "not_a_number", 2, "headcount", says="blank"),
    Fault("staffing.csv", "MM,2,2", "MM,1.5,2", "not_whole", 2, "headcount"),
    Fault("staffing.csv", "MM,2,2", "MM,2,4", "fte_above_headcount", 2, "fte", "warning"),
    Fault("staffing.csv", "S1,201711,MM", "S9,201711,MM", "unknown_site", 2, "site_id"),
    Fault("staffing.csv", "S1,201711,MM", "S1,November,MM", "bad_period", 2, "period"),
    Fault("staffing.csv", "S1,201711,MM", "S1,201711,NURSE", "unknown_word", 2, "cadre"),
    Fault("staffing.csv", "S1,201711,SC", "S1,201711,MM", "duplicate_id", 3, "site_id"),
    Fault(
        "staffing.csv",
        "201711,MM,2,2",
        "201711,MM,7,7",
        "total_differs",
        None,
        "MM",
        "warning",
        says="+5",
    ),
    Fault("staffing.csv", "201711", "201712", "no_snapshot", None, "period"),
    Fault("prevalence.csv", "0.25,", "25,", "share_above_one", 2, "estimate", says="0.25, not 25"),
    Fault("prevalence.csv", "0.23,0.27", "0.27,0.23", "bounds_out_of_order", 2, "lower"),
    Fault("prevalence.csv", "0.25,0.23,0.27", ",0.27,0.23", "bounds_out_of_order", 2, "lower"),
    Fault("population.csv", "1000", "1 000", "not_a_number", 4, "count"),
    Fault("population.csv", "LS-A,2006", "LSO_1_1,2006", "", None),
    Fault("population.csv", "LS-A,2006", "LS-B,2006", "unknown_district", 2, "area_code"),
    Fault("fertility.csv", "LS-A,2014,3.5", "LS-A,2014,", "missing_fertility", severity="warning"),
    Fault("outreach_visits.csv", "P1,2017-10-03", "P2,2017-10-03", "unknown_stop", 2, "stop_id"),
    Fault("outreach_visits.csv", "P1,2017-10-03", "P1,2017-02-30", "bad_date", 2, "planned_date"),
    Fault("outreach_visits.csv", "P1,2017-10-03", "P1,3.10.2017", "bad_date", 2, "planned_date"),
    Fault(
        "outreach_visits.csv",
        ",2017-10-03,held",
        ",,held",
        "held_without_date",
        2,
        "held_date",
        "warning",
    ),
    Fault(
        "outreach_visits.csv",
        ",,cancelled",
        ",2017-11-02,cancelled",
        "cancelled_with_date",
        3,
        "held_date",
        "warning",
    ),
    Fault(
        "outreach_visits.csv",
        ",2017-10-03,held",
        ",2017-12-03,held",
        "after_as_of",
        2,
        "held_date",
        "warning",
    ),
    Fault("outreach_stops.csv", ",S3,", ",S8,", "unknown_site", 2, "parent_site_id"),
    Fault("places.csv", "T1,Town", "V1,Town", "duplicate_id", 2, "place_id"),
    Fault("districts.csv", "LS-G,Quthing", "LS-H,Quthing", "unknown_district", 4),
    Fault("programme.json", '"as_of": "2017-11-30"', '"as_of": "soon"', "bad_field", None, "as_of"),
    Fault("programme.json", '"crs"', '"projection"', "missing_field", None, "crs"),
    Fault("programme.json", "EPSG:32735", "EPSG:4326", "bad_field", None, "crs", says="metres"),
    Fault("programme.json", "EPSG:32735", "EPSG:9", "bad_field", None, "crs"),
    Fault("programme.json", '"MM": 4', '"MM": "4"', "bad_field", None, "published_totals"),
    Fault("programme.json", '"period": "201711"', '"period": "Nov"', "bad_field", None, "period"),
    Fault("programme.json", '"title"', "title", "broken_json", 3),
    Fault("programme.json", "modelled", "guessed", "bad_field", None, "layers"),
    Fault("districts.geojson", '"features"', "'features'", "broken_json", 1),
    Fault("districts.geojson", '"area_name"', '"name"', "missing_column", None, "area_name"),
    Fault("districts.geojson", '"LS-G"', '"LS-H"', "unknown_district", None, "area_id"),
    Fault("districts.geojson", '"LS-G"', '"LS-C"', "duplicate_id", None, "area_id"),
    Fault("districts.geojson", '"modelled"', '"guessed"', "bad_status", None, "data_status"),
    Fault("areas.geojson", '"district_code": "LS-A"', '"district_code": "X"', "unknown_district"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_fault_is_found_at_its_place(fault: Fault, tiny_folder: Path) -> None:
    path = tiny_folder / fault.file
    text = path.read_text("utf-8")
    assert fault.old in text
    path.write_text(text.replace(fault.old, fault.new), "utf-8")
    if not fault.rule:
        assert check(tiny_folder)[1] == ()
        return
    finding = found(tiny_folder, fault.rule, fault.file, fault.row)
    assert finding.table == fault.file
    assert finding.severity == fault.severity
    assert finding.row == fault.row
    assert not fault.column or finding.column == fault.column
    assert fault.says in f"{finding.message} {finding.remedy}"
    assert finding.message


def test_days_that_cannot_be_read_are_not_said_to_be_the_same(tiny_folder: Path) -> None:
    path = tiny_folder / "outreach_visits.csv"
    path.write_text(path.read_text("utf-8").replace(",2017-", ",17-"), "utf-8")
    rules = [finding.rule for finding in check(tiny_folder)[1]]
    assert rules.count("bad_date") > 1
    assert "duplicate_id" not in rules


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_file_is_found(name: str, tiny_folder: Path) -> None:
    (tiny_folder / name).unlink()
    finding = found(tiny_folder, "missing_file")
    assert (finding.table, finding.severity) == (name, "error")
    assert finding.remedy


def test_every_empty_file_is_found(tiny_folder: Path) -> None:
    for name in REQUIRED:
        (tiny_folder / name).write_bytes(b"")
    findings = check(tiny_folder)[1]
    assert {finding.table for finding in findings if finding.rule == "empty_file"} == {*REQUIRED}


@pytest.mark.parametrize("name", ["districts.geojson", "programme.json"])
def test_bad_utf8_in_json_is_found_with_its_line(name: str, tiny_folder: Path) -> None:
    path = tiny_folder / name
    path.write_bytes(b"\n\xff" + path.read_bytes())
    finding = found(tiny_folder, "bad_utf8")
    assert (finding.table, finding.row) == (name, 2)


def test_a_table_in_no_known_encoding_is_found_with_its_line(tiny_folder: Path) -> None:
    path = tiny_folder / "sites.csv"
    path.write_bytes(path.read_bytes().replace(b"S2,Demo", b"S2,D\x81mo"))
    assert found(tiny_folder, "bad_utf8").row == 3


def test_windows_1252_is_read_and_said(tiny_folder: Path) -> None:
    path = tiny_folder / "sites.csv"
    path.write_bytes(path.read_bytes().replace(b"Demo site 2", b"Demo\x92s site 2"))
    programme, findings = check(tiny_folder)
    assert [(finding.rule, finding.row) for finding in findings] == [("windows_1252", 3)]
    assert programme is not None
    assert programme.sites.at["S2", "site_name"] == "Demo\u2019s site 2"


def test_all_faults_of_all_files_come_in_one_list(tiny_folder: Path) -> None:
    chosen = [FAULTS[1], FAULTS[19], FAULTS[28], FAULTS[45]]
    for fault in chosen:
        path = tiny_folder / fault.file
        path.write_text(path.read_text().replace(fault.old, fault.new))
    (tiny_folder / "fertility.csv").unlink()
    rules = {finding.rule for finding in check(tiny_folder)[1]}
    assert rules >= {"missing_file", *(fault.rule for fault in chosen)}


def _move_site(folder: Path, latitude: str, longitude: str) -> None:
    path = folder / "sites.csv"
    lines = path.read_text().splitlines()
    cells = lines[1].split(",")
    cells[3:5] = [latitude, longitude]
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]))


@pytest.mark.parametrize(
    ("latitude", "longitude", "rule"),
    [
        ("29.486", "27.635", "positive_latitude"),
        ("27.635", "-29.486", "swapped_coordinates"),
        ("27.635", "29.486", "swapped_coordinates"),
        ("0", "0", "null_island"),
        ("6738500", "561500", "not_degrees"),
        ("-26.2", "28.05", "outside_country"),
        ("", "", "blank_cell"),
    ],
)
def test_coordinates_outside_the_country_are_diagnosed(
    latitude: str, longitude: str, rule: str, tiny_folder: Path
) -> None:
    _move_site(tiny_folder, latitude, longitude)
    finding = found(tiny_folder, rule)
    assert (finding.table, finding.row, finding.severity) == ("sites.csv", 2, "error")


def test_a_swapped_pair_is_written_the_right_way_in_the_remedy(tiny_folder: Path) -> None:
    _move_site(tiny_folder, "27.635", "-29.486")
    remedy = found(tiny_folder, "swapped_coordinates").remedy
    assert remedy == "Write latitude -29.486, longitude 27.635."


def test_a_site_within_the_accuracy_of_the_border_keeps_its_district(tiny_folder: Path) -> None:
    # S3 of Leribe, about 0.5 km inside Maseru: the border may be 1 km off.
    path = tiny_folder / "sites.csv"
    cells = path.read_text().splitlines()[3].split(",")
    _move_site(tiny_folder, cells[3], str(float(cells[4]) - 0.02058))
    path.write_text(path.read_text().replace("site 1,LS-A", "site 1,LS-C"))
    programme, findings = check(tiny_folder)
    finding = next(finding for finding in findings if finding.rule == "near_border")
    assert (finding.severity, finding.row) == ("note", 2)
    assert programme is not None
    assert programme.sites.at["S1", "district_code"] == "LS-C"


def test_accuracy_of_the_boundary_decides(tiny_folder: Path) -> None:
    about = tiny_folder / "programme.json"
    path = tiny_folder / "sites.csv"
    cells = path.read_text().splitlines()[3].split(",")
    _move_site(tiny_folder, cells[3], str(float(cells[4]) - 0.02058))
    path.write_text(path.read_text().replace("site 1,LS-A", "site 1,LS-C"))
    about.write_text(about.read_text().replace("1000", "100"))
    assert found(tiny_folder, "outside_district").severity == "warning"


def test_sites_close_together_are_shown_and_not_merged(tiny_folder: Path) -> None:
    path = tiny_folder / "sites.csv"
    cells = path.read_text().splitlines()[2].split(",")
    _move_site(tiny_folder, cells[3], cells[4])
    programme, findings = check(tiny_folder)
    assert [(finding.rule, finding.row) for finding in findings] == [("close_together", 2)]
    assert programme is not None
    assert len(programme.sites) == 3


def test_a_workbook_may_take_the_place_of_a_csv_file(tiny_folder: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    rows = [line.split(",") for line in (tiny_folder / "fertility.csv").read_text().splitlines()]
    (tiny_folder / "fertility.csv").unlink()
    with xlsxwriter.Workbook(str(tiny_folder / "fertility.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    programme, findings = check(tiny_folder)
    assert findings == ()
    assert programme is not None
    assert programme.districts.at["LS-A", "tfr"] == 3.5


def test_two_files_for_one_table_are_told(tiny_folder: Path) -> None:
    shutil.copyfile(tiny_folder / "sites.csv", tiny_folder / "sites.xlsx")
    assert found(tiny_folder, "two_files").table == "sites.csv"


def test_unknown_columns_are_left_out_and_told(tiny_folder: Path) -> None:
    path = tiny_folder / "fertility.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{lines[0]},Full name", *(f"{line},Ms A" for line in lines[1:])]))
    programme, findings = check(tiny_folder)
    assert [finding.rule for finding in findings] == ["unknown_column", "column_renamed"]
    assert programme is not None
    assert "Ms A" not in " ".join(map(str, findings))


def _district(folder: Path, geometry: dict[str, object] | None) -> None:
    path = folder / "districts.geojson"
    content = json.loads(path.read_text())
    content["features"][0]["geometry"] = geometry
    path.write_text(json.dumps(content))


def test_a_district_without_shape_is_an_error(tiny_folder: Path) -> None:
    _district(tiny_folder, None)
    assert "LS-A" in found(tiny_folder, "no_shape").value


def test_a_crossed_outline_is_mended_and_told(tiny_folder: Path) -> None:
    corners = [(27.6, -29.5), (27.7, -29.55), (27.7, -29.5), (27.6, -29.55), (27.6, -29.5)]
    _district(tiny_folder, {"type": "Polygon", "coordinates": [corners]})
    finding = found(tiny_folder, "geometry_mended")
    assert (finding.severity, finding.table) == ("warning", "districts.geojson")
    assert "LS-A" in finding.value


def _rewrite(path: Path, **changes: object) -> None:
    with rasterio.open(path) as source:
        values, profile = source.read(1), source.profile
    profile.update(changes)
    with rasterio.open(path, "w", **profile) as target:
        target.write(values, 1)


def test_a_shifted_raster_is_misaligned(tiny_folder: Path) -> None:
    _rewrite(tiny_folder / "zones.tif", transform=Affine(1000, 0, 560_300, 0, -1000, 6_740_000))
    finding = found(tiny_folder, "misaligned")
    assert (finding.table, finding.severity) == ("zones.tif", "error")


def test_a_raster_without_coordinate_system_is_found(tiny_folder: Path) -> None:
    _rewrite(tiny_folder / "elevation.tif", crs=None)
    assert found(tiny_folder, "no_crs").table == "elevation.tif"


def test_a_raster_of_another_country_is_found(tiny_folder: Path) -> None:
    _rewrite(tiny_folder / "births.tif", transform=Affine(1000, 0, 560_000, 0, -1000, 9_740_000))
    assert "not in it" in found(tiny_folder, "raster_elsewhere").message


def test_negative_births_and_unknown_zones_are_found(tiny_folder: Path) -> None:
    for name, value in (("births", -1), ("zones", 9)):
        with rasterio.open(tiny_folder / f"{name}.tif", "r+") as raster:
            values = raster.read(1)
            values[0, 0] = value
            raster.write(values, 1)
    assert found(tiny_folder, "negative_number").table == "births.tif"
    assert found(tiny_folder, "unknown_zone").table == "zones.tif"


@pytest.mark.parametrize("name", ["births", "zones", "areas"])
def test_a_raster_that_holds_nothing_is_found(name: str, tiny_folder: Path) -> None:
    with rasterio.open(tiny_folder / f"{name}.tif", "r+") as raster:
        raster.write(np.zeros_like(raster.read(1)), 1)
    assert found(tiny_folder, "empty_raster").table == f"{name}.tif"


@pytest.mark.parametrize("name", ["districts", "areas"])
def test_a_point_in_place_of_an_outline_is_found(name: str, tiny_folder: Path) -> None:
    path = tiny_folder / f"{name}.geojson"
    layer = json.loads(path.read_text())
    layer["features"][0]["geometry"] = {"type": "Point", "coordinates": [27.5, -29.5]}
    path.write_text(json.dumps(layer))
    finding = found(tiny_folder, "wrong_shape")
    assert (finding.table, finding.column) == (path.name, "geometry")
    assert "Point; expected Polygon" in finding.message


def test_an_area_number_without_area_is_found(tiny_folder: Path) -> None:
    with rasterio.open(tiny_folder / "areas.tif", "r+") as raster:
        raster.write(np.full((9, 9), 99, dtype="uint16"), 1)
    assert found(tiny_folder, "unknown_area_number").table == "areas.tif"


CONTENT = st.binary(max_size=60) | st.sampled_from(
    [b",", b"\n", b'"', b"0", b"-1e9", b"nan", b"{}"]
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_any_file_gives_findings_and_never_a_crash(
    data: st.DataObject, tiny_template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(tiny_template, folder)
    path = folder / data.draw(st.sampled_from(sorted(file.name for file in folder.iterdir())))
    raw = path.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 40)))
    path.write_bytes(raw[:start] + data.draw(CONTENT) + raw[end:])
    programme, findings = check(folder)
    assert (programme is None) == has_error(findings)
