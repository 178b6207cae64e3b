"""Small charts of the detail panel: a dot, a line for its interval, and its number beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from dashboard import theme, wording
from dashboard.state import Layer
from dashboard.text import percent
from geodata.names import TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

Figure = dict[str, Any]
ROW_PX, HEAD_PX = 26, 34
DOT_PX, LINE_PX = 9, 2
ROOM_FOR_NUMBERS: Final = 1.32
FIFTH_NAMES: Final = ("1, nearest", "2", "3", "4", "5, most remote")


@dataclass(frozen=True)
class Dot:
    """One row of a chart; without a value it says so and has no dot."""

    name: str
    value: float
    lower: float = float("nan")
    upper: float = float("nan")
    chosen: bool = False


def chart_title(assessment: Assessment, layer: Layer) -> str:
    """Name the chart that goes with a layer."""
    walk = wording.WALKS[assessment.choice.threshold_minutes]
    titles = {
        Layer.WALKING_TIME: f"Need within {walk}, by district, with its range over six checks",
        Layer.EQUITY_FIFTH: "Effective coverage from the nearest to the most remote fifth of need",
        Layer.THREE_WAY: "Effective coverage of the scope, as chosen and in each of six checks",
    }
    titles[Layer.GEOGRAPHIC_COVERAGE] = titles[Layer.WALKING_TIME]
    return titles.get(layer, "Effective coverage by district, with its range over six checks")


def detail_chart(
    programme: Programme, assessment: Assessment, selection: Selection, scheme: str = "light"
) -> Figure:
    """Return the chart of a chosen district in scope: the districts compared, as a rule."""
    place = selection.place
    if place in programme.districts.index and bool(assessment.districts.at[place, "in_scope"]):
        return dot_chart(_dots_of(programme, assessment, selection), scheme)
    return dot_chart((), scheme)


def _dots_of(programme: Programme, assessment: Assessment, selection: Selection) -> tuple[Dot, ...]:
    if selection.layer == Layer.EQUITY_FIFTH:
        return fifth_dots(assessment)
    if selection.layer == Layer.THREE_WAY:
        return check_dots(assessment)
    walks = selection.layer in (Layer.WALKING_TIME, Layer.GEOGRAPHIC_COVERAGE)
    name = "geographic_coverage" if walks else "effective_coverage"
    return coverage_dots(programme, assessment, selection.place, name)


def coverage_dots(
    programme: Programme, assessment: Assessment, chosen: str = "", name: str = "effective_coverage"
) -> tuple[Dot, ...]:
    """Return one measure of the districts in scope, the largest first, ties by code."""
    in_scope = assessment.districts["in_scope"].drop(TOTAL)
    rows = assessment.measures.xs(name, level="measure").loc[in_scope.index[in_scope]]
    ordered = rows.assign(code=rows.index).sort_values(["value", "code"], ascending=[False, True])
    names = programme.districts["area_name"]
    return tuple(
        Dot(str(names[code]), row["value"], row["lower"], row["upper"], code == chosen)
        for code, row in ordered.iterrows()
    )


def fifth_dots(assessment: Assessment) -> tuple[Dot, ...]:
    """Return effective coverage in each fifth of need, from the nearest to the most remote."""
    return tuple(
        Dot(name, float(share)) for name, share in zip(FIFTH_NAMES, assessment.fifths, strict=True)
    )


def check_dots(assessment: Assessment) -> tuple[Dot, ...]:
    """Return effective coverage of the scope in the base run and in each of the six checks."""
    base = Dot("as chosen", assessment.value(TOTAL, "effective_coverage"), chosen=True)
    checks = assessment.checks["effective_coverage"]
    return (base, *(Dot(str(name), float(share)) for name, share in checks.items()))


def dot_chart(dots: Sequence[Dot], scheme: str = "light") -> Figure:
    """
    Draw shares as dots on one axis from 0, each with its number beside it.

    Returns
    -------
    A figure as plain JSON, without plotly's template, which would weigh more than the chart.
    """
    ink = theme.SCHEMES[scheme]
    names = [dot.name for dot in dots]
    return {
        "data": [_lines(dots, ink), _dots(dots, ink), _numbers(dots)] if dots else [],
        "layout": {
            "height": HEAD_PX + ROW_PX * len(dots),
            "margin": {"l": 8, "r": 8, "t": 4, "b": 26},
            "showlegend": False,
            "dragmode": False,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": theme.FONT, "size": theme.MINIMUM_PX + 1, "color": ink["ink"]},
            "xaxis": _share_axis(dots, ink),
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": names[::-1],
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
                "ticks": "",
            },
        },
    }


def _share_axis(dots: Sequence[Dot], ink: dict[str, str]) -> dict[str, Any]:
    reached = [end for dot in dots for end in (dot.value, dot.upper) if not pd.isna(end)]
    return {
        "range": [0, ROOM_FOR_NUMBERS * max([*reached, 0.1])],
        "tickformat": ".0%",
        "nticks": 4,
        "fixedrange": True,
        "gridcolor": ink["hairline"],
        "zeroline": True,
        "zerolinecolor": ink["quiet"],
        "tickfont": {"color": ink["quiet"], "size": theme.MINIMUM_PX},
    }


def _lines(dots: Sequence[Dot], ink: dict[str, str]) -> dict[str, Any]:
    ranged = [dot for dot in dots if not pd.isna(dot.lower)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [end for dot in ranged for end in (dot.lower, dot.upper, None)],
        "y": [name for dot in ranged for name in (dot.name, dot.name, None)],
        "line": {"color": ink["edge"], "width": LINE_PX},
        "hoverinfo": "skip",
    }


def _dots(dots: Sequence[Dot], ink: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None if pd.isna(dot.value) else dot.value for dot in dots],
        "y": [dot.name for dot in dots],
        "marker": {
            "size": DOT_PX,
            "color": [ink["accent"] if dot.chosen else ink["quiet"] for dot in dots],
        },
        "hoverinfo": "skip",
    }


def _numbers(dots: Sequence[Dot]) -> dict[str, Any]:
    """Write each number to the right of its dot and line; a missing one at the zero line."""
    ends = [max(0.0 if pd.isna(end) else end for end in (dot.value, dot.upper)) for dot in dots]
    words = [percent(dot.value, "no need") for dot in dots]
    return {
        "type": "scatter",
        "mode": "text",
        "x": ends,
        "y": [dot.name for dot in dots],
        "text": [
            f" <b>{word}</b>" if dot.chosen else f" {word}"
            for dot, word in zip(dots, words, strict=True)
        ],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
