"""Place the demonstration sites and stops by seed where the modelled births are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import ndimage

from geodata.grid import Zone
from geodata.lesotho.facts import assumption
from geodata.lesotho.writing import DEGREE_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from geodata.lesotho.frame import Frame
    from geodata.lesotho.land import Land

    Draw = Callable[[NDArray[np.float64], int], int]


def births_within(
    births: NDArray[np.floating], reach_m: float, cell_m: float
) -> NDArray[np.float64]:
    """
    Births a year within a distance of each cell.

    >>> births_within(np.array([[0.0, 0.0, 4.0], [0.0, 1.0, 2.0]]), 500, 500)[1].tolist()
    [1.0, 3.0, 7.0]
    """
    cells = int(reach_m // cell_m)
    rows, columns = np.mgrid[-cells : cells + 1, -cells : cells + 1]
    disc = (rows**2 + columns**2 <= (reach_m / cell_m) ** 2).astype(float)
    return np.asarray(ndimage.convolve(births.astype(float), disc, mode="constant"))


def pull(kind: str, births: NDArray[np.floating], cell_m: float) -> NDArray[np.float64]:
    """Weight with which a cell draws a site or a stop: the births around it, to a power."""
    around = births_within(births, assumption(f"{kind}_smoothing_m"), cell_m)
    return np.asarray(np.where(births > 0, around, 0.0) ** assumption(f"{kind}_pull"))


def draw_cell(weight: NDArray[np.floating], seed: int) -> int:
    """
    Draw one cell with a chance proportional to its weight; the flat position.

    Only one uniform number comes from the generator: that stream is fixed for a seed.

    Raises
    ------
    ValueError
        If no cell has any weight: the separation asks for more room than there is.

    >>> draw_cell(np.array([[0.0, 2.0], [0.0, 0.0]]), seed=5)
    1
    """
    reached = np.cumsum(weight.ravel())
    if reached[-1] <= 0:
        raise ValueError("no cell is left to draw from: ask for fewer points or less separation")
    level = np.random.default_rng(seed).random() * reached[-1]
    return int(np.searchsorted(reached, level, side="right"))


def keep_away(
    weight: NDArray[np.floating],
    frame: Frame,
    points: Iterable[tuple[float, float]],
    distance_m: float,
) -> NDArray[np.float64]:
    """Weight without the cells nearer than a distance to any of the points (metres)."""
    eastings, northings = frame.centres()
    left = np.array(weight, dtype=float)
    for east, north in points:
        left[np.hypot(eastings - east, northings - north) < distance_m] = 0.0
    return left


def place_points(
    frame: Frame,
    weight: NDArray[np.floating],
    seeds: Iterable[int],
    separation_m: float,
    draw: Draw = draw_cell,
) -> list[tuple[float, float]]:
    """
    Draw one point a seed, each at the centre of a cell and away from those before it.

    Returns
    -------
    list
        Easting and northing in metres, in the order of the seeds.
    """
    eastings, northings = frame.centres()
    placed: list[tuple[float, float]] = []
    for seed in seeds:
        cell = draw(keep_away(weight, frame, placed, separation_m), seed)
        placed.append((float(eastings.flat[cell]), float(northings.flat[cell])))
    return placed


def place_all(land: Land, seeds: pd.DataFrame, draw: Draw = draw_cell) -> pd.DataFrame:
    """
    Place all sites and stops.

    A site is drawn by the births around it. A stop is drawn the same way, in the mountains or the
    Senqu valley and far from every site of any district.

    Parameters
    ----------
    land
        The land.
    seeds
        ``kind`` (site or stop), ``district_code``, ``number``, ``seed``.
    draw
        How a cell is drawn from weights and a seed.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``district_code``, ``number``, ``east_m``, ``north_m``, ``latitude``,
        ``longitude``: sites before stops, by district and number.
    """
    cell_m = land.frame.cell_m
    sites = _place_kind("site", land, pull("site", land.births, cell_m), seeds, draw)
    points = list(zip(sites["east_m"], sites["north_m"], strict=True))
    rugged = np.isin(land.zone, (Zone.SENQU_VALLEY, Zone.MOUNTAINS))
    by_births = np.where(rugged, pull("stop", land.births, cell_m), 0.0)
    remote = keep_away(by_births, land.frame, points, assumption("stop_site_distance_m"))
    stops = _place_kind("stop", land, remote, seeds, draw)
    placed = pd.concat([sites, stops], ignore_index=True)
    return placed.join(in_degrees(land.frame, placed))


def _place_kind(
    kind: str, land: Land, weight: NDArray[np.float64], seeds: pd.DataFrame, draw: Draw
) -> pd.DataFrame:
    """Place the sites or the stops, district by district."""
    asked = seeds[seeds["kind"] == kind].sort_values(["district_code", "number"])
    separation_m = assumption(f"{kind}_separation_m")
    codes = land.districts.index.tolist()
    frames = []
    for code, own in asked.groupby("district_code"):
        inside = np.where(land.district == codes.index(code), weight, 0.0)
        points = place_points(land.frame, inside, own["seed"].tolist(), separation_m, draw)
        east, north = zip(*points, strict=True)
        placed = own[["kind", "district_code", "number"]]
        frames.append(placed.assign(east_m=list(east), north_m=list(north)))
    return pd.concat(frames, ignore_index=True)


def in_degrees(frame: Frame, placed: pd.DataFrame) -> pd.DataFrame:
    """Latitude and longitude of placed cell centres, rounded to ten metres."""
    longitude, latitude = frame.degrees()
    row = ((frame.north_m - placed["north_m"]) // frame.cell_m).astype(int).to_numpy()
    column = ((placed["east_m"] - frame.west_m) // frame.cell_m).astype(int).to_numpy()
    degrees = {"latitude": latitude[row, column], "longitude": longitude[row, column]}
    return pd.DataFrame(degrees, index=placed.index).round(DEGREE_DECIMALS)
