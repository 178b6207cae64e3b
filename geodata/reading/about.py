"""``programme.json``: what a dataset folder says about itself as a whole."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyproj
from pyproj.exceptions import CRSError

from geodata.content import unreadable
from geodata.errors import UnknownPeriodError, UnreadableFileError
from geodata.findings import Finding, error
from geodata.names import Cadre
from geodata.periods import parse_period
from geodata.reading.geojson import parse_json
from geodata.reading.text import refuse
from geodata.reading.values import date_of
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ABOUT_FILE = "programme.json"
TOTALS = ("sites", *Cadre)
FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError, CRSError)


@dataclass(frozen=True)
class LayerSource:
    """Where a layer without rows of its own (a raster, a boundary file) comes from."""

    source: str
    source_date: str
    data_status: DataStatus


@dataclass(frozen=True)
class GroundFacts:
    """
    What rasters of the ground cannot say of themselves.

    Parameters
    ----------
    elevation_has_slopes
        Whether ``elevation.tif`` is a model good enough for slopes between neighbouring cells.
        Without it walking speeds follow the ecological zones.
    friction_includes_slope
        Whether ``friction.tif`` holds the slopes already; None where it is not said.
    """

    elevation_has_slopes: bool = False
    friction_includes_slope: bool | None = None


@dataclass(frozen=True)
class ProgrammeInfo:
    """
    What ``programme.json`` says about the dataset as a whole.

    Parameters
    ----------
    as_of
        The day the staffing snapshot stands for; "days since" count to it.
    generated_at
        When this version of the dataset was made.
    period
        The snapshot's period as DHIS2 writes it, such as ``201711``.
    crs
        The metric coordinate system for distances and the grid.
    boundary_accuracy_m
        How far, in metres, the district boundaries may be off.
    published_totals
        Totals the programme has published: ``sites`` and one for each cadre.
    layers
        Source, date and status of the layers that have no rows of their own.
    ground
        What rasters of the ground cannot say of themselves; may be left out.
    """

    programme_id: str
    title: str
    country: str
    as_of: date
    generated_at: datetime
    period: str
    crs: str
    boundary_accuracy_m: float
    rule_version: str
    published_totals: Mapping[str, int]
    layers: Mapping[str, LayerSource]
    ground: GroundFacts = GroundFacts()


def read_about(path: Path) -> tuple[ProgrammeInfo | None, tuple[Finding, ...]]:
    """Read ``programme.json``; the info is None when any of its fields is wrong."""
    try:
        content = parse_json(path.name, path.read_bytes())
    except PermissionError as problem:
        return None, (unreadable(path.name, problem),)
    except OSError:
        message = "The file that describes the dataset is not there."
        remedy = "Copy programme.json of another dataset folder and change its values."
        return None, (refuse("missing_file", path.name, message, remedy).finding,)
    except UnreadableFileError as problem:
        return None, (problem.finding,)
    values: dict[str, Any] = {}
    findings = []
    for field, (read, expected) in FIELDS.items():
        written = content.get(field)
        try:
            values[field] = read(written)
        except FAULTS:
            rule = "bad_field" if field in content else "missing_field"
            message = f"The field '{field}' must be {expected}."
            value = "" if written is None else str(written)
            remedy = "Write it as said here."
            findings.append(error(rule, path.name, None, field, value, message, remedy))
    return (None if findings else ProgrammeInfo(**values)), tuple(findings)


def _text(written: object) -> str:
    if not isinstance(written, str) or not written.strip():
        raise TypeError
    return written.strip()


def _day(written: object) -> date:
    day = date_of(_text(written))
    if day is None:
        raise ValueError
    return day


def _moment(written: object) -> datetime:
    return datetime.fromisoformat(_text(written))


def _period(written: object) -> str:
    try:
        return parse_period(_text(written)).text
    except UnknownPeriodError as problem:
        raise ValueError from problem


def _metric_crs(written: object) -> str:
    crs = pyproj.CRS.from_user_input(_text(written))
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ValueError
    return _text(written)


def _metres(written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, (int, float)):
        raise TypeError
    if not 0 <= written < float("inf"):
        raise ValueError
    return float(written)


def _totals(written: object) -> Mapping[str, int]:
    if not isinstance(written, dict):
        raise TypeError
    totals = {name: _metres(written[name]) for name in TOTALS if name in written}
    return MappingProxyType({name: int(total) for name, total in totals.items()})


def _ground(written: object) -> GroundFacts:
    if written is None:
        return GroundFacts()
    names = [field.name for field in fields(GroundFacts)]
    if not isinstance(written, dict) or not set(written) <= set(names):
        raise TypeError
    if not all(isinstance(said, bool) for said in written.values()):
        raise TypeError
    return GroundFacts(**written)


def _layers(written: object) -> Mapping[str, LayerSource]:
    if not isinstance(written, dict):
        raise TypeError
    return MappingProxyType(
        {
            name: LayerSource(
                _text(layer["source"]),
                _text(layer["source_date"]),
                DataStatus(layer["data_status"]),
            )
            for name, layer in written.items()
        }
    )


FIELDS: Mapping[str, tuple[Callable[[object], Any], str]] = {
    "programme_id": (_text, "a text"),
    "title": (_text, "a text"),
    "country": (_text, "a text"),
    "as_of": (_day, "a day such as 2017-11-30"),
    "generated_at": (_moment, "a time such as 2026-11-25T00:00:00Z"),
    "period": (_period, "a period such as 201711"),
    "crs": (_metric_crs, "a coordinate system in metres such as EPSG:32735"),
    "boundary_accuracy_m": (_metres, "metres, such as 1000"),
    "rule_version": (_text, "a text"),
    "published_totals": (_totals, f"whole numbers for {', '.join(TOTALS)}"),
    "layers": (_layers, "source, source_date and data_status for each layer"),
    "ground": (_ground, "true or false for elevation_has_slopes and friction_includes_slope"),
}
