"""The programme made ready for questions: cells in one row each, walking times by season."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata import outreach
from geodata.names import Platform
from geodata.staffing import staff_by_site
from geodata.travel import NOT_REACHED, WalkTimes
from geodata.zonal import sums, weighted_percentiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geodata.findings import Finding
    from geodata.grid import Grid
    from geodata.programme import Programme
    from geodata.terrain import Season
    from geodata.travel import TravelTables

SLOW_HOME_VISITS = (3, 4)  # Zones where home visits take longer: Senqu valley and mountains.


@dataclass(frozen=True)
class Cells:
    """Grid cells where somebody lives, one value each; ``flat`` is their place in the grid."""

    flat: NDArray[np.int64]
    births: NDArray[np.float64]
    district: NDArray[np.int64]
    area: NDArray[np.int64]
    mountain: NDArray[np.bool_]

    @cached_property
    def area_births(self) -> NDArray[np.float64]:
        """Births of each area, up to the last one with a cell."""
        return sums(self.births, self.area, int(self.area.max(initial=-1)) + 1)


@dataclass(frozen=True)
class Walk:
    """
    Walk to the nearest staffed site of one platform.

    ``seconds`` and ``nearest`` have one value a cell (infinite and -1 without a route);
    ``area_median`` and ``area_p90`` one a community area, weighted by births.
    """

    seconds: NDArray[np.float64]
    nearest: NDArray[np.int64]
    area_median: NDArray[np.float64]
    area_p90: NDArray[np.float64]


@dataclass(frozen=True)
class StopReach:
    """Cells (positions in Cells) from which a stop can be walked to, and their seconds."""

    cells: NDArray[np.int64]
    seconds: NDArray[np.float64]


@dataclass(frozen=True)
class SeasonView:
    """
    Everything about walking in one season.

    ``moved`` tells of each site or stop on closed ground, ``births_on_closed_ground`` how
    many births a year are expected where nobody can walk.
    """

    walk: Mapping[Platform, Walk]
    stops: tuple[StopReach, ...]
    moved: tuple[Finding, ...] = ()
    births_on_closed_ground: float = 0.0


@dataclass(frozen=True)
class Model:
    """
    A programme with its cells, staff by site and walking times by season.

    ``site_district`` is the position of each site's district; ``stop_days`` the days from
    each stop's last held visit to the date of the data, missing for none.
    """

    programme: Programme
    cells: Cells
    staff: pd.DataFrame
    site_district: NDArray[np.int64]
    stop_days: pd.Series
    seasons: Mapping[Season, SeasonView]


def build_model(programme: Programme, travel: Mapping[Season, TravelTables]) -> Model:
    """
    Make a programme ready for assessments: done once a dataset.

    Parameters
    ----------
    travel
        Travel tables of every season, on the programme's own grid.
    """
    cells = cells_of(programme.grid)
    areas = len(programme.areas)
    staff = staff_by_site(programme.staffing, programme.sites.index, programme.info.period)
    seasons = {season: season_view(tables, cells, areas) for season, tables in travel.items()}
    return Model(
        programme=programme,
        cells=cells,
        staff=staff,
        site_district=programme.districts.index.get_indexer(programme.sites["district_code"]),
        stop_days=stop_days(programme),
        seasons=seasons,
    )


def stop_days(programme: Programme) -> pd.Series:
    """Days from each stop's last held visit to the date of the data; missing for none."""
    last = outreach.last_held(programme.outreach_visits, programme.outreach_stops.index)
    return outreach.days_since(last, programme.info.as_of)


def cells_of(grid: Grid) -> Cells:
    """Take the cells of a grid that lie in a district and have births, in row order."""
    flat = np.flatnonzero((grid.district.ravel() >= 0) & (grid.births.ravel() > 0))
    return Cells(
        flat=flat,
        births=grid.births.ravel()[flat],
        district=grid.district.ravel()[flat].astype(np.int64),
        area=grid.area.ravel()[flat].astype(np.int64),
        mountain=np.isin(grid.zone.ravel()[flat], SLOW_HOME_VISITS),
    )


def season_view(tables: TravelTables, cells: Cells, areas: int) -> SeasonView:
    """Make the view of one season from its travel tables, for some number of areas."""
    return SeasonView(
        walk={
            Platform.FACILITY: walk_of(tables.facility, cells, areas),
            Platform.COMMUNITY: walk_of(tables.community, cells, areas),
        },
        stops=tuple(stop_reach(cells, flat, seconds) for flat, seconds in tables.stops),
        moved=tables.moved,
        births_on_closed_ground=tables.births_on_closed_ground,
    )


def stop_reach(cells: Cells, flat: NDArray[np.int64], seconds: NDArray[np.int32]) -> StopReach:
    """Keep the cells of a stop's reach where somebody lives, by their position."""
    place = np.searchsorted(cells.flat, flat)
    lived_in = np.append(cells.flat, -1)[place] == flat
    return StopReach(cells=place[lived_in], seconds=seconds[lived_in].astype(float))


def walk_of(times: WalkTimes, cells: Cells, areas: int) -> Walk:
    """Take the walk of each cell where somebody lives, and its percentiles by area."""
    seconds, nearest = times.seconds.ravel()[cells.flat], times.nearest.ravel()[cells.flat]
    return walk_at(seconds, nearest, cells, areas)


def walk_at(
    whole_seconds: NDArray[np.int32],
    nearest: NDArray[np.int16],
    cells: Cells,
    areas: int,
    like: Walk | None = None,
) -> Walk:
    """
    Make the walk of the cells where somebody lives.

    Parameters
    ----------
    whole_seconds, nearest
        One value a cell.
    like
        A walk of the same cells: areas in which every cell walks as long keep its percentiles.
    """
    seconds = np.where(whole_seconds == NOT_REACHED, np.inf, whole_seconds.astype(float))
    shares = np.full((2, areas), np.nan)
    chosen = np.ones(areas + 1, bool)  # The last one is for cells of no area.
    if like is not None:
        shares = np.stack([like.area_median, like.area_p90])
        chosen[:] = False
        chosen[cells.area[seconds != like.seconds]] = True
    chosen[-1] = False
    rows = np.flatnonzero(chosen[cells.area])
    found = weighted_percentiles(
        seconds[rows], cells.births[rows], cells.area[rows], areas, (0.5, 0.9)
    )
    shares[:, chosen[:-1]] = found[:, chosen[:-1]]
    return Walk(seconds, nearest.astype(np.int64), *shares)
