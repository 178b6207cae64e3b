"""What a step costs on real ground, counted by hand: cover, road, river, height, traveller."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.terrain import Season
from geodata.travel import NOT_REACHED, walk_times
from geodata.walking.landspeeds import LAND_SPEEDS, WORLDCOVER, LandCover, Road
from geodata.walking.surfaces import (
    Direction,
    Ground,
    Surface,
    Traveller,
    friction_surface,
    riding_surface,
    walking_surface,
)

ADULT = Traveller.ADULT


def ground(cover: list[int], **layers: object) -> Ground:
    size = (1, len(cover))
    return Ground(
        np.array([cover], np.uint8),
        np.array(layers.get("road", [[0] * len(cover)]), np.uint8).reshape(size),
        np.full(size, layers.get("river", False)),
        np.full(size, layers.get("height", 1500), np.float32),
    )


def kmh(surface: Surface) -> list[float]:
    return (3.6 / surface.pace[0]).round(2).tolist()


def test_each_cover_has_its_speed_and_water_is_closed() -> None:
    surface = walking_surface(ground(list(LandCover)), Season.DRY, LAND_SPEEDS, ADULT)
    assert kmh(surface) == [3.0, 5.0, 3.0, 4.0, 3.0, 3.0, 2.0, 1.0, 0.0, 1.62]


def test_every_speed_has_a_source_a_mark_and_lies_in_its_range() -> None:
    for item in LAND_SPEEDS.items:
        assert item.source
        assert item.mark in {"V", "V2", "Kh", "Km", "Kl", "A", "M"}
        assert item.low <= item.value <= item.high
        assert item.unit


def test_late_pregnancy_takes_a_third_of_the_speed() -> None:
    level = ground([LandCover.BUILT_UP], road=[Road.PAVED])
    # 5.04 km/h of Tobler on the level x 0.67 = 3.4 km/h, the programme's figure.
    assert kmh(walking_surface(level, Season.DRY, LAND_SPEEDS)) == [3.38]
    assert kmh(walking_surface(level, Season.DRY, LAND_SPEEDS, ADULT)) == [5.04]


def test_an_edited_speed_counts() -> None:
    edited = LAND_SPEEDS.changed(land_kmh_grass=2.5)
    assert kmh(walking_surface(ground([3]), Season.DRY, edited, ADULT)) == [2.5]


def test_a_river_closes_in_the_wet_season_unless_a_road_crosses_it() -> None:
    both = ground([3, 3], river=True, road=[Road.NONE, Road.TRACK])
    speeds = [kmh(walking_surface(both, season, LAND_SPEEDS, ADULT)) for season in Season]
    assert speeds == [[4.0, 5.04], [0.0, 4.58], [4.0, 5.04]]


@pytest.mark.parametrize(("height", "speed"), [(2900, 4.0), (2901, 0.0), (np.nan, 4.0)])
def test_high_ground_closes_in_winter_and_a_hole_does_not(height: float, speed: float) -> None:
    surface = walking_surface(ground([3], height=height), Season.WINTER, LAND_SPEEDS, ADULT)
    assert kmh(surface) == [speed]


def test_a_taxi_goes_on_roads_only() -> None:
    roads = ground([3] * 4, road=list(Road))
    assert kmh(riding_surface(roads, LAND_SPEEDS)) == [0.0, 60.0, 25.0, 12.0]
    assert riding_surface(roads, LAND_SPEEDS).heights_m is None


def test_without_roads_walk_and_taxi_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="needs a road layer"):
        riding_surface(ground([3]), LAND_SPEEDS)


def test_the_way_home_up_a_hill_takes_longer() -> None:
    hill = Surface(np.ones((1, 3)), np.array([[0, 10, 20]], np.float32))
    site = np.array([0])
    down, up = (walk_times(hill.graph(100, way), site).seconds[0].tolist() for way in Direction)
    assert down == [0, 100, 200]
    assert up == [0, 142, 284]


def test_slopes_in_the_friction_do_not_count_twice() -> None:
    heights = np.array([[0, 50]], np.float32)
    minutes = [[0.02, 0.02]]
    seconds = [
        walk_times(
            friction_surface(minutes, heights, includes_slope=included).graph(100), np.array([1])
        ).seconds[0, 0]
        for included in (True, False)
    ]
    # 100 m at 1.2 s a metre; up 50 % takes exp(3.5 * 0.5) times as long.
    assert seconds == [120, 691]


def test_friction_counts_metres_and_not_cells() -> None:
    surface = friction_surface(np.full((1, 3), 0.01), includes_slope=True)
    for cell_m in (100, 1000):
        times = walk_times(surface.graph(cell_m), np.array([0]))
        assert times.seconds[0].tolist() == [0, round(0.6 * cell_m), round(1.2 * cell_m)]


def test_no_data_zero_and_negative_friction_are_closed() -> None:
    surface = friction_surface([[0.01, np.nan, 0, -9999, np.inf]], includes_slope=True)
    assert np.isinf(surface.pace[0]).tolist() == [False, True, True, True, True]


def test_friction_without_slopes_needs_heights() -> None:
    with pytest.raises(ValueError, match="needs heights"):
        friction_surface([[1.0]], includes_slope=False)


def test_a_hole_in_the_heights_is_walked_as_level() -> None:
    heights = np.array([[100, np.nan, 0]], np.float32)
    times = walk_times(Surface(np.ones((1, 3)), heights).graph(100), np.array([2]))
    assert times.seconds[0].tolist() == [200, 100, 0]


def test_all_codes_of_worldcover_have_a_kind() -> None:
    assert sorted(WORLDCOVER) == [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]
    assert WORLDCOVER[80] == LandCover.WATER


def test_fine_and_coarse_neighbours_are_offered() -> None:
    surface = Surface(np.ones((1, 4)), None)
    assert [len(surface.graph(100, neighbours=number).moves) for number in (8, 16, 32)] == [
        8,
        16,
        32,
    ]


def test_closed_ground_has_no_time() -> None:
    surface = friction_surface([[0.01, 0, 0.01]], includes_slope=True)
    assert walk_times(surface.graph(100), np.array([0])).seconds[0].tolist() == [
        0,
        NOT_REACHED,
        NOT_REACHED,
    ]
