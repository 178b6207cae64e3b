"""
The few questions that are asked of a DHIS2 Web API, page by page.

Written from the documentation, https://docs.dhis2.org/en/develop/using-the-api/, whose source is
https://github.com/dhis2/dhis2-docs: src/developer/web-api/overview.md (personal access token,
date and period format), metadata.md (paging, object filter) and analytics.md (dimensions,
response formats, constraints and validation).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from geodata.connect.faults import fault
from geodata.connect.records import records_of, text, whole
from geodata.connect.web import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.connect.connector import Said, Tell
    from geodata.connect.records import Record
    from geodata.connect.web import Web

PAGE_SIZE = 200
MOST_PAGES = 1_000
# Nothing else is asked for, and nothing else is read from what comes: no contact person, no
# telephone number, no e-mail, no user.
UNIT_FIELDS = (
    "id,code,name,level,geometry,closedDate,ancestors[id,code,name,level],"
    "organisationUnitGroups[id,name]"
)


@dataclass(frozen=True)
class Level:
    """A level of the hierarchy as this server names it: 1 is the top."""

    number: int
    name: str


@dataclass(frozen=True)
class Api:
    """A DHIS2 server; ``base`` is the address where its start page opens."""

    base: str
    web: Web

    @property
    def host(self) -> str:
        """Name of the server, for findings."""
        return place(self.base).host

    def get(self, resource: str, **parameters: object) -> Record:
        """Ask one resource; a list as parameter is asked as several of one name."""
        base = self.base.strip().rstrip("/").removesuffix("/api")
        address = place(base, "api", f"{resource}.json")
        query = urlencode(parameters, doseq=True)
        target = f"{address.target}?{query}" if query else address.target
        return self.web.json(replace(address, target=target))

    def pages(
        self, resource: str, tell: Tell, said: Said, **parameters: object
    ) -> Iterator[Record]:
        """
        Give all records of a resource, each once, over as many pages as there are.

        Fewer than the server counts is told: its order may change from page to page.

        Raises
        ------
        ConnectError
            When a page is missing or the pages have no end.
        """
        seen: set[str] = set()
        for page in range(1, MOST_PAGES + 1):
            answer = self.get(
                resource, paging="true", page=page, pageSize=PAGE_SIZE, order="name:asc",
                **parameters,
            )  # fmt: skip
            records = records_of(answer, resource, self.host)
            new = [one for one in records if text(one, "id") not in seen]
            seen.update(text(one, "id") for one in new)
            yield from new
            pager = answer.get("pager")
            pager = pager if isinstance(pager, dict) else {}
            total = whole(pager.get("total"))
            tell(f"{resource} from {self.host}", len(seen), total)
            if page >= whole(pager.get("pageCount")) or not new:
                if len(seen) < total:
                    message = f"{len(seen)} of {total} {resource} came."
                    said.warn("not_all", message, "Fetch again, or one group at a time.")
                return
        message = f"The server gives more than {MOST_PAGES} pages."
        raise fault("too_large", self.host, message, "Ask for one level or one group.")

    def levels(self) -> list[Level]:
        """Return the levels of the hierarchy, from the top: their numbers differ by server."""
        answer = self.get("organisationUnitLevels", fields="level,name", paging="false")
        records = records_of(answer, "organisationUnitLevels", self.host)
        found = [Level(whole(one.get("level")), text(one, "name")) for one in records]
        return sorted({level for level in found if level.number}, key=lambda one: one.number)

    def level(self, wanted: str) -> Level:
        """
        Return the level with this number or name.

        Raises
        ------
        ConnectError
            When there is none; names those that there are.
        """
        levels = self.levels()
        if not levels and wanted.strip().isdecimal():
            return Level(int(wanted), "no name")  # A server need not name its levels.
        for level in levels:
            if wanted.strip().casefold() in {str(level.number), level.name.casefold()}:
                return level
        there = ", ".join(f"{one.number} {one.name}" for one in levels) or "none"
        message = f"This server has no such level; it has: {there}."
        raise fault("unknown_level", self.host, message, "Give one of these numbers or names.")

    def units(self, level: Level, group: str, tell: Tell, said: Said) -> list[Record]:
        """Return the organisation units of a level, of one group where that is wanted."""
        filters = [f"level:eq:{level.number}"]
        filters += [f"organisationUnitGroups.id:eq:{group}"] if group else []
        asked = {"fields": UNIT_FIELDS, "filter": filters}
        return list(self.pages("organisationUnits", tell, said, **asked))

    def values(self, data: Sequence[str], periods: Sequence[str], level: Level) -> Record:
        """Return the analytics of some data and periods for all units of a level."""
        dimensions = [f"dx:{';'.join(data)}", f"pe:{';'.join(periods)}", f"ou:LEVEL-{level.number}"]
        return self.get("analytics", dimension=dimensions, displayProperty="NAME")
