"""Counts and flags over the layer: need, posts, flagged areas; a count is a size, never a shade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dashboard import theme
from dashboard.ground import ground, outline
from dashboard.ids import ATTENTION_SLOTS
from dashboard.maps.layers import QUIET
from dashboard.state import Layer, Overlay
from dashboard.text import count
from geodata.names import FlagStatus

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

Change = dict[str, Any]
NOWHERE: Final[Change] = {"lon": [None], "lat": [None]}
NEED_STRENGTH: Final = 0.72
PIXELS_PER_ROOT_NEED: Final = 2.1
PIXELS_PER_ROOT_POST: Final = 7.0
SMALLEST_POST_PX, POST_STRENGTH = 18.0, 0.92
PAIR_OFFSET_DEGREES, PAIR_DROP_DEGREES = 0.08, 0.11


def need_diameter(need: ArrayLike) -> NDArray[np.float64]:
    """
    Diameter in pixels, so that the area of the symbol is in proportion to the need.

    >>> need_diameter([25.0, 100.0]).tolist()
    [10.5, 21.0]
    """
    return np.asarray(np.round(PIXELS_PER_ROOT_NEED * np.sqrt(np.asarray(need, dtype=float)), 1))


def post_diameter(posts: ArrayLike) -> NDArray[np.float64]:
    """
    Diameter in pixels of a number of posts; none has no symbol.

    >>> post_diameter([0.0, 4.0, 16.0]).tolist()
    [0.0, 14.0, 28.0]
    """
    return np.asarray(np.round(PIXELS_PER_ROOT_POST * np.sqrt(np.asarray(posts, dtype=float)), 1))


def count_symbols(programme: Programme, assessment: Assessment, selection: Selection) -> Change:
    """Draw the counts of the layer as circles: need by area, or posts by district."""
    if selection.layer == Layer.NEED:
        return _need(programme, assessment)
    if selection.layer == Layer.DEFICIT:
        return _posts(programme, assessment, selection)
    return {
        **NOWHERE,
        "marker.size": [0],
        "marker.color": [theme.NEED],
        "marker.opacity": [0],
        "text": [""],
    }


def _need(programme: Programme, assessment: Assessment) -> Change:
    points, areas = ground(programme).area_points, assessment.areas
    strength = np.where(areas["in_scope"], NEED_STRENGTH, NEED_STRENGTH * QUIET)
    return {
        "lon": points.longitude,
        "lat": points.latitude,
        "marker.size": need_diameter(areas["need"]).tolist(),
        "marker.color": [theme.NEED] * len(areas),
        "marker.opacity": strength.round(2).tolist(),
        "text": [""] * len(areas),
    }


def _posts(programme: Programme, assessment: Assessment, selection: Selection) -> Change:
    """
    Draw posts missing to the left, posts over to the right of each district in scope.

    Both stand side by side: a surplus at one site does not fill a post at another.
    """
    index = programme.districts.index
    here = assessment.districts.reindex(index)
    # Without a site there is nobody to be missing; "0 missing" would say that all is well.
    asked = here["in_scope"].to_numpy(dtype=bool) & (here["sites"] > 0).to_numpy()
    points = ground(programme).district_points
    drawn = [
        (
            points.longitude[at] + side * PAIR_OFFSET_DEGREES,
            points.latitude[at] - PAIR_DROP_DEGREES,
            number,
            colour,
        )
        for part, side, colour in (("deficit", -1, theme.DEFICIT), ("surplus", 1, theme.SURPLUS))
        for at, number in enumerate(_posts_of(assessment, selection, part).reindex(index))
        if asked[at] and number == number  # noqa: PLR0124  (missing is not drawn)
    ]
    longitude, latitude, numbers, colours = zip(*drawn, strict=True) if drawn else ((None,),) * 4
    shown = [0.0 if number is None else number for number in numbers]
    return {
        "lon": [at if at is None else round(at, 4) for at in longitude],
        "lat": [at if at is None else round(at, 4) for at in latitude],
        "marker.size": post_diameter(shown).clip(SMALLEST_POST_PX).tolist(),
        "marker.color": [colour or theme.DEFICIT for colour in colours],
        "marker.opacity": [POST_STRENGTH if number else 0.35 for number in shown],
        "text": [count(number) for number in shown],
    }


def _posts_of(assessment: Assessment, selection: Selection, part: str) -> pd.Series:
    return assessment.districts[f"{selection.cadre.lower()}_{part}"]


def flag_symbols(
    programme: Programme, assessment: Assessment, selection: Selection
) -> dict[str, Change]:
    """
    Outline flagged areas as one shape and number those with the most need, as the list does.

    More numbers than the list has would hide the map; each area's own number is under the
    pointer and in the table.
    """
    areas = assessment.areas
    flagged = (areas["flag"] == FlagStatus.FLAGGED).to_numpy(dtype=bool)
    if Overlay.FLAGS not in selection.drawn or not flagged.any():
        return {"flag_line": NOWHERE, "flag_number": {**NOWHERE, "text": [""]}}
    longitude, latitude = outline(programme, tuple(areas.index[flagged]))
    order = areas["flag_number"].to_numpy()[flagged].argsort(kind="stable")
    at = np.flatnonzero(flagged)[order][:ATTENTION_SLOTS]
    points = ground(programme).area_points
    return {
        "flag_line": {"lon": longitude, "lat": latitude},
        "flag_number": {
            "lon": [points.longitude[one] for one in at],
            "lat": [points.latitude[one] for one in at],
            "text": [f"{number:.0f}" for number in areas["flag_number"].to_numpy()[at]],
        },
    }
