"""How women travel, on ground that can be counted by hand; and the embedded times, unmoved."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.ground.layers import GroundLayers
from geodata.parameters import Parameter, Parameters
from geodata.terrain import Season, Speeds, seconds_per_metre
from geodata.travel import NOT_REACHED, travel_tables, walk_times
from geodata.walking.graph import walk_graph
from geodata.walking.landspeeds import LAND_SPEEDS, LandCover, Road
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Offer, Steps, Way, offer, season_graph, speeds_in_use
from tests.geodata.test_travel_tables import PROGRAMME

if TYPE_CHECKING:
    from geodata.programme import Programme

FRICTION = np.full((1, 8), 1 / 60)  # One second a metre, 500 s a cell: as the lowlands.
ADULT = Way(traveller=Traveller.ADULT)


def with_layers(**layers: object) -> object:
    made = {**vars(PROGRAMME), "grid": replace(PROGRAMME.grid, layers=GroundLayers(**layers))}
    return type(PROGRAMME)(**made)


def facility(programme: object, way: Way = ADULT, season: Season = Season.DRY) -> list[int]:
    return travel_tables(programme, season, way).facility.seconds[0].tolist()


@pytest.mark.parametrize("season", list(Season))
def test_without_layers_of_ground_every_embedded_second_stays(
    lesotho: Programme, season: Season
) -> None:
    """The way it was worked out before a dataset could bring ground: pace of zones, level."""
    grid = lesotho.grid
    pace = seconds_per_metre(grid, season, Speeds.from_parameters(lesotho.parameters))
    before, now = walk_graph(pace, grid.cell_m), season_graph(grid, lesotho.parameters, season)
    sites = np.flatnonzero(np.isfinite(pace))[:: pace.size // 60]
    was, found = walk_times(before, sites), walk_times(now, sites)
    np.testing.assert_array_equal(found.seconds, was.seconds)
    np.testing.assert_array_equal(found.nearest, was.nearest)
    assert grid.layers.packed().keys() == {"ground_friction_includes_slope"}
    assert offer(grid.layers) == Offer(slopes=False, roads=False)


def test_speeds_of_zones_hold_late_pregnancy_and_an_adult_is_faster() -> None:
    late = facility(PROGRAMME, Way())
    assert late == [0, 500, 1000, 1500, 2000, 2500, 3250, 4250]
    adult = facility(with_parameters(late_pregnancy_factor=0.5))
    assert adult == [second // 2 for second in late]


def with_parameters(**values: float) -> object:
    items = tuple(Parameter(name, value) for name, value in values.items())
    own = Parameters((*items, *PROGRAMME.parameters.items))
    return type(PROGRAMME)(**{**vars(PROGRAMME), "parameters": own})


def test_a_friction_surface_wins_and_late_pregnancy_and_seasons_still_count() -> None:
    programme = with_layers(friction=FRICTION)
    assert facility(programme) == [0, 500, 1000, 1500, 2000, 2500, 3000, 3500]
    assert facility(programme, Way())[1] == round(500 / 0.67)
    wet = facility(programme, season=Season.WET)
    assert wet[:3] == [0, 550, 1100]
    assert wet[4:] == [NOT_REACHED] * 4, "the river is closed"
    winter = facility(programme, season=Season.WINTER)
    # Half a step over lowlands, half over mountains, where winter takes 1.5 times as long.
    assert winter[6:] == [3125, 3125], "the last cell is closed: its women stand beside it"


def test_slopes_that_a_friction_holds_already_do_not_count_twice() -> None:
    heights = np.arange(8, dtype=np.float32)[None] * 150  # Too steep even on the way down.
    for held in (True, False):
        layers = {"heights_m": heights, "friction": FRICTION, "friction_includes_slope": held}
        programme = with_layers(**layers)
        assert offer(programme.grid.layers).slopes is not held
        assert (facility(programme)[1] == 500) is held


def test_winter_takes_longer_by_zone_on_an_elevation_model_too() -> None:
    programme = with_layers(heights_m=np.full((1, 8), 1500, np.float32))
    dry, winter = (facility(programme, season=season) for season in (Season.DRY, Season.WINTER))
    assert winter[:6] == dry[:6]
    assert winter[7] - winter[6] == round(1.5 * (dry[7] - dry[6]))


def test_up_and_down_differ_on_an_elevation_model() -> None:
    # S1 lies at the foot: to the site is down, 10 % each cell.
    heights = np.arange(8, dtype=np.float32)[None] * 50
    cover = np.full((1, 8), LandCover.GRASS, np.uint8)
    programme = with_layers(heights_m=heights, cover=cover)
    down = facility(programme)
    up = facility(programme, replace(ADULT, direction=Direction.HOME))
    level = 500 * 3.6 / 4  # Grass: 4 km/h.
    assert down[1] == pytest.approx(level, abs=1), "10 % down is as fast as level, by Tobler"
    assert up[1] == pytest.approx(level * 1.419, abs=1)


def test_over_the_border_walks_lead_only_where_heights_are_known() -> None:
    # A wall in the middle row; the row above it lies outside the country.
    grid = PROGRAMME.grid
    rows = {
        name: np.repeat(getattr(grid, name), 2, axis=0)
        for name in ("births", "zone", "elevation_m", "area", "river")
    }
    district = np.array([[-1] * 8, [0] * 8], np.int16)
    cover = np.full((2, 8), LandCover.GRASS, np.uint8)
    cover[1, 2] = LandCover.WATER
    for known, beyond in ((1500.0, True), (np.nan, False)):
        heights = np.array([[known] * 8, [1500] * 8], np.float32)
        layers = GroundLayers(heights_m=heights, cover=cover)
        wide = replace(grid, **rows, district=district, layers=layers)
        graph = season_graph(wide, PROGRAMME.parameters, Season.DRY, ADULT)
        seconds = walk_times(graph, np.array([8])).seconds
        assert bool(seconds[1, 7] != NOT_REACHED) is beyond


def test_walk_and_taxi_takes_the_road_and_needs_one() -> None:
    road = np.full((1, 8), Road.PAVED, np.uint8)
    programme = with_layers(friction=FRICTION, road=road)
    taxi = facility(programme, replace(ADULT, mode=Mode.TAXI))
    walk = facility(programme)
    # 30 minutes of waiting, then 500 m at 60 km/h: 30 s a cell.
    assert taxi == [min(on_foot, 1800 + 30 * cell) for cell, on_foot in enumerate(walk)]
    assert offer(programme.grid.layers).roads
    with pytest.raises(ValueError, match="needs a road layer"):
        facility(with_layers(friction=FRICTION), replace(ADULT, mode=Mode.TAXI))


def test_fine_steps_are_never_longer(lesotho: Programme) -> None:
    sites = np.flatnonzero(lesotho.grid.inside)[::4000]
    graphs = (
        season_graph(lesotho.grid, lesotho.parameters, Season.DRY, Way(steps=steps))
        for steps in Steps
    )
    sixteen, fine = (walk_times(graph, sites).seconds for graph in graphs)
    assert (fine <= sixteen).all()
    assert (fine < sixteen).mean() > 0.3


@pytest.mark.parametrize(("slopes", "roads"), list(product([True, False], repeat=2)))
def test_what_the_ground_cannot_answer_becomes_the_nearest_way(slopes: bool, roads: bool) -> None:  # noqa: FBT001
    asked = Way(Direction.HOME, Mode.TAXI, Traveller.ADULT, Steps.FINE)
    way = Offer(slopes, roads).usable(asked)
    assert (way.direction == Direction.HOME) is slopes
    assert (way.mode == Mode.TAXI) is roads
    assert (way.traveller, way.steps) == (asked.traveller, asked.steps)


def test_only_the_speeds_that_count_are_listed() -> None:
    heights, road = np.zeros((1, 2), np.float32), np.array([[1, 0]], np.uint8)
    cover_speeds = {f"land_kmh_{kind.name.lower()}" for kind in LandCover} | {"land_kmh_road"}
    own, taxi = (
        {"late_pregnancy_factor"},
        {item.name for item in LAND_SPEEDS.items if item.name.startswith("taxi_")},
    )
    for layers, expected in (
        (GroundLayers(), own),
        (GroundLayers(road=road), own | taxi),
        (GroundLayers(heights), own | cover_speeds),
        (GroundLayers(heights, friction=np.ones((1, 2))), own),
    ):
        assert {item.name for item in speeds_in_use(layers).items} == expected


def test_a_speed_of_the_dataset_wins_over_ours() -> None:
    heights = np.full((1, 8), 1500, np.float32)
    cover = np.full((1, 8), LandCover.GRASS, np.uint8)
    programme = with_layers(heights_m=heights, cover=cover)
    own = programme.parameters.filled(Parameters((Parameter("land_kmh_grass", 1.8),)))
    slow = type(programme)(**{**vars(programme), "parameters": own})
    assert facility(slow)[1] == 1000
