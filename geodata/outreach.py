"""Monthly outreach as partial and perishable coverage (domain 3.7)."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

HELD = "held"


def contact_chance(months: int, attendance: float, cancellations: float, contacts: int) -> float:
    """
    Chance that a woman gets at least so many contacts in the months she has left.

    Parameters
    ----------
    months
        Monthly visits that fall into her remaining time.
    attendance, cancellations
        Share of held visits that a woman attends; share of planned visits not held.
    contacts
        Least number of contacts that counts.

    >>> [round(contact_chance(5, 0.8, 0.1, contacts), 3) for contacts in (1, 2, 3, 4)]
    [0.998, 0.976, 0.862, 0.57]
    """
    chance = attendance * (1 - cancellations)
    return sum(
        comb(months, count) * chance**count * (1 - chance) ** (months - count)
        for count in range(contacts, months + 1)
    )


def effective_fraction(
    chance: float, contacts_offered: float, women: float, contacts: int
) -> float:
    """
    Fraction of women reached often enough, limited by the contacts the visits can hold.

    >>> effective_fraction(0.976, contacts_offered=60, women=40, contacts=2)
    0.75
    >>> effective_fraction(0.976, contacts_offered=60, women=0, contacts=2)
    0.976
    """
    return min(chance, contacts_offered / (women * contacts)) if women > 0 else chance


def last_held(visits: pd.DataFrame, stop_ids: pd.Index) -> pd.Series:
    """
    Date of each stop's last visit that was held; missing where none ever was.

    >>> visits = pd.DataFrame({"stop_id": ["P1", "P1"], "status": ["held", "cancelled_weather"],
    ...     "held_date": pd.to_datetime(["2017-10-03", None])})
    >>> last_held(visits, pd.Index(["P1", "P2"])).dt.strftime("%Y-%m-%d").fillna("none").to_dict()
    {'P1': '2017-10-03', 'P2': 'none'}
    """
    is_held = (visits["status"] == HELD).to_numpy(bool)
    dates = visits["held_date"].to_numpy()[is_held]
    latest = np.full(len(stop_ids) + 1, np.datetime64("NaT"), dates.dtype)
    np.fmax.at(latest, _places(visits, stop_ids)[is_held], dates)
    return pd.Series(latest[1:], stop_ids, name="held_date")


def days_since(last: pd.Series, as_of: dt.date) -> pd.Series:
    """
    Whole days from the last held visit to the date of the data; missing for none.

    >>> last = pd.Series(pd.to_datetime(["2017-10-26", None]))
    >>> days_since(last, pd.Timestamp("2017-11-30")).tolist()
    [35.0, nan]
    """
    days: pd.Series = (pd.Timestamp(as_of) - last).dt.days.astype(float)
    return days


def visits_by_stop(visits: pd.DataFrame, stop_ids: pd.Index) -> pd.DataFrame:
    """
    Visits planned and held at each stop, and the share held; planned is not held.

    Returns
    -------
    Frame with ``planned``, ``held`` and ``completion`` (missing where none was planned).

    >>> visits = pd.DataFrame({"stop_id": ["P1", "P1"], "status": ["held", "cancelled_other"]})
    >>> visits_by_stop(visits, pd.Index(["P1", "P2"])).to_dict("list")
    {'planned': [2, 0], 'held': [1, 0], 'completion': [0.5, nan]}
    """
    place = _places(visits, stop_ids)
    is_held = (visits["status"] == HELD).to_numpy(bool)
    planned, held = (
        pd.Series(np.bincount(chosen, minlength=len(stop_ids) + 1)[1:], stop_ids)
        for chosen in (place, place[is_held])
    )
    return pd.DataFrame(
        {"planned": planned, "held": held, "completion": held / planned.where(planned > 0)}
    )


def visit_record(visits: pd.DataFrame, stop_ids: pd.Index) -> pd.DataFrame:
    """
    Return what is known of the visits to each stop: ``visits_by_stop`` and ``last_held``.

    >>> visits = pd.DataFrame({"stop_id": ["P1"], "status": ["held"],
    ...     "held_date": pd.to_datetime(["2017-10-03"])})
    >>> visit_record(visits, pd.Index(["P1", "P2"])).columns.tolist()
    ['planned', 'held', 'completion', 'last_held']
    """
    return visits_by_stop(visits, stop_ids).assign(last_held=last_held(visits, stop_ids))


def is_recent(days: pd.Series, recency_days: float) -> pd.Series:
    """
    Whether a stop had a visit lately; a stop with no visit recorded counts as overdue.

    >>> is_recent(pd.Series([35.0, 36.0, None]), 35).tolist()
    [True, False, False]
    """
    return days <= recency_days


def _places(visits: pd.DataFrame, stop_ids: pd.Index) -> NDArray[np.int64]:
    """Position of each visit's stop, counted from 1; 0 for a visit at none of them."""
    return np.asarray(stop_ids.get_indexer(pd.Index(visits["stop_id"].astype(object))) + 1)
