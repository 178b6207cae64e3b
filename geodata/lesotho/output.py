"""Write the files of the dataset folder, one function a kind."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import numpy as np

from geodata.lesotho import facts, outreach, placement, settlements, staff, tables
from geodata.lesotho.writing import (
    with_source,
    write_geojson,
    write_json,
    write_raster,
    write_table,
)

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.lesotho.land import Land

NO_HEIGHT = -32768
ASSUMED_ON = "2026-11-25"
AS_OF = "2017-11-30"


def write_facts(folder: Path) -> None:
    """Write the tables that need no map."""
    write_json(folder / "programme.json", facts.programme())
    write_table(folder / "districts.csv", tables.districts(), tables.DISTRICT_COLUMNS)
    write_table(folder / "population.csv", tables.population(), tables.POPULATION_COLUMNS)
    write_table(folder / "fertility.csv", tables.fertility(), tables.FERTILITY_COLUMNS)
    write_table(folder / "prevalence.csv", tables.prevalence(), tables.PREVALENCE_COLUMNS)
    write_table(folder / "parameters.csv", tables.parameters(), tables.PARAMETER_COLUMNS)
    shutil.copyfile(facts.FACTS / "sources.csv", folder / "sources.csv")


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


def write_rasters(folder: Path, land: Land, area: NDArray[np.uint16]) -> None:
    """Write the four rasters, each with its provenance as tags."""
    layers = facts.programme()["layers"]
    height = np.where(land.district >= 0, np.round(land.elevation_m), NO_HEIGHT).astype(np.int16)
    write_raster(folder / "births.tif", land.frame, land.births, layers["births"])
    write_raster(folder / "zones.tif", land.frame, land.zone, layers["zones"])
    write_raster(folder / "elevation.tif", land.frame, height, layers["elevation"], NO_HEIGHT)
    write_raster(folder / "areas.tif", land.frame, area, layers["areas"])


def write_places(folder: Path, land: Land) -> None:
    """Write named places and the assumed crossings."""
    places = with_source(land.places, "geonames", "2025", "published")
    # The row of a town names the census: its population is the figure that is used.
    places.loc[places["kind"] == "town", ["source", "source_date"]] = ["census2016", "2016"]
    write_table(folder / "places.csv", places, settlements.PLACE_COLUMNS)
    reach_m = facts.parameter("bridge_reach_m")
    crossings = settlements.crossings(land.places, land.rivers, reach_m)
    stamped = with_source(crossings, "planning", ASSUMED_ON, "modelled")
    write_table(folder / "bridges.csv", stamped, settlements.CROSSING_COLUMNS)


def write_demonstration(folder: Path, land: Land) -> None:
    """Write the invented sites, staff, stops and visits."""
    seeds = facts.table("placement_seeds")
    placed = placement.place_all(land, seeds)
    at_sites, at_stops = (placed[placed["kind"] == kind] for kind in ("site", "stop"))
    sites = staff.sites(at_sites)
    stops = outreach.stops(at_stops, at_sites)
    visits = outreach.visits(stops["stop_id"].tolist())
    _write_invented(folder / "sites.csv", sites, staff.SITE_COLUMNS)
    _write_invented(folder / "staffing.csv", staff.staffing(sites), staff.STAFF_COLUMNS)
    _write_invented(folder / "outreach_stops.csv", stops, outreach.STOP_COLUMNS)
    _write_invented(folder / "outreach_visits.csv", visits, outreach.VISIT_COLUMNS)


def _write_invented(path: Path, frame: pd.DataFrame, columns: list[str]) -> None:
    write_table(path, with_source(frame, "demo", AS_OF, "demonstration"), columns)


def write_hashes(folder: Path, path: Path) -> None:
    """Write the sha256 of every file of the folder, names sorted, as sha256sum does."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(folder.iterdir())
    ]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
