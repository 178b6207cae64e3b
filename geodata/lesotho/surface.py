"""The need surface: births of each district spread over its cells by a stated rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import ndimage

from geodata.grid import Zone
from geodata.lesotho.facts import assumption

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.lesotho.frame import Frame

ZONE_WEIGHTS = {
    Zone.LOWLANDS: "weight_lowlands",
    Zone.FOOTHILLS: "weight_foothills",
    Zone.SENQU_VALLEY: "weight_senqu_valley",
    Zone.MOUNTAINS: "weight_mountains",
}


def rural_weight(
    zone: NDArray[np.uint8],
    elevation_m: NDArray[np.floating],
    place_distance_m: NDArray[np.floating],
) -> NDArray[np.float64]:
    """
    Relative rural density: zone weight, thinned with height and away from named places.

    Parameters
    ----------
    zone
        Ecological zone of each cell, 0 outside.
    elevation_m
        Height in metres, same shape.
    place_distance_m
        Distance to the nearest named place in metres, same shape.

    >>> rural_weight(np.array([1, 0], np.uint8), np.full(2, 1700.0), np.zeros(2)).tolist()
    [1.0, 0.0]
    """
    weight = np.zeros(zone.shape)
    for number, name in ZONE_WEIGHTS.items():
        weight[zone == number] = assumption(name)
    start, end = assumption("thinning_starts_m"), assumption("thinning_ends_m")
    height = np.clip((end - elevation_m) / (end - start), 0.0, 1.0)
    floor = assumption("place_floor")
    near = floor + (1 - floor) * np.exp(-place_distance_m / assumption("place_reach_m"))
    return np.asarray(weight * height * near)


def towns_of(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the towns among the places: ``district_code``, ``people``, ``east_m``, ``north_m``."""
    towns = places[places["kind"] == "town"]
    return pd.DataFrame(
        {
            "district_code": towns["district_code"],
            "people": towns["population_2016"].astype(float),
            "east_m": towns.geometry.x,
            "north_m": towns.geometry.y,
        }
    )


def town_cells(
    inside: NDArray[np.bool_], distance_m: NDArray[np.floating], people: float, cell_m: float
) -> NDArray[np.intp]:
    """
    Flat positions of the cells a town takes: the nearest ones up to its population.

    >>> town_cells(np.array([True, False, True]), np.array([900.0, 0.0, 100.0]), 500, 500).tolist()
    [2]
    """
    cells = max(1, round(people / assumption("town_density_per_km2") / (cell_m / 1000) ** 2))
    distance = np.where(inside, distance_m, np.inf).ravel()
    return np.asarray(np.argsort(distance, kind="stable")[: min(cells, int(inside.sum()))])


def connected(district: NDArray[np.int32]) -> NDArray[np.int32]:
    """
    District of each cell, -1 where a cell hangs together with the country by a corner at most.

    Such cells are left by the border line on tips of land: nobody could walk in or out.

    >>> connected(np.array([[0, 0, -1], [0, -1, 1], [-1, -1, -1]]))[1].tolist()
    [0, -1, -1]
    """
    label, _ = ndimage.label(district >= 0)
    size = np.bincount(label.ravel())
    size[0] = 0
    return np.where(label == np.argmax(size), district, -1)


def births_surface(
    frame: Frame,
    district: NDArray[np.int32],
    weight: NDArray[np.float64],
    towns: pd.DataFrame,
    people: pd.DataFrame,
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
        As `towns_of` returns them.
    people
        Index district code in the order of the positions: ``population_2016``,
        ``births_per_year``.

    Returns
    -------
    numpy.ndarray
        float32, 0 outside.
    """
    births = np.zeros(frame.shape)
    rows = zip(people.index, people["population_2016"], people["births_per_year"], strict=True)
    for position, (code, population, births_per_year) in enumerate(rows):
        inside = district == position
        own = towns[towns["district_code"] == code]
        settled = _town_people(frame, inside, own)
        share = np.where(inside, weight, 0.0)
        rural = (population - own["people"].sum()) * share / share.sum()
        births += (settled + rural) * births_per_year / population
    return births.astype(np.float32)


def _town_people(
    frame: Frame, inside: NDArray[np.bool_], towns: pd.DataFrame
) -> NDArray[np.float64]:
    """People of the towns of one district, spread evenly over the cells of each town."""
    settled = np.zeros(frame.shape)
    eastings, northings = frame.centres()
    for people, east, north in zip(towns["people"], towns["east_m"], towns["north_m"], strict=True):
        distance_m = np.hypot(eastings - east, northings - north)
        cells = town_cells(inside, distance_m, people, frame.cell_m)
        settled.ravel()[cells] += people / len(cells)
    return settled
