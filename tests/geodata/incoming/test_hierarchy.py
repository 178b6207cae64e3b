"""Areas of several levels: parents, nesting and gaps, whatever the depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.incoming.tiling import held_by_two

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
    place = lesotho()
    shapes = place.shapes.copy()
    hole = shapely.Point(28.2, -29.5).buffer(0.05)
    frame = gpd.GeoDataFrame(
        {"name": list(place.districts.names.values())},
        geometry=[shapely.difference(shape, hole) for shape in shapes],
        crs="EPSG:4326",
    )
    whole = gpd.GeoDataFrame({"name": frame["name"]}, geometry=list(shapes), crs="EPSG:4326")
    (told,) = [one for one in read(tmp_path, frame).remarks if one.finding.rule == "gap"]
    assert "at longitude 28.2" in told.finding.message
    assert found(read(tmp_path, whole), "gap") == []


def districts(code: str = "", shrunk: float = 0.0) -> gpd.GeoDataFrame:
    shapes = lesotho().shapes
    return gpd.GeoDataFrame(
        {"code": list(shapes.index)},
        geometry=[shape.buffer(-shrunk) if own == code else shape for own, shape in shapes.items()],
        crs="EPSG:4326",
    )


@pytest.mark.parametrize(
    ("code", "shrunk"), [("LS-D", 0.02), ("LS-D", 0.003), ("LS-K", 0.02), ("LS-A", 0.06)]
)
def test_a_district_drawn_too_small_leaves_ground_to_nobody(
    tmp_path: Path, code: str, shrunk: float
) -> None:
    one = read(tmp_path, districts(code, shrunk))
    told = [remark for remark in one.remarks if remark.finding.rule.startswith("gap")]
    assert told
    for remark in told:
        assert code in remark.finding.message
        assert "km2 at longitude 2" in remark.finding.message
        assert "strips thinner than" in remark.finding.message
        assert remark.finding.remedy


def test_districts_that_share_their_lines_are_not_remarked_on(tmp_path: Path) -> None:
    assert read(tmp_path, districts()).verdict == Verdict.ACCEPT


def test_ground_beyond_the_border_is_noted(tmp_path: Path) -> None:
    frame = districts("LS-J", -0.05)
    rules = {remark.finding.rule for remark in read(tmp_path, frame).remarks}
    assert {"beyond_known", "overlap"} <= rules


def test_siblings_that_overlap_are_told_at_every_level(tmp_path: Path) -> None:
    one = read(tmp_path, levels(E1=("E", (27.6, -29.8, 27.8, -29.59))))
    assert found(one, "overlap", *WRONG) == [("overlap", (6, 7))]
    (told,) = [remark.finding.message for remark in one.remarks if remark.finding.rule == "overlap"]
    assert told.startswith("E1 overlaps E2 by")


def test_outlines_that_overlap_here_and_touch_there_are_told() -> None:
    square = shapely.box(0, 0, 5000, 5000)
    edges = [(5000, 0), (9000, 0), (9000, 5000), (5000, 5000), (5000, 3000), (3000, 1500)]
    (strip,) = held_by_two(np.array([square, shapely.Polygon(edges)]), 100)
    assert (strip.areas, round(strip.km2)) == ((0, 1), 3)


def test_siblings_without_a_parent_in_the_file_are_held_together(tmp_path: Path) -> None:
    frame = levels(W2=("W", (27.4, -29.59, 27.6, -29.4))).iloc[3:]
    assert found(read(tmp_path, frame), "overlap", *WRONG) == [
        ("unknown_parent", (1, 2, 3, 4)),
        ("gap", (1, 2)),
    ]


def test_outlines_that_tile_need_no_parents(tmp_path: Path) -> None:
    frame = levels(W2=("W", (27.4, -29.59, 27.6, -29.4))).iloc[3:][["area_id", "geometry"]]
    assert found(read(tmp_path, frame), "overlap", *WRONG) == [("gap", (1, 2, 3, 4))]


def test_circles_around_sites_are_no_areas_that_tile(tmp_path: Path) -> None:
    centres = [(27.5 + 0.03 * at, -29.5) for at in range(6)]
    frame = gpd.GeoDataFrame(
        {"site": list("abcdef")},
        geometry=[shapely.Point(centre).buffer(0.05) for centre in centres],
        crs="EPSG:4326",
    )
    assert found(read(tmp_path, frame), "overlap", *WRONG) == []


def test_a_gap_between_layers_is_told_with_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "levels.gpkg"
    frame = levels(E2=("E", (27.6, -29.6, 27.8, -29.42)))
    frame.iloc[1:3].to_file(path, layer="districts")
    frame.iloc[3:].to_file(path, layer="councils", mode="a")
    (told,) = [one for one in read_any(path).remarks if one.finding.rule == "gap"]
    assert told.finding.message.startswith("E of layer 'districts' holds")


def test_of_a_layer_of_several_levels_the_districts_are_taken(tmp_path: Path) -> None:
    shapes = lesotho().shapes
    whole = shapely.union_all(shapes.to_numpy())
    rows = [("LSO", "", "Lesotho", whole)]
    for code, shape in shapes.items():
        rows.append((str(code), "LSO", lesotho().districts.names[str(code)], shape))
        west, south, east, north = shape.bounds
        for half, edges in enumerate(
            ((west, south, (west + east) / 2, north), ((west + east) / 2, south, east, north))
        ):
            part = shapely.intersection(shape, shapely.box(*edges))
            rows.append((f"{code}-{half}", str(code), f"Council {code} {half}", part))
    ids, parents, names, outlines = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame(
        {"area_id": ids, "parent_area_id": parents, "area_name": names},
        geometry=list(outlines),
        crs="EPSG:4326",
    )
    one = read(tmp_path, frame)
    assert one.layers[0].facts["districts"] == 10
    assert len(one.layers[0].frame) == 31
    assert found(one, "two_outlines", "unmatched_district", *WRONG) == []


def test_parts_of_districts_are_no_second_outlines_of_them(tmp_path: Path) -> None:
    rows = {
        f"{code}-{half}": (code, half, shape) for code, shape in lesotho().shapes.items()
        for half in (0, 1)
    }  # fmt: skip
    shapes = []
    for _, half, shape in rows.values():
        west, south, east, north = shape.bounds
        middle = (west + east) / 2
        box = shapely.box(*((west, south, middle, north), (middle, south, east, north))[half])
        shapes.append(shapely.intersection(shape, box))
    frame = gpd.GeoDataFrame(
        {"area_name": list(rows), "district_code": [code for code, *_ in rows.values()]},
        geometry=shapes,
        crs="EPSG:4326",
    )
    one = read(tmp_path, frame)
    assert len(one.layers[0].frame) == 20
    assert found(one, "two_outlines", "gap") == []
