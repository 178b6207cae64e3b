"""What a raster changes in a dataset: people move births within districts, heights walk times."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geodata.counts import Cells, counts_on
from geodata.findings import Severity
from geodata.fitting import fitted, is_finer
from geodata.incoming.rasterfile import NEARLY_ALL, coverage
from geodata.incoming.result import Remark, Spot
from geodata.programme import check
from geodata.reading.about import ABOUT_FILE
from geodata.status import DataStatus
from geodata.zonal import sums

if TYPE_CHECKING:
    from geodata.grid import Grid
    from geodata.incoming.basefiles import Base
    from geodata.incoming.datasetfiles import Stamp
    from geodata.incoming.place import Place
    from geodata.programme import Programme
    from geodata.reading.rasters import RawRaster

PEOPLE = re.compile(r"pop|ppp|people|hrsl|women|births|ghs", re.IGNORECASE)
HEIGHTS = re.compile(r"dem|srtm|elev|height|altitude|dsm|copernicus", re.IGNORECASE)
LEAST_PEOPLE, MOST_PEOPLE = 10_000, 100_000_000
LOWEST_M, HIGHEST_M, LOW_SHARE = 300, 6_000, 5


class Made(NamedTuple):
    """Files by name, the layer whose source is now another, and what was done in words."""

    files: dict[str, bytes]
    layer: str
    message: str


def kind_of_raster(name: str, raster: RawRaster) -> str:
    """
    Say whether a raster holds people or heights, by its name and by its values; else neither.

    Both must agree: a raster is never taken for what its values cannot be.
    """
    known = raster.values[np.isfinite(raster.values)]
    if not known.size:
        return ""
    total, low, high = float(known.sum()), *np.percentile(known, [LOW_SHARE, 100 - LOW_SHARE])
    if HEIGHTS.search(name) and low >= LOWEST_M and high <= HIGHEST_M:
        return "heights"
    if PEOPLE.search(name) and known.min() >= 0 and LEAST_PEOPLE <= total <= MOST_PEOPLE:
        return "people"
    return ""


def raster_files(
    name: str, raster: RawRaster, base: Base, place: Place, stamp: Stamp
) -> tuple[dict[str, bytes], list[Remark]]:
    """Return the dataset's files that a raster changes, and what was done or why nothing was."""
    spot, kind = Spot(name), kind_of_raster(name, raster)
    if not kind:
        message = (
            "The raster was checked and is not part of the dataset: a version takes people "
            "(in the name: pop, women, births) and heights (in the name: dem, elevation)."
        )
        below = int((raster.values < 0).sum())
        if PEOPLE.search(name) and below:
            message = f"{below:,} cells are negative, which no count of people can be; not used."
            remedy = "Declare the no-data value of the raster."
            return {}, [spot.remark(Severity.WARNING, "checked_only", message, remedy)]
        return {}, [spot.remark(Severity.NOTE, "checked_only", message)]
    partly = [code for code, share in coverage(raster, place).items() if share < NEARLY_ALL]
    programme, _ = check(base.folder)
    if partly or programme is None:
        message = "The raster was checked; to be part of the dataset it must cover every district."
        return {}, [spot.remark(Severity.WARNING, "checked_only", message)]
    made = (_births if kind == "people" else _elevation)(raster, programme)
    if not made.files:
        return {}, [spot.remark(Severity.WARNING, "checked_only", made.message)]
    # Births are worked out from people, whoever counted these.
    status = DataStatus.MODELLED if kind == "people" else stamp.data_status
    # Only a model as fine as the grid shows the slopes between its cells.
    slopes = is_finer(programme.grid, raster) if kind == "heights" else None
    about = layer_from(base, made.layer, stamp, status, has_slopes=slopes)
    remark = spot.remark(Severity.WARNING, "raster_used", made.message, "Confirm.")
    return made.files | about, [remark]


def layer_from(
    base: Base, layer: str, stamp: Stamp, status: DataStatus, *, has_slopes: bool | None = None
) -> dict[str, bytes]:
    """Return programme.json with another source of one layer; heights say if they have slopes."""
    about = base.about()
    layers = dict(about["layers"])  # type: ignore[call-overload]
    layers[layer] = {
        "source": stamp.source,
        "source_date": stamp.source_date,
        "data_status": str(status),
    }
    if has_slopes is not None:
        ground = dict(about.get("ground") or {})  # type: ignore[call-overload]
        about |= {"ground": ground | {"elevation_has_slopes": has_slopes}}
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
    return Made({"births.tif": grid_tif(shared.astype(np.float32), grid, None)}, "births", message)


def _elevation(raster: RawRaster, programme: Programme) -> Made:
    grid = programme.grid
    heights = fitted(grid, raster)
    missing = int((grid.inside & np.isnan(heights)).sum())
    if missing:
        return Made({}, "elevation", f"{missing:,} cells of the country have no height; not used.")
    marked = np.where(np.isnan(heights), NO_HEIGHT, np.round(heights)).astype(np.int16)
    message = "Read as heights in metres: elevation.tif is made from it; walking times follow. " + (
        SLOPES if is_finer(grid, raster) else ZONES
    )
    return Made({"elevation.tif": grid_tif(marked, grid, NO_HEIGHT)}, "elevation", message)


NO_HEIGHT = -32768
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
