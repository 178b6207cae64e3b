"""Where new stops may stand, and what a planner wishes of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.planning.siting import SitingRule, visit_capacity
from geodata.units import KM_PER_DEGREE

if TYPE_CHECKING:
    from geodata.programme import Programme

GRID_KM: Final = 3.0
DECIMALS: Final = 4


class Candidates(StrEnum):
    """What the places are among which stops are chosen."""

    AREAS = "areas"
    PLACES = "places"
    GRID = "grid"


@dataclass(frozen=True)
class StopWish:
    """
    What the next stops must respect, as a planner says it.

    Attributes
    ----------
    most
        How many stops, at most.
    least_by_district
        Fewest new stops in each district of the programme.
    by_capacity
        Whether women count only as far as the visits to a stop can serve them.
    days_a_month
        Days that the team has for new stops in a month, one visit a day; None for enough.
    """

    candidates: Candidates = Candidates.AREAS
    most: int = 10
    least_by_district: int = 0
    by_capacity: bool = False
    days_a_month: int | None = None

    def rule(self, programme: Programme) -> SitingRule:
        """Return the rule for one programme, whose parameters say what a visit can hold."""
        districts = programme.districts.index[programme.districts["in_programme"].to_numpy(bool)]
        least = self.least_by_district
        return SitingRule(
            stops=self.most,
            visit_capacity=visit_capacity(programme.parameters) if self.by_capacity else np.inf,
            days_a_month=np.inf if self.days_a_month is None else self.days_a_month,
            minimum_by_district={str(code): least for code in districts} if least else {},
        )


def stop_candidates(
    programme: Programme, candidates: Candidates = Candidates.AREAS
) -> pd.DataFrame:
    """
    Return where a new stop may stand in the programme's districts.

    In the middle of each community area, at each named place, or at the points of a grid of
    3 km. The name of the index tells which.

    Returns
    -------
    One row a place: ``name``, ``district_code``, ``longitude``, ``latitude``; in the order of
    their codes, so that ties go to the first of them.
    """
    made = {
        Candidates.AREAS: _middles,
        Candidates.PLACES: _named_places,
        Candidates.GRID: _grid_points,
    }[candidates](programme)
    inside = programme.districts["in_programme"].reindex(made["district_code"]).to_numpy(bool)
    kept = made[inside].sort_index().rename_axis(str(candidates))
    rounded: pd.DataFrame = kept.assign(
        longitude=kept["longitude"].round(DECIMALS), latitude=kept["latitude"].round(DECIMALS)
    )
    return rounded


def _middles(programme: Programme) -> pd.DataFrame:
    areas = programme.areas
    points = areas.geometry.representative_point()
    return pd.DataFrame(
        {
            "name": areas["area_name"],
            "district_code": areas["district_code"],
            "longitude": points.x,
            "latitude": points.y,
        }
    )


def _named_places(programme: Programme) -> pd.DataFrame:
    places = programme.places
    return pd.DataFrame(
        {
            "name": places["place_name"],
            "district_code": places["district_code"],
            "longitude": places["longitude"],
            "latitude": places["latitude"],
        }
    )


def _grid_points(programme: Programme) -> pd.DataFrame:
    """Lay a grid over the country; a point is named by the community area that holds it."""
    areas = programme.areas
    west, south, east, north = areas.total_bounds
    down = GRID_KM / KM_PER_DEGREE
    across = down / np.cos(np.radians((south + north) / 2))
    # The middle of each square, so that the grid stands off the border.
    latitude = np.arange(north - down / 2, south, -down)
    longitude = np.arange(west + across / 2, east, across)
    row, column = np.mgrid[: len(latitude), : len(longitude)].reshape(2, -1)
    points = gpd.GeoDataFrame(
        {"longitude": longitude[column], "latitude": latitude[row]},
        index=[f"G-{one:03d}-{other:03d}" for one, other in zip(row, column, strict=True)],
        geometry=gpd.points_from_xy(longitude[column], latitude[row]),
        crs=areas.crs,
    )
    held = gpd.sjoin(points, areas[["area_name", "district_code", "geometry"]], predicate="within")
    # Two areas may both claim a point on their common border: the first one has it.
    held = held[~held.index.duplicated()]
    names = held["area_name"] + [
        f" ({latitude:.2f}, {longitude:.2f})"
        for latitude, longitude in zip(held["latitude"], held["longitude"], strict=True)
    ]
    return pd.DataFrame(
        {
            "name": names,
            "district_code": held["district_code"],
            "longitude": held["longitude"],
            "latitude": held["latitude"],
        }
    )
