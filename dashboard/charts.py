"""Small charts of the detail panel: a dot, a line for its interval, and its number beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from dashboard import theme, wording
from dashboard.state import Layer
from dashboard.text import percent
from geodata.area_results import walk_in_checks
from geodata.choice import BASE
from geodata.names import TOTAL
from geodata.phrases import count_words, walk_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.context import Context
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

Figure = dict[str, Any]
ROW_PX, HEAD_PX = 26, 34
DOT_PX, LINE_PX = 9, 2
GAP: Final = "\u2002"  # A plain space would be left out before words.
MOST_SITES: Final = 8
SECONDS_PER_HOUR: Final = 3600
WALK_TITLE: Final = "Median walk, as chosen and in the checks that change it (rule: over {rule})"
SITE_TITLE: Final = "Need a year nearest to it, about, beside the most of its district's sites"
FIFTH_NAMES: Final = ("1, nearest", "2", "3", "4", "5, most remote")


@dataclass(frozen=True)
class Dot:
    """One row of a chart; without a value it says so and has no dot."""

    name: str
    value: float
    lower: float = float("nan")
    upper: float = float("nan")
    chosen: bool = False


@dataclass(frozen=True)
class Unit:
    """
    What an axis counts: its words for a value, the marks on it, and its least width.

    ``room`` is how much longer than its values the axis is, for the words at the longest one.
    """

    words: Callable[[float], str]
    tickformat: str
    least: float
    ticksuffix: str = ""
    room: float = 1.32


SHARES: Final = Unit(lambda share: percent(share, "no need"), ".0%", 0.1)
HOURS: Final = Unit(lambda hours: walk_words(hours * SECONDS_PER_HOUR), ".1~f", 1.0, " h", 1.6)
BIRTHS: Final = Unit(count_words, ",d", 10.0)


def chart_of(context: Context, selection: Selection, scheme: str = "light") -> Figure:
    """Return the chart of the chosen place, whatever it is; an empty one for what has none."""
    assessment, place = context.assessment(selection.choice), selection.place
    if place in assessment.areas.index and bool(assessment.areas.at[place, "in_scope"]):
        model = context.model_for(selection.choice.way)
        return dot_chart(walk_dots(walk_in_checks(model, selection.choice, place)), scheme, HOURS)
    if place in assessment.sites.index:
        return dot_chart(site_dots(assessment, place), scheme, BIRTHS)
    return detail_chart(context.programme, assessment, selection, scheme)


def walk_dots(walks: pd.Series) -> tuple[Dot, ...]:
    """Return the walk of an area in hours, as chosen and in the checks, from ``walk_in_checks``."""
    names = {str(name): str(name) for name in walks.index} | {BASE.name: "as chosen"}
    return tuple(
        Dot(names[str(name)], float(seconds) / SECONDS_PER_HOUR, chosen=name == BASE.name)
        for name, seconds in walks.items()
    )


def site_dots(assessment: Assessment, site_id: str) -> tuple[Dot, ...]:
    """
    Return the need nearest to a site beside the most of its district, ties by code.

    A site whose staff is not told has no need of its own to compare.
    """
    sites = assessment.sites
    here = sites[sites["district_code"] == sites.at[site_id, "district_code"]]
    if not sites.at[site_id, "in_scope"] or sites["need_in_catchment"].isna()[site_id]:
        return ()
    ordered = here.assign(code=here.index).sort_values(
        ["need_in_catchment", "code"], ascending=[False, True]
    )
    shown = ordered[(np.arange(len(ordered)) < MOST_SITES - 1) | (ordered["code"] == site_id)]
    return tuple(
        Dot(str(row["site_name"]), float(row["need_in_catchment"]), chosen=code == site_id)
        for code, row in shown.iterrows()
    )


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


def dot_chart(dots: Sequence[Dot], scheme: str = "light", unit: Unit = SHARES) -> Figure:
    """
    Draw values as dots on one axis from 0, each with its number beside it.

    Returns
    -------
    A figure as plain JSON, without plotly's template, which would weigh more than the chart.
    """
    ink = theme.SCHEMES[scheme]
    names = [dot.name for dot in dots]
    return {
        "data": [_lines(dots, ink), _dots(dots, ink), _numbers(dots, unit)] if dots else [],
        "layout": {
            "height": HEAD_PX + ROW_PX * len(dots),
            "margin": {"l": 8, "r": 8, "t": 4, "b": 26},
            "showlegend": False,
            "dragmode": False,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": theme.FONT, "size": theme.MINIMUM_PX + 1, "color": ink["ink"]},
            "xaxis": _axis(dots, ink, unit),
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


def _axis(dots: Sequence[Dot], ink: dict[str, str], unit: Unit) -> dict[str, Any]:
    reached = [end for dot in dots for end in (dot.value, dot.upper) if math.isfinite(end)]
    return {
        "range": [0, unit.room * max([*reached, unit.least])],
        "tickformat": unit.tickformat,
        "ticksuffix": unit.ticksuffix,
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
        "x": [dot.value if math.isfinite(dot.value) else None for dot in dots],
        "y": [dot.name for dot in dots],
        "marker": {
            "size": DOT_PX,
            "color": [ink["accent"] if dot.chosen else ink["quiet"] for dot in dots],
        },
        "hoverinfo": "skip",
    }


def _numbers(dots: Sequence[Dot], unit: Unit) -> dict[str, Any]:
    """Write each number to the right of its dot and line; a missing one at the zero line."""
    ends = [
        max(end if math.isfinite(end) else 0.0 for end in (dot.value, dot.upper)) for dot in dots
    ]
    words = [unit.words(dot.value) for dot in dots]
    return {
        "type": "scatter",
        "mode": "text",
        "x": ends,
        "y": [dot.name for dot in dots],
        "text": [
            f"{GAP}<b>{word}</b>" if dot.chosen else f"{GAP}{word}"
            for dot, word in zip(dots, words, strict=True)
        ],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
