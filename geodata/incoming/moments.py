"""Days and periods as people write them; the order of day and month is decided by the column."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from geodata.errors import UnknownPeriodError
from geodata.periods import Period, PeriodKind, parse_period
from geodata.reading.values import date_of, western

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH_NAMES = tuple(
    tuple(names.split())
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "pherekhong hlakola hlakubele mesa motseanong phupjane phupu phato loetse mphalane",
    )
)
WORD_MONTH = re.compile(r"([a-z]{3,10})\.?[\s\-/,]*'?(\d{4}|\d{2})", re.IGNORECASE)
NUMBER_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)
MARKED_MONTH = re.compile(r"(\d{4})-?M(\d{2})", re.ASCII | re.IGNORECASE)
ISO_MONTH = re.compile(r"(\d{4})[/.\-](\d{1,2})", re.ASCII)
DECIMAL_YEAR = re.compile(r"(\d{4})[.,](0|00|25|5|50|75)", re.ASCII)
QUARTER = re.compile(r"(?:q([1-4])[\s\-/]*(\d{4})|(\d{4})[\s\-/]*q([1-4]))", re.IGNORECASE)
NAMED_QUARTER = re.compile(
    r"(?:([1-4])(?:st|nd|rd|th)?\s*(?:quarter|trimestre)|(?:quarter|trimestre|qtr|t)\s*([1-4]))"
    r"[\s,/\-]*(\d{4})",
    re.IGNORECASE,
)
THREE_MONTHS = re.compile(
    r"([a-z]{3,10})\.?\s*(?:-|\u2013|to|/)\s*([a-z]{3,10})\.?[\s,]*(\d{4})", re.IGNORECASE
)
YEAR_QUARTER = re.compile(r"FY\s*(?:20)?(\d{2})\s*[/\-]?\s*Q([1-4])", re.IGNORECASE)
YEAR_WORD = re.compile(r"FY\s*(?:(?:20)?(\d{2})\s*[/\-]\s*)?(?:20)?(\d{2})", re.IGNORECASE)
TIME = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?Z?$", re.IGNORECASE)
SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})", re.ASCII)
WORD_DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|\u00ba)?[\s\-]*(?:de\s+|of\s+)?([a-z]{3,10})\.?[\s\-,]*"
    r"(?:de\s+)?(\d{4}|\d{2})",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(r"([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
YEAR_FIRST = re.compile(
    r"((?:19|20)\d{2})([/.]?)(\d{2}|(?<=[/.])\d)\2(\d{2}|(?<=[/.])\d)", re.ASCII
)
WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
SERIAL = re.compile(r"(\d{5})(\.\d+)?", re.ASCII)
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000  # 1954 to 2064.
SERIAL_ZERO = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1950, 2100  # No count, visit or survey of a programme is of another.
BUDDHIST = 543  # So many years more, where a computer is set to the calendar of Thailand.
CENTURY, MONTHS_A_YEAR, QUARTERS, QUARTER_MONTHS = 2000, 12, 4, 3


def is_odd_year(year: int) -> bool:
    """
    Say whether a year is none that rows of a programme can be of.

    >>> is_odd_year(2560), is_odd_year(217), is_odd_year(2017)
    (True, True, False)
    """
    return not FIRST_YEAR <= year <= LAST_YEAR


def odd_year_words(text: str, year: int) -> str:
    """
    Say which year a text holds, and which is perhaps meant.

    >>> odd_year_words("2560-11", 2560)
    "'2560-11' is of the year 2560; by the Buddhist calendar that is 2017-11. It was not read."
    """
    meant = year - BUDDHIST
    words = f"'{text}' is of the year {year}"
    if str(year) in text and not is_odd_year(meant):
        words += f"; by the Buddhist calendar that is {text.replace(str(year), str(meant))}"
    return f"{words}. It was not read."


def unaccented(text: str) -> str:
    """Return a text without accents."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def period_of(text: str) -> Period:
    """
    Return the period that a text means, the words and decimals of spreadsheets included.

    ``2017Oct`` stays the year that begins in October 2017, as DHIS2 means it.

    Raises
    ------
    UnknownPeriodError
        When it means none.

    Examples
    --------
    >>> [period_of(text).text for text in ("Nov-17", "November 2017", "11/2017", "2017.75")]
    ['201711', '201711', '201711', '2017Q4']
    >>> str(period_of("2017Oct").kind)
    'financial year'
    """
    plain = unaccented(" ".join(western(text).split()))
    try:
        return parse_period(plain)
    except UnknownPeriodError:
        translated = _translated(plain)
        if not translated:
            raise
        return parse_period(translated)


def _translated(text: str) -> str:
    if found := WORD_MONTH.fullmatch(text):
        month = month_number(found[1])
        return f"{_full_year(found[2])}{month:02d}" if month else ""
    if found := NUMBER_MONTH.fullmatch(text):
        return f"{found[2]}{int(found[1]):02d}"
    if DECIMAL_YEAR.fullmatch(text):
        return _decimal_year(text)
    if found := ISO_MONTH.fullmatch(text):
        return f"{found[1]}{int(found[2]):02d}"
    if found := YEAR_QUARTER.fullmatch(text):
        return f"FY{found[1]}Q{found[2]}"
    return _part_of_year(text) or _month_of_day(text)


def _month_of_day(text: str) -> str:
    """
    Return the month of its first or last day, which is what a spreadsheet makes of "Nov-17".

    >>> _month_of_day("2017-11-01"), _month_of_day("43069"), _month_of_day("2017-11-15")
    ('201711', '201711', '')
    """
    if text.isdigit() and not is_serial(text):
        return ""
    day = day_of(text, days_first=True)
    if day is None or (day.day != 1 and (day + timedelta(days=1)).day != 1):
        return ""
    return f"{day:%Y%m}"


def _part_of_year(text: str) -> str:
    if found := QUARTER.fullmatch(text):
        return f"{found[2] or found[3]}Q{found[1] or found[4]}"
    if found := MARKED_MONTH.fullmatch(text):
        return f"{found[1]}{found[2]}"
    if found := NAMED_QUARTER.fullmatch(text):
        return f"{found[3]}Q{found[1] or found[2]}"
    if found := THREE_MONTHS.fullmatch(text):
        first, last = month_number(found[1]), month_number(found[2])
        quarter, rest = divmod(last, QUARTER_MONTHS)
        return f"{found[3]}Q{quarter}" if not rest and first == last - 2 else ""
    found = YEAR_WORD.fullmatch(text)
    if not found or (found[1] and int(found[2]) != int(found[1]) + 1):
        return ""
    return f"FY{found[2]}"


def _decimal_year(text: str) -> str:
    year = float(text.replace(",", "."))
    return f"{int(year)}Q{int((year % 1) * QUARTERS) + 1}"


def month_number(word: str) -> int:
    r"""
    Return the number of a month by its name or its first letters, or 0 when it may be two.

    English, French, Portuguese and Sesotho are known, with or without accents.

    >>> month_number("Sept"), month_number("november"), month_number("total")
    (9, 11, 0)
    >>> month_number("f\u00e9vr"), month_number("outubro"), month_number("jui")
    (2, 10, 0)
    """
    short = unaccented(word).casefold()
    fewest = 3
    found = {
        number
        for names in MONTH_NAMES
        for number, name in enumerate(names, start=1)
        if len(short) >= fewest and name.startswith(short)
    }
    return found.pop() if len(found) == 1 else 0


def _full_year(text: str) -> int:
    year = int(text)
    return year if year >= CENTURY // 2 else CENTURY + year


def day_first(texts: Iterable[str]) -> bool | None:
    """
    Say whether days stand before months in a column; None when nothing settles it.

    >>> day_first(["03/10/2017", "30/11/2017"]), day_first(["10/30/2017"]), day_first(["1/2/2017"])
    (True, False, None)
    """
    firsts, seconds = [], []
    for text in texts:
        found = SLASHED.fullmatch(TIME.sub("", text))
        if found:
            firsts.append(int(found[1]))
            seconds.append(int(found[2]))
    first_is_day = any(number > MONTHS_A_YEAR for number in firsts)
    second_is_day = any(number > MONTHS_A_YEAR for number in seconds)
    return first_is_day if first_is_day != second_is_day else None


def day_of(text: str, *, days_first: bool | None, shift: int = 0) -> date | None:
    """
    Return the day that a text means, or None; a serial number is moved by ``shift`` days.

    >>> str(day_of("43069", days_first=None)), str(day_of("30 Nov 2017", days_first=None))
    ('2017-11-30', '2017-11-30')
    >>> str(day_of("03/10/2017", days_first=True)), day_of("03/10/2017", days_first=None)
    ('2017-10-03', None)
    >>> day_of("201711", days_first=None) is None
    True
    """
    text = TIME.sub("", WEEKDAY.sub("", unaccented(western(text))))
    if is_serial(text):
        return SERIAL_ZERO + timedelta(days=int(float(text)) + shift)
    return _plain_day(text) or _worded_day(text) or _slashed_day(text, days_first)


def _plain_day(text: str) -> date | None:
    """Return a day whose year comes first, with or without signs between."""
    if text[10:11] in {"", "T", " "} and (day := date_of(text[:10])):
        return day
    found = YEAR_FIRST.fullmatch(text)
    return _date(int(found[1]), int(found[3]), int(found[4])) if found else None


def _worded_day(text: str) -> date | None:
    if found := WORD_DAY.fullmatch(text):
        return _date(_full_year(found[3]), month_number(found[2]), int(found[1]))
    found = MONTH_FIRST.fullmatch(text)
    return _date(int(found[3]), month_number(found[1]), int(found[2])) if found else None


def _slashed_day(text: str, days_first: bool | None) -> date | None:  # noqa: FBT001 - one of three
    found = SLASHED.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[2]), _full_year(found[3])
    if days_first is None and first != second and max(first, second) <= MONTHS_A_YEAR:
        return None
    day_number, month = (first, second) if days_first in {True, None} else (second, first)
    return _date(year, month, day_number)


def is_serial(text: str) -> bool:
    """
    Say whether a text is a day as a spreadsheet counts them.

    >>> is_serial("43069"), is_serial("201711")
    (True, False)
    """
    return bool(SERIAL.fullmatch(text)) and FIRST_SERIAL <= float(text) <= LAST_SERIAL


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def meaning_words(period: Period) -> str:
    """
    Return a financial year in the words that tell it from a month.

    >>> meaning_words(parse_period("2017Oct"))
    '2017Oct is the year FY2018 (2017-10-01 to 2018-09-30), not a month'
    """
    year = period.end.year
    title = f"FY{year}" if period.kind == PeriodKind.FINANCIAL_YEAR else str(period.kind)
    return f"{period.text} is the year {title} ({period.start} to {period.end}), not a month"
