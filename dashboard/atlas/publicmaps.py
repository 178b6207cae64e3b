"""The maps of the public edition: one shade a district, and nothing that lies within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.atlas import words
from dashboard.atlas.scenes import INK, Drawn, Picture, scene, towns
from dashboard.atlas.windows import country_window
from dashboard.maps.classes import COVERAGE
from dashboard.snapshot.figures import LONGER_WALKS, shown
from dashboard.snapshot.marks import tag
from dashboard.snapshot.svgmap import DOTS_ID
from geodata.public.columns import IN_REACH

if TYPE_CHECKING:
    from dashboard.atlas.windows import Window
    from dashboard.snapshot.ground import Ground
    from dashboard.snapshot.marks import Markup
    from geodata.public.view import PublicView


def country_picture(view: PublicView, ground: Ground) -> Picture:
    """Draw the share of need in reach by district."""
    return _picture(view, ground, country_window(ground))


def district_picture(view: PublicView, ground: Ground, window: Window, code: str) -> Picture:
    """Draw one district at full strength and what lies around it pale, in the same classes."""
    return _picture(view, ground, window, code)


def _picture(view: PublicView, ground: Ground, window: Window, focus: str = "") -> Picture:
    rows = {row.area_ids[0]: row for row in view.districts}
    is_hidden = any(row[IN_REACH].value is None for row in rows.values())
    drawn = Drawn(
        fills={code: _fill(row[IN_REACH].value) for code, row in rows.items()},
        over=towns(window, ground, focus),
        words={code: shown(view, row, IN_REACH) for code, row in rows.items()},
        definitions=(_dots(),),
    )
    walk = LONGER_WALKS[view.choice.threshold_minutes]
    told = [rows[focus]] if focus in rows else list(rows.values())
    figures = "; ".join(f"{row.name} {shown(view, row, IN_REACH)}" for row in told)
    name = next((one.name for one in ground.districts if one.area_id == focus), view.country)
    return Picture(
        svg=scene(ground, window, drawn, focus),
        width_mm=window.width_mm,
        height_mm=window.height_mm,
        alternative=f"Map of {name}: share of need within {walk} of a staffed site: {figures}.",
        title=f"Share of need within {walk} of a staffed site, by district (modelled)",
        legend=words.coverage_legend(
            hidden=is_hidden, has_towns=any(town.area_id == focus for town in ground.towns)
        ),
        note=(
            f"{words.scale_note(window.denominator, is_country=not focus)} "
            f"Borders: {ground.credit}."
        ),
    )


def _fill(share: float | None) -> str:
    if share is None:
        return f"url(#{DOTS_ID})"
    return COVERAGE.colours[int(COVERAGE.positions([share])[0])]


def _dots() -> Markup:
    dot = tag("circle", cx="1", cy="1", r="0.35", fill=INK)
    ground = tag("rect", width="2", height="2", fill="#ffffff")
    return tag(
        "pattern", ground, dot, id=DOTS_ID, width="2", height="2", patternUnits="userSpaceOnUse"
    )
