"""Areas of several levels: parents, nesting and gaps, whatever the depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geodata.incoming.read import read_any

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming

# A country of two districts of two councils each, in degrees within Lesotho.
LEVELS = {
    "LSO": ("", (27.4, -29.8, 27.8, -29.4)),
    "W": ("LSO", (27.4, -29.8, 27.6, -29.4)),
    "E": ("LSO", (27.6, -29.8, 27.8, -29.4)),
    "W1": ("W", (27.4, -29.8, 27.6, -29.6)),
    "W2": ("W", (27.4, -29.6, 27.6, -29.4)),
    "E1": ("E", (27.6, -29.8, 27.8, -29.6)),
    "E2": ("E", (27.6, -29.6, 27.8, -29.4)),
}


def levels(**changed: tuple[str, tuple[float, float, float, float]]) -> gpd.GeoDataFrame:
    rows = {**LEVELS, **changed}
    return gpd.GeoDataFrame(
        {"area_id": list(rows), "parent_area_id": [parent for parent, _ in rows.values()]},
        geometry=[shapely.box(*edges) for _, edges in rows.values()],
        crs="EPSG:4326",
    )


def read(folder: Path, frame: gpd.GeoDataFrame) -> Incoming:
    path = folder / "areas.geojson"
    frame.to_file(path)
    return read_any(path)


def found(one: Incoming, *rules: str) -> list[tuple[str, tuple[int, ...]]]:
    return [
        (remark.finding.rule, remark.rows) for remark in one.remarks if remark.finding.rule in rules
    ]


WRONG = ("outside_parent", "gap", "unknown_parent")


def test_levels_that_nest_are_not_remarked_on(tmp_path: Path) -> None:
    assert found(read(tmp_path, levels()), *WRONG) == []


def test_a_part_that_lies_in_another_parent_is_told(tmp_path: Path) -> None:
    one = read(tmp_path, levels(E1=("W", LEVELS["E1"][1])))
    assert found(one, "outside_parent") == [("outside_parent", (6,))]
    assert ("gap", (3,)) in found(one, "gap")


def test_a_missing_part_is_a_gap_of_its_parent(tmp_path: Path) -> None:
    one = read(tmp_path, levels().drop(index=4))
    assert found(one, *WRONG) == [("gap", (2,))]
    (remark,) = [remark for remark in one.remarks if remark.finding.rule == "gap"]
    assert "km2" in remark.finding.message


def test_a_parent_that_is_not_there_is_told(tmp_path: Path) -> None:
    one = read(tmp_path, levels(E1=("X", LEVELS["E1"][1])))
    assert found(one, "unknown_parent") == [("unknown_parent", (6,))]


def test_layers_of_one_file_are_held_against_each_other(tmp_path: Path) -> None:
    path = tmp_path / "levels.gpkg"
    frame = levels(E2=("E", (28.6, -29.6, 28.8, -29.4)))
    frame.iloc[1:3].to_file(path, layer="districts")
    frame.iloc[3:].to_file(path, layer="councils", mode="a")
    assert found(read_any(path), "outside_parent") == [("outside_parent", (4,))]


def test_ground_between_districts_that_is_nobodys_is_told(tmp_path: Path) -> None:
    from geodata.incoming.place import lesotho  # noqa: PLC0415 - only here

    place = lesotho()
    shapes = place.shapes.copy()
    hole = shapely.Point(28.2, -29.5).buffer(0.05)
    frame = gpd.GeoDataFrame(
        {"name": list(place.districts.names.values())},
        geometry=[shapely.difference(shape, hole) for shape in shapes],
        crs="EPSG:4326",
    )
    whole = gpd.GeoDataFrame({"name": frame["name"]}, geometry=list(shapes), crs="EPSG:4326")
    assert found(read(tmp_path, frame), "gap") == [("gap", ())]
    assert found(read(tmp_path, whole), "gap") == []
