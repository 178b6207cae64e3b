"""Areas of every level: each lies in its parent, beside its siblings, and no ground is nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.findings import Severity
from geodata.incoming import tiling
from geodata.incoming.columns import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

    from geodata.incoming.place import Place
    from geodata.incoming.result import ReadLayer, Remark, Spot

IDS = ("area_id", "id", "uid", "code", "pcode", "area_uid")
PARENTS = ("parent_area_id", "parent_id", "parent", "parent_uid", "parent_code", "parent_pcode")
NAMES = ("area_name", "name", "title")
OUTLINES = ("Polygon", "MultiPolygon")
MOST_NAMED = 8
KNOWN_EXACT_M = 1_500  # Districts of another source: theirs and the known ones, 1 km exact.
MOSTLY = 0.5
FEWEST = 3
JOIN = "Snap the outlines to one another (in QGIS: Snap geometries to layer), or send the layer "
JOIN += "that they were drawn from."


@dataclass(frozen=True)
class _Areas:
    """Areas of one level: outlines in metres, titles, features, and how exact the lines are."""

    spot: Spot
    shapes: tiling.Shapes
    titles: Sequence[str]
    rows: Sequence[int]
    width: float

    def of(self, places: Sequence[int]) -> _Areas:
        """Return some of the areas."""
        titles = [self.titles[at] for at in places]
        rows = [self.rows[at] for at in places]
        return _Areas(self.spot, self.shapes[list(places)], titles, rows, self.width)

    def named(self, places: Sequence[int]) -> str:
        """Return their titles in a row."""
        words = [self.titles[at] for at in places[:MOST_NAMED]]
        more = len(places) - MOST_NAMED
        return ", ".join(words) + (f" and {more} others" if more > 0 else "")

    def remark(self, rule: str, message: str, remedy: str, places: Sequence[int]) -> Remark:
        """Return a warning on some of the areas that says which strips do not count."""
        message += f" (strips thinner than {self.width:,.0f} m do not count)."
        rows = [self.rows[at] for at in places]
        return self.spot.remark(Severity.WARNING, rule, message, remedy, rows=rows)


def level_remarks(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str] | None, place: Place
) -> list[Remark]:
    """
    Return what is wrong between the areas of one layer, at every level that it holds.

    Where features name their parents, siblings are held against one another and against the
    parent; else the districts, or all outlines that tile. The districts are held against the
    country as known so far too.
    """
    drawn = _drawn(frame)
    found = None if codes is None else codes.loc[drawn.index]
    areas = _areas(spot, drawn, found, place)
    columns = _named_parents(drawn)
    remarks: list[Remark] = []
    if columns:
        remarks += _by_parents(areas, _texts(drawn[columns[0]]), _texts(drawn[columns[1]]), columns)
    own = [] if found is None else list(found)
    districts = [at for at, code in enumerate(own) if code]
    if not columns and (districts or _tiles(areas.shapes)):
        remarks += _siblings(areas.of(districts or range(len(areas.rows))))
    if districts:
        remarks += _known(areas.of(districts), [own[at] for at in districts], place)
    return remarks


def _drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame[frame.geometry.geom_type.isin(OUTLINES) & ~frame.geometry.is_empty]


def _areas(
    spot: Spot, frame: gpd.GeoDataFrame, codes: pd.Series[str] | None, place: Place | None
) -> _Areas:
    named = {plain(str(name)): str(name) for name in frame.columns.drop("geometry")}
    column = next((named[name] for name in (*NAMES, *IDS) if name in named), "")
    texts = _texts(frame[column]) if column else [""] * len(frame)
    rows = [int(str(number)) for number in frame.index]
    titles = [text or f"feature {row}" for text, row in zip(texts, rows, strict=True)]
    if codes is not None and place is not None:
        title = place.districts.title
        titles = [title(code) if code else own for code, own in zip(codes, titles, strict=True)]
    shapes = frame.geometry
    return _Areas(spot, tiling.metric(shapes), titles, rows, tiling.exact_m(shapes))


def _named_parents(frame: gpd.GeoDataFrame) -> tuple[str, str] | None:
    named = {plain(str(name)): str(name) for name in frame.columns.drop("geometry")}
    own = next((named[name] for name in IDS if name in named), "")
    above = next((named[name] for name in PARENTS if name in named), "")
    return (own, above) if own and above else None


def _texts(column: pd.Series) -> list[str]:
    return ["" if value is None or value != value else str(value).strip() for value in column]  # noqa: PLR0124


def _by_parents(
    areas: _Areas, ids: Sequence[str], parents: Sequence[str], columns: tuple[str, str]
) -> Iterator[Remark]:
    """Yield what is wrong among the areas of each parent, and among those without one."""
    at = {code: place for place, code in enumerate(ids)}
    unknown = [place for place, code in enumerate(parents) if code and code not in at]
    if unknown:
        words = ", ".join(list(dict.fromkeys(parents[place] for place in unknown))[:MOST_NAMED])
        message = f"{len(unknown)} areas name a parent that is not in the file: {words}."
        remedy = "Send all levels, or correct the parent."
        rows = [areas.rows[place] for place in unknown]
        yield areas.spot.remark(
            Severity.NOTE, "unknown_parent", message, remedy, rows=rows, column=columns[1]
        )
    families: dict[str, list[int]] = {}
    for place, parent in enumerate(parents):
        families.setdefault(parent if at.get(parent) != place else "", []).append(place)
    for parent, children in families.items():
        above = at.get(parent)
        if above is None:
            yield from _siblings(areas.of(children))
        else:
            yield from _family(areas, above, children)


def _family(areas: _Areas, parent: int, places: Sequence[int]) -> Iterator[Remark]:
    """Yield what is wrong between a parent and its parts, and among these."""
    whole, title = areas.shapes[parent], areas.titles[parent]
    children = areas.of(places)
    yield from _overlaps(children)
    above = areas.of([parent])
    for gap in tiling.held_by_none(children.shapes, whole, areas.width)[:MOST_NAMED]:
        beside = children.named(gap.areas)
        message = f"The parts of {title} leave {gap.words} to nobody"
        message += f", beside {beside}" if beside else ""
        yield above.remark("gap", message, f"Look whether a part is missing. {JOIN}", [0])
    out = {
        at: strips[0]
        for at in range(len(places))
        if (strips := tiling.held_outside(children.shapes[at : at + 1], whole, areas.width))
    }
    if out:
        named = [f"{children.titles[at]} by {strip.words}" for at, strip in out.items()]
        message = f"{len(out)} areas do not lie in {title}, which they name as parent: "
        message += "; ".join(named[:MOST_NAMED])
        remedy = f"Correct the parent or the outline. {JOIN}"
        yield children.remark("outside_parent", message, remedy, list(out))


def _siblings(areas: _Areas) -> Iterator[Remark]:
    """Yield what is wrong among areas of which nothing says what they make up together."""
    if len(areas.rows) <= 1:
        return
    yield from _overlaps(areas)
    gaps = tiling.held_between(areas.shapes, areas.width)
    for gap in gaps[:MOST_NAMED]:
        message = f"Between {areas.named(gap.areas)} lies ground of none of them: {gap.words}"
        yield areas.remark("gap", message, JOIN, gap.areas)
    yield from _rest(areas, "gap", gaps)


def _overlaps(areas: _Areas) -> Iterator[Remark]:
    shared = sorted(tiling.held_by_two(areas.shapes, areas.width), key=lambda one: -one.km2)
    for strip in shared[:MOST_NAMED]:
        one, two = (areas.titles[at] for at in strip.areas)
        message = f"{one} overlaps {two} by {strip.words}: a place there lies in both"
        remedy = f"A site keeps its written district, else the first by code. {JOIN}"
        yield areas.remark("overlap", message, remedy, strip.areas)
    yield from _rest(areas, "overlap", shared)


def _rest(areas: _Areas, rule: str, strips: Sequence[tiling.Strip]) -> Iterator[Remark]:
    """Yield one remark on all strips that were not named one by one."""
    rest = strips[MOST_NAMED:]
    if rest:
        km2 = sum(strip.km2 for strip in rest)
        places = sorted({at for strip in rest for at in strip.areas})
        what = "overlaps" if rule == "overlap" else "gaps"
        message = f"{len(rest)} more {what}, {km2:,.1f} km2 together, by {areas.named(places)}"
        yield areas.remark(rule, message, JOIN, places)


def _known(areas: _Areas, codes: Sequence[str], place: Place) -> Iterator[Remark]:
    """Yield where districts leave ground of the country as known so far, or go beyond it."""
    known = place.shapes.loc[[code for code in place.shapes.index if code in set(codes)]]
    width = max(KNOWN_EXACT_M, tiling.drawn_m(areas.shapes))
    wide = _Areas(areas.spot, areas.shapes, areas.titles, areas.rows, width)
    whole = tiling.together(tiling.metric(known))
    if not shapely.intersects(areas.shapes, whole).any():
        return  # All of it lies elsewhere, which was told.
    gaps = tiling.held_by_none(areas.shapes, whole, width)
    if gaps:
        message = "Ground of the districts as known so far lies in none of them: "
        message += _words(wide, gaps)
        remedy = "Look on the map whether an outline was cut or moved; if it is right, accept it."
        places = sorted({at for gap in gaps for at in gap.areas})
        yield wide.remark("gap_to_known", message, remedy, places)
    if len(known) < len(place.shapes):
        return
    beyond = tiling.held_outside(areas.shapes, whole, width)
    if beyond:
        message = "The districts reach beyond the country as known so far: "
        message += f"{_words(wide, beyond)}."
        remedy = "Look at the border on the map."
        yield areas.spot.remark(Severity.NOTE, "beyond_known", message, remedy)


def _words(areas: _Areas, strips: Sequence[tiling.Strip]) -> str:
    named = [
        f"{one.words}, at {areas.named(one.areas)}" if one.areas else one.words
        for one in strips[:MOST_NAMED]
    ]
    more = len(strips) - MOST_NAMED
    return "; ".join(named) + (f"; and {more} others" if more > 0 else "")


def _tiles(shapes: tiling.Shapes) -> bool:
    """Say whether outlines lie side by side as areas do, and not over one another or apart."""
    if len(shapes) < FEWEST:
        return False
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tiling.REACH_M)
    beside = np.unique(pairs[0, pairs[0] != pairs[1]])
    areas = float(shapely.area(shapes).sum())
    held = float(tiling.together(shapes).area)
    return len(beside) > MOSTLY * len(shapes) and areas - held <= tiling.MOST_SHARED * held


def between_layers(spot: Spot, layers: Sequence[ReadLayer]) -> list[Remark]:
    """
    Return, for layers of one file from coarse to fine, which areas lie in none of the coarser.

    Only layers of outlines count; coarser is the layer with fewer of them. Ground of a coarse
    area that holds fine ones, and is none of theirs, is told.
    """
    outlines = [layer for layer in layers if _is_outlines(layer.frame)]
    ordered = sorted(outlines, key=lambda layer: len(layer.frame))
    remarks: list[Remark] = []
    for coarse, fine in pairwise(ordered):
        if len(coarse.frame) < len(fine.frame):
            remarks += _between(spot, coarse, fine)
    return remarks


def _between(spot: Spot, coarse: ReadLayer, fine: ReadLayer) -> Iterator[Remark]:
    above, below = (_areas(spot, _drawn(one.frame), None, None) for one in (coarse, fine))
    width = max(above.width, below.width)
    whole = tiling.together(above.shapes)
    rows = [
        below.rows[at]
        for at in range(len(below.rows))
        if tiling.held_outside(below.shapes[at : at + 1], whole, width)
    ]
    names = f"layer '{fine.spot.sheet}'", f"layer '{coarse.spot.sheet}'"
    if rows:
        message = f"{len(rows)} of {len(fine.frame)} areas of {names[0]} do not lie in {names[1]}."
        yield spot.remark(
            Severity.WARNING, "outside_parent", message, "Look at both layers.", rows=rows
        )
    held = tiling.together(below.shapes)
    for at, shape in enumerate(above.shapes):
        if shapely.intersection(shape, held, grid_size=tiling.GRID_M).area < MOSTLY * shape.area:
            continue  # The finer layer is about another part, or no level of this one.
        for gap in tiling.held_by_none(below.shapes, shape, width)[:MOST_NAMED]:
            message = f"{above.titles[at]} of {names[1]} holds {gap.words} that no area of "
            message += f"{names[0]} holds, beside {below.named(gap.areas)}"
            remedy = f"Look whether a part is missing. {JOIN}"
            yield above.remark("gap", message, remedy, [at])


def _is_outlines(frame: gpd.GeoDataFrame) -> bool:
    kinds = frame.geometry.dropna().geom_type
    return len(kinds) > 0 and bool(kinds.isin(OUTLINES).all())
