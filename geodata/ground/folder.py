"""
The ground of a dataset folder: elevation, land cover, roads, friction, on the grid's cells.

All of it may be left out; then walking speeds follow the ecological zones. A folder may bring

- ``elevation.tif`` from an elevation model, in metres, with ``"elevation_has_slopes": true``
  under ``"ground"`` in ``programme.json``; any coordinate system and size of cell;
- ``landcover.tif``, classes by number, with ``landcover_classes.csv`` (``code, cover``) unless
  they are those of ESA WorldCover; it counts together with an elevation model only;
- ``roads`` as GeoJSON, GeoPackage or shapefile, lines with a ``class`` (paved, gravel, track,
  or OpenStreetMap's); with them walk and taxi can be chosen;
- ``friction.tif``, minutes a metre, with ``"friction_includes_slope"`` said under ``"ground"``;
  it wins over the others.

What lies beyond the border counts as far as the grid and these layers reach. Each needs its
source, date and status under ``"layers"`` in ``programme.json``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.grid import Frame, Grid
from geodata.ground.fitting import Blend, fitted
from geodata.ground.layers import GroundLayers
from geodata.reading.rasters import read_raster
from geodata.walking.landspeeds import WORLDCOVER, LandCover, Road, road_class

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.reading.about import GroundFacts

LAND_COVER_FILE: Final = "landcover.tif"
FRICTION_FILE: Final = "friction.tif"


def with_ground(
    grid: Grid, folder: Path, facts: GroundFacts, classes: pd.DataFrame, roads: gpd.GeoDataFrame
) -> Grid:
    """
    Add what a dataset folder knows of the ground to its grid.

    Parameters
    ----------
    facts
        From ``programme.json``.
    classes
        Columns ``code, cover``; without rows the codes are those of ESA WorldCover.
    roads
        Lines with their ``class``; may be empty.

    Raises
    ------
    FileError
        When a raster is damaged or has no place on the earth.
    """
    frame = Frame(grid.crs, grid.west_m, grid.north_m, grid.cell_m, grid.shape)
    friction = None
    if (folder / FRICTION_FILE).is_file():
        raster = read_raster(folder / FRICTION_FILE)
        friction = fitted(frame, raster, Blend.MEAN).astype(np.float64)
    layers = GroundLayers(
        heights_m=grid.elevation_m if facts.elevation_has_slopes else None,
        cover=_cover(frame, folder / LAND_COVER_FILE, cover_codes(classes)),
        road=_roads(frame, roads),
        friction=friction,
        friction_includes_slope=facts.friction_includes_slope is not False,
    )
    return replace(grid, layers=layers)


def cover_codes(classes: pd.DataFrame) -> Mapping[int, LandCover]:
    """
    Say what each code of a land-cover raster means.

    >>> import pandas as pd
    >>> cover_codes(pd.DataFrame({"code": [7.0], "cover": ["grass"]}))
    {7: <LandCover.GRASS: 3>}
    """
    if classes.empty:
        return WORLDCOVER
    return {
        int(code): LandCover[str(cover).upper()]
        for code, cover in zip(classes["code"], classes["cover"], strict=True)
    }


def _cover(frame: Frame, path: Path, codes: Mapping[int, LandCover]) -> NDArray[np.uint8] | None:
    if not path.is_file():
        return None
    found = fitted(frame, read_raster(path), Blend.CLASS)
    cover = np.full(found.shape, LandCover.UNKNOWN, np.uint8)
    for code, kind in codes.items():
        cover[found == code] = kind
    return cover


def _roads(frame: Frame, roads: gpd.GeoDataFrame) -> NDArray[np.uint8] | None:
    """Burn roads into the cells they touch; the better of two in one cell counts."""
    if roads.empty:
        return None
    kinds = roads["class"].map(lambda text: road_class(text) or Road.NONE).to_numpy()
    burnt = np.full(frame.shape, Road.NONE, np.uint8)
    for kind in (Road.TRACK, Road.GRAVEL, Road.PAVED):
        lines = roads.geometry[kinds == kind]
        if len(lines):
            burnt[frame.burn(lines, all_touched=True) >= 0] = kind
    return burnt
