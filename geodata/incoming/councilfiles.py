"""Community councils, or other parts of districts, as the areas of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.ndimage import distance_transform_edt

from geodata.findings import Severity
from geodata.ground.counts import Cells, burnt
from geodata.incoming.columns import plain
from geodata.incoming.gridfiles import grid_tif
from geodata.layerfiles import geojson_bytes
from geodata.programme import check

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.grid import Grid
    from geodata.incoming.basefiles import Base
    from geodata.incoming.result import ReadLayer, Remark

NAMES = (
    "area_name",
    "council_name",
    "community_council",
    "council",
    "name",
    "adm2_name",
    "adm2_en",
)
MOST_UNCOVERED = 0.05
NOWHERE = -1


def is_councils(layer: ReadLayer, districts: int) -> bool:
    """Say whether a layer holds named outlines, and more of them than there are districts."""
    kinds = layer.frame.geometry.dropna().geom_type
    outlines = len(kinds) > districts and bool(kinds.isin(["Polygon", "MultiPolygon"]).all())
    return outlines and bool(_name_column(layer.frame))


def council_files(layer: ReadLayer, base: Base) -> tuple[dict[str, bytes], list[Remark]]:
    """
    Return areas.geojson and areas.tif made of a layer, and what was done or why nothing was.

    A cell belongs to the council that holds its centre, a council to the district that holds
    most of its cells. A cell that no council of its own district holds goes to the nearest.
    """
    spot = layer.spot
    programme, _ = check(base.folder)
    if programme is None:
        message = "The areas were checked; errors in the dataset must be mended before they count."
        return {}, [spot.remark(Severity.WARNING, "checked_only", message)]
    grid, codes = programme.grid, list(map(str, programme.districts.index))
    frame = layer.frame[layer.frame.geometry.notna()]
    cells = Cells(grid.crs, grid.west_m, grid.north_m, grid.cell_m, grid.shape)
    council = burnt(frame.geometry.to_crs(grid.crs), cells)
    district = _districts_of(council, grid, len(frame), len(codes))
    held = np.where(council >= 0, district[council], NOWHERE) == grid.district
    held &= (council >= 0) & grid.inside
    uncovered = 1 - held.sum() / max(grid.inside.sum(), 1)
    empty = [code for at, code in enumerate(codes) if not held[grid.district == at].any()]
    if uncovered > MOST_UNCOVERED or empty:
        words = f"{uncovered:.0%} of the country lies in none of them"
        words += f", and {', '.join(empty)} has none" if empty else ""
        message = f"The areas were checked and not used: {words}."
        return {}, [spot.remark(Severity.WARNING, "checked_only", message, "Send all of them.")]
    whole = _filled(council, held, grid)
    kept = np.unique(whole[whole >= 0])
    number = np.full(len(frame), 0, np.uint16)
    number[kept] = np.arange(1, len(kept) + 1)
    areas = _areas(frame.iloc[kept], [codes[district[at]] for at in kept])
    tif = grid_tif(np.where(whole >= 0, number[whole], 0).astype(np.uint16), grid, None)
    message = f"{len(areas)} areas take the place of the {len(programme.areas)} in areas.geojson."
    if len(kept) < len(frame):
        message += f" {len(frame) - len(kept)} are too small to hold the centre of a cell."
    remark = spot.remark(Severity.WARNING, "areas_used", message, "Confirm.")
    return {"areas.geojson": geojson_bytes(areas), "areas.tif": tif}, [remark]


def _districts_of(
    council: NDArray[Any], grid: Grid, councils: int, districts: int
) -> NDArray[np.int64]:
    """Return the district that holds most cells of each council, or -1."""
    both = (council >= 0) & grid.inside
    pairs = council[both].astype(np.int64) * districts + grid.district[both]
    counts = np.bincount(pairs, minlength=councils * districts).reshape(councils, districts)
    return np.where(counts.any(axis=1), counts.argmax(axis=1), NOWHERE)


def _filled(council: NDArray[Any], held: NDArray[np.bool_], grid: Grid) -> NDArray[np.int64]:
    """Give each cell of a district that has no council the nearest one of that district."""
    whole = np.where(held, council, NOWHERE).astype(np.int64)
    for at in np.unique(grid.district[grid.inside]):
        own = grid.district == at
        rows, columns = distance_transform_edt(
            ~(held & own), return_distances=False, return_indices=True
        )
        missing = own & ~held
        whole[missing] = whole[rows[missing], columns[missing]]
    return whole


def _name_column(frame: gpd.GeoDataFrame) -> str:
    named = {plain(str(name)): str(name) for name in frame.columns.drop("geometry")}
    return next((named[name] for name in NAMES if name in named), "")


def _areas(frame: gpd.GeoDataFrame, districts: list[str]) -> gpd.GeoDataFrame:
    names = ["" if name is None else str(name) for name in frame[_name_column(frame)]]
    counts: dict[str, int] = {}
    ids = []
    for code in districts:
        counts[code] = counts.get(code, 0) + 1
        ids.append(f"{code}-{counts[code]:03d}")
    titles = [name or code for name, code in zip(names, ids, strict=True)]
    seen: dict[str, int] = {}
    for at, title in enumerate(titles):
        seen[title] = seen.get(title, 0) + 1
        if seen[title] > 1:
            titles[at] = f"{title} ({ids[at]})"
    made = frame[["geometry"]].assign(area_id=ids, area_name=titles, district_code=districts)
    return made[["area_id", "area_name", "district_code", "geometry"]]
