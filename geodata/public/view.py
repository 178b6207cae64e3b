"""The public view of a programme: all that pages, files and images for the public are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.names import TOTAL, Scope
from geodata.privacy import DisclosureError, Policy
from geodata.public.attacker import is_safe
from geodata.public.change import laid_together
from geodata.public.columns import (
    CADRES,
    COUNTS,
    IN_REACH,
    NEED,
    OUT_OF_REACH,
    OVER_CAPACITY,
    SHARES_OF_NEED,
    SITES,
)
from geodata.public.rows import (
    PublicRow,
    RowKind,
    Source,
    as_measured,
    listed,
    outside_rows,
    public_rows,
)
from geodata.public.suppression import OF_NORMS, Plan, Shown, plans
from geodata.status import worst

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from geodata.assessment import Assessment
    from geodata.choice import Choice
    from geodata.programme import Programme
    from geodata.status import DataStatus

# Planning parameters that stand on the method page, so a reader can calculate with them.
FORMULA_PARAMETERS = (
    "k_facility",
    "k_community_lowland",
    "k_community_mountain",
    "home_visit_share",
    "years_in_programme",
    "m_min",
    "span",
    "tau",
)
CITED = ("title", "publisher", "year", "licence", "url")
COORDINATORS_IN_TOTAL: Final = (
    "Coordinators are not counted by district: where there are as many as sites, each site would "
    "be known to have one."
)
ONE_KIND_IN_TOTAL: Final = (
    "Both kinds of Mentor Mothers are counted together by district: one alone would tell of some "
    "sites how many work there."
)
SINGLE_CADRES_IN_TOTAL: Final = (
    "By district all Mentor Mothers are counted together and coordinators not at all: single "
    "cadres would tell of some sites how many work there."
)


@dataclass(frozen=True)
class PublicSource:
    """A source as it is cited."""

    source_id: str
    title: str
    publisher: str
    year: str
    licence: str
    url: str


@dataclass(frozen=True)
class PublicView:
    """
    What the public may see of one assessment: numbers already rounded, small ones gone.

    It holds no site, no position, nothing below district, and no reference to the programme
    it was made from; not even its content hash, with which a guess could be confirmed.

    Attributes
    ----------
    rows
        Districts of the programme, those shown together, and the total.
    outside
        Need in the other districts.
    parameters
        Planning parameters of the formulas, as on the method page.
    known_totals
        Totals that the programme has published itself, by column.
    notes
        Sentences that say what is hidden and why.
    """

    programme_id: str
    title: str
    country: str
    as_of: dt.date
    period: str
    rule_version: str
    choice: Choice
    policy: Policy
    status: DataStatus
    statuses: tuple[tuple[str, DataStatus], ...]
    rows: tuple[PublicRow, ...]
    outside: tuple[PublicRow, ...]
    sources: tuple[PublicSource, ...]
    parameters: tuple[tuple[str, float], ...]
    known_totals: tuple[tuple[str, float], ...]
    notes: tuple[str, ...]

    def row(self, area_id: str) -> PublicRow:
        """Return the row of one district by its code, or the total's by ``TOTAL``."""
        if area_id == TOTAL:
            return next(row for row in self.rows if row.kind == RowKind.TOTAL)
        return next(
            row for row in self.rows if row.kind == RowKind.DISTRICT and row.area_ids == (area_id,)
        )

    @property
    def districts(self) -> tuple[PublicRow, ...]:
        """Rows of single districts."""
        return tuple(row for row in self.rows if row.kind == RowKind.DISTRICT)

    @property
    def together(self) -> PublicRow | None:
        """Row of the districts whose staff is shown together, if there are some."""
        return next((row for row in self.rows if row.kind == RowKind.TOGETHER), None)


def public_view(
    programme: Programme,
    assessment: Assessment,
    policy: Policy | None = None,
    older: Sequence[PublicView] = (),
) -> PublicView:
    """
    Make the public view: the one that tells most and from which no small count follows.

    Parameters
    ----------
    assessment
        Of the programme's own districts.
    policy
        By default counts under 5 are hidden.
    older
        Views already published, which a reader may lay beside the new one.

    Raises
    ------
    ValueError
        When the assessment is of the whole country: staff outside the programme is none.
    DisclosureError
        When no plan hides enough, or an older view hides what this one would tell.
    """
    if assessment.choice.scope != Scope.PROGRAMME:
        raise ValueError("A public view is made of the programme's districts, not the country.")
    policy = policy or Policy()
    source = source_of(programme, assessment, policy)
    for plan in plans(*_to_plan(source), policy, source.parameters.value("m_min")):
        view = view_of(programme, assessment, source, plan)
        if is_safe(laid_together(older, view)):
            return view
    raise DisclosureError("A reader could work out a small count from any public view.")


def source_of(programme: Programme, assessment: Assessment, policy: Policy) -> Source:
    """Collect the private numbers that the rows are made from."""
    districts = programme.districts[programme.districts["in_programme"]]
    return Source(
        measures=as_measured(assessment.measures),
        names={str(code): str(name) for code, name in districts["area_name"].items()},
        parameters=programme.parameters,
        policy=policy,
        known_totals=frozenset(dict(_known_totals(programme))),
    )


def view_of(programme: Programme, assessment: Assessment, source: Source, plan: Plan) -> PublicView:
    """Make the view that one plan allows; only ``public_view`` knows whether it is safe."""
    info = programme.info
    outside = programme.districts[~programme.districts["in_programme"]]
    return PublicView(
        programme_id=info.programme_id,
        title=info.title,
        country=info.country,
        as_of=info.as_of,
        period=info.period,
        rule_version=info.rule_version,
        choice=assessment.choice,
        policy=source.policy,
        status=worst(programme.statuses.values()),
        statuses=tuple(sorted(programme.statuses.items())),
        rows=public_rows(source, plan),
        outside=outside_rows(
            source.measures,
            {str(code): str(name) for code, name in outside["area_name"].items()},
        ),
        sources=tuple(cited_sources(programme)),
        parameters=tuple(
            (name, float(programme.parameters.value(name))) for name in FORMULA_PARAMETERS
        ),
        known_totals=tuple(_known_totals(programme)),
        notes=tuple(_notes(source, plan)),
    )


def _to_plan(source: Source) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Lay out what the plans are made from: counts, need covered, and the most in any check."""
    codes, measures = source.districts, source.measures
    names = (*COUNTS, NEED, *OF_NORMS)
    counts = {name: [measures[code, name].value for code in codes] for name in names}
    places = [*codes, TOTAL]
    covered = {
        column.name: [measures[code, column.name].numerator for code in places]
        for column in SHARES_OF_NEED
    }
    # Out of reach, or over capacity beside what is served, says what is in reach.
    covered |= dict.fromkeys((OUT_OF_REACH, OVER_CAPACITY), covered[IN_REACH])
    upper = [measures[TOTAL, name].upper for name in covered if name != OUT_OF_REACH]
    return (
        pd.DataFrame(counts, index=codes),
        pd.DataFrame(covered, index=places),
        float(np.nanmax(upper)) * measures[TOTAL, NEED].value,
    )


def _known_totals(programme: Programme) -> Iterator[tuple[str, float]]:
    for code, name in {"sites": SITES, **CADRES}.items():
        if code in programme.info.published_totals:
            yield name, float(programme.info.published_totals[code])


def cited_sources(programme: Programme) -> Iterator[PublicSource]:
    """Yield the sources of a programme as they are cited; a part that is missing is empty."""
    for source_id, row in programme.sources.iterrows():
        words = ["" if pd.isna(row[part]) else str(row[part]) for part in CITED]
        yield PublicSource(str(source_id), *words)


def _notes(source: Source, plan: Plan) -> Iterator[str]:
    threshold = source.policy.threshold
    untold = {
        (True, False): COORDINATORS_IN_TOTAL,
        (False, True): ONE_KIND_IN_TOTAL,
        (True, True): SINGLE_CADRES_IN_TOTAL,
    }.get((plan.coordinators != Shown.ROWS, plan.mothers != Shown.ROWS), "")
    if not plan.together:
        none = f"No count of sites or staff in any district is under {threshold}."
        yield f"{none} {untold}".strip()
        return
    names = listed([source.names[code] for code in plan.together])
    yield (
        f"Staff of {names} is shown only as a sum, because a count there is under {threshold} or "
        "could be worked out."
    )
    if plan.labels:
        yield f"'Under {threshold}' may be none."
    yield f"'Hidden' {'elsewhere ' if plan.labels else ''}does not say whether a count is small."
    if untold:
        yield untold
    if any(level != Shown.ROWS for _, level in plan.shares):
        yield "Shares of need that would give a hidden count away are shown in total or not at all."
