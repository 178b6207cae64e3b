"""What the Data page says about fetching from elsewhere: sources, fields, and an honest status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TITLE: Final = "Fetch from elsewhere"
LEAD: Final = (
    "The atlas asks only when you press the button, from this computer, and checks what comes "
    "like any file you send: it becomes a draft, and nothing changes for anyone until you publish."
)
STATUS: Final = (
    "Not yet tried against a live server. These connectors were written from the public "
    "documentation of each source and tested with a stand-in."
)
NAOMI: Final = (
    "Naomi: drop its output zip at the top of this page. Its HIV prevalence of women aged 15-49 "
    "and its outlines are taken, as published data that Naomi modelled."
)
START: Final = "Fetch"
BUSY: Final = "A fetch of yours is under way: wait until it is done."
STARTED: Final = "Asking"
DONE: Final = "Fetched and checked; see below."
TOLD: Final = "Nothing was fetched; see below why."
STOPPED: Final = "The fetch stopped: try again."
CANCELLED: Final = (
    "Cancelled: nothing was changed. What came of a public file is kept, and goes on from there."
)
FAULT: Final = "The fetch stopped at a fault of the atlas: report this with the name of the error"
NOT_HERE: Final = (
    "Fetching is only for whoever sits at the computer that runs the atlas; elsewhere, send files."
)
UNKNOWN: Final = "There is no such source."


@dataclass(frozen=True)
class Field:
    """One field of a form; ``kind`` is the kind of input, ``check`` a box to tick."""

    name: str
    label: str
    example: str = ""
    kind: str = "text"
    value: str = ""


@dataclass(frozen=True)
class Source:
    """One source: what it gives and the few things that must be known to ask it."""

    kind: str
    title: str
    lead: str
    fields: tuple[Field, ...]


COUNTRY: Final = Field("country", "Country, three letters", "LSO", value="LSO")
SOURCES: Final = (
    Source(
        "dhis2",
        "DHIS2",
        "Places and values of a DHIS2 server. Leave all levels blank to see which levels it has. "
        "Values become part of the dataset where you say before a code what they are: MM=, SC=, "
        "CSC= or CMM= for the staff of facilities, women_15_49= for the women of districts in a "
        "year; others are checked only. The token is sent to that server alone and not kept; "
        "contact persons, telephone numbers and users are never read.",
        (
            Field("server", "Address", "https://dhis2.example.org"),
            Field("token", "Personal access token", "d2pat_...", "password"),
            Field("areas", "Outlines: level", "District"),
            Field("facilities", "Facilities: level", "Facility"),
            Field("data", "Data elements or indicators", "MM=ReUHfIn0pTQ"),
            Field("periods", "Periods", "201711, 2017Q4, 2017Oct"),
            Field("level", "Values: level", "District"),
            Field("population", "HIV prevalence in (only if it is)", "anc_clients"),
            Field("as_sites", "These facilities are the programme's sites", kind="check"),
        ),
    ),
    Source(
        "geoboundaries",
        "geoBoundaries",
        "Outlines of a country's areas.",
        (COUNTRY, Field("level", "Level, ADM0 to ADM5", "ADM1", value="ADM1")),
    ),
    Source(
        "worldpop",
        "WorldPop",
        "A raster of population, 100 m. The births of each district are shared among its cells by "
        "it, which walks and coverage then follow.",
        (COUNTRY, Field("year", "Year, 2000 to 2020", "2020", value="2020")),
    ),
)
