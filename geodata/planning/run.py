"""A scenario worked out: the programme with its edits, and every number that follows."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geodata.assessment import assess
from geodata.errors import GeodataError
from geodata.model import season_view, stop_days
from geodata.names import Cadre, Platform
from geodata.noting import part_of, unheard
from geodata.once import Once
from geodata.planning.checks import check_scenario, district_at
from geodata.planning.scenario import PACE, Change, What
from geodata.planning.standing import Standing
from geodata.planning.walks import SeasonWalks
from geodata.staffing import staff_by_site
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.ways import paced

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.assessment import Assessment
    from geodata.findings import Finding
    from geodata.model import Model, SeasonView
    from geodata.noting import Noted
    from geodata.parameters import Parameters
    from geodata.planning.scenario import PlaceEdit, Scenario
    from geodata.programme import Programme
    from geodata.walking.links import Links
    from geodata.ways import Way

    Solve = Callable[[Programme, Model], dict[Season, SeasonView]]

KEPT_LINKS: Final = 6
# What stands before any stop weighs five times a scenario's walks: today's and a few others.
KEPT_STANDINGS: Final = 6


class ScenarioError(GeodataError, ValueError):
    """A scenario cannot be worked out; carries what was found in it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


def solved_anew(
    edited: Programme, model: Model, way: Way | None = None
) -> dict[Season, SeasonView]:
    """Work out all walks of an edited programme in full: what ``Planner`` must agree with."""
    areas = len(edited.areas)
    return {
        season: season_view(travel_tables(edited, season, way), model.cells, areas)
        for season in Season
    }


def changed_model(model: Model, scenario: Scenario, solve: Solve | None = None) -> Model:
    """
    Make the model of a scenario; walks are asked for only where they change.

    A stop that is new is taken to be visited from now on, as planned and with the usual
    cancellations; one that moves keeps the date of its last visit.

    Parameters
    ----------
    model
        With the walks of the scenario's way of travelling.
    solve
        Gives the walks of an edited programme, by season; left out, all are worked out.

    Raises
    ------
    ScenarioError
        When something in the scenario is unknown, outside the country or out of range.
    """
    programme = model.programme
    findings = check_scenario(programme, scenario)
    if findings:
        raise ScenarioError(findings)
    if scenario.is_today:
        return model
    edited = changed_programme(programme, scenario)
    staff = _staff(model, edited)
    kept = replace(model, programme=edited, staff=staff)
    if not _walks_change(model, scenario, staff):
        return kept
    return replace(
        kept,
        site_district=edited.districts.index.get_indexer(edited.sites["district_code"]),
        stop_days=_stop_days(model, edited, scenario),
        seasons=(solve or partial(solved_anew, way=scenario.way))(edited, kept),
    )


def _staff(model: Model, edited: Programme) -> pd.DataFrame:
    programme = model.programme
    if edited.staffing is programme.staffing and edited.sites is programme.sites:
        return model.staff
    return staff_by_site(edited.staffing, edited.sites.index, edited.info.period)


def _stop_days(model: Model, edited: Programme, scenario: Scenario) -> pd.Series:
    new = [
        edit.code
        for edit in scenario.places
        if edit.what == What.STOP and edit.change == Change.ADD
    ]
    stops = edited.outreach_stops.index
    # A stop that moves keeps its last visit.
    known = model.stop_days if stops.equals(model.stop_days.index) else stop_days(edited)
    days = known.astype(float)
    return days.mask(days.index.isin(new), 0.0)


def _walks_change(model: Model, scenario: Scenario, staff: pd.DataFrame) -> bool:
    if scenario.places or scenario.pace_percent != PACE:
        return True
    opened = (staff >= 1) & ~(model.staff >= 1)
    return bool(opened[[platform.frontline for platform in Platform]].to_numpy().any())


class Planner:
    """
    Scenarios of one way of travelling, worked out by changes and kept for a step back.

    Safe for threads.

    Parameters
    ----------
    model
        With the walks of that way.
    kept
        How many scenarios are kept, the last ones asked for.
    noted
        Within which ``walks`` of a scenario are worked out, and the ``links`` to its candidates.
    """

    def __init__(
        self, model: Model, kept: int = 24, way: Way | None = None, noted: Noted = unheard
    ) -> None:
        self._model, self._way, self._noted = model, way, noted
        self._lock = threading.Lock()
        self._walks: OrderedDict[float, dict[Season, SeasonWalks]] = OrderedDict()
        self._links: OrderedDict[tuple[Season, float, str], Links] = OrderedDict()
        self.model = Once(self._changed, kept)
        self.assessment = Once(self._assessed, kept)
        self._standing = Once(self._stand, min(kept, KEPT_STANDINGS))

    def _assessed(self, scenario: Scenario) -> Assessment:
        """Answer a scenario's own choice on the programme as the scenario changes it."""
        return assess(self.model(scenario), scenario.choice, self._standing(scenario.without_stops))

    def _stand(self, scenario: Scenario) -> Standing:
        return Standing.of(self.model(scenario), scenario.choice)

    def _changed(self, scenario: Scenario) -> Model:
        def solve(edited: Programme, model: Model) -> dict[Season, SeasonView]:
            """Take the walks that follow the edits."""
            with self._lock, self._noted("walks", scenario) as told:
                walks = self._walks_at(scenario.pace_percent, edited)
                return {
                    season: walks[season].view(edited, model.staff, part_of(told, at, len(Season)))
                    for at, season in enumerate(Season)
                }

        return changed_model(self._model, scenario, solve)

    def candidate_links(self, scenario: Scenario, candidates: pd.DataFrame) -> Links:
        """
        Say who could walk to each place where a new stop may stand, in the season asked.

        Parameters
        ----------
        candidates
            From ``stop_candidates``; the name of their index tells which they are.
        """
        key = scenario.season, scenario.pace_percent, str(candidates.index.name)
        edited = self.model(scenario).programme
        with self._lock:
            if key not in self._links:
                with self._noted("links", scenario) as told:
                    walks = self._walks_at(scenario.pace_percent, edited)[scenario.season]
                    self._links[key] = walks.links(candidates, told)
            self._links.move_to_end(key)
            while len(self._links) > KEPT_LINKS:
                self._links.popitem(last=False)
            return self._links[key]

    def _walks_at(self, pace: float, edited: Programme) -> dict[Season, SeasonWalks]:
        """Return the walks at one pace; those of today and of the last other pace are kept."""
        if pace not in self._walks:
            ground = replace(self._model.programme, parameters=edited.parameters)
            self._walks[pace] = {
                season: SeasonWalks(ground, self._model.cells, season, self._way)
                for season in Season
            }
            if pace == PACE:
                for season, walks in self._walks[pace].items():
                    walks.know(self._model.seasons[season], self._model.staff)
        self._walks.move_to_end(pace)
        others = [one for one in self._walks if one not in {pace, PACE}]
        for one in others[:-1] if pace == PACE else others:
            del self._walks[one]
        return self._walks[pace]


def changed_programme(programme: Programme, scenario: Scenario) -> Programme:
    """Return the programme with the scenario's norms, places and posts; nothing is checked."""
    edited = replace(programme, parameters=_parameters(programme, scenario))
    for edit in scenario.places:
        edited = _with_place(edited, edit)
    if not scenario.posts:
        return edited
    rows = [(edit.site_id, str(edit.cadre), float(edit.count)) for edit in scenario.posts]
    return _with_staff(edited, pd.DataFrame(rows, columns=["site_id", "cadre", "headcount"]))


def _parameters(programme: Programme, scenario: Scenario) -> Parameters:
    changed = programme.parameters.changed(**dict(scenario.norms))
    if scenario.pace_percent == PACE:
        return changed
    return paced(changed, programme.grid.layers, scenario.pace_percent / PACE)


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
        moved: gpd.GeoDataFrame = frame.copy()
        for name, value in values.items():
            moved.at[edit.code, name] = value
        return moved
    index = pd.Index([edit.code], name=frame.index.name)
    rows = [{f"{kind}_name": edit.code, **values}]
    row = gpd.GeoDataFrame(rows, index=index, geometry="geometry", crs=frame.crs)
    # New places come last, so that an older one wins where both are equally near.
    joined: gpd.GeoDataFrame = pd.concat([frame, row])
    return joined
