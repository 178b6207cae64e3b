"""Need: expected births a year to women living with HIV, with intervals (domain section 3.1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd  # noqa: TC002 - the doctests run with it

Z_95 = 1.96


class Estimate(NamedTuple):
    """A value with its 95 % interval, in the value's own unit."""

    value: float
    lower: float
    upper: float


def births_per_year(
    women: pd.Series,
    total_fertility_rate: pd.Series,
    reported: pd.Series | None = None,
    reproductive_years: float = 35,
) -> pd.Series:
    """
    Births a year from women 15-49 and the total fertility rate; reported births override.

    Parameters
    ----------
    women, total_fertility_rate
        Women 15-49 and births per woman, one value an area.
    reported
        Births a year where a register gave them; missing elsewhere.

    >>> births_per_year(pd.Series({"A": 3500.0}), pd.Series({"A": 3.0})).to_dict()
    {'A': 300.0}
    """
    modelled = women * total_fertility_rate / reproductive_years
    return modelled if reported is None else reported.reindex(modelled.index).fillna(modelled)


def need_per_year(births: pd.Series, prevalence: pd.Series) -> pd.Series:
    """
    Births a year expected to women living with HIV; missing where either input is.

    >>> births, prevalence = {"A": 1000.0, "B": None}, {"A": 0.25, "B": 0.25}
    >>> need_per_year(pd.Series(births), pd.Series(prevalence)).to_dict()
    {'A': 250.0, 'B': nan}
    """
    return births * prevalence.reindex(births.index)


def coefficient_of_variation(estimate: float, lower: float, upper: float) -> float:
    """
    Relative standard error read off a 95 % interval.

    >>> round(coefficient_of_variation(0.25, 0.22, 0.28), 4)
    0.0612
    """
    return (upper - lower) / (2 * Z_95 * estimate)


def combined_cv(*parts: float) -> float:
    """
    Relative error of a product of independent factors.

    >>> round(combined_cv(0.08, 0.0612), 4)
    0.1007
    """
    return float(np.sqrt(sum(part**2 for part in parts)))


def interval_factors(cv: float) -> tuple[float, float]:
    """
    Factors that turn a value into the ends of its log-normal 95 % interval.

    >>> low, high = interval_factors(0.1007)
    >>> round(250 * low), round(250 * high)
    (205, 304)
    """
    spread = Z_95 * float(np.sqrt(np.log1p(cv**2)))
    return float(np.exp(-spread)), float(np.exp(spread))


def total_need(need: pd.Series, cv_shared: float, cv_independent: float) -> Estimate:
    """
    Sum of need over areas, with an interval that keeps shared error shared.

    The error of the national prevalence moves all areas together and does not average
    out; only the independent part shrinks in a sum. A missing area makes the sum missing:
    say 'n of m areas' instead of adding what is there.

    >>> five = pd.Series({"A": 3002.0, "C": 2374, "D": 1600, "E": 895, "F": 1129})
    >>> [round(part) for part in total_need(five, 0.0645, 0.113)]
    [9000, 7623, 10625]
    """
    total = float(need.sum(skipna=False))
    if not total > 0:
        return Estimate(total, float("nan"), float("nan"))
    variance = (total * cv_shared) ** 2 + float(((need * cv_independent) ** 2).sum())
    low, high = interval_factors(float(np.sqrt(variance)) / total)
    return Estimate(total, total * low, total * high)


def scaled_pattern(pattern: pd.Series, weights: pd.Series, level: float) -> pd.Series:
    """
    Area pattern of prevalence scaled so that its weighted mean is a given level.

    Parameters
    ----------
    pattern
        Prevalence by area from a model that does not have the wanted level.
    weights
        Births by area, the denominator of the level.
    level
        Prevalence that the weighted mean shall have, 0 to 1.

    >>> pattern, births = pd.Series({"A": 0.1, "B": 0.3}), pd.Series({"A": 1, "B": 1})
    >>> scaled_pattern(pattern, births, 0.2).round(3).to_dict()
    {'A': 0.1, 'B': 0.3}
    """
    aligned = weights.reindex(pattern.index)
    return pattern * level * aligned.sum() / (pattern * aligned).sum()
