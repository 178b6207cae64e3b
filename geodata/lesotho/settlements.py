"""Named places with the populations of the towns, and the assumed river crossings beside them."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely import ops

from geodata.lesotho import facts
from geodata.lesotho.writing import DEGREE_DECIMALS

PLACE_COLUMNS = [
    "place_id",
    "place_name",
    "district_code",
    "latitude",
    "longitude",
    "kind",
    "population_2016",
]
CROSSING_COLUMNS = ["bridge_id", "place_name", "latitude", "longitude"]


def settlements(places: pd.DataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Place points in the metric CRS with district, kind and the towns' population of 2016.

    A village has no population: missing, never zero. A place on the far side of the district
    line, as can happen at the border, goes to the nearest district.

    Parameters
    ----------
    places
        ``place_name``, ``latitude``, ``longitude``.
    districts
        Polygons in the metric CRS, index the district code.

    Returns
    -------
    geopandas.GeoDataFrame
        ``place_id``, ``place_name``, ``district_code``, ``latitude``, ``longitude``, ``kind``,
        ``population_2016`` (nullable whole number).
    """
    points = gpd.points_from_xy(places["longitude"], places["latitude"], crs=facts.WORLD_CRS)
    frame = gpd.GeoDataFrame(places, geometry=points).to_crs(facts.METRIC_CRS)
    nearest = districts.sindex.nearest(frame.geometry, return_all=False)[1]
    frame["district_code"] = districts.index.to_numpy()[nearest]
    towns = facts.table("towns").rename(columns={"geonames_name": "place_name"})
    frame = frame.merge(towns.drop(columns="district_code"), on="place_name", how="left")
    frame["kind"] = frame["population_2016"].notna().map({True: "town", False: "village"})
    frame["place_name"] = frame["town_name"].fillna(frame["place_name"])
    frame["population_2016"] = frame["population_2016"].astype("Int64")
    frame = frame.sort_values("place_name", ignore_index=True)
    frame["place_id"] = [f"LS-P-{number:02d}" for number in range(1, len(frame) + 1)]
    return frame


def crossings(places: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, reach_m: float) -> pd.DataFrame:
    """
    Assume a crossing at the point of the river that is nearest to each place within reach.

    Parameters
    ----------
    places
        ``place_name`` and points in the metric CRS.
    rivers
        Lines in the same CRS.
    reach_m
        Farthest place that counts, metres.

    Returns
    -------
    pandas.DataFrame
        ``bridge_id``, ``place_name``, ``latitude``, ``longitude``.
    """
    rows = []
    for line in rivers.geometry:
        near = places[places.distance(line) <= reach_m]
        for name, point in zip(near["place_name"], near.geometry, strict=True):
            rows.append((name, ops.nearest_points(line, point)[0]))
    rows.sort(key=lambda row: row[0])
    metric = gpd.GeoSeries([point for _, point in rows], crs=facts.METRIC_CRS)
    points = metric.to_crs(facts.WORLD_CRS)
    return pd.DataFrame(
        {
            "bridge_id": [f"LS-X-{number:02d}" for number in range(1, len(rows) + 1)],
            "place_name": [name for name, _ in rows],
            "latitude": points.y.round(DEGREE_DECIMALS),
            "longitude": points.x.round(DEGREE_DECIMALS),
        }
    )
