"""The GIS files, opened with GDAL, SQLite and QGIS where it is: same columns, order and bytes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from arro3.io import read_parquet

from geodata.choice import Choice
from geodata.gap.columns import NUMBERS, Level
from geodata.gap.geoparquet import gap_geoparquet
from geodata.gap.gis_bundle import gis_bundle
from geodata.gap.gis_files import DATE_OPTION, gap_geojson, gap_geopackage, layer_name
from geodata.gap.gis_style import COLOURED_BY, SHADES, breaks, qml
from tests.geodata.reports import HOUR, lesotho_report, report_of, small_model

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.gap.table import GapTable
    from geodata.programme import Programme

ENDINGS = ("csv", "geojson", "gpkg", "parquet")
OGRINFO = shutil.which("ogrinfo")
LEVELS = pytest.mark.parametrize("level", list(Level))


def embedded(level: Level) -> tuple[GapTable, Programme]:
    """Return the table in an order that is not that of the files."""
    report = lesotho_report()
    table = report.tables[level]
    return table.in_order(reversed(table.codes)), report.programme


def members(level: Level) -> dict[str, bytes]:
    table, programme = embedded(level)
    raw = gis_bundle(table, programme, Choice(), [("prevalence source on the map", "none")])
    bundle = zipfile.ZipFile(io.BytesIO(raw))
    assert bundle.testzip() is None
    return {name: bundle.read(name) for name in bundle.namelist()}


def equal(frame: gpd.GeoDataFrame, table: GapTable) -> None:
    assert [name for name in frame.columns if name != "geometry"] == [
        column.key for column in table.columns
    ]
    assert len(frame) == len(table.codes)
    for column in table.columns:
        expected = list(table.cells[column.key])
        if column.kind in NUMBERS:
            got = frame[column.key].astype(float).to_numpy()
            np.testing.assert_array_equal(got, np.array(expected, dtype=float))
        else:
            assert [None if pd.isna(cell) else cell for cell in frame[column.key]] == expected


@LEVELS
def test_gdal_reads_geopackage_and_geojson_as_the_screen_shows_them(
    level: Level, tmp_path: Path
) -> None:
    table, programme = embedded(level)
    for ending, write in (("gpkg", gap_geopackage), ("geojson", gap_geojson)):
        path = tmp_path / f"gap.{ending}"
        path.write_bytes(write(table, programme))
        assert pyogrio.read_info(path, layer=layer_name(table))["crs"] == "EPSG:4326"
        # The reader would turn texts that look like days into times.
        options = {"DATE_AS_STRING": "YES"} if ending == "geojson" else {}
        frame = gpd.read_file(path, layer=layer_name(table), **options)
        equal(frame, table)
        own = {Level.DISTRICT: programme.districts, Level.AREA: programme.areas}
        layer = own.get(level, programme.sites)
        true = shapely.normalize(layer.geometry.loc[list(table.codes)].to_numpy())
        near = shapely.hausdorff_distance(shapely.normalize(frame.geometry.to_numpy()), true)
        assert near.max() < 2e-6
        if level == Level.SITE:
            assert set(frame["mm_band"]) <= {"0", "1", "2+", "no data"}
            assert "mm_current" not in frame


@LEVELS
@pytest.mark.skipif(OGRINFO is None, reason="GDAL's own tools are not installed")
def test_the_gdal_of_a_stable_distribution_opens_the_geopackage_without_a_warning(
    level: Level, tmp_path: Path
) -> None:
    path = tmp_path / "gap.gpkg"
    path.write_bytes(gap_geopackage(*embedded(level)))
    with closing(sqlite3.connect(path)) as package:
        assert package.execute("PRAGMA user_version").fetchone() == (10200,)
        assert package.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    told = subprocess.run(
        [str(OGRINFO), "-al", "-so", str(path)], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    assert f"Layer name: {layer_name(embedded(level)[0])}" in told.stdout


def read_geoparquet(raw: bytes) -> tuple[gpd.GeoDataFrame, dict[bytes, bytes]]:
    """Read as the format's specification says, without the writer's own code for shapes."""
    read = read_parquet(io.BytesIO(raw)).read_all()
    cells = {name: [cell.as_py() for cell in read.column(name)] for name in read.column_names}
    shapes = shapely.from_wkb(cells.pop("geometry"))
    return gpd.GeoDataFrame(cells, geometry=list(shapes), crs="OGC:CRS84"), read.schema.metadata


@LEVELS
def test_geoparquet_holds_the_rows_of_the_screen_and_describes_its_shapes(level: Level) -> None:
    table, programme = embedded(level)
    frame, told = read_geoparquet(gap_geoparquet(table, programme))
    equal(frame, table)
    geo = json.loads(told[b"geo"])
    assert geo["version"] == "1.1.0"
    shapes = geo["columns"][geo["primary_column"]]
    assert shapes["encoding"] == "WKB"
    assert shapes["geometry_types"] == sorted(set(frame.geom_type))
    np.testing.assert_allclose(shapes["bbox"], frame.total_bounds, atol=1e-6)
    assert "for staff and not for publication" in geo["description"]
    if level == Level.SITE:
        assert set(frame["mm_band"]) <= {"0", "1", "2+", "no data"}
        assert "mm_current" not in frame


@LEVELS
def test_geopandas_reads_the_geoparquet_with_its_own_reader(level: Level, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the judge of GeoParquet, is not installed")
    table, programme = embedded(level)
    path = tmp_path / "gap.parquet"
    path.write_bytes(gap_geoparquet(table, programme))
    frame = gpd.read_parquet(path)
    equal(frame, table)
    assert frame.crs == "OGC:CRS84"


@LEVELS
def test_the_csv_of_the_bundle_has_the_same_columns_and_rows(level: Level) -> None:
    table, _ = embedded(level)
    files = members(level)
    lines = files[f"gap_{level}.csv"].decode("utf-8-sig").split("\r\n")[1:]
    heading, *rows = csv.reader(io.StringIO("\n".join(lines)))
    assert heading == [column.key for column in table.columns]
    assert heading == list(json.loads(files[f"gap_{level}.geojson"])["features"][0]["properties"])
    assert len(rows) == len(table.codes) + bool(table.total)


@LEVELS
def test_the_readme_comes_first_and_says_what_each_file_and_column_is(level: Level) -> None:
    files = members(level)
    assert list(files) == ["README.txt", *(f"gap_{level}.{end}" for end in ENDINGS)]
    words = files["README.txt"].decode()
    assert words.startswith("DEMONSTRATION DATA")
    assert "For staff and not for publication" in words
    assert "GeoParquet 1.1" in words
    assert all(name in words for name in files if name != "README.txt")
    table, programme = embedded(level)
    assert all(f"- {column.key}: " in words for column in table.columns)
    assert all(f"- {source}: " in words for source in programme.sources.index)
    assert "- season: dry" in words


@LEVELS
def test_the_same_version_gives_the_same_bytes_and_holds_no_other_time(
    level: Level, tmp_path: Path
) -> None:
    table, programme = embedded(level)
    first = gis_bundle(table, programme, HOUR)
    # A writer that keeps no order would be found out only sometimes.
    assert all(gis_bundle(table, programme, HOUR) == first for _ in range(3))
    path = tmp_path / "gap.gpkg"
    path.write_bytes(gap_geopackage(table, programme))
    with closing(sqlite3.connect(path)) as package:
        times = {row[0] for row in package.execute("SELECT last_change FROM gpkg_contents")}
        times |= {row[0] for row in package.execute("SELECT update_time FROM layer_styles")}
    assert times == {"2026-11-25T00:00:00.000Z"}
    assert pyogrio.get_gdal_config_option(DATE_OPTION) is None


def test_another_time_of_the_dataset_is_another_file() -> None:
    table, programme = embedded(Level.SITE)
    later = replace(programme.info, generated_at=programme.info.generated_at.replace(year=2027))
    other = replace(programme, info=later)
    assert gap_geopackage(table, programme) != gap_geopackage(table, other)


@LEVELS
def test_the_geopackage_is_sound_and_carries_its_style(level: Level, tmp_path: Path) -> None:
    table, programme = embedded(level)
    path = tmp_path / "gap.gpkg"
    path.write_bytes(gap_geopackage(table, programme))
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    assert names == [f"gap_{level}", "layer_styles"]
    with closing(sqlite3.connect(path)) as package:
        assert package.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert package.execute("PRAGMA foreign_key_check").fetchall() == []
        described = package.execute("SELECT description FROM gpkg_contents").fetchall()
        named, style = package.execute(
            "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"
        ).fetchone()
    assert any("for staff and not for publication" in row[0] for row in described)
    assert named == f"gap_{level}"
    renderer = ET.fromstring(style).find("renderer-v2")  # noqa: S314  (written a line above)
    assert renderer is not None
    assert renderer.get("attr") == COLOURED_BY[level]
    ends = [
        (float(one.get("lower", "")), float(one.get("upper", ""))) for one in renderer.iter("range")
    ]
    told = [cell for cell in table.cells[COLOURED_BY[level]] if cell is not None]
    assert ends[0][0] <= min(told)
    assert ends[-1][1] >= max(told)
    assert all(before[1] == after[0] for before, after in pairwise(ends))


@LEVELS
def test_the_style_names_only_what_the_layer_has(level: Level, tmp_path: Path) -> None:
    """Look at the style as any reader of the GeoPackage can, where no QGIS is installed."""
    table, programme = embedded(level)
    path = tmp_path / "gap.gpkg"
    path.write_bytes(gap_geopackage(table, programme))
    with closing(sqlite3.connect(path)) as package:
        layer, shapes, style = package.execute(
            "SELECT f_table_name, f_geometry_column, styleQML FROM layer_styles"
        ).fetchone()
        known = package.execute(
            "SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns"
        ).fetchone()
        types = {row[1]: row[2] for row in package.execute(f"PRAGMA table_info({layer})")}
        root = ET.fromstring(style)  # noqa: S314  (written a line above)
        renderer = root.find("renderer-v2")
        assert renderer is not None
        by = str(renderer.get("attr"))
        told = [row[0] for row in package.execute(f"SELECT {by} FROM {layer}")]  # noqa: S608
    assert known[:2] == (layer, shapes)
    assert types[by] in {"MEDIUMINT", "INTEGER", "REAL"}
    symbols = {one.get("name"): one for one in renderer.iter("symbol")}
    ranges = list(renderer.iter("range"))
    assert [one.get("symbol") for one in ranges] == list(symbols)
    kind = "marker" if known[2] == "POINT" else "fill"
    assert {one.get("type") for one in symbols.values()} == {kind}
    for one in symbols.values():
        old = {prop.get("k"): prop.get("v") for prop in one.iter("prop")}
        assert old == {
            item.get("name"): item.get("value") for item in one.iter("Option") if item.get("name")
        }
        assert len(str(old["color"]).split(",")) == 4
    ends = [(float(str(one.get("lower"))), float(str(one.get("upper")))) for one in ranges]
    for value in told:
        assert value is None or any(low <= value <= high for low, high in ends)


def test_values_that_are_all_alike_are_one_class() -> None:
    assert breaks([3, 3, 3]) == [3.0, 3.0]
    assert breaks([None]) == []


@LEVELS
def test_a_table_without_rows_is_still_a_bundle(level: Level, tmp_path: Path) -> None:
    report = report_of(small_model(), HOUR)
    table = report.tables[level].in_order([])
    path = tmp_path / "gap.gpkg"
    path.write_bytes(gap_geopackage(table, report.programme))
    assert len(gpd.read_file(path, layer=layer_name(table))) == 0
    assert json.loads(gap_geojson(table, report.programme))["features"] == []
    assert len(read_geoparquet(gap_geoparquet(table, report.programme))[0]) == 0
    assert "<ranges />" in qml(table)


ASK_QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsMapSettings, QgsMapRendererSequentialJob, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(sys.argv[1], "gap", "ogr")
renderer = layer.renderer()
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setExtent(layer.extent())
settings.setOutputSize(QSize(200, 200))
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
picture = job.renderedImage()
drawn = {picture.pixelColor(x, y).name() for x in range(0, 200, 3) for y in range(0, 200, 3)}
print(json.dumps({
    "valid": layer.isValid(),
    "features": layer.featureCount(),
    "renderer": renderer.type(),
    "by": renderer.classAttribute(),
    "shades": [one.symbol().color().name() for one in renderer.ranges()],
    "drawn": sorted(drawn),
}))
"""


def test_qgis_opens_the_geopackage_and_draws_it_in_its_style(tmp_path: Path) -> None:
    # The bindings belong to the Python of the system, not to that of these tests.
    python = shutil.which("python3", path="/usr/bin")
    probe = [python or "python3", "-c", "import qgis.core"]
    if python is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("QGIS is not installed: sudo apt install python3-qgis")
    table, programme = embedded(Level.AREA)
    path = tmp_path / "gap.gpkg"
    path.write_bytes(gap_geopackage(table, programme))
    done = subprocess.run(
        [python, "-c", ASK_QGIS, f"{path}|layername=gap_area"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["valid"]
    assert told["features"] == len(table.codes)
    assert told["renderer"] == "graduatedSymbol"
    assert told["by"] == COLOURED_BY[Level.AREA]
    assert told["shades"] == list(SHADES)
    assert set(SHADES) <= set(told["drawn"])
