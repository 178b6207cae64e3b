"""Roads that came in, as the roads of a dataset: lines with a class that walks and taxis know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming.columns import plain
from geodata.layerfiles import geojson_bytes
from geodata.programme import check
from geodata.walking.landspeeds import ROAD_CLASSES, road_class

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.grid import Grid
    from geodata.incoming.basefiles import Base
    from geodata.incoming.result import ReadLayer, Remark

# Our own name first, then those of OpenStreetMap's extracts, then what else may hold the class.
NAMES = ("class", "road_class", "highway", "fclass", "road_type", "type", "surface", "category")
LINES = ("LineString", "MultiLineString")
MOST_NAMED = 5


def is_lines(layer: ReadLayer) -> bool:
    """Say whether a layer holds lines alone."""
    kinds = layer.frame.geometry.dropna().geom_type
    return bool(len(kinds)) and bool(kinds.isin(LINES).all())


def road_files(layer: ReadLayer, base: Base) -> tuple[dict[str, bytes], list[Remark]]:
    """Return roads.geojson made of a layer of lines, and what was done or why nothing was."""
    spot, classes = layer.spot, _classes(layer.frame)
    if classes is None:
        message = (
            "The lines were checked and not used: as roads, each needs its class in a column "
            f"named 'class' or 'highway', such as {', '.join(list(ROAD_CLASSES)[:4])}."
        )
        return {}, [spot.remark(Severity.NOTE, "checked_only", message)]
    programme, _ = check(base.folder)
    if programme is None:
        message = "The roads were checked; errors in the dataset must be mended before they count."
        return {}, [spot.remark(Severity.WARNING, "checked_only", message)]
    near = _near(layer.frame, programme.grid)
    known = classes.map(road_class).notna()
    kept = near & known
    if not kept.any():
        message = "The roads were checked and not used: none of a known class is in the country."
        return {}, [spot.remark(Severity.WARNING, "checked_only", message)]
    roads = layer.frame.loc[kept, ["geometry"]].assign(**{"class": classes[kept]})
    message = (
        f"{len(roads):,} roads take the place of those in roads.geojson: walks follow them, and "
        "taxis can be chosen."
    )
    if (~near).any():
        message += f" {int((~near).sum()):,} lie outside the grid and were left out."
    remarks = [spot.remark(Severity.WARNING, "roads_used", message, "Confirm.")]
    remarks += _unknown(layer, classes[near & ~known])
    return {"roads.geojson": geojson_bytes(roads[["class", "geometry"]])}, remarks


def _classes(frame: gpd.GeoDataFrame) -> pd.Series[str] | None:
    """Return the class of each line, from the first column that holds any; None without one."""
    named = {plain(str(name)): name for name in reversed(frame.columns.drop("geometry"))}
    for name in NAMES:
        if name in named:
            texts: pd.Series[str] = frame[named[name]].fillna("").astype("str").str.strip()
            if texts.map(road_class).notna().any():
                return texts
    return None


def _near(frame: gpd.GeoDataFrame, grid: Grid) -> pd.Series[bool]:
    """Say which lines touch the box of the grid."""
    rows, columns = grid.shape
    box = shapely.box(
        grid.west_m, grid.north_m - rows * grid.cell_m,
        grid.west_m + columns * grid.cell_m, grid.north_m,
    )  # fmt: skip
    near: pd.Series[bool] = frame.geometry.to_crs(grid.crs).intersects(box)
    return near


def _unknown(layer: ReadLayer, classes: pd.Series[str]) -> list[Remark]:
    """Warn of the lines whose class nobody knows."""
    if classes.empty:
        return []
    texts = [text or "blank" for text in classes.unique()]
    named = ", ".join(texts[:MOST_NAMED]) + (" and more" if len(texts) > MOST_NAMED else "")
    rows = [int(str(number)) for number in np.asarray(classes.index)]
    return [
        layer.spot.remark(
            Severity.WARNING, "unknown_class",
            f"{len(rows):,} lines are of no known class ({named}) and were left out.",
            f"Write one of: {', '.join(ROAD_CLASSES)}.", rows=rows, value=named,
        )
    ]  # fmt: skip
