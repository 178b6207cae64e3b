"""What each table of a dataset folder must hold: columns, kinds, ranges, keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.names import Cadre
from geodata.status import DataStatus
from geodata.walking.landspeeds import LandCover


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    SHARE = "share"
    FLAG = "0 or 1"
    DATE = "day"
    PERIOD = "period"
    WHEN = "day, month or year"
    DISTRICT = "district"
    AREA = "district or the country"


# Kinds whose cells are numbers to count with.
NUMERIC = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE})


@dataclass(frozen=True)
class Column:
    """
    One column: its kind and what its cells may be.

    Parameters
    ----------
    filled
        No cell may be blank.
    low, high
        The range a number may have, both ends included.
    choices
        The only texts allowed.
    needed
        The table cannot be used without this column.
    """

    name: str
    kind: Kind = Kind.TEXT
    filled: bool = True
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    needed: bool = True

    @property
    def expected(self) -> str:
        """
        What a cell should hold, in words.

        >>> Column("headcount", Kind.WHOLE, low=0).expected
        'a whole number, at least 0'
        """
        if self.choices:
            return f"one of: {', '.join(self.choices)}"
        words = f"a {self.kind}"
        if self.low is not None and self.high is not None:
            return f"{words} from {self.low:g} to {self.high:g}"
        return words if self.low is None else f"{words}, at least {self.low:g}"


@dataclass(frozen=True)
class Table:
    """
    One table: its columns, the columns that make a row unique, and whether it must be there.

    ``ordered`` names three columns of numbers that may not decrease from left to right.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needed: bool = True
    ordered: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]


def _blank_or(kind: Kind, name: str, high: float | None = None) -> Column:
    """Return a needed column of numbers from 0, in which a blank cell means missing."""
    return Column(name, kind, filled=False, low=0, high=high)


def _optional(kind: Kind, name: str, low: float | None = 0, high: float | None = None) -> Column:
    return Column(name, kind, filled=False, low=low, high=high, needed=False)


def _text(name: str) -> Column:
    return Column(name, filled=False, needed=False)


LATITUDE = Column("latitude", Kind.NUMBER)
LONGITUDE = Column("longitude", Kind.NUMBER)
DISTRICT_CODE = Column("district_code", Kind.DISTRICT)
PROVENANCE = (
    Column("source"),
    Column("source_date", Kind.WHEN),
    Column("data_status", choices=tuple(DataStatus)),
)
FACILITY_TYPES = ("hospital", "health_centre", "filter_clinic", "health_post", "lfds_clinic")
OWNERS = ("MoH", "CHAL", "RedCross", "LFDS", "private", "other")
ACCESS_MODES = ("road", "horse", "foot", "air")
VISIT_STATUSES = ("held", "cancelled_weather", "cancelled_other", "unknown")
METHODS = (
    "survey",
    "naomi",
    "spectrum",
    "anc_routine",
    "national_uniform",
    "urban_rural_gradient",
)
MARKS = ("V", "V2", "Kh", "Km", "Kl", "A", "M")

DISTRICTS = Table(
    "districts",
    (
        Column("district_code"),
        Column("district_name"),
        _text("naomi_area_id"),
        Column("in_programme", Kind.FLAG),
        *PROVENANCE,
    ),
    key=("district_code",),
)
POPULATION = Table(
    "population",
    (
        Column("area_code", Kind.AREA),
        Column("year", Kind.WHOLE, low=1900, high=2200),
        Column("sex", choices=("both", "female", "male")),
        Column("age_group"),
        _blank_or(Kind.NUMBER, "count"),
        *PROVENANCE,
    ),
    key=("area_code", "year", "sex", "age_group"),
)
FERTILITY = Table(
    "fertility",
    (
        Column("area_code", Kind.AREA),
        Column("year", Kind.WHOLE, low=1900, high=2200),
        _blank_or(Kind.NUMBER, "tfr", high=15),
        _blank_or(Kind.NUMBER, "births_per_year"),
        *PROVENANCE,
    ),
    key=("area_code", "year"),
)
PREVALENCE = Table(
    "prevalence",
    (
        Column("layer_id"),
        Column("layer_title"),
        Column("area_code", Kind.AREA),
        Column("area_level", choices=("country", "district")),
        Column("period", Kind.PERIOD),
        Column("population"),
        _blank_or(Kind.SHARE, "estimate", high=1),
        _optional(Kind.SHARE, "lower", high=1),
        _optional(Kind.SHARE, "upper", high=1),
        _optional(Kind.NUMBER, "ci_level", high=100),
        Column("method", choices=METHODS),
        *PROVENANCE,
    ),
    key=("layer_id", "area_code"),
    ordered=("lower", "estimate", "upper"),
)
SITES = Table(
    "sites",
    (
        Column("site_id"),
        Column("site_name"),
        DISTRICT_CODE,
        LATITUDE,
        LONGITUDE,
        Column("coord_quality", choices=("gps", "map", "centroid", "unknown")),
        Column("facility_type", choices=FACILITY_TYPES),
        Column("ownership", choices=OWNERS),
        Column("facility_team", Kind.FLAG),
        Column("community_team", Kind.FLAG),
        _optional(Kind.NUMBER, "open_days_per_week", high=7),
        *PROVENANCE,
    ),
    key=("site_id",),
)
STAFFING = Table(
    "staffing",
    (
        Column("site_id"),
        Column("period", Kind.PERIOD),
        Column("cadre", choices=tuple(Cadre)),
        _blank_or(Kind.WHOLE, "headcount"),
        _optional(Kind.NUMBER, "fte"),
        _optional(Kind.NUMBER, "approved_posts"),
        _optional(Kind.NUMBER, "vacancies"),
        *PROVENANCE,
    ),
    key=("site_id", "period", "cadre"),
)
OUTREACH_STOPS = Table(
    "outreach_stops",
    (
        Column("stop_id"),
        Column("stop_name"),
        DISTRICT_CODE,
        LATITUDE,
        LONGITUDE,
        _text("parent_site_id"),
        _text("planned_frequency"),
        Column("access_mode", filled=False, choices=ACCESS_MODES, needed=False),
        *PROVENANCE,
    ),
    key=("stop_id",),
    needed=False,
)
OUTREACH_VISITS = Table(
    "outreach_visits",
    (
        Column("stop_id"),
        Column("planned_date", Kind.DATE),
        Column("held_date", Kind.DATE, filled=False),
        Column("status", choices=VISIT_STATUSES),
        _optional(Kind.NUMBER, "mm_present"),
        *PROVENANCE,
    ),
    key=("stop_id", "planned_date"),
    needed=False,
)
PLACES = Table(
    "places",
    (
        Column("place_id"),
        Column("place_name"),
        DISTRICT_CODE,
        LATITUDE,
        LONGITUDE,
        Column("kind", choices=("town", "village")),
        _optional(Kind.NUMBER, "population_2016"),
        *PROVENANCE,
    ),
    key=("place_id",),
    needed=False,
)
PARAMETERS = Table(
    "parameters",
    (
        Column("name"),
        Column("value", Kind.NUMBER),
        _text("unit"),
        _optional(Kind.NUMBER, "low", low=None),
        _optional(Kind.NUMBER, "high", low=None),
        Column("mark", choices=MARKS),
        _text("note"),
        *PROVENANCE,
    ),
    key=("name",),
    ordered=("low", "value", "high"),
)
SOURCES = Table(
    "sources",
    (
        Column("id"),
        Column("title"),
        _text("publisher"),
        _text("year"),
        _text("licence"),
        _text("url"),
        _text("used_for"),
        _text("defects"),
    ),
    key=("id",),
)
BRIDGES = Table(
    "bridges",
    (Column("bridge_id"), _text("place_name"), LATITUDE, LONGITUDE, *PROVENANCE),
    key=("bridge_id",),
    needed=False,
)
LANDCOVER_CLASSES = Table(
    "landcover_classes",
    (
        Column("code", Kind.WHOLE, low=0),
        Column("cover", choices=tuple(kind.name.lower() for kind in LandCover)),
        *PROVENANCE,
    ),
    key=("code",),
    needed=False,
)

TABLES = (
    DISTRICTS,
    POPULATION,
    FERTILITY,
    PREVALENCE,
    SITES,
    STAFFING,
    OUTREACH_STOPS,
    OUTREACH_VISITS,
    PLACES,
    PARAMETERS,
    SOURCES,
    BRIDGES,
    LANDCOVER_CLASSES,
)
