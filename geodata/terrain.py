"""How fast a woman walks on each cell: zone, season, closed rivers and heights, slope."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geodata.grid import Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from geodata.grid import Grid
    from geodata.parameters import Parameters

SECONDS_PER_METRE_AT_1_KMH = 3.6
TOBLER_STEEPNESS = 3.5
TOBLER_BEST_SLOPE = 0.05


class Season(StrEnum):
    """The three seasons in which walking differs."""

    DRY = "dry"
    WET = "wet"
    WINTER = "winter"


@dataclass(frozen=True)
class Speeds:
    """
    Walking speeds of one traveller (late pregnancy) and what the seasons do to them.

    Parameters
    ----------
    kmh
        Speed in km/h by zone in the dry season; 0 means that nobody can walk there.
    wet_factor
        Walking takes this many times as long in the wet season.
    winter_factor
        The same in winter, by zone.
    winter_closed_above_m
        No walking above this height in winter, metres.
    """

    kmh: Mapping[Zone, float]
    wet_factor: float
    winter_factor: Mapping[Zone, float]
    winter_closed_above_m: float

    @classmethod
    def from_parameters(cls, parameters: Parameters) -> Speeds:
        """
        Take the speeds from the table of planning parameters.

        Raises
        ------
        MissingParameterError
            When the table lacks one of them.
        """
        names = {
            Zone.LOWLANDS: "lowlands",
            Zone.FOOTHILLS: "foothills",
            Zone.SENQU_VALLEY: "senqu",
            Zone.MOUNTAINS: "mountains",
        }
        value = parameters.value
        return cls(
            kmh={zone: value(f"walk_kmh_{name}") for zone, name in names.items()},
            wet_factor=value("wet_factor"),
            winter_factor={zone: value(f"winter_factor_{name}") for zone, name in names.items()},
            winter_closed_above_m=value("winter_closed_above_m"),
        )


def seconds_per_metre(grid: Grid, season: Season, speeds: Speeds) -> NDArray[np.float64]:
    """
    Seconds to walk one metre on each cell; infinite where nobody can walk.

    Outside the country, and where the speed is 0, ground is closed in every season. In the
    wet season walking takes longer and rivers without a bridge are closed; in winter it
    takes longer by zone, and ground above the stated height is closed (ground of unknown
    height stays open).

    Parameters
    ----------
    grid
        Zone, height and unbridged rivers by cell.

    Returns
    -------
    Array of shape (rows, columns).

    Examples
    --------
    >>> from geodata.grid import Grid
    >>> one = np.ones((1, 3))
    >>> zone, river = np.array([[0, 1, 1]], np.uint8), np.array([[False, False, True]])
    >>> grid = Grid("EPSG:32735", 0, 0, 500, one, zone, one, one, one, river)
    >>> speeds = Speeds({Zone.LOWLANDS: 3.6}, 1.1, {Zone.LOWLANDS: 1.5}, 2900)
    >>> for season in Season:
    ...     seconds_per_metre(grid, season, speeds).tolist()
    [[inf, 1.0, 1.0]]
    [[inf, 1.1, inf]]
    [[inf, 1.5, 1.5]]
    """
    by_zone = np.full(max(Zone) + 1, np.inf)
    for zone, kmh in speeds.kmh.items():
        factor = speeds.winter_factor[zone] if season == Season.WINTER else 1.0
        by_zone[zone] = factor * SECONDS_PER_METRE_AT_1_KMH / kmh if kmh > 0 else np.inf
    pace = by_zone[grid.zone]
    if season == Season.WET:
        pace = np.where(grid.river, np.inf, pace * speeds.wet_factor)
    if season == Season.WINTER:
        pace = np.where(grid.elevation_m > speeds.winter_closed_above_m, np.inf, pace)
    return pace


def slope_factor(rise_m: ArrayLike, run_m: ArrayLike) -> NDArray[np.float64]:
    """
    How many times as long a slope takes as level ground, by Tobler in AccessMod's form.

    The speed of a zone is the speed on the level, so the factor is 1 there; a gentle way
    down (5 %) is the fastest. Where a height is unknown the ground counts as level.

    Parameters
    ----------
    rise_m
        Height gained in the direction of walking, metres; negative on the way down.
    run_m
        Horizontal distance, metres.

    References
    ----------
    Tobler, W. (1993), Three presentations on geographical analysis and modeling, NCGIA
    technical report 93-1; AccessMod 5, the module r.walk.accessmod.

    Examples
    --------
    >>> slope_factor([0, 10, -10, 20, np.nan], 100).round(3).tolist()
    [1.0, 1.419, 1.0, 2.014, 1.0]
    """
    slope = np.nan_to_num(np.asarray(rise_m, dtype=float) / run_m, nan=0.0)
    return np.exp(TOBLER_STEEPNESS * (np.abs(slope + TOBLER_BEST_SLOPE) - TOBLER_BEST_SLOPE))
