"""Where the rows of a table lie: outside the district they state, or nearly on another row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely
from pyproj import Transformer

from geodata.findings import MOST_ALIKE, Severity
from geodata.incoming.result import rows_words
from geodata.reading.layers import WGS84
from geodata.reading.positions import CLOSE_M
from geodata.reading.twins import close_pairs

if TYPE_CHECKING:
    import pandas as pd

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
    rows: list[tuple[int, str]] = []
    for code, group in frame.groupby("district_code").groups.items():
        if str(code) in place.shapes.index:
            shape = place.shapes[str(code)]
            shapely.prepare(shape)
            there = frame.loc[group]
            inside = shapely.intersects_xy(shape, there["longitude"], there["latitude"])
            rows += [(int(row), str(code)) for row in there.index[~inside]]
    remarks: list[Remark] = []
    if not rows:
        return remarks
    shapes = place.shapes.to_crs(_metres_around(place))
    there = frame.loc[[row for row, _ in rows]]
    points = gpd.GeoSeries.from_xy(there["longitude"], there["latitude"], crs=WGS84)
    metres = points.set_axis(there.index).to_crs(shapes.crs)
    for row, code in sorted(rows):
        point = metres.loc[row]
        distance_m = shapely.distance(shapes[code], point)
        if distance_m <= ACCURACY_M:
            continue
        others = shapes.index[shapely.intersects(shapes.to_numpy(), point)]
        lies = f", in {place.districts.title(str(others[0]))}" if len(others) else ""
        title = place.districts.title(code)
        message = f"The point of row {row} lies {distance_m / 1000:.1f} km outside {title}{lies}."
        remedy = "Correct the district or the coordinates."
        at_border = not len(others) and distance_m <= AT_THE_BORDER_M
        remarks.append(
            spot.remark(
                Severity.NOTE if at_border else Severity.WARNING, "outside_district", message,
                remedy, rows=[row],
                column="district_code", value=code, expected=f"a point in {title}",
            )
        )  # fmt: skip
    return remarks


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
