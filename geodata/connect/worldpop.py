"""
WorldPop: a raster of population for a country and year, by its code.

Written from the documentation: https://www.worldpop.org/sdi/introapi/ (a list of data sets, and
for each a list of records with the year and the addresses of the files).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.connect.connector import Said
from geodata.connect.countries import checked_country, landed_words, linked
from geodata.connect.downloads import Download
from geodata.connect.faults import fault
from geodata.connect.records import records_of, text
from geodata.connect.web import place
from geodata.incoming.datasetfiles import Stamp
from geodata.status import DataStatus

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.connect.connector import Fetched, Tell
    from geodata.connect.records import Record
    from geodata.connect.web import Web

SERVER = "https://www.worldpop.org"
HOSTS = frozenset({"www.worldpop.org", "hub.worldpop.org", "data.worldpop.org"})
# 100 m, 2000 to 2020, not adjusted to the totals of the United Nations.
DATASET = "wpgp"
ALIAS = re.compile(r"[A-Za-z0-9_]{2,40}")
YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class WorldPop:
    """
    A raster that is wanted.

    Parameters
    ----------
    country, year
        ISO 3166-1 code of three letters, and four digits.
    dataset
        WorldPop's short name of the data set, such as ``wpgp`` or ``wpic1km``.
    """

    web: Web
    country: str
    year: str = "2020"
    dataset: str = DATASET
    sha256: str = ""
    server: str = SERVER

    @property
    def title(self) -> str:
        """Name of the source, as a finding names it."""
        return "WorldPop"

    def fetch(self, folder: Path, tell: Tell) -> Fetched:
        """
        Fetch the raster.

        Raises
        ------
        ConnectError
            When it cannot be had; names the years that there are.
        """
        country, year = checked_country(self.country, self.title), self.year.strip()
        if not YEAR.fullmatch(year) or not ALIAS.fullmatch(self.dataset):
            message = "The year has four digits, and a data set a name such as wpgp."
            raise fault("bad_year", self.title, message, "Write 2020, for one.")
        start = place(self.server, "rest", "data", "pop", self.dataset)
        asked = replace(start, target=f"{start.target}?iso3={country}")
        records = records_of(self.web.json(asked), "data", asked.host)
        record = self._chosen(records, country, year)
        links = record.get("files")
        rasters = [
            one
            for one in (links if isinstance(links, list) else [])
            if isinstance(one, str) and one.lower().endswith((".tif", ".tiff"))
        ]
        if len(rasters) != 1:
            message = f"The record has {len(rasters)} rasters where one was expected."
            raise fault("odd_answer", self.title, message, "Choose another data set.")
        name = f"worldpop-{country}-{year}-{self.dataset}.tif".lower()
        address = linked(rasters[0], self.web, asked)
        landed = Download(self.web, address, folder / name, self.sha256).fetch(tell)
        said = Said(self.title)
        said.summary += [landed_words(landed), f"Record: {text(record, 'title') or 'no title'}."]
        stamp = Stamp(f"WorldPop {self.dataset} {country} {year}", year, DataStatus.MODELLED)
        return said.fetched((landed.path,), stamp)

    def _chosen(self, records: list[Record], country: str, year: str) -> Record:
        years = {str(one.get("popyear")): one for one in records}
        if year not in years:
            there = ", ".join(sorted(one for one in years if YEAR.fullmatch(one))) or "none"
            message = f"WorldPop has no {self.dataset} of {country} for {year}; it has: {there}."
            raise fault("no_such_year", self.title, message, "Choose one of these years.")
        return years[year]
