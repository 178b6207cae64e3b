"""Write tables, vectors and rasters so that the same content gives the same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
import shapely

from geodata.lesotho.facts import METRIC_CRS, WORLD_CRS

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.lesotho.frame import Frame

PROVENANCE = ["source", "source_date", "data_status"]
DEGREE_DECIMALS = 4
"""Ten metres: finer than any line of the dataset."""


def write_table(path: Path, frame: pd.DataFrame, columns: list[str]) -> None:
    """Write a CSV with the given columns and the provenance; a missing value stays blank."""
    stamped = [column for column in PROVENANCE if column not in columns]
    frame[columns + stamped].to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def with_source(
    frame: pd.DataFrame, source: str, source_date: str, data_status: str
) -> pd.DataFrame:
    """
    Stamp every row with its provenance.

    >>> import pandas as pd
    >>> with_source(pd.DataFrame({"a": [1]}), "demo", "2026", "demonstration").columns.tolist()
    ['a', 'source', 'source_date', 'data_status']
    """
    return frame.assign(source=source, source_date=source_date, data_status=data_status)


def write_geojson(path: Path, frame: gpd.GeoDataFrame, provenance: dict[str, Any]) -> None:
    """Write rows as GeoJSON in WGS 84, one feature a line, provenance at the top level."""
    world = frame.to_crs(WORLD_CRS)
    columns = [column for column in world.columns if column != "geometry"]
    features = []
    for row, shape in zip(world[columns].to_dict("records"), world.geometry, strict=True):
        geometry = json.loads(shapely.to_geojson(rounded(shape)))
        features.append(_compact({"type": "Feature", "properties": row, "geometry": geometry}))
    head = _compact({"type": "FeatureCollection", **provenance})[:-1]
    body = ",\n".join(features)
    path.write_text(f'{head},"features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n")


def rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """
    Round coordinates to four decimals of a degree and drop repeated points.

    >>> rounded(shapely.LineString([(0, 0), (0.00001, 0), (1, 1)])).wkt
    'LINESTRING (0 0, 1 1)'
    """
    near = shapely.transform(shape, lambda xy: np.round(xy, DEGREE_DECIMALS) + 0.0)
    return shapely.remove_repeated_points(near)


def _compact(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write an indented JSON file."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_raster(
    path: Path,
    frame: Frame,
    cells: NDArray[Any],
    tags: dict[str, str],
    nodata: float | None = None,
) -> None:
    """Write one band as a compressed GeoTIFF on the grid of the dataset."""
    profile = {
        "driver": "GTiff",
        "height": frame.rows,
        "width": frame.columns,
        "count": 1,
        "dtype": str(cells.dtype),
        "crs": METRIC_CRS,
        "transform": frame.transform,
        "nodata": nodata,
        "compress": "deflate",
        "zlevel": 9,
        "predictor": 3 if cells.dtype.kind == "f" else 2,
        "tiled": False,
        "blockysize": frame.rows,
    }
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(cells, 1)
        raster.update_tags(**tags)
