"""What a raster changes in a dataset, and when it changes nothing and says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from affine import Affine

from geodata.drafts.workbench import Workbench
from geodata.programme import load
from geodata.versions.shelf import Words
from geodata.ways import offer
from geodata.zonal import sums

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORDS = Words("Thabo", "new people")


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def over(bench: Workbench, values: np.ndarray, path: Path, share: float = 1.0) -> Path:
    """Write a raster over the country of a bench, or its western share."""
    west, south, east, north = load(bench.in_use()).districts.total_bounds
    margin = 0.01
    west, east = west - margin, west - margin + share * (east - west + 2 * margin)
    south, north = south - margin, north + margin
    rows, columns = values.shape
    place = Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north)
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="float32",
        crs="EPSG:4326", transform=place, nodata=-9999,
    ) as file:  # fmt: skip
        file.write(values.astype("float32"), 1)
    return path


def births(folder: Path) -> np.ndarray:
    grid = load(folder).grid
    return sums(grid.births.ravel(), grid.district.ravel().astype(int), 3)


def rules(bench: Workbench, path: Path) -> tuple[str, dict[str, str]]:
    token = bench.new_draft()
    upload, _ = bench.take_in(token, path, when=NOON)
    return token, {str(one["rule"]): str(one["message"]) for one in upload.remarks}


def test_people_move_births_within_districts_and_never_across(
    bench: Workbench, tmp_path: Path
) -> None:
    people = np.full((90, 90), 10.0)
    people[:30] = 100.0  # The north is dense.
    path = over(bench, people, tmp_path / "lso_population_2020.tif")
    before = births(bench.in_use())
    token, told = rules(bench, path)
    assert "births.tif" in told["raster_used"]
    made = bench.publish(token, WORDS, NOON, accept=True)
    programme = load(bench.in_use())
    np.testing.assert_allclose(births(bench.in_use()), before, rtol=1e-3)
    north, south = np.array_split(programme.grid.births, 2)
    assert north.sum() > 2 * south.sum()
    assert programme.info.layers["births"].source == "lso_population_2020"
    assert str(programme.info.layers["births"].data_status) == "modelled"
    assert "lso_population_2020" in programme.sources.index
    assert any("Read as people" in point for point in made.accepted)


def test_heights_become_those_of_the_dataset(bench: Workbench, tmp_path: Path) -> None:
    path = over(bench, np.full((60, 60), 2345.0), tmp_path / "srtm.tif")
    token, told = rules(bench, path)
    assert "Read as heights" in told["raster_used"]
    bench.publish(token, WORDS, NOON, accept=True)
    grid = load(bench.in_use()).grid
    assert set(grid.elevation_m[grid.inside]) == {2345.0}


@pytest.mark.parametrize(("cells", "fine"), [(60, True), (5, False)])
def test_slopes_come_from_heights_as_fine_as_the_grid_alone(
    bench: Workbench,
    tmp_path: Path,
    cells: int,
    fine: bool,  # noqa: FBT001
) -> None:
    path = over(bench, np.full((cells, cells), 2345.0), tmp_path / "srtm.tif")
    token, told = rules(bench, path)
    assert ("Slopes come from it" in told["raster_used"]) is fine
    assert ("too coarse for slopes" in told["raster_used"]) is not fine
    bench.publish(token, WORDS, NOON, accept=True)
    assert offer(load(bench.in_use()).grid.layers).slopes is fine


@pytest.mark.parametrize(
    ("name", "values", "share"),
    [
        ("landcover.tif", np.full((60, 60), 4.0), 1.0),
        ("population.tif", np.full((60, 60), -5.0), 1.0),
        ("dem.tif", np.full((60, 60), 3.0), 1.0),
        ("population.tif", np.full((60, 60), 100.0), 0.5),
        ("population.tif", np.pad(np.full((60, 20), 1e3), ((0, 0), (0, 40))), 1.0),
    ],
    ids=["another thing", "negative people", "no height", "half the country", "nobody in one"],
)
def test_what_can_not_be_used_changes_nothing_and_is_told(
    bench: Workbench, tmp_path: Path, name: str, values: np.ndarray, share: float
) -> None:
    token, told = rules(bench, over(bench, values, tmp_path / name, share))
    assert "raster_used" not in told
    assert told["checked_only"]
    assert not [path for path in bench.drafts.folder(token).iterdir() if path.name[0] != "."]
