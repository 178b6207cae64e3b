"""Where a number comes from: what it is made of, its sources, date and status."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dashboard.text import count, provenance
from geodata.indicators import INDICATORS, SHARE
from geodata.phrases import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geodata.assessment import Assessment
    from geodata.programme import Programme


def measure_provenance(
    programme: Programme, assessment: Assessment, area_id: str, name: str
) -> str:
    """Write what one measure of one area is made of, its sources, date and status."""
    indicator = INDICATORS[name]
    measure = assessment.measure(area_id, name)
    return provenance(
        made_of(measure),
        sources_of(programme, indicator.tables),
        dates_of(programme, indicator.tables),
        str(measure["data_status"]),
    )


def made_of(measure: pd.Series) -> str:
    """
    Write numerator and denominator of a measure with its unit.

    >>> import pandas as pd
    >>> parts = {"numerator": 9000.0, "denominator": 213.0, "unit": "need per frontline"}
    >>> made_of(pd.Series(parts))
    '9,000 / 213, need per frontline'
    """
    unit = "births a year to women living with HIV" if measure["unit"] == SHARE else measure["unit"]
    above, below = measure["numerator"], measure["denominator"]
    if math.isnan(below):  # The measure is a count.
        return f"{count(above)} {unit}"
    whole = float(below).is_integer()
    return f"{count_words(above)} / {count(below) if whole else count_words(below)}, {unit}"


def sources_of(programme: Programme, tables: Iterable[str]) -> str:
    """Name the sources of some tables, each once, in the order of the source list."""
    used = {
        source
        for table in tables
        if table in programme.origins
        for source in programme.origins[table].sources
    }
    titles = [str(title) for key, title in programme.sources["title"].items() if key in used]
    return "; ".join(titles) or "not stated"


def dates_of(programme: Programme, tables: Iterable[str]) -> str:
    """Write the span of the dates of some tables."""
    dates = sorted(
        date
        for table in tables
        if table in programme.origins
        for date in programme.origins[table].dates
    )
    if not dates:
        return "not stated"
    return dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
