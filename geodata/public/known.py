"""What a reader knows of the hidden counts: how sites work, totals, published sums, ratios."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geodata.privacy import Kind, State, half_step
from geodata.public.columns import BY_NAME, CMM, COUNTS, CSC, FRONTLINE, MM, NEED, SC, SITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geodata.public.columns import PublicColumn
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView

Key = tuple[str, ...]
Terms = tuple[tuple[Key, float], ...]

INFINITE = float("inf")
MANY = 1_000.0  # More posts than any programme has in one district.
FACILITY_STAFFED, COMMUNITY_STAFFED = "has a Mentor Mother", "has a Community Mentor Mother"
AT_ONE_SITE: Final = "at one site"


@dataclass(frozen=True)
class Statement:
    """A sum of unknowns, each times a factor, lies between two numbers."""

    terms: Terms
    lower: float = -INFINITE
    upper: float = INFINITE


@dataclass(frozen=True)
class Knowledge:
    """
    What a reader knows or believes beside the published figures.

    A site has at most one coordinator of each kind; that is always known. The others are
    beliefs, which a reader gives up when the figures contradict them. Where the sites are, and
    so how many women walk to each of them, no reader is taken to know: nothing public says it.

    Attributes
    ----------
    sites_staffed
        Every site has at least one Mentor Mother.
    own_district
        Women use the sites of their own district only.
    all_reported
        No site is missing from the staffing table.
    reads_labels
        'Under 5' is under 5, and 'hidden' beside it is not.
    need_per_year
        Need by district, for a reader who calculated it exactly.
    """

    sites_staffed: bool = True
    own_district: bool = True
    all_reported: bool = True
    reads_labels: bool = True
    need_per_year: Mapping[str, float] = field(default_factory=dict)


def background(view: PublicView, knowledge: Knowledge) -> Iterator[Statement]:
    """Write down what is known without the view: totals published before, and how sites work."""
    yield from known_totals(view, dict(view.known_totals))
    yield from sites_and_staff(view, knowledge)


def known_totals(view: PublicView, totals: Mapping[str, float]) -> Iterator[Statement]:
    """Write down totals over all districts of the programme, by column."""
    codes = [row.area_ids[0] for row in view.districts]
    for name, value in totals.items():
        yield Statement(_sum(view, codes, (name,)), value, value)


def sites_and_staff(view: PublicView, knowledge: Knowledge) -> Iterator[Statement]:
    """Write down how sites work, for each district of the programme."""
    for row in view.districts:
        yield from _of_sites(view, row.area_ids[0], knowledge)


def count_key(view: PublicView, code: str, column: str) -> Key:
    """Name the unknown for a count: the same in every view of the same date."""
    return (view.as_of.isoformat(), code, column)


def count_terms(view: PublicView, codes: Sequence[str], column: PublicColumn) -> Terms:
    """Write a count, or a sum of counts, over some districts."""
    return _sum(view, codes, column.above or (column.name,))


def _sum(
    view: PublicView, codes: Sequence[str], columns: Sequence[str], factor: float = 1.0
) -> Terms:
    return tuple((count_key(view, code, name), factor) for code in codes for name in columns)


def figure_statements(
    view: PublicView, row: PublicRow, column: PublicColumn, value: float, need: tuple[float, float]
) -> Iterator[Statement]:
    """
    Write down what one published count, sum or ratio of staff says.

    Parameters
    ----------
    need
        Least and most need of the row.
    """
    if column.kind == Kind.COUNT:
        yield Statement(count_terms(view, row.area_ids, column), value, value)
        return
    step = half_step(column.kind, value)
    low = _sum(view, row.area_ids, column.below, value - step)
    high = _sum(view, row.area_ids, column.below, value + step)
    if column.above == (NEED,):
        yield Statement(low, upper=need[1])
        yield Statement(high, lower=need[0])
        return
    above = _sum(view, row.area_ids, column.above, -1.0)
    yield Statement(low + above, upper=0.0)
    yield Statement(high + above, lower=0.0)


def need_of(view: PublicView, codes: Sequence[str], knowledge: Knowledge) -> tuple[float, float]:
    """Least and most need of some districts that the rounded figures allow."""
    exact = knowledge.need_per_year
    if all(code in exact for code in codes):
        need = sum(exact[code] for code in codes)
        return need, need
    shown = [view.row(code)[NEED].value or 0.0 for code in codes]
    steps = [half_step(Kind.NEED, value) for value in shown]
    return sum(shown) - sum(steps), sum(shown) + sum(steps)


def not_few(view: PublicView) -> Iterator[Statement]:
    """Write down which counts are said not to be small, though not how many there are."""
    for row in view.rows:
        for name, figure in row.figures:
            if figure.state == State.NOT_FEW:
                terms = count_terms(view, row.area_ids, BY_NAME[name])
                yield Statement(terms, lower=view.policy.threshold)


def labels(view: PublicView) -> Iterator[Statement]:
    """Read the labels: 'under 5' is under 5, and 'hidden' in a column that has those is not."""
    threshold = view.policy.threshold
    for name in COUNTS:
        labelled = any(row[name].state == State.UNDER for row in view.districts)
        for row in view.rows:
            terms = _sum(view, row.area_ids, (name,))
            if row[name].state == State.UNDER:
                yield Statement(terms, upper=threshold - 1)
            elif row[name].state == State.HIDDEN and labelled:
                yield Statement(terms, lower=threshold)


def _of_sites(view: PublicView, code: str, knowledge: Knowledge) -> Iterator[Statement]:
    """At most one coordinator of each kind at a site; staff works at sites."""
    date = view.as_of.isoformat()
    sites, mothers, visitors = (((date, code, name), 1.0) for name in (SITES, MM, CMM))
    for coordinator in (SC, CSC):
        yield Statement((sites, ((date, code, coordinator), -1.0)), lower=0.0)
    for staff, staffed in ((mothers, FACILITY_STAFFED), (visitors, COMMUNITY_STAFFED)):
        some = (date, code, staffed)
        yield Statement(((some, 1.0),), 0.0, 1.0)
        yield Statement((staff, (some, -1.0)), lower=0.0)
        yield Statement((staff, (some, -MANY)), upper=0.0)
        yield Statement((sites, (some, -1.0)), lower=0.0)
    if knowledge.sites_staffed:
        yield Statement((mothers, (sites[0], -1.0)), lower=0.0)
    for name in FRONTLINE:
        yield from _of_one_site(view, code, name, knowledge)


def at_one_site(view: PublicView, code: str, column: str) -> Key:
    """Name the unknown for what any one site of a district has, if it is asked about."""
    return count_key(view, code, f"{column} {AT_ONE_SITE}")


def _of_one_site(
    view: PublicView, code: str, name: str, knowledge: Knowledge
) -> Iterator[Statement]:
    """One site has what the district has, less what the others have: one each at least."""
    here, everywhere = at_one_site(view, code, name), count_key(view, code, name)
    rest = ((everywhere, 1.0), (here, -1.0))
    yield Statement(rest, lower=0.0)
    if name == MM and knowledge.sites_staffed:
        yield Statement((*rest, (count_key(view, code, SITES), -1.0)), lower=-1.0)
