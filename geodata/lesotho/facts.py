"""Read the facts the dataset is made from: small tables that name their sources."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

FACTS = Path(__file__).parent / "facts"
METRIC_CRS = "EPSG:32735"
WORLD_CRS = "EPSG:4326"


def table(name: str) -> pd.DataFrame:
    """
    Read a table of facts as text and numbers; a blank cell is missing.

    >>> int(table("districts")["population_2016"].sum())
    2007201
    """
    # Figures of the parameters stay as they were typed: 2, not 2.0.
    as_typed = {"value": str, "low": str, "high": str}
    return pd.read_csv(FACTS / f"{name}.csv", dtype=as_typed)


def programme() -> dict[str, Any]:
    """
    Return the fields of ``programme.json``.

    >>> programme()["published_totals"]["MM"]
    70
    """
    fields: dict[str, Any] = json.loads((FACTS / "programme.json").read_text(encoding="utf-8"))
    return fields


def boundary_attribution() -> str:
    """
    Return the attribution that must go along with the district lines.

    >>> "CC BY 3.0 IGO" in boundary_attribution()
    True
    """
    layer = json.loads((FACTS / "lso_districts.geojson").read_text(encoding="utf-8"))
    return str(layer["attribution"])


@cache
def _assumptions() -> dict[str, float]:
    with (FACTS / "assumptions.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(lines)}


def assumption(name: str) -> float:
    """
    Return one planning assumption of the need surface or of the demonstration data.

    Raises
    ------
    KeyError
        If the table of assumptions does not hold the name.

    >>> assumption("cell_m")
    500.0
    """
    return _assumptions()[name]


def parameter(name: str) -> float:
    """
    Return one parameter of the programme by its name.

    >>> parameter("prevalence")
    0.25
    """
    return float(table("parameters").set_index("name")["value"].astype(float)[name])


def districts() -> gpd.GeoDataFrame:
    """
    Return district polygons in the metric CRS with the columns of the district table.

    >>> districts().index.tolist()[:2]
    ['LS-A', 'LS-B']
    """
    lines = gpd.read_file(FACTS / "lso_districts.geojson").set_index("area_id")[["geometry"]]
    facts_by_code = table("districts").set_index("district_code")
    return gpd.GeoDataFrame(lines.join(facts_by_code).sort_index()).to_crs(METRIC_CRS)


def births_per_year() -> pd.Series:
    """
    Return births a year by district: women 15-49 x total fertility rate / 35.

    >>> round(births_per_year().sum())
    50953
    """
    women = table("lso_women_15_49").set_index("area_id")["women_15_49"]
    tfr = table("districts").set_index("district_code")["tfr"]
    return (women * tfr / parameter("reproductive_years")).sort_index().rename("births_per_year")
