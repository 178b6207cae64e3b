"""Demonstration outreach stops and twelve months of planned and held visits."""

from __future__ import annotations

from datetime import date, timedelta

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


def stops(placed: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """
    Table of demonstration stops; the parent is the nearest site of the same district.

    Parameters
    ----------
    placed
        ``district_code``, ``number``, ``latitude``, ``longitude``, ``east_m``, ``north_m``.
    sites
        ``site_id``, ``district_code``, ``east_m``, ``north_m``.
    """
    names = facts.table("districts").set_index("district_code")["district_name"]
    number = placed["number"].map("{:02d}".format)
    frame = placed.assign(
        stop_id="DO-" + placed["district_code"].str[-1] + number,
        stop_name="Demo stop " + placed["district_code"].map(names) + "-" + number,
        planned_frequency="monthly",
        parent_site_id=[_nearest_site(stop, sites) for stop in placed.itertuples()],
    ).sort_values("stop_id", ignore_index=True)
    generator = np.random.default_rng(int(facts.assumption("visit_seed")))
    frame["access_mode"] = [ACCESS[int(level * len(ACCESS))] for level in generator.random(len(frame))]
    return frame[STOP_COLUMNS]


def _nearest_site(stop: object, sites: pd.DataFrame) -> str:
    """Id of the site of the stop's district that lies nearest."""
    own = sites[sites["district_code"] == stop.district_code]  # type: ignore[attr-defined]
    east, north = own["east_m"] - stop.east_m, own["north_m"] - stop.north_m  # type: ignore[attr-defined]
    return str(own["site_id"].to_numpy()[int(np.argmin(np.hypot(east, north)))])


def visits(stop_ids: list[str]) -> pd.DataFrame:
    """
    Twelve months of planned visits, held or cancelled by chance, the same for the same seed.

    The last stops of a shuffled list are overdue (their last months were cancelled) and at least
    one, planned from September 2017 only, was never reached.

    >>> visits(["DO-A01", "DO-A02", "DO-A03", "DO-A04"])["status"].isin(["held"]).any()
    np.True_
    """
    generator = np.random.default_rng(int(facts.assumption("visit_seed")) + 1)
    order = np.argsort(generator.random(len(stop_ids)), kind="stable")
    never = int(facts.assumption("stops_never_visited"))
    overdue = int(facts.assumption("stops_overdue"))
    rows = []
    for position, stop_id in enumerate(stop_ids):
        rank = int(order[position])
        day = 1 + int(generator.random() * LATEST_DAY)
        for year, month in MONTHS:
            planned = date(year, month, day)
            level, delay, present = generator.random(3)
            if rank < never:
                if planned < date(2017, 9, 1):
                    continue
                level = 0.0
            elif rank < never + overdue and planned >= date(2017, 10, 1):
                level = 0.0
            rows.append((stop_id, *_outcome(planned, level, delay, present)))
    return pd.DataFrame(rows, columns=VISIT_COLUMNS)


def _outcome(planned: date, level: float, delay: float, present: float) -> tuple[str, str | None, str, int | None]:
    """Turn three uniform numbers into what became of one planned visit."""
    name = "visit_cancelled_winter" if planned.month in WINTER else "visit_cancelled"
    chance = facts.assumption(name)
    if level < chance:
        weather = level < 0.7 * chance
        return planned.isoformat(), None, "cancelled_weather" if weather else "cancelled_other", None
    if level > 0.99:
        return planned.isoformat(), None, "unknown", None
    held = planned + timedelta(days=int(delay**3 * 4))
    return planned.isoformat(), held.isoformat(), "held", int(present < 0.9)
