"""Where a number comes from: what it is made of, its sources, date and status."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dashboard.snapshot.words import day
from dashboard.text import count, provenance
from geodata.indicators import INDICATORS, SHARE
from geodata.names import TOTAL, NeedBasis, Scope
from geodata.phrases import count_words
from geodata.runs import NAOMI_LAYER

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geodata.assessment import Assessment
    from geodata.programme import Programme

PUBLISHED: Final = {
    "sites": ("sites",),
    "frontline": ("MM", "CMM"),
    "coordinators": ("SC", "CSC"),
    "mentor_mothers": ("MM",),
    "community_mentor_mothers": ("CMM",),
    "site_coordinators": ("SC",),
    "community_site_coordinators": ("CSC",),
}
PUBLISHED_SOURCE: Final = "the programme's own published totals"
UNDATED: Final = ("assumptions", "headline", "bridges")


def measure_provenance(
    programme: Programme, assessment: Assessment, area_id: str, name: str
) -> str:
    """Write what one measure of one area is made of, its sources, date and status."""
    measure = assessment.measure(area_id, name)
    if is_published_total(programme, assessment, area_id, name):
        return provenance(
            f"{made_of(measure)}, a count for all {_scope_words(programme)}",
            PUBLISHED_SOURCE,
            day(programme.info.as_of),
            f"published; by district and by site: {measure['data_status']}",
        )
    tables = INDICATORS[name].tables
    basis = assessment.choice.need_basis
    return provenance(
        made_of(measure),
        sources_of(programme, tables, basis),
        dates_of(programme, tables, basis),
        str(measure["data_status"]),
    )


def is_published_total(
    programme: Programme, assessment: Assessment, area_id: str, name: str
) -> bool:
    """Whether a number is one that the programme itself has published, or a sum of such."""
    totals = programme.info.published_totals
    parts = PUBLISHED.get(name, ())
    if area_id != TOTAL or assessment.choice.scope != Scope.PROGRAMME or not parts:
        return False
    known = all(part in totals for part in parts)
    return known and assessment.value(area_id, name) == sum(totals[part] for part in parts)


def _scope_words(programme: Programme) -> str:
    ours = programme.districts["in_programme"]
    return f"{ours.sum()} programme districts of {len(ours)}"


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


def sources_of(
    programme: Programme, tables: Iterable[str], basis: NeedBasis = NeedBasis.NATIONAL
) -> str:
    """Name the sources of some tables, each once, in the order of the source list."""
    used = {
        source
        for name in _origins_used(tables, basis)
        if name in programme.origins
        for source in programme.origins[name].sources
    }
    titles = [str(title) for key, title in programme.sources["title"].items() if key in used]
    return "; ".join(titles) or "not stated"


def dates_of(
    programme: Programme, tables: Iterable[str], basis: NeedBasis = NeedBasis.NATIONAL
) -> str:
    """
    Write the date that a number stands for, and the years of the data behind it.

    The day on which an assumption was written down says nothing of either.
    """
    years = sorted(
        date[:4]
        for name in _origins_used(tables, basis)
        if name in programme.origins and name not in UNDATED
        for date in programme.origins[name].dates
    )
    stands_for = day(programme.info.as_of)
    if not years:
        return stands_for
    span = years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    return f"{stands_for}, from data of {span}"


def _origins_used(tables: Iterable[str], basis: NeedBasis) -> list[str]:
    """
    Name the origins behind some tables: of a wide table only the rows that count.

    >>> _origins_used(("population", "prevalence", "sites"), NeedBasis.NATIONAL)
    ['women', 'headline', 'sites']
    """
    behind = {
        "population": ["women"],
        "parameters": ["assumptions"],
        "prevalence": ["headline"],
    }
    if basis == NeedBasis.NAOMI_PATTERN:
        behind["prevalence"].append(f"prevalence:{NAOMI_LAYER}")
    return [name for table in tables for name in behind.get(table, [table])]
