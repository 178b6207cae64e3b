"""Checks of the ground: elevation, land cover, roads and friction that a folder may bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.errors import FileError
from geodata.findings import Finding, error, note, warning
from geodata.grid import Frame, frame_of
from geodata.ground.fitting import Blend, fitted
from geodata.ground.folder import FRICTION_FILE, LAND_COVER_FILE, cover_codes
from geodata.reading.rasters import RawRaster, read_raster
from geodata.walking.frictions import unit_fault
from geodata.walking.landspeeds import ROAD_CLASSES, road_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geodata.reading.about import GroundFacts
    from geodata.reading.folder import Contents

ELEVATION_FILE: Final = "elevation.tif"
LOWEST_M, HIGHEST_M = -430.0, 8850.0
MARGIN_M: Final = 10_000.0
SHOWN: Final = 5


@dataclass(frozen=True, eq=False)
class _Country:
    """The cells of the dataset, and the births on them."""

    frame: Frame
    births: NDArray[np.float64]

    def share_without(self, known: NDArray[np.bool_]) -> float:
        """Share of births on cells where something is not known."""
        total = float(self.births.sum())
        return float(self.births[~known].sum()) / total if total > 0 else 0.0


def check_ground(contents: Contents) -> list[Finding]:
    """Return what is wrong or doubtful in the layers of the ground; without any, nothing."""
    if contents.info is None:
        return []
    facts, folder = contents.info.ground, contents.folder
    findings = list(_roads(contents))
    rasters = {name: (folder / name).is_file() for name in (LAND_COVER_FILE, FRICTION_FILE)} | {
        ELEVATION_FILE: facts.elevation_has_slopes
    }
    if not any(rasters.values()):
        return findings
    findings += _facts(facts, rasters)
    try:
        births = read_raster(folder / "births.tif")
        country = _Country(frame_of(births), np.nan_to_num(births.values))
    except FileError:
        return findings  # Said by the checks of the layers already.
    for name, there in rasters.items():
        if there:
            findings += _raster(contents, country, name)
    return [*findings, *_margin(country)]


def _facts(facts: GroundFacts, rasters: dict[str, bool]) -> Iterator[Finding]:
    """Yield what the folder must say of its ground and does not."""
    friction = facts.friction_includes_slope
    where = ("programme.json", None, "ground")
    if rasters[FRICTION_FILE] and friction is None:
        message = "Nothing says whether friction.tif holds the slopes already."
        remedy = 'Add "ground": {"friction_includes_slope": true} or false.'
        yield error("slopes_not_said", *where, "", message, remedy)
    if rasters[FRICTION_FILE] and friction is False and not facts.elevation_has_slopes:
        message = "A friction surface without slopes needs an elevation model to take them from."
        remedy = 'Add an elevation.tif and "elevation_has_slopes": true.'
        yield error("no_slopes", *where, "", message, remedy)
    if rasters[FRICTION_FILE] and rasters[LAND_COVER_FILE]:
        message = "Not used: friction.tif says how fast each cell is."
        remedy = "Remove one of the two."
        yield warning("not_used", LAND_COVER_FILE, None, "", "", message, remedy)
    elif rasters[LAND_COVER_FILE] and not facts.elevation_has_slopes:
        message = (
            "Not used: speeds by land cover are speeds on the level, and there is no elevation "
            "model. Walking speeds follow the ecological zones, which hold the slopes."
        )
        remedy = 'Add an elevation.tif and "ground": {"elevation_has_slopes": true}.'
        yield warning("not_used", LAND_COVER_FILE, None, "", "", message, remedy)


def _raster(contents: Contents, country: _Country, name: str) -> Iterator[Finding]:
    try:
        raster = read_raster(contents.folder / name)
        blend = {LAND_COVER_FILE: Blend.CLASS, FRICTION_FILE: Blend.MEAN}.get(name, Blend.SMOOTH)
        cells = fitted(country.frame, raster, blend)
    except FileError as problem:
        yield problem.finding
        return
    if name != ELEVATION_FILE:  # Its reading was told of by the checks of the layers.
        yield from raster.findings
    known = ~np.isnan(cells)
    if not known.any():
        message = "The raster does not reach the country, or holds no data there."
        remedy = "Use the raster of this country, with its coordinate system."
        yield error("raster_elsewhere", name, None, "", "", message, remedy)
        return
    yield from _holes(country, name, known)
    if name == ELEVATION_FILE:
        yield from _heights(raster)
    elif name == FRICTION_FILE:
        yield from _friction(raster)
    else:
        yield from _cover(contents, raster)


def _holes(country: _Country, name: str, known: NDArray[np.bool_]) -> Iterator[Finding]:
    counts = {
        ELEVATION_FILE: "the ground counts as level",
        LAND_COVER_FILE: "the ground counts as of unknown cover",
        FRICTION_FILE: "nobody can walk, and women take the time of the nearest open cell",
    }
    missing = int((~known & (country.births > 0)).sum())
    if missing:
        share = 100 * country.share_without(known)
        message = (
            f"{missing:,} cells with {share:.1f}% of births have no value: there {counts[name]}."
        )
        remedy = "Fill the holes, or use a raster that covers the whole country."
        yield warning("holes", name, None, "", "", message, remedy)


def _heights(raster: RawRaster) -> Iterator[Finding]:
    low, high = float(np.nanmin(raster.values)), float(np.nanmax(raster.values))
    if low < LOWEST_M or high > HIGHEST_M:
        message = f"Heights run from {low:,.0f} to {high:,.0f}: these are no metres above the sea."
        remedy = "Give heights in metres, and declare the no-data value."
        yield error("not_metres", raster.name, None, "", "", message, remedy)


def _friction(raster: RawRaster) -> Iterator[Finding]:
    message = unit_fault(raster.values)
    if message:
        remedy = "Give minutes a metre (0.012 is 5 km/h), whatever the size of a cell."
        yield error("not_minutes_per_metre", raster.name, None, "", "", message, remedy)
    negative = int((raster.values < 0).sum())
    if negative:
        message = f"{negative:,} cells are negative: nobody can walk there."
        yield warning("negative_number", raster.name, None, "", "", message, "Declare no data.")


def _cover(contents: Contents, raster: RawRaster) -> Iterator[Finding]:
    table = contents.tables.get("landcover_classes")
    if table is None:
        return
    codes = cover_codes(table.frame)
    found = np.unique(raster.values[~np.isnan(raster.values)])
    unknown = [f"{code:g}" for code in found if code not in codes]
    if not unknown:
        return
    named = ", ".join(unknown[:SHOWN]) + (" and more" if len(unknown) > SHOWN else "")
    listed = "landcover_classes.csv has" if len(table.frame) else "ESA WorldCover has"
    message = f"{listed} no such class: the ground there counts as of unknown cover."
    remedy = "Add landcover_classes.csv with a row for each code of the raster."
    yield warning("unknown_class", raster.name, None, "", named, message, remedy)


def _roads(contents: Contents) -> Iterator[Finding]:
    layer = contents.layers.get("roads")
    if layer is None or layer.frame.empty:
        return
    classes = layer.frame["class"]
    for text in dict.fromkeys(classes[classes != ""]):
        if road_class(text) is None:
            features = int((classes == text).sum())
            message = f"No such class of road; {features:,} features are left out."
            remedy = f"Write one of: {', '.join(ROAD_CLASSES)}."
            yield warning("unknown_class", layer.name, None, "class", text, message, remedy)
    lines = layer.frame.geometry.geom_type.isin(["LineString", "MultiLineString"])
    if not lines.all():
        number = layer.frame.index[~lines][0]
        message = "A road is a line."
        text = f"feature {number}"
        yield error("no_line", layer.name, None, "", text, message, "Remove what is no line.")


def _margin(country: _Country) -> Iterator[Finding]:
    """Say so where the grid ends so near to the country that ways beyond it are cut off."""
    rows, columns = np.nonzero(country.births > 0)
    if not len(rows):
        return
    height, width = country.births.shape
    cells = min(rows.min(), columns.min(), height - 1 - rows.max(), width - 1 - columns.max())
    margin_m = float(cells) * country.frame.cell_m
    if margin_m < MARGIN_M:
        message = (
            f"The grid ends {margin_m / 1000:.1f} km beyond the last births; walks over the border "
            "are known only inside it."
        )
        remedy = "Give births.tif and the other rasters a margin of 10 km."
        yield note("narrow_margin", "births.tif", None, "", "", message, remedy)
