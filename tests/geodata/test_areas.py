"""Community areas: the tessellation, the merging and the names, counted by hand and by property."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import areas

AREA_KM2 = 30.0


def districts(*boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    codes = [chr(ord("A") + i) for i in range(len(boxes))]
    shapes = [shapely.box(*box) for box in boxes]
    return gpd.GeoDataFrame(index=codes, geometry=shapes, crs=32735)


def strip(*codes: str) -> gpd.GeoDataFrame:
    """Squares side by side, one a code."""
    shapes = [shapely.box(10 * i, 0, 10 * (i + 1), 10) for i in range(len(codes))]
    return gpd.GeoDataFrame({"district_code": list(codes)}, geometry=shapes, crs=32735)


def places(*rows: tuple[str, str, float, float]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=["place_name", "district_code", "east", "north"])
    points = gpd.points_from_xy(frame.pop("east"), frame.pop("north"))
    return gpd.GeoDataFrame(frame, geometry=points, crs=32735)


NAMES = pd.Series({"A": "Maseru", "B": "Berea"})


def test_every_hexagon_has_the_area_asked_for() -> None:
    lattice = areas.hexagons((500_000, 6_600_000, 530_000, 6_620_000), AREA_KM2)
    assert shapely.area(lattice) == pytest.approx(30e6)


def test_hexagons_do_not_depend_on_the_box_they_cover() -> None:
    small = areas.hexagons((500_000, 6_600_000, 510_000, 6_610_000), AREA_KM2)
    large = areas.hexagons((480_000, 6_590_000, 520_000, 6_630_000), AREA_KM2)
    assert {shape.wkt for shape in small} <= {shape.wkt for shape in large}


@given(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.floats(1e3, 4e4), st.floats(1e3, 4e4))
@settings(max_examples=25, deadline=None)
def test_parts_fill_their_district_without_gap_or_overlap(
    west: float, south: float, width: float, height: float
) -> None:
    district = districts((west, south, west + width, south + height))
    parts = areas.tessellate(district, AREA_KM2)
    assert parts.area.sum() == pytest.approx(width * height)
    assert parts.union_all().symmetric_difference(district.union_all()).area < 1
    assert parts.area.max() <= 30e6 + 1


def test_parts_never_cross_a_district_line() -> None:
    both = districts((0, 0, 20e3, 20e3), (20e3, 0, 40e3, 20e3))
    parts = areas.tessellate(both, AREA_KM2)
    for code, own in parts.groupby("district_code"):
        assert own.area.sum() == pytest.approx(400e6)
        assert own.union_all().difference(both.geometry[code]).area < 1


def test_a_hexagon_cut_in_two_gives_two_parts() -> None:
    outline = shapely.box(-500, -3_000, 500, 3_000).difference(shapely.box(-500, -100, 500, 100))
    parts = areas.tessellate(gpd.GeoDataFrame(index=["A"], geometry=[outline], crs=32735), 3_000)
    assert len(parts) == 2
    assert set(parts.geom_type) == {"Polygon"}


def test_borders_are_lengths_and_corners_do_not_count() -> None:
    corner = gpd.GeoDataFrame(
        {"district_code": ["A", "A", "A"]},
        geometry=[shapely.box(0, 0, 5, 5), shapely.box(5, 5, 9, 9), shapely.box(5, 0, 9, 5)],
    )
    assert areas.shared_borders(corner) == [{2: 5.0}, {2: 4.0}, {0: 5.0, 1: 4.0}]


def test_the_smallest_joins_the_neighbour_in_least_need() -> None:
    groups = areas.merge_small(strip("A", "A", "A"), [9.0, 2.0, 6.0])
    assert groups.tolist() == [0, 1, 1]


def test_equal_neighbours_are_taken_in_order() -> None:
    assert areas.merge_small(strip("A", "A", "A"), [6.0, 2.0, 6.0]).tolist() == [0, 0, 2]


def test_small_ones_go_on_joining_until_they_are_large_enough() -> None:
    groups = areas.merge_small(strip("A", "A", "A", "A"), [1.0, 1.0, 1.0, 1.0])
    assert groups.tolist() == [0, 0, 0, 0]


def test_a_short_border_is_no_neighbour_to_join_where_a_firm_one_exists() -> None:
    middle = shapely.box(0, 0, 10, 10)
    beside, touching = shapely.box(10, 0, 20, 10), shapely.box(-10, 8, 0, 18)
    parts = gpd.GeoDataFrame({"district_code": ["A"] * 3}, geometry=[middle, beside, touching])
    assert areas.merge_small(parts, [1.0, 90.0, 5.0]).tolist() == [0, 0, 2]


def test_of_firm_neighbours_the_one_in_least_need_wins_over_the_longest_border() -> None:
    middle = shapely.box(0, 0, 10, 10)
    longest, firm = shapely.box(10, 0, 20, 10), shapely.box(-10, 4, 0, 14)
    parts = gpd.GeoDataFrame({"district_code": ["A"] * 3}, geometry=[middle, longest, firm])
    assert areas.merge_small(parts, [1.0, 9.0, 6.0]).tolist() == [0, 1, 0]


def test_exactly_the_minimum_stays_alone() -> None:
    assert areas.merge_small(strip("A", "A"), [5.0, 5.0]).tolist() == [0, 1]


def test_a_district_in_too_little_need_keeps_one_area_and_never_joins_another_district() -> None:
    groups = areas.merge_small(strip("A", "A", "B"), [1.0, 1.0, 1.0])
    assert groups.tolist() == [0, 0, 2]


@given(st.lists(st.floats(0, 20), min_size=1, max_size=30))
def test_merging_conserves_need_and_leaves_only_whole_districts_under_the_minimum(
    need: list[float],
) -> None:
    parts = strip(*("A" if i % 7 < 5 else "B" for i in range(len(need))))
    groups = areas.merge_small(parts, need)
    frame = pd.DataFrame({"group": groups, "need": need, "code": parts["district_code"]})
    merged = frame.groupby("group")["need"].sum()
    assert merged.sum() == pytest.approx(sum(need))
    assert frame.groupby("group")["code"].nunique().max() == 1
    borders = areas.shared_borders(parts)
    for group in merged.index[merged < 5]:
        members = set(frame.index[frame["group"] == group])
        assert all(set(borders[member]) <= members for member in members)


def test_merging_twice_gives_the_same_groups() -> None:
    parts = areas.tessellate(districts((0, 0, 60e3, 60e3)), AREA_KM2)
    need = np.random.default_rng(1).random(len(parts)) * 8
    first, second = areas.merge_small(parts, need), areas.merge_small(parts, need)
    assert first.tolist() == second.tolist()


@pytest.mark.parametrize(
    ("east", "north", "wind"),
    [
        (0, 1, "N"),
        (1, 1, "NE"),
        (1, 0, "E"),
        (1, -1, "SE"),
        (0, -1, "S"),
        (-1, -1, "SW"),
        (-1, 0, "W"),
        (-1, 1, "NW"),
        (0.41, 1, "N"),
        (0.42, 1, "NE"),
        (-0.41, 1, "N"),
    ],
)
def test_winds(east: float, north: float, wind: str) -> None:
    assert areas.compass(east, north) == wind


def squares(*middles: tuple[float, float]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(e - 100, n - 100, e + 100, n + 100) for e, n in middles]
    codes = ["A"] * len(shapes)
    return gpd.GeoDataFrame({"district_code": codes}, geometry=shapes, crs=32735)


def named(frame: gpd.GeoDataFrame, *rows: tuple[str, str, float, float]) -> list[str]:
    return [str(name) for name in areas.name_areas(frame, places(*rows), NAMES)]


def test_an_area_at_hand_bears_the_bare_name() -> None:
    assert named(squares((0, 0)), ("Roma", "A", 0, 3_000)) == ["near Roma, Maseru"]


def test_an_area_away_says_how_far_and_where() -> None:
    assert named(squares((0, 0)), ("Roma", "A", 0, 3_600)) == ["near Roma (4 km S), Maseru"]


def test_a_place_of_another_district_counts_as_twice_as_far() -> None:
    far_own, near_other = ("Roma", "A", 0, 9_000), ("Peka", "B", 0, -5_000)
    assert named(squares((0, 0)), far_own, near_other) == ["near Roma (9 km S), Maseru"]
    nearer = ("Peka", "B", 0, -4_000)
    assert named(squares((0, 0)), far_own, nearer) == ["near Peka (4 km N), Maseru"]


def test_names_that_would_be_shared_say_the_distance_more_finely() -> None:
    frame = squares((0, 9_000), (1_000, 9_300))
    assert named(frame, ("Roma", "A", 0, 0)) == [
        "near Roma (9.0 km N), Maseru",
        "near Roma (9.4 km N), Maseru",
    ]


def test_names_that_are_still_shared_are_numbered() -> None:
    frame = squares((0, 9_000), (1, 9_000))
    assert named(frame, ("Roma", "A", 0, 0)) == [
        "near Roma (9.0 km N), Maseru",
        "near Roma (9.0 km N), Maseru (2)",
    ]
