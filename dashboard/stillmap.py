"""The map as a picture made here: for download, print and browsers without WebGL 2."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from dashboard import headlines, theme
from dashboard.classes import MISSING, NO_DATA_FILL
from dashboard.delivery import Answer
from dashboard.ground import ground
from dashboard.legends import note, title
from dashboard.provenance import sources_of
from dashboard.state import Layer, Selection
from dashboard.stillviews import StillView, still_view
from dashboard.summary import status
from geodata.indicators import COVERAGE_TABLES, NEED_TABLES
from geodata.names import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from dashboard.context import Context
    from geodata.programme import Programme

INCHES: Final = (11.0, 8.5)
DOTS_PER_INCH: Final = 150
INK, QUIET_INK, PAPER = theme.LIGHT["ink"], theme.LIGHT["quiet"], theme.LIGHT["paper"]
TITLE_PT, TEXT_PT, NAME_PT, SMALL_PT = 17, 11, 10, 8
# Hatches that tell classes apart in grey: no data, and what is out of reach.
NO_DATA_HATCH, CROSSHATCH = "////", "xxxx"
QUIET_STRENGTH: Final = 0.45
SHOWN_EVERYWHERE: Final = (Layer.PREVALENCE, Layer.NEED)
RAISED_DEGREES: Final = 0.07
SCALE_KM: Final = 50
KM_PER_DEGREE: Final = 111.32
POINTS_PER_ROOT: Final = {Layer.NEED: 0.8, Layer.DEFICIT: 6.5}
TABLES: Final = {
    Layer.PREVALENCE: ("districts", "prevalence"),
    Layer.NEED: ("districts", *NEED_TABLES),
}
# A file that holds the day it was made would differ from one made of the same data tomorrow.
NO_METADATA: Final[dict[str, Any]] = {"Software": None}


def still_answer(context: Context, query: Mapping[str, str]) -> Answer:
    """Answer a request for the picture of a selection."""
    selection = Selection.from_query(query)
    return Answer(
        still_map(context, selection), "image/png", file_name(context.programme, selection)
    )


def file_name(programme: Programme, selection: Selection) -> str:
    """Name the file after the layer and the date of the data."""
    return f"map-{selection.layer}-{programme.info.as_of.isoformat()}.png".replace("_", "-")


def still_map(context: Context, selection: Selection) -> bytes:
    """
    Draw districts and bands, never sites or the walking-time surface, as a PNG.

    The same selection of the same dataset gives the same bytes.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    assessment = context.assessment(selection.choice)
    view = still_view(context.programme, assessment, selection)
    figure = Figure(figsize=INCHES, facecolor=PAPER)
    FigureCanvasAgg(figure)
    in_scope = assessment.districts["in_scope"].reindex(context.programme.districts.index)
    _draw_map(figure, context.programme, selection, view, in_scope.to_numpy(dtype=bool))
    _draw_legend(figure, selection, view)
    _draw_words(figure, context, selection)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=DOTS_PER_INCH, metadata=NO_METADATA)
    return picture.getvalue()


def _draw_map(
    figure: Figure,
    programme: Programme,
    selection: Selection,
    view: StillView,
    in_scope: NDArray[np.bool_],
) -> None:
    axes = figure.add_axes((0.02, 0.17, 0.66, 0.69))
    axes.set_axis_off()
    west, south, east, north = programme.districts.total_bounds
    axes.set_xlim(west - 0.05, east + 0.05)
    axes.set_ylim(south - 0.05, north + 0.05)
    middle = np.radians((south + north) / 2)
    axes.set_aspect(1 / np.cos(middle))
    everywhere = in_scope | (selection.layer in SHOWN_EVERYWHERE)
    for at, shape in enumerate(programme.districts.geometry):
        shade = _shade(view, at, told=bool(everywhere[at]))
        _fill(axes, shape, strength=1 if in_scope[at] else QUIET_STRENGTH, **shade)
    _outline(axes, shapely.union_all(programme.districts.geometry.to_numpy()))
    longitude, latitude = ground(programme).rivers
    axes.plot(
        [np.nan if one is None else one for one in longitude],
        [np.nan if one is None else one for one in latitude],
        color=theme.RIVER,
        linewidth=1,
        zorder=3,
    )
    _draw_names(axes, programme, selection, view, everywhere)
    _draw_scale(axes, float(west), float(south), float(middle))


def _shade(view: StillView, at: int, *, told: bool) -> dict[str, str]:
    """Choose fill and hatch of one district; what is not asked for stays paper."""
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
    told: NDArray[np.bool_],
) -> None:
    points = ground(programme).district_points
    rows = zip(points.longitude, points.latitude, ground(programme).district_names, strict=True)
    for at, (longitude, latitude, name) in enumerate(rows):
        here = (longitude, latitude)
        if told[at] and view.left is not None:
            here = _draw_counts(axes, selection, view, at, here)
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
        fontsize=NAME_PT if bold else NAME_PT - 1,
        fontweight="bold" if bold else "normal",
        color=ink,
        zorder=9,
        path_effects=[withStroke(linewidth=2.6, foreground="#ffffff", alpha=0.9)],
    )


def _draw_counts(
    axes: Axes, selection: Selection, view: StillView, at: int, here: tuple[float, float]
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
                  textcoords="offset points", fontsize=SMALL_PT, color=INK)  # fmt: skip
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.2}
    axes.annotate("N", (west + 0.06, south + 0.36), xytext=(west + 0.06, south + 0.17), ha="center",
                  fontsize=NAME_PT, fontweight="bold", color=INK, arrowprops=arrow)  # fmt: skip


def _draw_legend(figure: Figure, selection: Selection, view: StillView) -> None:
    legend = figure.legend(
        handles=_handles(selection, view),
        title=textwrap.fill(view.unit, 30),
        loc="upper left",
        bbox_to_anchor=(0.69, 0.84),
        fontsize=TEXT_PT - 1,
        title_fontsize=TEXT_PT,
        alignment="left",
        frameon=False,
        handleheight=1.5,
        labelspacing=0.55,
        labelcolor=INK,
    )
    legend.get_title().set_color(INK)


def _handles(selection: Selection, view: StillView) -> list[Any]:
    from matplotlib.patches import Patch  # noqa: PLC0415

    def entry(colour: str, words: str, hatch: str = "") -> Patch:
        return Patch(facecolor=colour, label=words, hatch=hatch, edgecolor=INK, linewidth=0.6)

    entries: list[Patch] = []
    if view.scale is not None:
        entries = [
            entry(colour, label, CROSSHATCH if colour == theme.OUT_OF_REACH else "")
            for label, colour in zip(view.scale.labels, view.scale.colours, strict=True)
        ]
        entries.append(entry(NO_DATA_FILL, "no data", NO_DATA_HATCH))
    elif view.right is not None:
        entries = [
            entry(theme.DEFICIT, "left half: posts missing"),
            entry(theme.SURPLUS, "right half: posts over the norm"),
        ]
    elif view.left is not None:
        entries = [entry(theme.NEED, "area of the circle: need")]
    if selection.scope == Scope.PROGRAMME and selection.layer not in SHOWN_EVERYWHERE:
        entries.append(entry(PAPER, "outside the programme"))
    return entries


def _draw_words(figure: Figure, context: Context, selection: Selection) -> None:
    programme = context.programme
    assessment = context.assessment(selection.choice)
    sentence = headlines.sentence(programme, assessment, selection)

    def write(at: tuple[float, float], words: str, size: float, ink: str = INK, **how: Any) -> None:  # noqa: ANN401
        figure.text(*at, words, fontsize=size, color=ink, linespacing=1.35, **how)

    write((0.03, 0.968), _title(programme, selection), TITLE_PT, va="top", fontweight="bold")
    write((0.03, 0.922), textwrap.fill(sentence, 118), TEXT_PT, va="top")
    explained = textwrap.fill(note(context, selection), 46)
    write((0.7, 0.36), explained, SMALL_PT + 0.5, QUIET_INK, va="top")
    sources = f"Sources: {sources_of(programme, TABLES.get(selection.layer, COVERAGE_TABLES))}."
    dated = f"Data as of {programme.info.as_of:%d %B %Y}. District totals and bands only."
    foot = [status(programme).banner, dated, textwrap.fill(sources, 168)]
    write((0.03, 0.02), "\n".join(foot), SMALL_PT, va="bottom")


def _title(programme: Programme, selection: Selection) -> str:
    """Say what and when: a prevalence layer has a date of its own, in its name."""
    if selection.layer == Layer.PREVALENCE:
        return title(programme, selection)
    return f"{title(programme, selection)}, {programme.info.as_of:%B %Y}"
