"""Features that are districts: found by content, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geodata.findings import Severity
from geodata.incoming.columns import plain
from geodata.incoming.hierarchy import PARENTS
from geodata.incoming.result import Remark, Spot, rows_words
from geodata.incoming.tiling import MOST_SHARED, metric, together

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.incoming.place import Place

MOSTLY = 0.5
AREA = 2  # Dimensions of a shape that holds ground.
ROUGHLY_DEGREES = 0.005  # Half a kilometre, where only most of a district is asked about.


def district_codes(frame: gpd.GeoDataFrame, place: Place) -> tuple[pd.Series[str] | None, str]:
    """
    Return the district of each feature and the column it was found by, or None.

    The column that most features match is taken, whatever it is called. Where it names the same
    district for several outlines that lie side by side, these are parts of districts.
    """
    leveled = has_levels(frame)
    best, best_name, best_score = None, "", (0, 0)
    for name in frame.columns.drop("geometry"):
        if plain(str(name)) in PARENTS:
            continue  # It names the area above, not this one.
        texts = frame[name].map(lambda value: "" if value is None else str(value).strip())
        matches = place.districts.matches(texts.unique())
        codes = texts.map({text: match.code for text, match in matches.items()})
        known = codes[codes != ""]
        # Of a layer of several levels few features are districts, and each is one once.
        score = (known.nunique(), -len(known)) if leveled else (len(known), 0)
        if score > best_score:
            best, best_name, best_score = codes, str(name), score
    enough = len(place.districts.names) if leveled else len(frame)
    if best is None or best_score[0] < MOSTLY * enough:
        return None, ""
    return (None, "") if not leveled and _are_parts(frame, best) else (best, best_name)


def has_levels(frame: gpd.GeoDataFrame) -> bool:
    """Say whether features name the area above them."""
    return any(plain(str(name)) in PARENTS and frame[name].notna().any() for name in frame.columns)


def _are_parts(frame: gpd.GeoDataFrame, codes: pd.Series[str]) -> bool:
    """Say whether outlines are parts of the districts they name, and no copies of them."""
    if codes[codes != ""].nunique() * 2 > len(frame) or frame.geometry.geom_type.eq("Point").any():
        return False
    shapes = metric(frame.geometry)
    held = together(shapes).area
    return bool(held > 0 and shapely.area(shapes).sum() - held <= MOST_SHARED * held)


def missing_districts(spot: Spot, found: set[str], place: Place) -> list[Remark]:
    """Return a warning on districts that a layer of nearly all districts has no outline of."""
    names = place.districts.names
    missing = [code for code in names if code not in found]
    if not missing or len(missing) >= MOSTLY * len(names):
        return []  # All are there, or the layer is about a part of the country.
    words = ", ".join(place.districts.title(code) for code in missing)
    message = f"There is no outline of {words}."
    return [
        spot.remark(
            Severity.WARNING, "missing_district", message, "Add it.", value=", ".join(missing),
            expected=f"{len(names)} districts",
        )
    ]  # fmt: skip


def unmatched_districts(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str], column: str, place: Place
) -> list[Remark]:
    """Return a remark on each feature of a layer of districts that names none of them."""
    remarks: list[Remark] = []
    if has_levels(frame):
        return remarks  # The others are of other levels.
    for number in codes.index[codes == ""]:
        value = frame[column].loc[number]
        text = "" if value is None else str(value).strip()
        likely = place.districts.match(text).suggestion if text else ""
        message = f"Feature {number} ('{text}') is no known district"
        message += f"; perhaps {place.districts.title(likely)}." if likely else "."
        remedy = "Write the district's code or name there, if it is one."
        severity = Severity.WARNING if likely else Severity.NOTE
        remarks.append(
            spot.remark(
                severity, "unmatched_district", message, remedy, rows=[int(str(number))],
                column=column, value=text, expected="a district",
            )
        )  # fmt: skip
    return remarks


def areas_only(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str], place: Place
) -> tuple[gpd.GeoDataFrame, pd.Series[str], list[Remark]]:
    """
    Return features that are districts as the ground they hold; a line of a district holds none.

    Of a collection the polygons are taken, and the rest is told.
    """
    kinds = frame.geometry.geom_type
    once = codes[codes != ""].is_unique
    lines = kinds.isin(["LineString", "MultiLineString", "LinearRing"]) & (codes != "") & once
    mixed = kinds.eq("GeometryCollection") & (codes != "")
    remarks = []
    if mixed.any():
        shapes = frame.geometry.copy()
        shapes[mixed] = [_ground(shape) for shape in shapes[mixed]]
        frame = frame.set_geometry(shapes, crs=frame.crs)
        rows = [int(str(number)) for number in frame.index[mixed]]
        message = f"Shapes of several kinds in {rows_words(rows)}: of each the ground was taken."
        remedy = "Look on the map whether an outline lacks a part."
        remarks.append(
            spot.remark(Severity.WARNING, "mixed_shapes", message, remedy, rows=rows,
                        expected="polygons")
        )  # fmt: skip
    if lines.any():
        rows = [int(str(number)) for number in frame.index[lines]]
        titles = ", ".join(place.districts.title(code) for code in codes[lines])
        message = f"{titles}: drawn as a line, which holds no ground, and not used as a district."
        remedy = "Send the outline as a polygon (in QGIS: Lines to polygons)."
        remarks.append(
            spot.remark(Severity.WARNING, "no_area", message, remedy, rows=rows,
                        expected="polygons")
        )  # fmt: skip
    return frame, codes.where(~lines, ""), remarks


def _ground(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a collection as one shape."""
    parts = shapely.get_parts(shapely.get_parts([shape]))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == AREA])


def elsewhere(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str], place: Place
) -> list[Remark]:
    """Return a question on each outline that lies where another district is known to be."""
    known = place.shapes.simplify(ROUGHLY_DEGREES)
    tree = shapely.STRtree(known.to_numpy())
    remarks = []
    for number, code in codes[codes != ""].items():
        shape = shapely.simplify(frame.geometry.loc[number], ROUGHLY_DEGREES)
        if code not in known.index or shape is None or not shapely.area(shape):
            continue
        near = tree.query(shape, predicate="intersects")
        shared = shapely.area(shapely.intersection(known.to_numpy()[near], shape))
        held = dict(zip(known.index[near], shared / shapely.area(shape), strict=True))
        most = max(held, key=lambda one: held[one], default=code)
        if most == code or held[most] < MOSTLY:
            continue
        title, other = place.districts.title(str(code)), place.districts.title(str(most))
        message = f"The outline of {title} lies where {other} is known to be."
        remedy = "Look on the map whether names were exchanged; if it is right, accept it."
        remarks.append(
            spot.remark(
                Severity.WARNING, "other_district", message, remedy, rows=[int(str(number))],
                value=str(code), expected=str(most), asks=True,
            )
        )  # fmt: skip
    return remarks


def without_copies(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str], place: Place
) -> tuple[gpd.GeoDataFrame, list[Remark]]:
    """
    Keep one feature of each district; another outline of it is told.

    Features that lie side by side are its parts and put together; of others the first is kept.
    """
    remarks = []
    drop: list[int] = []
    frame = frame.copy()
    for code, group in frame.groupby(codes, sort=False):
        if not code or len(group) == 1:
            continue
        first, *others = (int(str(number)) for number in group.index)
        if _side_by_side(group):
            drop += others
            frame.loc[first, "geometry"] = shapely.union_all(group.geometry.to_numpy())
            remarks.append(_joined(spot, [first, *others], place.districts.title(str(code))))
            continue
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


def _side_by_side(group: gpd.GeoDataFrame) -> bool:
    """Say whether all outlines of a district hold ground, and none that of another."""
    shapes = group.geometry.to_numpy()
    areas = shapely.area(shapes)
    if not (areas > 0).all():
        return False
    return bool(areas.sum() - shapely.area(shapely.union_all(shapes)) <= MOST_SHARED * areas.min())


def _joined(spot: Spot, rows: list[int], title: str) -> Remark:
    message = f"{title} is drawn in {len(rows)} features that lie side by side; put together."
    remedy = "Look on the map; if one of them is another district, correct its name."
    return spot.remark(Severity.WARNING, "parts_joined", message, remedy, rows=rows)


def _equal(frame: gpd.GeoDataFrame, first: int, other: int) -> bool:
    one, two = frame.geometry.loc[first], frame.geometry.loc[other]
    return bool(one is not None and two is not None and shapely.equals(one, two))
