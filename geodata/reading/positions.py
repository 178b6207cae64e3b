"""Checks of coordinates: in the country, in the stated district, not on top of one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import shapely

from geodata.findings import Finding, error, note, warning
from geodata.reading.layers import MOST_LATITUDE, MOST_LONGITUDE, WGS84
from geodata.reading.twins import close_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.reading.folder import Contents
    from geodata.reading.typed import TypedTable

MARGIN_DEGREES = 0.05  # About 5 km: border posts stand a little outside a rough outline.
CLOSE_M = 500
IN_DISTRICT = ("sites", "outreach_stops")
POINT_TABLES = (*IN_DISTRICT, "places", "bridges")


class Box(NamedTuple):
    """Edges of the country in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """
        Say whether a point lies in the box.

        >>> Box(27.0, -30.7, 29.5, -28.5).holds(-29.3, 27.5)
        False
        """
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


@dataclass(frozen=True, eq=False)
class Outlines:
    """The districts in metres, with the name of their coordinate system and their accuracy."""

    shapes: gpd.GeoSeries
    crs: str
    accuracy_m: float


def check_positions(contents: Contents) -> list[Finding]:
    """Return what is wrong or doubtful about the coordinates of sites, stops, places, bridges."""
    districts = contents.layers.get("districts")
    if districts is None or contents.info is None:
        return []  # Without them nothing can be said; both have their own finding.
    west, south, east, north = districts.frame.total_bounds
    margin = MARGIN_DEGREES
    box = Box(west - margin, south - margin, east + margin, north + margin)
    shapes = districts.frame.drop_duplicates("area_id").set_index("area_id").geometry
    metric = Outlines(
        shapes.to_crs(contents.info.crs), contents.info.crs, contents.info.boundary_accuracy_m
    )
    findings: list[Finding] = []
    for name in POINT_TABLES:
        table = contents.tables.get(name)
        if table is not None:
            findings += _outside_country(table, box)
            if name in IN_DISTRICT:
                findings += _outside_district(table, box, metric)
    return findings


def _outside_country(table: TypedTable, box: Box) -> Iterator[Finding]:
    columns = table.frame[["latitude", "longitude"]].dropna()
    for row, latitude, longitude in columns.itertuples():
        if not box.holds(longitude, latitude):
            rule, message, remedy = _diagnosis(box, longitude, latitude)
            text = f"{latitude:g}, {longitude:g}"
            yield error(rule, table.file, int(row), "latitude", text, message, remedy)


def _diagnosis(box: Box, longitude: float, latitude: float) -> tuple[str, str, str]:
    """
    Return rule, message and remedy for a point outside the country.

    >>> lesotho = Box(27.0, -30.7, 29.5, -28.5)
    >>> [_diagnosis(lesotho, *point)[0] for point in ((-29.3, 27.5), (27.5, 29.3), (0, 0))]
    ['swapped_coordinates', 'positive_latitude', 'null_island']
    """
    if latitude == 0 and longitude == 0:
        message = "0, 0 lies in the Gulf of Guinea; it mostly means that nobody measured."
        return "null_island", message, "Find the coordinates."
    if abs(latitude) > MOST_LATITUDE or abs(longitude) > MOST_LONGITUDE:
        message = "These are no degrees; they look like metres."
        return "not_degrees", message, "Convert them to degrees (WGS 84); mostly from UTM 35S."
    if box.holds(longitude, -latitude):
        message = "The latitude lacks its minus sign: the point would be in another country."
        return "positive_latitude", message, f"Write {-latitude:g}."
    if box.holds(latitude, longitude) or box.holds(latitude, -longitude):
        message = "Latitude and longitude are exchanged."
        remedy = f"Write latitude {-abs(longitude):g}, longitude {latitude:g}."
        return "swapped_coordinates", message, remedy
    message = (
        f"The point lies outside the country: latitude {box.south:.2f} to {box.north:.2f}, "
        f"longitude {box.west:.2f} to {box.east:.2f}."
    )
    return "outside_country", message, "Correct the coordinates."


def _outside_district(table: TypedTable, box: Box, outlines: Outlines) -> list[Finding]:
    frame = table.frame[table.frame["district_code"].isin(outlines.shapes.index)]
    inside = frame["longitude"].between(box.west, box.east) & frame["latitude"].between(
        box.south, box.north
    )
    placed = frame[inside]
    degrees = gpd.GeoSeries.from_xy(placed["longitude"], placed["latitude"], crs=WGS84)
    points = degrees.to_crs(outlines.crs)
    stated = outlines.shapes.reindex(placed["district_code"]).to_numpy()
    distances_m = shapely.distance(points.to_numpy(), stated)
    findings = [
        _district_finding(table, int(row), points.loc[row], distance_m, outlines)
        for row, distance_m in zip(points.index, distances_m, strict=True)
        if distance_m > 0
    ]
    return [*findings, *_close_together(table, points)]


def _district_finding(
    table: TypedTable, row: int, point: shapely.Point, distance_m: float, outlines: Outlines
) -> Finding:
    code = str(table.frame.at[row, "district_code"])
    where = (table.file, row, "district_code", code)
    if distance_m <= outlines.accuracy_m:
        message = (
            f"The point lies {distance_m:.0f} m outside its stated district, within the "
            f"boundary's accuracy of {outlines.accuracy_m:.0f} m; it keeps the stated district."
        )
        return note("near_border", *where, message, "")
    others = outlines.shapes.index[shapely.intersects(outlines.shapes.to_numpy(), point)]
    place = f" in {others[0]}" if len(others) else ""
    message = f"The point lies {distance_m / 1000:.1f} km outside its stated district{place}."
    return warning("outside_district", *where, message, "Correct the district or the coordinates.")


def _close_together(table: TypedTable, points: gpd.GeoSeries) -> Iterator[Finding]:
    for one, other, distance_m in close_pairs(points.x, points.y, CLOSE_M):
        row, twin = int(points.index[one]), int(points.index[other])
        message = f"This point and that of row {twin} are {distance_m:.0f} m apart."
        remedy = "Look whether they are the same place; nothing was merged."
        yield warning("close_together", table.file, row, "latitude", "", message, remedy)
