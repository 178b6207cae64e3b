"""The one table of planning parameters: every assumption, editable, with its mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.errors import MissingParameterError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Parameter:
    """One assumption: its value, unit, range, source and mark (V, V2, Kh, Km, Kl, A or M)."""

    name: str
    value: float
    unit: str = ""
    low: float = float("nan")
    high: float = float("nan")
    source: str = ""
    mark: str = "A"
    note: str = ""


@dataclass(frozen=True)
class Parameters:
    """
    All parameters of a programme, by name.

    >>> parameters = Parameters((Parameter("tau", 0.95, "share"),))
    >>> parameters.value("tau")
    0.95
    >>> parameters.changed(tau=1.0).value("tau")
    1.0
    """

    items: tuple[Parameter, ...]

    @classmethod
    def from_table(cls, frame: pd.DataFrame) -> Parameters:
        """
        Read the rows of a parameter table, in its order.

        Parameters
        ----------
        frame
            Columns ``name, value, unit, low, high, source, mark, note``; values in the
            row's own unit.
        """
        rows = frame.astype({"value": float, "low": float, "high": float}).fillna(
            {"unit": "", "source": "", "mark": "A", "note": ""}
        )
        columns = list(Parameter.__dataclass_fields__)
        return cls(tuple(Parameter(*row) for row in rows[columns].itertuples(index=False)))

    def value(self, name: str) -> float:
        """
        Return the value of one parameter.

        Raises
        ------
        MissingParameterError
            When the table has no such name.
        """
        for item in self.items:
            if item.name == name:
                return item.value
        raise MissingParameterError(name)

    def filled(self, others: Parameters) -> Parameters:
        """
        Add those of another table whose names are not in this one; what stands here wins.

        >>> own = Parameters((Parameter("tau", 0.9),))
        >>> both = own.filled(Parameters((Parameter("tau", 0.95), Parameter("span", 5.0))))
        >>> both.value("tau"), both.value("span")
        (0.9, 5.0)
        """
        known = {item.name for item in self.items}
        return Parameters((*self.items, *(one for one in others.items if one.name not in known)))

    def changed(self, **values: float) -> Parameters:
        """Return the same table with some values changed; unknown names raise."""
        for name in values:
            self.value(name)
        return Parameters(
            tuple(replace(item, value=values.get(item.name, item.value)) for item in self.items)
        )
