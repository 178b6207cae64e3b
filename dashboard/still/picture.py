"""The map as a picture made here: for download, print and browsers without WebGL 2."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from dashboard import headlines, theme
from dashboard.maps.classes import NO_DATA_FILL
from dashboard.maps.legends import note, title
from dashboard.maps.pngs import palette_png
from dashboard.provenance import sources_of
from dashboard.serving.delivery import Answer
from dashboard.state import Layer, Selection
from dashboard.still.drawing import (
    CROSSHATCH,
    INK,
    NO_DATA_HATCH,
    PAPER,
    QUIET_INK,
    SHOWN_EVERYWHERE,
    SMALL_PT,
    draw_map,
)
from dashboard.still.views import StillView, still_view
from dashboard.summary import status
from dashboard.webfonts import LETTERS, WEIGHTS, letters_of_pictures
from geodata.gap.export import file_name
from geodata.indicators import COVERAGE_TABLES, NEED_TABLES
from geodata.names import Scope
from geodata.status import worst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from dashboard.context import Context
    from geodata.assessment import Assessment
    from geodata.programme import Programme

# On paper the picture is 158 mm high: its smallest letters are then 7 points.
INCHES: Final = (9.0, 8.0)
DOTS_PER_INCH: Final = 180
TITLE_PT, TEXT_PT = 14, 11
# Said by a page whose own title and sentence stand above its picture.
WITHOUT_HEAD: Final = "headless"
HEAD_SHARE: Final = 0.125  # Of the height: title and sentence.
FOOT_LETTERS: Final = 120
PALETTE_COLOURS: Final = 192


def still_answer(context: Context, query: Mapping[str, str]) -> Answer:
    """Answer a request for the picture of a selection, with its title or without."""
    selection = context.selected(query)
    content = still_map(context, selection, with_head=WITHOUT_HEAD not in query)
    return Answer(content, "image/png", picture_name(context.programme, selection))


def picture_name(programme: Programme, selection: Selection) -> str:
    """Name the file by programme, layer, date of the data and status, as all files."""
    info = programme.info
    lowest = worst(programme.statuses.values())
    return file_name(info.country, ["map", str(selection.layer)], info, lowest, "png")


def still_map(context: Context, selection: Selection, *, with_head: bool = True) -> bytes:
    """
    Draw districts and bands, never sites or the walking-time surface, as a PNG.

    The same selection of the same dataset gives the same bytes.

    Parameters
    ----------
    with_head
        Whether title and sentence stand above, as in a file that is taken away.
    """
    programme, assessment = context.programme, context.assessment(selection.choice)
    words = StillWords(
        title=_title(programme, selection),
        sentence=headlines.sentence(programme, assessment, selection),
        note=note(context, selection, surface=False),
        sources=sources_of(programme, _tables(selection), selection.choice.need_basis),
        with_head=with_head,
    )
    view = still_view(programme, assessment, selection)
    return still_picture(programme, assessment, selection, view, words)


@dataclass(frozen=True)
class StillWords:
    """What stands above, beside and below the drawn part of a picture."""

    title: str
    sentence: str
    note: str
    sources: str
    with_head: bool = True


def still_picture(
    programme: Programme,
    assessment: Assessment,
    selection: Selection,
    view: StillView,
    words: StillWords,
) -> bytes:
    """Draw one view of the districts with its legend and its words, as a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    letters_of_pictures()
    figure = Figure(figsize=INCHES, dpi=DOTS_PER_INCH, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    in_scope = assessment.districts["in_scope"].reindex(programme.districts.index)
    draw_map(figure, programme, selection, view, in_scope.to_numpy(dtype=bool))
    _draw_legend(figure, selection, view)
    _draw_words(figure, programme, words)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    head = 0 if words.with_head else round(HEAD_SHARE * len(pixels))
    return _as_png(pixels[head:])


def _as_png(pixels: NDArray[np.uint8]) -> bytes:
    """
    Write the picture with a palette: a third of the bytes on a slow line.

    The palette holds the commonest colours as they are, so that map and legend stay equal;
    only the blended edges of letters and lines move to their nearest colour.
    """
    parts = pixels[..., :3].astype(np.uint32)
    packed = (parts[..., 0] << 16) | (parts[..., 1] << 8) | parts[..., 2]
    place, found = pd.factorize(packed.ravel(), sort=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(int)
    palette = colours[np.argsort(-np.bincount(place), kind="stable")[:PALETTE_COLOURS]]
    nearest = ((colours[:, None, :] - palette) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    shown = nearest[place].reshape(packed.shape)
    return palette_png(shown, [(red, green, blue, 255) for red, green, blue in palette.tolist()])


def _draw_legend(figure: Figure, selection: Selection, view: StillView) -> None:
    legend = figure.legend(
        handles=_handles(selection, view),
        title=textwrap.fill(view.unit, 26),
        loc="upper left",
        bbox_to_anchor=(0.69, 0.83),
        prop={"family": LETTERS, "size": TEXT_PT - 1},
        title_fontproperties={"family": LETTERS, "size": TEXT_PT},
        alignment="left",
        frameon=False,
        handleheight=1.5,
        labelspacing=0.55,
        labelcolor=INK,
    )
    legend.get_title().set_color(INK)
    for text in (legend.get_title(), *legend.get_texts()):
        text.set_parse_math(False)


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
    elif view.right is not None:
        entries = [
            entry(theme.DEFICIT, "left half: posts missing"),
            entry(theme.SURPLUS, "right half: posts over the norm"),
        ]
    elif view.left is not None:
        entries = [entry(theme.NEED, "area of the circle: need")]
    if view.scale is not None or view.left is not None:
        entries.append(entry(NO_DATA_FILL, "no data", NO_DATA_HATCH))
    if selection.scope == Scope.PROGRAMME and selection.layer not in SHOWN_EVERYWHERE:
        entries.append(entry(PAPER, "outside the programme"))
    return entries


def _draw_words(figure: Figure, programme: Programme, words: StillWords) -> None:
    def write(at: tuple[float, float], text: str, size: float, ink: str = INK, **how: Any) -> None:  # noqa: ANN401
        how |= {"fontfamily": LETTERS, "fontsize": size, "color": ink, "linespacing": 1.35}
        figure.text(*at, text, parse_math=False, **how)

    if words.with_head:
        write((0.03, 0.972), words.title, TITLE_PT, va="top", fontweight=WEIGHTS[1])
        write((0.03, 0.930), textwrap.fill(words.sentence, 104), TEXT_PT, va="top")
    write((0.7, 0.42), textwrap.fill(words.note, 34), SMALL_PT, QUIET_INK, va="top")
    sources = f"Sources: {words.sources}."
    dated = f"Data as of {programme.info.as_of:%d %B %Y}. District totals and bands only."
    foot = [
        *(textwrap.fill(one, FOOT_LETTERS) for one in (status(programme).banner, sources)),
        dated,
    ]
    write((0.03, 0.02), "\n".join(foot), SMALL_PT, va="bottom")


def _tables(selection: Selection) -> tuple[str, ...]:
    """Name the tables behind a layer; a prevalence layer is one source of its table."""
    if selection.layer == Layer.PREVALENCE:
        return "districts", f"prevalence:{selection.prevalence}"
    return ("districts", *(NEED_TABLES if selection.layer == Layer.NEED else COVERAGE_TABLES))


def _title(programme: Programme, selection: Selection) -> str:
    """Say what and when: a prevalence layer has a date of its own, in its name."""
    if selection.layer == Layer.PREVALENCE:
        return title(programme, selection)
    return f"{title(programme, selection)}, {programme.info.as_of:%B %Y}"
