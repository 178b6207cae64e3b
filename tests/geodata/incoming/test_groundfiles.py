"""Land cover, friction, heights and roads that are dropped on the page reach the version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from affine import Affine

from geodata.drafts.difference import difference
from geodata.drafts.workbench import Workbench
from geodata.incoming.datasetfiles import Stamp
from geodata.incoming.rasterkinds import RasterKind, kind_of_raster
from geodata.programme import load
from geodata.reading.rasters import RawRaster
from geodata.status import DataStatus
from geodata.walking.landspeeds import LandCover, Road
from geodata.ways import offer
from tests.conftest import CELL_M, CRS, NORTH_M, SIDE, WEST_M, cell_centre
from tests.geodata.incoming.test_gridfiles import NOON, WORDS, over, rules

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def published(bench: Workbench, token: str) -> Programme:
    bench.publish(token, WORDS, NOON, accept=True)
    return load(bench.in_use())


def turned(path: Path, values: np.ndarray, degrees: float, dtype: str = "float32") -> Path:
    """Write a raster of 100 m cells turned about the middle of the tiny country."""
    rows, columns = values.shape
    middle = WEST_M + SIDE * CELL_M / 2, NORTH_M - SIDE * CELL_M / 2
    place = Affine.translation(*middle) @ Affine.rotation(degrees) @ Affine.scale(100, -100)
    place = place @ Affine.translation(-columns / 2, -rows / 2)
    with rasterio.open(path, "w", "GTiff", columns, rows, 1, CRS, place, dtype) as file:
        file.write(values.astype(dtype), 1)
    return path


def east_of(path: Path) -> np.ndarray:
    """Return the easting of the middle of each cell of a raster."""
    with rasterio.open(path) as file:
        rows, columns = file.shape
        places = np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5)
        return (file.transform @ tuple(places))[0]


def test_a_friction_says_how_long_walks_take(bench: Workbench, tmp_path: Path) -> None:
    path = over(bench, np.full((60, 60), 0.02), tmp_path / "walking_only_friction.tif")
    token, told = rules(bench, path)
    assert "half of the ground at 3.0 km/h" in told["raster_used"]
    found = bench.review(token).difference
    assert found is not None
    said = " ".join(found.ground)
    assert "speeds of the zones of terrain -> a friction surface, which holds the slopes" in said
    assert "friction: new" in said
    programme = published(bench, token)
    layers = programme.grid.layers
    assert layers.friction is not None
    np.testing.assert_allclose(layers.friction[programme.grid.inside], 0.02, rtol=1e-5)
    assert layers.friction_includes_slope
    assert not offer(layers).slopes
    assert programme.info.layers["friction"].source == "walking_only_friction"


@pytest.mark.parametrize(
    ("name", "layer", "value", "status"),
    [
        ("friction.tif", "friction", 0.02, "modelled"),
        ("population.tif", "births", 50.0, "modelled"),
        ("landcover.tif", "landcover", 30.0, "published"),
        ("srtm.tif", "elevation", 2000.0, "published"),
    ],
)
@pytest.mark.parametrize("invented", [True, False])
def test_no_raster_is_a_report_and_demonstration_stays_so(
    bench: Workbench,
    tmp_path: Path,
    name: str,
    layer: str,
    value: float,
    status: str,
    invented: bool,  # noqa: FBT001
) -> None:
    stamp = Stamp("made up", "2017", DataStatus.DEMONSTRATION) if invented else None
    token = bench.new_draft()
    bench.take_in(token, over(bench, np.full((60, 60), value), tmp_path / name), stamp)
    about = json.loads((bench.drafts.folder(token) / "programme.json").read_bytes())
    assert about["layers"][layer]["data_status"] == ("demonstration" if invented else status)


def test_a_person_says_that_a_friction_holds_no_slopes(bench: Workbench, tmp_path: Path) -> None:
    heights = over(bench, np.full((60, 60), 2345.0), tmp_path / "srtm.tif")
    path = over(bench, np.full((60, 60), 0.02), tmp_path / "friction.tif")
    token = bench.new_draft()
    bench.take_in(token, heights, when=NOON)
    upload, _ = bench.take_in(token, path, when=NOON)
    asked = next(one for one in upload.remarks if one["rule"] == "friction_slopes")
    assert asked["asks"]
    bench.decide(token, path.name, {"made": [asked["repair"]]})
    again, _ = bench.take_in(token, path, when=NOON)
    now = next(one for one in again.remarks if one["rule"] == "friction_slopes")
    assert "without slopes, as you decided" in str(now["message"])
    bench.decide(token, path.name, {"left": [now["fix"]]})
    third, _ = bench.take_in(token, path, when=NOON)
    assert any("holds the slopes already" in str(one["message"]) for one in third.remarks)
    assert published(bench, token).grid.layers.friction_includes_slope


def test_without_slopes_they_come_from_the_heights(bench: Workbench, tmp_path: Path) -> None:
    token = bench.new_draft()
    bench.decide(token, "friction.tif", {"made": ["add_slopes::"]})
    path = over(bench, np.full((60, 60), 0.02), tmp_path / "friction.tif")
    upload, _ = bench.take_in(token, path)
    assert "needs an elevation model" in str(upload.remarks[0]["message"])
    assert not upload.files
    bench.take_in(token, over(bench, np.full((60, 60), 2345.0), tmp_path / "srtm.tif"))
    bench.take_in(token, path)
    layers = published(bench, token).grid.layers
    assert not layers.friction_includes_slope
    assert offer(layers).slopes


def test_what_a_file_changed_before_a_decision_is_not_hidden(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    path = over(bench, np.full((60, 60), 0.02), tmp_path / "friction.tif")
    first, _ = bench.take_in(token, path)
    assert first.verdict == "ask"
    bench.decide(token, "friction.tif", {"made": ["add_slopes::"]})
    again, _ = bench.take_in(token, path)
    assert "stays in the draft" in again.summary[-1]
    assert "friction.tif" in again.files
    assert bench.leave_out(token, "friction.tif")
    assert not [path for path in bench.drafts.folder(token).iterdir() if path.name[0] != "."]


def test_one_layer_of_the_ground_leaves_without_a_roll_back(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    bench.take_in(token, over(bench, np.full((60, 60), 0.02), tmp_path / "friction.tif"))
    assert published(bench, token).grid.layers.friction is not None
    assert [one["layer"] for one in bench.ground("")] == ["friction"]
    token = bench.new_draft()
    assert not bench.without_ground(token, "roads")
    assert bench.without_ground(token, "friction")
    assert bench.ground(token) == []
    found = bench.review(token).difference
    assert found is not None
    assert "friction: gone" in " ".join(found.sentences())
    # Taken back, nothing has changed; taken out again, the next version has none.
    assert bench.leave_out(token, "without friction")
    assert bench.ground(token)[0]["source"] == "friction"
    assert bench.without_ground(token, "friction")
    now = published(bench, token)
    assert now.grid.layers.friction is None
    assert not (bench.in_use() / "friction.tif").exists()
    assert "friction" not in now.info.layers


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0.72, "in seconds a metre it would be 5.0 km/h"),
        (0.0002, "in hours a metre it would be 5.0 km/h"),
        (15.0, "in minutes a kilometre it would be 4.0 km/h"),
        (0.25, "in hours a kilometre it would be 4.0 km/h"),
        (4.0, "in km an hour it would be 4.0 km/h"),
    ],
)
def test_a_friction_in_another_unit_is_told_and_not_used(
    bench: Workbench, tmp_path: Path, value: float, unit: str
) -> None:
    token, told = rules(bench, over(bench, np.full((60, 60), value), tmp_path / "friction.tif"))
    assert unit in told["not_minutes_per_metre"]
    assert "raster_used" not in told
    assert not [path for path in bench.drafts.folder(token).iterdir() if path.name[0] != "."]


@pytest.mark.parametrize(
    ("value", "unit", "minutes"),
    [
        (0.72, "seconds a metre", 0.012),
        (4.0, "km an hour", 0.015),
        (1.25, "metres a second", 0.0133333),
    ],
)
def test_a_friction_is_converted_from_the_unit_that_a_person_tells(
    bench: Workbench, tmp_path: Path, value: float, unit: str, minutes: float
) -> None:
    path = over(bench, np.full((60, 60), value), tmp_path / "friction.tif")
    token = bench.new_draft()
    first, _ = bench.take_in(token, path)
    offers = {one["value"]: one["repair"] for one in first.remarks if one["fix"] == "in_unit"}
    assert not first.files
    bench.decide(token, "friction.tif", {"made": [offers[unit]]})
    again, _ = bench.take_in(token, path)
    assert f"Converted from {unit}" in " ".join(again.summary)
    friction = published(bench, token).grid.layers.friction
    np.testing.assert_allclose(friction, minutes, rtol=1e-4)


def test_a_surface_for_vehicles_is_asked_about(bench: Workbench, tmp_path: Path) -> None:
    path = over(bench, np.full((60, 60), 0.01), tmp_path / "motorized_friction.tif")
    assert "women would walk at their speeds" in rules(bench, path)[1]["surface_of_vehicles"]


def test_closed_ground_is_blended_with_none(bench: Workbench, tmp_path: Path) -> None:
    values = np.full((180, 180), 0.02)
    values[::2, ::3] = -1
    token, _ = rules(bench, over(bench, values, tmp_path / "friction.tif"))
    friction = published(bench, token).grid.layers.friction
    np.testing.assert_allclose(friction, 0.02, rtol=1e-5)


@pytest.mark.parametrize("degrees", [0.0, 27.0])
def test_land_cover_reaches_the_version(bench: Workbench, tmp_path: Path, degrees: float) -> None:
    path = turned(tmp_path / "esa_worldcover.tif", np.zeros((160, 160)), degrees, "uint8")
    west = east_of(path) < WEST_M + 4 * CELL_M
    path = turned(path, np.where(west, 30, 50), degrees, "uint8")
    token, told = rules(bench, path)
    assert "classes of ESA WorldCover" in told["raster_used"]
    # Without slopes it does not count, which the check of the dataset says.
    assert "not_used" in [one.rule for one in bench.review(token).findings]
    bench.take_in(token, over(bench, np.full((60, 60), 2345.0), tmp_path / "srtm.tif"))
    found = bench.review(token).difference
    assert found is not None
    assert "and land cover" in " ".join(found.ground)
    assert "land cover: new" in found.ground
    cover = published(bench, token).grid.layers.cover
    expected = np.where(np.arange(SIDE) < 4, LandCover.GRASS, LandCover.BUILT_UP)
    np.testing.assert_array_equal(cover, np.tile(expected, (SIDE, 1)))


def test_classes_of_another_map_come_with_a_table(bench: Workbench, tmp_path: Path) -> None:
    path = over(bench, np.full((60, 60), 7.0), tmp_path / "landcover.tif")
    token, told = rules(bench, path)
    assert "None of its classes is one of ESA WorldCover" in told["checked_only"]
    table = tmp_path / "classes.csv"
    table.write_text("code,cover\n7,shrub\n8,water\n", "utf-8")
    bench.take_in(token, table, when=NOON)
    upload, _ = bench.take_in(token, path, when=NOON)
    assert any("classes of landcover_classes.csv" in str(one["message"]) for one in upload.remarks)
    bench.take_in(token, over(bench, np.full((60, 60), 2345.0), tmp_path / "srtm.tif"))
    grid = published(bench, token).grid
    assert set(grid.layers.cover[grid.inside]) == {LandCover.SHRUB}


def lines(path: Path, column: str, classes: dict[int, str], places: float = SIDE) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {column: name, "name": f"Road {row}"},
            "geometry": {
                "type": "LineString",
                "coordinates": [cell_centre(row, 0), cell_centre(row, places - 1)],
            },
        }
        for row, name in classes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.mark.parametrize("column", ["class", "highway", "fclass", "Road Type"])
def test_roads_reach_the_version_and_taxis_can_be_chosen(
    bench: Workbench, tmp_path: Path, column: str
) -> None:
    classes = {1: "primary", 4: "footway", 6: "canal", 900: "primary"}
    token, told = rules(bench, lines(tmp_path / "roads.geojson", column, classes))
    assert "2 roads take the place" in told["roads_used"]
    assert "1 lie outside the grid" in told["roads_used"]
    assert "1 lines are of no known class (canal)" in told["unknown_class"]
    found = bench.review(token).difference
    assert found is not None
    assert "taxis: cannot be chosen: no roads -> can be chosen" in found.ground
    programme = published(bench, token)
    assert (programme.grid.layers.road[1] == Road.PAVED).all()
    assert (programme.grid.layers.road[6] == Road.NONE).all()
    assert offer(programme.grid.layers).roads
    assert programme.info.layers["roads"].source == "roads"


def test_lines_without_a_class_are_checked_only(bench: Workbench, tmp_path: Path) -> None:
    _, told = rules(bench, lines(tmp_path / "rivers.geojson", "kind", {1: "river"}))
    assert "each needs its class" in told["checked_only"]


def test_a_turned_raster_of_people_keeps_the_births_of_each_district(
    bench: Workbench, tmp_path: Path
) -> None:
    path = turned(tmp_path / "population.tif", np.zeros((150, 150)), -40)
    path = turned(path, np.where(east_of(path) < WEST_M + 1500, 90, 10), -40)
    before = load(bench.in_use()).grid
    token, told = rules(bench, path)
    assert "births of each district stay" in told["raster_used"]
    grid = published(bench, token).grid
    for district in range(3):
        inside = grid.district == district
        assert grid.births[inside].sum() == pytest.approx(before.births[inside].sum(), rel=1e-3)
    # By hand: the first column and half of the second hold nine times the people of the third.
    west = grid.births[:, :3].sum(axis=0) / grid.births[:, :3].sum()
    np.testing.assert_allclose(west, np.array([90, 50, 10]) / 150, rtol=0.02)


@pytest.mark.parametrize("degrees", [-65.0, 155.0])
def test_turned_heights_and_frictions_lie_where_they_lay(
    bench: Workbench, tmp_path: Path, degrees: float
) -> None:
    token = bench.new_draft()
    for name, low, a_km in (("srtm.tif", 1500, 100), ("friction.tif", 0.02, 0.001)):
        path = turned(tmp_path / name, np.zeros((160, 160)), degrees)
        path = turned(path, low + a_km * (east_of(path) - WEST_M) / 1000, degrees)
        bench.take_in(token, path, when=NOON)
    layers = published(bench, token).grid.layers
    east_km = np.tile(np.arange(SIDE) + 0.5, (SIDE, 1))
    np.testing.assert_allclose(layers.heights_m, 1500 + 100 * east_km, atol=5)
    np.testing.assert_allclose(layers.friction, 0.02 + 0.001 * east_km, atol=5e-5)


@pytest.mark.parametrize("down", [-1, 1])
@pytest.mark.parametrize("declared", [True, False])
def test_no_data_declared_or_not_and_the_south_on_top(
    bench: Workbench,
    tmp_path: Path,
    down: int,
    declared: bool,  # noqa: FBT001
) -> None:
    people = np.random.default_rng(3).integers(5, 50, (120, 120)).astype("float32")
    people[40:44] = -9999
    rows = people if down < 0 else people[::-1]
    corner = (WEST_M - 1500, NORTH_M + 1500 - (0 if down < 0 else 12_000))
    place = Affine.translation(*corner) @ Affine.scale(100, down * 100)
    path = tmp_path / "population.tif"
    with rasterio.open(
        path, "w", "GTiff", 120, 120, 1, CRS, place, "float32", nodata=-9999 if declared else None
    ) as file:
        file.write(rows, 1)
    before = load(bench.in_use())
    token, told = rules(bench, path)
    assert ("undeclared_no_data" in told) is not declared
    after = published(bench, token)
    shares = after.grid.births[:, :3] / after.grid.births[:, :3].sum()
    known = np.where(people < 0, 0, people)[15:105, 15:45].reshape(9, 10, 3, 10).sum(axis=(1, 3))
    np.testing.assert_allclose(shares, known / known.sum(), rtol=2e-3)
    assert difference(before, after).ground[0].startswith("births on the grid: another value")


def test_a_raster_is_taken_for_nothing_that_its_values_cannot_be() -> None:
    def kind(name: str, values: np.ndarray) -> str:
        return kind_of_raster(name, RawRaster(name, values, CRS, (0.0, 0.0, 1.0, 1.0), ()))

    assert kind("demo_population.tif", np.full((9, 9), 1000.0)) == RasterKind.PEOPLE
    assert kind("landcover.tif", np.full((9, 9), 1.5)) == RasterKind.UNKNOWN
    assert kind("landcover.tif", np.full((9, 9), -1.0)) == RasterKind.UNKNOWN
    assert kind("landcover.tif", np.arange(400.0).reshape(20, 20)) == RasterKind.UNKNOWN
    assert kind("friction.tif", np.full((9, 9), np.nan)) == RasterKind.UNKNOWN
    assert kind("dem.tif", np.full((9, 9), np.nan)) == RasterKind.UNKNOWN
