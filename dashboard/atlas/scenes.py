"""The maps of the atlas as SVG in millimetres: every district at one scale, its words text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard import theme
from dashboard.snapshot.marks import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.atlas.windows import Window
    from dashboard.snapshot.ground import District, Ground, Ring

NAME_MM, SMALL_MM = 2.9, 2.5  # 8.2 and 7.1 pt.
INK, QUIET, PAPER = theme.LIGHT["ink"], theme.LIGHT["quiet"], theme.LIGHT["paper"]
LETTER_MM: Final = 1.6
HALO: Final = {
    "paint_order": "stroke",
    "stroke": "#ffffff",
    "stroke_width": "0.8",
    "stroke_linejoin": "round",
}
DARK_FILLS: Final = frozenset(filter(theme.takes_white, theme.COVERAGE_RAMP))
OUTSIDE_FILL: Final = "#ebe6da"
TOWN_MM: Final = 1.2


@dataclass(frozen=True)
class LegendEntry:
    """
    One entry of a legend.

    ``kind`` is fill, outline (a flagged area), circle (a site), square (a town), dotted (not
    shown) or hatch (no data).
    """

    words: str
    colour: str = "#ffffff"
    kind: str = "fill"


@dataclass(frozen=True)
class Picture:
    """A map with what stands beside it: size in millimetres, legend, and the map in words."""

    svg: str
    width_mm: float
    height_mm: float
    alternative: str
    title: str
    legend: tuple[LegendEntry, ...]
    note: str


@dataclass(frozen=True)
class Drawn:
    """What a map shows beside borders: a fill by district, and marks below and over them."""

    fills: Mapping[str, str]
    below: tuple[Markup, ...] = ()
    over: tuple[Markup, ...] = ()
    words: Mapping[str, str] | None = None
    definitions: tuple[Markup, ...] = ()


def scene(ground: Ground, window: Window, drawn: Drawn, focus: str = "") -> str:
    """
    Draw one map.

    Parameters
    ----------
    focus
        The district that the map is of; the others are pale. Empty for the whole country.

    Returns
    -------
    SVG text, its user unit a millimetre.
    """
    frame = {"width": _mm(window.width_mm), "height": _mm(window.height_mm)}
    clip = tag("clipPath", tag("rect", x="0", y="0", **frame), id="frame")
    rivers = [river(window, line) for line in ground.rivers]
    parts = [
        tag("rect", x="0", y="0", fill=PAPER, **frame),
        *(_district(window, one, drawn, focus) for one in ground.districts),
        *drawn.below,
        *rivers,
        *(_border(window, one, focus) for one in ground.districts),
        *drawn.over,
        *(_names(window, ground, one, drawn, focus) for one in ground.districts),
        *furniture(window),
    ]
    outline = tag("rect", x="0", y="0", fill="none", stroke=INK, stroke_width="0.25", **frame)
    picture = tag(
        "svg",
        tag("defs", clip, *drawn.definitions),
        tag("g", *parts, clip_path="url(#frame)"),
        outline,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame['width']} {frame['height']}",
        **frame,
    )
    return str(picture)


def shape(window: Window, rings: tuple[Ring, ...], **attributes: str) -> Markup:
    """Draw an area."""
    path = " ".join(f"{_along(window, ring)}Z" for ring in rings)
    return tag("path", d=path, **attributes)


def river(window: Window, line: Ring) -> Markup:
    """Draw a river."""
    look = {"stroke": theme.RIVER, "stroke_width": "0.3", "fill": "none"}
    return tag("path", d=_along(window, line), **look)


def text(at: tuple[float, float], said: str, **attributes: str) -> Markup:
    """Write words at a point in millimetres, with a halo so that they are legible on any fill."""
    return plain(at, said, **attributes, **HALO)


def plain(at: tuple[float, float], said: str, **attributes: str) -> Markup:
    """Write words at a point in millimetres."""
    look = {
        "x": _mm(at[0]),
        "y": _mm(at[1]),
        "font_family": "Inter, DejaVu Sans",
        "font_size": _mm(SMALL_MM),
        "text_anchor": "middle",
        "fill": INK,
        **attributes,
    }
    return tag("text", said, **look)


def towns(window: Window, ground: Ground, code: str) -> tuple[Markup, ...]:
    """Draw the towns of a district as small squares with their names."""
    parts: list[Markup] = []
    for town in ground.towns:
        if town.area_id != code:
            continue
        right, down = window.projection(*town.at)
        half = TOWN_MM / 2
        parts += [
            tag("rect", x=_mm(right - half), y=_mm(down - half), width=_mm(TOWN_MM),
                height=_mm(TOWN_MM), fill=INK, stroke="#ffffff", stroke_width="0.2"),
            text((right, down - 1.4), town.name),
        ]  # fmt: skip
    return tuple(parts)


def _district(window: Window, district: District, drawn: Drawn, focus: str) -> Markup:
    fill = drawn.fills.get(district.area_id, OUTSIDE_FILL)
    pale = {"opacity": "0.35"} if focus and district.area_id != focus else {}
    return shape(window, district.rings, fill=fill, **pale)


def _border(window: Window, district: District, focus: str) -> Markup:
    is_focus = district.area_id == focus
    look = {"stroke": INK, "stroke_width": "0.7" if is_focus else "0.3", "fill": "none"}
    return shape(window, district.rings, stroke_linejoin="round", **look)


def _names(window: Window, ground: Ground, district: District, drawn: Drawn, focus: str) -> Markup:
    """Name a district and say its figure; on its own page the name stands above the map."""
    is_focus = district.area_id == focus
    words = (drawn.words or {}).get(district.area_id, "")
    if not window.holds(district.inside, LETTER_MM * len(district.name) / 2):
        return joined([])
    right, down = window.projection(*district.inside)
    look = {"font_size": _mm(NAME_MM), "fill": QUIET if focus and not is_focus else INK}
    # White letters on a dark fill need no halo, and a halo there would eat them.
    is_dark = not (focus and not is_focus) and drawn.fills.get(district.area_id) in DARK_FILLS
    write = plain if is_dark else text
    look |= {"fill": "#ffffff"} if is_dark else {}
    name = [] if is_focus else [write((right, down), district.name, font_weight="600", **look)]
    at = (right, down + 3.6)
    if is_focus:
        own = [town for town in ground.towns if town.area_id == focus]
        at = _beside(at, words, [(window.projection(*town.at), town.name) for town in own])
    below = [write(at, words, **look)] if words else []
    return joined([*name, *below])


def _beside(
    at: tuple[float, float], words: str, towns_: list[tuple[tuple[float, float], str]]
) -> tuple[float, float]:
    """
    Move words below the towns whose square or name they would cover.

    >>> _beside((10, 10), "43%", [((9, 11), "Moyeni")])
    (10, 15.4)
    >>> _beside((10, 10), "43%", [((30, 11), "Moyeni")])
    (10, 10)
    """
    right, down = at
    for (town_right, town_down), name in sorted(towns_, key=lambda town: town[0][1]):
        is_near = abs(right - town_right) < LETTER_MM * (len(words) + len(name)) / 2
        top, foot = town_down - 1.4 - SMALL_MM, town_down + TOWN_MM / 2
        if is_near and top < down and down - NAME_MM < foot:
            down = foot + NAME_MM + 0.9
    return right, down


def furniture(window: Window) -> list[Markup]:
    """Draw scale bar and north arrow in the corner, on a ground of their own."""
    per_km = window.projection.per_km
    long_km = 20 if 20 * per_km < window.width_mm / 4 else 10
    long, foot = long_km * per_km, window.height_mm - 3.0
    left, middle = 3.0, 3.0 + long / 2
    ground = tag("rect", x="1", y=_mm(foot - 12.5), width=_mm(long + 4), height="14.5",
                 fill="#ffffff", fill_opacity="0.85")  # fmt: skip
    bar = f"M{_mm(left)},{_mm(foot - 1.2)}V{_mm(foot)}H{_mm(left + long)}V{_mm(foot - 1.2)}"
    return [
        ground,
        tag("path", d=bar, fill="none", stroke=INK, stroke_width="0.35"),
        text((middle, foot - 2), f"{long_km} km"),
        tag("path", d=f"M{_mm(middle)},{_mm(foot - 12)}l1.3,4.4l-1.3,-1l-1.3,1Z", fill=INK),
        text((middle + 3.2, foot - 8.2), "N", font_weight="600"),
    ]


def _along(window: Window, ring: Ring) -> str:
    points = (window.projection(*point) for point in ring)
    return "M" + " ".join(f"{_mm(right)},{_mm(down)}" for right, down in points)


def _mm(value: float) -> str:
    """
    Write a length to a twentieth of a millimetre, which is finer than any printed line.

    >>> _mm(12.04), _mm(7), _mm(-0.01)
    ('12.05', '7', '0')
    """
    return f"{round(value * 20) / 20 + 0.0:g}"
