"""Walking speeds by zone and season, and the slope factor, against the figures of the field."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.errors import MissingParameterError
from geodata.grid import Grid, Zone
from geodata.parameters import Parameter, Parameters
from geodata.terrain import Season, Speeds, seconds_per_metre, slope_factor

VALUES = {
    "walk_kmh_lowlands": 3.4,
    "walk_kmh_foothills": 2.7,
    "walk_kmh_senqu": 2.4,
    "walk_kmh_mountains": 2.0,
    "wet_factor": 1.1,
    "winter_factor_lowlands": 1.0,
    "winter_factor_foothills": 1.15,
    "winter_factor_senqu": 1.15,
    "winter_factor_mountains": 1.5,
    "winter_closed_above_m": 2900,
}
PARAMETERS = Parameters(tuple(Parameter(name, value) for name, value in VALUES.items()))
SPEEDS = Speeds.from_parameters(PARAMETERS)


def grid(zone: list[int], height: float = 1500, *, river: bool = False) -> Grid:
    zones = np.array([zone], np.uint8)
    level = np.full(zones.shape, height, np.float32)
    rivers = np.full(zones.shape, river)
    return Grid("EPSG:32735", 0, 0, 500, level, zones, level, level, level, rivers)


def minutes_for_a_kilometre(season: Season, **ground: object) -> list[float]:
    return (seconds_per_metre(grid(**ground), season, SPEEDS)[0] * 1000 / 60).round(2).tolist()


def test_an_hour_takes_a_woman_3400_m_in_the_lowlands() -> None:
    assert seconds_per_metre(grid([1]), Season.DRY, SPEEDS)[0, 0] * 3400 == pytest.approx(3600)


def test_every_zone_in_every_season() -> None:
    zones = list(Zone)
    assert minutes_for_a_kilometre(Season.DRY, zone=zones) == [np.inf, 17.65, 22.22, 25.0, 30.0]
    assert minutes_for_a_kilometre(Season.WET, zone=zones) == [np.inf, 19.41, 24.44, 27.5, 33.0]
    assert minutes_for_a_kilometre(Season.WINTER, zone=zones) == [np.inf, 17.65, 25.56, 28.75, 45.0]


def test_unbridged_rivers_close_in_the_wet_season_only() -> None:
    closed = [np.isinf(minutes_for_a_kilometre(s, zone=[1], river=True))[0] for s in Season]
    assert closed == [False, True, False]


@pytest.mark.parametrize(("height", "closed"), [(2900, False), (2901, True), (np.nan, False)])
def test_winter_closes_what_lies_above_2900_m(height: float, closed: bool) -> None:  # noqa: FBT001
    assert np.isinf(minutes_for_a_kilometre(Season.WINTER, zone=[4], height=height)) == [closed]
    assert np.isfinite(minutes_for_a_kilometre(Season.DRY, zone=[4], height=height)).all()


def test_a_speed_of_zero_closes_the_zone() -> None:
    standing = Speeds.from_parameters(PARAMETERS.changed(walk_kmh_mountains=0))
    assert np.isinf(seconds_per_metre(grid([4]), Season.DRY, standing)).all()


def test_a_missing_speed_is_named() -> None:
    with pytest.raises(MissingParameterError, match="walk_kmh_lowlands"):
        Speeds.from_parameters(Parameters(()))


@pytest.mark.parametrize(
    ("slope", "speed_factor"),
    [
        (-0.3, 0.497),
        (-0.2, 0.705),
        (-0.1, 1.0),
        (-0.05, 1.191),
        (0, 1.0),
        (0.05, 0.839),
        (0.1, 0.705),
        (0.2, 0.497),
        (0.3, 0.350),
        (0.4, 0.247),
        (0.5, 0.174),
    ],
)
def test_slopes_slow_down_as_tobler_and_accessmod_say(slope: float, speed_factor: float) -> None:
    assert 1 / slope_factor(slope * 80, 80) == pytest.approx(speed_factor, abs=0.0006)
