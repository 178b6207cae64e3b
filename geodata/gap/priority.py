"""Which districts first, and how sure that order is: columns of the gap report (domain 3.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.gap.columns import Column, Kind
from geodata.gap.table import shown
from geodata.names import TOTAL
from geodata.need import Z_95
from geodata.priority import priority_score, rank_ranges, ranks
from geodata.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from geodata.assessment import Assessment
    from geodata.gap.table import Cell, GapTable
    from geodata.programme import Programme

GROUP: Final = "Priority"


def _column(key: str, title: str, kind: Kind, definition: str) -> Column:
    return Column(key, title, "", kind, definition, group=GROUP)


COLUMNS: Final = (
    _column(
        "rank_unmet",
        "Rank by unmet need",
        Kind.COUNT,
        "1 has the most need a year that is not met; equal ones stand by code.",
    ),
    _column(
        "priority_score",
        "Score",
        Kind.RATIO,
        "0 to 100: 40% unmet need (full at 50 a year), 25% median walk (at 240 minutes), 20% share "
        "of required posts missing, 15% days since the last visit of the middle stop (at 90). Most "
        "districts pass 50, so it parts them by walk, posts and visits.",
    ),
    _column("rank_score", "Rank by score", Kind.COUNT, "1 has the highest score."),
    _column(
        "rank_low",
        "Rank by score, low",
        Kind.COUNT,
        "5% of 1,000 draws of weights and need give a rank below this one.",
    ),
    _column(
        "rank_high",
        "Rank by score, high",
        Kind.COUNT,
        "5% of 1,000 draws of weights and need give a rank above this one.",
    ),
)


def priority(programme: Programme, assessment: Assessment) -> pd.DataFrame:
    """
    Rank the districts in scope.

    Returns
    -------
    One row a district code, with the keys of ``COLUMNS`` and ``reason``: why there is no score.
    """
    inputs = _inputs(assessment)
    # What all districts share, the level of births and prevalence, cannot change their order.
    spread = Z_95 * programme.parameters.value("cv_independent")
    lower, upper = (
        inputs.assign(unmet_need=inputs["unmet_need"] * factor)
        for factor in (1 - spread, 1 + spread)
    )
    scores, range_ = priority_score(inputs), rank_ranges(inputs, lower, upper)
    return pd.DataFrame(
        {
            "rank_unmet": ranks(inputs["unmet_need"]),
            "priority_score": scores["score"],
            "rank_score": range_["rank"],
            "rank_low": range_["lowest_rank"],
            "rank_high": range_["highest_rank"],
            "reason": scores["reason"],
        }
    )


def _inputs(assessment: Assessment) -> pd.DataFrame:
    districts = assessment.districts.drop(TOTAL)
    districts = districts[districts["in_scope"].astype(bool)]
    cadre = assessment.choice.platform.frontline.lower()
    required = districts[f"{cadre}_required"].astype(float)
    share = districts[f"{cadre}_deficit"].astype(float) / required.where(required > 0)
    return pd.DataFrame(
        {
            "unmet_need": districts["unmet_need_per_year"].astype(float),
            "walk_minutes": districts["median_walk_seconds"].astype(float) / SECONDS_PER_MINUTE,
            # Where no post is required none is missing.
            "deficit_share": share.where(required != 0, 0.0),
            "days_since_visit": _days(assessment.stops, districts.index),
        }
    )


def _days(stops: pd.DataFrame, codes: pd.Index) -> pd.Series:
    """
    Days since the last visit of each district's middle stop; infinite means never.

    Without any record of visits nothing is known, which is not the same as never.

    >>> stops = pd.DataFrame({"district_code": ["A", "A", "A"], "days_since": [3.0, 40, np.nan]})
    >>> _days(stops.assign(overdue=False), pd.Index(["A", "B"])).tolist()
    [40.0, inf]
    >>> _days(stops, pd.Index(["A"])).tolist()
    [nan]
    """
    if "overdue" not in stops:
        return pd.Series(np.nan, index=codes)
    days = stops["days_since"].astype(float).fillna(np.inf)
    middle = days.groupby(stops["district_code"]).quantile(0.5, interpolation="higher")
    return middle.reindex(codes, fill_value=np.inf)


def with_priority(table: GapTable, programme: Programme, assessment: Assessment) -> GapTable:
    """Put rank and score at the end of the table by district; the total has none."""
    found = priority(programme, assessment)
    cells: dict[str, tuple[Cell, ...]] = {
        column.key: tuple(
            shown(number, column.kind)
            for number in found[column.key].reindex(list(table.codes)).astype(float)
        )
        for column in COLUMNS
    }
    reasons = {code: dict(table.reasons.get(code, {})) for code in (*table.codes, *table.reasons)}
    for code in table.codes:
        if reason := str(found.at[code, "reason"]):
            reasons[code]["priority_score"] = reason
    return replace(table.with_columns(COLUMNS, cells), reasons=reasons)
