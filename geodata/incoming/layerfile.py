"""A file of features: which format, which layer, what it holds, and what was put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of, plain
from geodata.incoming.hierarchy import level_remarks
from geodata.incoming.layerpoints import point_remarks
from geodata.incoming.outlines import (
    areas_only,
    district_codes,
    elsewhere,
    missing_districts,
    unmatched_districts,
    without_copies,
)
from geodata.incoming.personal import personal_columns
from geodata.incoming.result import Incoming, ReadLayer, Remark, Spot, rows_words
from geodata.incoming.systems import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    import pyproj

    from geodata.incoming.place import Place
    from geodata.reading.layers import RawLayer

FEATURE = re.compile(r"feature (\d+)")
TITLES = frozenset({"name", "title", "label", "shapename", "adm1_name", "adm2_name"})
REMADE = frozenset({"no_geometry", "crs_assumed", "geometry_mended"})


def understood(
    spot: Spot,
    frame: gpd.GeoDataFrame,
    crs: pyproj.CRS | None,
    place: Place,
    *,
    assumed: bool = False,
    spelled: bool = False,
) -> ReadLayer:
    """
    Return a layer as it was understood; personal attributes are dropped first.

    Parameters
    ----------
    assumed
        True where the format itself means degrees.
    spelled
        True where a number that is none was written as NaN, and is not simply left out.

    Raises
    ------
    NoCrsError
        When it cannot be placed on the earth.
    """
    frame, remarks = _without_persons(spot, frame)
    remarks += _not_numbers(spot, frame) if spelled else []
    heights = shapely.get_z(frame.geometry.to_numpy())
    layer, more, facts = placed(spot, frame, crs, place, assumed=assumed)
    remarks += more
    flat = layer.frame
    if np.any(np.nan_to_num(heights)):
        flat = flat.assign(altitude=heights)
    flat = flat.set_geometry(_wound(flat), crs=flat.crs)
    codes, column = district_codes(flat, place)
    if codes is not None:
        flat, codes, more = areas_only(spot, flat, codes, place)
        remarks += more
    polygons = _has_polygons(flat)
    remarks += _findings(spot, layer, codes, place)
    facts.update(features=len(flat), holes=_holes(flat))
    if codes is not None and polygons:
        facts["column"] = column
        facts["repaired"] = _repaired(layer, codes)
        flat, copies = without_copies(spot, flat, codes, place)
        codes = codes.loc[flat.index]
        remarks += [
            *elsewhere(spot, flat, codes, place),
            *copies,
            *unmatched_districts(spot, flat, codes, column, place),
        ]
        flat = flat.assign(district_code=codes)
        facts["districts"] = int((codes != "").sum())
        remarks += missing_districts(spot, set(codes) - {""}, place)
    if polygons:
        remarks += level_remarks(spot, flat, codes, place)
    remarks += point_remarks(spot, flat, place.box)
    absent = shapely.is_missing(flat.geometry.to_numpy()) | shapely.is_empty(
        flat.geometry.to_numpy()
    )
    facts["placed"] = int((~absent).sum())
    return ReadLayer(spot, flat, tuple(remarks), facts)


def _wound(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return outlines counter-clockwise, holes clockwise, as GeoJSON wants; holes stay holes."""
    shapes: np.ndarray = shapely.orient_polygons(frame.geometry.to_numpy())
    return shapes


def _has_polygons(frame: gpd.GeoDataFrame) -> bool:
    return bool(frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any())


def _holes(frame: gpd.GeoDataFrame) -> int:
    parts = shapely.get_parts(frame.geometry.dropna().to_numpy())
    return int(shapely.get_num_interior_rings(parts).sum())


def _without_persons(spot: Spot, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Remark]]:
    names = [str(name) for name in frame.columns.drop("geometry")]
    columns = [
        ["" if value is None else str(value) for value in frame[name]]
        for name in frame.columns.drop("geometry")
    ]
    kinds = personal_columns(names, columns)
    if not kinds:
        return frame, []
    dropped = [names[place] for place in sorted(kinds)]
    message = f"Attributes about persons were dropped before anything else: {', '.join(dropped)}."
    remark = spot.remark(
        Severity.WARNING,
        "personal_columns",
        message,
        "Delete them in your copy.",
        column=", ".join(dropped),
        expected="no attribute about persons",
    )
    return frame.drop(columns=[frame.columns.drop("geometry")[place] for place in kinds]), [remark]


def _not_numbers(spot: Spot, frame: gpd.GeoDataFrame) -> list[Remark]:
    """Note numbers such as NaN and Infinity, which JSON does not know: they are missing."""
    found = {
        int(str(number)): _title(frame, int(str(number)))
        for name in frame.columns.drop("geometry")
        for number, value in frame[name].items()
        if isinstance(value, float) and not np.isfinite(value) and _mixed(frame, str(name))
    }
    if not found:
        return []
    message = f"NaN or Infinity was read as missing in {', '.join(found.values())}."
    return [spot.remark(Severity.NOTE, "not_finite", message, rows=sorted(found))]


def _mixed(frame: gpd.GeoDataFrame, name: str) -> bool:
    """Say whether a column of numbers has any that is finite: else it is simply blank."""
    return any(isinstance(value, (int, float)) and np.isfinite(value) for value in frame[name])


def _title(frame: gpd.GeoDataFrame, number: int) -> str:
    texts = [
        value
        for name, value in frame.drop(columns="geometry").loc[number].items()
        if isinstance(value, str)
        and value
        and (meaning_of(str(name)) or plain(str(name)) in TITLES)
    ]
    return texts[0] if texts else f"feature {number}"


def _findings(
    spot: Spot, layer: RawLayer, codes: pd.Series[str] | None, place: Place
) -> list[Remark]:
    """Return what reading found, with the district's name and as questions where it asks."""
    remarks = []
    for finding in layer.findings:
        if finding.rule not in REMADE:
            remarks.append(Remark(finding, spot.sheet))
            continue
        number = FEATURE.search(finding.value)
        rows = [int(number[1])] if number else []
        code = codes.loc[rows[0]] if codes is not None and rows else ""
        title = f" ({place.districts.title(code)})" if code else ""
        asks = finding.rule == "crs_assumed"
        message = f"{finding.value}{title}: {finding.message}" if finding.value else finding.message
        remarks.append(
            spot.remark(
                finding.severity,
                finding.rule,
                message,
                finding.remedy,
                rows=rows,
                value=finding.value,
                asks=asks,
            )
        )
    lost = [
        row for remark in remarks if remark.finding.rule == "no_geometry" for row in remark.rows
    ]
    if lost:
        words = rows_words(lost)
        message = f"{len(lost)} features have no usable place but stay in every count ({words})."
        remarks.append(spot.remark(Severity.NOTE, "without_place", message, rows=lost))
    return remarks


def _repaired(layer: RawLayer, codes: pd.Series[str]) -> list[str]:
    numbers = [
        int(found[1])
        for finding in layer.findings
        if finding.rule == "geometry_mended" and (found := FEATURE.search(finding.value))
    ]
    return [str(codes.loc[number]) for number in numbers]


def layer_answer(name: str, layers: Sequence[ReadLayer], remarks: Sequence[Remark]) -> Incoming:
    """Put the layers of a file together, with what was understood in plain sentences."""
    summary = []
    for layer in layers:
        facts, title = layer.facts, f"Layer '{layer.spot.sheet}': " if layer.spot.sheet else ""
        sentence = f"{title}{len(layer.frame)} features read, {facts['placed']} with a place"
        if "districts" in facts:
            sentence += f"; {facts['districts']} districts found by '{facts['column']}'"
        if facts["holes"]:
            word = "hole" if facts["holes"] == 1 else "holes"
            sentence += f"; {facts['holes']} {word} kept as {word}"
        summary.append(f"{sentence}.")
    every = (*remarks, *(remark for layer in layers for remark in layer.remarks))
    return Incoming(name, "layer", tuple(summary), every, (), tuple(layers))
