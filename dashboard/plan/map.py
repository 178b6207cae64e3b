"""The map of the Plan page: the atlas's own figure, with what a scenario decides filled in."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from dash import Patch

from dashboard import theme
from dashboard.ground import ground, outline, table_points
from dashboard.maps.classes import NO_DATA_FILL, PART_CODES, WALK
from dashboard.maps.figure import initial_figure
from dashboard.maps.hatching import CROSSED, DIAGONAL
from dashboard.maps.hovers import tail
from dashboard.maps.layers import CLEAR, STRONG, steps
from dashboard.maps.layout import put, scheme_layout
from dashboard.maps.traces import POSITION, scheme_values
from dashboard.plan.legend import BAND_COLOURS, PART_COLOURS
from dashboard.plan.words import MapLayer
from dashboard.state import Overlay, Selection
from geodata.names import FlagStatus, Part
from geodata.phrases import count_words
from geodata.planning.comparison import UNCHANGED

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.planning.comparison import Comparison
    from geodata.programme import Programme

Changes = dict[str, dict[str, Any]]
SITE_PX, STOP_PX, RING_PX, SUBJECT_PX = 9.0, 6.0, 3.0, 24.0
FAINT: Final = 0.2  # Of the strength of a colour: what does not change is nearly the ground.
SHOWN: Final = Selection(overlays=(Overlay.RIVERS, Overlay.TOWNS))


def plan_figure(
    context: Context, changes: Changes, styles: dict[str, str], scheme: str = "light"
) -> dict[str, Any]:
    """Return the whole figure as plain JSON, for the first load."""
    figure = initial_figure(context, SHOWN, styles, scheme)
    figure["layout"]["map"]["layers"][0]["visible"] = False
    untold = {"hoverinfo": "skip", "hovertemplate": ""}
    for name, values in {"districts": untold, **changes}.items():
        for path, value in values.items():
            put(figure["data"][POSITION[name]], path, value)
    return figure


def plan_patch(changes: Changes, scheme: str | None) -> Patch:
    """
    Return the same changes for a figure that is there already.

    Parameters
    ----------
    scheme
        ``light`` or ``dark``, whose inks go along: of two patches at one time the page may
        lose one. None leaves the inks as they are.
    """
    patch = Patch()
    inks = scheme_values(scheme) if scheme else {}
    for name, values in chain(inks.items(), changes.items()):
        for path, value in values.items():
            put(patch["data"][POSITION[name]], path, value)
    for path, value in scheme_layout(scheme).items() if scheme else ():
        put(patch["layout"], path, value)
    return patch


def plan_changes(
    base: Programme,
    edited: Programme,
    assessment: Assessment,
    comparison: Comparison,
    layer: MapLayer,
    subject: str = "",
) -> Changes:
    """
    Return every property that a scenario decides, by trace; the same keys for all.

    Parameters
    ----------
    base, edited
        The dataset as it is, and with the scenario's places.
    subject
        Code of the site or stop that is chosen.
    """
    flagged = assessment.areas.index[assessment.areas["flag"] == FlagStatus.FLAGGED]
    return {
        "areas": {**_shading(assessment, comparison, layer), **_hover(base, comparison)},
        "flag_line": _flag_line(base, tuple(flagged)),
        "hatch": _hatch(base, assessment, comparison, layer),
        "flag_number": _flag_words(base, comparison),
        "sites": _circles(edited.sites, "site", assessment.sites["mm_band"], subject),
        "marks": _circles(edited.outreach_stops, "stop", assessment.stops.get("overdue"), subject),
    }


def next_numbers(stops: pd.DataFrame) -> list[list[float]]:
    """
    Return longitude and latitude of the next stops in the order of their list.

    A script draws their numbers over the map, apart where stops are near each other.

    Parameters
    ----------
    stops
        With ``longitude`` and ``latitude``, as ``stops_next`` gives them.

    >>> import pandas as pd
    >>> next_numbers(pd.DataFrame({"longitude": [28.01234, 27.5], "latitude": [-29.0, -29.5]}))
    [[28.0123, -29.0], [27.5, -29.5]]
    """
    points = table_points(stops)
    return [list(point) for point in zip(points.longitude, points.latitude, strict=True)]


def _shading(assessment: Assessment, comparison: Comparison, layer: MapLayer) -> dict[str, Any]:
    classes, colours = _classes(assessment, comparison, layer)
    every = (*colours, NO_DATA_FILL)
    shown = np.where(classes < 0, len(colours), classes)
    strength = np.where(assessment.areas["in_scope"].to_numpy(bool), STRONG, 0.0)
    if layer == MapLayer.CHANGE:
        strength = np.where(classes == UNCHANGED, FAINT * strength, strength)
    return {
        "z": shown.tolist(),
        "colorscale": steps(every),
        "zmin": -0.5,
        "zmax": len(every) - 0.5,
        "marker.opacity": strength.round(2).tolist(),
    }


def _classes(
    assessment: Assessment, comparison: Comparison, layer: MapLayer
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the class of each area, -1 for none, and the colours of the classes."""
    if layer == MapLayer.CHANGE:
        return comparison.areas["band"].to_numpy(int), BAND_COLOURS
    if layer == MapLayer.PARTS:
        codes = assessment.areas["part"].map(PART_CODES).astype(float).fillna(-1)
        return codes.to_numpy().astype(np.int64), tuple(PART_COLOURS[part] for part in Part)
    return WALK.positions(assessment.areas["walk_seconds"].to_numpy(float)), WALK.colours


def _hatch(
    base: Programme, assessment: Assessment, comparison: Comparison, layer: MapLayer
) -> dict[str, Any]:
    """Hatch what is not known; cross out what is out of reach, whose colour grey takes away."""
    areas, here = assessment.areas, ground(base).area_hatch
    out = (areas["part"] == Part.OUT_OF_REACH).to_numpy(bool) & (layer == MapLayer.PARTS)
    untold = _classes(assessment, comparison, layer)[0] < 0
    asked = ((out, CROSSED), (untold & areas["in_scope"].to_numpy(bool), DIAGONAL))
    drawn = [here.lines(chosen, ways) for chosen, ways in asked if chosen.any()]
    longitude, latitude = ([_short(at) for lines in drawn for at in lines[axis]] for axis in (0, 1))
    return {"lon": longitude or [None], "lat": latitude or [None]}


def _short(degrees: float | None) -> float | None:
    """Round to about 100 m, which is finer than a line of the hatch."""
    return None if degrees is None else round(degrees, 3)


def _hover(base: Programme, comparison: Comparison) -> dict[str, Any]:
    """Say of each area what is supported before and after, in the shortest words."""
    sides = (comparison.areas[side].tolist() for side in ("before", "after"))
    return {
        "hovertext": [_beside(before, after) for before, after in zip(*sides, strict=True)],
        "hovertemplate": (
            "<b>%{text}</b><br>Need supported, births a year: %{hovertext}<br>"
            f"<i>{tail(base, SHOWN)}</i><extra></extra>"
        ),
        "hoverinfo": "text",
    }


def _beside(before: float, after: float) -> str:
    """
    Write two values of one area, the first only where it differs: there are many areas.

    >>> _beside(21.0, 23.0), _beside(21.0, 21.2)
    ('23 (was 21)', '21')
    """
    now = _need(after)
    was = now if before == after else _need(before)
    return now if was == now else f"{now} (was {was})"


@lru_cache(maxsize=4096)  # Most areas keep their value from step to step.
def _need(value: float) -> str:
    if np.isnan(value):
        return "not counted"
    return "under 5" if value < 5 else count_words(value)  # noqa: PLR2004 - the privacy floor


def _flag_line(base: Programme, flagged: tuple[str, ...]) -> dict[str, Any]:
    """Draw one line around all that is flagged; borders between its areas say nothing."""
    longitude, latitude = outline(base, flagged) if flagged else ([None], [None])
    return {"lon": longitude, "lat": latitude}


def _flag_words(base: Programme, comparison: Comparison) -> dict[str, Any]:
    points, codes = ground(base).area_points, base.areas.index
    told = [(codes.get_loc(code), "+") for code in comparison.flags("gained")]
    told += [(codes.get_loc(code), "\N{MINUS SIGN}") for code in comparison.flags("cleared")]
    if not told:
        return {"lon": [None], "lat": [None], "text": [""]}
    return {
        "lon": [points.longitude[place] for place, _ in told],
        "lat": [points.latitude[place] for place, _ in told],
        "text": [word for _, word in told],
    }


def _circles(
    table: gpd.GeoDataFrame, kind: str, state: pd.Series | None, subject: str
) -> dict[str, Any]:
    """Draw sites or stops: a ring, a filling by what is there, and a halo on the chosen one."""
    points = table_points(table)
    size = SITE_PX if kind == "site" else STOP_PX
    columns: dict[str, list[Any]] = {
        "lon": [], "lat": [], "marker.size": [], "marker.color": [], "customdata": [],
        "hovertext": [],
    }  # fmt: skip
    rows = zip(points.longitude, points.latitude, table.index, table[f"{kind}_name"], strict=True)
    for longitude, latitude, code, name in rows:
        filled, words = _look(kind, None if state is None else state.get(code))
        circles = [(size + RING_PX, theme.SITE_INK), (size, filled)]
        if code == subject:
            circles.insert(0, (SUBJECT_PX, theme.LIGHT["accent"]))
        for across, colour in circles:
            columns["lon"].append(longitude)
            columns["lat"].append(latitude)
            columns["marker.size"].append(across)
            columns["marker.color"].append(colour)
            columns["customdata"].append([str(code)])
            columns["hovertext"].append(f"<b>{name}</b><br>{words}" if colour == filled else "")
    if not columns["lon"]:
        return {"lon": [None], "lat": [None], "marker.size": [0], "marker.color": [CLEAR],
                "customdata": [[""]], "hovertext": [""]}  # fmt: skip
    return dict(columns)


def _look(kind: str, state: object) -> tuple[str, str]:
    if kind == "stop":
        overdue = bool(state) if state is not None and state == state else False  # noqa: PLR0124
        words = "Outreach stop, overdue" if overdue else "Outreach stop, visited lately"
        return (theme.SITE_FILL if overdue else theme.LIGHT["amber"]), words
    fill = {"0": theme.SITE_FILL, "1": "#8fc1c0", "2+": theme.STAFF}.get(str(state), "#cfcac0")
    return fill, f"Site, Mentor Mothers {state}"
