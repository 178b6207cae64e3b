"""The fixed list of the map's traces, from the ground up; a change only fills them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.ground import ground
from dashboard.maps.geometry import map_shelf, shape_path
from dashboard.maps.layers import CLEAR, steps

if TYPE_CHECKING:
    from dashboard.context import Context
    from geodata.programme import Programme

Trace = dict[str, Any]
# Order is height: plotly draws shapes first, then lines, circles and names, in this order.
NAMES: Final = (
    "districts", "areas", "flag_shapes", "casing", "borders", "country",
    "chosen_casing", "chosen_shape",
    "hatch", "rivers", "flag_line", "counts", "marks", "sites",
    "site_words", "towns", "flag_number", "district_names",
)  # fmt: skip
POSITION: Final = {name: position for position, name in enumerate(NAMES)}
# Each trace has its place below a layer of its own, which the map's style holds and nobody sees.
# Where two share one, plotly takes all layers away and adds them again at every change.
PLACE: Final = "over-{name}"
# Layers that plotly draws though they have no ink: fills of outlines, a line without a width.
UNSEEN: Final = (
    "districts-line", "flag_shapes-fill", "casing-fill", "borders-fill", "country-fill",
    "chosen_casing-fill", "chosen_shape-fill",
)  # fmt: skip
# Words that get a halo, and numbers that show even where words would collide.
NUMBERS: Final = ("counts", "flag_number")
LABELS: Final = ("counts", "site_words", "towns", "flag_number", "district_names")
LABEL_GAP_PX: Final = 5
LABEL_FONT: Final = "Inter"
BOLD_FONT: Final = "Inter SemiBold"
HATCH_INK: Final = "#2b2b2b"
AREA_LINE: Final = "rgba(31,42,48,0.16)"
NO_HOVER: Final[Trace] = {"hoverinfo": "skip"}
# What depends on the light or dark scheme, by trace and property.
INKS: Final = {
    "light": {
        "line": "#1f2a30",
        "casing": "rgba(255,255,255,0.65)",
        "flag": theme.FLAG,
        "number": theme.FLAG,
        "seam": "rgba(161,29,51,0.5)",
    },
    "dark": {
        "line": "#e8edf0",
        "casing": "rgba(13,19,22,0.55)",
        "flag": "#ff8096",
        "number": "#ffffff",
        "seam": "rgba(255,128,150,0.4)",
    },
}


def scheme_values(scheme: str) -> dict[str, dict[str, Any]]:
    """Return what changes with the colour scheme, by trace and property."""
    inks = INKS[scheme]
    colours = theme.SCHEMES[scheme]
    return {
        "casing": {"marker.line.color": inks["casing"]},
        "borders": {"marker.line.color": inks["line"]},
        "country": {"marker.line.color": inks["line"]},
        "chosen_casing": {"marker.line.color": colours["paper"]},
        "chosen_shape": {"marker.line.color": colours["accent"]},
        "counts": {"textfont.color": inks["line"]},
        "flag_line": {"line.color": inks["flag"]},
        "flag_shapes": {"marker.line.color": inks["seam"]},
        "site_words": {"textfont.color": inks["line"]},
        "towns": {"textfont.color": inks["line"], "marker.color": inks["line"]},
        "flag_number": {"textfont.color": inks["number"]},
        "district_names": {"textfont.color": inks["line"]},
    }


def skeleton(context: Context) -> list[Trace]:
    """Return every trace with all that stays: shapes by address, names, places, styles."""
    programme = context.programme
    made = {**_shapes(context), **_lines(), **_circles(), **_labels(programme)}
    return [
        {
            **made[name],
            "uid": name,
            "name": name,
            "below": PLACE.format(name=name),
            "showlegend": False,
        }
        for name in NAMES
    ]


def _shapes(context: Context) -> dict[str, Trace]:
    programme = context.programme
    here = ground(programme)
    districts, areas = programme.districts.index.tolist(), programme.areas.index.tolist()
    return {
        "districts": {
            **_shape(context, "districts", districts),
            "text": here.district_names,
            "marker": {"line": {"width": 0}},
        },
        "areas": {
            **_shape(context, "areas", areas),
            "text": here.area_names,
            "marker": {"line": {"width": 0.4, "color": AREA_LINE}},
        },
        "flag_shapes": _outline(context, "areas", areas[:1], 0.5),
        "casing": _outline(context, "districts", districts, 3),
        "borders": _outline(context, "districts", districts, 1),
        "country": _outline(context, "country", ["country"], 2),
        "chosen_casing": _outline(context, "districts", districts[:1], 8),
        "chosen_shape": _outline(context, "districts", districts[:1], 4),
    }


def _shape(context: Context, name: str, locations: list[str]) -> Trace:
    return {
        "type": "choroplethmap",
        "geojson": map_shelf(context).address(shape_path(name)),
        "featureidkey": "properties.area_id",
        "locations": locations,
        "showscale": False,
    }


def _outline(
    context: Context, name: str, locations: list[str], width: float, colour: str = CLEAR
) -> Trace:
    """Shapes without a fill: only their line shows."""
    line = {"width": width, "color": colour}
    return {
        **_shape(context, name, locations),
        **NO_HOVER,
        "z": [0] * len(locations),
        "colorscale": steps((CLEAR,)),
        "marker": {"line": line, "opacity": 1},
    }


def _lines() -> dict[str, Trace]:
    def line(colour: str, width: float, opacity: float = 1) -> Trace:
        return {
            "type": "scattermap",
            "mode": "lines",
            "line": {"color": colour, "width": width},
            "opacity": opacity,
            **NO_HOVER,
        }

    return {
        "hatch": line(HATCH_INK, 0.9, 0.65),
        "rivers": line(theme.RIVER, 1.5, 0.95),
        "flag_line": line(CLEAR, 1.8),
    }


def _circles() -> dict[str, Trace]:
    def circles(**more: Any) -> Trace:  # noqa: ANN401
        return {"type": "scattermap", "mode": "markers", "marker": {"opacity": 1}, **more}

    told = {"hoverinfo": "text", "hovertemplate": "%{hovertext}<extra></extra>"}
    numbers = {"family": BOLD_FONT, "size": 13}
    return {
        "counts": circles(mode="markers+text", textfont=numbers, **NO_HOVER),
        "marks": circles(**told),
        "sites": circles(**told),
    }


def _labels(programme: Programme) -> dict[str, Trace]:
    here = ground(programme)
    towns = programme.places[programme.places["kind"] == "town"]
    districts = _label(BOLD_FONT, 14)
    districts["lon"], districts["lat"] = (
        here.district_points.longitude,
        here.district_points.latitude,
    )
    districts["text"] = here.district_names
    marked = _label(LABEL_FONT, 12, "top center")
    marked["marker"] = {"size": 4, "opacity": 1}
    marked["text"] = towns["place_name"].tolist()
    return {
        "site_words": _label(LABEL_FONT, 12, "bottom center"),
        "towns": marked,
        "flag_number": _label(BOLD_FONT, 13),
        "district_names": districts,
    }


def _label(family: str, size: int, position: str = "middle center") -> Trace:
    return {
        "type": "scattermap",
        "mode": "markers+text",  # plotly places words beside a marker, even one unseen
        "marker": {"size": LABEL_GAP_PX, "opacity": 0},
        "textposition": position,
        "textfont": {"family": family, "size": size},
        **NO_HOVER,
    }
