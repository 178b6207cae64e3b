"""Vector layers after reading: in WGS 84, flat, with valid outlines, and what was mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from pyproj.exceptions import ProjError

from geodata.errors import NoCrsError
from geodata.findings import Finding, error, warning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

WGS84 = "EPSG:4326"
# Only what names a place is repeated: words of any other attribute may be about a person.
TITLE = re.compile(
    r"(.*_)?(name|id|code|title|label|nom|nome|district|council|pcode)(_?\d|_en|_fr)?|shapename|"
    r"adm\w*",
    re.IGNORECASE,
)
MOST_LATITUDE, MOST_LONGITUDE = 90, 180


@dataclass(frozen=True, eq=False)
class RawLayer:
    """
    Features of a vector file.

    Parameters
    ----------
    name
        The file's name.
    frame
        WGS 84; the index is the number of the feature in the file, from 1.
    members
        What a GeoJSON file says at its top level, such as ``data_status``.
    findings
        What was noticed while reading.
    """

    name: str
    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...] = ()
    members: Mapping[str, object] = field(default_factory=dict)


def in_degrees(
    name: str, frame: gpd.GeoDataFrame, crs: CRS | None, *, assumed: bool = False
) -> RawLayer:
    """
    Return features in WGS 84, without heights, with outlines that do not cross themselves.

    Parameters
    ----------
    crs
        The coordinate system the file states, or None.
    assumed
        True where the format itself means WGS 84 (GeoJSON, TopoJSON) and need not say so.

    Raises
    ------
    NoCrsError
        When the file states no coordinate system and the numbers cannot be degrees, when they
        cannot be degrees although the format says so, or when no way leads to degrees.
    """
    flat = frame.set_geometry(
        gpd.GeoSeries(shapely.force_2d(frame.geometry.to_numpy()), index=frame.index, crs=None)
    )
    findings: list[Finding] = []
    if crs is None or crs.equals(WGS84, ignore_axis_order=True):
        _refuse_metres(name, flat)
        placed = flat.set_crs(WGS84, allow_override=True)
        if crs is None and not assumed:
            message = "The file names no coordinate system; WGS 84 was assumed: all are degrees."
            remedy = "Add the .prj file, or save the layer again with its coordinate system."
            findings.append(warning("crs_assumed", name, None, "", "", message, remedy))
    else:
        placed = _reprojected(name, flat, crs)
    mended, repairs = _mended(name, placed)
    return RawLayer(name, mended, (*findings, *_missing_shapes(name, mended), *repairs))


def no_degrees(name: str, system: str) -> NoCrsError:
    """Return the error of a coordinate system from which no way leads to degrees."""
    message = f"The coordinate system '{system}' is a local one: no place on the earth follows."
    remedy = "Save the layer in WGS 84 (EPSG:4326), or with the true name of its system."
    return NoCrsError(error("no_crs", name, None, "crs", system, message, remedy))


def _reprojected(name: str, frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """Return features in WGS 84; a shape that falls off the earth on the way is missing."""
    try:
        placed = frame.set_crs(crs, allow_override=True).to_crs(WGS84)
    except ProjError as problem:
        raise no_degrees(name, str(crs.name)) from problem
    shapes = placed.geometry.to_numpy().copy()
    bounds: NDArray[np.float64] = shapely.bounds(shapes)
    shapes[np.isinf(bounds).any(axis=1)] = None
    return placed.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=WGS84))


def feature_title(frame: gpd.GeoDataFrame, number: int) -> str:
    """Return how a person finds a feature: its number and the first of its names or ids."""
    values = frame.drop(columns="geometry").loc[number].items()
    texts = [str(value) for name, value in values if value and TITLE.fullmatch(str(name))]
    return f"feature {number}: {texts[0]}" if texts else f"feature {number}"


def _refuse_metres(name: str, frame: gpd.GeoDataFrame) -> None:
    bounds: NDArray[np.float64] = shapely.bounds(frame.geometry.to_numpy())
    longitude, latitude = np.abs(bounds[:, [0, 2]]), np.abs(bounds[:, [1, 3]])
    if not ((longitude > MOST_LONGITUDE).any() or (latitude > MOST_LATITUDE).any()):
        return
    message = "The coordinates are no degrees (they look like metres), and no system is named."
    remedy = "Save the layer in WGS 84 (EPSG:4326); in Lesotho metres are mostly UTM 35S."
    raise NoCrsError(error("no_crs", name, None, "", "", message, remedy))


def _missing_shapes(name: str, frame: gpd.GeoDataFrame) -> list[Finding]:
    shapes = frame.geometry.to_numpy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    message = "The feature has no usable shape."
    remedy = "Draw it, or remove the feature."
    return [
        warning("no_geometry", name, None, "", feature_title(frame, number), message, remedy)
        for number in frame.index[absent]
    ]


def _mended(name: str, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    shapes = frame.geometry.to_numpy().copy()
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    findings = []
    for place in np.flatnonzero(present & ~shapely.is_valid(shapes)):
        before = shapes[place]
        shapes[place] = shapely.make_valid(before, method="structure", keep_collapsed=False)
        title = feature_title(frame, int(frame.index[place]))
        findings.append(_repair(name, title, before, shapes[place]))
    if not findings:
        return frame, findings
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=WGS84)), findings


def _repair(name: str, title: str, before: shapely.Geometry, after: shapely.Geometry) -> Finding:
    reason = shapely.is_valid_reason(before).split("[")[0].lower()
    message = f"The outline was not valid ({reason}); mended, its area "
    if before.area:
        message += f"changed by {abs(after.area - before.area) / before.area:.1%}."
    else:
        message += "can be measured, which it could not before."
    remedy = "Look at it on the map; draw the outline again where it is wrong."
    return warning("geometry_mended", name, None, "", title, message, remedy)
