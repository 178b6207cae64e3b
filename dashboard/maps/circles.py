"""Sites, outreach stops and bridges as circles, the only symbol that works offline."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from dashboard import theme
from dashboard.ground import table_points
from dashboard.maps.classes import tints
from dashboard.maps.hovers import site_hovers, stop_hovers
from dashboard.maps.symbols import NOWHERE
from dashboard.state import Overlay

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from dashboard.maps.symbols import Change
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

SMALLEST_SITE_PX, PIXELS_PER_ROOT_CATCHMENT, LARGEST_SITE_PX = 7.0, 0.5, 20.0
RING_PX, GAP_PX, OUTER_PX, CHOSEN_PX = 3.0, 5.5, 8.5, 34.0
STOP_PX, BRIDGE_PX = 6.0, 7.0
BAND_FILL: Final = {
    "0": "#ffffff",
    "1": tints(theme.STAFF, (0.45,))[0],
    "2+": theme.STAFF,
    "no data": "#cfcac0",
}
COMMUNITY_RING: Final = "#7d7a73"
NO_COORDINATOR: Final = "no SC"
# Symbols that no layer changes are kept for as many choices as the controls offer.
KEPT: Final = 64


class Circle(NamedTuple):
    """One circle: where, how wide in pixels, its colour, what a click chooses, what it says."""

    longitude: float | None
    latitude: float | None
    across: float
    colour: str
    place: str
    hover: str


def site_diameter(need: ArrayLike) -> NDArray[np.float64]:
    """
    Diameter in pixels of a site by the need nearest to it, within limits that can be read.

    A site of which that is not known is drawn as the smallest; its fill says why.

    >>> site_diameter([0.0, 100.0, 10000.0, float("nan")]).tolist()
    [7.0, 12.0, 20.0, 7.0]
    """
    known = np.nan_to_num(np.asarray(need, dtype=float))
    grown = SMALLEST_SITE_PX + PIXELS_PER_ROOT_CATCHMENT * np.sqrt(known)
    return np.asarray(np.round(np.clip(grown, SMALLEST_SITE_PX, LARGEST_SITE_PX), 1))


def site_symbols(programme: Programme, assessment: Assessment, selection: Selection) -> Change:
    """
    Draw sites: size by need nearest, ring by team, fill by staff band of the platform.

    A circle has no outline on this map, so a ring is a larger circle below; the circles of
    one site follow each other, from the largest to the smallest.
    """
    circles = _chosen_circle(programme, selection.place)
    if Overlay.SITES in selection.drawn:
        circles += _site_circles(programme, assessment)
    return _drawn(circles)


@lru_cache(maxsize=KEPT)
def _site_circles(programme: Programme, assessment: Assessment) -> tuple[Circle, ...]:
    sites, points = assessment.sites, table_points(programme.sites)
    band = f"{assessment.choice.platform.frontline.lower()}_band"
    rows = zip(
        points.longitude,
        points.latitude,
        sites.index,
        site_hovers(programme, sites),
        site_diameter(sites["need_in_catchment"]).tolist(),
        sites["facility_team"].astype(bool),
        sites["community_team"].astype(bool),
        sites[band],
        strict=True,
    )
    circles = []
    for longitude, latitude, place, hover, size, facility, community, staff in rows:
        rings = [
            (size + GAP_PX, theme.SITE_FILL),
            (size + RING_PX, _ring_colour(facility, community)),
        ]
        if facility and not community:
            rings.insert(0, (size + OUTER_PX, theme.SITE_INK))
        for across, colour in (*rings, (size, BAND_FILL[staff])):
            circles.append(Circle(longitude, latitude, round(across, 1), colour, place, hover))
    return tuple(circles)


def _ring_colour(facility: bool, community: bool) -> str:  # noqa: FBT001
    return COMMUNITY_RING if community and not facility else theme.SITE_INK


def _chosen_circle(programme: Programme, place: str) -> list[Circle]:
    """Ring around the chosen site or stop, below all sites."""
    for table in (programme.sites, programme.outreach_stops):
        if place in table.index:
            at = table_points(table.loc[[place]])
            accent = theme.LIGHT["accent"]
            return [Circle(at.longitude[0], at.latitude[0], CHOSEN_PX, accent, place, "")]
    return []


def _drawn(circles: list[Circle]) -> Change:
    """Turn circles into the columns of a trace; a trace is never empty, or it would go."""
    columns = list(
        zip(*(circles or [Circle(None, None, 0.0, theme.SITE_FILL, "", "")]), strict=True)
    )
    longitude, latitude, size, colour, place, hover = map(list, columns)
    return {
        "lon": longitude,
        "lat": latitude,
        "marker.size": size,
        "marker.color": colour,
        "customdata": [[one] for one in place],
        "hovertext": hover,
    }


def lacks_coordinator(sites: pd.DataFrame) -> pd.Series:
    """
    Say of each site whether its facility team has no Site Coordinator.

    >>> import pandas as pd
    >>> lacks_coordinator(
    ...     pd.DataFrame({"facility_team": [1, 1, 0], "sc_band": ["0", "1", "0"]})
    ... ).tolist()
    [True, False, False]
    """
    return sites["facility_team"].astype(bool) & (sites["sc_band"] == "0")


def site_words(programme: Programme, assessment: Assessment, selection: Selection) -> Change:
    """Write 'no SC' beside a site with a facility team and no coordinator."""
    lacking = lacks_coordinator(assessment.sites).to_numpy()
    if Overlay.SITES not in selection.drawn or not lacking.any():
        return {**NOWHERE, "text": [""]}
    points = table_points(programme.sites).only(lacking)
    words = [NO_COORDINATOR] * int(lacking.sum())
    return {"lon": points.longitude, "lat": points.latitude, "text": words}


def mark_symbols(programme: Programme, assessment: Assessment, selection: Selection) -> Change:
    """Draw outreach stops, filled where visited lately and empty where overdue, and bridges."""
    circles: list[Circle] = []
    if Overlay.STOPS in selection.drawn:
        circles += _stop_circles(programme, assessment)
    if Overlay.BRIDGES in selection.drawn:
        points = table_points(programme.bridges)
        circles += [
            Circle(longitude, latitude, BRIDGE_PX, theme.RIVER, "", f"Assumed bridge, {name}")
            for longitude, latitude, name in zip(
                points.longitude, points.latitude, programme.bridges["place_name"], strict=True
            )
        ]
    return _drawn(circles)


@lru_cache(maxsize=KEPT)
def _stop_circles(programme: Programme, assessment: Assessment) -> tuple[Circle, ...]:
    stops, points = assessment.stops, table_points(programme.outreach_stops)
    overdue = stops["overdue"] if "overdue" in stops else stops["days_since"].isna()
    fills = np.where(overdue.to_numpy(dtype=bool), theme.SITE_FILL, theme.LIGHT["amber"]).tolist()
    hovers = stop_hovers(programme, stops)
    rows = zip(points.longitude, points.latitude, fills, stops.index, hovers, strict=True)
    return tuple(
        Circle(longitude, latitude, across, colour, place, hover)
        for longitude, latitude, fill, place, hover in rows
        for across, colour in ((STOP_PX + RING_PX, theme.SITE_INK), (STOP_PX, fill))
    )
