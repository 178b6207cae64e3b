"""
DHIS2: areas, facilities and values of a server, with a personal access token.

What is read of a place is its identifier, code, name, level, outline, the names of its groups
and the places above it. Contact persons, telephone numbers, e-mail addresses and users are
neither asked for nor read. The server's own sentences are not shown either: they may name a user.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.connect.connector import Said
from geodata.connect.dhis2_api import Api, Level
from geodata.connect.dhis2_meanings import meant_files, named_data
from geodata.connect.dhis2_units import UID, Unit, layer_bytes, sites_bytes, unit_of
from geodata.connect.dhis2_values import (
    checked_periods,
    prevalence_bytes,
    values_bytes,
    values_of,
)
from geodata.connect.faults import fault
from geodata.connect.records import records_of
from geodata.incoming.datasetfiles import Stamp
from geodata.status import DataStatus

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.connect.connector import Fetched, Tell
    from geodata.connect.dhis2_values import Value
    from geodata.connect.web import Web
    from geodata.incoming.place import Place

AREAS, POINTS = "dhis2-areas.geojson", "dhis2-facilities.geojson"
SITES, VALUES, PREVALENCE = "dhis2-sites.csv", "dhis2-values.csv", "dhis2-prevalence.csv"


@dataclass(frozen=True)
class Dhis2:
    """
    What is wanted of a DHIS2 server; levels by number or name, as that server has them.

    Parameters
    ----------
    base
        Address where its start page opens.
    areas, facilities
        Level whose outlines are wanted as areas, and level that is wanted as points.
    group
        Only the units of this group; its identifier.
    as_sites
        The facilities are the programme's sites: a table of sites is made as well.
    data, periods, level
        Data elements or indicators, periods as DHIS2 writes them, and the level they are for.
        Before a code may stand what it is, such as ``MM=ReUHfIn0pTQ`` or ``women_15_49=...``:
        such values become part of the dataset, others are only checked.
    population
        The data is one indicator of prevalence in this population, such as ``anc_clients``.
    """

    base: str
    web: Web
    place: Place
    today: str
    areas: str = ""
    facilities: str = ""
    group: str = ""
    as_sites: bool = False
    data: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    level: str = ""
    population: str = ""

    @property
    def title(self) -> str:
        """Name of the source, as a finding names it."""
        return f"DHIS2 {Api(self.base, self.web).host}"

    def fetch(self, folder: Path, tell: Tell) -> Fetched:
        """
        Fetch what is wanted; with nothing wanted, say which levels there are.

        Raises
        ------
        ConnectError
            When nothing could be fetched; says why and what to do.
        """
        api = Api(self.base, self.web)
        self.web.checked_token()
        self._check(api.host)
        said = Said(self.title)
        said.summary.append(_levels_words(api.levels()))
        made: dict[str, bytes] = {}
        if self.areas:
            made |= self._areas(api, tell, said)
        if self.facilities:
            made |= self._facilities(api, tell, said)
        if self.data:
            made |= self._values(api, said)
        for name, content in made.items():
            (folder / name).write_bytes(content)
        return said.fetched(tuple(folder / name for name in made), self._stamp())

    def _check(self, host: str) -> None:
        """Refuse what makes no question before anything is asked."""
        if bool(self.data) != bool(self.periods) or bool(self.data) != bool(self.level):
            message = "Data, period and level belong together, and one of them is missing."
            raise fault("not_enough", host, message, "Give all three, or none.")
        if self.group and not UID.fullmatch(self.group):
            message = "This is no identifier of a group."
            raise fault("unknown_group", host, message, "It has eleven letters and digits.")
        if self.population and len(named_data(self.data, host)) != 1:
            message = "A layer of prevalence is made of one indicator."
            raise fault("not_enough", host, message, "Give one indicator.")

    def _stamp(self) -> Stamp:
        return Stamp(self.title, self.today, DataStatus.REPORTED)

    def _units(self, api: Api, level: Level, tell: Tell, said: Said) -> list[Unit]:
        """Return the units of a level that are open; those left out are told."""
        records = api.units(level, self.group, tell, said)
        read = [unit_of(record, self.place, self.today) for record in records]
        units = [unit for unit in read if unit is not None]
        if len(units) < len(read):
            count = len(read) - len(units)
            said.note("no_identifier", f"{count} places have no identifier and were left out.")
        opened = [unit for unit in units if not unit.is_closed]
        if len(opened) < len(units):
            said.note("closed", f"{len(units) - len(opened)} closed places were left out.")
        return opened

    def _areas(self, api: Api, tell: Tell, said: Said) -> dict[str, bytes]:
        level = api.level(self.areas)
        units = self._units(api, level, tell, said)
        drawn = [one for one in units if one.geometry and "Polygon" in one.geometry["type"]]
        if len(drawn) < len(units):
            said.warn(
                "no_outline",
                f"{len(units) - len(drawn)} of {len(units)} places of level {level.number} "
                f"({level.name}) have no outline there and were left out.",
                "Load the outlines into that server, or send a boundary file.",
            )
        said.summary.append(f"{len(drawn)} outlines of level {level.number} ({level.name}).")
        return {AREAS: layer_bytes(drawn)} if drawn else {}

    def _facilities(self, api: Api, tell: Tell, said: Said) -> dict[str, bytes]:
        level = api.level(self.facilities)
        units = self._units(api, level, tell, said)
        points = [unit for unit in units if unit.position]
        if len(points) < len(units):
            said.warn(
                "no_position",
                f"{len(units) - len(points)} of {len(units)} facilities have no position there.",
                "Add the positions in that server; without one a site cannot be placed.",
            )
        said.summary.append(
            f"{len(units)} facilities of level {level.number} ({level.name}), "
            f"{len(points)} with a position."
        )
        made = {POINTS: layer_bytes(points)} if points else {}
        if self.as_sites and units:
            made[SITES] = sites_bytes(units, self._stamp())
        return made

    def _values(self, api: Api, said: Said) -> dict[str, bytes]:
        meanings = named_data(self.data, api.host)
        data = list(meanings)
        periods = checked_periods(self.periods, api.host)
        level = api.level(self.level)
        values = values_of(api.values(data, periods, level), api.host)
        known = [one for one in values if one.period in periods]
        units = {one.unit for one in known}
        missing = len(data) * len(periods) * len(units) - len(known)
        said.summary.append(
            f"{len(known)} values of {len(data)} data items in {len(periods)} periods for "
            f"{len(units)} places of level {level.number} ({level.name})."
        )
        if len(known) < len(values):
            count = len(values) - len(known)
            said.note("other_period", f"{count} values of other periods were left out.")
        if missing > 0 or not known:
            words = f"{missing} combinations" if known else "All combinations"
            message = f"{words} of data, place and period have no value there: missing, not 0."
            said.warn("missing_values", message, "Look whether all reports came in.")
        if not known:
            return {}
        if self.population:
            return {PREVALENCE: self._prevalence(api, known)}
        made = meant_files(known, meanings, self.place, self._stamp(), said)
        others = [one for one in known if not meanings.get(one.data)]
        if others:
            made[VALUES] = values_bytes(others, self.place, self._stamp())
        return made

    def _prevalence(self, api: Api, values: list[Value]) -> bytes:
        code = values[0].data
        wanted = {"fields": "id,indicatorType[factor]", "filter": f"id:eq:{code}"}
        found = records_of(api.get("indicators", **wanted), "indicators", api.host)
        kind = found[0].get("indicatorType") if found else None
        factor = kind.get("factor") if isinstance(kind, dict) else None
        if not isinstance(factor, (int, float)) or isinstance(factor, bool) or factor <= 0:
            message = "The server does not say what its indicator counts per (1, 100 or 1,000)."
            raise fault("no_factor", api.host, message, "Give an indicator, not a data element.")
        return prevalence_bytes(values, self.population, float(factor), self.place, self._stamp())


def _levels_words(levels: list[Level]) -> str:
    named = ", ".join(f"{one.number} {one.name}" for one in levels) or "none"
    return f"Levels of this server: {named}."
