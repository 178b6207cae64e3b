"""Which districts are shown together so that no small count can be worked out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from geodata.names import TOTAL
from geodata.privacy import SHARE_STEP
from geodata.public.columns import (
    CMM,
    COORDINATORS,
    COUNTS,
    CSC,
    FRONTLINE,
    MM,
    NEED,
    SC,
    SITES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geodata.privacy import Policy


class Shown(IntEnum):
    """Where a kind of figure is shown; each level tells less than the one before."""

    ROWS = 1  # districts, those together as one row, and the total
    TOTAL = 2
    NOWHERE = 3


# Where Community Mentor Mothers work there is a site, and so a Mentor Mother: a label on the
# former may tell of the latter. Sites are places, so a label on them would only help to count.
LABELLED = ((MM, SC, CMM, CSC), (MM, SC, CSC), ())
# What the norms tell of single sites, by district: posts missing, asked for and above the norm.
MISSING: Final = {SC: "sc_deficit", CSC: "csc_deficit"}
SPANS, TEAMS = "csc_required", "sc_required"
ASKED, MISSING_MOTHERS, ABOVE = "mm_required", "mm_deficit", "mm_surplus"
OF_NORMS: Final = (*MISSING.values(), SPANS, TEAMS, ASKED, MISSING_MOTHERS, ABOVE)


@dataclass(frozen=True)
class Plan:
    """
    What a public view leaves out.

    Attributes
    ----------
    together
        Codes of the districts whose staff is given as one sum; nothing that depends on
        staff is given for one of them alone.
    shares
        Where each share of need is shown, by name of its column.
    ranges
        Whether the total's shares keep their range over the checks.
    labels
        Columns in which a district's small count reads 'under 5'. In the others all its
        counts read 'hidden', which does not say which of them are small.
    norms
        Whether posts required, missing and above the norm are shown.
    coordinators
        Where coordinators, and what is made from their number, are shown.
    mothers
        Where Mentor Mothers of health centres and of communities are told apart, and what is
        made from one kind alone; their sum is shown all the same.
    posts
        Where posts for Mentor Mothers required, missing and above the norm are shown.
    """

    together: tuple[str, ...] = ()
    shares: tuple[tuple[str, Shown], ...] = ()
    ranges: bool = True
    labels: tuple[str, ...] = ()
    norms: bool = True
    coordinators: Shown = Shown.ROWS
    mothers: Shown = Shown.ROWS
    posts: Shown = Shown.ROWS

    def shown(self, column: str) -> Shown:
        """Return where a share is shown; everywhere unless the plan says otherwise."""
        return dict(self.shares).get(column, Shown.ROWS)


def small_districts(counts: pd.DataFrame, policy: Policy) -> list[str]:
    """
    List the districts that cannot stand alone.

    One is a district with few sites or few of any cadre.

    Parameters
    ----------
    counts
        One row a district of the programme, with the columns of ``COUNTS``.

    >>> import pandas as pd
    >>> from geodata.privacy import Policy
    >>> rows = {"A": [9, 12, 8, 9, 8], "B": [9, 9, 8, 9, 8], "C": [9, 12, 4, 9, 8]}
    >>> small_districts(pd.DataFrame.from_dict(rows, "index", columns=list(COUNTS)), Policy())
    ['C']
    """
    return sorted(code for code in counts.index if _has_few(counts.loc[code], policy))


def groups(counts: pd.DataFrame, policy: Policy) -> Iterator[tuple[str, ...]]:
    """
    Yield ever larger groups of districts to show together; the last is all of them.

    The small districts come first, and then, one by one, the district with the fewest
    Mentor Mothers, so that as little as possible is lost. A group is only offered when its
    own sums are not small either. Nothing is offered when no district is small.
    """
    small = small_districts(counts, policy)
    if not small:
        return
    size = counts[list(FRONTLINE)].sum(axis=1).drop(small)
    added = sorted(size.index, key=lambda code: (size[code], code))
    for group in accumulate(([*small], *([code] for code in added))):
        everyone = len(group) == len(counts)
        sums = counts.loc[group].sum(skipna=False)
        if everyone or (len(group) > 1 and not _has_few(sums, policy)):
            yield tuple(sorted(group))


def plans(
    counts: pd.DataFrame,
    covered: pd.DataFrame,
    most_covered: float,
    policy: Policy,
    least: float,
) -> Iterator[Plan]:
    """
    Yield plans to try, the one that tells most first; the last tells only totals of staff.

    Parameters
    ----------
    counts
        One row a district: ``COUNTS``, ``need_per_year`` and ``OF_NORMS``.
    covered
        Need a year that each share of need takes in; one column a share, one row a district
        and one ``TOTAL``.
    most_covered
        The most need in reach in any check, over all districts.
    least
        Mentor Mothers that the norm asks of each team at least.
    """
    offered = list(groups(counts[list(COUNTS)], policy))
    if not offered:
        for plan in _ever_less(Plan()):
            yield _of_no_site(plan, counts, policy, least)
        return
    districts = list(counts.index)
    for lowest in (Shown.ROWS, Shown.TOTAL):
        for group in offered:
            levels = {
                str(name): max(lowest, _level(group, counts[NEED], column))
                for name, column in covered.items()
            }
            ranges = _could_be_elsewhere(group, counts[NEED], most_covered, districts)
            for labels in LABELLED:
                plan = Plan(group, tuple(levels.items()), ranges=ranges, labels=labels)
                yield _of_no_site(plan, counts, policy, least)
    hidden = tuple((str(name), Shown.NOWHERE) for name in covered)
    for plan in _ever_less(Plan(offered[-1], hidden, ranges=False)):
        yield _of_no_site(plan, counts, policy, least)


def _ever_less(plan: Plan) -> Iterator[Plan]:
    """Yield a plan, then without norms, and then with single cadres in total only."""
    yield plan
    yield replace(plan, norms=False)
    yield replace(plan, norms=False, coordinators=Shown.TOTAL, mothers=Shown.TOTAL)


def _has_few(counts: pd.Series, policy: Policy) -> bool:
    return any(policy.is_small(counts[name]) for name in COUNTS)


def _of_no_site(plan: Plan, counts: pd.DataFrame, policy: Policy, least: float) -> Plan:
    """
    Leave out what tells of each site: one coordinator, or how many Mentor Mothers.

    Where one district would tell it of its sites, it is shown of no district: of the rest and
    the total one could subtract, and which districts are left out would tell.
    """
    rest = counts.drop(list(plan.together))
    together = counts.loc[list(plan.together)].sum(skipna=False)
    rows = [rest.loc[code] for code in rest.index] + ([together] if plan.together else [])
    total = counts.sum(skipna=False)
    coordinators = Shown.TOTAL if any(map(_has_one_at_each, rows)) else Shown.ROWS
    if _has_one_at_each(total):
        coordinators = Shown.NOWHERE

    mothers = Shown.TOTAL if any(_bounds_a_site(row, policy) for row in rows) else Shown.ROWS
    if _bounds_a_site(total, policy):
        mothers = Shown.NOWHERE
    bound = any(_norms_bound_a_site(row, policy, least) for row in rows)
    return replace(
        plan,
        coordinators=max(plan.coordinators, coordinators),
        mothers=max(plan.mothers, mothers),
        posts=Shown.TOTAL if bound else Shown.ROWS,
        norms=plan.norms and not _norms_bound_a_site(total, policy, least),
    )


def _bounds_a_site(counts: pd.Series, policy: Policy) -> bool:
    """
    Whether so few Mentor Mothers are left beyond one a site that no site can have many.

    What a site has is a small count like any other, and must be left able to be every one of
    them: with a threshold of 5, from 1 to 4. One more than the number of sites tells 'one or
    two' of each; with three more any site may have four.
    """
    return bool(0 <= counts[MM] - counts[SITES] < policy.threshold - 2)


def _norms_bound_a_site(counts: pd.Series, policy: Policy, least: float) -> bool:
    """
    Whether posts missing and above the norm leave a site fewer small counts.

    Where none is missing each team has the least that is asked; where none is above the norm,
    and it asks little beyond the least, no site has many.
    """
    fewest = least - counts[MISSING_MOTHERS]
    most = counts[ASKED] - least * (counts[TEAMS] - 1) + counts[ABOVE]
    return bool(fewest > 1 or most < policy.threshold - 1)


def _has_one_at_each(counts: pd.Series) -> bool:
    """
    Whether each site, or each that the norm asks one of, has its coordinator of a kind.

    Or one Community Mentor Mother: as many as sites, and one coordinator asked for each, which
    two at one site would share.
    """
    return bool(counts[CMM] == counts[SITES] == counts[SPANS]) or any(
        counts[name] == counts[SITES] or counts[MISSING[name]] == 0 for name in COORDINATORS
    )


def _level(group: tuple[str, ...], need: pd.Series, covered: pd.Series) -> Shown:
    everywhere = list(need.index)
    alone = list(group) == everywhere
    here = float(covered[list(group)].sum())
    if not alone and _could_be_elsewhere(group, need, here, list(group)):
        return Shown.ROWS
    if _could_be_elsewhere(group, need, float(covered[TOTAL]), everywhere):
        return Shown.TOTAL
    return Shown.NOWHERE


def _could_be_elsewhere(
    group: tuple[str, ...], need: pd.Series, covered: float, among: list[str]
) -> bool:
    """
    Whether a sum of covered need leaves each district of a group able to have none of it.

    Otherwise the sum alone says that somebody works there.
    """
    whole = float(need[among].sum())
    # The reader sees the share to a whole percent.
    return all(covered + SHARE_STEP * whole <= whole - float(need[code]) for code in group)
