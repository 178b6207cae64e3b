"""The remote-and-underserved flag of a community area, its sentence and checks (domain 3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geodata.names import FlagStatus, Robustness
from geodata.phrases import count_words, walk_words
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.parameters import Parameters

    Floats = NDArray[np.float64]

REMOTE_LEVELS = ((180, "R3"), (120, "R2"), (60, "R1"))
NOT_REMOTE = "R0"
RULE_COLUMNS = ("walk_seconds", "need", "days_since_outreach", "outreach_fraction")
# Those of all areas under several scenarios; a step on the Plan page changes a few.
KEPT_SENTENCES: Final = 8192


class Told(NamedTuple):
    """What the sentence of an area tells: columns of the table of areas."""

    flag: str
    walk_seconds: float
    need: float
    days_since_outreach: float
    outreach_fraction: float
    checks_flagged: float


@dataclass(frozen=True)
class FlagRule:
    """The thresholds of the flag; changing one changes the rule, and every file says so."""

    remote_minutes: float
    minimum_need: float
    recency_days: float
    minimum_outreach: float

    @classmethod
    def from_parameters(cls, parameters: Parameters) -> FlagRule:
        """Read the rule from the programme's parameter table."""
        return cls(
            remote_minutes=parameters.value("threshold_minutes"),
            minimum_need=parameters.value("minimum_need"),
            recency_days=parameters.value("recency_days"),
            minimum_outreach=parameters.value("outreach_effective_minimum"),
        )


def remote_level(walk_seconds: pd.Series) -> pd.Series:
    """
    Remoteness alone: R1 over 60 minutes, R2 over 120, R3 over 180; R0 nearer.

    >>> remote_level(pd.Series([3600.0, 3601, 7201, np.inf, np.nan])).tolist()
    ['R0', 'R1', 'R2', 'R3', 'no data']
    """
    conditions = [walk_seconds.isna()]
    conditions += [walk_seconds > minutes * SECONDS_PER_MINUTE for minutes, _ in REMOTE_LEVELS]
    words = ["no data", *(word for _, word in REMOTE_LEVELS)]
    return pd.Series(np.select(conditions, words, default=NOT_REMOTE), index=walk_seconds.index)


def meets_rule(areas: pd.DataFrame, rule: FlagRule) -> pd.Series:
    """
    Whether areas are remote, in need and underserved; missing where that cannot be told.

    Parameters
    ----------
    areas
        One row an area: ``walk_seconds`` to the nearest staffed site (infinite without a
        route), ``need``, ``days_since_outreach`` (missing when no visit is recorded, which
        counts as overdue), ``outreach_fraction`` (missing when there are no outreach data).

    Returns
    -------
    Nullable boolean series.

    >>> rule = FlagRule(120, 5, 35, 0.5)
    >>> areas = pd.DataFrame({"walk_seconds": [9600.0, 9600, 7200, np.nan], "need": 10.0,
    ...     "days_since_outreach": [62.0, 20, 62, 62], "outreach_fraction": 0.97})
    >>> meets_rule(areas, rule).tolist()
    [True, False, False, <NA>]
    """
    walk, need, days, fraction = (areas[name].to_numpy(float) for name in RULE_COLUMNS)
    return pd.Series(rule_met(walk, need, days, fraction, rule), areas.index)


def rule_met(
    walk: Floats, need: Floats, days: Floats, fraction: Floats, rule: FlagRule
) -> pd.arrays.BooleanArray:
    """Do what ``meets_rule`` does for arrays, in the order of its columns."""
    remote = walk > rule.remote_minutes * SECONDS_PER_MINUTE
    in_need = need >= rule.minimum_need
    visited = days <= rule.recency_days
    enough = fraction >= rule.minimum_outreach
    flagged = remote & in_need & ~(visited & enough)
    unknown = np.isnan(walk) | np.isnan(need) | np.isnan(fraction)
    return pd.arrays.BooleanArray(flagged, unknown)


def told_flagged(run: pd.Series) -> NDArray[np.bool_]:
    """
    Whether an area is known to be flagged; one that cannot be told is not.

    >>> told_flagged(pd.Series([True, False, None], dtype="boolean")).tolist()
    [True, False, False]
    """
    return run.to_numpy(bool, na_value=False)


def flag_status(base: pd.Series, in_scope: pd.Series) -> pd.Series:
    """
    Word for each area's flag; an area that cannot be assessed is never clear.

    >>> base = pd.Series([True, False, None, True], dtype="boolean")
    >>> [str(word) for word in flag_status(base, pd.Series([True, True, True, False]))]
    ['flagged', 'clear', 'cannot assess', 'outside the programme']
    """
    words = np.select(
        [~in_scope, base.isna(), told_flagged(base)],
        [FlagStatus.OUTSIDE, FlagStatus.CANNOT_ASSESS, FlagStatus.FLAGGED],
        default=FlagStatus.CLEAR,
    )
    return pd.Series(words, index=base.index)


def robustness(base: pd.Series, checks: pd.DataFrame) -> pd.Series:
    """
    Say whether the flag holds in all runs, in some, or in none.

    Parameters
    ----------
    base
        Nullable boolean: flagged in the base run.
    checks
        Nullable booleans: one row an area, one column a check.

    >>> base = pd.Series([True, True, False, None], dtype="boolean")
    >>> checks = pd.DataFrame({"winter": [True, False, False, None]}, dtype="boolean")
    >>> [str(word) for word in robustness(base, checks)]
    ['robust', 'borderline', 'clear', 'cannot assess']
    """
    runs = [base, *(checks[name] for name in checks)]
    unknown = np.any([run.array.isna() for run in runs], axis=0)
    told = np.stack([told_flagged(run) for run in runs])
    words = np.select(
        [unknown, told.all(axis=0), told.any(axis=0)],
        [Robustness.CANNOT_ASSESS, Robustness.ROBUST, Robustness.BORDERLINE],
        default=Robustness.CLEAR,
    )
    return pd.Series(words, index=base.index)


@lru_cache(maxsize=KEPT_SENTENCES)
def explanation(area: Told, rule: FlagRule, checks: int) -> str:
    """
    One sentence that gives an area's values beside the rule; kept, as most stay as they were.

    Parameters
    ----------
    checks
        Number of checks that were run.

    >>> area = Told("flagged", 9600.0, 9.8, 62.0, 0.97, 5)
    >>> explanation(area, FlagRule(120, 5, 35, 0.5), 6)  # doctest: +NORMALIZE_WHITESPACE
    'Flagged: about 2 h 40 min walk to the nearest staffed site (rule: over 2 h); about 10 births
    a year to women living with HIV (rule: 5 or more); last outreach 62 days ago (rule: within 35).
    Still flagged in 5 of 6 checks.'
    """
    if area.flag == FlagStatus.CANNOT_ASSESS:
        return f"Cannot assess: {_missing_words(area)}."
    limit = walk_words(rule.remote_minutes * SECONDS_PER_MINUTE)
    parts = [
        f"{_walk_words(area.walk_seconds, rule)} (rule: over {limit})",
        f"{_need_words(area.need)} (rule: {rule.minimum_need:g} or more)",
        _outreach_words(area, rule),
    ]
    flagged = area.flag == FlagStatus.FLAGGED
    head, tail = ("Flagged", "Still flagged") if flagged else ("Not flagged", "Flagged")
    return f"{head}: {'; '.join(parts)}. {tail} in {area.checks_flagged:.0f} of {checks} checks."


def _walk_words(seconds: float, rule: FlagRule) -> str:
    if np.isinf(seconds):
        return "no walking route to a staffed site in this model"
    # Close to the rule five minutes would blur which side of it the area lies on.
    close = abs(seconds / SECONDS_PER_MINUTE - rule.remote_minutes) < 5  # noqa: PLR2004
    past = seconds > rule.remote_minutes * SECONDS_PER_MINUTE
    minutes = (np.ceil if past else np.floor)(seconds / SECONDS_PER_MINUTE)
    shown = walk_words(minutes * SECONDS_PER_MINUTE, to_minutes=1) if close else walk_words(seconds)
    return f"about {shown} walk to the nearest staffed site"


def _need_words(need: float) -> str:
    shown = "under 5" if need < 5 else f"about {count_words(round(need))}"  # noqa: PLR2004
    return f"{shown} births a year to women living with HIV"


def _outreach_words(area: Told, rule: FlagRule) -> str:
    days, share = area.days_since_outreach, area.outreach_fraction
    if np.isnan(days):
        return (
            f"no outreach visit recorded within an hour's walk (rule: {rule.recency_days:g} days)"
        )
    last = f"last outreach {days:.0f} days ago (rule: within {rule.recency_days:g})"
    if days > rule.recency_days:
        return last
    return f"{last}, effective for {share:.0%} of women (rule: {rule.minimum_outreach:.0%} or more)"


def _missing_words(area: Told) -> str:
    missing = {
        "walk_seconds": "no walking time",
        "need": "no estimate of need",
        "outreach_fraction": "no outreach data",
    }
    return ", ".join(words for column, words in missing.items() if np.isnan(getattr(area, column)))
