"""What values of DHIS2 are, where a person says so: staff of sites, or women of districts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.connect.dhis2_values import checked_data, digits
from geodata.connect.faults import fault
from geodata.connect.tables import stamped, table_bytes
from geodata.names import Cadre
from geodata.periods import PeriodKind, parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.connect.connector import Said
    from geodata.connect.dhis2_values import Value
    from geodata.incoming.datasetfiles import Stamp
    from geodata.incoming.place import Place

STAFF, WOMEN = "dhis2-staffing.csv", "dhis2-women.csv"
WOMEN_15_49 = "women_15_49"
CADRES = tuple(str(cadre) for cadre in Cadre)
WRITTEN = ("source", "source_date", "data_status")
STAFF_COLUMNS = ("site_id", "period", "cadre", "headcount", *WRITTEN)
WOMEN_COLUMNS = ("area_code", "year", "sex", "age_group", "count", *WRITTEN)


def named_data(texts: Iterable[str], host: str) -> dict[str, str]:
    """
    Return codes of data elements or indicators, and what each is where that was said.

    Raises
    ------
    ConnectError
        When a text cannot be a code, or says a meaning that no table of the atlas has.

    Examples
    --------
    >>> named_data(["MM=ReUHfIn0pTQ", "Uvn6LCg7dVU"], "dhis2.example")
    {'ReUHfIn0pTQ': 'MM', 'Uvn6LCg7dVU': ''}
    """
    halves = [text.strip().rpartition("=") for text in texts if text.strip()]
    known = {name.casefold(): name for name in (*CADRES, WOMEN_15_49)}
    meanings = [known.get(name.strip().casefold(), "") for name, _, _ in halves]
    if any(mark and not meaning for (_, mark, _), meaning in zip(halves, meanings, strict=True)):
        message = "One of the data is said to be something that no table of the atlas holds."
        remedy = f"Write {', '.join(CADRES)} or {WOMEN_15_49} before the equals sign, or nothing."
        raise fault("unknown_meaning", host, message, remedy)
    codes = [code.strip() or "none" for _, _, code in halves]
    checked_data(codes, host)
    return dict(zip(codes, meanings, strict=True))


def meant_files(
    values: Sequence[Value], meanings: Mapping[str, str], place: Place, stamp: Stamp, said: Said
) -> dict[str, bytes]:
    """Return tables of those values of which was said what they are; others are left alone."""
    made = {}
    staff = [one for one in values if meanings.get(one.data) in CADRES]
    if staff:
        made[STAFF] = _staff(staff, meanings, stamp)
    women = [one for one in values if meanings.get(one.data) == WOMEN_15_49]
    yearly = [one for one in women if parse_period(one.period).kind == PeriodKind.YEAR]
    if len(yearly) < len(women):
        said.warn(
            "no_year",
            f"{len(women) - len(yearly)} numbers of women are not of a calendar year: left out.",
            "Ask for a period such as 2017.",
        )
    if yearly:
        made[WOMEN] = _women(yearly, place, stamp)
    return made


def _staff(values: Sequence[Value], meanings: Mapping[str, str], stamp: Stamp) -> bytes:
    rows = [
        {
            "site_id": one.unit,
            "period": one.period,
            "cadre": meanings[one.data],
            "headcount": digits(one.number),
            **stamped(stamp),
        }
        for one in sorted(values, key=lambda value: (value.unit, value.period, value.data))
    ]
    return table_bytes(STAFF_COLUMNS, rows)


def _women(values: Sequence[Value], place: Place, stamp: Stamp) -> bytes:
    rows = [
        {
            "area_code": place.districts.match(one.unit_name).code or one.unit_name,
            "year": one.period,
            "sex": "female",
            "age_group": "Y015_049",
            "count": digits(one.number),
            **stamped(stamp),
        }
        for one in sorted(values, key=lambda value: (value.period, value.unit_name))
    ]
    return table_bytes(WOMEN_COLUMNS, rows)
