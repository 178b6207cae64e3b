"""Place the demonstration sites and stops by seed where the modelled births are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage

from geodata.zones import SENQU_VALLEY
from geodata.lesotho.facts import assumption
from geodata.lesotho.frame import Frame
from geodata.lesotho.writing import DEGREE_DECIMALS


def births_within(births: NDArray[np.floating], reach_m: float, cell_m: float) -> NDArray[np.float64]:
    """
    Births a year within a distance of each cell.

    >>> births_within(np.eye(3), 500, 500)[1].tolist()
    [1.0, 1.0, 1.0]
    """
    cells = int(reach_m // cell_m)
    rows, columns = np.mgrid[-cells : cells + 1, -cells : cells + 1]
    disc = (rows**2 + columns**2 <= (reach_m / cell_m) ** 2).astype(float)
    around = ndimage.convolve(births.astype(float), disc, mode="constant")
    return np.asarray(np.maximum(around, 0.0))


def pull(kind: str, births: NDArray[np.floating], cell_m: float) -> NDArray[np.float64]:
    """Weight with which a cell draws a site or a stop: the births around it, to a power."""
    around = births_within(births, assumption(f"{kind}_smoothing_m"), cell_m)
    return np.asarray(np.where(births > 0, around, 0.0) ** assumption(f"{kind}_pull"))


def draw_cell(weight: NDArray[np.floating], seed: int) -> int:
    """
    Draw one cell with a chance proportional to its weight.

    Only the uniform number comes from the generator: its stream is fixed for a seed.

    Raises
    ------
    ValueError
        If no cell has any weight: the separation asks for more room than there is.

    >>> draw_cell(np.array([[0.0, 2.0], [0.0, 0.0]]), seed=5)
    1
    """
    reached = np.cumsum(weight.ravel())
    if reached[-1] <= 0:
        message = "no cell is left to draw from: ask for fewer points or less separation"
        raise ValueError(message)
    level = np.random.default_rng(seed).random() * reached[-1]
    return int(np.searchsorted(reached, level, side="right"))


def keep_away(
    weight: NDArray[np.floating], frame: Frame, points: Iterable[tuple[float, float]], distance_m: float
) -> NDArray[np.float64]:
    """Weight without the cells nearer than a distance to any of the points (metres)."""
    eastings, northings = frame.centres()
    left = np.array(weight, dtype=float)
    for east, north in points:
        left[np.hypot(eastings - east, northings - north) < distance_m] = 0.0
    return left


def place_points(
    frame: Frame, weight: NDArray[np.floating], seeds: Iterable[int], separation_m: float
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
        cell = draw_cell(keep_away(weight, frame, placed, separation_m), seed)
        placed.append((float(eastings.flat[cell]), float(northings.flat[cell])))
    return placed


def place_all(
    frame: Frame,
    births: NDArray[np.floating],
    zone: NDArray[np.uint8],
    district: NDArray[np.int32],
    codes: list[str],
    seeds: pd.DataFrame,
) -> pd.DataFrame:
    """
    Positions of all sites and stops.

    A site is drawn by the births around it. A stop is drawn the same way, in the mountains or the
    Senqu valley and far from every site of any district.

    Parameters
    ----------
    frame, births, zone, district
        The grid and its rasters.
    codes
        District codes in the order of the positions in ``district``.
    seeds
        ``kind`` (site or stop), ``district_code``, ``number``, ``seed``.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``district_code``, ``number``, ``east_m``, ``north_m``.
    """
    sites = _place_kind("site", frame, pull("site", births, frame.cell_m), district, codes, seeds)
    points = list(zip(sites["east_m"], sites["north_m"], strict=True))
    rugged = pull("stop", births, frame.cell_m) * (zone >= SENQU_VALLEY)
    remote = keep_away(rugged, frame, points, assumption("stop_site_distance_m"))
    stops = _place_kind("stop", frame, remote, district, codes, seeds)
    return pd.concat([sites, stops], ignore_index=True)


def _place_kind(
    kind: str,
    frame: Frame,
    weight: NDArray[np.floating],
    district: NDArray[np.int32],
    codes: list[str],
    seeds: pd.DataFrame,
) -> pd.DataFrame:
    rows = seeds[seeds["kind"] == kind].sort_values(["district_code", "number"])
    frames = []
    for code, asked in rows.groupby("district_code"):
        inside = np.where(district == codes.index(str(code)), weight, 0.0)
        points = place_points(frame, inside, asked["seed"].tolist(), assumption(f"{kind}_separation_m"))
        placed = asked[["kind", "district_code", "number"]].reset_index(drop=True)
        frames.append(placed.assign(east_m=[p[0] for p in points], north_m=[p[1] for p in points]))
    return pd.concat(frames, ignore_index=True)


def to_degrees(frame: Frame, east_m: pd.Series, north_m: pd.Series) -> pd.DataFrame:
    """Latitude and longitude of cell centres, rounded to ten metres."""
    longitude, latitude = frame.degrees()
    row = ((frame.north_m - north_m) // frame.cell_m).astype(int)
    column = ((east_m - frame.west_m) // frame.cell_m).astype(int)
    return pd.DataFrame(
        {
            "latitude": np.round(latitude[row, column], DEGREE_DECIMALS),
            "longitude": np.round(longitude[row, column], DEGREE_DECIMALS),
        },
        index=east_m.index,
    )
