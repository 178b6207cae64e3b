"""The legend: the classes of the layer, the symbols over it, and what they rest on."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from dashboard import theme, wording
from dashboard.maps.circles import BAND_FILL, COMMUNITY_RING, NO_COORDINATOR, lacks_coordinator
from dashboard.maps.classes import NO_DATA_FILL, Scale, scale_of
from dashboard.maps.hovers import method_words, tail
from dashboard.maps.layers import (
    areas_without_data,
    districts_without_data,
    prevalence_by_district,
)
from dashboard.maps.symbols import need_diameter
from dashboard.state import Layer, Overlay
from dashboard.text import LegendEntry, LegendText, capital, percent, percent_interval
from dashboard.words import LAYER_NAMES, SEASON_PHRASES
from geodata.names import TOTAL, Platform, Scope
from geodata.ways import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from dashboard.context import Context
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

UNITS: Final = {
    Layer.WALKING_TIME: "time on foot to the nearest site with staff",
    Layer.NEED: "births a year to women living with HIV, by community area",
    Layer.PREVALENCE: "share living with HIV, by district",
    Layer.GEOGRAPHIC_COVERAGE: "share of need within the walk, by community area",
    Layer.EFFECTIVE_COVERAGE: "share of need that can be served, by district",
    Layer.THREE_WAY: "largest part of need, by community area",
    Layer.STAFFING_RATIO: "births a year to women living with HIV for each post, by district",
    Layer.DEFICIT: "posts against the planning norms, by district",
    Layer.EQUITY_FIFTH: "fifth of need by walking time, by community area",
}
NEED_SIZES: Final = (5, 25, 100, 400)
PALER: Final = "Outside the programme: paler."
ALIKE: Final = "Outside the programme: shown alike."
NOT_DRAWN: Final = "Sites and flags are not drawn on this layer."
NOT_SHOWN: Final = "Outside the programme: not coloured."
WALK_NOTE: Final = "Bridges are assumed and small rivers are missing."
NO_SC_NOTE: Final = f"{NO_COORDINATOR}: no Site Coordinator."
YEARS_NOTE: Final = "neither 15-49 nor 2017"
PLURALS: Final = {
    Platform.FACILITY: "Mentor Mothers",
    Platform.COMMUNITY: "Community Mentor Mothers",
}


def legend(context: Context, selection: Selection) -> LegendText:
    """Write the legend of one selection."""
    return LegendText(
        title=title(context.programme, selection),
        unit=_unit(selection),
        note=note(context, selection),
        entries=entries(context, selection),
        symbols=symbols(context, selection),
    )


def entries(context: Context, selection: Selection) -> tuple[LegendEntry, ...]:
    """Return the classes of the layer, at most five, and what stands for no data."""
    if selection.layer == Layer.NEED:
        return (*(_need_entry(need) for need in NEED_SIZES), *_no_data(context, selection))
    if selection.layer == Layer.DEFICIT:
        return (
            LegendEntry("left: posts missing (number inside)", "circle", theme.DEFICIT),
            LegendEntry("right: posts over the norm, at other sites", "circle", theme.SURPLUS),
            *_no_data(context, selection),
        )
    scale = scale_of(selection)
    if scale is None or _is_uniform(context.programme, selection):
        return ()
    classes = tuple(
        LegendEntry(label, _kind(selection, colour), colour)
        for label, colour in zip(scale.labels, scale.colours, strict=True)
    )
    return classes + (_no_data(context, selection) if _leaves_room(scale) else ())


def _no_data(context: Context, selection: Selection) -> tuple[LegendEntry, ...]:
    return (LegendEntry(_no_data_words(context, selection), "hatch", NO_DATA_FILL),)


def _no_data_words(context: Context, selection: Selection) -> str:
    """Say how many shapes have no data, where there are some: no data is not zero."""
    assessment = context.assessment(selection.choice)
    missing = int(districts_without_data(context.programme, assessment, selection).sum())
    missing += int(areas_without_data(assessment, selection).sum())
    return f"no data: {missing}" if missing else "no data"


def note(context: Context, selection: Selection, *, surface: bool = True) -> str:
    """
    Say how the numbers were made, what is missing, and what is outside the programme.

    Parameters
    ----------
    surface
        Whether the walking times of every cell are drawn, which reach beyond the programme.
    """
    programme, layer = context.programme, selection.layer
    if layer == Layer.PREVALENCE:
        return _prevalence_note(programme, selection)
    parts = [f"{tail(programme, selection)}."]
    if layer in (Layer.WALKING_TIME, Layer.GEOGRAPHIC_COVERAGE):
        parts.append(f"{SEASON_PHRASES[selection.season].capitalize()}.")
        parts += [*_travel(context, selection), WALK_NOTE]
    if layer in (Layer.EFFECTIVE_COVERAGE, Layer.THREE_WAY):
        parts += _passing_by(context, selection)
    if layer == Layer.STAFFING_RATIO:
        parts.append("Darker: more need for each post.")
    if layer == Layer.DEFICIT:
        parts.append("Never netted: staff live where they work.")
    if selection.drawn != selection.overlays:
        parts.append(NOT_DRAWN)
    if surface and _lacks_coordinators(context.assessment(selection.choice), selection):
        parts.append(NO_SC_NOTE)
    if selection.scope == Scope.PROGRAMME:
        beyond = layer == Layer.NEED or (layer == Layer.WALKING_TIME and surface)
        parts.append(PALER if beyond else NOT_SHOWN)
    return " ".join(parts)


def _lacks_coordinators(assessment: Assessment, selection: Selection) -> bool:
    """Say whether the map writes 'no SC' beside a site, which the legend then explains."""
    return Overlay.SITES in selection.drawn and bool(lacks_coordinator(assessment.sites).any())


def _unit(selection: Selection) -> str:
    taxi = selection.mode == Mode.TAXI
    return UNITS[selection.layer].replace("on foot", "on foot and by taxi" if taxi else "on foot")


def _travel(context: Context, selection: Selection) -> Iterator[str]:
    """Say how women travel; beside taxis always what a walk reaches."""
    way = selection.choice.way
    yield f"{way.words.capitalize()}." if way.unusual else "On foot only."
    if selection.mode == Mode.TAXI:
        on_foot = replace(selection.choice, mode=Mode.WALK)
        near = context.assessment(on_foot).value(TOTAL, "geographic_coverage")
        yield f"On foot alone {percent(near)} of need in scope is within {wording.walk(on_foot)}."


def _passing_by(context: Context, selection: Selection) -> Iterator[str]:
    """Set the headline beside what could be served if women passed a full site by."""
    rules = context.rules(selection.choice)
    if rules is not None:
        yield (
            f"Of all need in scope: {percent(rules.nearest)} if women use only the nearest site, "
            f"{percent(rules.accessmod)} if sites fill in turn (AccessMod), "
            f"{percent(rules.best)} at best, passing full sites by."
        )


def symbols(context: Context, selection: Selection) -> tuple[LegendEntry, ...]:
    """Return the symbols that the map draws over the layer, the most telling first."""
    shown = selection.drawn
    found: list[LegendEntry] = []
    if Overlay.SITES in shown:
        found += _site_entries(context.assessment(selection.choice))
    if Overlay.FLAGS in shown:
        found.append(LegendEntry("flagged: remote and underserved", "outline", theme.FLAG))
    if Overlay.STOPS in shown:
        amber = theme.LIGHT["amber"]
        found.append(LegendEntry("outreach stop (white: overdue)", "dot", amber, 9))
    if Overlay.RIVERS in shown:
        found.append(LegendEntry("river", "line", theme.RIVER))
    if Overlay.BRIDGES in shown:
        found.append(LegendEntry("assumed bridge", "circle", theme.RIVER, 7))
    if Overlay.TOWNS in shown:
        found.append(LegendEntry("town", "town", theme.SITE_INK, 5))
    return tuple(found)


def title(programme: Programme, selection: Selection) -> str:
    """Name the layer, with the cadre, the walk or the prevalence source it stands for."""
    if selection.layer == Layer.PREVALENCE:
        rows = programme.prevalence
        titles = rows.loc[rows["layer_id"] == selection.prevalence, "layer_title"]
        return str(titles.iloc[0]) if len(titles) else LAYER_NAMES[selection.layer]
    if selection.layer in (Layer.STAFFING_RATIO, Layer.DEFICIT):
        return f"{LAYER_NAMES[selection.layer]}: {wording.CADRES[selection.cadre]}"
    if selection.layer == Layer.GEOGRAPHIC_COVERAGE:
        return f"Within {wording.walk(selection.choice)}"
    return LAYER_NAMES[selection.layer]


def _need_entry(need: int) -> LegendEntry:
    size = round(float(need_diameter(need)))
    return LegendEntry(f"{need} a year", "circle", theme.NEED, size)


def _kind(selection: Selection, colour: str) -> str:
    crossed = selection.layer == Layer.THREE_WAY and colour == theme.OUT_OF_REACH
    return "crosshatch" if crossed else "fill"


def _leaves_room(scale: Scale) -> bool:
    """Say whether the scale has no class of its own for what is not known."""
    return len(scale.labels) <= len(theme.COVERAGE_RAMP)


def _is_uniform(programme: Programme, selection: Selection) -> bool:
    return selection.layer == Layer.PREVALENCE and bool(
        prevalence_by_district(programme, selection.prevalence).empty
    )


def _prevalence_note(programme: Programme, selection: Selection) -> str:
    rows = programme.prevalence[programme.prevalence["layer_id"] == selection.prevalence]
    if rows.empty:
        return "No data under this name."
    method = method_words(programme, selection.prevalence)
    if _is_uniform(programme, selection):
        row = rows.iloc[0]
        between = percent_interval(row["lower"], row["upper"])
        return (
            f"{100 * row['estimate']:.1f}% ({between}), {method}. One figure for the whole "
            "country, the same everywhere by construction: district prevalence is not loaded, "
            "so no district is coloured."
        )
    pieces = [f"{capital(method)}."]
    if (rows["method"] == "naomi").all():
        pieces.append(f"{_who(rows)}: {YEARS_NOTE}.")
    return " ".join([*pieces, *([ALIKE] if selection.scope == Scope.PROGRAMME else [])])


def _who(rows: pd.DataFrame) -> str:
    """Write the people and the date of a layer as its title does, without the publisher."""
    _, _, rest = str(rows["layer_title"].iloc[0]).partition(", ")
    return capital(rest)


@lru_cache(maxsize=64)
def _site_entries(assessment: Assessment) -> tuple[LegendEntry, ...]:
    sites, platform = assessment.sites, assessment.choice.platform
    staff = PLURALS[platform]
    band = f"{platform.frontline.lower()}_band"
    words = {"2+": f"site, 2+ {staff}", "1": f"site, 1 {staff[:-1]}", "0": f"site, no {staff[:-1]}"}
    found = [
        LegendEntry(text, "dot", BAND_FILL[code], 13)
        for code, text in words.items()
        if (sites[band] == code).any()
    ]
    facility, community = (sites[f"{kind}_team"].astype(bool) for kind in ("facility", "community"))
    teams = (
        (
            (facility & community).any(),
            "ring: both teams; size: need",
            "ring",
            theme.SITE_INK,
        ),
        ((facility & ~community).any(), "double ring: facility team only", "rings", theme.SITE_INK),
        ((community & ~facility).any(), "grey ring: community team only", "ring", COMMUNITY_RING),
    )
    rings = (LegendEntry(text, kind, ink) for here, text, kind, ink in teams if here)
    return (*found, *rings)
