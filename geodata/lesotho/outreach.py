"""Demonstration outreach stops and twelve months of planned and held visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from geodata.lesotho import facts

STOP_COLUMNS = [
    "stop_id",
    "stop_name",
    "district_code",
    "latitude",
    "longitude",
    "parent_site_id",
    "planned_frequency",
    "access_mode",
]
VISIT_COLUMNS = ["stop_id", "planned_date", "held_date", "status", "mm_present"]
MONTHS = [(2016, 12), *((2017, month) for month in range(1, 12))]
WINTER = (6, 7, 8)
ACCESS = ("road", "road", "horse", "foot")
LATEST_DAY = 24
"""Planned days stay early in the month, so that a visit three days late is in the same month."""
NEVER_FROM = date(2017, 9, 1)
"""A stop that was never reached is planned from this day on."""
OVERDUE_FROM = date(2017, 10, 1)
"""An overdue stop has had no visit planned for this day or later that was held."""
WEATHER_SHARE = 0.7
NOT_RECORDED = 0.01
MENTOR_MOTHER_PRESENT = 0.9


class Visit(NamedTuple):
    """One planned visit and what became of it, as a row of the table."""

    stop_id: str
    planned_date: str
    held_date: str | None
    status: str
    mm_present: int | None


def stops(at_stops: pd.DataFrame, at_sites: pd.DataFrame) -> pd.DataFrame:
    """
    Table of demonstration stops; the parent is the nearest site of the same district.

    Parameters
    ----------
    at_stops, at_sites
        ``district_code``, ``number``, ``latitude``, ``longitude``, ``east_m``, ``north_m``.
    """
    names = facts.table("districts").set_index("district_code")["district_name"]
    number = at_stops["number"].map("{:02d}".format)
    frame = at_stops.assign(
        stop_id=opaque_ids("DO", at_stops),
        stop_name="Demo stop " + at_stops["district_code"].map(names) + "-" + number,
        planned_frequency="monthly",
        parent_site_id=_parents(at_stops, at_sites),
    ).sort_values("stop_id", ignore_index=True)
    generator = np.random.default_rng(int(facts.assumption("visit_seed")))
    levels = generator.random(len(frame)) * len(ACCESS)
    frame["access_mode"] = [ACCESS[int(level)] for level in levels]
    return frame[STOP_COLUMNS]


def opaque_ids(prefix: str, placed: pd.DataFrame) -> pd.Series:
    """
    Ids from a prefix, the letter of the district and the number.

    >>> opaque_ids("DS", pd.DataFrame({"district_code": ["LS-A"], "number": [3]})).tolist()
    ['DS-A03']
    """
    number = placed["number"].map("{:02d}".format)
    return (prefix + "-" + placed["district_code"].str[-1] + number).rename("id")


def _parents(at_stops: pd.DataFrame, at_sites: pd.DataFrame) -> list[str]:
    """Id of the nearest site of the same district, for each stop."""
    site_ids = opaque_ids("DS", at_sites).to_numpy()
    step_east = at_stops["east_m"].to_numpy()[:, None] - at_sites["east_m"].to_numpy()
    step_north = at_stops["north_m"].to_numpy()[:, None] - at_sites["north_m"].to_numpy()
    own = at_stops["district_code"].to_numpy()[:, None] == at_sites["district_code"].to_numpy()
    distance = np.where(own, np.hypot(step_east, step_north), np.inf)
    return [str(site) for site in site_ids[np.argmin(distance, axis=1)]]


def visits(stop_ids: list[str]) -> pd.DataFrame:
    """
    Twelve months of planned visits, held or cancelled by chance, the same for the same seed.

    By lot, some stops are overdue (their last months were cancelled) and at least one, planned
    from September 2017 only, was never reached.

    >>> frame = visits(["DO-A01", "DO-A02", "DO-A03", "DO-A04", "DO-A05"])
    >>> int(frame.groupby("stop_id")["held_date"].count().eq(0).sum())
    1
    """
    generator = np.random.default_rng(int(facts.assumption("visit_seed")) + 1)
    lots = np.argsort(generator.random(len(stop_ids)), kind="stable")
    rows = [
        row
        for stop, lot in zip(stop_ids, lots, strict=True)
        for row in _year(stop, int(lot), generator)
    ]
    return pd.DataFrame(rows, columns=VISIT_COLUMNS).astype({"mm_present": "Int64"})


def _year(stop_id: str, lot: int, generator: np.random.Generator) -> list[Visit]:
    """Planned visits of one stop; its lot decides whether it is never reached or overdue."""
    never = int(facts.assumption("stops_never_visited"))
    overdue = never + int(facts.assumption("stops_overdue"))
    first = NEVER_FROM if lot < never else date.min
    fails_from = NEVER_FROM if lot < never else OVERDUE_FROM if lot < overdue else date.max
    day = 1 + int(generator.random() * LATEST_DAY)
    rows = []
    for year, month in MONTHS:
        planned = date(year, month, day)
        chances = generator.random(3)
        if planned >= fails_from:
            chances[0] = 0.0
        if planned >= first:
            rows.append(_outcome(stop_id, planned, *chances.tolist()))
    return rows


def _outcome(stop_id: str, planned: date, level: float, delay: float, present: float) -> Visit:
    """Turn three uniform numbers into what became of one planned visit."""
    name = "visit_cancelled_winter" if planned.month in WINTER else "visit_cancelled"
    cancelled = facts.assumption(name)
    on = planned.isoformat()
    if level < cancelled * WEATHER_SHARE:
        return Visit(stop_id, on, None, "cancelled_weather", None)
    if level < cancelled:
        return Visit(stop_id, on, None, "cancelled_other", None)
    if level >= 1 - NOT_RECORDED:
        return Visit(stop_id, on, None, "unknown", None)
    held = planned + timedelta(days=int(delay**3 * 4))
    return Visit(stop_id, on, held.isoformat(), "held", int(present < MENTOR_MOTHER_PRESENT))
