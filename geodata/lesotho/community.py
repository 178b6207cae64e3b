"""The community areas of the dataset: their polygons, names, ids and raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import areas as tessellation
from geodata.lesotho import facts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.lesotho.land import Land

COLUMNS = ["area_id", "area_name", "district_code", "geometry"]


def community_areas(land: Land) -> tuple[gpd.GeoDataFrame, NDArray[np.uint16]]:
    """
    Tessellate the districts, merge what is under the minimum need, and name the areas.

    Returns
    -------
    tuple
        The areas (``area_id``, ``area_name``, ``district_code``, polygons in the metric CRS) and
        the raster of their 1-based position, 0 outside.
    """
    parts = tessellation.tessellate(land.districts, facts.assumption("hexagon_area_km2"))
    part = part_of_each_cell(land, parts)
    inside = part >= 0
    births = np.bincount(part[inside], weights=land.births[inside], minlength=len(parts))
    need = births * facts.parameter("prevalence")
    group = tessellation.merge_small(parts, need, facts.parameter("minimum_need"))
    merged = _in_reading_order(parts.assign(group=group).dissolve("group", as_index=False))
    merged["area_name"] = tessellation.name_areas(
        merged, land.places, land.districts["district_name"]
    )
    number = merged.groupby("district_code").cumcount() + 1
    merged["area_id"] = merged["district_code"] + "-" + number.map("{:03d}".format)
    position = np.zeros(len(parts), dtype=np.uint16)
    position[merged["group"].to_numpy()] = np.arange(1, len(merged) + 1)
    cells = np.where(inside, position[group[part]], 0).astype(np.uint16)
    return merged[COLUMNS], cells


def part_of_each_cell(land: Land, parts: gpd.GeoDataFrame) -> NDArray[np.int32]:
    """
    Part that holds each cell's centre, always one of the cell's own district; -1 outside.

    A centre on the very line of a district may be missed by all parts: it takes the nearest.
    """
    part = np.full(land.frame.shape, -1, dtype=np.int32)
    eastings, northings = land.frame.centres()
    for position, code in enumerate(land.districts.index):
        own = parts[parts["district_code"] == code]
        burnt = land.frame.burn(own.geometry.to_numpy())
        inside = land.district == position
        held, missed = inside & (burnt >= 0), inside & (burnt < 0)
        part[held] = own.index.to_numpy()[burnt[held]]
        points = gpd.points_from_xy(eastings[missed], northings[missed])
        nearest = own.sindex.nearest(points, return_all=False)[1]
        part[missed] = own.index.to_numpy()[nearest]
    return part


def _in_reading_order(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sort by district, then from north to south and west to east, by whole kilometres."""
    middle = areas.geometry.centroid
    order = pd.DataFrame(
        {
            "code": areas["district_code"],
            "south": (-middle.y / 1000).round(),
            "east": (middle.x / 1000).round(),
            "group": areas["group"],
        }
    ).sort_values(["code", "south", "east", "group"])
    return areas.loc[order.index].reset_index(drop=True)
