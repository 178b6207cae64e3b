"""Rasters of other cells and coordinate systems, brought to the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import rasterio
from rasterio.transform import Affine

from geodata.grid import Grid
from geodata.ground.fitting import Blend, fitted
from geodata.reading.rasters import read_raster

if TYPE_CHECKING:
    from pathlib import Path

WEST_M, NORTH_M, CELL_M, ROWS, COLUMNS = 600_000.0, 6_700_000.0, 500.0, 20, 30


@pytest.fixture
def grid() -> Grid:
    one = np.ones((ROWS, COLUMNS))
    return Grid("EPSG:32735", WEST_M, NORTH_M, CELL_M, one, one, one, one, one, one)


def written(path: Path, heights: np.ndarray, crs: str, bounds: tuple, **profile: object) -> Path:
    rows, columns = heights.shape
    west, south, east, north = bounds
    place = Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north)
    with rasterio.open(
        path, "w", "GTiff", columns, rows, 1, crs, place, heights.dtype, **profile
    ) as file:
        file.write(heights, 1)
    return path


def read_heights(path: Path, grid: Grid) -> np.ndarray:
    return fitted(grid, read_raster(path))


def bounds_m(margin_m: float = 0) -> tuple[float, float, float, float]:
    east, south = WEST_M + COLUMNS * CELL_M, NORTH_M - ROWS * CELL_M
    return WEST_M - margin_m, south - margin_m, east + margin_m, NORTH_M + margin_m


def test_a_finer_model_gives_the_mean_of_its_cells(tmp_path: Path, grid: Grid) -> None:
    fine = np.random.default_rng(1).uniform(1400, 3000, (ROWS * 5, COLUMNS * 5)).astype("float32")
    found = read_heights(written(tmp_path / "d.tif", fine, "EPSG:32735", bounds_m()), grid)
    means = fine.reshape(ROWS, 5, COLUMNS, 5).mean(axis=(1, 3))
    np.testing.assert_allclose(found, means, rtol=0, atol=0.01)


def test_a_ramp_in_degrees_stays_the_same_ramp(tmp_path: Path, grid: Grid) -> None:
    # One metre higher with each 0.001 degree north, in cells of about 100 m.
    west, south, east, north = 27.9, -30.0, 28.4, -29.6
    latitude = np.linspace(north, south, 400, endpoint=False) - 0.0005
    model = np.repeat((latitude[:, None] * 1000).astype("float32"), 500, axis=1)
    found = read_heights(
        written(tmp_path / "d.tif", model, "EPSG:4326", (west, south, east, north)), grid
    )
    row, column = np.indices((ROWS, COLUMNS)) + 0.5
    to_degrees = pyproj.Transformer.from_crs("EPSG:32735", "EPSG:4326", always_xy=True)
    _, there = to_degrees.transform(WEST_M + column * CELL_M, NORTH_M - row * CELL_M)
    np.testing.assert_allclose(found, there * 1000, rtol=0, atol=1)


def test_a_coarser_model_is_interpolated(tmp_path: Path, grid: Grid) -> None:
    west, _, east, _ = bounds_m(2000)
    eastings = np.linspace(west, east, 19, endpoint=False) + 500
    model = np.repeat((eastings / 100).astype("float32")[None], 14, axis=0)
    found = read_heights(written(tmp_path / "d.tif", model, "EPSG:32735", bounds_m(2000)), grid)
    centres = (WEST_M + (np.arange(COLUMNS) + 0.5) * CELL_M) / 100
    np.testing.assert_allclose(found, np.tile(centres, (ROWS, 1)), rtol=0, atol=0.01)


def test_holes_and_what_the_model_does_not_reach_stay_unknown(tmp_path: Path, grid: Grid) -> None:
    model = np.full((ROWS, COLUMNS // 2), 2000, dtype="int16")
    model[3, 4] = -32768
    west, south, _, north = bounds_m()
    half = (west, south, west + COLUMNS // 2 * CELL_M, north)
    found = read_heights(
        written(tmp_path / "d.tif", model, "EPSG:32735", half, nodata=-32768), grid
    )
    assert np.isnan(found[3, 4])
    assert np.isnan(found[:, COLUMNS // 2 :]).all()
    assert (found[:, : COLUMNS // 2] == 2000).sum() == model.size - 1


def test_of_finer_classes_the_commonest_counts_and_none_is_made_up(
    tmp_path: Path, grid: Grid
) -> None:
    fine = np.full((ROWS * 3, COLUMNS * 3), 10, dtype="uint8")
    fine[0:3, 0:3] = [[30, 30, 30], [30, 30, 80], [80, 10, 10]]
    file = written(tmp_path / "c.tif", fine, "EPSG:32735", bounds_m())
    found = fitted(grid, read_raster(file), Blend.CLASS)
    assert found[0, 0] == 30
    assert set(np.unique(found)) == {10, 30}


@pytest.mark.parametrize("down", [-1.0, 1.0])
@pytest.mark.parametrize(("degrees", "cell_m"), [(25.0, 90.0), (-70.0, 90.0), (140.0, 1300.0)])
def test_a_turned_plane_stays_the_same_plane(
    tmp_path: Path, grid: Grid, degrees: float, cell_m: float, down: float
) -> None:
    side = int(30_000 / cell_m)
    place = Affine.translation(607_500, 6_695_000) @ Affine.rotation(degrees)
    place = place @ Affine.scale(cell_m, down * cell_m) @ Affine.translation(-side / 2, -side / 2)
    east, north = place @ np.meshgrid(np.arange(side) + 0.5, np.arange(side) + 0.5)
    model = ((east - WEST_M) / 50 + (north - NORTH_M) / 25 + 2000).astype("float32")
    with rasterio.open(
        tmp_path / "d.tif", "w", "GTiff", side, side, 1, "EPSG:32735", place, "float32"
    ) as file:
        file.write(model, 1)
    row, column = np.indices((ROWS, COLUMNS)) + 0.5
    expected = column * CELL_M / 50 - row * CELL_M / 25 + 2000
    # Of finer cells the mean of those in and about a cell: half of one off at most.
    found = read_heights(tmp_path / "d.tif", grid)
    np.testing.assert_allclose(found, expected, rtol=0, atol=cell_m / 25)
    assert abs(float((found - expected).mean())) < 0.5


def test_turned_classes_keep_their_side_of_a_border(tmp_path: Path, grid: Grid) -> None:
    place = Affine.translation(607_500, 6_695_000) @ Affine.rotation(30)
    place = place @ Affine.scale(100, -100) @ Affine.translation(-150, -150)
    east, _ = place @ np.meshgrid(np.arange(300) + 0.5, np.arange(300) + 0.5)
    codes = np.where(east < 607_500, 10, 80).astype("uint8")
    with rasterio.open(
        tmp_path / "c.tif", "w", "GTiff", 300, 300, 1, "EPSG:32735", place, "uint8"
    ) as file:
        file.write(codes, 1)
    found = fitted(grid, read_raster(tmp_path / "c.tif"), Blend.CLASS)
    expected = np.where(np.arange(COLUMNS) < COLUMNS // 2, 10, 80)
    np.testing.assert_array_equal(found, np.tile(expected, (ROWS, 1)))


def test_a_coarser_friction_is_not_blurred(tmp_path: Path, grid: Grid) -> None:
    coarse = np.where(np.arange(15) < 7, 0.01, 0.9).astype("float32")[None].repeat(10, axis=0)
    file = written(tmp_path / "f.tif", coarse, "EPSG:32735", bounds_m())
    found = fitted(grid, read_raster(file), Blend.MEAN)
    assert set(np.unique(found).astype(float).round(2).tolist()) == {0.01, 0.9}
