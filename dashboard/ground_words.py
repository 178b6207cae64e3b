"""How women travel, as the About page explains it for the ground that a dataset knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.method_words import (
    ENTRIES,
    LIMITS,
    MODELLED_WALK,
    ZONE_LIMITS,
    MethodEntry,
)
from geodata.phrases import count_words
from geodata.walking.landspeeds import LAND_SPEEDS
from geodata.ways import offer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.findings import Finding
    from geodata.grid import Grid
    from geodata.model import Model
    from geodata.parameters import Parameters
    from geodata.programme import Programme

ANCHOR: Final = "how-women-travel"
WALKING: Final = "walking-time"
# Percent by which walks on the level are too long, on average and at most, by the number of
# directions: `make bench ONLY=travel` measures them again, and a test does.
TOO_LONG: Final = {8: (5.5, 8.2), 16: (1.4, 2.8), 32: (0.5, 1.3)}
# Percent by which walks over made-up mountains take longer than with 32 directions: median and
# 95th percentile.
OVER_FINE: Final = {8: (3.9, 7.6), 16: (0.9, 1.9)}
FORMULA: Final = (
    "time = sum over steps of length x pace of the ground x slope factor; slope factor = "
    "exp(3.5 x (|slope + 0.05| - 0.05)), slope in the direction of walking; in late pregnancy "
    "speed x {factor:g}"
)
SOURCES: Final = (
    "Slope: Tobler 1993, in the form of AccessMod 5 (1 on the level). Each speed has its source "
    "and mark in the table of parameters below: AccessMod 5 manual and pipelines, Weiss et al. "
    "2018 and 2020. Late pregnancy, taxi speeds and waiting: planning assumptions."
)
ZONES: Final = (
    "This dataset has no elevation model good enough for slopes. Speeds by ecological zone hold "
    "slopes and late pregnancy already, so the way home takes as long as the way there."
)
SLOPES: Final = (
    "Slopes come from the dataset's elevation model, so the way home differs from the way there; "
    "speeds on the level from {cover}."
)
FRICTION: Final = (
    "Minutes a metre come from the dataset's friction surface, which {slopes}; late pregnancy "
    "and seasons come on top."
)
NO_TAXI: Final = "Walk and taxi needs a road layer, and none is loaded."
TAXI: Final = (
    "Walk and taxi: paved {taxi_kmh_paved:g}, gravel {taxi_kmh_gravel:g}, track "
    "{taxi_kmh_track:g} km/h, after {taxi_wait_minutes:g} minutes of waiting each time; who is "
    "faster on foot walks. Outreach stops are walked to in any case."
)
REAL_WALKING: Final = (
    "least time over a grid of {cell:g} m, 16 directions, pace by ground and season; a site is "
    "staffed when it has at least one Mentor Mother"
)
REAL_VALUES: Final = (
    "Half of need lies within {median_walk_seconds}, nine tenths within {p90_walk_seconds}."
)
REAL_BRIDGES: Final = (
    "Bridges are assumed where a named place lies near a river, or a road crosses it; small "
    "rivers may be missing. Ways over the border are known as far as the layers reach."
)
TAXI_LIMIT: Final = "Taxis are modelled without timetable, fare or number of seats."
MOVED: Final = {
    "moved_to_walkable": "walks end at the nearest open cell, within 3 km, for",
    "not_placed": "no open cell lies within 3 km, so walking times leave out",
}


def walking_entries(programme: Programme, model: Model) -> tuple[MethodEntry, ...]:
    """Return all explanations, those of walking for the ground that the dataset knows."""
    entries: list[MethodEntry] = []
    for entry in ENTRIES:
        walks = entry.anchor == WALKING
        entries.append(_real(entry, programme) if walks and _is_real(programme.grid) else entry)
        if walks:
            entries.append(_travel(programme, model))
    return tuple(entries)


def limits(programme: Programme) -> tuple[str, ...]:
    """List what the numbers cannot say, for the ground that the dataset knows."""
    if not _is_real(programme.grid):
        return LIMITS
    return (REAL_BRIDGES, TAXI_LIMIT, *(one for one in LIMITS if one not in ZONE_LIMITS))


def error_words() -> str:
    """
    Say how much too long walks are, by the number of directions.

    >>> error_words()[:44]
    'Walks are cut into straight steps. On level '
    """
    level = "; ".join(
        f"{mean:g}% ({most:g}% at most) with {directions} directions"
        for directions, (mean, most) in TOO_LONG.items()
    )
    median, far = OVER_FINE[16]
    return (
        "Walks are cut into straight steps. On level ground this makes them too long by "
        f"{level}. Over made-up mountains 16 directions take {median:g}% longer than 32 in the "
        f"median, {far:g}% at the 95th percentile. 16 is the rule here, 32 is called fine."
    )


def _is_real(grid: Grid) -> bool:
    return grid.layers.friction is not None or grid.layers.heights_m is not None


def _real(entry: MethodEntry, programme: Programme) -> MethodEntry:
    """Explain walking times on real ground; what is peculiar to zones goes."""
    return replace(
        entry,
        formula=REAL_WALKING.format(cell=programme.grid.cell_m),
        worked=REAL_VALUES,
        sources="The layers of the dataset, in the list of sources below.",
        limits=f"{REAL_BRIDGES} {MODELLED_WALK}",
    )


def _travel(programme: Programme, model: Model) -> MethodEntry:
    speeds = programme.parameters.filled(LAND_SPEEDS)
    said = [_ground(programme.grid), _taxi(programme.grid, speeds), *_closed(model)]
    return MethodEntry(
        ANCHOR,
        "How women travel",
        FORMULA.format(factor=speeds.value("late_pregnancy_factor")),
        " ".join(said),
        SOURCES,
        f"{error_words()} {TAXI_LIMIT}",
    )


def _ground(grid: Grid) -> str:
    layers = grid.layers
    if layers.friction is not None:
        held = layers.friction_includes_slope
        slopes = "holds the slopes" if held else "leaves slopes to the elevation model"
        return FRICTION.format(slopes=slopes)
    if layers.heights_m is None:
        return ZONES
    known = [
        *(["land cover"] if layers.cover is not None else []),
        *(["roads"] if layers.road is not None else []),
    ]
    return SLOPES.format(cover=" and ".join(known) or "one assumption for all ground")


def _taxi(grid: Grid, speeds: Parameters) -> str:
    if not offer(grid.layers).roads:
        return NO_TAXI
    return TAXI.format_map({item.name: item.value for item in speeds.items})


def _closed(model: Model) -> Iterator[str]:
    """Say where women live on closed ground and which places were moved, by season."""
    for season, view in model.seasons.items():
        if view.births_on_closed_ground > 0:
            births = count_words(view.births_on_closed_ground)
            yield (
                f"On ground that is closed in the {season} season {births} births a year are "
                "expected: they take the time of the nearest open cell."
            ).replace("winter season", "winter")
        for names, done in _places(view.moved):
            yield f"{season.capitalize()}: {done} {', '.join(names)}."


def _places(moved: tuple[Finding, ...]) -> Iterator[tuple[list[str], str]]:
    for rule, done in MOVED.items():
        names = [one.value for one in moved if one.rule == rule]
        if names:
            yield names, done
