"""Checks of the planning parameters: all that numbers need are there, and can be used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from geodata.findings import Finding, error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.reading.folder import Contents


class Allowed(NamedTuple):
    """Which values make sense at all; what is likely stands in the table's own low and high."""

    words: str
    least: float = 0.0
    most: float = math.inf
    above_zero: bool = False
    whole: bool = False

    def holds(self, value: float) -> bool:
        """
        Say whether a value can be used.

        >>> SHARE.holds(0.0), DIVISOR.holds(0.0), MONTHS.holds(2.5)
        (True, False, False)
        """
        inside = self.least <= value <= self.most and (value > 0 or not self.above_zero)
        return inside and (value == round(value) or not self.whole)


SHARE = Allowed("a share from 0 to 1", most=1)
SIZE = Allowed("0 or more")
DIVISOR = Allowed("more than 0", above_zero=True)
PREVALENCE = Allowed("a share above 0, up to 1", most=1, above_zero=True)
MONTHS = Allowed("a whole number from 1 to 60", least=1, most=60, whole=True)
ZONES = ("lowlands", "foothills", "senqu", "mountains")
# Every name that a number is made with: without one of them no page could be shown.
NEEDED: Mapping[str, Allowed] = {
    "tau": SHARE,
    "m_min": SIZE,
    "k_facility": DIVISOR,
    "k_community_lowland": DIVISOR,
    "k_community_mountain": DIVISOR,
    "home_visit_share": SHARE,
    "years_in_programme": DIVISOR,
    "span": DIVISOR,
    "attendance": SHARE,
    "cancellations": SHARE,
    "cancellations_winter": SHARE,
    "outreach_months": MONTHS,
    "minimum_contacts": MONTHS,
    "visit_hours": SIZE,
    "contacts_per_hour": SIZE,
    "recency_days": SIZE,
    "outreach_reach_minutes": SIZE,
    "outreach_effective_minimum": SHARE,
    "threshold_minutes": DIVISOR,
    "minimum_need": SIZE,
    "prevalence": PREVALENCE,
    "cv_shared": SIZE,
    "cv_independent": SIZE,
    "reproductive_years": DIVISOR,
    **{f"walk_kmh_{zone}": SIZE for zone in ZONES},
    "wet_factor": DIVISOR,
    **{f"winter_factor_{zone}": DIVISOR for zone in ZONES},
    "winter_closed_above_m": SIZE,
}


def check_parameters(contents: Contents) -> Iterator[Finding]:
    """Yield each parameter that is missing, and each value that no number can be made with."""
    table = contents.tables.get("parameters")
    if table is None or not {"name", "value"} <= set(table.raw):
        return
    names = table.frame["name"].tolist()
    for name in NEEDED:
        if name not in names:
            message = "This parameter is missing, and numbers are made with it."
            remedy = f"Add a row with its value: {NEEDED[name].words}."
            yield error("missing_parameter", table.file, None, "name", name, message, remedy)
    for row, name, value in zip(table.frame.index, names, table.frame["value"], strict=True):
        allowed = NEEDED.get(name)
        if allowed and not math.isnan(value) and not allowed.holds(float(value)):
            text = str(table.raw.at[row, "value"])
            message = f"The parameter {name} must be {allowed.words}."
            where = (table.file, int(row), "value", text)
            yield error("bad_parameter", *where, message, "Correct the value.")
