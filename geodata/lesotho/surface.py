"""The need surface: births of each district spread over its cells by a stated rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata import zones
from geodata.lesotho.facts import assumption
from geodata.lesotho.frame import Frame

ZONE_WEIGHTS = {
    zones.LOWLANDS: "weight_lowlands",
    zones.FOOTHILLS: "weight_foothills",
    zones.SENQU_VALLEY: "weight_senqu_valley",
    zones.MOUNTAINS: "weight_mountains",
}


def rural_weight(
    zone: NDArray[np.uint8], elevation_m: NDArray[np.floating], place_distance_m: NDArray[np.floating]
) -> NDArray[np.float64]:
    """
    Relative rural density: zone weight, thinned with height and away from named places.

    >>> rural_weight(np.array([1], np.uint8), np.array([1700.0]), np.array([0.0])).tolist()
    [1.0]
    """
    weight = np.zeros(zone.shape)
    for number, name in ZONE_WEIGHTS.items():
        weight[zone == number] = assumption(name)
    start, end = assumption("thinning_starts_m"), assumption("thinning_ends_m")
    height = np.clip((end - elevation_m) / (end - start), 0.0, 1.0)
    floor = assumption("place_floor")
    near = floor + (1 - floor) * np.exp(-place_distance_m / assumption("place_reach_m"))
    return np.asarray(weight * height * near)


def town_cells(inside: NDArray[np.bool_], distance_m: NDArray[np.floating], people: float, cell_m: float) -> NDArray[np.intp]:
    """
    Flat positions of the cells a town takes: the nearest ones up to its population.

    >>> town_cells(np.array([True, False, True]), np.array([900.0, 0.0, 100.0]), 500, 500).tolist()
    [2]
    """
    cells = max(1, round(people / assumption("town_density_per_km2") / (cell_m / 1000) ** 2))
    distance = np.where(inside, distance_m, np.inf).ravel()
    return np.asarray(np.argsort(distance, kind="stable")[: min(cells, int(inside.sum()))])


def births_surface(
    frame: Frame,
    district: NDArray[np.int32],
    weight: NDArray[np.float64],
    towns: pd.DataFrame,
    facts_by_district: pd.DataFrame,
) -> NDArray[np.float32]:
    """
    Births a year per cell; the cells of a district sum to the district.

    Parameters
    ----------
    frame
        The grid.
    district
        Position of each cell's district, -1 outside.
    weight
        Relative rural density of each cell.
    towns
        ``district_code``, ``population_2016``, ``east_m``, ``north_m``.
    facts_by_district
        Index district code in the order of the positions: ``population_2016``,
        ``births_per_year``.

    Returns
    -------
    numpy.ndarray
        float32, 0 outside.
    """
    births = np.zeros(frame.shape)
    eastings, northings = frame.centres()
    for position, (code, row) in enumerate(facts_by_district.iterrows()):
        inside = district == position
        per_person = row["births_per_year"] / row["population_2016"]
        rural_people = float(row["population_2016"])
        for town in towns[towns["district_code"] == code].itertuples():
            distance = np.hypot(eastings - town.east_m, northings - town.north_m)
            cells = town_cells(inside, distance, town.population_2016, frame.cell_m)
            births.ravel()[cells] += town.population_2016 * per_person / len(cells)
            rural_people -= town.population_2016
        share = np.where(inside, weight, 0.0)
        births += rural_people * per_person * share / share.sum()
    return births.astype(np.float32)
