"""What the title rows above a table say: a period and a district, as suggestions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.errors import UnknownPeriodError
from geodata.findings import Severity
from geodata.incoming.moments import day_of, period_of

if TYPE_CHECKING:
    from geodata.incoming.headers import Frame
    from geodata.incoming.place import Place
    from geodata.incoming.result import Remark, Spot

DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9},? \d{4}|\d{4}-\d{2}-\d{2}")
PERIOD = re.compile(r"[A-Za-z]{3,9}[ -]\d{4}|\d{4}Q[1-4]|Q[1-4] \d{4}|\d{4}(?:0[1-9]|1[0-2])")


def title_remarks(spot: Spot, frame: Frame, place: Place, facts: dict[str, object]) -> list[Remark]:
    """Return notes on what was found in the title rows; other words of them are not kept."""
    remarks = []
    texts = [cell for row in frame.titles for cell in row.cells if cell]
    period = _period_in(texts)
    if period:
        facts["title_period"] = period
        message = f"The title names the period {period}."
        remarks.append(
            spot.remark(
                Severity.NOTE, "title_period", message, "Confirm it for the rows.", fix="period"
            )
        )
    code = _district_in(texts, place)
    if code:
        facts["title_district"] = code
        message = f"The title names the district {place.districts.title(code)}."
        remarks.append(
            spot.remark(
                Severity.NOTE, "title_district", message, "Confirm it for the rows.", fix="district"
            )
        )
    return remarks


def _period_in(texts: list[str]) -> str:
    for text in texts:
        for found in DAY.findall(text):
            day = day_of(found.replace(",", ""), days_first=None)
            if day:
                return f"{day:%Y%m}"
        for found in PERIOD.findall(text):
            try:
                return period_of(found).text
            except UnknownPeriodError:
                continue
    return ""


def _district_in(texts: list[str], place: Place) -> str:
    codes = {
        match.code
        for text in texts
        for part in re.split(r"\s[-\u2013\u2014]\s|[:,;|]", text)
        if (match := place.districts.match(part.strip())).code
    }
    return codes.pop() if len(codes) == 1 else ""
