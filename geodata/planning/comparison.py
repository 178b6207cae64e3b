"""A scenario beside today or beside another scenario: what changes, where, and in which band."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import pandas as pd

from geodata.coverage import coverage
from geodata.names import TOTAL, FlagStatus, Part

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from numpy.typing import NDArray

    from geodata.assessment import Assessment

# What is set side by side, in the order of a reader's questions; names of measures.
COMPARED: Final = (
    "need_per_year",
    "geographic_coverage",
    "effective_coverage",
    "share_over_capacity",
    "share_out_of_reach",
    "outreach_coverage",
    "unmet_need_per_year",
    "areas_flagged",
    "share_need_flagged",
    "sites",
    "outreach_stops",
    "mentor_mothers",
    "community_mentor_mothers",
    "mm_deficit",
    "sc_deficit",
    "cmm_deficit",
    "csc_deficit",
    "equity_gap",
)
PARTS: Final = {
    Part.SERVED: "effective_coverage",
    Part.OVER_CAPACITY: "share_over_capacity",
    Part.OUT_OF_REACH: "share_out_of_reach",
}
BY_NEED: Final = ("need_per_year", "mm_deficit", "sc_deficit", "cmm_deficit", "csc_deficit")
# Fixed, so that two scenarios are read on one scale: births a year of one community area. Under
# five is never told apart, here as elsewhere.
BREAKS: Final = (-20.0, -5.0, 5.0, 20.0)
BANDS: Final = (
    "less by 20 or more",
    "less by 5 to 20",
    "less than 5 either way",
    "more by 5 to 20",
    "more by 20 or more",
)
SIDES: Final = ("before", "after")
UNCHANGED: Final = 2
UNKNOWN: Final = -1


@dataclass(frozen=True, eq=False)
class Comparison:
    """
    Two assessments of one choice side by side.

    Attributes
    ----------
    measures
        Indexed by (area_id, measure), the measures of ``COMPARED``: ``before``, ``after`` and
        ``change``, each with its ``_lower`` and ``_upper``; missing where one is. The ends of a
        change come from ``change_ends``, those of posts missing from low and high need.
    split
        Need a year by area_id and part of the three-way split, ``before``, ``after`` and
        ``change``. The parts add up to need on both sides.
    areas
        One row a community area: need ``supported`` a year ``before`` and ``after``, its
        ``change``, ``band`` (position in ``BANDS``, -1 without a number) and ``flag_change``
        (``gained``, ``cleared`` or empty).
    """

    measures: pd.DataFrame
    split: pd.DataFrame
    areas: pd.DataFrame

    def number(self, measure: str, column: str, area_id: str = TOTAL) -> float:
        """Return one number of ``measures``; missing is NaN, never zero."""
        return self._numbers[area_id, measure][self._columns[column]]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {str(name): at for at, name in enumerate(self.measures.columns)}

    @cached_property
    def _numbers(self) -> dict[Hashable, list[float]]:
        # A page asks for many numbers, and a frame is slow to find each.
        rows = self.measures.to_numpy(float).tolist()
        return dict(zip(self.measures.index.tolist(), rows, strict=True))

    def parts(self, side: str, area_id: str = TOTAL) -> dict[Part, float]:
        """Need a year in each part of the three-way split; none where the area has no numbers."""
        return {part: self._parts.get((side, area_id, part), 0.0) for part in Part}

    @cached_property
    def _parts(self) -> dict[tuple[str, str, str], float]:
        areas, parts = (self.split.index.get_level_values(level) for level in (0, 1))
        return {
            (side, area, part): value
            for side in ("before", "after")
            for area, part, value in zip(areas, parts, self.split[side].fillna(0.0), strict=True)
        }

    def flags(self, change: str) -> list[str]:
        """Areas whose flag was ``gained`` or ``cleared``, those with the most need first."""
        return list(self._changed_flags.get(change, ()))

    @cached_property
    def _changed_flags(self) -> dict[str, list[str]]:
        changed = self.areas[self.areas["flag_change"] != ""]
        rows = zip(-changed["need"], changed.index, changed["flag_change"], strict=True)
        found: dict[str, list[str]] = {}
        for _, code, change in sorted(rows):
            found.setdefault(change, []).append(str(code))
        return found


def compare(before: Assessment, after: Assessment) -> Comparison:
    """
    Set two assessments side by side.

    Parameters
    ----------
    before, after
        Of the same choice, or the difference is not the work of the edits alone.

    Raises
    ------
    ValueError
        For two different choices.
    """
    if before.choice != after.choice:
        raise ValueError(f"{before.choice} and {after.choice} cannot be compared")
    return Comparison(_measures(before, after), _split(before, after), _areas(after, before))


def difference_band(change: pd.Series) -> NDArray[np.int64]:
    """
    Band of a change in need supported; classes are [a, b), what is missing has none.

    >>> difference_band(pd.Series([-21, -20, -5, 0, 4.9, 5, 20, None], dtype=float)).tolist()
    [0, 1, 2, 2, 2, 3, 4, -1]
    """
    bands = np.searchsorted(BREAKS, change.to_numpy(float), side="right")
    return np.where(change.isna(), UNKNOWN, bands)


def _measures(before: Assessment, after: Assessment) -> pd.DataFrame:
    index = before.measures.index
    rows = _rows_of(index, COMPARED)
    sides = [one.measures[["value", "lower", "upper"]].to_numpy()[rows] for one in (before, after)]
    columns = [f"{side}{end}" for side in (*SIDES, "change") for end in ("", "_lower", "_upper")]
    change = sides[1] - sides[0]
    ends = np.full((len(rows), 2), np.nan)
    # Both ends of these are the same need, low and high, on the same staff.
    paired = np.isin(rows, _rows_of(index, BY_NEED))
    ends[paired] = _span(change[paired], axis=1)
    checked = np.isin(rows, _rows_of(index, before.checks.columns, TOTAL))
    ends[checked] = change_ends(before, after)
    numbers = np.hstack([*sides, change[:, :1], ends])
    return pd.DataFrame(numbers, index=index[rows], columns=columns)


def change_ends(before: Assessment, after: Assessment) -> NDArray[np.float64]:
    """
    Return the least and the largest change of what the six checks know, one row a measure.

    Each check is taken on both sides: an error that both share, as that of need or of the walk,
    is no part of their difference. Rows are the columns of ``checks`` by name.
    """
    index, columns = before.measures.index, before.checks.columns
    rows, order = _rows_of(index, columns, TOTAL), np.argsort(columns)
    was, now = (
        np.vstack([one.checks.to_numpy()[:, order], one.measures["value"].to_numpy()[rows]])
        for one in (before, after)
    )
    return _span(now - was, axis=0)


def _span(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    return np.stack([values.min(axis=axis), values.max(axis=axis)], axis=1)


def _rows_of(
    index: pd.Index, measures: Iterable[str], area_id: str | None = None
) -> NDArray[np.int64]:
    """Find the rows of some measures in an index by area and measure, of all areas or of one."""
    every = cast("pd.MultiIndex", index)
    level = every.names.index("measure")
    chosen = np.asarray(every.levels[level].isin(list(measures)))[every.codes[level]]
    if area_id is not None:
        chosen &= every.codes[1 - level] == every.levels[1 - level].get_loc(area_id)
    return np.flatnonzero(chosen)


def _split(before: Assessment, after: Assessment) -> pd.DataFrame:
    part_of = {name: part for part, name in PARTS.items()}
    rows = _rows_of(before.measures.index, part_of)
    was, now = (one.measures["numerator"].to_numpy()[rows] for one in (before, after))
    known = ~(np.isnan(was) & np.isnan(now))
    keys = before.measures.index[rows[known]].tolist()
    parts = [(area, part_of[name]) for area, name in keys]
    order = sorted(range(len(parts)), key=parts.__getitem__)
    was, now = was[known][order], now[known][order]
    return pd.DataFrame(
        {"before": was, "after": now, "change": now - was},
        pd.MultiIndex.from_tuples([parts[at] for at in order], names=["area_id", "part"]),
    )


def _areas(after: Assessment, before: Assessment) -> pd.DataFrame:
    was, now = (one.areas["flag"].to_numpy(object) == FlagStatus.FLAGGED for one in (before, after))
    change = after.supported - before.supported
    return pd.DataFrame(
        {
            "area_name": after.areas["area_name"],
            "need": after.areas["need"],
            "before": before.supported,
            "after": after.supported,
            "share_before": coverage(before.supported, before.areas["need"]),
            "share_after": coverage(after.supported, after.areas["need"]),
            "change": change,
            "band": difference_band(change),
            "flag_change": np.select([now & ~was, was & ~now], ["gained", "cleared"], default=""),
        }
    )
