"""Layers and rasters drawn or saved in ways nobody sent before: told, joined or refused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine

from geodata.drafts.workbench import EMBEDDED
from geodata.incoming.datasetfiles import Stamp, changed_files
from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.status import DataStatus

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming, Remark

STAMP = Stamp("a", "2017-11-30", DataStatus.REPORTED)
SITES = {"site_id": ["S1", "S2"], "site_name": ["Alpha", "Beta"]}
POINTS = [shapely.Point(27.48, -29.31), shapely.Point(27.88, -29.21)]


def districts() -> gpd.GeoDataFrame:
    frame = gpd.read_file(EMBEDDED / "districts.geojson")
    return frame[["area_id", "area_name", "geometry"]]


def read(folder: Path, frame: gpd.GeoDataFrame, name: str = "a.geojson") -> Incoming:
    path = folder / name
    frame.to_file(path)
    return read_any(path)


def told(one: Incoming) -> dict[str, Remark]:
    return {remark.finding.rule: remark for remark in one.remarks}


def files_of(one: Incoming) -> set[str]:
    return set(changed_files(one, EMBEDDED, lesotho(), STAMP).files)


def test_a_line_is_no_outline_of_a_district(tmp_path: Path) -> None:
    frame = districts()
    frame.loc[1, "geometry"] = frame.geometry[1].boundary
    one = read(tmp_path, frame)
    assert told(one)["no_area"].rows == (2,)
    assert "LS-B" in told(one)["no_area"].finding.message
    assert told(one)["missing_district"].finding.value == "LS-B"
    assert "districts.geojson" not in files_of(one)
    lines = read(tmp_path, frame.set_geometry(districts().boundary))
    assert told(lines)["no_area"].rows == tuple(range(1, 11))


def test_roads_that_name_districts_are_no_lines_of_districts(tmp_path: Path) -> None:
    lines = [shapely.LineString([(27.5 + x, -29.3), (27.6 + x, -29.4)]) for x in (0, 0.1, 0.2)]
    names = {"class": ["paved"] * 3, "district": ["Maseru"] * 3}
    roads = gpd.GeoDataFrame(names, geometry=lines, crs=4326)
    assert "no_area" not in told(read(tmp_path, roads))


def test_of_a_mixture_of_shapes_the_ground_is_taken_and_that_is_told(tmp_path: Path) -> None:
    frame = districts()
    mixed = [frame.geometry[0], shapely.Point(27.5, -29.3)]
    frame.loc[0, "geometry"] = shapely.GeometryCollection(mixed)
    one = read(tmp_path, frame)
    assert told(one)["mixed_shapes"].rows == (1,)
    assert one.layers[0].frame.geometry.iloc[0].geom_type in {"Polygon", "MultiPolygon"}


def test_names_that_are_exchanged_between_outlines_are_told(tmp_path: Path) -> None:
    frame = districts().drop(columns="area_id")
    berea, leribe = (frame.index[frame["area_name"] == name][0] for name in ("Berea", "Leribe"))
    frame.loc[[berea, leribe], "area_name"] = ["Leribe", "Berea"]
    one = read(tmp_path, frame)
    remark = told(one)["other_district"]
    assert remark.finding.severity == "warning"  # It must be accepted before it is published.
    assert remark.rows in {(berea + 1,), (leribe + 1,)}
    assert "other_district" not in told(read(tmp_path, districts()))


def test_parts_of_a_district_that_lie_side_by_side_are_put_together(tmp_path: Path) -> None:
    frame = districts()
    whole = frame.geometry[0]
    west, south, east, north = whole.bounds
    half = shapely.box(west, south, (west + east) / 2, north)
    parts = frame.iloc[[0, 0, *range(1, 10)]].reset_index(drop=True)
    parts.loc[[0, 1], "geometry"] = [whole.intersection(half), whole.difference(half)]
    one = read(tmp_path, parts)
    assert told(one)["parts_joined"].rows == (1, 2)
    assert "two_outlines" not in told(one)
    taken = one.layers[0].frame.geometry.iloc[0]
    assert abs(taken.area - whole.area) < 1e-6 * whole.area


def test_ids_of_features_are_attributes(tmp_path: Path) -> None:
    content = json.loads(districts().to_json())
    for feature in content["features"]:
        feature["id"], feature["properties"] = feature["properties"]["area_id"], None
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    one = read_any(path)
    assert one.layers[0].facts["districts"] == 10
    assert one.layers[0].facts["column"] == "id"


def test_tables_of_a_geopackage_are_read_beside_its_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    staff = {"site_id": ["DS-A01"], "period": ["201711"], "cadre": ["MM"], "headcount": [2]}
    phones = {"omang": ["055812345678"], "cell no": ["58123456"]}
    pyogrio.write_dataframe(pd.DataFrame(staff | phones), path, layer="staff")
    alone = read_any(path)
    assert alone.tables[0].frame["headcount"].tolist() == [2]
    assert "58123456" not in str(alone)
    gpd.GeoDataFrame(SITES, geometry=POINTS, crs=4326).to_file(path, layer="clinics")
    both = read_any(path)
    assert [table.spot.sheet for table in both.tables] == ["", "staff"]


def test_a_point_of_several_with_one_member_is_a_point(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        SITES, geometry=[shapely.MultiPoint([one]) for one in POINTS], crs=4326
    )
    assert read(tmp_path, frame).tables[0].frame["longitude"].tolist() == [27.48, 27.88]


def test_sites_drawn_as_ground_are_told_to_need_points(tmp_path: Path) -> None:
    ground = [point.buffer(0.0005) for point in POINTS]
    one = read(tmp_path, gpd.GeoDataFrame(SITES, geometry=ground, crs=4326))
    assert told(one)["not_points"].rows == (1, 2)
    assert "not_points" not in told(read(tmp_path, districts()))


def test_names_of_clinics_stay_where_others_tell_whom_to_call(tmp_path: Path) -> None:
    rows = {"Name": ["Alpha Clinic", "Beta HC"], "description": ["Nurse: 58123456", "62123456"]}
    one = read(tmp_path, gpd.GeoDataFrame(rows, geometry=POINTS, crs=4326))
    assert told(one)["personal_columns"].finding.column == "description"
    assert one.tables[0].frame["site_name"].tolist() == ["Alpha Clinic", "Beta HC"]
    people = {"Name": ["Palesa Mokoena", "Neo Letsie"], "cell": ["58123456", "62123456"]}
    other = read(tmp_path, gpd.GeoDataFrame(people, geometry=POINTS, crs=4326))
    assert told(other)["personal_columns"].finding.column == "Name, cell"


def test_a_system_that_nobody_understands_is_told_as_that(tmp_path: Path) -> None:
    districts().to_crs(2053).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").write_text('PROJCS["Cape Lo29 (unknown)"]', encoding="utf-8")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(tmp_path / f"a.{ending}", f"a.{ending}")
    path = tmp_path / "a.zip"
    path.write_bytes(kept.getvalue())
    assert ".prj" in told(read_any(path))["no_crs"].finding.message


def raster(folder: Path, values: np.ndarray, name: str, **more: object) -> Incoming:
    path = folder / name
    rows, columns = values.shape
    place = Affine(2.6 / columns, 0, 26.9, 0, -2.25 / rows, -28.5)
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype=values.dtype,
        crs="EPSG:4326", transform=place, **more,
    ) as file:  # fmt: skip
        file.write(values, 1)
    return read_any(path)


def test_a_mask_within_a_raster_says_where_no_data_is(tmp_path: Path) -> None:
    values = np.full((30, 40), 9.0, "float32")
    path = tmp_path / "pop.tif"
    place = Affine(2.6 / 40, 0, 26.9, 0, -2.25 / 30, -28.5)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(
        path, "w", driver="GTiff", height=30, width=40, count=1, dtype="float32",
        crs="EPSG:4326", transform=place,
    ) as file:  # fmt: skip
        file.write(values, 1)
        file.write_mask(np.repeat([[0] * 10 + [255] * 30], 30, axis=0).astype("uint8"))
    one = read_any(path)
    assert one.raster is not None
    assert (np.isnan(one.raster.values).sum(axis=0) == [30] * 10 + [0] * 30).all()


def test_numbers_with_an_imaginary_part_are_refused(tmp_path: Path) -> None:
    one = raster(tmp_path, np.full((30, 40), 9 + 1j, "complex64"), "pop.tif")
    assert told(one)["unknown_format"].finding.severity == "error"


def test_people_alike_in_every_cell_are_no_people(tmp_path: Path) -> None:
    one = raster(tmp_path, np.full((300, 400), 9.0, "float32"), "pop.tif")
    assert "9" in told(one)["no_people"].finding.message


def test_heights_in_feet_are_no_heights(tmp_path: Path) -> None:
    heights = np.linspace(4600, 11400, 1200).reshape(30, 40).astype("float32")
    one = raster(tmp_path, heights, "dem.tif")
    assert "feet" in told(one)["no_heights"].finding.remedy
    metres = raster(tmp_path, (heights * 0.3048).astype("float32"), "dem.tif")
    assert "no_heights" not in told(metres)


@pytest.mark.parametrize(("times", "asked"), [(1.0, []), (4.0, [True])])
def test_people_are_held_against_the_population_as_known(
    tmp_path: Path, times: float, asked: list[bool]
) -> None:
    rng = np.random.default_rng(0)
    cells = rng.gamma(2, size=(270, 312)).astype("float32")
    one = raster(tmp_path, cells * np.float32(4_000_000 / cells.sum() * times), "pop.tif")
    remarks = changed_files(one, EMBEDDED, lesotho(), STAMP).remarks
    found = [remark for remark in remarks if remark.finding.rule == "people_differ"]
    assert [remark.asks for remark in found] == asked
