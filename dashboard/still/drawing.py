"""The drawn part of the still map: districts, borders, rivers, names, counts, scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from dashboard import theme
from dashboard.ground import ground
from dashboard.maps.classes import MISSING, NO_DATA_FILL
from dashboard.state import Layer
from dashboard.webfonts import LETTERS, WEIGHTS
from geodata.units import KM_PER_DEGREE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from dashboard.state import Selection
    from dashboard.still.views import StillView
    from geodata.programme import Programme

INK, QUIET_INK, PAPER = theme.LIGHT["ink"], theme.LIGHT["quiet"], theme.LIGHT["paper"]
NAME_PT, SMALL_PT = 10, 9
# Hatches that tell classes apart in grey: no data, and what is out of reach.
NO_DATA_HATCH, CROSSHATCH = "////", "xxxx"
QUIET_STRENGTH: Final = 0.45
SHOWN_EVERYWHERE: Final = (Layer.PREVALENCE, Layer.NEED)
RAISED_DEGREES: Final = 0.07
SCALE_KM: Final = 50
POINTS_PER_ROOT: Final = {Layer.NEED: 0.8, Layer.DEFICIT: 6.5}


def draw_map(
    figure: Figure,
    programme: Programme,
    selection: Selection,
    view: StillView,
    in_scope: NDArray[np.bool_],
) -> None:
    """Draw the districts of a view; what is in scope at full strength."""
    axes = figure.add_axes((0.02, 0.265, 0.66, 0.585))
    axes.set_axis_off()
    west, south, east, north = programme.districts.total_bounds
    axes.set_xlim(west - 0.05, east + 0.05)
    axes.set_ylim(south - 0.05, north + 0.05)
    middle = np.radians((south + north) / 2)
    axes.set_aspect(1 / np.cos(middle))
    everywhere = in_scope | (selection.layer in SHOWN_EVERYWHERE)
    alike = in_scope | (selection.layer == Layer.PREVALENCE)
    strength = np.where(alike, 1.0, QUIET_STRENGTH)
    for at, shape in enumerate(programme.districts.geometry):
        shade = _shade(view, at, told=bool(everywhere[at]))
        _fill(axes, shape, strength=float(strength[at]), **shade)
    _outline(axes, shapely.union_all(programme.districts.geometry.to_numpy()))
    longitude, latitude = ground(programme).rivers
    axes.plot(
        [np.nan if one is None else one for one in longitude],
        [np.nan if one is None else one for one in latitude],
        color=theme.RIVER,
        linewidth=1,
        zorder=3,
    )
    _draw_names(axes, programme, selection, view, np.where(everywhere, strength, 0.0))
    _draw_scale(axes, float(west), float(south), float(middle))


def _shade(view: StillView, at: int, *, told: bool) -> dict[str, str]:
    """Choose fill and hatch of one district; what is not asked for stays paper."""
    if told and view.left is not None and np.isnan(view.left.iloc[at]):
        return {"colour": NO_DATA_FILL, "hatch": NO_DATA_HATCH}
    if view.scale is None or not told:
        return {"colour": PAPER, "hatch": ""}
    position = int(view.scale.positions([view.shares.iloc[at]])[0])
    if position == MISSING:
        return {"colour": NO_DATA_FILL, "hatch": NO_DATA_HATCH}
    colour = view.scale.colours[position]
    return {"colour": colour, "hatch": CROSSHATCH if colour == theme.OUT_OF_REACH else ""}


def _fill(axes: Axes, shape: shapely.Geometry, *, colour: str, hatch: str, strength: float) -> None:
    from matplotlib.patches import PathPatch  # noqa: PLC0415

    path = _path(shape)
    axes.add_patch(PathPatch(path, facecolor=colour, alpha=strength, edgecolor="none", zorder=1))
    if hatch:
        lines = PathPatch(path, hatch=hatch, facecolor="none", edgecolor=INK, linewidth=0)
        lines.set(alpha=0.55, zorder=2)
        axes.add_patch(lines)
    axes.add_patch(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=0.8, zorder=4))


def _outline(axes: Axes, country: shapely.Geometry) -> None:
    from matplotlib.patches import PathPatch  # noqa: PLC0415

    axes.add_patch(
        PathPatch(_path(country), facecolor="none", edgecolor=INK, linewidth=1.8, zorder=5)
    )


def _path(shape: shapely.Geometry) -> Any:  # noqa: ANN401 - loaded late
    from matplotlib.path import Path  # noqa: PLC0415

    rings = [
        Path(shapely.get_coordinates(ring), closed=True)
        for part in shapely.get_parts(shape)
        for ring in shapely.get_rings(part)
    ]
    return Path.make_compound_path(*rings)


def _draw_names(
    axes: Axes,
    programme: Programme,
    selection: Selection,
    view: StillView,
    strength: NDArray[np.float64],
) -> None:
    """Write names, and what is told of districts with any strength; counts as strong as they."""
    told = strength > 0
    points = ground(programme).district_points
    rows = zip(points.longitude, points.latitude, ground(programme).district_names, strict=True)
    for at, (longitude, latitude, name) in enumerate(rows):
        here = (longitude, latitude)
        if told[at] and view.left is not None:
            here = _draw_counts(axes, selection, view, at, here, float(strength[at]))
        words = view.words.iloc[at] if told[at] else ""
        _draw_text(axes, here, name, INK if told[at] else QUIET_INK, 3, bold=True)
        _draw_text(axes, here, words, INK, -9, bold=False)


def _draw_text(
    axes: Axes, at: tuple[float, float], words: str, ink: str, up_pt: float, *, bold: bool
) -> None:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    axes.annotate(
        words,
        at,
        xytext=(0, up_pt),
        textcoords="offset points",
        ha="center",
        fontfamily=LETTERS,
        fontsize=NAME_PT if bold else NAME_PT - 1,
        fontweight=WEIGHTS[bold],
        color=ink,
        zorder=9,
        parse_math=False,
        path_effects=[withStroke(linewidth=2.6, foreground="#ffffff", alpha=0.9)],
    )


def _draw_counts(
    axes: Axes,
    selection: Selection,
    view: StillView,
    at: int,
    here: tuple[float, float],
    strength: float,
) -> tuple[float, float]:
    """Draw one circle, or a half on each side; return where the name goes, below."""
    from matplotlib.path import Path  # noqa: PLC0415

    longitude, latitude = here
    whole = view.right is None
    for counts, first, last, colour in (
        (view.left, 90, 270, theme.NEED if whole else theme.DEFICIT),
        (view.left if whole else view.right, 270, 450, theme.NEED if whole else theme.SURPLUS),
    ):
        number = float("nan") if counts is None else float(counts.iloc[at])
        if number > 0:
            across = 2 * POINTS_PER_ROOT[selection.layer] * np.sqrt(number)
            marker = "o" if whole else Path.wedge(first, last)
            above = latitude + RAISED_DEGREES
            axes.scatter(
                [longitude],
                [above],
                s=across**2,
                marker=marker,
                color=colour,
                alpha=strength,
                linewidths=0,
                zorder=6,
            )
        if whole:
            break
    return longitude, latitude - RAISED_DEGREES


def _draw_scale(axes: Axes, west: float, south: float, middle: float) -> None:
    length = SCALE_KM / (KM_PER_DEGREE * np.cos(middle))
    axes.plot([west, west + length], [south, south], color=INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(f"{SCALE_KM} km", (west + length / 2, south), xytext=(0, 4), ha="center",
                  textcoords="offset points", fontfamily=LETTERS, fontsize=SMALL_PT,
                  color=INK)  # fmt: skip
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.2}
    axes.annotate("N", (west + 0.06, south + 0.36), xytext=(west + 0.06, south + 0.17), ha="center",
                  fontfamily=LETTERS, fontsize=NAME_PT, fontweight=WEIGHTS[1], color=INK,
                  arrowprops=arrow)  # fmt: skip
