"""Counts brought to another grid: nothing is lost, nobody crosses a border."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata.ground.counts import Cells, Counts, burnt, counts_on
from geodata.incoming.place import lesotho
from geodata.reading.rasters import RawRaster

UTM = "EPSG:32735"
WEST, NORTH = 560_000.0, 6_740_000.0
CELLS = Cells(UTM, WEST, NORTH, 1000.0, (6, 8))
HALVES = gpd.GeoSeries(
    [
        shapely.box(WEST, NORTH - 6000, WEST + 4000, NORTH),
        shapely.box(WEST + 4000, NORTH - 6000, WEST + 8000, NORTH),
    ],
    crs=UTM,
)


def raster(values: np.ndarray, crs: str = UTM, edges: tuple[float, ...] | None = None) -> RawRaster:
    west, south, east, north = edges or (WEST, NORTH - 6000, WEST + 8000, NORTH)
    return RawRaster("pop.tif", values.astype("float64"), crs, (west, south, east, north), ())


def by_half(found: Counts) -> list[float]:
    return [found.values[:, :4].sum(), found.values[:, 4:].sum()]


def test_finer_cells_are_added_up_exactly() -> None:
    fine = np.arange(48 * 16, dtype="float64").reshape(24, 32)
    found = counts_on(raster(fine), HALVES, CELLS)
    whole = fine.reshape(6, 4, 8, 4).sum(axis=(1, 3))
    np.testing.assert_allclose(found.values, whole)


def test_coarser_cells_are_shared_about_evenly() -> None:
    found = counts_on(raster(np.array([[40.0, 80.0]])), HALVES, CELLS)
    np.testing.assert_allclose(found.values, [[40 / 24] * 4 + [80 / 24] * 4] * 6, rtol=0.15)


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 1000), rows=st.integers(1, 50), columns=st.integers(1, 50),
    shift=st.floats(-400, 400),
)  # fmt: skip
def test_each_half_keeps_what_its_cells_hold(
    seed: int, rows: int, columns: int, shift: float
) -> None:
    values = np.random.default_rng(seed).integers(0, 100, (rows, columns))
    edges = (WEST - 500 + shift, NORTH - 7000, WEST + 8500 + shift, NORTH + 500)
    found = counts_on(raster(values, edges=edges), HALVES, CELLS)
    assert found.values.min() >= 0
    reached = np.array(by_half(found)) > 0
    np.testing.assert_allclose(np.array(by_half(found))[reached], found.totals[reached])


def test_cells_without_data_hold_nobody() -> None:
    values = np.full((6, 8), 5.0)
    values[0, 0] = np.nan
    assert counts_on(raster(values), HALVES, CELLS).values.sum() == pytest.approx(47 * 5)


def spun(values: np.ndarray, degrees: float, cell_m: float, down: int = -1) -> RawRaster:
    """Return a raster turned about the middle of the halves."""
    middle = Affine.translation(WEST + 4000, NORTH - 3000) @ Affine.rotation(degrees)
    rows, columns = values.shape
    place = middle @ Affine.scale(cell_m, down * cell_m)
    place = place @ Affine.translation(-columns / 2, -rows / 2)
    return replace(raster(values), rotated=place)


def test_a_quarter_turn_puts_known_cells_where_they_lie() -> None:
    # Turned by 90 degrees to the left, the first row of the file is the western column.
    people = np.zeros((8, 6))
    people[0, 5], people[7, 0] = 3, 5
    found = counts_on(spun(people, 90, 1000), HALVES, CELLS)
    expected = np.zeros((6, 8))
    expected[0, 0], expected[5, 7] = 3, 5
    np.testing.assert_allclose(found.values, expected, atol=1e-9)
    assert found.totals.tolist() == [3, 5]


@settings(deadline=None, max_examples=30)
@example(seed=0, degrees=0.0, cell_m=400.0, down=-1)
@given(
    seed=st.integers(0, 1000), degrees=st.floats(-180, 180), cell_m=st.floats(90, 400),
    down=st.sampled_from([-1, 1]),
)  # fmt: skip
def test_however_it_is_turned_each_half_keeps_the_cells_whose_middle_it_holds(
    seed: int, degrees: float, cell_m: float, down: int
) -> None:
    people = np.random.default_rng(seed).integers(0, 100, (120, 120)).astype("float64")
    people[::7, ::5] = np.nan
    turned = spun(people, degrees, cell_m, down)
    east, north = turned.place @ np.meshgrid(np.arange(120) + 0.5, np.arange(120) + 0.5)
    # A middle on the very border may count or not: at 400 m, unturned, a whole row lies there.
    fewest = [np.nansum(people[shapely.contains_xy(half, east, north)]) for half in HALVES]
    most = [np.nansum(people[shapely.intersects_xy(half, east, north)]) for half in HALVES]
    found = counts_on(turned, HALVES, CELLS)
    assert np.all(found.totals >= np.multiply(fewest, 0.98))
    assert np.all(found.totals <= np.multiply(most, 1.02))
    np.testing.assert_allclose(by_half(found), found.totals)


def test_a_turned_slope_lies_where_it_lay() -> None:
    # People grow to the east, whichever way the rows of the file run.
    turned = spun(np.zeros((150, 150)), 33, 100)
    east, _ = turned.place @ np.meshgrid(np.arange(150) + 0.5, np.arange(150) + 0.5)
    found = counts_on(replace(turned, values=(east - WEST) / 1000 + 10), HALVES, CELLS)
    by_column = found.values.mean(axis=0) / found.values.mean()
    expected = (np.arange(8) + 0.5 + 10) / 14
    np.testing.assert_allclose(by_column, expected, rtol=0.01)


@pytest.mark.parametrize("degrees", [-20.0, 160.0])
def test_the_sum_of_each_district_of_lesotho_is_kept_when_turned(degrees: float) -> None:
    shapes, side = lesotho().shapes, 600
    people = np.random.default_rng(1).gamma(0.3, 1, (side, side))
    middle = Affine.translation(28.25, -29.6) @ Affine.rotation(degrees)
    place = middle @ Affine.scale(0.007) @ Affine.translation(-side / 2, -side / 2)
    model = replace(raster(people, "EPSG:4326"), rotated=place)
    found = counts_on(model, shapes, Cells(UTM, 500_000, 6_839_500, 250.0, (940, 940)))
    points = place @ np.meshgrid(np.arange(side) + 0.5, np.arange(side) + 0.5)
    counted = [people[shapely.contains_xy(shape, *points)].sum() for shape in shapes]
    np.testing.assert_allclose(found.totals, counted, rtol=1e-3)
    group = burnt(shapes.to_crs(UTM), Cells(UTM, 500_000, 6_839_500, 250.0, (940, 940)))
    by_district = [found.values[group == number].sum() for number in range(len(shapes))]
    np.testing.assert_allclose(by_district, counted, rtol=1e-3)


@pytest.mark.parametrize("cell_m", [250.0, 500.0])
def test_the_sum_of_each_district_of_lesotho_is_kept(cell_m: float) -> None:
    shapes, side = lesotho().shapes, 500
    people = np.random.default_rng(1).gamma(0.3, 1, (side, side))
    model = raster(people, "EPSG:4326", (26.9, -30.8, 29.6, -28.4))
    count = int(235_000 / cell_m)
    found = counts_on(model, shapes, Cells(UTM, 500_000, 6_839_500, cell_m, (count, count)))
    longitude = 26.9 + (np.arange(side) + 0.5) * 2.7 / side
    latitude = -28.4 - (np.arange(side) + 0.5) * 2.4 / side
    points = np.meshgrid(longitude, latitude)
    counted = [people[shapely.contains_xy(shape, *points)].sum() for shape in shapes]
    np.testing.assert_allclose(found.totals, counted, rtol=1e-3)
    assert found.values.sum() == pytest.approx(sum(counted), rel=1e-3)
