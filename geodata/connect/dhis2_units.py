"""Organisation units of DHIS2 as a layer of areas or points, or as a table of sites."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError

from geodata.connect.records import listed, text, whole
from geodata.connect.tables import stamped, table_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.connect.records import Record
    from geodata.incoming.datasetfiles import Stamp
    from geodata.incoming.place import Place

UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
# A group is a kind or an owner only when its name says so; what no group says stays blank.
KINDS = {
    "hospital": r"\bhospitals?\b",
    "health_centre": r"\bhealth[ -]cent(re|er)s?\b",
    "filter_clinic": r"\bfilter[ -]clinics?\b",
    "health_post": r"\bhealth[ -]posts?\b",
}
OWNERS = {
    "CHAL": r"\bCHAL\b",
    "RedCross": r"\bred[ -]cross\b",
    "LFDS": r"\bLFDS\b|\bflying doctor",
    "MoH": r"\bMoH\b|\bgovernment\b|\bministry of health\b",
    "private": r"\bprivate\b",
}
# What shapely raises for a geometry that a server made up.
UNREADABLE = (
    ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
    OverflowError,
)  # fmt: skip
BELOW_TOP = 2  # The level below the top, which DHIS2 numbers 1.
SITE_COLUMNS = (
    "site_id", "site_name", "facility_code", "district_name", "latitude", "longitude",
    "facility_type", "ownership", "source", "source_date", "data_status",
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One organisation unit: only what the atlas may know of it."""

    uid: str
    code: str
    name: str
    level: int
    district: str
    parent: str
    groups: tuple[str, ...]
    geometry: dict[str, Any] | None
    is_closed: bool

    @property
    def position(self) -> tuple[float, float] | None:
        """Longitude and latitude of a point, or None."""
        if self.geometry is None or self.geometry["type"] != "Point":
            return None
        longitude, latitude = self.geometry["coordinates"][:2]
        return float(longitude), float(latitude)


def unit_of(record: Record, place: Place, today: str) -> Unit | None:
    """
    Read one unit; whatever else a server sends with it is not looked at.

    Parameters
    ----------
    today
        A unit that closed on an earlier day is closed.
    """
    uid = text(record, "id")
    if not UID.fullmatch(uid):
        return None
    above, groups = listed(record, "ancestors"), listed(record, "organisationUnitGroups")
    closed = text(record, "closedDate")[:10]
    return Unit(
        uid, text(record, "code"), text(record, "name"), whole(record.get("level")),
        _district([*above, record], place), text(above[-1], "id") if above else "",
        tuple(text(one, "name") for one in groups), _geometry(record.get("geometry")),
        bool(closed) and closed < today,
    )  # fmt: skip


def _district(chain: Sequence[Record], place: Place) -> str:
    """Return the name of the unit in the chain that is a district, or what stands below the top."""
    for one in chain:
        for word in (text(one, "code"), text(one, "name")):
            if word and _is_district(place, word):
                return text(one, "name") or word
    return next((text(one, "name") for one in chain if whole(one.get("level")) == BELOW_TOP), "")


@lru_cache(maxsize=10_000)
def _is_district(place: Place, word: str) -> bool:
    """Say whether a word means a district; the same few stand above every facility."""
    return bool(place.districts.match(word).code)


def _geometry(value: object) -> dict[str, Any] | None:
    """Return a geometry that can be drawn, in plain form; None for anything else."""
    if not isinstance(value, dict):
        return None
    try:
        shape = shapely.geometry.shape(value)
        if shape.is_empty or not shapely.get_coordinates(shape).size:
            return None
        return dict(json.loads(shapely.to_geojson(shapely.force_2d(shape))))
    except UNREADABLE:
        return None


def layer_bytes(units: Iterable[Unit]) -> bytes:
    """Return units as GeoJSON, in the order of their identifiers."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "area_code": unit.code,
                "area_name": unit.name,
                "dhis2_uid": unit.uid,
                "level": unit.level,
                "parent_uid": unit.parent,
                "district": unit.district,
            },
            "geometry": unit.geometry,
        }
        for unit in sorted(units, key=lambda one: one.uid)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode() + b"\n"


def sites_bytes(units: Iterable[Unit], stamp: Stamp) -> bytes:
    """Return units as a table of sites; a column in which no unit says anything is left out."""
    rows = [_site(unit) | stamped(stamp) for unit in sorted(units, key=lambda one: one.uid)]
    columns = [name for name in SITE_COLUMNS if any(row[name] for row in rows) or not rows]
    return table_bytes(columns, rows)


def _site(unit: Unit) -> dict[str, str]:
    longitude, latitude = unit.position or ("", "")
    return {
        "site_id": unit.uid,
        "site_name": unit.name,
        "facility_code": unit.code,
        "district_name": unit.district,
        "latitude": str(latitude),
        "longitude": str(longitude),
        "facility_type": said_by(unit.groups, KINDS),
        "ownership": said_by(unit.groups, OWNERS),
    }


def said_by(groups: Iterable[str], words: Mapping[str, str]) -> str:
    """
    Return the one thing that the names of the groups say, empty when none or several.

    >>> said_by(["Health Centres", "Mountain"], KINDS), said_by(["Hospital", "Health Post"], KINDS)
    ('health_centre', '')
    """
    found = {
        meaning
        for name in groups
        for meaning, pattern in words.items()
        if re.search(pattern, name, re.IGNORECASE)
    }
    return found.pop() if len(found) == 1 else ""
