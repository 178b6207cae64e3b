"""Checks of the layers: ids, shapes, the districts' codes, rasters in the right place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import FileError
from geodata.findings import Finding, error, warning
from geodata.reading.folder import LAYERS, Contents, Layer
from geodata.reading.joined import GRID_LAYERS, ground_rasters, layer_origin
from geodata.reading.rasters import read_raster
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.reading.layers import RawLayer
    from geodata.reading.rasters import RawRaster

RASTERS = (*GRID_LAYERS, "areas")
COUNTED = ("births", "zones", "areas")  # 0 means none or outside in each of them.
MOST_ZONES = 4
EDGE_DEGREES = 0.01  # About 1 km: an outline may be rounded across the edge of the raster.


def check_layers(contents: Contents) -> list[Finding]:
    """Return what is wrong with boundaries, areas, rivers and rasters."""
    findings = [*_status(contents), *_districts_agree(contents), *_area_districts(contents)]
    for layer in LAYERS:
        read = contents.layers.get(layer.name)
        if read is not None:
            findings += _ids_and_shapes(read, layer)
    for name in RASTERS:
        findings += _raster(contents, name)
    return findings


def _ids_and_shapes(read: RawLayer, layer: Layer) -> Iterator[Finding]:
    key, ids = layer.id_column, read.frame[layer.id_column]
    repeated = ids.duplicated(keep=False) & layer.unique
    for number, text in ids[(ids == "") | repeated].items():
        rule, message = (
            ("duplicate_id", f"The same {key} in several features.")
            if text
            else ("blank_cell", f"A feature has no {key}.")
        )
        remedy = "Give each feature its own id." if layer.unique else f"Fill in its {key}."
        yield error(rule, read.name, None, key, f"feature {number}: {text}", message, remedy)
    shapes = read.frame.geometry
    for number in read.frame.index[shapes.isna() | shapes.is_empty]:
        message = "The feature has no shape, and this layer needs one."
        text = f"feature {number}: {ids[number]}"
        yield error("no_shape", read.name, None, "", text, message, "Draw it.")
    kinds = shapes.geom_type
    for number in read.frame.index[
        kinds.notna() & ~kinds.isin([*layer.shapes, "GeometryCollection"])
    ]:
        text, expected = f"feature {number}: {ids[number]}", " or ".join(layer.shapes[:2])
        message = f"The feature is a {kinds[number]}; expected {expected}."
        yield error("wrong_shape", read.name, None, "geometry", text, message, "Draw it again.")


def _districts_agree(contents: Contents) -> Iterator[Finding]:
    layer, table = contents.layers.get("districts"), contents.tables.get("districts")
    if layer is None or table is None:
        return
    drawn, listed = list(layer.frame["area_id"]), list(table.frame["district_code"])
    for code in dict.fromkeys(drawn):
        if code not in listed:
            message = f"{table.file} has no such district."
            yield error("unknown_district", layer.name, None, "area_id", code, message, "Add it.")
    for row, code in table.frame["district_code"].items():
        if code and code not in drawn:
            message = f"{layer.name} has no outline of this district."
            where = (table.file, int(str(row)), "district_code", code)
            yield error("unknown_district", *where, message, "Add its outline.")


def _area_districts(contents: Contents) -> Iterator[Finding]:
    layer, known = contents.layers.get("areas"), contents.known.districts.names
    if layer is None or not known:
        return
    for number, code in layer.frame["district_code"].items():
        if code not in known:
            text = f"feature {number}: {code}"
            message, remedy = "This is no known district.", f"Write one of: {', '.join(known)}."
            yield error(
                "unknown_district", layer.name, None, "district_code", text, message, remedy
            )


def _status(contents: Contents) -> Iterator[Finding]:
    """Yield the layers that do not say how far they can be trusted."""
    files = {name: layer.name for name, layer in contents.layers.items() if len(layer.frame)}
    files |= {name: f"{name}.tif" for name in (*GRID_LAYERS, *ground_rasters(contents))}
    for name, file in files.items():
        layer = contents.layers.get(name)
        written = layer.members.get("data_status") if layer else None
        if written is not None and written not in set(DataStatus):
            message = f"Expected one of: {', '.join(DataStatus)}."
            where = (file, None, "data_status", str(written))
            yield error("bad_status", *where, message, "Correct it.")
        elif contents.info is not None and layer_origin(contents, name) is None:
            message = f"Nothing says where the layer '{name}' comes from."
            remedy = "Add it to 'layers' in programme.json: source, source_date, data_status."
            yield error("missing_status", file, None, "data_status", "", message, remedy)


def _raster(contents: Contents, name: str) -> Iterator[Finding]:
    try:
        raster = read_raster(contents.folder / f"{name}.tif")
    except FileError as problem:
        yield problem.finding
        return
    yield from raster.findings
    yield from _elsewhere(contents, raster)
    values = raster.values[~np.isnan(raster.values)]
    if name in COUNTED and not (values > 0).any():
        message = f"No cell holds any {name}: all are 0 or no data."
        yield error("empty_raster", raster.name, None, "", "", message, "Make the raster again.")
    if name == "births" and (values < 0).any():
        message = f"{int((values < 0).sum())} cells hold negative births."
        yield error("negative_number", raster.name, None, "", "", message, "Make the raster again.")
    if name == "zones" and not np.isin(values, range(MOST_ZONES + 1)).all():
        message = "Zones are 0 outside, 1 lowlands, 2 foothills, 3 Senqu valley, 4 mountains."
        yield error("unknown_zone", raster.name, None, "", "", message, "Make the raster again.")


def _elsewhere(contents: Contents, raster: RawRaster) -> Iterator[Finding]:
    districts = contents.layers.get("districts")
    if districts is None:
        return
    west, south, east, north = raster.bounds_in_degrees
    box_west, box_south, box_east, box_north = districts.frame.total_bounds
    if not (west < box_east and east > box_west and south < box_north and north > box_south):
        message = (
            f"The raster covers longitude {west:.1f} to {east:.1f}, latitude {south:.1f} to "
            f"{north:.1f}; the districts are not in it."
        )
        remedy = "Use the raster of this country."
        yield error("raster_elsewhere", raster.name, None, "", "", message, remedy)
    elif max(west - box_west, box_east - east, south - box_south, box_north - north) > EDGE_DEGREES:
        message = "The raster does not cover all districts; what lies outside it is missing."
        yield warning("raster_partial", raster.name, None, "", "", message, "Use a larger raster.")
