"""A raster: what its values are, what has no data, and which districts it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming.rasterkinds import (
    LEAST_PEOPLE,
    MOST_PEOPLE,
    RasterKind,
    kind_of_raster,
    named_kinds,
    values_words,
)
from geodata.incoming.result import Incoming, Remark, Spot
from geodata.reading.rasters import RawRaster, read_raster
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.place import Place

NEARLY_ALL = 0.995
PERCENT = 100
MANY_CELLS = 10_000  # Of fewer, all may well hold the same.


def read_grid_file(path: Path, place: Place) -> Incoming:
    """
    Read a GeoTIFF and hold it against the districts.

    Raises
    ------
    FileError
        When it is damaged, a picture, without a place, or of another country.
    """
    raster = read_raster(path)
    west, south, east, north = raster.bounds_in_degrees
    box = place.box
    if east < box.west or west > box.east or north < box.south or south > box.north:
        message = (
            f"This raster covers longitude {west:.1f} to {east:.1f}, latitude {south:.1f} to "
            f"{north:.1f}; {place.country} is not in it."
        )
        raise refuse("other_country", path.name, message, f"Send the raster of {place.country}.")
    covered = coverage(raster, place)
    spot = Spot(path.name)
    remarks = [Remark(finding) for finding in raster.findings]
    partial = {code: share for code, share in covered.items() if share < NEARLY_ALL}
    if partial:
        words = ", ".join(
            f"{place.districts.title(code)} {share * PERCENT:.0f} % covered"
            for code, share in partial.items()
        )
        message = (
            f"Not every district is covered: {words}. What is not covered has no value, not 0."
        )
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "not_covered",
                message,
                "Send the raster of the whole country.",
                value=", ".join(partial),
                expected="all districts",
            )
        )
    remarks += _doubtful_values(spot, raster)
    rows, columns = raster.values.shape
    empty = int(np.isnan(raster.values).sum())
    summary = (
        f"{rows} x {columns} cells in {raster.crs}; {empty:,} cells hold no data.",
        values_words(raster),
    )
    return Incoming(path.name, "raster", summary, tuple(remarks), (), (), raster)


def _doubtful_values(spot: Spot, raster: RawRaster) -> list[Remark]:
    """Return warnings on a raster without values, and on people of which there are too few."""
    known = raster.values[~np.isnan(raster.values)]
    if not known.size:
        message = "No cell of the raster holds a value: all are without data."
        remedy = "Look at it in a map program; export the layer again."
        return [spot.remark(Severity.WARNING, "no_values", message, remedy, expected="values")]
    if RasterKind.HEIGHTS in named_kinds(spot.file):
        return _no_heights(spot, raster)
    if RasterKind.PEOPLE not in named_kinds(spot.file):
        return []
    below, total = int((known < 0).sum()), float(known.sum())
    message = ""
    if below:
        message = f"{below:,} cells are below 0, which no count of people can be."
    elif not LEAST_PEOPLE <= total <= MOST_PEOPLE:
        message = f"The cells add up to {total:,.0f}, which cannot be the people of a country."
    elif known.size >= MANY_CELLS and known.min() == known.max():
        message = f"Each of the cells holds {known[0]:g}: nobody was counted or placed so."
    if not message:
        return []
    remedy = "Declare the no-data value of the raster; send people a cell, no density or share."
    return [
        spot.remark(Severity.WARNING, "no_people", message, remedy, expected="people in each cell")
    ]


def _no_heights(spot: Spot, raster: RawRaster) -> list[Remark]:
    """Return a warning on a raster that is named as heights and holds none in metres."""
    if kind_of_raster(spot.file, raster):
        return []
    low, high = np.nanmin(raster.values), np.nanmax(raster.values)
    message = f"The values run from {low:,.0f} to {high:,.0f}, which no heights in metres do here."
    remedy = "Look whether they are feet, or another quantity; send heights in metres."
    return [spot.remark(Severity.WARNING, "no_heights", message, remedy, expected="metres")]


def coverage(raster: RawRaster, place: Place) -> dict[str, float]:
    """Return the share of each district that lies within what the raster covers."""
    edges = raster.outline_in_degrees
    shares = {}
    for code, shape in place.shapes.items():
        area = shapely.area(shape)
        shares[str(code)] = (
            float(shapely.area(shapely.intersection(shape, edges)) / area) if area else 0.0
        )
    return shares
