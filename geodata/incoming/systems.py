"""Which coordinate system a layer is in: stated, found by where it then lies, or asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from geodata.errors import NoCrsError
from geodata.findings import Severity
from geodata.incoming.place import metre_system
from geodata.reading.layers import MOST_LATITUDE, MOST_LONGITUDE, RawLayer, in_degrees

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.incoming.place import Place
    from geodata.incoming.result import Remark, Spot
    from geodata.reading.positions import Box

SAMPLED = 2_000  # Points tried in each system.
CODE = re.compile(r"(\d{4,6})\s*$")


def crs_of_title(title: object) -> pyproj.CRS | None:
    """
    Return the system a text names; a code that EPSG does not know may be one of ESRI.

    >>> crs_of_title("urn:ogc:def:crs:EPSG::102022").to_authority()
    ('ESRI', '102022')
    >>> crs_of_title("nonsense") is None
    True
    """
    code = CODE.search(str(title))
    for text in (str(title), f"ESRI:{code[1]}" if code else ""):
        try:
            return pyproj.CRS.from_user_input(text)
        except CRSError:
            continue
    return None


def placed(
    spot: Spot, frame: gpd.GeoDataFrame, crs: pyproj.CRS | None, place: Place, *, assumed: bool
) -> tuple[RawLayer, list[Remark], dict[str, object]]:
    """
    Return a layer in WGS 84, with a question where its system had to be found.

    Raises
    ------
    NoCrsError
        When no usual system puts it in the country.
    """
    remarks: list[Remark] = []
    facts: dict[str, object] = {}
    if (crs is None or crs.is_geographic) and _not_degrees(frame):
        found = _metre_system(frame, place.box)
        if found is None:
            message = (
                "The coordinates are no degrees, and no usual system puts them in the country."
            )
            raise NoCrsError(
                spot.remark(
                    Severity.ERROR, "no_crs", message, "Save the layer in WGS 84 (EPSG:4326)."
                ).finding
            )
        title, code = found
        crs = pyproj.CRS.from_user_input(code)
        facts["epsg"] = int(code.rsplit(":", maxsplit=1)[-1])
        message = f"The coordinates are metres, and no system is named; as {title} they fit."
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "metres",
                message,
                f"Confirm {title} ({code}).",
                expected="degrees, or the system's name",
                fix="reproject",
                asks=True,
            )
        )
    layer = in_degrees(spot.file, frame, crs, assumed=assumed)
    if crs is None and not assumed:
        facts["epsg"] = 4326
    flipped = _flipped(layer.frame, place.box)
    if flipped is not None:
        message = "Latitude stands before longitude: nothing lies in the country until flipped."
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "flipped",
                f"{message} It was flipped.",
                "Confirm, or save it with longitude first.",
                expected="longitude, latitude",
                fix="flip",
            )
        )
        return RawLayer(layer.name, flipped, layer.findings, layer.members), remarks, facts
    if _all_outside(layer.frame, place.box):
        remarks.append(_elsewhere(spot, layer.frame, place))
    return layer, remarks, facts


def _elsewhere(spot: Spot, frame: gpd.GeoDataFrame, place: Place) -> Remark:
    west, south, east, north = _bounds(frame)
    box = place.box
    message = f"Nothing of this layer lies in {place.country}"
    mirrored = box.holds(west, -north) and box.holds(east, -south)
    message += "; with a minus sign before each latitude it would." if mirrored else "."
    remedy = "Look at the map; correct the coordinates, or send the layer of this country."
    return spot.remark(
        Severity.WARNING, "outside_country", message, remedy,
        expected=f"places in {place.country}", asks=True,
    )  # fmt: skip


def _all_outside(frame: gpd.GeoDataFrame, box: Box) -> bool:
    west, south, east, north = _bounds(frame)
    known = bool(np.isfinite([west, south, east, north]).all())
    meets = box.west <= east and west <= box.east and box.south <= north and south <= box.north
    return known and not meets


def _bounds(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(frame.geometry.to_numpy())
    return float(west), float(south), float(east), float(north)


def _not_degrees(frame: gpd.GeoDataFrame) -> bool:
    west, south, east, north = np.abs(_bounds(frame))
    return bool(max(west, east) > MOST_LONGITUDE or max(south, north) > MOST_LATITUDE)


def _metre_system(frame: gpd.GeoDataFrame, box: Box) -> tuple[str, str] | None:
    # The corners of its edges may lie outside though every point lies inside: axes turn.
    points = shapely.get_coordinates(frame.geometry.to_numpy())
    few = points[:: max(len(points) // SAMPLED, 1)]
    return metre_system(box, few[:, 0].tolist(), few[:, 1].tolist())


def _flipped(frame: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame | None:
    west, south, east, north = _bounds(frame)
    outside = not (
        box.west <= east and west <= box.east and box.south <= north and south <= box.north
    )
    if not outside or not (box.holds(south, west) and box.holds(north, east)):
        return None
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda points: points[:, ::-1])
    return frame.set_geometry(shapes, crs=frame.crs)
