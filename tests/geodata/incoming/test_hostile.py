"""Any bytes at all: remarks or a clean refusal, in bounded time and memory."""

from __future__ import annotations

import io
import json
import tracemalloc
import warnings
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
import xlsxwriter
from arro3.core import Array, DataType, Table
from arro3.io import write_parquet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin

from geodata.incoming.place import lesotho
from geodata.incoming.read import FORESEEN_BY_NONE, read_any
from geodata.incoming.result import Verdict

if TYPE_CHECKING:
    from geodata.incoming.result import Incoming

CASES = Path(__file__).parents[2] / "data" / "cases"
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
STARTS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"sep=;\n",
    b"<html><table>",
    b'{"type": "FeatureCollection", "features": [',
    b'{"type": "Topology", "arcs": [',
    b"SQLite format 3\x00",
    b"\x00\x00\x27\x0a",
    b"fgb\x03fgb\x00",
    b"PAR1",
    b"II*\x00",
    b"<kml><Document>",
    b"site_id,latitude,longitude\n",
    b"site_id;period;cadre;headcount\n",
    b"district,October 2017,November 2017,Total\n",
]
SMALL = sorted(
    path
    for path in CASES.glob("*/*.*")
    if path.suffix not in {".md", ".json"} and path.stat().st_size < 20_000
)


def read_bytes(folder: Path, raw: bytes, name: str = "file") -> Incoming:
    path = folder / name
    path.write_bytes(raw)
    return read_any(path)


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


def is_clean(one: Incoming) -> bool:
    if one.verdict == Verdict.REFUSE:
        return bool(one.remarks) and FORESEEN_BY_NONE not in rules(one)
    json.dumps([remark.as_json() for remark in one.remarks])
    return bool(one.summary)


@QUICK
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400))
def test_any_bytes_give_remarks_or_a_clean_refusal(
    tmp_path: Path, start: bytes, rest: bytes
) -> None:
    assert is_clean(read_bytes(tmp_path, start + rest))


CELLS = st.sampled_from(
    ["", "1", "0.5", "25%", "<5", "N/A", "Maseru", "LS-A", "201711", "Total", "-29.5", "27.5",
     "30/11/2017", "43069", "#adm1+code", "1,204", "262.616", "nil", "6729388", "29 33 45 S", "x"]
)  # fmt: skip
HEADERS = st.sampled_from(
    ["site_id", "district", "latitude", "longitude", "headcount", "period", "cadre", "estimate",
     "planned_date", "Nov 2017", "Oct 2017", "Total", "gps", "Full name", "", "value", "odd"]
)  # fmt: skip


@QUICK
@given(
    header=st.lists(HEADERS, min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=8),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_table_of_likely_cells_is_read_or_refused(
    tmp_path: Path, header: list[str], rows: list[list[str]], separator: str
) -> None:
    lines = [separator.join(f'"{cell}"' for cell in row) for row in [header, *rows]]
    assert is_clean(read_bytes(tmp_path, "\n".join(lines).encode(), "a.csv"))


def test_half_a_pair_beside_a_whole_position_is_read(tmp_path: Path) -> None:
    text = b"site_id,latitude,gps\nS1,x,-29.5 27.5\nS2,,-29.6 27.6\n"
    frame = read_bytes(tmp_path, text, "a.csv").tables[0].frame
    assert frame["longitude"].tolist() == [27.5, 27.6]


@cache
def raw_of(path: Path) -> bytes:
    return path.read_bytes()


@QUICK
@given(
    path=st.sampled_from(SMALL), at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255),
    cut=st.booleans(),
)  # fmt: skip
def test_a_real_file_cut_or_with_one_wrong_byte_never_crashes(
    tmp_path: Path, path: Path, at: float, byte: int, *, cut: bool
) -> None:
    raw = raw_of(path)
    place = int(at * len(raw))
    changed = raw[:place] if cut else raw[:place] + bytes([byte]) + raw[place + 1 :]
    assert is_clean(read_bytes(tmp_path, changed, path.name))


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    # Packed at the fastest level: what swells to 600 MB takes seconds to pack at the usual one.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def with_entry(raw: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(raw)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_that_swells_is_refused_by_what_it_unpacks_to(tmp_path: Path) -> None:
    bomb = with_entry(workbook([["site_id", "MM"], ["S1", 1]]), "xl/big.xml", b" " * 600_000_000)
    assert rules(read_bytes(tmp_path, bomb, "a.xlsx")) == {"too_large"}


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = b"x" * 100_000_000
    raw = bytearray(zipped({f"part{number}.xml": content for number in range(6)}))
    size = len(content).to_bytes(4, "little")
    liar = bytes(raw).replace(size, (10).to_bytes(4, "little"))
    assert read_bytes(tmp_path, liar, "a.xlsx").verdict == Verdict.REFUSE


def test_a_zip_whose_list_is_wrong_is_damaged_and_no_fault_of_ours(tmp_path: Path) -> None:
    raw = bytearray(zipped({"xl/part.xml": b"<a/>"}))
    listed = raw.index(b"PK\x01\x02")
    longer, nameless = bytearray(raw), bytearray(raw)
    longer[listed + 10 : listed + 12] = bytes(2)  # Stored as it is, and longer than the file.
    longer[listed + 20 : listed + 28] = 2 * (100_000).to_bytes(4, "little")
    nameless[listed + 46] = 0  # A name ends at the first zero.
    for one in (longer, nameless):
        assert rules(read_bytes(tmp_path, bytes(one), "a.xlsx")) == {"incomplete_file"}


@pytest.mark.parametrize("name", ["doc.kml", "xl/workbook.xml"])
def test_entities_in_xml_are_refused(tmp_path: Path, name: str) -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><kml>&b;</kml>'
    entries = {name: xml} | ({} if name == "doc.kml" else {"[Content_Types].xml": b"<Types/>"})
    assert rules(read_bytes(tmp_path, zipped(entries), "a.kmz")) == {"unsafe_xml"}
    plain = read_bytes(tmp_path, xml.replace(b"<?xml", b"<!-- <kml --><?xml", 1), "a.kml")
    assert plain.verdict == Verdict.REFUSE


def test_a_path_out_of_a_workbook_is_refused(tmp_path: Path) -> None:
    raw = with_entry(workbook([["site_id", "MM"], ["S1", 1]]), "../../evil.txt", b"x")
    one = read_bytes(tmp_path, raw, "a.xlsx")
    assert rules(one) == {"unsafe_zip"}
    assert "../../evil.txt" in str(one.remarks[0].finding)


def test_macros_are_never_run_and_told(tmp_path: Path) -> None:
    raw = with_entry(workbook([["site_id", "MM"], ["S1", 1]]), "xl/vbaProject.bin", b"x")
    one = read_bytes(tmp_path, raw, "a.xlsm")
    assert "macros" in rules(one)
    assert len(one.tables[0].frame) == 1


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    one = read_bytes(tmp_path, workbook([["site_id", "MM"], ["S1", 1]]), "sites.csv")
    assert one.tables[0].frame["MM"].tolist() == [1]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", b"site_id,period,MM\n" + b"S1,201711,1\n" * 10_000_000),
        ("b.csv", b",".join([b"c"] * 200_000) + b"\n"),
        ("c.xls", b"<html><table>" + b"<tr><td>1</td></tr>" * 2_000_000),
        ("d.geojson", b'{"features":[' + b'{"type":"Feature"},' * 1_500_000 + b"]}"),
        ("e.geojson", b"{" + b'"a":[' * 200_000),
    ],
    ids=["rows", "columns", "web page", "features", "depth"],
)
def test_what_is_far_too_long_is_refused_at_once(tmp_path: Path, name: str, raw: bytes) -> None:
    one = read_bytes(tmp_path, raw, name)
    assert one.verdict == Verdict.REFUSE
    assert rules(one) <= {"too_large", "broken_json"}


def test_a_quote_that_is_never_closed_costs_no_multiple_of_the_file(tmp_path: Path) -> None:
    raw = b'"' + b"a" * 3_000_000
    path = tmp_path / "a.csv"
    path.write_bytes(raw)
    tracemalloc.start()
    try:
        one = read_any(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rules(one) == {"broken_quotes"}
    assert peak < 30 * len(raw)


def test_a_zip_of_far_too_many_files_says_how_many(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for number in range(20_001):
            archive.writestr(f"{number}.csv", "a")
    one = read_bytes(tmp_path, kept.getvalue(), "a.zip")
    assert "20,001 files" in one.remarks[0].finding.message


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 1000)
    assert rules(read_any(path, largest_bytes=1000)) == {"too_large"}


def test_a_raster_of_400_million_cells_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.tif"
    shape = {"width": 20_000, "height": 20_000, "count": 1, "dtype": "float32"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rasterio's own way of multiplying.
        corner = from_origin(27, -28, 1e-4, 1e-4)
        place = {"crs": "EPSG:4326", "transform": corner, "sparse_ok": True, "tiled": True}
        rasterio.open(path, "w", driver="GTiff", **shape, **place).close()
    assert rules(read_any(path)) == {"too_large"}


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "kml", "shp"])
def test_districts_of_every_format_are_found(tmp_path: Path, ending: str) -> None:
    frame = district_frame()
    path = tmp_path / f"districts.{ending}"
    frame.to_file(path, driver="KML" if ending == "kml" else None)
    layer = read_any(path).layers[0]
    assert layer.facts["districts"] == 10


def as_parquet(frame: gpd.GeoDataFrame, **told: object) -> bytes:
    """Write shapes as analysts' tools do: well-known binary, the system as PROJJSON."""
    column = {"encoding": "WKB", "geometry_types": [], "crs": frame.crs.to_json_dict()} | told
    geo = {"version": "1.1.0", "primary_column": "shape", "columns": {"shape": column}}
    shapes = [bytes(one) for one in shapely.to_wkb(frame.geometry.to_numpy())]
    columns = {"Name": Array(list(frame["Name"]), DataType.utf8())}
    columns["shape"] = Array(shapes, DataType.binary())
    out = io.BytesIO()
    write_parquet(Table.from_pydict(columns), out, key_value_metadata={"geo": json.dumps(geo)})
    return out.getvalue()


def district_frame() -> gpd.GeoDataFrame:
    names = list(lesotho().districts.names.values())
    shapes = lesotho().shapes.to_numpy()
    return gpd.GeoDataFrame({"Name": names}, geometry=shapes, crs="EPSG:4326")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32735"])
def test_districts_in_geoparquet_are_found_whatever_their_system(tmp_path: Path, crs: str) -> None:
    raw = as_parquet(district_frame().to_crs(crs))
    layer = read_bytes(tmp_path, raw, "districts.parquet").layers[0]
    assert layer.facts["districts"] == 10
    apart = shapely.hausdorff_distance(layer.frame.geometry.to_numpy(), lesotho().shapes.to_numpy())
    assert max(apart) < 1e-6


def test_geoparquet_of_an_unknown_system_is_asked_about_and_cut_off_is_refused(
    tmp_path: Path,
) -> None:
    raw = as_parquet(district_frame(), crs=None)
    assert read_bytes(tmp_path, raw, "a.parquet").verdict == Verdict.ASK
    assert rules(read_bytes(tmp_path, raw[: len(raw) // 2], "a.parquet")) == {"damaged_file"}


def test_a_parquet_table_without_shapes_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    write_parquet(Table.from_pydict({"MM": Array([1, 2], DataType.int64())}), out)
    assert rules(read_bytes(tmp_path, out.getvalue(), "a.parquet")) == {"no_shapes"}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_dialect_gives_the_same_numbers(tmp_path: Path, mark: str, encoding: str) -> None:
    decimal = "," if mark in ";\t" else "."
    lines = [["district", "estimate"], ["Qacha\u2019s Nek", f"0{decimal}25"], ["Maseru", "30%"]]
    text = "\r\n".join(mark.join(cells) for cells in lines) + "\r\n"
    frame = read_bytes(tmp_path, text.encode(encoding), "a.csv").tables[0].frame
    assert frame["estimate"].tolist() == [0.25, 0.3]
    assert frame["district_code"].tolist() == ["LS-H", "LS-A"]


PHONE = "+266 5800 1234"


@pytest.mark.parametrize(
    "text",
    [
        f"site_id,remark,MM\nS1,call {PHONE} first,1\nS2,,2\n",
        f"Contact,site_id,MM\n{PHONE},S1,1\n",
        f"site_id,x,MM\nS1,{PHONE},nil\n",
        f"Client name,DOB,Phone\nTHE PERSON,1990-01-01,{PHONE}\n",
        f"{PHONE},THE PERSON,3\n+266 5800 1235,THE PERSON,4\n",
    ],
)
def test_no_answer_holds_a_phone_number(tmp_path: Path, text: str) -> None:
    one = read_bytes(tmp_path, text.encode(), "a.csv")
    everything = json.dumps([remark.as_json() for remark in one.remarks]) + repr(one.summary)
    everything += "".join(table.cells.to_csv() + repr(table.facts) for table in one.tables)
    assert PHONE not in everything
    assert "THE PERSON" not in everything
    assert "personal_columns" in rules(one)


def test_a_line_list_is_refused(tmp_path: Path) -> None:
    text = b"Client name,DOB,Village\nTHE PERSON,1990-01-01,Ha Thaba\n"
    one = read_bytes(tmp_path, text, "a.csv")
    assert one.verdict == Verdict.REFUSE
    assert "line_list" in rules(one)
    assert "THE PERSON" not in repr(one)


def test_100_000_sites_are_read_whole(tmp_path: Path) -> None:
    rows = np.arange(100_000)
    lines = [f"S{row},Site {row},LS-A,{-29.4 - row / 1e7:.7f},27.5" for row in rows]
    text = "site_id,site_name,district_code,latitude,longitude\n" + "\n".join(lines) + "\n"
    one = read_bytes(tmp_path, text.encode(), "a.csv")
    assert len(one.tables[0].frame) == 100_000
    assert shapely.points(one.tables[0].frame[["longitude", "latitude"]].to_numpy()).size == 100_000
