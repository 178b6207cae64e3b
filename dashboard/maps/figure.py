"""The map: a first figure, and patches that carry only what a choice changes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from dash import Patch

from dashboard.ground import ground, table_points
from dashboard.maps import circles, hovers, layers, symbols
from dashboard.maps.geometry import map_shelf, shape_path
from dashboard.maps.hatching import CROSSED, DIAGONAL
from dashboard.maps.layout import layout, put, scheme_layout, surface_changes
from dashboard.maps.traces import POSITION, scheme_values, skeleton
from dashboard.state import Overlay
from geodata.names import FlagStatus

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.ground import Line
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.programme import Programme

Changes = dict[str, dict[str, Any]]


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
                put(traces[POSITION[name]], path, value)
    return {"data": traces, "layout": layout(context, selection, styles, scheme)}


def patch_figure(context: Context, selection: Selection) -> Patch:
    """Return what a selection decides, without shapes, names and camera."""
    patch = Patch()
    for name, values in trace_changes(context, selection).items():
        for path, value in values.items():
            put(patch["data"][POSITION[name]], path, value)
    for path, value in surface_changes(context, selection).items():
        put(patch["layout"]["map"]["layers"][0], path, value)
    return patch


def patch_scheme(scheme: str) -> Patch:
    """Return what a change between light and dark decides."""
    patch = Patch()
    for name, values in scheme_values(scheme).items():
        for path, value in values.items():
            put(patch["data"][POSITION[name]], path, value)
    for path, value in scheme_layout(scheme).items():
        put(patch["layout"], path, value)
    return patch


def trace_changes(context: Context, selection: Selection) -> Changes:
    """Return every property that a selection decides, by trace; the same keys for all."""
    programme, assessment = context.programme, context.assessment(selection.choice)
    asked = (programme, assessment, selection)
    return {
        **_shaded(context, assessment, selection),
        **symbols.flag_symbols(*asked),
        **_switched(programme, selection),
        "flag_shapes": _flag_shapes(assessment, selection),
        "chosen_casing": _chosen_shape(context, selection),
        "chosen_shape": _chosen_shape(context, selection),
        "hatch": _hatch(*asked),
        "counts": symbols.count_symbols(*asked),
        "marks": circles.mark_symbols(*asked),
        "sites": circles.site_symbols(*asked),
        "site_words": circles.site_words(*asked),
    }


def _area_grounds(context: Context, choice: Choice) -> list[str]:
    return hovers.area_grounds(context.assessment(choice))


def _shaded(context: Context, assessment: Assessment, selection: Selection) -> Changes:
    programme = context.programme
    by_district = selection.layer in layers.ASKED_BY_DISTRICT
    ending = f"<br><i>{hovers.tail(programme, selection)}</i><extra></extra>"
    template = f"<b>%{{text}}</b><br>%{{hovertext}}{ending}"
    if by_district:
        told = _told(template, hovers.district_hovers(programme, assessment, selection))
        untold = _untold(len(assessment.areas))
    else:
        grounds = context.kept(_area_grounds, selection.choice)
        told = _told(template, hovers.area_hovers(assessment, selection, grounds))
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
    shown = flagged if Overlay.FLAGS in selection.drawn else []
    # A choropleth without locations would lose its place in the order of layers.
    return {"locations": shown or [""], "z": [0] * max(len(shown), 1)}


def _switched(programme: Programme, selection: Selection) -> Changes:
    """Lines and points that are always the same, and on or off."""
    towns = table_points(programme.places).only(programme.places["kind"] == "town")
    nothing: Line = ([None], [None])
    rivers = ground(programme).rivers if Overlay.RIVERS in selection.drawn else nothing
    named = Overlay.TOWNS in selection.drawn
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
