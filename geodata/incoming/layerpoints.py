"""What is doubtful about the points of a layer: outside the country, exchanged, one id twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of
from geodata.incoming.result import rows_words

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.incoming.result import Remark, Spot
    from geodata.reading.positions import Box

IDS = frozenset({"site_id", "stop_id", "facility_code"})


def point_remarks(spot: Spot, frame: gpd.GeoDataFrame, box: Box) -> list[Remark]:
    """
    Return a warning on points outside the country and on ids that stand more than once.

    Where every point is exchanged, the whole layer was flipped before; here it is some of them,
    and which is right only a person knows.
    """
    return [*_outside(spot, frame, box), *_repeated(spot, frame)]


def _outside(spot: Spot, frame: gpd.GeoDataFrame, box: Box) -> list[Remark]:
    shapes = frame.geometry.to_numpy()
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    east, north = shapely.get_x(shapes), shapely.get_y(shapes)
    far = points & np.isfinite(east) & ~_in(box, east, north)
    if not far.any() or far.sum() == points.sum():
        return []  # None, or all: then it is the country or the system, which is told elsewhere.
    remarks = []
    exchanged = far & _in(box, north, east)
    words = {"exchanged": (exchanged, "have latitude and longitude exchanged")}
    words["outside_country"] = (far & ~exchanged, "lie outside the country")
    for rule, (mask, told) in words.items():
        rows = [int(str(number)) for number in frame.index[mask]]
        if rows:
            message = f"{len(rows)} points ({rows_words(rows)}) {told}."
            remedy = "Correct the coordinates."
            remarks.append(spot.remark(Severity.WARNING, rule, message, remedy, rows=rows))
    return remarks


def _in(box: Box, east: np.ndarray, north: np.ndarray) -> np.ndarray:
    inside: np.ndarray = (
        (east >= box.west) & (east <= box.east) & (north >= box.south) & (north <= box.north)
    )
    return inside


def _repeated(spot: Spot, frame: gpd.GeoDataFrame) -> list[Remark]:
    remarks = []
    for name in frame.columns.drop("geometry"):
        if meaning_of(str(name)) not in IDS:
            continue
        known = frame[name][frame[name].notna() & (frame[name].astype("str") != "")]
        twice = known[known.duplicated(keep=False)]
        if len(twice):
            rows = [int(str(number)) for number in twice.index]
            message = f"An id of '{name}' stands more than once ({rows_words(rows)})."
            remedy = "Give each feature an id of its own."
            remarks.append(
                spot.remark(
                    Severity.WARNING, "repeated_id", message, remedy, rows=rows, column=str(name)
                )
            )
    return remarks
