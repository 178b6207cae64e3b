"""A grid read from files: rasters that fit, districts by cell centre, rivers and bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from shapely import LineString, Point, box

from geodata.errors import MisalignedGridError, NoCrsError, UnreadableFileError
from geodata.grid import Grid, Zone, read_grid
from geodata.travel import NOT_REACHED, walk_times
from geodata.walking.graph import walk_graph

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:32735"
WEST_M, NORTH_M, CELL_M = 400_000.0, 6_700_000.0, 500.0
ZONES = np.array([[0, 1, 1, 1], [2, 2, 3, 3], [4, 4, 4, 0]], np.uint8)
NO_DATA_HEIGHT = -32768


def corner(west: float, north: float, width: float, height: float) -> Affine:
    return Affine(width, 0, west, 0, -height, north)


def write(folder: Path, name: str, values: np.ndarray, **changes: object) -> None:
    profile = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": values.dtype,
        "crs": CRS,
        "transform": corner(WEST_M, NORTH_M, CELL_M, CELL_M),
        **changes,
    }
    with rasterio.open(folder / f"{name}.tif", "w", **profile) as file:
        file.write(values, 1)


def metres(*shapes: object, **columns: object) -> gpd.GeoDataFrame:
    """Layer from shapes in cells, counted from the north-west corner, as WGS 84."""
    layer = gpd.GeoSeries(list(shapes)).affine_transform([CELL_M, 0, 0, -CELL_M, WEST_M, NORTH_M])
    return gpd.GeoDataFrame(columns, geometry=layer.to_list(), crs=CRS).to_crs(4326)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "births", np.arange(12, dtype=np.float32).reshape(3, 4))
    write(tmp_path, "zones", ZONES)
    heights = np.full((3, 4), 1800, np.int16)
    heights[0, 0] = NO_DATA_HEIGHT
    write(tmp_path, "elevation", heights, nodata=NO_DATA_HEIGHT)
    write(tmp_path, "areas", np.array([[0, 1, 2, 2], [1, 1, 2, 2], [1, 1, 2, 0]], np.uint16))
    return tmp_path


# Two districts that meet a little west of the middle; B ends short of the last centre.
DISTRICTS = metres(box(0, 0, 1.6, 3), box(1.6, 0, 3.4, 3)).set_index(np.array(["LS-A", "LS-B"]))
AREAS = metres(box(0, 0, 2, 3), box(2, 0, 4, 3), district_code=["LS-A", "LS-B"])
NOTHING = metres(Point(0, 0)).iloc[:0]
RIVER = metres(LineString([(1.5, -1), (1.5, 4)]))


def grid_of(folder: Path, rivers: object = NOTHING, bridges: object = NOTHING) -> Grid:
    return read_grid(folder, DISTRICTS, AREAS, rivers, bridges)


def test_a_grid_holds_what_its_files_hold(folder: Path) -> None:
    grid = grid_of(folder)
    assert (grid.crs, grid.west_m, grid.north_m, grid.cell_m) == (CRS, WEST_M, NORTH_M, CELL_M)
    assert grid.shape == (3, 4)
    assert grid.zone.tolist() == ZONES.tolist()
    assert grid.births[1].tolist() == [4, 5, 6, 7]
    assert grid.area.tolist() == [[-1, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, -1]]
    assert [getattr(grid, name).dtype.name for name in ("births", "zone", "elevation_m")] == [
        "float64",
        "uint8",
        "float32",
    ]


def test_unknown_height_is_missing_and_not_a_number(folder: Path) -> None:
    heights = grid_of(folder).elevation_m
    assert np.isnan(heights[0, 0])
    assert heights[1, 1] == 1800


def test_a_cell_belongs_to_the_district_that_holds_its_centre(folder: Path) -> None:
    district = grid_of(folder).district
    assert district[1, :3].tolist() == [0, 0, 1], "the second cell's centre lies at 1.5"


def test_a_border_cell_whose_centre_no_district_holds_takes_that_of_its_area(folder: Path) -> None:
    assert grid_of(folder).district[:2, 3].tolist() == [1, 1]


def test_inside_is_where_zone_and_district_are_known(folder: Path) -> None:
    grid = grid_of(folder)
    assert grid.inside.tolist() == (grid.zone != Zone.OUTSIDE).tolist()
    assert not grid.inside[0, 0]
    assert not grid.inside[2, 3]


def test_a_river_closes_the_cells_its_line_touches(folder: Path) -> None:
    assert np.flatnonzero(grid_of(folder, RIVER).river).tolist() == [1, 5, 9]


def test_a_slanting_river_closes_every_cell_it_passes_however_short(folder: Path) -> None:
    line = LineString([(0.1, 0.3), (3.2, 2.9)])
    cells = [
        (row, column, box(column, row, column + 1, row + 1)) for row, column in np.ndindex(3, 4)
    ]
    passed = [(row, column) for row, column, cell in cells if cell.intersection(line).length > 0]
    river = grid_of(folder, metres(line)).river
    assert list(zip(*map(np.ndarray.tolist, np.nonzero(river)), strict=True)) == passed


def test_a_bridge_opens_the_river_one_cell_around(folder: Path) -> None:
    bridge = metres(Point(1.4, 0.5))
    assert np.flatnonzero(grid_of(folder, RIVER, bridge).river).tolist() == [9]
    far = metres(Point(3.5, 0.5))
    assert np.flatnonzero(grid_of(folder, RIVER, far).river).tolist() == [1, 5, 9]


@pytest.mark.parametrize("turn", np.linspace(0.05, 3.0, 12))
def test_no_step_slips_across_a_slanting_river(folder: Path, turn: float) -> None:
    for name in ("births", "zones", "elevation", "areas"):
        write(folder, name, np.ones((21, 21), np.int16))
    east, south = 30 * np.cos(turn), 30 * np.sin(turn)
    line = LineString([(10.2 - east, 10.3 - south), (10.2 + east, 10.3 + south)])
    river = grid_of(folder, metres(line)).river
    graph = walk_graph(np.where(river, np.inf, 1.0), CELL_M)
    rows, columns = np.indices((21, 21))
    one_side = (columns - 9.7) * np.sin(turn) - (rows - 9.8) * np.cos(turn) > 0
    sources = np.flatnonzero(one_side & ~river)
    times = walk_times(graph, sources).seconds
    assert (times[~one_side & ~river] == NOT_REACHED).all()


def test_cell_of_counts_rows_from_the_north(folder: Path) -> None:
    at = metres(Point(0.1, 0.1), Point(3.9, 2.9), Point(-0.1, 3.1)).geometry
    rows, columns = grid_of(folder).cell_of(at.x, at.y)
    assert rows.tolist() == [0, 2, 3]
    assert columns.tolist() == [0, 3, -1]


def test_a_point_without_coordinates_lies_far_outside(folder: Path) -> None:
    rows, columns = grid_of(folder).cell_of([np.nan, 27.5], [-29.5, np.inf])
    assert (np.abs(rows) > 1e6).all()
    assert (np.abs(columns) > 1e6).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"transform": corner(WEST_M + 250, NORTH_M, CELL_M, CELL_M)},
        {"transform": corner(WEST_M, NORTH_M, CELL_M, 400)},
        {"crs": "EPSG:32736"},
    ],
)
def test_rasters_on_another_grid_are_refused(folder: Path, changes: dict[str, object]) -> None:
    write(folder, "zones", ZONES, **changes)
    with pytest.raises(MisalignedGridError, match=r"zones\.tif") as caught:
        grid_of(folder)
    assert caught.value.finding.rule == "misaligned"


def test_a_raster_of_another_size_is_refused(folder: Path) -> None:
    write(folder, "areas", np.ones((3, 5), np.uint16))
    with pytest.raises(MisalignedGridError, match=r"areas\.tif"):
        grid_of(folder)


def test_cells_that_are_not_square_are_refused(folder: Path) -> None:
    write(folder, "births", np.ones((3, 4)), transform=corner(WEST_M, NORTH_M, CELL_M, 400))
    with pytest.raises(MisalignedGridError, match="not square"):
        grid_of(folder)


def test_a_turned_grid_is_refused_though_its_edges_make_a_square(folder: Path) -> None:
    place = Affine.translation(560_000, 6_740_000) @ Affine.rotation(45) @ Affine.scale(500, -500)
    write(folder, "births", np.ones((4, 4)), transform=place)
    with pytest.raises(MisalignedGridError, match="north"):
        grid_of(folder)


def test_degrees_are_refused_as_a_measure_of_length(folder: Path) -> None:
    degrees = {"crs": "EPSG:4326", "transform": corner(27, -29, 0.005, 0.005)}
    write(folder, "births", np.ones((3, 4)), **degrees)
    with pytest.raises(NoCrsError, match="EPSG:32735"):
        grid_of(folder)


def test_more_areas_in_the_raster_than_in_the_table_are_refused(folder: Path) -> None:
    write(folder, "areas", np.full((3, 4), 3, np.uint16))
    with pytest.raises(MisalignedGridError, match=r"numbers 3 areas, areas\.geojson has 2"):
        grid_of(folder)


def test_a_missing_raster_is_named(folder: Path) -> None:
    (folder / "elevation.tif").unlink()
    with pytest.raises(UnreadableFileError, match=r"elevation\.tif"):
        grid_of(folder)
