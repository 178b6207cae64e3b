"""The About page: how every number is calculated, with its values filled in."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from dashboard import text
from dashboard.method_words import ENTRIES, LIMITS, MethodEntry
from geodata.phrases import count_words, walk_words

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

# How the value of a measure is written, by its unit; every other unit is a modelled count.
COUNTED_UNITS: Final = (
    "sites",
    "stops",
    "community areas",
    "Mentor Mothers",
    "Coordinators",
    "coordinators",
    "posts",
)
UNIT_WORDS: Final[dict[str, Callable[[float], str]]] = {
    "share": text.percent,
    "seconds": walk_words,
    "full-time posts": partial(text.ratio, digits=1),
}
SIGNED_POINTS: Final = "equity_gap"


@dataclass(frozen=True)
class ParameterRow:
    """One planning parameter as the About page lists it."""

    name: str
    value: str
    unit: str
    bounds: str
    source: str
    mark: str
    note: str


@dataclass(frozen=True)
class SourceRow:
    """One source as the About page lists it."""

    source_id: str
    title: str
    publisher: str
    year: str
    licence: str
    url: str
    used_for: str
    defects: str


@dataclass(frozen=True)
class RuleRow:
    """Share of need that can be served on each platform by one rule, as text."""

    rule: str
    facility: str
    community: str


@dataclass(frozen=True)
class AboutText:
    """Everything the About page shows."""

    period: str
    status: text.StatusText
    version: str
    entries: tuple[MethodEntry, ...]
    parameters: tuple[ParameterRow, ...]
    sources: tuple[SourceRow, ...]
    limits: tuple[str, ...] = LIMITS
    rules: tuple[RuleRow, ...] = ()
    accessibility: str = ""


class Filled(dict[str, str]):
    """Values by the names that the sentences use; a name without a value says so."""

    def __missing__(self, key: str) -> str:
        """Return the words for a value that the dataset does not hold."""
        return text.NO_DATA


def entries(
    totals: pd.DataFrame,
    parameters: pd.DataFrame,
    written: tuple[MethodEntry, ...] = ENTRIES,
) -> tuple[MethodEntry, ...]:
    """
    Fill the values of one assessment into the explanations.

    Parameters
    ----------
    totals
        The measures of the total, indexed by measure: ``value, lower, upper, numerator,
        denominator, unit``.
    parameters
        The parameter table: ``name, value``.
    written
        The explanations to fill.
    """
    values = Filled(_measure_words(totals))
    values.update({f"p_{row['name']}": f"{row['value']:g}" for row in _records(parameters)})
    return tuple(replace(entry, worked=entry.worked.format_map(values)) for entry in written)


def parameter_rows(parameters: pd.DataFrame) -> tuple[ParameterRow, ...]:
    """Write the parameter table, one row each, in its own order."""
    return tuple(
        ParameterRow(
            name=str(row["name"]).replace("_", " "),
            value=f"{row['value']:g}",
            unit=_shown(row["unit"]),
            bounds=_bounds(row["low"], row["high"]),
            source=_shown(row["source"]),
            mark=_shown(row["mark"]),
            note=_shown(row["note"]),
        )
        for row in _records(parameters)
    )


def source_rows(sources: pd.DataFrame) -> tuple[SourceRow, ...]:
    """Write the sources table (indexed by id), one row each, in its own order."""
    columns = ["title", "publisher", "year", "licence", "url", "used_for", "defects"]
    return tuple(
        SourceRow(str(name), *(_shown(cell) for cell in row))
        for name, row in zip(sources.index, sources[columns].itertuples(index=False), strict=True)
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _measure_words(totals: pd.DataFrame) -> dict[str, str]:
    words = {}
    for name, row in zip(totals.index.astype(str), _records(totals), strict=True):
        words[name] = _value_words(name, row["unit"], row["value"])
        words[f"{name}_low"] = _value_words(name, row["unit"], row["lower"])
        words[f"{name}_high"] = _value_words(name, row["unit"], row["upper"])
        words[f"{name}_n"] = count_words(row["numerator"])
        words[f"{name}_d"] = count_words(row["denominator"])
    return words


def _value_words(name: str, unit: str, value: float) -> str:
    if math.isnan(value):
        return text.NO_DATA
    if name == SIGNED_POINTS:
        return f"{value:+.0f} percentage points"
    if unit in UNIT_WORDS:
        return UNIT_WORDS[unit](value)
    if unit.startswith("index"):
        return text.ratio(value, digits=3)
    return _number_words(unit, value)


def _number_words(unit: str, value: float) -> str:
    """Write a count as it is, a ratio of counts to two places, a modelled number rounded."""
    if unit.endswith(COUNTED_UNITS) and " per " not in unit:
        return text.count(value)
    modelled = "births" in unit or "pairs" in unit
    return text.ratio(value) if " per " in unit and not modelled else count_words(value)


def _bounds(low: float, high: float) -> str:
    return "" if math.isnan(low) or math.isnan(high) else f"{low:g} to {high:g}"


def _shown(cell: object) -> str:
    """Text of a cell; an empty one stays empty."""
    missing = cell is None or (isinstance(cell, float) and math.isnan(cell))
    return "" if missing else str(cell)
