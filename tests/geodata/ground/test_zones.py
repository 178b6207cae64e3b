"""Ecological zones: every line of the rule, by hand and by property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.grid import Zone
from geodata.ground.zones import ecological_zones

FAR_M, NEAR_M = 90_000.0, 1_000.0
SOUTH, NORTH = -30.2, -29.5


def zone_of(height: float, distance: float = FAR_M, latitude: float = SOUTH) -> int:
    return int(ecological_zones([height], [distance], [latitude])[0])


@pytest.mark.parametrize(
    ("height", "zone"),
    [
        (1_400, Zone.LOWLANDS),
        (1_799.9, Zone.LOWLANDS),
        (1_800, Zone.FOOTHILLS),
        (1_999.9, Zone.FOOTHILLS),
        (2_000, Zone.MOUNTAINS),
        (3_400, Zone.MOUNTAINS),
    ],
)
def test_height_alone_decides_away_from_the_senqu(height: float, zone: Zone) -> None:
    assert zone_of(height) == zone


@pytest.mark.parametrize(
    ("height", "distance", "latitude", "zone"),
    [
        (1_700, 15_000, SOUTH, Zone.SENQU_VALLEY),
        (1_700, 15_001, SOUTH, Zone.LOWLANDS),
        (1_900, NEAR_M, SOUTH, Zone.SENQU_VALLEY),
        (2_000, NEAR_M, SOUTH, Zone.MOUNTAINS),
        (1_700, NEAR_M, -29.9, Zone.SENQU_VALLEY),
        (1_700, NEAR_M, -29.899, Zone.LOWLANDS),
        (1_900, NEAR_M, NORTH, Zone.FOOTHILLS),
    ],
)
def test_the_valley_is_low_near_the_river_and_in_the_south(
    height: float, distance: float, latitude: float, zone: Zone
) -> None:
    assert zone_of(height, distance, latitude) == zone


def test_unknown_height_is_no_zone() -> None:
    assert zone_of(np.nan, NEAR_M) == Zone.OUTSIDE


def test_arrays_of_different_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="differ"):
        ecological_zones([1.0, 2.0], [1.0], [1.0])


@given(
    st.floats(0, 4_000),
    st.floats(0, 1e6),
    st.floats(-31, -28),
)
def test_one_zone_for_every_place_and_going_up_never_leads_down(
    height: float, distance: float, latitude: float
) -> None:
    here = zone_of(height, distance, latitude)
    above = zone_of(height + 300, distance, latitude)
    assert Zone.LOWLANDS <= here <= Zone.MOUNTAINS
    order = [Zone.LOWLANDS, Zone.SENQU_VALLEY, Zone.FOOTHILLS, Zone.MOUNTAINS]
    assert order.index(Zone(above)) >= order.index(Zone(here))


def test_shape_is_kept() -> None:
    assert ecological_zones(np.full((2, 3), 1_500), np.ones((2, 3)), np.ones((2, 3))).shape == (
        2,
        3,
    )
