"""What surrounds the map's traces: ground, camera, surface, hover label; and a path to set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.ground import ground
from dashboard.maps.geometry import map_shelf, surface_path
from dashboard.maps.traces import LABELS, NUMBERS, UNSEEN
from dashboard.state import Layer

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.state import Selection

SURFACE_OPACITY: Final = 0.9
HOVER_PX: Final = 8
UNMOVED: Final = "camera"
# Before a script has measured the panel: about right for a map 600 pixels wide.
FIRST_ZOOM: Final = 7.2
HALO: Final = {"light": "rgba(255,255,255,0.9)", "dark": "rgba(13,19,22,0.9)"}


def layout(
    context: Context, selection: Selection, styles: dict[str, str], scheme: str
) -> dict[str, Any]:
    """Return the whole layout, for the first load."""
    fit = ground(context.programme).fit
    layer = {
        "sourcetype": "image",
        "coordinates": surface_corners(context),
        "opacity": SURFACE_OPACITY,
        "below": "traces",
        "name": "walking time",
        **surface_changes(context, selection),
    }
    made: dict[str, Any] = {
        "map": {
            "center": {"lon": (fit[0] + fit[2]) / 2, "lat": (fit[1] + fit[3]) / 2},
            "zoom": FIRST_ZOOM,
            "style": styles["light"],
            "layers": [layer],
            "uirevision": UNMOVED,
        },
        "meta": {
            "fit": fit,
            "labels": list(LABELS),
            "numbers": list(NUMBERS),
            "unseen": list(UNSEEN),
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "hoverdistance": HOVER_PX,
        "clickmode": "event",
        "showlegend": False,
        "uirevision": UNMOVED,
        "hoverlabel": {"align": "left", "font": {"family": theme.FONT, "size": 13}},
    }
    for path, value in scheme_layout(scheme).items():
        put(made, path, value)
    return made


def surface_changes(context: Context, selection: Selection) -> dict[str, Any]:
    """Return the address of the walking-time surface and whether it shows."""
    return {
        "source": map_shelf(context).address(surface_path(selection.choice)),
        "visible": selection.layer == Layer.WALKING_TIME,
    }


def surface_corners(context: Context) -> list[list[float]]:
    """Return where the surface lies, clockwise from the north-west corner."""
    west, south, east, north = (float(edge) for edge in context.programme.districts.total_bounds)
    return [[west, north], [east, north], [east, south], [west, south]]


def scheme_layout(scheme: str) -> dict[str, Any]:
    """
    Return what a colour scheme decides of the layout, by dotted path.

    The map's style stays: plotly loses the surface when it changes. A script paints the
    ground in the colour that the figure names.
    """
    colours = theme.SCHEMES[scheme]
    return {
        "meta.scheme": scheme,
        "meta.ground": colours["paper"],
        "meta.halo": HALO[scheme],
        "paper_bgcolor": colours["paper"],
        "hoverlabel.bgcolor": colours["card"],
        "hoverlabel.bordercolor": colours["edge"],
        "hoverlabel.font.color": colours["ink"],
    }


def put(target: Any, path: str, value: Any) -> None:  # noqa: ANN401 - dict or Patch
    """Set a property by its dotted path, in a figure as in a patch."""
    *outer, last = path.split(".")
    for name in outer:
        target = target.setdefault(name, {}) if isinstance(target, dict) else target[name]
    target[last] = value
