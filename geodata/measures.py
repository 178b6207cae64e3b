"""One long table of every measure: value, interval, numerator, denominator, unit, status."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.indicators import INDICATORS
from geodata.names import TOTAL
from geodata.status import worst

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.status import DataStatus

    Floats = NDArray[np.float64]

COLUMNS = ("value", "lower", "upper", "numerator", "denominator", "unit", "status", "data_status")
NUMBERS = COLUMNS[:5]
OK, MISSING_INPUT, NO_DENOMINATOR, ESTIMATED = "ok", "missing_input", "no_denominator", "estimated"


class MeasureTable:
    """
    Collects measures by district and in total; ratios are pooled, never averaged.

    Each array has one value a district and the total last, and each measure keeps what it
    was made of, so that a reader can see numerator and denominator of every number.
    """

    def __init__(self, districts: Sequence[str], statuses: Mapping[str, DataStatus]) -> None:
        """Start an empty table; ``statuses`` are the worst of each of the dataset's tables."""
        self._areas = [*districts, TOTAL]
        self._statuses = statuses
        self._names: list[str] = []
        self._numbers: list[Floats] = []
        self._has_denominator: list[bool] = []

    def copy(self) -> MeasureTable:
        """Return a table of the same measures, to which others can be added."""
        made = MeasureTable(self._areas[:-1], self._statuses)
        made._names = [*self._names]
        made._numbers = [*self._numbers]
        made._has_denominator = [*self._has_denominator]
        return made

    def add(
        self,
        name: str,
        value: Floats,
        bounds: tuple[Floats, Floats] | None = None,
        numerator: Floats | None = None,
        denominator: Floats | None = None,
    ) -> None:
        """Add a measure, with its interval and parts where it has them."""
        nothing = np.full(len(self._areas), np.nan)
        lower, upper = bounds or (nothing, nothing)
        parts = (
            value if numerator is None else numerator,
            nothing if denominator is None else denominator,
        )
        self._names.append(name)
        self._numbers.append(np.stack([value, lower, upper, *parts], axis=1))
        self._has_denominator.append(denominator is not None)

    def add_ratio(
        self,
        name: str,
        numerator: Floats,
        denominator: Floats,
        numerator_bounds: tuple[Floats, Floats] | None = None,
    ) -> None:
        """Add numerator over denominator; the numerator's interval goes along."""
        bounds = None
        if numerator_bounds is not None:
            lower, upper = numerator_bounds
            bounds = pooled(lower, denominator), pooled(upper, denominator)
        self.add(name, pooled(numerator, denominator), bounds, numerator, denominator)

    def table(self) -> pd.DataFrame:
        """Return all measures, indexed by area and measure."""
        index, order = _rows(tuple(self._areas), tuple(self._names))
        name_of_row = order // len(self._areas)
        numbers = np.concatenate(self._numbers)[order]
        frame = pd.DataFrame(numbers, index=index, columns=list(NUMBERS))
        frame["unit"] = np.array([INDICATORS[name].unit for name in self._names])[name_of_row]
        frame["status"] = _status(frame, np.array(self._has_denominator)[name_of_row])
        statuses = [self._data_status(name) for name in self._names]
        frame["data_status"] = np.array(statuses)[name_of_row]
        return frame

    def _data_status(self, name: str) -> str:
        used = [
            self._statuses[table] for table in INDICATORS[name].tables if table in self._statuses
        ]
        # A measure none of whose tables is there is missing; it claims no better than the rest.
        return str(worst(used or self._statuses.values()))


def pooled(numerator: Floats, denominator: Floats) -> Floats:
    """
    Numerator over denominator; missing where there is nothing to divide by.

    >>> pooled(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    return numerator / np.where(denominator > 0, denominator, np.nan)


def with_total(by_district: Floats, in_scope: NDArray[np.bool_]) -> Floats:
    """
    Append the total over the districts in scope; missing when a part of it is.

    >>> with_total(np.array([2.0, 3.0]), np.array([True, False])).tolist()
    [2.0, 3.0, 2.0]
    """
    return np.append(by_district, by_district[in_scope].sum())


@lru_cache(maxsize=8)
def _rows(
    areas: tuple[str, ...], names: tuple[str, ...]
) -> tuple[pd.MultiIndex, NDArray[np.int64]]:
    """Sort the rows of a table, and say where each comes from: all tables of a dataset agree."""
    index = pd.MultiIndex.from_arrays(
        [list(areas) * len(names), np.repeat(names, len(areas))], names=["area_id", "measure"]
    )
    ordered, order = index.sortlevel([0, 1])
    return ordered, np.asarray(order, np.int64)


def _status(frame: pd.DataFrame, has_denominator: NDArray[np.bool_]) -> NDArray[np.str_]:
    # Nothing over none is told only of what is known: unreported staff is missing, not none.
    known = frame["numerator"].notna()
    no_denominator = has_denominator & known & (frame["denominator"] == 0)
    return np.select(
        [no_denominator, frame["value"].isna(), frame["lower"].notna()],
        [NO_DENOMINATOR, MISSING_INPUT, ESTIMATED],
        default=OK,
    )
