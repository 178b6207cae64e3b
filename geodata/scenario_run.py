"""A scenario worked out: the programme with its edits, and every number that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geodata.assessment import assess
from geodata.errors import GeodataError
from geodata.model import build_model
from geodata.names import Cadre
from geodata.scenario import PACE, Change, What
from geodata.scenario_checks import check_scenario, district_at
from geodata.staffing import staff_by_site
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from geodata.assessment import Assessment
    from geodata.findings import Finding
    from geodata.model import Model
    from geodata.parameters import Parameters
    from geodata.programme import Programme
    from geodata.scenario import PlaceEdit, Scenario

SPEEDS: Final = ("lowlands", "foothills", "senqu", "mountains")
WALKED_TO: Final = (Cadre.MM, Cadre.CMM)


class ScenarioError(GeodataError, ValueError):
    """A scenario cannot be worked out; carries what was found in it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


def assess_scenario(model: Model, scenario: Scenario) -> Assessment:
    """
    Answer a scenario's own choice on the programme as the scenario changes it.

    Raises
    ------
    ScenarioError
        When something in the scenario is unknown, outside the country or out of range.
    """
    return assess(changed_model(model, scenario), scenario.choice)


def changed_model(model: Model, scenario: Scenario) -> Model:
    """
    Make the model of a scenario; walking times are worked out anew only where they change.

    A stop that is new is taken to be visited from now on, as planned and with the usual
    cancellations; one that moves keeps the date of its last visit.

    Raises
    ------
    ScenarioError
        As for ``assess_scenario``.
    """
    programme = model.programme
    findings = check_scenario(programme, scenario)
    if findings:
        raise ScenarioError(findings)
    if scenario.is_today:
        return model
    edited = changed_programme(programme, scenario)
    staff = staff_by_site(edited.staffing, edited.sites.index, edited.info.period)
    if not _walks_change(model, scenario, staff):
        return replace(model, programme=edited, staff=staff)
    made = build_model(edited, {season: travel_tables(edited, season) for season in Season})
    new = [
        edit.code
        for edit in scenario.places
        if edit.what == What.STOP and edit.change == Change.ADD and edit.code in made.stop_days
    ]
    days = made.stop_days.astype(float)
    days.loc[new] = 0.0
    return replace(made, stop_days=days)


def _walks_change(model: Model, scenario: Scenario, staff: pd.DataFrame) -> bool:
    if scenario.places or scenario.pace_percent != PACE:
        return True
    opened = (staff >= 1) & ~(model.staff >= 1)
    return bool(opened[list(WALKED_TO)].to_numpy().any())


def changed_programme(programme: Programme, scenario: Scenario) -> Programme:
    """Return the programme with the scenario's norms, places and posts; nothing is checked."""
    edited = replace(programme, parameters=_parameters(programme.parameters, scenario))
    for edit in scenario.places:
        edited = _with_place(edited, edit)
    if not scenario.posts:
        return edited
    rows = [(edit.site_id, str(edit.cadre), float(edit.count)) for edit in scenario.posts]
    return _with_staff(edited, pd.DataFrame(rows, columns=["site_id", "cadre", "headcount"]))


def _parameters(parameters: Parameters, scenario: Scenario) -> Parameters:
    changed = parameters.changed(**dict(scenario.norms))
    if scenario.pace_percent == PACE:
        return changed
    speeds = [f"walk_kmh_{zone}" for zone in SPEEDS]
    factor = scenario.pace_percent / PACE
    return changed.changed(**{name: changed.value(name) * factor for name in speeds})


def _with_staff(programme: Programme, rows: pd.DataFrame) -> Programme:
    dated = rows.assign(period=programme.info.period)
    staffing = programme.staffing.astype({"site_id": object, "cadre": object, "period": object})
    return replace(programme, staffing=pd.concat([staffing, dated], ignore_index=True))


def _with_place(programme: Programme, edit: PlaceEdit) -> Programme:
    if edit.what == What.STOP:
        return replace(programme, outreach_stops=_edited(programme, edit, "stop"))
    sites = _edited(programme, edit, "site")
    if edit.change == Change.ADD:
        sites.loc[edit.code, ["facility_team", "community_team"]] = 1
        # Nobody works there yet, which is known: not missing.
        nobody = [(edit.code, str(cadre), 0.0) for cadre in Cadre]
        rows = pd.DataFrame(nobody, columns=["site_id", "cadre", "headcount"])
        return replace(_with_staff(programme, rows), sites=sites)
    return replace(programme, sites=sites)


def _edited(programme: Programme, edit: PlaceEdit, kind: str) -> gpd.GeoDataFrame:
    """Return the sites or stops with one added, moved or closed."""
    frame = programme.sites if edit.what == What.SITE else programme.outreach_stops
    if edit.change == Change.CLOSE or edit.latitude is None or edit.longitude is None:
        closed: gpd.GeoDataFrame = frame.drop(index=edit.code)
        return closed
    values = {
        "latitude": edit.latitude,
        "longitude": edit.longitude,
        "district_code": district_at(programme, edit.latitude, edit.longitude),
        "geometry": gpd.points_from_xy([edit.longitude], [edit.latitude])[0],
    }
    if edit.change == Change.MOVE:
        kept = frame.loc[edit.code].to_dict()
        frame = frame.drop(index=edit.code)
    else:
        kept = {f"{kind}_name": edit.code}
    index = pd.Index([edit.code], name=frame.index.name)
    row = gpd.GeoDataFrame([{**kept, **values}], index=index, geometry="geometry", crs=frame.crs)
    joined: gpd.GeoDataFrame = pd.concat([frame, row]).sort_index()
    return joined
