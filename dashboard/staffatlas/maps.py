"""The maps of the staff edition: community areas by walking time, flags, sites without staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from dashboard import theme
from dashboard.atlas import words
from dashboard.atlas.scenes import (
    INK,
    Drawn,
    Picture,
    scene,
    shape,
    text,
    towns,
)
from dashboard.ground import DECIMALS
from dashboard.maps.classes import MISSING, WALK
from dashboard.snapshot.marks import tag
from geodata.names import TOTAL, FlagStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from dashboard.atlas.scenes import LegendEntry
    from dashboard.atlas.windows import Window
    from dashboard.snapshot.ground import Ground, Ring
    from dashboard.snapshot.marks import Markup
    from geodata.assessment import Assessment
    from geodata.programme import Programme

TITLE: Final = "Walk to the nearest staffed site, by community area (modelled)"
OUTSIDE_TITLE: Final = "Borders, rivers, sites and towns"
NO_FILL: Final = "#ffffff"
SITE_MM: Final = "0.8"
NUMBERED: Final = 12  # As many as the list can have; more would only hide each other.


def staff_picture(
    programme: Programme, assessment: Assessment, ground: Ground, code: str, window: Window
) -> Picture:
    """Draw a district, or the country for ``TOTAL``, by the walking time of its areas."""
    is_country = code == TOTAL
    areas = assessment.areas
    here = areas if is_country else areas[areas["district_code"] == code]
    flagged = here[here["flag"] == FlagStatus.FLAGGED].sort_values("flag_number")
    drawn = Drawn(
        fills={},
        below=tuple(_bands(programme, here, window)),
        over=(
            *_outlines(programme, flagged, window),
            *_sites(programme, window),
            *(() if is_country else _numbers(programme, flagged, window)),
            *towns(window, ground, code),
        ),
    )
    name = programme.info.country if is_country else str(programme.districts.at[code, "area_name"])
    walks = f"{TITLE}; {len(flagged)} areas are flagged as remote and underserved."
    is_assessed = bool(here["in_scope"].any())
    return Picture(
        svg=scene(ground, window, drawn, "" if is_country else code),
        width_mm=window.width_mm,
        height_mm=window.height_mm,
        alternative=f"Map of {name}. {walks if is_assessed else OUTSIDE_TITLE}",
        title=TITLE if is_assessed else OUTSIDE_TITLE,
        legend=_legend(
            ground,
            code,
            is_assessed=is_assessed,
            has_outside=is_country and not here["in_scope"].all(),
            has_flags=len(flagged) > 0,
        ),
        note=(
            f"{words.scale_note(window.denominator, is_country=is_country)} "
            f"Borders: {ground.credit}."
        ),
    )


def _legend(
    ground: Ground, code: str, *, is_assessed: bool, has_outside: bool, has_flags: bool
) -> tuple[LegendEntry, ...]:
    towns_here = (words.TOWN,) if any(town.area_id == code for town in ground.towns) else ()
    if not is_assessed:
        return (words.OUTSIDE, words.SITE, *towns_here)
    walks = words.walk_legend(has_outside=has_outside, has_numbers=has_flags and code != TOTAL)
    return (*walks, *towns_here)


def _bands(programme: Programme, areas: pd.DataFrame, window: Window) -> Iterator[Markup]:
    """Fill the areas of each band together: neighbours of one band have no line between them."""
    shown = areas[areas["in_scope"]]
    bands = WALK.positions(shown["walk_seconds"])
    shapes = programme.areas.geometry.loc[list(shown.index)].to_numpy()
    for band in sorted(set(bands.tolist())):
        fill = NO_FILL if band == MISSING else WALK.colours[band]
        # A hair of the same colour closes the seams that readers of PDF leave.
        look = {"fill": fill, "stroke": fill, "stroke_width": "0.1"}
        yield shape(window, _rings(shapely.union_all(shapes[bands == band])), **look)


def _outlines(programme: Programme, flagged: pd.DataFrame, window: Window) -> Iterator[Markup]:
    """Outline what is flagged: neighbours together, so that the lines stay few."""
    together = shapely.union_all(programme.areas.geometry.loc[list(flagged.index)].to_numpy())
    for part in shapely.get_parts(together):
        rings = _rings(part)
        look = {"fill": "none", "stroke_linejoin": "round"}
        yield shape(window, rings, stroke="#ffffff", stroke_width="1.1", **look)
        yield shape(window, rings, stroke=theme.FLAG, stroke_width="0.55", **look)


def _numbers(programme: Programme, flagged: pd.DataFrame, window: Window) -> Iterator[Markup]:
    first = flagged.head(NUMBERED)
    inside = programme.areas.geometry.loc[list(first.index)].representative_point()
    for number, east, north in zip(first["flag_number"], inside.x, inside.y, strict=True):
        at = window.projection(float(east), float(north))
        yield text((at[0], at[1] + 0.9), f"{number:.0f}", font_weight="600", fill=theme.FLAG)


def _sites(programme: Programme, window: Window) -> Iterator[Markup]:
    """Mark sites alike and without a name: who works where is not said on paper."""
    for east, north in zip(programme.sites["longitude"], programme.sites["latitude"], strict=True):
        right, down = window.projection(float(east), float(north))
        yield tag("circle", cx=f"{right:.2f}", cy=f"{down:.2f}", r=SITE_MM, fill="#ffffff",
                  stroke=INK, stroke_width="0.3")  # fmt: skip


def _rings(outline: shapely.Geometry) -> tuple[Ring, ...]:
    return tuple(
        tuple(
            (float(east), float(north))
            for east, north in shapely.get_coordinates(ring).round(DECIMALS).tolist()
        )
        for part in shapely.get_parts(outline)
        for ring in shapely.get_rings(part)
    )
