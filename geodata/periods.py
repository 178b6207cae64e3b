"""Periods as DHIS2 and PEPFAR write them, with their first and last day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.errors import UnknownPeriodError

if TYPE_CHECKING:
    from collections.abc import Callable

MONTHS_A_YEAR = 12


class PeriodKind(StrEnum):
    """How long a period is; periods of different kinds are never added together."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half year"
    YEAR = "year"
    FINANCIAL_YEAR = "financial year"


@dataclass(frozen=True)
class Period:
    """A period: its text, its kind, and its first and last day (both belong to it)."""

    text: str
    kind: PeriodKind
    start: date
    end: date


def parse_period(text: str) -> Period:
    """
    Return the period that a DHIS2 or PEPFAR text stands for.

    Months ``201711``, quarters ``2017Q4``, years ``2017``, half years ``2017S2``, days
    ``20171130``, ISO weeks ``2017W47``, financial years ``2017April`` and ``2017Oct`` (which
    begin in that month of that year), PEPFAR years ``FY18`` and quarters ``FY18Q1`` (which
    begin in October of the year before).

    Raises
    ------
    UnknownPeriodError
        When the text is none of these.

    Examples
    --------
    >>> period = parse_period("2017Oct")
    >>> str(period.kind), str(period.start), str(period.end)
    ('financial year', '2017-10-01', '2018-09-30')
    >>> parse_period("FY18Q1").start == parse_period("2017Q4").start
    True
    """
    for pattern, make in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            try:
                kind, start, end = make(*(int(part) for part in found.groups()))
            except (ValueError, OverflowError):
                break
            return Period(text, kind, start, end)
    message = f"'{text}' is no period; write 201711, 2017Q4, 2017S2, 2017, 2017W47 or 20171130"
    raise UnknownPeriodError(message)


Span = tuple[PeriodKind, date, date]


def _months(kind: PeriodKind, year: int, month: int, count: int) -> Span:
    months = year * MONTHS_A_YEAR + month - 1 + count
    last = date(months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1, 1) - timedelta(days=1)
    return kind, date(year, month, 1), last


def _part(kind: PeriodKind, count: int) -> Callable[[int, int], Span]:
    return lambda year, part: _months(kind, year, (part - 1) * count + 1, count)


def _day(year: int, month: int, day: int) -> Span:
    return PeriodKind.DAY, date(year, month, day), date(year, month, day)


def _week(year: int, week: int) -> Span:
    monday = date.fromisocalendar(year, week, 1)
    return PeriodKind.WEEK, monday, monday + timedelta(days=6)


def _year(kind: PeriodKind, month: int) -> Callable[[int], Span]:
    return lambda year: _months(kind, year, month, MONTHS_A_YEAR)


def _pepfar_year(year: int) -> Span:
    return _months(PeriodKind.FINANCIAL_YEAR, 1999 + year, 10, MONTHS_A_YEAR)


def _pepfar_quarter(year: int, quarter: int) -> Span:
    first = (1999 + year) * MONTHS_A_YEAR + 9 + (quarter - 1) * 3
    return _months(PeriodKind.QUARTER, first // MONTHS_A_YEAR, first % MONTHS_A_YEAR + 1, 3)


PATTERNS: tuple[tuple[re.Pattern[str], Callable[..., Span]], ...] = tuple(
    (re.compile(pattern, re.ASCII), make)
    for pattern, make in (
        (r"(\d{4})", _year(PeriodKind.YEAR, 1)),
        (r"(\d{4})(\d{2})", _part(PeriodKind.MONTH, 1)),
        (r"(\d{4})Q([1-4])", _part(PeriodKind.QUARTER, 3)),
        (r"(\d{4})S([12])", _part(PeriodKind.HALF_YEAR, 6)),
        (r"(\d{4})(\d{2})(\d{2})", _day),
        (r"(\d{4})W(\d{1,2})", _week),
        (r"(\d{4})April", _year(PeriodKind.FINANCIAL_YEAR, 4)),
        (r"(\d{4})Oct", _year(PeriodKind.FINANCIAL_YEAR, 10)),
        (r"FY(\d{2})", _pepfar_year),
        (r"FY(\d{2})Q([1-4])", _pepfar_quarter),
    )
)
