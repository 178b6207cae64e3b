"""Where the rows of a table lie: outside the district they state, or nearly on another row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Transformer

from geodata.findings import MOST_ALIKE, Severity
from geodata.incoming.result import rows_words
from geodata.reading.layers import WGS84
from geodata.reading.positions import CLOSE_M
from geodata.reading.twins import close_pairs

if TYPE_CHECKING:
    from geodata.incoming.place import Place
    from geodata.incoming.result import Remark, Spot

ACCURACY_M = 1000  # Outlines of districts are drawn no more exactly.
AT_THE_BORDER_M = 2000  # So near the country a point is mostly right and the outline rough.
NAMING = ("site_id", "site_name", "stop_id", "stop_name", "facility_code")


def place_remarks(spot: Spot, values: pd.DataFrame, place: Place) -> list[Remark]:
    """
    Return warnings on rows whose points lie outside their district or close to another row's.

    Points outside the country and points that are the same are told elsewhere. Rows that name
    no site or stop may lie as close as they like.

    Parameters
    ----------
    values
        Columns ``latitude, longitude`` and ``district_code`` (empty where it is not known).
    """
    if not {"latitude", "longitude"} <= set(values.columns):
        return []
    frame = values.dropna(subset=["latitude", "longitude"])
    box = place.box
    inside = frame["longitude"].between(box.west, box.east)
    frame = frame[inside & frame["latitude"].between(box.south, box.north)]
    if frame.empty:
        return []
    frame = frame.astype({"latitude": float, "longitude": float})
    remarks = _elsewhere(spot, frame, place) if "district_code" in frame else []
    if set(NAMING) & set(frame.columns):
        remarks += _close(spot, frame, place)
    return remarks


def _elsewhere(spot: Spot, frame: pd.DataFrame, place: Place) -> list[Remark]:
    far_m = _far_m(frame, place)
    if far_m.empty:
        return []
    at = frame.loc[far_m.index]
    points = shapely.points(at["longitude"], at["latitude"])
    which, found = shapely.STRtree(place.shapes.to_numpy()).query(points, predicate="intersects")
    lies_in = dict(zip(far_m.index[which], place.shapes.index[found], strict=True))
    remedy = "Correct the district or the coordinates."
    remarks: list[Remark] = []
    for row, distance_m in far_m.iloc[:MOST_ALIKE].items():
        code, other = str(at.at[row, "district_code"]), lies_in.get(row)
        lies = f", in {place.districts.title(str(other))}" if other else ""
        title = place.districts.title(code)
        message = f"The point of row {row} lies {distance_m / 1000:.1f} km outside {title}{lies}."
        at_border = not other and distance_m <= AT_THE_BORDER_M
        remarks.append(
            spot.remark(
                Severity.NOTE if at_border else Severity.WARNING, "outside_district", message,
                remedy, rows=[int(str(row))],
                column="district_code", value=code, expected=f"a point in {title}",
            )
        )  # fmt: skip
    rest = [int(str(row)) for row in far_m.index[MOST_ALIKE:]]
    if rest:
        message = f"{len(rest):,} more points lie outside their district ({rows_words(rest)})."
        remarks.append(
            spot.remark(
                Severity.WARNING, "more_outside_district", message, remedy, rows=rest,
                column="district_code", expected="points in their districts",
            )
        )  # fmt: skip
    return remarks


def _far_m(frame: pd.DataFrame, place: Place) -> pd.Series[float]:
    """Return by row how far points lie outside their district, where that is no rough outline."""
    shapes_m = place.shapes.to_crs(_metres_around(place))
    found = [pd.Series(dtype="float64")]
    for code, rows in frame.groupby("district_code").groups.items():
        if str(code) in place.shapes.index:
            shape, there = place.shapes[str(code)], frame.loc[rows]
            shapely.prepare(shape)
            there = there[~shapely.intersects_xy(shape, there["longitude"], there["latitude"])]
            points = gpd.GeoSeries.from_xy(there["longitude"], there["latitude"], crs=WGS84)
            metres = shapely.distance(shapes_m[str(code)], points.to_crs(shapes_m.crs).to_numpy())
            found.append(pd.Series(metres, index=there.index))
    every_m = pd.concat(found).sort_index()
    far_m: pd.Series[float] = every_m[every_m > ACCURACY_M]
    return far_m


def _metres_around(place: Place) -> str:
    """Return a system in metres that is true around the middle of the country."""
    west, south, east, north = place.box
    return f"+proj=aeqd +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +units=m"


def _close(spot: Spot, frame: pd.DataFrame, place: Place) -> list[Remark]:
    numbers = [int(row) for row in frame.index]
    change = Transformer.from_crs(WGS84, _metres_around(place), always_xy=True)
    east_m, north_m = change.transform(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    pairs = [
        (numbers[pair.one], numbers[pair.other], pair.metres)
        for pair in close_pairs(east_m, north_m, CLOSE_M)
        if pair.metres > 0
    ]
    remedy, expected = "Look whether they are the same place; nothing was merged.", "500 m or more"
    remarks = [
        spot.remark(
            Severity.WARNING, "close_together",
            f"The points of rows {row} and {twin} are {metres_apart:.0f} m apart.", remedy,
            rows=[row, twin], column="latitude", expected=expected,
        )
        for row, twin, metres_apart in pairs[:MOST_ALIKE]
    ]  # fmt: skip
    rest = sorted({row for pair in pairs[MOST_ALIKE:] for row in pair[:2]})
    if rest:
        message = f"{len(pairs) - MOST_ALIKE:,} more pairs of points are less than {CLOSE_M} m "
        message += f"apart ({rows_words(rest)})."
        remarks.append(
            spot.remark(
                Severity.WARNING, "more_close_together", message, remedy, rows=rest,
                column="latitude", expected=expected,
            )
        )  # fmt: skip
    return remarks
