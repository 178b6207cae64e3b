"""
Choose the placement seeds again after a change of the rules: ``python -m geodata.lesotho.seeds``.

Every demonstration point must lie 3 km or more from each facility of a public list. The list is
an argument and never part of the dataset: what stays is one number a point, the first seed whose
draw is far enough away.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.lesotho import facts, packages
from geodata.lesotho.land import Land, read_land
from geodata.lesotho.make import PACKAGES
from geodata.lesotho.placement import draw_cell, keep_away, place_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEEP_AWAY_M = 3_050.0
"""Three kilometres and the rounding of a position."""
ROOM = 1000
"""Seeds set aside for each point."""


def choose_seeds(land: Land, facilities: gpd.GeoSeries) -> pd.DataFrame:
    """
    Choose the first seed of each point whose draw keeps away from all facilities.

    Parameters
    ----------
    land
        The land.
    facilities
        Points in the metric CRS.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``district_code``, ``number``, ``seed``.
    """
    points = list(zip(facilities.x, facilities.y, strict=True))
    far = keep_away(np.ones(land.frame.shape), land.frame, points, KEEP_AWAY_M).ravel() > 0
    chosen: list[int] = []

    def draw_far(weight: NDArray[np.floating], seed: int) -> int:
        """Draw with one seed after the other until the cell is far from all facilities."""
        while not far[cell := draw_cell(weight, seed)]:
            seed += 1
        chosen.append(seed)
        return cell

    asked = points_to_place()
    place_all(land, asked, draw_far)
    return asked.assign(seed=chosen)


def points_to_place() -> pd.DataFrame:
    """
    List every site and stop with the seed its search starts from, in the order of placing.

    >>> points_to_place()["kind"].value_counts().tolist()
    [56, 17]
    """
    rows = [
        (kind, str(code), number)
        for kind in ("site", "stop")
        for code, asked in facts.table("districts")
        .set_index("district_code")[f"demo_{kind}s"]
        .items()
        for number in range(1, int(asked) + 1)
    ]
    frame = pd.DataFrame(rows, columns=["kind", "district_code", "number"])
    return frame.assign(seed=(frame.index + 1) * ROOM)


def main() -> None:
    """Read a CSV of facilities (columns Lat and Long) and write the table of seeds."""
    parser = argparse.ArgumentParser(description="Choose the placement seeds again.")
    parser.add_argument("facilities", type=Path, help="CSV with the columns Lat and Long")
    parser.add_argument("--packages", type=Path, default=PACKAGES, help="downloaded packages")
    asked = parser.parse_args()
    listed = pd.read_csv(asked.facilities).dropna(subset=["Lat", "Long"])
    points = gpd.GeoSeries(gpd.points_from_xy(listed["Long"], listed["Lat"]), crs=facts.WORLD_CRS)
    land = read_land(packages.fetch(asked.packages))
    table = choose_seeds(land, points.to_crs(facts.METRIC_CRS))
    table.to_csv(facts.FACTS / "placement_seeds.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
