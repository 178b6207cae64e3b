"""The programme: one frozen bundle of tables and layers, read from a dataset folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from geodata.content import content_hash, folder_fault
from geodata.errors import DatasetError, FileError
from geodata.findings import Finding, has_error, in_order
from geodata.parameters import Parameters
from geodata.reading.about import GroundFacts, LayerSource, ProgrammeInfo
from geodata.reading.checking import check_contents
from geodata.reading.folder import Contents, read_folder
from geodata.reading.joined import (
    Origin,
    areas_frame,
    districts_frame,
    origins,
    origins_of_use,
    plain_frame,
    points_frame,
)
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from geodata.grid import Grid

    GridKeeper = Callable[[Callable[[], Grid]], Grid]

__all__ = ["LayerSource", "Origin", "Programme", "ProgrammeInfo", "check", "content_hash", "load"]


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
        The cells: births, zone, height, district, area, rivers, and what else is known of the
        ground.
    origins
        Sources, dates and status of each table and layer that has rows, by its name without
        ending; ``births``, ``zones`` and ``elevation`` are the layers of the grid; and of the
        rows behind a number, as ``origins_of_use`` names them.
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
    origins: Mapping[str, Origin]
    statuses: Mapping[str, DataStatus]
    findings: tuple[Finding, ...]
    content_hash: str


def read_anew(read: Callable[[], Grid]) -> Grid:
    """Read the grid, keeping nothing."""
    return read()


def load(
    folder: Path,
    known_findings: tuple[Finding, ...] | None = None,
    grid_keeper: GridKeeper = read_anew,
) -> Programme:
    """
    Read a dataset folder.

    Parameters
    ----------
    known_findings
        What ``check`` found when the folder had the same ``content_hash``; the checks are then
        not made again, which saves about a second and a half.
    grid_keeper
        Given how to read the grid, returns it: read, or kept from an earlier time, such as
        ``Store.grid``.

    Raises
    ------
    DatasetError
        When the folder cannot be used; it carries everything that was found.
    """
    if known_findings is None:
        programme, findings = check(folder, grid_keeper)
        if programme is None:
            raise DatasetError(findings)
        return programme
    contents = read_folder(folder)
    findings = in_order(contents.findings)
    if has_error(findings):
        raise DatasetError(findings)
    try:
        return _build(contents, known_findings, grid_keeper)
    except FileError as problem:
        raise DatasetError((problem.finding,)) from problem


def check(
    folder: Path, grid_keeper: GridKeeper = read_anew
) -> tuple[Programme | None, tuple[Finding, ...]]:
    """
    Read and check a dataset folder; the programme is None while an error stands.

    Every file is read and checked whatever is wrong with the others, so the findings are
    complete: errors first, then by file, row and column. A folder whose files are the same,
    byte for byte, as those of one of the last two that were checked is not checked again.
    """
    fault = folder_fault(folder)
    if fault is not None:
        return None, (fault,)
    known = known_hash(folder)
    if not known or grid_keeper is not read_anew:
        return _checked(folder, grid_keeper)
    return _checked_once(_Stand(known, folder))


def known_hash(folder: Path) -> str:
    """Return the hash of a folder's content; empty where something in it cannot be read."""
    try:
        return "" if folder_fault(folder) else content_hash(folder)
    except FileError:
        return ""


@dataclass(frozen=True)
class _Stand:
    """A folder as it is now: two are the same when their files are."""

    content_hash: str
    folder: Path = field(compare=False)


# Two: what a draft begins from, and what it would become.
@lru_cache(maxsize=2)
def _checked_once(stand: _Stand) -> tuple[Programme | None, tuple[Finding, ...]]:
    return _checked(stand.folder, read_anew)


def _checked(folder: Path, grid_keeper: GridKeeper) -> tuple[Programme | None, tuple[Finding, ...]]:
    """Read and check a folder that is there."""
    contents = read_folder(folder)
    findings = in_order([*contents.findings, *check_contents(contents)])
    if has_error(findings):
        return None, findings
    try:
        return _build(contents, findings, grid_keeper), findings
    except FileError as problem:
        return None, in_order([problem.finding, *findings])


def _build(contents: Contents, findings: tuple[Finding, ...], grid_keeper: GridKeeper) -> Programme:
    """Join the contents of a folder in which no error stands."""
    from geodata.ways import speeds_in_use  # noqa: PLC0415 - it reads rasters with this package

    if contents.info is None:
        raise DatasetError(contents.findings)
    districts = districts_frame(contents, contents.info.as_of)
    areas = areas_frame(contents)
    rivers = contents.layers["rivers"].frame.reset_index(drop=True)
    bridges = points_frame(contents, "bridges", "bridge_id")
    grid = grid_keeper(lambda: _read_ground(contents, districts, areas, rivers, bridges))
    parameters, parameter_table = _with_speeds(
        plain_frame(contents, "parameters"), speeds_in_use(grid.layers)
    )
    origins_by_table = origins(contents)
    return Programme(
        info=contents.info,
        districts=districts,
        areas=areas,
        sites=points_frame(contents, "sites", "site_id").sort_index(),
        staffing=plain_frame(contents, "staffing"),
        outreach_stops=points_frame(contents, "outreach_stops", "stop_id"),
        outreach_visits=plain_frame(contents, "outreach_visits"),
        prevalence=plain_frame(contents, "prevalence"),
        places=points_frame(contents, "places", "place_id"),
        bridges=bridges,
        rivers=rivers,
        parameters=parameters,
        parameter_table=parameter_table,
        sources=contents.tables["sources"].frame.set_index("id"),
        grid=grid,
        origins=origins_by_table | origins_of_use(contents),
        statuses={name: origin.status for name, origin in origins_by_table.items()},
        findings=findings,
        content_hash=content_hash(contents.folder),
    )


def _read_ground(
    contents: Contents,
    districts: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    rivers: gpd.GeoDataFrame,
    bridges: gpd.GeoDataFrame,
) -> Grid:
    """Read the grid with everything that the folder knows of the ground."""
    from geodata.grid import read_grid  # noqa: PLC0415 - they read rasters with this package
    from geodata.ground.folder import with_ground  # noqa: PLC0415

    facts = contents.info.ground if contents.info else GroundFacts()
    grid = read_grid(
        contents.folder,
        districts,
        areas,
        rivers,
        bridges,
        any_elevation=facts.elevation_has_slopes,
    )
    classes = contents.tables["landcover_classes"].frame
    return with_ground(grid, contents.folder, facts, classes, contents.layers["roads"].frame)


def _with_speeds(table: pd.DataFrame, speeds: Parameters) -> tuple[Parameters, pd.DataFrame]:
    """Add the speeds that the folder's own parameters do not name, ready to use and as rows."""
    own = Parameters.from_table(table)
    every = own.filled(speeds)
    added = [asdict(item) for item in every.items[len(own.items) :]]
    if not added:
        return every, table
    rows = pd.DataFrame(added).assign(data_status=DataStatus.MODELLED)
    return every, pd.concat([table, rows.reindex(columns=table.columns)], ignore_index=True)
