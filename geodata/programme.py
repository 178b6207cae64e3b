"""The programme: one frozen bundle of tables and layers, read from a dataset folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geodata.findings import Finding
    from geodata.grid import Grid
    from geodata.parameters import Parameters
    from geodata.status import DataStatus


@dataclass(frozen=True)
class LayerSource:
    """Where a layer without rows of its own (a raster, a boundary file) comes from."""

    source: str
    source_date: str
    data_status: DataStatus


@dataclass(frozen=True)
class ProgrammeInfo:
    """
    What ``programme.json`` says about the dataset as a whole.

    Parameters
    ----------
    as_of
        The day the staffing snapshot stands for; "days since" count to it.
    generated_at
        When this version of the dataset was made.
    period
        The snapshot's period as DHIS2 writes it, such as ``201711``.
    crs
        The metric coordinate system for distances and the grid.
    boundary_accuracy_m
        How far, in metres, the district boundaries may be off.
    published_totals
        Totals the programme has published: ``sites`` and one for each cadre.
    layers
        Source, date and status of the layers that have no rows of their own.
    """

    programme_id: str
    title: str
    country: str
    as_of: date
    generated_at: datetime
    period: str
    crs: str
    boundary_accuracy_m: float
    rule_version: str
    published_totals: Mapping[str, int]
    layers: Mapping[str, LayerSource]


@dataclass(frozen=True, eq=False)
class Programme:
    """
    Everything a dataset folder holds, checked, joined and in one place.

    Parameters
    ----------
    info
        What the folder says about itself.
    districts
        Index ``area_id``, sorted, WGS 84: ``area_name, naomi_area_id, in_programme`` (bool),
        ``population_2006, population_2016, women_15_49, women_15_49_year, tfr,
        births_reported`` (births a year, NaN unless reported).
    areas
        Community areas, index ``area_id`` in the order of the file, WGS 84: ``area_name,
        district_code``.
    sites
        Index ``site_id``, sorted, points in WGS 84, with the columns of the file.
    staffing
        One row for each site, period and cadre, as in the file; headcount is a float with NaN
        for missing.
    outreach_stops, outreach_visits
        Mobile clinics and their planned and held days; may be empty.
    prevalence
        One row for each layer and area; ``estimate, lower, upper`` are shares from 0 to 1.
    places, bridges, rivers
        What the map and the walking times need; may be empty.
    parameters, parameter_table
        The planning parameters, ready to use and as they stand in the file.
    sources
        Index ``id``.
    grid
        The cells: births, zone, height, district, area, rivers.
    statuses
        The worst ``data_status`` of each table and layer, by its name without ending.
    findings
        Warnings and notes about the folder.
    content_hash
        SHA-256 over all the folder's files.
    """

    info: ProgrammeInfo
    districts: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    staffing: pd.DataFrame
    outreach_stops: gpd.GeoDataFrame
    outreach_visits: pd.DataFrame
    prevalence: pd.DataFrame
    places: gpd.GeoDataFrame
    bridges: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    parameters: Parameters
    parameter_table: pd.DataFrame
    sources: pd.DataFrame
    grid: Grid
    statuses: Mapping[str, DataStatus]
    findings: tuple[Finding, ...]
    content_hash: str


def load(folder: Path, known_findings: tuple[Finding, ...] | None = None) -> Programme:
    """Read a dataset folder (see ``check``); raise ``DatasetError`` with all its findings."""
    raise NotImplementedError


def check(folder: Path) -> tuple[Programme | None, tuple[Finding, ...]]:
    """Read and check a dataset folder; the programme is None while an error stands."""
    raise NotImplementedError
