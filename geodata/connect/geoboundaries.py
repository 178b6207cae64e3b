"""
geoBoundaries: the outlines of a country's areas, by its code and level.

Written from the documentation: https://www.geoboundaries.org/api.html (one JSON object a
boundary, with its source, year, licence and the addresses of its files). The files lie in a
public repository, so these hosts may be asked for them, and no others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.connect.connector import Said
from geodata.connect.countries import checked_country, landed_words, linked
from geodata.connect.downloads import Download
from geodata.connect.faults import fault, not_as_documented
from geodata.connect.records import text
from geodata.connect.web import place
from geodata.incoming.datasetfiles import Stamp
from geodata.status import DataStatus

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.connect.connector import Fetched, Tell
    from geodata.connect.web import Web

SERVER = "https://www.geoboundaries.org"
HOSTS = frozenset(
    {
        "www.geoboundaries.org",
        "github.com",
        "raw.githubusercontent.com",
        "media.githubusercontent.com",
        "objects.githubusercontent.com",
    }
)
LEVEL = re.compile(r"ADM[0-5]")
POINTER = b"version https://git-lfs"


@dataclass(frozen=True)
class GeoBoundaries:
    """
    Outlines that are wanted.

    Parameters
    ----------
    country, level
        ISO 3166-1 code of three letters, and ADM0 (the country) to ADM5.
    simplified
        The smaller file, with coarser lines.
    """

    web: Web
    country: str
    level: str = "ADM1"
    simplified: bool = False
    sha256: str = ""
    server: str = SERVER

    @property
    def title(self) -> str:
        """Name of the source, as a finding names it."""
        return "geoBoundaries"

    def fetch(self, folder: Path, tell: Tell) -> Fetched:
        """
        Fetch the outlines.

        Raises
        ------
        ConnectError
            When they cannot be had.
        """
        country, level = checked_country(self.country, self.title), self.level.strip().upper()
        if not LEVEL.fullmatch(level):
            message = "The level is none of ADM0 to ADM5."
            raise fault("bad_level", self.title, message, "ADM0 is the country, ADM1 below it.")
        asked = place(self.server, "api", "current", "gbOpen", country, level, "")
        about = self.web.json(asked)
        link = text(about, "simplifiedGeometryGeoJSON" if self.simplified else "gjDownloadURL")
        if not link:
            raise not_as_documented(asked.host)
        name = f"geoboundaries-{country}-{level}.geojson".lower()
        address = linked(link, self.web, asked)
        landed = Download(self.web, address, folder / name, self.sha256).fetch(tell)
        self._refuse_pointer(landed.path)
        said, year = Said(self.title), text(about, "boundaryYearRepresented") or "not said"
        origin = text(about, "boundarySource") or "not said"
        licence = text(about, "boundaryLicense") or "not said"
        said.summary.append(landed_words(landed))
        said.summary.append(f"Source: {origin}; year {year}; licence: {licence}.")
        source = f"geoBoundaries gbOpen {country} {level}, {year}"
        stamp = Stamp(source, year if year.isdigit() else "", DataStatus.PUBLISHED)
        return said.fetched((landed.path,), stamp)

    def _refuse_pointer(self, path: Path) -> None:
        with path.open("rb") as file:
            if file.read(len(POINTER)) != POINTER:
                return
        path.unlink()
        message = "The server gave a pointer to the file in place of the file."
        raise fault("odd_answer", self.title, message, "Fetch it in a browser and send it.")
