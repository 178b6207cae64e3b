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

MONTHS_A_YEAR, DAYS_A_WEEK = 12, 7


class PeriodKind(StrEnum):
    """How long a period is; periods of different kinds are never added together."""

    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "two weeks"
    MONTH = "month"
    TWO_MONTHS = "two months"
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

    All that DHIS2 names, as its documentation and its own period types have them:

    - days ``20171130``; ISO weeks ``2017W47``, and weeks that begin on another day ``2017WedW5``
      (a week belongs to the year that holds four of its days); two weeks ``2017BiW1``;
    - months ``201711``, two months ``201701B`` to ``201706B``, quarters ``2017Q4``, half years
      ``2017S2``, years ``2017``;
    - half years from April ``2017AprilS1``; those from November ``2018NovS1`` and quarters
      ``2018NovQ1``, which begin in November of the year before;
    - financial years ``2017Feb``, ``2017April``, ``2017July``, ``2017Aug``, ``2017Sep`` and
      ``2017Oct``, which begin in that month of that year, and ``2018Nov``, which begins in
      November of the year before.

    Of PEPFAR years ``FY18`` and quarters ``FY18Q1``, which begin in October of the year before.

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


def _weeks(first: int, kind: PeriodKind, count: int, last: int) -> Callable[[int, int], Span]:
    """Return what makes periods of so many weeks, the first of which has four days of its year."""

    def _span(year: int, number: int) -> Span:
        fourth = date(year, 1, 4)
        start = fourth - timedelta(days=(fourth.isoweekday() - first) % DAYS_A_WEEK)
        start += timedelta(weeks=(number - 1) * count)
        if not 1 <= number <= last or (start + timedelta(days=3)).year != year:
            raise ValueError
        return kind, start, start + timedelta(weeks=count, days=-1)

    return _span


def _before(make: Callable[[int, int], Span]) -> Callable[[int, int], Span]:
    """Return the same for a year that began in the year before."""
    return lambda year, part: make(year - 1, part)


def _from(month: int, kind: PeriodKind, count: int) -> Callable[[int, int], Span]:
    """Return what makes the parts of a year that begins in this month."""

    def _span(year: int, part: int) -> Span:
        first = year * MONTHS_A_YEAR + month - 1 + (part - 1) * count
        return _months(kind, first // MONTHS_A_YEAR, first % MONTHS_A_YEAR + 1, count)

    return _span


def _year(kind: PeriodKind, month: int) -> Callable[[int], Span]:
    return lambda year: _months(kind, year, month, MONTHS_A_YEAR)


def _november_year(year: int) -> Span:
    return _months(PeriodKind.FINANCIAL_YEAR, year - 1, 11, MONTHS_A_YEAR)


def _pepfar_year(year: int) -> Span:
    return _months(PeriodKind.FINANCIAL_YEAR, 1999 + year, 10, MONTHS_A_YEAR)


def _pepfar_quarter(year: int, quarter: int) -> Span:
    return _from(10, PeriodKind.QUARTER, 3)(1999 + year, quarter)


STARTS = {"Feb": 2, "April": 4, "July": 7, "Aug": 8, "Sep": 9, "Oct": 10}
WEEKDAYS = {"Wed": 3, "Thu": 4, "Fri": 5, "Sat": 6, "Sun": 7}
FORMS: tuple[tuple[str, Callable[..., Span]], ...] = (
    (r"(\d{4})", _year(PeriodKind.YEAR, 1)),
    (r"(\d{4})(\d{2})", _part(PeriodKind.MONTH, 1)),
    (r"(\d{4})Q([1-4])", _part(PeriodKind.QUARTER, 3)),
    (r"(\d{4})S([12])", _part(PeriodKind.HALF_YEAR, 6)),
    (r"(\d{4})(\d{2})(\d{2})", _day),
    (r"(\d{4})W(\d{1,2})", _weeks(1, PeriodKind.WEEK, 1, 53)),
    *(
        (rf"(\d{{4}}){name}W(\d{{1,2}})", _weeks(day, PeriodKind.WEEK, 1, 53))
        for name, day in WEEKDAYS.items()
    ),
    (r"(\d{4})BiW(\d{1,2})", _weeks(1, PeriodKind.TWO_WEEKS, 2, 26)),
    (r"(\d{4})0([1-6])B", _part(PeriodKind.TWO_MONTHS, 2)),
    (r"(\d{4})AprilS([12])", _from(4, PeriodKind.HALF_YEAR, 6)),
    (r"(\d{4})NovS([12])", _before(_from(11, PeriodKind.HALF_YEAR, 6))),
    (r"(\d{4})NovQ([1-4])", _before(_from(11, PeriodKind.QUARTER, 3))),
    *(
        (rf"(\d{{4}}){name}", _year(PeriodKind.FINANCIAL_YEAR, month))
        for name, month in STARTS.items()
    ),
    (r"(\d{4})Nov", _november_year),
    (r"FY(\d{2})", _pepfar_year),
    (r"FY(\d{2})Q([1-4])", _pepfar_quarter),
)
PATTERNS = tuple((re.compile(form, re.ASCII), make) for form, make in FORMS)
