"""One long table of every measure: value, interval, numerator, denominator, unit, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.indicators import INDICATORS
from geodata.names import TOTAL
from geodata.status import worst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.status import DataStatus

COLUMNS = ("value", "lower", "upper", "numerator", "denominator", "unit", "status", "data_status")
OK, MISSING_INPUT, NO_DENOMINATOR, ESTIMATED = "ok", "missing_input", "no_denominator", "estimated"


class MeasureTable:
    """
    Collects measures by area; sums and ratios of totals are pooled, never averaged.

    Each method takes Series indexed by area, the total included, and keeps what the value
    was made of, so that a reader can see numerator and denominator of every number.
    """

    def __init__(self, statuses: Mapping[str, DataStatus]) -> None:
        """Remember the worst status of each table, for the status of what is made of it."""
        self._statuses = statuses
        self._parts: list[pd.DataFrame] = []

    def add(
        self,
        name: str,
        value: pd.Series,
        lower: pd.Series | None = None,
        upper: pd.Series | None = None,
        numerator: pd.Series | None = None,
        denominator: pd.Series | None = None,
    ) -> None:
        """Add a measure by area, with its interval and parts where it has them."""
        indicator = INDICATORS[name]
        known = [self._statuses[table] for table in indicator.tables if table in self._statuses]
        frame = pd.DataFrame(
            {
                "value": value,
                "lower": np.nan if lower is None else lower,
                "upper": np.nan if upper is None else upper,
                "numerator": value if numerator is None else numerator,
                "denominator": np.nan if denominator is None else denominator,
            },
            index=value.index,
            dtype=float,
        )
        frame["unit"] = indicator.unit
        frame["status"] = _status(frame, has_denominator=denominator is not None)
        frame["data_status"] = str(worst(known))
        frame["measure"] = name
        self._parts.append(frame)

    def add_ratio(
        self,
        name: str,
        numerator: pd.Series,
        denominator: pd.Series,
        numerator_interval: tuple[pd.Series, pd.Series] | None = None,
    ) -> None:
        """Add numerator over denominator; the numerator's interval goes along."""
        below = denominator.where(denominator > 0)
        lower, upper = numerator_interval or (None, None)
        self.add(
            name,
            numerator / below,
            None if lower is None else lower / below,
            None if upper is None else upper / below,
            numerator,
            denominator,
        )

    def table(self) -> pd.DataFrame:
        """Return all measures, indexed by area and measure."""
        long = pd.concat(self._parts).rename_axis("area_id").reset_index()
        return long.set_index(["area_id", "measure"])[list(COLUMNS)]


def with_total(by_district: pd.Series, in_scope: pd.Series) -> pd.Series:
    """
    Append the total over the districts in scope; missing when a part of it is.

    >>> with_total(pd.Series({"A": 2.0, "B": 3.0}), pd.Series({"A": True, "B": False})).to_dict()
    {'A': 2.0, 'B': 3.0, 'TOTAL': 2.0}
    """
    total = by_district[in_scope.reindex(by_district.index)].sum(skipna=False)
    return pd.concat([by_district.astype(float), pd.Series({TOTAL: float(total)})])


def _status(frame: pd.DataFrame, *, has_denominator: bool) -> np.ndarray:
    no_denominator = (frame["denominator"] == 0) & has_denominator
    bounded = frame["lower"].notna()
    return np.select(
        [no_denominator, frame["value"].isna(), bounded],
        [NO_DENOMINATOR, MISSING_INPUT, ESTIMATED],
        default=OK,
    )
