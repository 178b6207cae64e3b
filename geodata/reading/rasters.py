"""GeoTIFF: one band of values with a place on the earth; what is no data stays no data."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer
from pyproj.exceptions import ProjError

from geodata.content import unreadable
from geodata.errors import GeodataError, NoCrsError, UnreadableFileError
from geodata.findings import Finding, error, warning
from geodata.reading.layers import no_degrees
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from pathlib import Path

    import shapely
    from affine import Affine
    from numpy.typing import NDArray
    from rasterio.io import DatasetReader

TIFF_STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
MOST_CELLS = 50_000_000
FARTHEST_VALUE = 1e15  # Beyond it stand the "no data" marks of float rasters, rounded or not.
UNDECLARED_NO_DATA = (-9999.0, -99999.0, -32768.0)
TOP_MARKS = frozenset({255, 9999, 32767, 65535, 99999, 999999, 2147483647, 4294967295})
FAR_BELOW = 10  # A mark is so many times what the highest value is.
PICTURE_BANDS = 3
METRES_A_DEGREE = 111_320.0
STRAIGHT = 0.01  # Part of a cell: rows that climb by less from end to end run west to east.
EDGE_PIECES = 21  # Of each edge, when it is drawn in degrees.
# Whatever GDAL and rasterio raise on a damaged file; none of it is a fault of ours.
FAULTS = (RuntimeError, ValueError, OSError, ArithmeticError, LookupError, TypeError)


@dataclass(frozen=True, eq=False)
class RawRaster:
    """
    One band of a GeoTIFF.

    Parameters
    ----------
    name
        The file's name.
    values
        Shape (rows, columns), north first unless it is rotated; NaN where there is no data.
    crs
        The coordinate system as text, such as ``EPSG:32735``.
    bounds
        West, south, east and north edge, in the units of ``crs``.
    findings
        What was noticed while reading.
    rotated
        Where the cells of a rotated raster lie; None where rows run from west to east.
    """

    name: str
    values: NDArray[np.float64]
    crs: str
    bounds: tuple[float, float, float, float]
    findings: tuple[Finding, ...]
    rotated: Affine | None = None

    @property
    def place(self) -> Affine:
        """What leads from column and row to a position in ``crs``, rotated or not."""
        from affine import Affine  # noqa: PLC0415 - read together with rasterio only

        if self.rotated is not None:
            return self.rotated
        west, south, east, north = self.bounds
        rows, columns = self.values.shape
        return Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north)

    @property
    def bounds_in_degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge as longitudes and latitudes."""
        transformer = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        west, south, east, north = transformer.transform_bounds(*self.bounds)
        return west, south, east, north

    @property
    def outline_in_degrees(self) -> shapely.Polygon:
        """What the raster covers, as longitudes and latitudes; its sides may be bent."""
        import shapely  # noqa: PLC0415 - tables need none

        along = np.linspace(0, 1, EDGE_PIECES)[:-1]
        still = np.zeros_like(along)
        rows, columns = self.values.shape
        across = np.concatenate([along, still + 1, 1 - along, still]) * columns
        down = np.concatenate([still, along, still + 1, 1 - along]) * rows
        transformer = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        corners = np.column_stack(transformer.transform(*(self.place @ (across, down))))
        if not np.isfinite(corners).all():  # A pole, or what lies behind the earth.
            return shapely.box(*self.bounds_in_degrees)
        return shapely.make_valid(shapely.Polygon(corners))

    @property
    def cell_m(self) -> float:
        """The longer side of a cell, about, in metres."""
        rows, columns = self.values.shape
        ends = columns / 2 + np.array([0, 1, 0]), rows / 2 + np.array([0, 0, 1])
        transformer = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        longitude, latitude = transformer.transform(*(self.place @ ends))
        wide = (longitude[1:] - longitude[0]) * np.cos(np.radians(latitude[0]))
        return float(np.hypot(wide, latitude[1:] - latitude[0]).max() * METRES_A_DEGREE)


def read_raster(path: Path) -> RawRaster:
    """
    Read the one band of a GeoTIFF as numbers.

    Raises
    ------
    UnreadableFileError
        When the file is not there, no GeoTIFF, damaged, far too large, or a colour picture.
    NoCrsError
        When it has no place on the earth.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except PermissionError as problem:
        raise UnreadableFileError(unreadable(path.name, problem)) from problem
    except OSError as problem:
        message = "The file is not there or may not be read."
        raise refuse("missing_file", path.name, message, "Add the file.") from problem
    if not start:
        raise refuse("empty_file", path.name, "The file is empty.", "Export the layer again.")
    if start not in TIFF_STARTS:
        message = "This is no GeoTIFF."
        raise refuse("unknown_format", path.name, message, "Export the layer as GeoTIFF.")
    return _read(path)


def _read(path: Path) -> RawRaster:
    import rasterio  # noqa: PLC0415 - slow to import, and a cached start does not need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What it warns of, we refuse in words.
            with rasterio.open(path, driver="GTiff") as source:
                _refuse_what_is_no_layer(path.name, source)
                # As floats at once, and changed in place: a large raster is there but once.
                values, crs = source.read(1, out_dtype="float64"), source.crs.to_string()
                _mask(values, source)
                findings = _without_no_data(path.name, values, source.nodata)
                turned, bounds, rotated = _placed(source)
                scale, offset = source.scales[0], source.offsets[0]
    except GeodataError:
        raise
    except FAULTS as problem:
        message = "The file is damaged or incomplete."
        raise refuse("damaged_file", path.name, message, "Export the layer again.") from problem
    if scale != 1 or offset != 0:
        values *= scale
        values += offset
    values = np.ascontiguousarray(values[turned])
    raster = RawRaster(path.name, values, crs, bounds, findings, rotated)
    _refuse_off_the_earth(raster)
    return raster


def _mask(values: NDArray[np.float64], source: DatasetReader) -> None:
    """Mark in place what a mask within the file says is no data."""
    from rasterio.enums import MaskFlags  # noqa: PLC0415 - read together with rasterio only

    if MaskFlags.per_dataset in source.mask_flag_enums[0]:
        values[source.read_masks(1) == 0] = np.nan


def _refuse_off_the_earth(raster: RawRaster) -> None:
    """Raise where the stated system leads to no degrees, or this corner to none."""
    try:
        edges = raster.bounds_in_degrees
    except ProjError as problem:
        raise no_degrees(raster.name, raster.crs[:80]) from problem
    if not np.isfinite(edges).all():
        raise no_degrees(raster.name, raster.crs[:80])


def _placed(
    source: DatasetReader,
) -> tuple[tuple[slice, slice], tuple[float, float, float, float], Affine | None]:
    """Return how the cells must be turned to have north up, the edges, and what stays rotated."""
    step, rows, columns = source.transform, source.height, source.width
    corners = [step @ (column, row) for column in (0, columns) for row in (0, rows)]
    easts, norths = zip(*corners, strict=True)
    bounds = float(min(easts)), float(min(norths)), float(max(easts)), float(max(norths))
    climb = max(abs(step.d) * columns, abs(step.b) * rows)
    if climb > STRAIGHT * max(abs(step.a), abs(step.e)):
        return (slice(None), slice(None)), bounds, step
    turned = slice(None, None, -1 if step.e > 0 else 1), slice(None, None, -1 if step.a < 0 else 1)
    return turned, bounds, None


def _refuse_what_is_no_layer(name: str, source: DatasetReader) -> None:
    if source.crs is None or source.transform.is_identity:
        message = "The raster has no position on the earth: no coordinate system or no corner."
        remedy = "Export it again as GeoTIFF with its coordinate system."
        raise NoCrsError(error("no_crs", name, None, "", "", message, remedy))
    if not source.transform.determinant:
        message = "The cells of the raster have no size: its place on the earth is damaged."
        raise refuse("damaged_file", name, message, "Export the layer again.")
    if source.count >= PICTURE_BANDS and source.dtypes[0] == "uint8":
        message = f"This is a colour picture ({source.count} bands of 0-255), not values."
        raise refuse("picture", name, message, "Export the values as one band, not an image.")
    if source.count != 1:
        message = f"The raster has {source.count} bands; one is expected."
        raise refuse("several_bands", name, message, "Export one band.")
    if source.dtypes[0].startswith("complex"):
        message = "The values of the raster have an imaginary part; they count and measure nothing."
        raise refuse("unknown_format", name, message, "Export the values as one band of numbers.")
    if source.width * source.height > MOST_CELLS:
        message = f"The raster has {source.width * source.height:,} cells; 50 million can be read."
        raise refuse("too_large", name, message, "Cut it to the country or use larger cells.")


def _without_no_data(
    name: str, values: NDArray[np.float64], no_data: float | None
) -> tuple[Finding, ...]:
    """Mark in place what is no data, declared or not, and say what was not declared."""
    with np.errstate(invalid="ignore"):
        # Infinity is absent too.
        values[~((values < FARTHEST_VALUE) & (values > -FARTHEST_VALUE))] = np.nan
    if no_data is not None:
        values[values == no_data] = np.nan
        return ()
    findings = [
        _undeclared(name, values, mark) for mark in UNDECLARED_NO_DATA if (values == mark).any()
    ]
    mark = _top_mark(values)
    if mark:
        findings.append(_undeclared(name, values, mark))
    return tuple(findings)


def _undeclared(name: str, values: NDArray[np.float64], mark: float) -> Finding:
    marked = values == mark
    values[marked] = np.nan
    message = f"{mark:.0f} was treated as no data in {int(marked.sum()):,} cells."
    remedy = "Declare it as the no-data value of the raster."
    return warning("undeclared_no_data", name, None, "", f"{mark:.0f}", message, remedy)


def _top_mark(values: NDArray[np.float64]) -> float:
    """
    Return the highest value where it is a usual mark and far above all others, else 0.

    >>> _top_mark(np.array([3.0, 20.0, 255.0])), _top_mark(np.array([3.0, 200.0, 255.0]))
    (255.0, 0.0)
    """
    known = values[~np.isnan(values)]
    top = float(known.max()) if known.size else 0.0
    if top not in TOP_MARKS:
        return 0.0
    others = known[known < top]
    return top if others.size and others.max() * FAR_BELOW < top else 0.0
