"""Councils as the areas of a dataset: every cell in one, every one in its district."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.drafts.workbench import Workbench
from geodata.programme import load
from geodata.versions.shelf import Words

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def halves(bench: Workbench, spread_m: float = 0.0) -> gpd.GeoDataFrame:
    """Cut each district of the tiny country into a northern and a southern council."""
    districts = load(bench.in_use()).districts.to_crs("EPSG:32735")
    rows = []
    for code, shape in districts.geometry.items():
        west, south, east, north = shape.bounds
        middle = (south + north) / 2
        for name, low, high in (("north", middle, north), ("south", south, middle)):
            box = shapely.box(west - spread_m, low, east + spread_m, high)
            rows.append({"Council": f"{code} {name}", "geometry": box})
    return gpd.GeoDataFrame(rows, crs="EPSG:32735").to_crs("EPSG:4326")


def take_in(bench: Workbench, frame: gpd.GeoDataFrame, path: Path) -> tuple[str, dict[str, str]]:
    frame.to_file(path)
    token = bench.new_draft()
    upload, _ = bench.take_in(token, path, when=NOON)
    return token, {str(one["rule"]): str(one["message"]) for one in upload.remarks}


@pytest.mark.parametrize("spread_m", [0.0, 400.0, -400.0])
def test_councils_become_the_areas_and_keep_to_their_district(
    bench: Workbench, tmp_path: Path, spread_m: float
) -> None:
    token, told = take_in(bench, halves(bench, spread_m), tmp_path / "councils.gpkg")
    assert "6 areas take the place of" in told["areas_used"]
    bench.publish(token, Words("Thabo", "councils"), NOON, accept=True)
    programme = load(bench.in_use())
    assert programme.areas["area_name"].tolist()[:2] == ["LS-A north", "LS-A south"]
    grid, codes = programme.grid, programme.districts.index
    assert (grid.area[grid.inside] >= 0).all()
    stated = codes.get_indexer(programme.areas["district_code"])[grid.area[grid.inside]]
    np.testing.assert_array_equal(stated, grid.district[grid.inside])
    assert programme.info.layers["areas"].source == "councils"


def test_councils_of_a_part_of_the_country_change_nothing(bench: Workbench, tmp_path: Path) -> None:
    token, told = take_in(bench, halves(bench).iloc[:4], tmp_path / "councils.gpkg")
    assert "none" in told["checked_only"]
    assert not [path for path in bench.drafts.folder(token).iterdir() if path.name[0] != "."]


def test_new_outlines_of_districts_name_their_source(bench: Workbench, tmp_path: Path) -> None:
    districts = load(bench.in_use()).districts
    frame = gpd.GeoDataFrame(
        {"code": list(districts.index)}, geometry=list(districts.geometry), crs="EPSG:4326"
    )
    token, told = take_in(bench, frame, tmp_path / "bos2021.gpkg")
    assert "districts.geojson" in told["takes_place"]
    bench.publish(token, Words("Thabo", "outlines"), NOON, accept=True)
    assert load(bench.in_use()).info.layers["districts"].source == "bos2021"
