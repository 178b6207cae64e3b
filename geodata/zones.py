"""Ecological zones from height and the distance to the Senqu."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

OUTSIDE = 0
LOWLANDS = 1
FOOTHILLS = 2
SENQU_VALLEY = 3
MOUNTAINS = 4

FOOTHILLS_FROM_M = 1800.0
MOUNTAINS_FROM_M = 2000.0


def ecological_zones(
    elevation_m: NDArray[np.floating],
    senqu_distance_m: NDArray[np.floating],
    latitude: NDArray[np.floating],
    senqu_reach_m: float = 15_000.0,
    senqu_north_limit: float = -29.9,
) -> NDArray[np.uint8]:
    """
    Ecological zone of each cell.

    Lowlands lie below 1,800 m, foothills below 2,000 m and mountains above.
    The Senqu valley is what lies below 2,000 m, within reach of the Senqu and
    south of the northern limit; it wins over lowlands and foothills.

    Parameters
    ----------
    elevation_m
        Height in metres, any shape; NaN where unknown.
    senqu_distance_m
        Distance to the Senqu in metres, same shape.
    latitude
        Latitude in degrees, same shape.
    senqu_reach_m
        Half-width of the valley in metres.
    senqu_north_limit
        Latitude in degrees; the valley lies at or south of it.

    Returns
    -------
    numpy.ndarray
        Zones 1 lowlands, 2 foothills, 3 Senqu valley, 4 mountains; 0 where the height is
        unknown. Same shape as the height.

    Raises
    ------
    ValueError
        If the three arrays differ in shape.

    Notes
    -----
    The heights and the reach are planning assumptions.

    >>> ecological_zones([1799, 1800, 2000, 1700], [99e3, 99e3, 1e3, 1e3], [-30, -30, -30, -30])
    array([1, 2, 4, 3], dtype=uint8)
    """
    height, distance, south = (np.asarray(a) for a in (elevation_m, senqu_distance_m, latitude))
    if not height.shape == distance.shape == south.shape:
        message = f"height, distance and latitude differ: {height.shape}, {distance.shape}, {south.shape}"
        raise ValueError(message)
    below_mountains = height < MOUNTAINS_FROM_M
    in_valley = below_mountains & (distance <= senqu_reach_m) & (south <= senqu_north_limit)
    classes = [np.isnan(height), in_valley, height < FOOTHILLS_FROM_M, below_mountains]
    zones = np.select(classes, [OUTSIDE, SENQU_VALLEY, LOWLANDS, FOOTHILLS], MOUNTAINS)
    return zones.astype(np.uint8)
