"""Ecological zones from height and the distance to the Senqu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.grid import Zone

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FOOTHILLS_FROM_M = 1800.0
MOUNTAINS_FROM_M = 2000.0


def ecological_zones(
    elevation_m: ArrayLike,
    senqu_distance_m: ArrayLike,
    latitude: ArrayLike,
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
        Numbers of `geodata.grid.Zone`, same shape; outside where the height is unknown.

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
        raise ValueError(
            f"height, distance and latitude differ: {height.shape}, {distance.shape}, {south.shape}"
        )
    below_mountains = height < MOUNTAINS_FROM_M
    in_valley = below_mountains & (distance <= senqu_reach_m) & (south <= senqu_north_limit)
    classes = [np.isnan(height), in_valley, height < FOOTHILLS_FROM_M, below_mountains]
    kinds = [Zone.OUTSIDE, Zone.SENQU_VALLEY, Zone.LOWLANDS, Zone.FOOTHILLS]
    return np.asarray(np.select(classes, kinds, Zone.MOUNTAINS), dtype=np.uint8)
