"""The map of a snapshot: an inline SVG whose words stay text, legible in grey."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from dashboard import theme
from dashboard.maps.classes import COVERAGE
from dashboard.snapshot.figures import LONGER_WALKS, shown
from dashboard.snapshot.ground import fitted
from dashboard.snapshot.marks import Markup, joined, number, tag
from geodata.public.columns import IN_REACH

if TYPE_CHECKING:
    from dashboard.snapshot.ground import District, Ground, Projection, Ring
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView

WIDTH: Final = 460.0
TOP, EDGE, LINE = 58.0, 4.0, 20.0
BLOCK: Final = (46.0, 12.0)
SCALE_KM: Final = 50
LETTERS: Final = 56
DOTS_ID: Final = "not-shown"


def map_svg(view: PublicView, ground: Ground) -> Markup:
    """
    Draw the share of need in reach by district.

    Raises
    ------
    KeyError
        If a district of the view has no shape.
    """
    projection, tall = fitted(ground, WIDTH - 2 * EDGE)
    foot = TOP + tall + 34
    rows = {row.area_ids[0]: row for row in view.districts}
    missing = rows.keys() - {one.area_id for one in ground.districts}
    if missing:
        raise KeyError(f"no shape for {', '.join(sorted(missing))}")
    shapes = [_shape(projection, one, rows.get(one.area_id)) for one in ground.districts]
    names = [_name(view, projection, one, rows.get(one.area_id)) for one in ground.districts]
    land = tag(
        "g",
        *shapes,
        *(_line(projection, river) for river in ground.rivers),
        *names,
        transform=f"translate({number(EDGE)} {number(TOP)})",
    )
    legend = _legend(foot, hidden=any(row[IN_REACH].value is None for row in view.districts))
    end = [_text(0, foot + 66 + LINE * at, line) for at, line in enumerate(_foot(view, ground))]
    size = f"0 0 {number(WIDTH)} {number(foot + 66 + LINE * len(end))}"
    parts = [_dots(), *_head(view), land, *_furniture(projection, TOP + tall), legend, *end]
    return tag("svg", *parts, viewBox=size, role="img", aria_label=alternative(view))


def _head(view: PublicView) -> list[Markup]:
    walk = LONGER_WALKS[view.choice.threshold_minutes]
    return [
        _text(0, 16, f"Need within {walk} of a staffed site", class_="strong"),
        _text(0, 36, f"Share of births to women living with HIV, {view.as_of:%B %Y}"),
    ]


def alternative(view: PublicView) -> str:
    """Say in words what the map shows."""
    told = "; ".join(f"{row.name} {shown(view, row, IN_REACH)}" for row in view.districts)
    return f"Map of the share of need in reach by district: {told}. The table has the same figures."


def _shape(projection: Projection, district: District, row: PublicRow | None) -> Markup:
    path = " ".join(f"{_along(projection, ring)}Z" for ring in district.rings)
    if row is None:
        return tag("path", d=path, class_="outside")
    value = row[IN_REACH].value
    fill = f"url(#{DOTS_ID})" if value is None else _colour(value)
    return tag("path", d=path, class_="inside", fill=fill)


def _line(projection: Projection, river: Ring) -> Markup:
    return tag("path", d=_along(projection, river), class_="river")


def _along(projection: Projection, ring: Ring) -> str:
    points = (projection(*point) for point in ring)
    return "M" + " ".join(f"{number(right)},{number(down)}" for right, down in points)


def _colour(share: float) -> str:
    return COVERAGE.colours[int(COVERAGE.positions([share])[0])]


def _name(
    view: PublicView, projection: Projection, district: District, row: PublicRow | None
) -> Markup:
    right, down = projection(*district.inside)
    if row is None:
        return _text(right, down, district.name, class_="name faint")
    value = row[IN_REACH].value
    # Ink has a halo of paper; on the darkest fill letters are white and need none.
    is_dark = value is not None and theme.takes_white(_colour(value))
    kind = "name on-dark" if is_dark else "name on-light"
    if not any(one[IN_REACH].value is not None for one in view.districts):
        # The legend says it once.
        return _text(right, down + 6, district.name, class_=f"{kind} strong")
    return joined(
        [
            _text(right, down - 3, district.name, class_=f"{kind} strong"),
            _text(right, down + 15, shown(view, row, IN_REACH), class_=f"{kind} strong"),
        ]
    )


def _furniture(projection: Projection, bottom: float) -> list[Markup]:
    """Draw scale bar and north arrow in the corner that the country leaves free."""
    long = SCALE_KM * projection.per_km
    left, right = number(WIDTH - long - EDGE), number(WIDTH - EDGE)
    down, up, low = number(bottom), number(bottom - 5), number(bottom + 5)
    bar = f"M{left},{up}V{low}M{left},{down}H{right}M{right},{up}V{low}"
    middle = WIDTH - EDGE - long / 2
    arrow = f"M{number(middle)},{number(bottom - 78)}l7,22l-7,-5l-7,5Z"
    return [
        tag("path", d=bar, class_="rule"),
        _text(middle, bottom - 10, f"{SCALE_KM} km", class_="middle"),
        tag("path", d=arrow, class_="arrow"),
        _text(middle, bottom - 36, "N", class_="middle strong"),
    ]


def _legend(top: float, *, hidden: bool) -> Markup:
    """Draw the classes as one ramp with the breaks under its edges."""
    wide, tall = BLOCK
    blocks = [
        tag("rect", x=number(at * wide), y="0", width=number(wide), height=number(tall),
            fill=colour, class_="block")
        for at, colour in enumerate(COVERAGE.colours)
    ]  # fmt: skip
    breaks = [
        _text((at + 1) * wide, 30, f"{100 * edge:.0f}%", class_="middle")
        for at, edge in enumerate(COVERAGE.breaks)
    ]
    beside = wide * len(blocks) + 20
    outside = [
        tag("rect", x=number(beside), y="0", width="24", height=number(tall), class_="outside"),
        _text(beside + 32, 12, "outside the programme"),
    ]
    dotted = [
        tag("rect", x=number(beside), y="20", width="24", height=number(tall),
            fill=f"url(#{DOTS_ID})", class_="block"),
        _text(beside + 32, 32, "not shown"),
    ]  # fmt: skip
    parts = [*blocks, *breaks, *outside, *(dotted if hidden else [])]
    return tag("g", *parts, transform=f"translate(0 {number(top)})")


def _foot(view: PublicView, ground: Ground) -> list[str]:
    when = f"Data as of {view.as_of.day} {view.as_of:%B %Y}."
    borders = f"Status: {view.status}. Borders: {ground.credit}."
    return [f"Modelled walk, by district. {when}", *textwrap.wrap(borders, LETTERS)]


def _dots() -> Markup:
    dot = tag("circle", cx="4", cy="4", r="1.3", class_="dot")
    ground = tag("rect", width="8", height="8", fill="#ffffff")
    pattern = tag(
        "pattern", ground, dot, id=DOTS_ID, width="8", height="8", patternUnits="userSpaceOnUse"
    )
    return tag("defs", pattern)


def _text(right: float, down: float, said: str, **attributes: str) -> Markup:
    return tag("text", said, x=number(right), y=number(down), **attributes)
