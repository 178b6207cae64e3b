"""A dot with a line for its range, drawn beside its words in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.snapshot.marks import Markup, number, tag

if TYPE_CHECKING:
    from geodata.privacy import Figure

WIDTH, HEIGHT, EDGE = 200.0, 14.0, 5.0
GRID: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def dot_svg(figure: Figure) -> Markup:
    """Draw a share between 0 and 1 on the same scale in every row; hidden shares draw none."""
    middle = number(HEIGHT / 2)
    lines = [
        tag("path", d=f"M{number(_at(share))},0V{number(HEIGHT)}", class_="grid") for share in GRID
    ]
    marks = []
    if figure.lower is not None and figure.upper is not None:
        ends = f"M{number(_at(figure.lower))},{middle}H{number(_at(figure.upper))}"
        marks.append(tag("path", d=ends, class_="range"))
    if figure.value is not None:
        marks.append(tag("circle", cx=number(_at(figure.value)), cy=middle, r="4", class_="best"))
    return _drawing(HEIGHT, lines + marks)


def axis_svg() -> Markup:
    """Write the scale that all rows share."""
    words = [
        tag("text", f"{100 * share:.0f}%", x=number(_at(share)), y="12", class_=kind)
        for share, kind in ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    ]
    return _drawing(15, words)


def _at(share: float) -> float:
    return EDGE + share * (WIDTH - 2 * EDGE)


def _drawing(tall: float, parts: list[Markup]) -> Markup:
    size = f"0 0 {number(WIDTH)} {number(tall)}"
    return tag("svg", *parts, viewBox=size, class_="dots", aria_hidden="true")
