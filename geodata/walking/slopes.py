"""How many times as long a slope takes as level ground, as a table that both engines read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.terrain import TOBLER_BEST_SLOPE, slope_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KNOTS_PER_SLOPE: Final = 2048
# Steeper ground takes no longer still: dearer steps would only need more buckets.
STEEPEST: Final = 2.5


@dataclass(frozen=True, eq=False)
class SlopeTable:
    """
    Factors at equally spaced slopes; between two of them they run straight.

    Tobler's rule lies within 4 parts in ten million of its table: less than the half
    millisecond to which a step is rounded.

    Parameters
    ----------
    level
        Where slope 0 lies, counted in knots from the first.
    factors
        The factor at each knot, above 0; past the ends the last one holds.
    """

    level: float
    factors: Floats

    @classmethod
    def of(cls, rule: Callable[[Floats], Floats], bend: float = 0.0) -> SlopeTable:
        """
        Tabulate a rule, from slope -2.5 to 2.5 about its bend.

        Parameters
        ----------
        rule
            Factors of slopes.
        bend
            A slope at which the rule bends: a knot lies on it.
        """
        knots = np.arange(-STEEPEST * KNOTS_PER_SLOPE, STEEPEST * KNOTS_PER_SLOPE + 1)
        return cls(-knots[0] - bend * KNOTS_PER_SLOPE, rule(bend + knots / KNOTS_PER_SLOPE))

    def at(self, knots: Floats) -> Floats:
        """
        Factor of each slope, of any shape; an unknown slope counts as level.

        The compiled engine computes the same, operation by operation.

        Parameters
        ----------
        knots
            Slopes times ``KNOTS_PER_SLOPE``; NaN where unknown.

        Examples
        --------
        >>> slopes = np.array([0, 0.1, -0.1, 0.2, np.nan])
        >>> tobler().at(slopes * KNOTS_PER_SLOPE).round(3).tolist()
        [1.0, 1.419, 1.0, 2.014, 1.0]
        """
        knot = np.nan_to_num(knots + self.level, nan=self.level)
        knot = np.minimum(np.maximum(knot, 0), len(self.factors) - 1)
        below = np.minimum(knot.astype(np.int64), len(self.factors) - 2)
        lower, upper = self.factors[below], self.factors[below + 1]
        factors = lower + (knot - below) * (upper - lower)
        return np.asarray(np.where(np.isnan(knots), 1.0, factors))

    def bounds(self, steepest: float) -> tuple[float, float]:
        """Return two factors: no slope as steep at most has a lower or a higher one."""
        knots = np.array([-steepest, steepest]) * KNOTS_PER_SLOPE + self.level
        ends = np.clip([np.floor(knots[0]), np.ceil(knots[1])], 0, len(self.factors) - 1)
        within = self.factors[int(ends[0]) : int(ends[1]) + 1]
        return float(min(within.min(), 1)), float(max(within.max(), 1))


@cache
def tobler() -> SlopeTable:
    """Tabulate the factor that AccessMod takes: Tobler's, 1 on the level."""
    return SlopeTable.of(lambda slope: slope_factor(slope, 1.0), -TOBLER_BEST_SLOPE)
