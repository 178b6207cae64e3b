from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import GeodataError, NoCrsError, UnreadableFileError
from geodata.reading.geojson import parse_geojson
from geodata.reading.vectors import read_vectors

if TYPE_CHECKING:
    from geodata.reading.layers import RawLayer

UTM = "EPSG:32735"
NAMES = {"LS-A": "Maseru", "LS-B": "Butha-Buthe"}
SHAPES = [shapely.box(27.3, -29.8, 28.0, -29.2), shapely.box(28.1, -29.0, 28.6, -28.7)]
STARTS = [b"", b'{"type": "FeatureCollection", "features": [', b"PK\x03\x04", b"SQLite format 3\0"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


def districts(crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"area_id": list(NAMES), "area_name": list(NAMES.values())},
        geometry=SHAPES,
        crs="EPSG:4326",
    )
    return frame.to_crs(crs)


def polygon(*corners: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def collection(*geometries: dict[str, object] | None, **members: object) -> bytes:
    features = [
        {"type": "Feature", "properties": {"area_id": f"A{number}"}, "geometry": geometry}
        for number, geometry in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


def same_places(layer: RawLayer) -> bool:
    shapes = layer.frame.set_index("area_id").geometry
    return layer.frame.crs == "EPSG:4326" and all(
        shapely.hausdorff_distance(shapes[code], shape) < 1e-6
        for code, shape in zip(NAMES, SHAPES, strict=True)
    )


def refusal(path: Path, layer: str | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_vectors(path, layer)
    assert caught.value.finding.remedy
    return caught.value.finding.rule


def zipped(path: Path, names: dict[str, str]) -> Path:
    """Write a shapefile into a zip, each part under the name given for its ending."""
    parts = path.parent / "parts"
    parts.mkdir()
    districts(UTM).to_file(parts / "districts.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for ending, name in names.items():
            archive.write(parts / f"districts{ending}", name)
    return path


PARTS = {ending: f"districts{ending}" for ending in (".shp", ".shx", ".dbf", ".prj")}


@settings(max_examples=60)
@given(raw=st.binary(max_size=200), start=st.sampled_from(STARTS))
def test_any_bytes_give_features_or_a_refusal(raw: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.gpkg"
        path.write_bytes(start + raw)
        with suppress(GeodataError):
            assert read_vectors(path).frame.crs == "EPSG:4326"


@given(geometry=JSON, properties=JSON, crs=JSON)
def test_any_json_gives_features_or_a_refusal(
    geometry: object, properties: object, crs: object
) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    raw = json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}).encode()
    with suppress(GeodataError):
        assert len(parse_geojson("any.geojson", raw).frame) == 1


POINTS = st.tuples(st.floats(27, 29.5), st.floats(-30.7, -28.5))


@given(places=st.lists(POINTS, min_size=1, max_size=5))
def test_what_is_written_as_geojson_is_read_back(places: list[tuple[float, float]]) -> None:
    points = gpd.GeoDataFrame(geometry=[shapely.Point(place) for place in places], crs="EPSG:4326")
    layer = parse_geojson("a.geojson", points.to_json().encode())
    assert [point.coords[0] for point in layer.frame.geometry] == places


@pytest.mark.parametrize("crs", ["EPSG:4326", UTM])
@pytest.mark.parametrize("ending", [".gpkg", ".shp"])
def test_every_format_and_system_gives_the_same_places(
    crs: str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"districts{ending}"
    districts(crs).to_file(path)
    assert same_places(read_vectors(path))


def test_old_geojson_with_a_crs_member_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "districts.geojson"
    path.write_text(districts(UTM).to_json())
    assert same_places(read_vectors(path))


def test_topojson_is_read_in_degrees(tmp_path: Path) -> None:
    arcs = [list(map(list, shape.exterior.coords)) for shape in SHAPES]
    shapes = [
        {"type": "Polygon", "arcs": [[place]], "properties": {"area_id": code}}
        for place, code in enumerate(NAMES)
    ]
    objects = {"districts": {"type": "GeometryCollection", "geometries": shapes}}
    path = tmp_path / "districts.topojson"
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": arcs}))
    layer = read_vectors(path)
    assert same_places(layer)
    assert layer.findings == ()


def test_zipped_shapefile_is_found_in_its_folder_beside_what_a_mac_adds(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {ending: f"sub/{name}" for ending, name in PARTS.items()})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/sub/._districts.shp", b"x")
        archive.writestr("sub/.DS_Store", b"x")
    assert same_places(read_vectors(path))


@pytest.mark.parametrize("entry", ["../evil.txt", "/tmp/evil.txt", "C:\\evil.txt", "a\\..\\..\\e"])  # noqa: S108
def test_a_zip_that_points_outside_itself_is_refused(entry: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", PARTS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, b"x")
    assert refusal(path) == "unsafe_zip"


def test_a_zip_without_all_parts_is_refused_and_names_them(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {".shp": "districts.shp", ".dbf": "districts.dbf"})
    with pytest.raises(UnreadableFileError, match=r"missing: \.shx"):
        read_vectors(path)


def test_a_zip_with_no_or_two_shapefiles_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("read.me", b"x")
    assert refusal(empty) == "no_single_layer"
    two = zipped(tmp_path / "two.zip", PARTS)
    with zipfile.ZipFile(two, "a") as archive:
        archive.writestr("other.shp", b"x")
    assert refusal(two) == "no_single_layer"


def test_a_shapefile_alone_is_refused_and_names_the_other_parts(tmp_path: Path) -> None:
    districts().to_file(tmp_path / "districts.shp")
    lone = tmp_path / "lone" / "districts.shp"
    lone.parent.mkdir()
    shutil.copyfile(tmp_path / "districts.shp", lone)
    with pytest.raises(UnreadableFileError, match=r"\.shx, \.dbf"):
        read_vectors(lone)


def test_without_a_system_degrees_are_assumed_and_told(tmp_path: Path) -> None:
    path = tmp_path / "districts.shp"
    districts().to_file(path)
    path.with_suffix(".prj").unlink()
    layer = read_vectors(path)
    assert same_places(layer)
    assert [finding.rule for finding in layer.findings] == ["crs_assumed"]


def test_without_a_system_metres_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "districts.shp"
    districts(UTM).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(NoCrsError, match="metres"):
        read_vectors(path)


def test_geojson_in_metres_or_in_an_unknown_system_is_refused() -> None:
    metres = polygon((560_000.0, 6_700_000.0), (570_000.0, 6_700_000.0), (560_000.0, 6_710_000.0))
    with pytest.raises(NoCrsError, match="metres"):
        parse_geojson("a.geojson", collection(metres))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::102022"}}
    with pytest.raises(NoCrsError, match="102022"):
        parse_geojson("a.geojson", collection(metres, crs=crs))


def test_of_several_layers_one_is_named_or_has_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "project.gpkg"
    for name in ("roads", "districts"):
        districts().to_file(path, layer=name)
    assert refusal(path) == "no_single_layer"
    assert same_places(read_vectors(path, "districts"))
    renamed = path.rename(tmp_path / "districts.gpkg")
    layer = read_vectors(renamed)
    assert [finding.rule for finding in layer.findings] == ["other_layers"]


def test_a_crossed_outline_is_mended_and_told() -> None:
    bow_tie = polygon((27.0, -29.0), (28.0, -30.0), (28.0, -29.0), (27.0, -30.0))
    layer = parse_geojson("a.geojson", collection(bow_tie))
    assert layer.frame.geometry.is_valid.all()
    assert [finding.rule for finding in layer.findings] == ["geometry_mended"]
    assert "feature 1: A1" in layer.findings[0].value


def test_a_feature_without_shape_is_kept_and_told() -> None:
    triangle = polygon((27.0, -29.0), (28.0, -30.0), (28.0, -29.0))
    broken = {"type": "Point", "coordinates": [float("nan"), -29.0]}
    layer = parse_geojson("a.geojson", collection(triangle, None, broken))
    assert len(layer.frame) == 3
    assert [finding.value for finding in layer.findings] == ["feature 2: A2", "feature 3: A3"]


def test_heights_are_dropped() -> None:
    point = {"type": "Point", "coordinates": [27.5, -29.5, 1600.0]}
    assert not parse_geojson("a.geojson", collection(point)).frame.geometry.has_z.any()


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "empty_file"),
        (b"{", "broken_json"),
        (b"[]", "empty_file"),
        (b"[" * 100_000, "broken_json"),
        (b'{"a": 1}', "not_geojson"),
        (b'{"features": [1]}', "not_geojson"),
        (b'{"features": []}', "empty_file"),
        (b'{"features": "\xff"}', "bad_utf8"),
        (b'{"type": "Topology"}', "damaged_file"),
        (b"\x00\x01\x02", "unknown_format"),
        (b"PK\x03\x04", "incomplete_file"),
        (b"SQLite format 3\0 cut off", "damaged_file"),
    ],
)
def test_what_is_no_layer_is_refused_in_words(raw: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "layer.geojson"
    path.write_bytes(raw)
    assert refusal(path) == rule


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.geojson") == "missing_file"


def test_a_web_address_in_a_layer_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    path.write_bytes(b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>")
    assert refusal(path) == "broken_json"


def test_a_truncated_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "districts.gpkg"
    districts().to_file(path)
    cut = io.BytesIO(path.read_bytes()).read(5000)
    path.write_bytes(cut)
    assert refusal(path) in {"damaged_file", "empty_file"}


LOCAL = 'LOCAL_CS["site grid",LOCAL_DATUM["site",0],UNIT["metre",1],AXIS["X",EAST]]'


def test_a_local_system_that_leads_to_no_degrees_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "districts.shp"
    districts(UTM).to_file(path)
    path.with_suffix(".prj").write_text(LOCAL)
    with pytest.raises(NoCrsError, match="local"):
        read_vectors(path)


def test_a_shape_that_falls_off_the_earth_is_missing_and_the_rest_stays(tmp_path: Path) -> None:
    frame = districts(UTM)
    far = shapely.transform(frame.geometry.iloc[1], lambda points: points + 1e9)
    path = tmp_path / "districts.gpkg"
    frame.set_geometry([frame.geometry.iloc[0], far], crs=UTM).to_file(path)
    layer = read_vectors(path)
    assert layer.frame.geometry.isna().tolist() == [False, True]
    assert [finding.rule for finding in layer.findings] == ["no_geometry"]


def test_an_outline_that_is_none_is_missing_and_its_row_stays(tmp_path: Path) -> None:
    path = tmp_path / "districts.gpkg"
    districts().to_file(path)
    ring = shapely.to_wkb(SHAPES[1])
    broken = ring[:9] + (2).to_bytes(4, "little") + ring[13 : 13 + 32]  # A ring of two points.
    with closing(sqlite3.connect(path)) as book, book:
        for (trigger,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            book.execute(f'DROP TRIGGER "{trigger}"')
        (blob,) = book.execute("SELECT geom FROM districts WHERE fid = 2").fetchone()
        whole = blob[: len(blob) - len(ring)] + broken
        book.execute("UPDATE districts SET geom = ? WHERE fid = 2", (whole,))
    layer = read_vectors(path)
    assert layer.frame["area_id"].tolist() == list(NAMES)
    assert layer.frame.geometry.isna().tolist() == [False, True]
    assert [finding.rule for finding in layer.findings] == ["no_geometry"]


ODD_NAME = (
    b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    b'PRIMEM["Gree\x84wich",0.0],UNIT["Degree",0.0174532925199433]]'
)


@pytest.mark.parametrize("text", [b"", b"\xff\xfe\x00", b"GEOGCS[", b"\0" * 50, ODD_NAME])
def test_a_prj_that_is_none_gives_features_or_a_refusal(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "districts.shp"
    districts().to_file(path)
    path.with_suffix(".prj").write_bytes(text)
    with suppress(GeodataError):
        assert same_places(read_vectors(path))
