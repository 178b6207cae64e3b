"""Tables and layers joined into the frames of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from geodata.reading.layers import WGS84
from geodata.status import DataStatus, worst

# The mark of a parameter that was read in its source; all others were chosen here.
READ_IN_SOURCE: Final = "V"

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.reading.folder import Contents

CENSUS_YEARS = (2006, 2016)
GRID_LAYERS = ("births", "zones", "elevation")
GROUND_RASTERS = ("landcover", "friction")
MOST_YEARS = 10_000  # Puts every later year behind every earlier one.
WOMEN_15_49 = "Y015_049"


@dataclass(frozen=True)
class Origin:
    """
    Where the rows of one table or layer come from.

    Parameters
    ----------
    sources
        Ids in the source table, each once, sorted.
    dates
        Dates of those sources as written, each once, sorted.
    status
        The worst status among the rows.
    """

    sources: tuple[str, ...]
    dates: tuple[str, ...]
    status: DataStatus


def districts_frame(contents: Contents, as_of: date) -> gpd.GeoDataFrame:
    """
    Return the districts with population, women, fertility and births; missing is NaN.

    Women and fertility are those of the last year up to ``as_of``, or else of the first year
    after it.
    """
    shapes = contents.layers["districts"].frame.set_index("area_id")
    table = contents.tables["districts"].frame.set_index("district_code")
    population = contents.tables["population"].frame
    women = women_15_49(population)
    fertility = contents.tables["fertility"].frame
    columns = {
        "area_name": shapes["area_name"],
        "naomi_area_id": table["naomi_area_id"],
        "in_programme": table["in_programme"] == 1,
        **{f"population_{year}": _all_people(population, year) for year in CENSUS_YEARS},
        "women_15_49": _latest(women, "count", as_of.year),
        "women_15_49_year": _latest(women.dropna(subset="count"), "year", as_of.year),
        "tfr": _latest(fertility, "tfr", as_of.year),
        "births_reported": _latest(fertility, "births_per_year", as_of.year),
    }
    joined = {name: column.reindex(shapes.index) for name, column in columns.items()}
    frame = gpd.GeoDataFrame(joined, geometry=shapes.geometry, crs=WGS84)
    return frame.astype({"in_programme": bool}).sort_index()


def women_15_49(population: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a population table that count women aged 15 to 49."""
    chosen = (population["sex"] == "female") & (population["age_group"] == WOMEN_15_49)
    return population[chosen]


def areas_frame(contents: Contents) -> gpd.GeoDataFrame:
    """Return the community areas in the order of the file, which the grid's numbers follow."""
    return contents.layers["areas"].frame.set_index("area_id")


def points_frame(contents: Contents, name: str, key: str) -> gpd.GeoDataFrame:
    """Return a table with coordinates as points; those of the teams as yes or no."""
    frame = contents.tables[name].frame.set_index(key)
    teams = [column for column in frame if str(column).endswith("_team")]
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame.astype(dict.fromkeys(teams, bool)), geometry=points, crs=WGS84)


def plain_frame(contents: Contents, name: str) -> pd.DataFrame:
    """Return a table with rows numbered from 0."""
    return contents.tables[name].frame.reset_index(drop=True)


def origins(contents: Contents) -> dict[str, Origin]:
    """
    Return sources, dates and the worst status of each table and layer that has rows.

    A layer takes what its file says of itself, or else what ``programme.json`` says; a layer
    and a table of one name count together.
    """
    layers = {
        name: [origin]
        for name, layer in contents.layers.items()
        if not layer.frame.empty and (origin := layer_origin(contents, name))
    }
    read = (*GRID_LAYERS, *ground_rasters(contents))
    rasters = {name: [origin] for name in read if (origin := layer_origin(contents, name))}
    tables = {
        name: [_origin_of_rows(table.frame)]
        for name, table in contents.tables.items()
        if "data_status" in table.frame and not table.frame.empty
    }
    names = layers | rasters | tables
    return {
        name: _merged([*layers.get(name, []), *rasters.get(name, []), *tables.get(name, [])])
        for name in names
    }


def ground_rasters(contents: Contents) -> tuple[str, ...]:
    """Name those rasters of the ground that the folder brings beyond the grid's own."""
    return tuple(name for name in GROUND_RASTERS if (contents.folder / f"{name}.tif").is_file())


def origins_of_use(contents: Contents) -> dict[str, Origin]:
    """
    Return the origins of those rows of a table that a number is made from.

    ``women`` are the women aged 15 to 49 that births follow from, ``headline`` is the one
    prevalence that turns births into need, ``assumptions`` are the other parameters that this
    project chose, and ``prevalence:ID`` is the layer of that name; ``slopes`` is an elevation
    that slopes come from. Other rows of these tables stand beside and are no source of the
    number.
    """
    parameters = contents.tables["parameters"].frame
    prevalence = contents.tables["prevalence"].frame
    parts = {
        "women": women_15_49(contents.tables["population"].frame),
        "headline": parameters[parameters["name"] == "prevalence"],
        "assumptions": parameters[parameters["mark"] != READ_IN_SOURCE],
        **{f"prevalence:{name}": rows for name, rows in prevalence.groupby("layer_id")},
    }
    found = {name: _origin_of_rows(rows) for name, rows in parts.items() if not rows.empty}
    elevation = layer_origin(contents, "elevation")
    if contents.info is not None and contents.info.ground.elevation_has_slopes and elevation:
        found["slopes"] = elevation
    return found


def layer_origin(contents: Contents, name: str) -> Origin | None:
    """Return where a layer comes from; None where neither its file nor the folder says it."""
    layer = contents.layers.get(name)
    own = layer.members if layer else {}
    if own.get("data_status") in set(DataStatus):
        source, when = str(own.get("source", "")), str(own.get("source_date", ""))
        return Origin((source,), (when,), DataStatus(str(own["data_status"])))
    stated = contents.info.layers if contents.info else {}
    found = stated.get(name) or (stated.get("grid") if name in GRID_LAYERS else None)
    if found is None:
        return None
    return Origin((found.source,), (found.source_date,), found.data_status)


def _origin_of_rows(frame: pd.DataFrame) -> Origin:
    return Origin(
        tuple(sorted(set(frame["source"]))),
        tuple(sorted(set(frame["source_date"]))),
        worst(DataStatus(status) for status in frame["data_status"].unique()),
    )


def _merged(parts: list[Origin]) -> Origin:
    return Origin(
        tuple(sorted({source for part in parts for source in part.sources})),
        tuple(sorted({when for part in parts for when in part.dates})),
        worst(part.status for part in parts),
    )


def _all_people(population: pd.DataFrame, year: int) -> pd.Series[float]:
    chosen = (population["sex"] == "both") & (population["age_group"] == "all")
    return population[chosen & (population["year"] == year)].set_index("area_code")["count"]


def _latest(rows: pd.DataFrame, column: str, last_year: int) -> pd.Series[float]:
    """Return for each area the value of the last year up to one, or else of the first after."""
    known = rows[rows[column].notna()]
    later = known["year"] > last_year
    distance = (known["year"] - last_year).abs() + later * MOST_YEARS
    nearest = distance.sort_values(kind="stable").index
    return known.loc[nearest].drop_duplicates("area_code").set_index("area_code")[column]
