"""The map: a first figure, and patches that carry only what a choice changes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from dash import Patch

from dashboard import hovers, layers, symbols, theme
from dashboard.geometry import map_shelf, shape_path, surface_path
from dashboard.ground import ground, table_points
from dashboard.hatching import CROSSED, DIAGONAL
from dashboard.state import Layer, Overlay
from dashboard.traces import LABELS, NUMBERS, POSITION, scheme_values, skeleton
from geodata.names import FlagStatus

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.ground import Line
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

Changes = dict[str, dict[str, Any]]
SURFACE_OPACITY: Final = 0.9
HOVER_PX: Final = 8
UNMOVED: Final = "camera"
# Before a script has measured the panel: about right for a map 600 pixels wide.
FIRST_ZOOM: Final = 7.2
HALO: Final = {"light": "rgba(255,255,255,0.9)", "dark": "rgba(13,19,22,0.9)"}


def initial_figure(
    context: Context, selection: Selection, styles: dict[str, str], scheme: str = "light"
) -> dict[str, Any]:
    """
    Return the whole figure as plain JSON, for the first load.

    Parameters
    ----------
    styles
        Address of the map style by colour scheme, ``light`` and ``dark``.
    """
    traces = skeleton(context)
    for changes in (trace_changes(context, selection), scheme_values(scheme)):
        for name, values in changes.items():
            for path, value in values.items():
                _set(traces[POSITION[name]], path, value)
    return {"data": traces, "layout": _layout(context, selection, styles, scheme)}


def patch_figure(context: Context, selection: Selection) -> Patch:
    """Return what a selection decides, without shapes, names and camera."""
    patch = Patch()
    for name, values in trace_changes(context, selection).items():
        for path, value in values.items():
            _set(patch["data"][POSITION[name]], path, value)
    for path, value in surface_changes(context, selection).items():
        _set(patch["layout"]["map"]["layers"][0], path, value)
    return patch


def patch_scheme(styles: dict[str, str], scheme: str) -> Patch:
    """Return what a change between light and dark decides."""
    patch = Patch()
    for name, values in scheme_values(scheme).items():
        for path, value in values.items():
            _set(patch["data"][POSITION[name]], path, value)
    for path, value in _scheme_layout(styles, scheme).items():
        _set(patch["layout"], path, value)
    return patch


def trace_changes(context: Context, selection: Selection) -> Changes:
    """Return every property that a selection decides, by trace; the same keys for all."""
    programme, assessment = context.programme, context.assessment(selection.choice)
    asked = (programme, assessment, selection)
    return {
        **_shaded(*asked),
        **symbols.flag_symbols(*asked),
        **_switched(programme, selection),
        "flag_shapes": _flag_shapes(assessment, selection),
        "chosen_shape": _chosen_shape(context, selection),
        "hatch": _hatch(*asked),
        "counts": symbols.count_symbols(*asked),
        "marks": symbols.mark_symbols(*asked),
        "sites": symbols.site_symbols(*asked),
        "site_words": symbols.site_words(*asked),
    }


def surface_changes(context: Context, selection: Selection) -> dict[str, Any]:
    """Return the address of the walking-time surface and whether it shows."""
    return {
        "source": map_shelf(context).address(surface_path(selection.choice)),
        "visible": selection.layer == Layer.WALKING_TIME,
    }


def _shaded(programme: Programme, assessment: Assessment, selection: Selection) -> Changes:
    by_district = selection.layer in layers.ASKED_BY_DISTRICT
    ending = f"<br><i>{hovers.tail(programme, selection)}</i><extra></extra>"
    template = f"<b>%{{text}}</b><br>%{{hovertext}}{ending}"
    if by_district:
        told = _told(template, hovers.district_hovers(programme, assessment, selection))
        untold = _untold(len(assessment.areas))
    else:
        told = _told(template, hovers.area_hovers(assessment, selection))
        untold = _untold(len(programme.districts))
    return {
        "districts": {
            **layers.district_shading(programme, assessment, selection),
            **(told if by_district else untold),
        },
        "areas": {
            **layers.area_shading(assessment, selection),
            **(untold if by_district else told),
        },
    }


def _told(template: str, texts: list[str]) -> dict[str, Any]:
    return {"hoverinfo": "text", "hovertemplate": template, "hovertext": texts}


def _untold(count: int) -> dict[str, Any]:
    # Plotly forgets 'skip' where there is a template.
    return {"hoverinfo": "skip", "hovertemplate": "", "hovertext": [""] * count}


def _hatch(programme: Programme, assessment: Assessment, selection: Selection) -> dict[str, Any]:
    """Lines over what has no data, crossed lines over what is out of reach."""
    here = ground(programme)
    crossed = here.area_hatch.lines(layers.areas_out_of_reach(assessment, selection), CROSSED)
    areas = here.area_hatch.lines(layers.areas_without_data(assessment, selection), DIAGONAL)
    untold = layers.districts_without_data(programme, assessment, selection)
    districts = here.district_hatch.lines(untold, DIAGONAL)
    longitude, latitude = (
        list(chain.from_iterable(parts)) for parts in zip(crossed, areas, districts, strict=True)
    )
    return _line((longitude, latitude))


def _line(line: Line) -> dict[str, Any]:
    longitude, latitude = line
    return {"lon": longitude or [None], "lat": latitude or [None]}


def _flag_shapes(assessment: Assessment, selection: Selection) -> dict[str, Any]:
    areas = assessment.areas
    flagged = areas.index[areas["flag"] == FlagStatus.FLAGGED].tolist()
    shown = flagged if Overlay.FLAGS in selection.overlays else []
    # A choropleth without locations would lose its place in the order of layers.
    return {"locations": shown or [""], "z": [0] * max(len(shown), 1)}


def _switched(programme: Programme, selection: Selection) -> Changes:
    """Lines and points that are always the same, and on or off."""
    towns = table_points(programme.places[programme.places["kind"] == "town"])
    nothing: Line = ([None], [None])
    rivers = ground(programme).rivers if Overlay.RIVERS in selection.overlays else nothing
    named = Overlay.TOWNS in selection.overlays
    places = {"lon": towns.longitude, "lat": towns.latitude} if named else symbols.NOWHERE
    return {"rivers": _line(rivers), "towns": places}


def _chosen_shape(context: Context, selection: Selection) -> dict[str, Any]:
    """Draw a line around the chosen district or area."""
    place = selection.place
    is_area = place in context.programme.areas.index
    is_district = place in context.programme.districts.index
    return {
        "geojson": map_shelf(context).address(shape_path("areas" if is_area else "districts")),
        "locations": [place if is_area or is_district else ""],
    }


def _layout(
    context: Context, selection: Selection, styles: dict[str, str], scheme: str
) -> dict[str, Any]:
    fit = ground(context.programme).fit
    layer = {
        "sourcetype": "image",
        "coordinates": surface_corners(context),
        "opacity": SURFACE_OPACITY,
        "below": "traces",
        "name": "walking time",
        **surface_changes(context, selection),
    }
    layout: dict[str, Any] = {
        "map": {
            "center": {"lon": (fit[0] + fit[2]) / 2, "lat": (fit[1] + fit[3]) / 2},
            "zoom": FIRST_ZOOM,
            "layers": [layer],
            "uirevision": UNMOVED,
        },
        "meta": {"fit": fit, "labels": list(LABELS), "numbers": list(NUMBERS)},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "hoverdistance": HOVER_PX,
        "clickmode": "event",
        "showlegend": False,
        "uirevision": UNMOVED,
        "hoverlabel": {"align": "left", "font": {"family": theme.FONT, "size": 13}},
    }
    for path, value in _scheme_layout(styles, scheme).items():
        _set(layout, path, value)
    return layout


def surface_corners(context: Context) -> list[list[float]]:
    """Return where the surface lies, clockwise from the north-west corner."""
    west, south, east, north = (float(edge) for edge in context.programme.districts.total_bounds)
    return [[west, north], [east, north], [east, south], [west, south]]


def _scheme_layout(styles: dict[str, str], scheme: str) -> dict[str, Any]:
    colours = theme.SCHEMES[scheme]
    return {
        "map.style": styles[scheme],
        "meta.halo": HALO[scheme],
        "paper_bgcolor": colours["paper"],
        "hoverlabel.bgcolor": colours["card"],
        "hoverlabel.bordercolor": colours["edge"],
        "hoverlabel.font.color": colours["ink"],
    }


def _set(target: Any, path: str, value: Any) -> None:  # noqa: ANN401 - dict or Patch
    """Set a property by its dotted path, in a figure as in a patch."""
    *outer, last = path.split(".")
    for name in outer:
        target = target.setdefault(name, {}) if isinstance(target, dict) else target[name]
    target[last] = value
