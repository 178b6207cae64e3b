"""A source from the few texts that a person gives, on a page or a command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.connect import geoboundaries, worldpop
from geodata.connect.dhis2 import Dhis2
from geodata.connect.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.connect.connector import Connector
    from geodata.incoming.place import Place

YES = frozenset({"yes", "on", "true", "1"})
SEPARATORS = re.compile(r"[\s,;]+")


def listed_in(text: str) -> tuple[str, ...]:
    """
    Return the words of a text.

    >>> listed_in("201711, 2017Q4;2017Oct")
    ('201711', '2017Q4', '2017Oct')
    """
    return tuple(filter(None, SEPARATORS.split(text)))


def dhis2(given: Mapping[str, str], token: str, place: Place, today: str) -> Connector:
    """
    Return a DHIS2 server as it was described.

    >>> from geodata.incoming.place import lesotho
    >>> source = dhis2({"server": "https://dhis2.example"}, "d2pat_x", lesotho(), "2026-11-28")
    >>> source.title, "d2pat" in repr(source)
    ('DHIS2 dhis2.example', False)
    """
    return Dhis2(
        base=given.get("server", ""),
        web=Web(token=token.strip(), private=given.get("private", "") in YES),
        place=place,
        today=today,
        areas=given.get("areas", "").strip(),
        facilities=given.get("facilities", "").strip(),
        group=given.get("group", "").strip(),
        as_sites=given.get("as_sites", "") in YES,
        data=listed_in(given.get("data", "")),
        periods=listed_in(given.get("periods", "")),
        level=given.get("level", "").strip(),
        population=given.get("population", "").strip(),
    )


def boundaries(given: Mapping[str, str]) -> Connector:
    """
    Return geoBoundaries as it was described.

    >>> boundaries({"country": "LSO", "level": "ADM1"}).title
    'geoBoundaries'
    """
    return geoboundaries.GeoBoundaries(
        web=Web(geoboundaries.HOSTS),
        country=given.get("country", ""),
        level=given.get("level", "") or "ADM1",
        simplified=given.get("simplified", "") in YES,
        sha256=given.get("sha256", ""),
        server=given.get("server", "") or geoboundaries.SERVER,
    )


def population(given: Mapping[str, str]) -> Connector:
    """
    Return WorldPop as it was described.

    >>> population({"country": "LSO", "year": "2020"}).title
    'WorldPop'
    """
    return worldpop.WorldPop(
        web=Web(worldpop.HOSTS),
        country=given.get("country", ""),
        year=given.get("year", "") or "2020",
        dataset=given.get("dataset", "") or worldpop.DATASET,
        sha256=given.get("sha256", ""),
        server=given.get("server", "") or worldpop.SERVER,
    )
