"""
What a raster changes in a dataset.

People move births within districts; heights, land cover and friction change walking times.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geodata.findings import Severity
from geodata.ground.counts import Cells, counts_on
from geodata.ground.fitting import Blend, fitted, is_finer
from geodata.incoming.decisions import Decisions
from geodata.incoming.peoplecheck import people_remarks
from geodata.incoming.rasterfile import NEARLY_ALL, coverage
from geodata.incoming.rasterkinds import RasterKind, classes_of, kind_of_raster, named_kinds
from geodata.incoming.result import Remark, Spot
from geodata.programme import check
from geodata.reading.about import ABOUT_FILE
from geodata.schema import LANDCOVER_CLASSES, POPULATION
from geodata.status import DataStatus, worst
from geodata.walking.frictions import likely_units, median_kmh, minutes_per_metre, unit_fault
from geodata.walking.landspeeds import WORLDCOVER
from geodata.zonal import sums

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.grid import Grid
    from geodata.incoming.basefiles import Base
    from geodata.incoming.datasetfiles import Stamp
    from geodata.incoming.place import Place
    from geodata.programme import Programme
    from geodata.reading.rasters import RawRaster

NOT_PART = (
    "The raster was checked and is not part of the dataset: a version takes people (in the name: "
    "pop, women, births), heights (dem, elevation), land cover (landcover, worldcover) and "
    "friction in minutes a metre (friction, walking)."
)


class Made(NamedTuple):
    """Files by name, the layer whose source is now another, what was done, and what is known."""

    files: dict[str, bytes]
    layer: str
    message: str
    ground: Mapping[str, bool] = MappingProxyType({})
    people: float = 0.0


def raster_files(
    name: str,
    raster: RawRaster,
    base: Base,
    place: Place,
    stamp: Stamp,
    decisions: Decisions | None = None,
) -> tuple[dict[str, bytes], list[Remark]]:
    """Return the dataset's files that a raster changes, and what was done or why nothing was."""
    spot, said = Spot(name), decisions or Decisions()
    raster, converted = _in_minutes(spot, raster, said)
    kind = kind_of_raster(name, raster)
    if not kind:
        return {}, _not_taken(spot, raster)
    partly = [code for code, share in coverage(raster, place).items() if share < NEARLY_ALL]
    programme, _ = check(base.folder)
    if partly or programme is None:
        message = "The raster was checked; to be part of the dataset it must cover every district."
        if programme is None:
            message = "The raster was checked; errors in the draft must be mended before it counts."
        return {}, [spot.remark(Severity.WARNING, "checked_only", message)]
    slopes, asked = _slopes(spot, kind, said)
    makers: dict[RasterKind, Callable[[], Made]] = {
        RasterKind.PEOPLE: lambda: _births(raster, programme),
        RasterKind.HEIGHTS: lambda: _elevation(raster, programme),
        RasterKind.COVER: lambda: _cover(raster, programme, base),
        RasterKind.FRICTION: lambda: _friction(raster, programme, slopes=slopes),
    }
    made = makers[kind]()
    if not made.files:
        return {}, [spot.remark(Severity.WARNING, "checked_only", made.message), *asked]
    status = worst([stamp.data_status, BEST[kind]])
    about = layer_from(base, made.layer, stamp, status, made.ground)
    remark = spot.remark(Severity.WARNING, "raster_used", made.message, "Confirm.")
    if kind == RasterKind.PEOPLE:
        asked = [*asked, *people_remarks(spot, made.people, base.table(POPULATION))]
    return made.files | about, [*converted, remark, *asked]


def _in_minutes(
    spot: Spot, raster: RawRaster, decisions: Decisions
) -> tuple[RawRaster, list[Remark]]:
    """Return a friction in minutes a metre, where a person said in which unit it is."""
    if RasterKind.FRICTION not in named_kinds(spot.file):
        return raster, []
    said = (unit for unit in likely_units(raster.values) if decisions.makes(IN_UNIT, "", unit))
    unit = next(said, "")
    if not unit:
        return raster, []
    message = f"Converted from {unit} to minutes a metre, as you decided."
    remark = spot.remark(Severity.NOTE, "unit_converted", message)
    return replace(raster, values=minutes_per_metre(raster.values, unit)), [remark]


def _not_taken(spot: Spot, raster: RawRaster) -> list[Remark]:
    """Say why a raster is no part of the dataset: a name of nothing known, or values of another."""
    kinds = named_kinds(spot.file)
    fault = unit_fault(raster.values) if RasterKind.FRICTION in kinds else ""
    if fault:
        refused = spot.remark(
            Severity.WARNING, "not_minutes_per_metre", f"{fault} Not used.",
            "Give minutes a metre (0.012 is 5 km/h), or say below which unit it is in.",
            expected="minutes a metre",
        )  # fmt: skip
        offers = [
            spot.remark(
                Severity.NOTE, "other_unit", f"If it is in {unit}, it can be converted.",
                "Take it only where the source says so.", value=unit, fix=IN_UNIT,
            )
            for unit in likely_units(raster.values)
        ]  # fmt: skip
        return [refused, *offers]
    below = int((raster.values < 0).sum())
    if RasterKind.PEOPLE in kinds and below:
        message = f"{below:,} cells are negative, which no count of people can be; not used."
        remedy = "Declare the no-data value of the raster."
        return [spot.remark(Severity.WARNING, "checked_only", message, remedy)]
    return [spot.remark(Severity.NOTE, "checked_only", NOT_PART)]


def _slopes(spot: Spot, kind: RasterKind, decisions: Decisions) -> tuple[bool, list[Remark]]:
    """Say whether a friction holds slopes, and ask: the surfaces of the Malaria Atlas do."""
    if kind != RasterKind.FRICTION:
        return False, []
    without = decisions.makes(ADD_SLOPES, "", "") and SLOPES_HELD not in decisions.left
    message = (
        "Read as a friction without slopes, as you decided: they come from the elevation model."
        if without
        else "Read as a friction that holds the slopes already, as those of the Malaria Atlas do."
    )
    remark = spot.remark(
        Severity.WARNING, "friction_slopes", message,
        "Confirm, or decide the other way: slopes must count once.",
        fix=SLOPES_HELD if without else ADD_SLOPES, asks=True,
    )  # fmt: skip
    vehicles = spot.remark(
        Severity.WARNING, "surface_of_vehicles",
        "By its name this is a surface for motor vehicles; women would walk at their speeds.",
        "Send a walking-only surface.", asks=True,
    )  # fmt: skip
    return not without, [remark, *([vehicles] if VEHICLES.search(spot.file) else [])]


def layer_from(
    base: Base,
    layer: str,
    stamp: Stamp,
    status: DataStatus,
    known: Mapping[str, bool] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Return programme.json with another source of one layer, and what is known of the ground."""
    about = base.about()
    layers = dict(about["layers"])  # type: ignore[call-overload]
    layers[layer] = {
        "source": stamp.source,
        "source_date": stamp.source_date,
        "data_status": str(status),
    }
    if known:
        ground = dict(about.get("ground") or {})  # type: ignore[call-overload]
        about |= {"ground": ground | dict(known)}
    text = json.dumps(about | {"layers": layers}, ensure_ascii=False, indent=1) + "\n"
    return {ABOUT_FILE: text.encode()}


def _births(raster: RawRaster, programme: Programme) -> Made:
    """Share each district's births among its cells by people; its births stay as they were."""
    grid, outlines = programme.grid, programme.districts.geometry
    counts = counts_on(raster, outlines, _cells(grid))
    group, count = grid.district.ravel().astype(np.int64), len(outlines)
    births = sums(grid.births.ravel(), group, count)
    people = sums(counts.values.ravel(), group, count)
    empty = [
        str(code)
        for code, born, here in zip(programme.districts.index, births, people, strict=True)
        if born > 0 and here <= 0
    ]
    if empty:
        return Made({}, "births", f"Nobody lives in {', '.join(empty)} by this raster; not used.")
    factors = np.divide(births, people, out=np.zeros(count), where=people > 0)
    inside = group >= 0
    shared = np.where(
        inside, counts.values.ravel() * factors[np.where(inside, group, 0)], 0.0
    ).reshape(grid.shape)
    message = (
        f"Read as people ({counts.totals.sum():,.0f} in the districts): the births of each "
        "district stay as they are and are shared among its cells by them, in births.tif."
    )
    files = {"births.tif": grid_tif(shared.astype(np.float32), grid, None)}
    return Made(files, "births", message, people=float(counts.totals.sum()))


def _elevation(raster: RawRaster, programme: Programme) -> Made:
    grid = programme.grid
    heights = fitted(grid, raster)
    missing = int((grid.inside & np.isnan(heights)).sum())
    if missing:
        return Made({}, "elevation", f"{missing:,} cells of the country have no height; not used.")
    marked = np.where(np.isnan(heights), NO_HEIGHT, np.round(heights)).astype(np.int16)
    # Only a model as fine as the grid shows the slopes between its cells.
    slopes = is_finer(grid, raster)
    message = "Read as heights in metres: elevation.tif is made from it; walking times follow. " + (
        SLOPES if slopes else ZONES
    )
    files = {"elevation.tif": grid_tif(marked, grid, NO_HEIGHT)}
    return Made(files, "elevation", message, {"elevation_has_slopes": slopes})


def _cover(raster: RawRaster, programme: Programme, base: Base) -> Made:
    """Give each cell its commonest class; what the classes mean is the dataset's to say."""
    table = base.table(LANDCOVER_CLASSES)
    own = {int(code) for code in table["code"] if str(code).isdecimal()}
    codes = set(classes_of(raster))
    named = f"{LANDCOVER_CLASSES.name}.csv" if own else "ESA WorldCover"
    if not codes & (own or set(WORLDCOVER)):
        message = (
            f"None of its classes is one of {named}; not used. Send a table with the columns "
            "code and cover first."
        )
        return Made({}, "landcover", message)
    found = fitted(programme.grid, raster, Blend.CLASS)
    marked = np.where(np.isnan(found), NO_CODE, found).astype(np.int32)
    message = (
        f"Read as land cover in classes of {named}: landcover.tif is made from it, of each cell "
        "its commonest class. Walking speeds follow it where the elevation has slopes."
    )
    return Made({"landcover.tif": grid_tif(marked, programme.grid, NO_CODE)}, "landcover", message)


def _friction(raster: RawRaster, programme: Programme, *, slopes: bool) -> Made:
    """Bring minutes a metre to the grid; what is closed stays closed and is blended with none."""
    if not slopes and programme.grid.layers.heights_m is None:
        message = (
            "A friction without slopes needs an elevation model as fine as the grid, to take them "
            "from; not used. Send that first, then this again."
        )
        return Made({}, "friction", message)
    found = fitted(programme.grid, raster, Blend.MEAN, above=0)
    closed = int((programme.grid.inside & np.isnan(found)).sum())
    marked = np.where(np.isnan(found), NO_FRICTION, found).astype(np.float32)
    message = (
        f"Read as minutes a metre (half of the ground at {median_kmh(found):.1f} km/h or less): "
        "friction.tif is made from it and says how long walks take, in place of zones, land cover "
        "and roads."
    )
    if closed:
        message += f" {closed:,} cells of the country have no value: nobody can walk there."
    files = {"friction.tif": grid_tif(marked, programme.grid, NO_FRICTION)}
    return Made(files, "friction", message, {"friction_includes_slope": slopes})


# No raster is the programme's own report. Births are worked out from people, whoever counted
# these, and a friction is a model of walking.
BEST = {
    RasterKind.PEOPLE: DataStatus.MODELLED,
    RasterKind.FRICTION: DataStatus.MODELLED,
    RasterKind.HEIGHTS: DataStatus.PUBLISHED,
    RasterKind.COVER: DataStatus.PUBLISHED,
}
IN_UNIT = "in_unit"
ADD_SLOPES, SLOPES_HELD = "add_slopes", "slopes_held"
VEHICLES = re.compile(r"motori[sz]ed|travel_speed", re.IGNORECASE)
NO_HEIGHT, NO_CODE, NO_FRICTION = -32768, -1, -9999
SLOPES = "Slopes come from it; the zones of terrain stay for winter and home visits."
ZONES = "It is too coarse for slopes: speeds follow the zones of terrain, which stay as they are."


def _cells(grid: Grid) -> Cells:
    return Cells(grid.crs, grid.west_m, grid.north_m, grid.cell_m, grid.shape)


def grid_tif(values: np.ndarray[Any, Any], grid: Grid, no_data: int | None) -> bytes:
    """Return a GeoTIFF of one band on the grid of a dataset."""
    from rasterio.io import MemoryFile  # noqa: PLC0415 - slow to import
    from rasterio.transform import Affine  # noqa: PLC0415

    profile = {
        "driver": "GTiff", "height": grid.shape[0], "width": grid.shape[1], "count": 1,
        "dtype": str(values.dtype), "crs": grid.crs, "nodata": no_data, "compress": "deflate",
        "transform": Affine(grid.cell_m, 0, grid.west_m, 0, -grid.cell_m, grid.north_m),
    }  # fmt: skip
    with warnings.catch_warnings(), MemoryFile() as file:
        warnings.simplefilter("ignore")  # rasterio's own way of multiplying.
        with file.open(**profile) as written:
            written.write(values, 1)
        return bytes(file.read())
