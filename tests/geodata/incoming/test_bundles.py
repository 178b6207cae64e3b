"""Zips of several files as one upload, and layers of points that become rows of sites."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from geodata.drafts.workbench import Workbench
from geodata.incoming.place import EMBEDDED, lesotho
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.programme import load
from geodata.versions.shelf import Words

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SITES = "site_id,latitude,longitude\nS1,-29.31,27.48\n"
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>'
    "<name>clinics</name><Placemark><name>Ha Thaba</name><ExtendedData>"
    '<Data name="site_id"><value>S1</value></Data></ExtendedData>'
    "<Point><coordinates>27.48123,-29.31123,1600</coordinates></Point></Placemark></Folder>"
    "</Document></kml>"
)


def zipped(*parts: tuple[str, bytes | str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return kept.getvalue()


def read(folder: Path, raw: bytes | str, name: str = "a.zip") -> Incoming:
    path = folder / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_any(path)


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


def clinics(**columns: list[object]) -> gpd.GeoDataFrame:
    places = [Point(27.48123, -29.31123), Point(28.01234, -29.01234)]
    return gpd.GeoDataFrame(columns, geometry=places, crs=4326)


def shapefile(folder: Path, frame: gpd.GeoDataFrame, name: str) -> list[tuple[str, bytes]]:
    inside = folder / f"shape-{name}"
    inside.mkdir()
    frame.to_file(inside / f"{name}.shp")
    return [(path.name, path.read_bytes()) for path in sorted(inside.iterdir())]


def test_each_file_of_a_zip_is_read_by_itself_and_named(tmp_path: Path) -> None:
    outlines = gpd.read_file(EMBEDDED)
    raw = zipped(
        ("in/sites.csv", SITES),
        ("in/__MACOSX/._sites.csv", b"\0"),
        ("README.txt", "How to use"),
        ("outlines.geojson", outlines.to_json()),
        *((f"deep/{name}", part) for name, part in shapefile(tmp_path, clinics(n=[1, 2]), "dots")),
        ("broken.xlsx", b"PK\x03\x04junk"),
    )
    one = read(tmp_path, raw)
    assert [table.spot.sheet for table in one.tables] == ["in/sites.csv"]
    assert [layer.spot.sheet for layer in one.layers] == ["deep/dots.shp", "outlines.geojson"]
    (lost,) = [remark for remark in one.remarks if remark.finding.rule == "incomplete_file"]
    assert (lost.finding.table, lost.sheet) == ("a.zip", "broken.xlsx")
    (aside,) = [remark for remark in one.remarks if remark.finding.rule == "left_aside"]
    assert "README.txt" in aside.finding.message
    assert one.verdict == Verdict.WARN


@pytest.mark.parametrize("count", [1, 2])
def test_shapefiles_of_one_zip_are_all_read(tmp_path: Path, count: int) -> None:
    parts = [
        part for at in range(count) for part in shapefile(tmp_path, clinics(n=[1, 2]), f"dots{at}")
    ]
    assert len(read(tmp_path, zipped(*parts)).layers) == count


def link() -> bytes:
    kept = io.BytesIO()
    entry = zipfile.ZipInfo("sites.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("b.csv", SITES)
    return kept.getvalue()


def locked() -> bytes:
    raw = bytearray(zipped(("sites.csv", SITES)))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (zipped(("../sites.csv", SITES)), "unsafe_zip"),
        (zipped(("..\\sites.csv", SITES)), "unsafe_zip"),
        (zipped(("C:\\sites.csv", SITES)), "unsafe_zip"),
        (zipped(("/tmp/sites.csv", SITES)), "unsafe_zip"),  # noqa: S108 - what is refused
        (link(), "unsafe_zip"),
        (locked(), "password"),
        (zipped(("b.zip", zipped(("sites.csv", SITES)))), "nested_zip"),
        (zipped(*((f"{at}.csv", SITES) for at in range(61))), "too_large"),
        (zipped(("a.csv", SITES))[:-30], "incomplete_file"),
        (zipped(("a.kml", '<!DOCTYPE k [<!ENTITY a "b">]>' + KML), ("a.csv", SITES)), "unsafe_xml"),
    ],
)
def test_what_may_not_be_opened_stays_shut(tmp_path: Path, raw: bytes, rule: str) -> None:
    one = read(tmp_path, raw)
    assert one.verdict == Verdict.REFUSE
    assert rule in rules(one)


def test_a_zip_within_leaves_the_other_files(tmp_path: Path) -> None:
    one = read(tmp_path, zipped(("b.zip", zipped(("c.csv", SITES))), ("a.csv", SITES)))
    assert len(one.tables) == 1
    assert "nested_zip" in rules(one)


def test_a_damaged_file_in_a_zip_leaves_the_other_files(tmp_path: Path) -> None:
    raw = bytearray(zipped(("a.csv", SITES), ("b.csv", SITES)))
    raw[raw.index(b"a.csv") + len(b"a.csv") + 3] ^= 0xFF
    one = read(tmp_path, bytes(raw))
    assert [table.spot.sheet for table in one.tables] == ["b.csv"]
    (lost,) = [remark for remark in one.remarks if remark.finding.severity == "error"]
    assert (lost.finding.rule, lost.sheet) == ("incomplete_file", "a.csv")


def test_of_several_rasters_one_is_read_and_the_others_named(tmp_path: Path) -> None:
    pixel = (EMBEDDED.parents[3] / "tests/data/cases/_baseline/population.tif").read_bytes()
    one = read(tmp_path, zipped(("pop_a.tif", pixel), ("pop_b.tif", pixel)))
    assert one.raster is not None
    (left,) = [remark for remark in one.remarks if remark.finding.rule == "several_rasters"]
    assert "pop_b.tif" in left.finding.message


@pytest.mark.parametrize(
    ("ending", "columns"),
    [
        ("geojson", {"site_id": ["S1", "S2"], "name": ["Ha A", "Ha B"]}),
        ("gpkg", {"Site Code": ["S1", "S2"], "Facility": ["Ha A", "Ha B"], "fid": [7, 8]}),
        ("fgb", {"facility id": ["S1", "S2"], "nom": ["Ha A", "Ha B"]}),
        ("zip", {"site_id": ["S1", "S2"], "label": ["Ha A", "Ha B"]}),
    ],
)
def test_points_that_name_sites_are_rows_in_any_format(
    tmp_path: Path, ending: str, columns: dict[str, list[object]]
) -> None:
    frame = clinics(**columns)
    if ending == "zip":
        one = read(tmp_path, zipped(*shapefile(tmp_path, frame, "clinics")))
    else:
        frame.to_file(tmp_path / f"a.{ending}")
        one = read_any(tmp_path / f"a.{ending}")
    (rows,) = one.tables
    kept = rows.frame.sort_values("site_id")[["site_id", "site_name", "latitude"]]
    assert kept.to_numpy().tolist() == [["S1", "Ha A", -29.31123], ["S2", "Ha B", -29.01234]]
    assert len(one.layers) == 1


def test_placemarks_with_their_data_are_rows(tmp_path: Path) -> None:
    for raw, name in ((KML, "a.kml"), (zipped(("doc.kml", KML)), "a.kmz")):
        (rows,) = read(tmp_path, raw, name).tables
        assert rows.frame[["site_id", "site_name"]].to_numpy().tolist() == [["S1", "Ha Thaba"]]


def test_points_of_a_roster_keep_nothing_of_persons(tmp_path: Path) -> None:
    frame = clinics(site_id=["S1", "S2"], Lebitso=["THE PERSON", "A PERSON"])
    (tmp_path / "a.geojson").write_text(frame.to_json(), encoding="utf-8")
    one = read_any(tmp_path / "a.geojson")
    assert "PERSON" not in repr([table.cells.to_csv() for table in one.tables])
    assert "personal_columns" in rules(one)


def test_points_of_no_known_kind_stay_a_layer(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(clinics(height=[1, 2]).to_json(), encoding="utf-8")
    assert not read_any(tmp_path / "a.geojson").tables


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def in_use(bench: Workbench) -> gpd.GeoDataFrame:
    rows = pd.read_csv(bench.in_use() / "sites.csv", dtype="str", keep_default_na=False)
    places = gpd.points_from_xy(rows["longitude"].astype(float), rows["latitude"].astype(float))
    return gpd.GeoDataFrame(rows, geometry=places, crs=4326)


def test_a_layer_of_sites_can_be_published(bench: Workbench, tmp_path: Path) -> None:
    before = in_use(bench)
    moved = before[["site_id", "site_name", "geometry"]]
    moved = moved.set_geometry(moved.translate(0.001, 0), crs=4326)
    (tmp_path / "sites.geojson").write_text(moved.to_json(), encoding="utf-8")
    token = bench.new_draft()
    upload, _ = bench.take_in(token, tmp_path / "sites.geojson", when=NOON)
    assert "sites.csv" in upload.files
    bench.publish(token, Words("Thabo", "new fixes"), NOON, accept=True)
    after = in_use(bench)
    assert list(after["site_id"]) == list(before["site_id"])
    assert list(after["facility_type"]) == list(before["facility_type"])
    assert (after.geometry.x - before.geometry.x).tolist() == pytest.approx([0.001] * len(after))
    assert load(bench.in_use()) is not None


def test_sites_known_by_name_alone_keep_their_ids_and_new_ones_are_told(
    bench: Workbench, tmp_path: Path
) -> None:
    before = in_use(bench)
    named = before[["site_name", "facility_type", "geometry"]]
    first = named.iloc[[0]].assign(site_name="A new place")
    both = pd.concat([named, first], ignore_index=True)
    (tmp_path / "sites.geojson").write_text(both.to_json(), encoding="utf-8")
    token = bench.new_draft()
    upload, _ = bench.take_in(token, tmp_path / "sites.geojson", when=NOON)
    (told,) = [remark for remark in upload.remarks if remark["rule"] == "ids_by_name"]
    assert told["rows"] == [len(both)]
    bench.publish(token, Words("Thabo", "by name"), NOON, accept=True)
    after = in_use(bench)
    assert list(after["site_id"]) == [*before["site_id"], "A-NEW-PLACE"]
    assert after["district_code"].iloc[-1] == before["district_code"].iloc[0]


def test_two_lists_in_one_zip_are_added_and_none_is_lost(bench: Workbench, tmp_path: Path) -> None:
    rows = in_use(bench).drop(columns=["geometry", "source", "source_date", "data_status"])
    half = len(rows) // 2
    parts = ((f"{at}.csv", part.to_csv(index=False)) for at, part in
             enumerate((rows[:half], rows[half:])))  # fmt: skip
    (tmp_path / "a.zip").write_bytes(zipped(*parts))
    token = bench.new_draft()
    bench.take_in(token, tmp_path / "a.zip", when=NOON)
    kept = pd.read_csv(bench.drafts.folder(token) / "sites.csv", dtype="str")
    assert sorted(kept["site_id"]) == sorted(rows["site_id"])


def test_outlines_in_another_utm_zone_are_found(tmp_path: Path) -> None:
    content = json.loads(gpd.read_file(EMBEDDED).to_crs(32736).to_json())
    content.pop("crs", None)
    one = read(tmp_path, json.dumps(content), "a.geojson")
    assert one.layers[0].facts["districts"] == len(lesotho().districts.names)
    assert one.verdict == Verdict.ASK


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("site_id,site_name,district,latitude,longitude\n", "no_rows"),
        ("period,estimate\n2017,0.2\n", "column_missing"),
        ("site_id,MM,SC,headcount\nS1,1,2,3\n", "takes_place"),
    ],
)
def test_a_table_that_lacks_what_it_needs_is_told_and_changes_nothing_else(
    bench: Workbench, tmp_path: Path, content: str, rule: str
) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    upload, _ = bench.take_in(bench.new_draft(), tmp_path / "a.csv", when=NOON)
    assert rule in {remark["rule"] for remark in upload.remarks}
    assert bool(upload.files) == (rule == "takes_place")


def test_demonstration_of_a_site_in_the_second_list_stays(bench: Workbench, tmp_path: Path) -> None:
    rows = in_use(bench).drop(columns=["geometry", "source", "source_date", "data_status"])
    parts = ((f"{at}.csv", rows[at : at + 1].to_csv(index=False)) for at in range(len(rows)))
    (tmp_path / "a.zip").write_bytes(zipped(*parts))
    upload, _ = bench.take_in(bench.new_draft(), tmp_path / "a.zip", when=NOON)
    assert set(upload.files) == {"sites.csv", "sources.csv"}


def test_staff_by_the_names_of_sites_is_joined_and_unknown_ones_are_told(
    bench: Workbench, tmp_path: Path
) -> None:
    sites = in_use(bench)
    rows = "".join(f"{name.upper()},{at}\n" for at, name in enumerate(sites["site_name"], start=1))
    (tmp_path / "a.csv").write_text(f"Facility,Mentor Mothers\n{rows}Nowhere,3\n", encoding="utf-8")
    token = bench.new_draft()
    upload, _ = bench.take_in(token, tmp_path / "a.csv", when=NOON)
    (told,) = [remark for remark in upload.remarks if remark["rule"] == "sites_by_name"]
    assert told["rows"] == [len(sites) + 2]
    kept = pd.read_csv(
        bench.drafts.folder(token) / "staffing.csv", dtype="str", keep_default_na=False
    )
    assert kept["site_id"].tolist() == [*sites["site_id"], ""]
    assert not bench.review(token).can_publish  # The row without a site is still there.
