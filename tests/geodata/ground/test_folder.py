"""A dataset folder that brings its own ground: read, put to use, and every fault told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.content import content_hash
from geodata.model import build_model
from geodata.names import Platform
from geodata.planning.run import Planner, changed_model
from geodata.planning.scenario import Change, PlaceEdit, Scenario, What
from geodata.programme import Programme, check, load
from geodata.store import Store
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.walking.landspeeds import LandCover, Road
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Steps, Way, offer
from tests.conftest import CELL_M, CRS, NORTH_M, SIDE, WEST_M, cell_centre

if TYPE_CHECKING:
    from collections.abc import Mapping

HEIGHTS = 1500 + 40.0 * np.arange(SIDE * 2)[:, None] * np.ones((1, SIDE * 2))
COVER = np.full((SIDE, SIDE), 30, np.uint8)
MINUTES = np.full((SIDE, SIDE), 0.015)
SAID = {"source": "surface", "source_date": "2017", "data_status": "published"}


def raster(
    path: Path, values: np.ndarray, crs: str = CRS, bounds: tuple[float, ...] | None = None
) -> None:
    """Write a raster over the tiny country, whatever the number of its cells."""
    rows, columns = values.shape
    west, south, east, north = bounds or (
        WEST_M,
        NORTH_M - SIDE * CELL_M,
        WEST_M + SIDE * CELL_M,
        NORTH_M,
    )
    place = Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north)
    values = values.astype("float32")
    with rasterio.open(
        path, "w", "GTiff", columns, rows, 1, crs, place, "float32", nodata=-9999.0
    ) as file:
        file.write(np.where(np.isnan(values), -9999, values), 1)


def say(folder: Path, **ground: bool) -> None:
    """Write what rasters cannot say of themselves into programme.json."""
    path = folder / "programme.json"
    about = json.loads(path.read_text("utf-8"))
    about["ground"] = ground
    about["layers"] |= dict.fromkeys(["landcover", "friction", "elevation", "roads"], SAID)
    path.write_text(json.dumps(about), "utf-8")


def roads(folder: Path, classes: Mapping[int, str], kind: str = "LineString") -> None:
    """Write one road from west to east through each of some rows of cells."""
    features = [
        {
            "type": "Feature",
            "properties": {"class": name},
            "geometry": {
                "type": kind,
                "coordinates": [cell_centre(row, column) for column in range(SIDE)]
                if kind == "LineString"
                else cell_centre(row, 0),
            },
        }
        for row, name in classes.items()
    ]
    content = {"type": "FeatureCollection", "features": features}
    (folder / "roads.geojson").write_text(json.dumps(content), "utf-8")


@pytest.fixture
def real(tiny_folder: Path) -> Path:
    """Give the tiny country an elevation model, land cover and two roads."""
    raster(tiny_folder / "elevation.tif", HEIGHTS)
    raster(tiny_folder / "landcover.tif", COVER)
    roads(tiny_folder, {1: "primary", 4: "footway"})
    say(tiny_folder, elevation_has_slopes=True)
    return tiny_folder


def rules(folder: Path, severity: str = "") -> dict[str, str]:
    """Name the rules that a folder breaks, with what is said."""
    _, findings = check(folder)
    return {
        f"{one.rule} {one.table}": f"{one.value} {one.message} {one.remedy}"
        for one in findings
        if severity in {"", one.severity}
    }


def facility(programme: Programme, way: Way | None = None) -> np.ndarray:
    return travel_tables(programme, Season.DRY, way).facility.seconds


def test_real_ground_is_read_onto_the_grid(real: Path) -> None:
    programme = load(real)
    layers = programme.grid.layers
    assert layers.heights_m is not None
    assert layers.heights_m[:, 0].round().tolist() == [1520 + 80 * row for row in range(SIDE)]
    assert (layers.cover == LandCover.GRASS).all()
    assert layers.road is not None
    assert (layers.road[1] == Road.PAVED).all()
    assert (layers.road[4] == Road.NONE).all(), "no taxi goes on a footpath"
    assert offer(layers).slopes
    assert offer(layers).roads
    assert "error" not in {one.severity for one in programme.findings}


def test_speeds_in_use_stand_in_the_parameters_with_source_and_mark(real: Path) -> None:
    programme = load(real)
    rows = programme.parameter_table.set_index("name")
    assert rows.at["land_kmh_grass", "source"] == "AccessMod 5 manual, example table"
    assert rows.at["land_kmh_grass", "mark"] == "V"
    assert programme.parameters.value("taxi_wait_minutes") == 30
    own = (real / "parameters.csv").read_text("utf-8").rstrip()
    own += "\nland_kmh_grass,2.5,km/h,1,4,planning,A,Measured,2026-11-25,modelled\n"
    (real / "parameters.csv").write_text(own, "utf-8")
    edited = load(real)
    assert edited.parameter_table["name"].is_unique
    assert edited.parameters.value("land_kmh_grass") == 2.5
    assert facility(edited).sum() > facility(programme).sum()


def test_direction_and_taxi_change_the_times(real: Path) -> None:
    programme = load(real)
    to_site, home = (facility(programme, Way(direction)) for direction in Direction)
    assert not np.array_equal(to_site, home)
    taxi = facility(programme, Way(mode=Mode.TAXI))
    assert (taxi <= to_site).all()
    assert (taxi < to_site).any()


def test_the_cache_knows_the_ground(real: Path, tmp_path: Path) -> None:
    before = content_hash(real)
    kept = Store(tmp_path, before)
    first = load(real, grid_keeper=kept.grid)
    again = load(real, grid_keeper=lambda _: kept.grid(lambda: pytest.fail("read again")))
    np.testing.assert_array_equal(facility(again), facility(first))
    for name in ("elevation.tif", "landcover.tif", "roads.geojson", "programme.json"):
        path = real / name
        path.write_bytes(path.read_bytes() + b"\n")
        assert content_hash(real) != before
        before = content_hash(real)


def test_a_class_table_gives_codes_their_meaning(real: Path) -> None:
    (real / "landcover_classes.csv").write_text(
        "code,cover,source,source_date,data_status\n30,forest,planning,2017,modelled\n", "utf-8"
    )
    assert (load(real).grid.layers.cover == LandCover.FOREST).all()


def test_an_elevation_model_may_be_in_degrees(real: Path) -> None:
    west, north = cell_centre(-2, -2)
    east, south = cell_centre(SIDE + 2, SIDE + 2)
    high = np.full((40, 40), 2000.0)
    raster(real / "elevation.tif", high, "EPSG:4326", (west, south, east, north))
    programme = load(real)
    assert (programme.grid.elevation_m == 2000).all()


def test_friction_serves_alone_and_says_whether_it_holds_the_slopes(tiny_folder: Path) -> None:
    raster(tiny_folder / "friction.tif", MINUTES)
    say(tiny_folder)
    assert "slopes_not_said programme.json" in rules(tiny_folder, "error")
    say(tiny_folder, friction_includes_slope=False)
    assert "no_slopes programme.json" in rules(tiny_folder, "error")
    say(tiny_folder, friction_includes_slope=True)
    programme = load(tiny_folder)
    # A kilometre at 0.015 min a metre and a woman's 0.67 of that speed.
    assert facility(programme)[1, 0] == round(1000 * 0.9 / 0.67)
    assert not offer(programme.grid.layers).slopes


def holes() -> np.ndarray:
    return np.where(np.indices((SIDE, SIDE)).sum(axis=0) == 3, np.nan, MINUTES)


FAULTS: list[tuple[str, Any, str, str]] = [
    ("elevation.tif", HEIGHTS * 8, "not_metres", "error"),
    ("elevation.tif", np.full((SIDE, SIDE), np.nan), "raster_elsewhere", "error"),
    ("elevation.tif", np.where(holes() > 0, 1500, np.nan), "holes", "warning"),
    ("landcover.tif", np.full((SIDE, SIDE), 7), "unknown_class", "warning"),
    ("friction.tif", MINUTES * 60, "not_minutes_per_metre", "error"),
    ("friction.tif", np.full((SIDE, SIDE), 0.0), "not_minutes_per_metre", "error"),
    ("friction.tif", np.where(holes() > 0, MINUTES, -1.0), "negative_number", "warning"),
    ("friction.tif", holes(), "holes", "warning"),
    ("friction.tif", MINUTES, "not_used landcover.tif", "warning"),
]


@pytest.mark.parametrize(("name", "values", "rule", "severity"), FAULTS)
def test_each_fault_of_a_raster_is_told(
    real: Path, name: str, values: np.ndarray, rule: str, severity: str
) -> None:
    say(real, elevation_has_slopes=True, friction_includes_slope=True)
    raster(real / name, values)
    wanted = rule if " " in rule else f"{rule} {name}"
    assert wanted in rules(real, severity)


def test_a_raster_of_elsewhere_without_place_or_damaged_is_told(real: Path) -> None:
    say(real, elevation_has_slopes=True, friction_includes_slope=True)
    raster(real / "friction.tif", MINUTES, "EPSG:4326", (10.0, 50.0, 11.0, 51.0))
    assert "raster_elsewhere friction.tif" in rules(real, "error")
    with (
        pytest.warns(NotGeoreferencedWarning),
        rasterio.open(real / "friction.tif", "w", "GTiff", 2, 2, 1, dtype="float32") as file,
    ):
        file.write(np.ones((1, 2, 2), "float32"))
    assert "no_crs friction.tif" in rules(real, "error")
    (real / "friction.tif").write_bytes(b"II*\x00 cut off")
    assert "damaged_file friction.tif" in rules(real, "error")


def test_holes_say_how_many_births_they_hold(real: Path) -> None:
    raster(real / "elevation.tif", np.where(holes() > 0, 1500, np.nan))
    said = rules(real, "warning")["holes elevation.tif"]
    assert "4 cells with 4.9% of births" in said
    assert "counts as level" in said


def test_land_cover_without_heights_is_not_used_and_says_so(tiny_folder: Path) -> None:
    before = facility(load(tiny_folder))
    raster(tiny_folder / "landcover.tif", COVER)
    say(tiny_folder)
    assert "not_used landcover.tif" in rules(tiny_folder, "warning")
    np.testing.assert_array_equal(facility(load(tiny_folder)), before)


def test_faults_of_roads_are_told(real: Path) -> None:
    roads(real, {1: "primary", 4: "canal"})
    assert "canal No such class of road" in rules(real, "warning")["unknown_class roads.geojson"]
    roads(real, {1: ""})
    assert "Fill in its class" in rules(real, "error")["blank_cell roads.geojson"]
    roads(real, {1: "primary"}, kind="Point")
    assert "no_line roads.geojson" in rules(real, "error")


@pytest.mark.parametrize("ground", [{"elevation_has_slopes": "yes"}, {"slope": True}, [], 3])
def test_a_wrong_statement_about_ground_is_told(real: Path, ground: object) -> None:
    path = real / "programme.json"
    about = json.loads(path.read_text("utf-8")) | {"ground": ground}
    path.write_text(json.dumps(about), "utf-8")
    assert "true or false" in rules(real, "error")["bad_field programme.json"]


def test_a_grid_that_ends_at_the_border_says_so(real: Path) -> None:
    assert "0.0 km beyond" in rules(real, "note")["narrow_margin births.tif"]
    assert "narrow_margin births.tif" not in rules(Path("geodata/lesotho/data"))


@pytest.mark.parametrize("friction", [False, True])
def test_plans_walk_on_the_same_ground(real: Path, friction: bool) -> None:  # noqa: FBT001
    if friction:
        raster(real / "friction.tif", MINUTES)
        say(real, elevation_has_slopes=True, friction_includes_slope=True)
    programme = load(real)
    tables = {season: travel_tables(programme, season) for season in Season}
    model = build_model(programme, tables)
    slow = Scenario(pace_percent=80.0)
    planner = Planner(model)
    anew = changed_model(model, slow)
    np.testing.assert_array_equal(
        planner.assessment(slow).areas["walk_seconds"], assess(anew, Choice()).areas["walk_seconds"]
    )
    for season in Season:
        walk = anew.seasons[season].walk[Platform.FACILITY].seconds
        today = model.seasons[season].walk[Platform.FACILITY].seconds
        far = np.isfinite(today) & (today > 0)
        np.testing.assert_allclose(walk[far] / today[far], 1.25, atol=0.01)


@pytest.mark.parametrize(
    "way",
    [
        Way(Direction.HOME),
        Way(mode=Mode.TAXI),
        Way(Direction.HOME, Mode.TAXI, Traveller.ADULT, Steps.FINE),
    ],
)
def test_plans_of_each_way_by_changes_equal_those_worked_out_anew(real: Path, way: Way) -> None:
    raster(real / "elevation.tif", HEIGHTS * 2)
    roads(real, {1: "primary", 7: "track"})
    say(real, elevation_has_slopes=True)
    programme = load(real)
    tables = {season: travel_tables(programme, season, way) for season in Season}
    model = build_model(programme, tables)
    planner = Planner(model, way=way)
    east, south = cell_centre(7, 1)
    moved = PlaceEdit(What.SITE, Change.MOVE, "S1", south, east)
    stop = PlaceEdit(What.STOP, Change.ADD, "New stop 1", south, east)
    for places in ((moved,), (moved, stop), (stop,)):
        edited = Scenario(places=places, way=way)
        quick, anew = planner.model(edited), changed_model(model, edited)
        for season in Season:
            for platform, walk in anew.seasons[season].walk.items():
                ours = quick.seasons[season].walk[platform]
                np.testing.assert_array_equal(ours.seconds, walk.seconds)
                np.testing.assert_array_equal(ours.nearest, walk.nearest)
    usual = {season: travel_tables(programme, season) for season in Season}
    ours, on_foot = (
        one.seasons[Season.DRY].walk[Platform.FACILITY].seconds
        for one in (model, build_model(programme, usual))
    )
    assert not np.array_equal(ours, on_foot)


@pytest.mark.parametrize("classes", [("track", "primary"), ("primary", "track")])
def test_of_two_roads_in_a_cell_the_better_one_counts(real: Path, classes: tuple[str, str]) -> None:
    path = real / "roads.geojson"
    roads(real, {1: classes[0]})
    content = json.loads(path.read_text("utf-8"))
    again = json.loads(json.dumps(content["features"][0]))
    again["properties"]["class"] = classes[1]
    content["features"].append(again)
    path.write_text(json.dumps(content), "utf-8")
    assert (load(real).grid.layers.road[1] == Road.PAVED).all()
