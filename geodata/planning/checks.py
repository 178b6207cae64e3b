"""What is wrong with a scenario, said so that a planner can mend it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from shapely.geometry import Point

from geodata.findings import Finding, error
from geodata.planning.scenario import NORMS, Change, What
from geodata.staffing import staff_by_site
from geodata.ways import offer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geodata.planning.scenario import PlaceEdit, PostEdit, Scenario
    from geodata.programme import Programme

TABLE: Final = "scenario"
PACE_RANGE: Final = (50.0, 150.0)
MOST_POSTS: Final = 20


def check_scenario(programme: Programme, scenario: Scenario) -> tuple[Finding, ...]:
    """
    Find what keeps a scenario from being worked out: unknown places, values out of range.

    Rows count the edits of one kind from 1, in their order. No finding, and the scenario can
    be worked out.
    """
    return (
        *_way_findings(programme, scenario),
        *_norm_findings(programme, scenario),
        *_place_findings(programme, scenario),
        *_post_findings(programme, scenario),
    )


def _way_findings(programme: Programme, scenario: Scenario) -> Iterator[Finding]:
    usable = offer(programme.grid.layers).usable(scenario.way)
    if usable != scenario.way:
        message = f"This dataset cannot tell times for '{scenario.way.words}'."
        remedy = f"Choose '{usable.words}', or add roads and an elevation model to the dataset."
        yield error("no_such_way", TABLE, None, "way", scenario.way.key, message, remedy)


def _norm_findings(programme: Programme, scenario: Scenario) -> Iterator[Finding]:
    known = {item.name: item for item in programme.parameters.items if item.name in NORMS}
    for name, value in scenario.norms:
        if name not in known:
            message = "There is no such norm."
            yield error("unknown_norm", TABLE, None, name, str(value), message, "Leave it out.")
            continue
        low, high = known[name].low, known[name].high
        # A parameter without a range can be any number; a comparison with NaN is false.
        if not np.isfinite(value) or value < low or value > high:
            yield _out_of_range(name, value, low, high)
    if not PACE_RANGE[0] <= scenario.pace_percent <= PACE_RANGE[1]:
        yield _out_of_range("pace_percent", scenario.pace_percent, *PACE_RANGE)


def _out_of_range(name: str, value: float, low: float, high: float) -> Finding:
    message = f"The value is outside its range of {low:g} to {high:g}."
    remedy = f"Choose a value from {low:g} to {high:g}."
    return error("out_of_range", TABLE, None, name, f"{value:g}", message, remedy)


def _place_findings(programme: Programme, scenario: Scenario) -> Iterator[Finding]:
    codes = {
        What.STOP: set(programme.outreach_stops.index),
        What.SITE: set(programme.sites.index),
    }
    for row, edit in enumerate(scenario.places, 1):
        there = codes[edit.what]
        if edit.change == Change.ADD and (edit.code in there or not edit.code):
            message, remedy = f"There is a {edit.what} of this code.", "Give it a code of its own."
            yield error("code_taken", TABLE, row, "code", edit.code, message, remedy)
        if edit.change != Change.ADD and edit.code not in there:
            message, remedy = f"There is no {edit.what} of this code.", "Choose one from the list."
            yield error(f"unknown_{edit.what}", TABLE, row, "code", edit.code, message, remedy)
        if edit.change == Change.ADD:
            there.add(edit.code)
        elif edit.change == Change.CLOSE:
            there.discard(edit.code)
        yield from _point_findings(programme, row, edit)
        if edit.what == What.STOP and programme.outreach_visits.empty:
            message = "The dataset has no outreach visits, so a stop's effect cannot be told."
            yield error("no_outreach", TABLE, row, "", "", message, "Give outreach_visits.csv.")


def _point_findings(programme: Programme, row: int, edit: PlaceEdit) -> Iterator[Finding]:
    if edit.change == Change.CLOSE:
        return
    if edit.latitude is None or edit.longitude is None:
        message, remedy = "The place has no coordinates.", "Give latitude and longitude."
        yield error("no_coordinates", TABLE, row, "latitude", edit.code, message, remedy)
    elif not district_at(programme, edit.latitude, edit.longitude):
        point = f"{edit.latitude:g}, {edit.longitude:g}"
        message = f"The place lies outside {programme.info.country}."
        remedy = "Check latitude (negative in the south) and longitude."
        yield error("outside_country", TABLE, row, "latitude", point, message, remedy)


def district_at(programme: Programme, latitude: float, longitude: float) -> str:
    """Code of the district that holds a point, the first where two meet; empty for none."""
    if not (np.isfinite(latitude) and np.isfinite(longitude)):
        return ""
    holds = programme.districts.covers(Point(longitude, latitude))
    return str(holds.idxmax()) if holds.any() else ""


def _post_findings(programme: Programme, scenario: Scenario) -> Iterator[Finding]:
    if not scenario.posts:
        return
    sites = programme.sites.index
    reported = _staff_reported(programme)
    there = set(sites)
    for place in scenario.places:
        if place.what == What.SITE:
            (there.discard if place.change == Change.CLOSE else there.add)(place.code)
    for row, edit in enumerate(scenario.posts, 1):
        if edit.site_id not in there:
            message, remedy = "There is no such site.", "Choose one from the list."
            yield error("unknown_site", TABLE, row, "site_id", edit.site_id, message, remedy)
        elif edit.site_id in sites and not reported.at[edit.site_id, edit.cadre]:
            yield _not_reported(row, edit)
        if not 1 <= edit.count <= MOST_POSTS:
            message, remedy = "That is no number of posts.", f"Add 1 to {MOST_POSTS} posts."
            yield error("no_count", TABLE, row, "count", str(edit.count), message, remedy)


@lru_cache(maxsize=4)
def _staff_reported(programme: Programme) -> pd.DataFrame:
    """Say once of each site and cadre whether staff was reported: every edit asks for it."""
    staff = staff_by_site(programme.staffing, programme.sites.index, programme.info.period)
    return staff.notna()


def _not_reported(row: int, edit: PostEdit) -> Finding:
    message = f"The site did not report its {edit.cadre} staff, so a post more cannot be counted."
    remedy = "Ask the site for its staff first."
    return error("staff_not_reported", TABLE, row, "site_id", edit.site_id, message, remedy)
