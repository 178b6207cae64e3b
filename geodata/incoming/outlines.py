"""Features that are districts: found by content, each once, with overlaps and gaps told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming.result import Remark, Spot, rows_words

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.incoming.place import Place

SMALLEST_OVERLAP_KM2 = 0.5
SQUARE_METRES = 1e6
GRID_M = 0.1
EQUAL_AREA = "ESRI:102022"
MOSTLY = 0.5


def district_codes(frame: gpd.GeoDataFrame, place: Place) -> tuple[pd.Series[str] | None, str]:
    """
    Return the district of each feature and the column it was found by, or None.

    The column that most features match is taken, whatever it is called.
    """
    best, best_name, best_hits = None, "", 0
    for name in frame.columns.drop("geometry"):
        texts = frame[name].map(lambda value: "" if value is None else str(value).strip())
        matches = {text: place.districts.match(text).code for text in texts.unique()}
        codes = texts.map(matches)
        hits = int((codes != "").sum())
        if hits > best_hits:
            best, best_name, best_hits = codes, str(name), hits
    if best_hits < MOSTLY * len(frame):
        return None, ""
    return best, best_name


def without_copies(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str], place: Place
) -> tuple[gpd.GeoDataFrame, list[Remark]]:
    """Keep the first feature of each district; another outline of it is told, never joined."""
    remarks = []
    drop: list[int] = []
    for code, group in frame.groupby(codes, sort=False):
        if not code or len(group) == 1:
            continue
        first, *others = (int(str(number)) for number in group.index)
        same = [other for other in others if _equal(frame, first, other)]
        other_shapes = [other for other in others if other not in same]
        drop += others
        title = place.districts.title(str(code))
        if same:
            message = (
                f"{title} stands more than once with one outline; read once (features {same})."
            )
            remarks.append(spot.remark(Severity.NOTE, "repeated_feature", message, rows=same))
        if other_shapes:
            message = f"{title} has another outline in feature {rows_words(other_shapes)[4:]}."
            remarks.append(
                spot.remark(
                    Severity.WARNING,
                    "two_outlines",
                    f"{message} The first was taken.",
                    "Choose one.",
                    rows=other_shapes,
                    expected="one outline",
                    fix="keep_first",
                )
            )
    return frame.drop(index=drop), remarks


def _equal(frame: gpd.GeoDataFrame, first: int, other: int) -> bool:
    one, two = frame.geometry.loc[first], frame.geometry.loc[other]
    return bool(one is not None and two is not None and shapely.equals(one, two))


def overlaps(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str], place: Place
) -> list[Remark]:
    """Return a warning on each pair of districts that share more than a sliver."""
    metric = frame.geometry.to_crs(EQUAL_AREA).to_numpy()
    shapes = shapely.make_valid(metric, method="structure", keep_collapsed=False)
    usable = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    tree = shapely.STRtree(shapes[usable])
    first, second = tree.query(shapes[usable], predicate="intersects")
    remarks = []
    for one, two in zip(usable[first], usable[second], strict=True):
        if one >= two:
            continue
        # On a grid of 10 cm: without one, outlines that nearly touch can have no answer.
        shared = shapely.intersection(shapes[one], shapes[two], grid_size=GRID_M)
        area = shapely.area(shared) / SQUARE_METRES
        if area < SMALLEST_OVERLAP_KM2:
            continue
        names = [place.districts.title(codes.iloc[at]) for at in (one, two)]
        message = f"{names[0]} overlaps {names[1]} by {area:.1f} km2: a place there lies in both."
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "overlap",
                message,
                "A site keeps its written district, else the first by code.",
                rows=[int(frame.index[one]), int(frame.index[two])],
                expected="no overlap",
            )
        )
    return remarks
