"""Minutes a metre: how fast that is on foot, and which other unit a surface may be in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

KM_H_AT_A_MINUTE_A_METRE: Final = 0.06
# What half of all ground is walked at, km/h: outside it the unit is another.
SLOWEST_KMH, FASTEST_KMH = 0.5, 15.0
# What a walk may be at in another unit before that is named; each with its minutes a metre.
LIKELY_KMH: Final = (1.0, 8.0)
ENOUGH: Final = 4_000_000  # Cells that tell the median of any number of them.
UNITS: Final = {
    "seconds a metre": 1 / 60,
    "hours a metre": 60.0,
    "minutes a kilometre": 1 / 1000,
    "hours a kilometre": 60 / 1000,
    "seconds a kilometre": 1 / 60_000,
}
SPEEDS: Final = {"km an hour": 1.0, "metres a second": 3.6}  # Each in km/h.


def median_kmh(minutes_per_metre: NDArray[np.floating]) -> float:
    """
    Return the speed that half of the ground is walked at or more slowly; 0 where none is open.

    >>> median_kmh(np.array([0.012, 0.012, -1.0, np.nan]))
    5.0
    """
    every = max(minutes_per_metre.size // ENOUGH, 1)
    some = minutes_per_metre.ravel()[::every]
    usable = some[some > 0]
    return float(KM_H_AT_A_MINUTE_A_METRE / np.median(usable)) if usable.size else 0.0


def unit_fault(values: NDArray[np.floating]) -> str:
    """
    Say what is wrong with the unit of a friction surface, and which it may be; else nothing.

    >>> unit_fault(np.array([0.012, 0.03])), unit_fault(np.array([4.0]))[-35:]
    ('', 'in km an hour it would be 4.0 km/h.')
    >>> "in seconds a metre it would be 5.0 km/h" in unit_fault(np.array([0.72]))
    True
    """
    kmh = median_kmh(values)
    if SLOWEST_KMH <= kmh <= FASTEST_KMH:
        return ""
    said = f"Read as minutes a metre, half of the ground is walked at {kmh:.3g} km/h or less"
    if not kmh:
        return f"{said}."
    likely = [f"in {unit} it would be {at:.1f} km/h" for unit, at in likely_units(values).items()]
    return "; ".join([said, " or ".join(likely)] if likely else [said]) + "."


def likely_units(values: NDArray[np.floating]) -> dict[str, float]:
    """
    Return the units in which a surface would be walked at a likely speed, with that speed in km/h.

    >>> {unit: round(kmh, 1) for unit, kmh in likely_units(np.array([4.2])).items()}
    {'km an hour': 4.2}
    """
    kmh = median_kmh(values)
    if not kmh:
        return {}
    speed = KM_H_AT_A_MINUTE_A_METRE / kmh
    found = {unit: kmh / minutes for unit, minutes in UNITS.items()}
    found |= {unit: speed * by for unit, by in SPEEDS.items()}
    low, high = LIKELY_KMH
    return {unit: at for unit, at in found.items() if low <= at <= high}


def minutes_per_metre(values: NDArray[np.floating], unit: str) -> NDArray[np.float64]:
    """
    Return a surface of another unit in minutes a metre; nobody walks where a speed is 0.

    >>> minutes_per_metre(np.array([0.72]), "seconds a metre")
    array([0.012])
    >>> minutes_per_metre(np.array([5.0, 0.0]), "km an hour")
    array([0.012,   nan])
    """
    if unit in UNITS:
        return np.asarray(values, np.float64) * UNITS[unit]
    open_ground = np.where(values > 0, values, np.nan)
    made: NDArray[np.float64] = KM_H_AT_A_MINUTE_A_METRE / (open_ground * SPEEDS[unit])
    return made
