"""Analytics of DHIS2 as a table of values, or as a layer of prevalence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.connect.faults import fault, not_as_documented
from geodata.connect.tables import stamped, table_bytes
from geodata.errors import UnknownPeriodError
from geodata.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.connect.records import Record
    from geodata.incoming.datasetfiles import Stamp
    from geodata.incoming.place import Place

DATA_CODE = re.compile(r"[A-Za-z0-9_.*-]{11,80}")
AREA_COLUMNS, SITE_COLUMNS = ("district_name", "org_unit_uid"), ("site_id", "site_name")
VALUE_COLUMNS = (
    "indicator", "indicator_uid", "period", "period_start", "period_end", "value", "source",
    "source_date", "data_status",
)  # fmt: skip
PREVALENCE_COLUMNS = (
    "layer_id", "layer_title", "area_code", "area_level", "period", "population", "estimate",
    "method", "source", "source_date", "data_status",
)  # fmt: skip
MOST_DIGITS = 6


@dataclass(frozen=True)
class Value:
    """One value of one unit in one period, with the names as the server gives them."""

    data: str
    data_name: str
    unit: str
    unit_name: str
    period: str
    number: float


def checked_periods(texts: Iterable[str], host: str) -> list[str]:
    """
    Return periods as DHIS2 writes them.

    Raises
    ------
    ConnectError
        When a text is none: a relative period, for one, means another time tomorrow.

    Examples
    --------
    >>> checked_periods(["201711", "2017Oct"], "dhis2.example")
    ['201711', '2017Oct']
    """
    periods = [one.strip() for one in texts if one.strip()]
    for one in periods:
        try:
            parse_period(one)
        except UnknownPeriodError as problem:
            raise _no_period(host) from problem
        if not one[0].isdigit():
            raise _no_period(host)
    return list(dict.fromkeys(periods))


def _no_period(host: str) -> Exception:
    message = "One of the periods is not one that DHIS2 writes with its year."
    remedy = "Write 201711, 201706B, 2017Q4, 2017S2, 2017AprilS1, 2017, 2017W47 or 2017Oct."
    return fault("unknown_period", host, message, remedy)


def checked_data(texts: Iterable[str], host: str) -> list[str]:
    """
    Return codes of data elements or indicators.

    Raises
    ------
    ConnectError
        When a text cannot be one.
    """
    codes = [one.strip() for one in texts if one.strip()]
    if not all(DATA_CODE.fullmatch(one) for one in codes):
        message = "One of the codes of the data is none that DHIS2 gives."
        raise fault("unknown_data", host, message, "A code has eleven letters and digits.")
    return list(dict.fromkeys(codes))


def values_of(answer: Record, host: str) -> list[Value]:
    """
    Read the rows of an analytics answer; a row without a number is no value.

    Raises
    ------
    ConnectError
        When the answer has no headers or rows.
    """
    headers, rows = answer.get("headers"), answer.get("rows")
    if not isinstance(headers, list) or not isinstance(rows, list):
        raise not_as_documented(host)
    columns = {one.get("name"): place for place, one in enumerate(headers) if isinstance(one, dict)}
    try:
        data, unit, period, value = (columns[name] for name in ("dx", "ou", "pe", "value"))
    except KeyError as problem:
        raise not_as_documented(host) from problem
    names = _names(answer.get("metaData"))
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) <= max(data, unit, period, value):
            continue
        number = _number(row[value])
        keys = [str(row[place]) for place in (data, unit, period)]
        if number is not None:
            found.append(
                Value(keys[0], names.get(keys[0], keys[0]), keys[1],
                      names.get(keys[1], keys[1]), keys[2], number)
            )  # fmt: skip
    return found


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _names(meta: object) -> dict[str, str]:
    """Return names by code: in ``items`` since version 2.27, in ``names`` before."""
    if not isinstance(meta, dict):
        return {}
    names = meta.get("names")
    found = {str(key): str(name) for key, name in names.items()} if isinstance(names, dict) else {}
    items = meta.get("items")
    for key, item in items.items() if isinstance(items, dict) else ():
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            found[str(key)] = item["name"]
    return found


def values_bytes(values: Sequence[Value], place: Place, stamp: Stamp) -> bytes:
    """Return values as CSV with the first and last day of each period."""
    are_districts = all(place.districts.match(one.unit_name).code for one in values)
    rows = []
    for one in sorted(values, key=lambda value: (value.data, value.unit, value.period)):
        period = parse_period(one.period)
        unit = (
            {"district_name": one.unit_name, "org_unit_uid": one.unit}
            if are_districts
            else {"site_id": one.unit, "site_name": one.unit_name}
        )
        rows.append(
            unit | stamped(stamp) | {
                "indicator": one.data_name, "indicator_uid": one.data, "period": one.period,
                "period_start": period.start.isoformat(), "period_end": period.end.isoformat(),
                "value": digits(one.number),
            }
        )  # fmt: skip
    first = AREA_COLUMNS if are_districts else SITE_COLUMNS
    return table_bytes([*first, *VALUE_COLUMNS], rows)


def prevalence_bytes(
    values: Sequence[Value], population: str, factor: float, place: Place, stamp: Stamp
) -> bytes:
    """
    Return values of an indicator as rows of prevalence, as shares of 1.

    Parameters
    ----------
    factor
        What the server multiplies the share by: 100 for a percentage.
    """
    rows = [
        {
            "layer_id": f"dhis2_{one.data}_{one.period}".casefold(),
            "layer_title": f"{one.data_name}, {one.period}",
            "area_code": place.districts.match(one.unit_name).code or one.unit_name,
            "area_level": "country" if one.unit_name == place.country else "district",
            "period": one.period,
            "population": population,
            "estimate": digits(one.number / factor),
            "method": "anc_routine",
            **stamped(stamp),
        }
        for one in sorted(values, key=lambda value: (value.data, value.period, value.unit))
    ]
    return table_bytes(PREVALENCE_COLUMNS, rows)


def digits(number: float) -> str:
    """
    Write a number with at most six decimals, and no zeros behind them.

    >>> digits(7.0), digits(0.1234567)
    ('7', '0.123457')
    """
    return f"{round(number, MOST_DIGITS):.{MOST_DIGITS}f}".rstrip("0").rstrip(".")
