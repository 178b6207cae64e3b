"""
Naomi's output zip: prevalence with intervals as a table, and the outlines of its areas.

Written from Naomi's own writer (https://github.com/mrc-ide/naomi, R/outputs.R). Newer zips name
indicator, age group and quarter in ``indicators.csv``; older ones give their numbers, which
``meta_indicator.csv``, ``meta_age_group.csv`` and ``meta_period.csv`` explain. The outlines are
``boundaries.geojson`` or ``meta_area.geojson``. Nothing here speaks to the network.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.connect.connector import Said
from geodata.connect.records import listed
from geodata.connect.tables import stamped, table_bytes
from geodata.incoming.datasetfiles import Stamp
from geodata.incoming.formats import read_features
from geodata.incoming.packed import refuse_hostile_zip
from geodata.incoming.result import Incoming
from geodata.incoming.tablefile import read_tables
from geodata.reading.archives import DAMAGE, damaged
from geodata.reading.geojson import parse_json
from geodata.reading.text import refuse
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.connect.connector import Fetched, Tell
    from geodata.incoming.decisions import Decisions
    from geodata.incoming.place import Place
    from geodata.incoming.result import ReadLayer, Remark

INDICATORS = "indicators.csv"
OUTLINES = ("boundaries.geojson", "meta_area.geojson")
TABLE_NAME, LAYER_NAME = "naomi-prevalence.csv", "naomi-areas.geojson"
# What the numbers of an older zip mean: table, the column to look up, the column that says it.
MEANINGS = {
    "indicator": ("meta_indicator.csv", "indicator_id"),
    "age_group": ("meta_age_group.csv", "age_group_id"),
    "calendar_quarter": ("meta_period.csv", "quarter_id"),
}
NEEDED = ("area_id", "sex", "indicator", "age_group", "calendar_quarter", "mean")
AGE = re.compile(r"Y(\d{3})_(\d{3})")
QUARTER = re.compile(r"CY(\d{4})Q([1-4])")
QUARTER_ENDS = {"1": "March", "2": "June", "3": "September", "4": "December"}
SEXES = {"female": "women", "male": "men", "both": "adults"}
OLDEST_AGE = 999
LAST_QUARTER = "4"
COLUMNS = (
    "layer_id", "layer_title", "area_code", "area_level", "period", "population", "estimate",
    "lower", "upper", "ci_level", "method", "source", "source_date", "data_status",
)  # fmt: skip
WOMEN = ("female",)
# Ages at which most women are pregnant: all of them together, and by five years.
AGES = ("15-49", *(f"{age}-{age + 4}" for age in range(15, 50, 5)))
Row = dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """
    Which of Naomi's estimates become layers; the atlas maps women who may be pregnant.

    ``quarters`` as Naomi writes them (``CY2022Q4``); none means all that are in the zip. Its
    estimates count as published, as those that come with the atlas do; that Naomi modelled them
    stands in their method.
    """

    sexes: tuple[str, ...] = WOMEN
    ages: tuple[str, ...] = AGES
    quarters: tuple[str, ...] = ()
    status: DataStatus = DataStatus.PUBLISHED

    def has(self, row: Row) -> bool:
        """Say whether a row of prevalence is wanted."""
        quarter = row["calendar_quarter"]
        return (
            row["sex"] in self.sexes
            and ages_of(row["age_group"]) in self.ages
            and bool(QUARTER.fullmatch(quarter))
            and (not self.quarters or quarter in self.quarters)
        )


@dataclass(frozen=True)
class Naomi:
    """A zip that Naomi wrote, on this computer."""

    path: Path
    place: Place
    wanted: Wanted = Wanted()

    @property
    def title(self) -> str:
        """Name of the source, as a finding names it."""
        return self.path.name

    def fetch(self, folder: Path, tell: Tell) -> Fetched:
        """
        Write the table and the outlines into a folder.

        Raises
        ------
        FileError
            When it is no zip of Naomi's.
        """
        tell(self.path.name, 0, 0)
        try:
            raw = self.path.read_bytes()
        except OSError as problem:
            message = "The file is not there or may not be read."
            raise refuse("missing_file", self.path.name, message, "Add the file.") from problem
        said = Said(self.title)
        files = converted(self.path.name, raw, self.place, self.wanted, said)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return said.fetched(tuple(folder / name for name in files), self._stamp())

    def _stamp(self) -> Stamp:
        return Stamp(f"Naomi, {self.path.stem}", "", self.wanted.status)


def is_naomi(raw: bytes) -> bool:
    """
    Say whether bytes are a zip with Naomi's table of indicators.

    >>> is_naomi(b"a,b"), is_naomi(b"PK and so on")
    (False, False)
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return INDICATORS in archive.namelist()
    except DAMAGE:
        return False


def converted(name: str, raw: bytes, place: Place, wanted: Wanted, said: Said) -> dict[str, bytes]:
    """
    Return the table of prevalence and the layer of areas, by file name.

    Parameters
    ----------
    said
        Learns what was left out, in numbers.

    Raises
    ------
    FileError
        When the zip is damaged or not one of Naomi's.
    """
    package = _opened(name, raw)
    files = {TABLE_NAME: _prevalence(package, place, wanted, said)}
    outlines = next((package.parts[part] for part in OUTLINES if part in package.parts), None)
    if outlines is not None:
        files[LAYER_NAME] = _areas(name, outlines, place, said)
    else:
        said.note("no_outlines", "The zip holds no outlines; those of the dataset stay.")
    return files


@dataclass(frozen=True)
class _Package:
    """A zip of Naomi's: its name, the files in it that count, and the day it was written."""

    name: str
    parts: Mapping[str, bytes]
    day: str


def _opened(name: str, raw: bytes) -> _Package:
    refuse_hostile_zip(name, raw)
    wanted = (INDICATORS, *OUTLINES, *(file for file, _ in MEANINGS.values()))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            there = set(archive.namelist())
            parts = {part: archive.read(part) for part in wanted if part in there}
            year, month, day = archive.getinfo(INDICATORS).date_time[:3]
    except KeyError as problem:
        message = f"The zip holds no {INDICATORS}, so Naomi did not write it."
        raise refuse("not_naomi", name, message, "Send the output zip of Naomi.") from problem
    except DAMAGE as problem:
        raise damaged(name) from problem
    return _Package(name, parts, f"{year}-{month:02d}-{day:02d}")


def _rows(package: _Package) -> Iterator[Row]:
    """Give the rows of the indicators, with words for the numbers of an older zip."""
    meanings = {
        column: _lookup(package.parts[file], key, column)
        for column, (file, key) in MEANINGS.items()
        if file in package.parts
    }
    for row in _table(package.name, package.parts[INDICATORS]):
        words = {
            column: lookup.get(row.get(MEANINGS[column][1], ""), "")
            for column, lookup in meanings.items()
            if not row.get(column)
        }
        whole = row | words
        if missing := [column for column in NEEDED if column not in whole]:
            message = f"{INDICATORS} has no {', '.join(missing)}, and no table explains it."
            raise refuse("not_naomi", package.name, message, "Send the whole output of Naomi.")
        yield whole


def _lookup(raw: bytes, key: str, column: str) -> dict[str, str]:
    return {row.get(key, ""): row.get(column, "") for row in _table("", raw)}


def _table(name: str, raw: bytes) -> Iterator[Row]:
    text = io.StringIO(raw.decode("utf-8-sig", errors="replace"), newline="")
    try:
        for row in csv.DictReader(text):
            yield {str(key): (value or "").strip() for key, value in row.items() if _plain(value)}
    except csv.Error as problem:
        message = "A table in the zip is damaged."
        raise refuse("incomplete_file", name, message, "Copy or upload it again.") from problem


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str)


def _prevalence(package: _Package, place: Place, wanted: Wanted, said: Said) -> bytes:
    left: Counter[str] = Counter()
    areas: dict[tuple[str, str], tuple[str, str]] = {}
    source = f"Naomi, {package.name.removesuffix('.zip')}"
    own = stamped(Stamp(source, package.day, wanted.status))
    written = []
    for row in _rows(package):
        key = row["area_id"], row.get("area_level", "")
        if key not in areas:
            areas[key] = area_of(*key, place)
        reason = _reason_against(row, areas[key], wanted)
        if reason:
            left[reason] += 1
        else:
            written.append(_layer_row(row, *areas[key]) | own)
    if not written:
        message = "The zip holds no prevalence of the areas, ages and sex that are wanted."
        raise refuse("nothing_wanted", package.name, message, "Look at what that run wrote.")
    layers = len({row["layer_id"] for row in written})
    said.summary.append(f"{len(written)} estimates of prevalence in {layers} layers.")
    for words, count in left.items():
        said.note("left_out", f"{count:,} rows {words} were left out.")
    return table_bytes(COLUMNS, written)


def _reason_against(row: Row, area: tuple[str, str], wanted: Wanted) -> str:
    """Return why a row is left out, or an empty text."""
    if row["indicator"] != "prevalence":
        return "of other indicators"
    if not area[0]:
        return "of areas that are neither the country nor a district"
    return "" if wanted.has(row) else "of other ages, sexes or quarters"


def area_of(area_id: str, level: str, place: Place) -> tuple[str, str]:
    """
    Return how a table names Naomi's area, and its level; empty when it is neither.

    >>> from geodata.incoming.place import EMBEDDED, place_of
    >>> lesotho = place_of(EMBEDDED.parent)
    >>> area_of("LSO_1_1", "", lesotho), area_of("LSO", "0", lesotho), area_of("X", "2", lesotho)
    (('LS-A', 'district'), ('Lesotho', 'country'), ('', ''))
    """
    code = place.districts.match(area_id).code
    if code:
        return code, "district"
    roots = {other.split("_")[0] for other in place.districts.other_codes}
    is_country = level.split(".", maxsplit=1)[0] == "0" or (not level and area_id in roots)
    return (place.country, "country") if is_country else ("", "")


def ages_of(code: str) -> str:
    """
    Return an age group in words; older zips write the words themselves.

    >>> ages_of("Y015_049"), ages_of("Y050_999"), ages_of("15-49"), ages_of("")
    ('15-49', '50+', '15-49', '')
    """
    found = AGE.fullmatch(code)
    if not found:
        return code
    low, high = int(found[1]), int(found[2])
    return f"{low}+" if high == OLDEST_AGE else f"{low}-{high}"


def _layer_row(row: Row, code: str, level: str) -> Row:
    year, quarter = row["calendar_quarter"].removeprefix("CY").split("Q")
    people, ages = SEXES.get(row["sex"], row["sex"]), ages_of(row["age_group"])
    population = f"{people}_{ages}".replace("-", "_").replace("+", "_plus")
    # The layer that the atlas comes with is Naomi's of a December: the same name, so that a
    # newer estimate takes its place.
    when = year if quarter == LAST_QUARTER else f"{year}q{quarter}"
    return {
        "layer_id": f"naomi_{when}_{population}",
        "layer_title": f"Naomi, {people} {ages}, {QUARTER_ENDS[quarter]} {year}",
        "area_code": code,
        "area_level": level,
        "period": f"{year}Q{quarter}",
        "population": population,
        "estimate": row["mean"],
        "lower": row.get("lower", ""),
        "upper": row.get("upper", ""),
        "ci_level": "95",
        "method": "naomi",
    }


def _areas(name: str, raw: bytes, place: Place, said: Said) -> bytes:
    """Return the features that are districts; the others are told, not kept."""
    features = listed(parse_json(name, raw), "features")
    kept, others = [], 0
    for one in features:
        given = one.get("properties")
        properties = given if isinstance(given, dict) else {}
        area_id = str(properties.get("area_id") or "")
        if not place.districts.match(area_id).code:
            others += 1
            continue
        named = {
            "area_id": area_id,
            "area_name": str(properties.get("area_name") or ""),
            "parent_area_id": str(properties.get("parent_area_id") or ""),
        }
        kept.append({"type": "Feature", "properties": named, "geometry": one.get("geometry")})
    said.summary.append(f"{len(kept)} outlines of districts.")
    if others:
        said.note("left_out", f"{others} outlines of other areas were left out.")
    return json.dumps({"type": "FeatureCollection", "features": kept}).encode() + b"\n"


def read_naomi(name: str, raw: bytes, place: Place, decisions: Decisions | None = None) -> Incoming:
    """
    Read a zip of Naomi's like any file: its table and its outlines go through the same checks.

    Raises
    ------
    FileError
        When it is damaged or holds nothing that is wanted.
    """
    said = Said(name)
    files = converted(name, raw, place, Wanted(), said)
    table = read_tables(name, files[TABLE_NAME], place, decisions)
    layers: tuple[ReadLayer, ...] = ()
    more: tuple[Remark, ...] = ()
    if LAYER_NAME in files:
        layer = read_features(Path(name), files[LAYER_NAME], "geojson", place, None)
        layers, more = layer.layers, (*layer.remarks,)
        said.summary += layer.summary
    remarks = (*said.remarks, *table.remarks, *more)
    return Incoming(name, "table", (*said.summary, *table.summary), remarks, table.tables, layers)
