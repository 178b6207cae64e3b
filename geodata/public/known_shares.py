"""What shares of need and norms tell a reader of the hidden counts."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from geodata.choice import THRESHOLDS_MINUTES
from geodata.names import TOTAL, Platform
from geodata.privacy import Kind, half_step
from geodata.public.columns import (
    BY_NAME,
    CADRES,
    CMM,
    IN_REACH,
    MM,
    OUT_OF_REACH,
    OVER_CAPACITY,
    SC,
    SERVED,
    SHARES_OF_NEED,
    SITES,
    Family,
)
from geodata.public.known import (
    COMMUNITY_STAFFED,
    FACILITY_STAFFED,
    Statement,
    count_key,
    figure_statements,
    known_totals,
    labels,
    need_of,
    not_few,
    sites_and_staff,
)
from geodata.public.known_sites import norms_of_one_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.privacy import Figure
    from geodata.public.columns import PublicColumn
    from geodata.public.known import Key, Knowledge, Terms
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView

MOST = "most in any check"


def statements(view: PublicView, knowledge: Knowledge) -> Iterator[Statement]:
    """
    Write down everything that a reader of one view can: what it shows, and what is known.

    Parameters
    ----------
    knowledge
        What the reader knows or believes beside the view.
    """
    for row in view.rows:
        need = need_of(view, row.area_ids, knowledge)
        for name, figure in row.figures:
            if figure.value is not None:
                yield from _of_figure(view, row, BY_NAME[name], figure, need, knowledge)
    yield from not_few(view)
    if knowledge.reads_labels:
        yield from labels(view)
    # A total that the view shows may be newer than the one published before.
    unseen = {
        name: value for name, value in view.known_totals if view.row(TOTAL)[name].value is None
    }
    yield from known_totals(view, unseen)
    yield from sites_and_staff(view, knowledge)
    for row in view.districts:
        code = row.area_ids[0]
        most_need = need_of(view, (code,), knowledge)[1]
        yield from _of_reach(view, code, most_need, knowledge)
        yield from _of_norms(view, code, knowledge)
        yield from norms_of_one_site(view, code, knowledge, partial(_key, view, code))
    yield from _of_capacity(view, knowledge)


def _of_figure(
    view: PublicView,
    row: PublicRow,
    column: PublicColumn,
    figure: Figure,
    need: tuple[float, float],
    knowledge: Knowledge,
) -> Iterator[Statement]:
    value = figure.value or 0.0
    # Ratios to sites count those that reported: the sites shown only where all did.
    if column.below == (SITES,) and not knowledge.all_reported:
        return
    if column.family == Family.STAFF:
        yield from figure_statements(view, row, column, value, need)
    elif column.family == Family.NORM:
        posts = tuple((_key(view, code, column.name), 1.0) for code in row.area_ids)
        yield Statement(posts, value, value)
    elif column in SHARES_OF_NEED:
        yield from _of_share(view, row.area_ids, column.name, figure, need)


def _of_share(
    view: PublicView,
    codes: Sequence[str],
    name: str,
    figure: Figure,
    need: tuple[float, float],
) -> Iterator[Statement]:
    """Turn a share into need: between its ends as rounded, times the need."""
    step = half_step(Kind.SHARE, figure.value or 0.0)
    low, high = (figure.value or 0.0) - step, (figure.value or 0.0) + step
    if name == OUT_OF_REACH:
        low, high = 1 - high, 1 - low
    terms: Terms = tuple((_key(view, code, _reach(view, name)), 1.0) for code in codes)
    if name == OVER_CAPACITY:
        terms = _difference(view, codes)
    yield Statement(terms, low * need[0], high * need[1])
    if figure.upper is not None and name not in (OVER_CAPACITY, OUT_OF_REACH):
        most = tuple((_key(view, code, _reach(view, name), MOST), 1.0) for code in codes)
        yield Statement(most, (figure.upper - step) * need[0], (figure.upper + step) * need[1])


def _difference(view: PublicView, codes: Sequence[str]) -> Terms:
    pairs = ((_reach(view, IN_REACH), 1.0), (SERVED, -1.0))
    return tuple((_key(view, code, name), sign) for code in codes for name, sign in pairs)


def _reach(view: PublicView, name: str) -> str:
    """Name need in reach by its minutes, so that it is the same unknown as need within them."""
    if name in (IN_REACH, OUT_OF_REACH):
        return f"need_within_{view.choice.threshold_minutes}_minutes"
    return name


def _of_reach(
    view: PublicView, code: str, most_need: float, knowledge: Knowledge
) -> Iterator[Statement]:
    """Need in reach is part of the need, and says that somebody works there."""
    facility = view.choice.platform == Platform.FACILITY
    staffed = count_key(view, code, FACILITY_STAFFED if facility else COMMUNITY_STAFFED)
    within = [f"need_within_{minutes}_minutes" for minutes in THRESHOLDS_MINUTES]
    for name in (*within, SERVED):
        for key in (_key(view, code, name), _key(view, code, name, MOST)):
            yield Statement(((key, 1.0),), 0.0, most_need)
            if knowledge.own_district:
                yield Statement(((key, 1.0), (staffed, -most_need)), upper=0.0)
    nested = [*pairwise(within), (SERVED, _reach(view, IN_REACH))]
    for inner, outer in nested:
        terms = ((_key(view, code, outer), 1.0), (_key(view, code, inner), -1.0))
        yield Statement(terms, lower=0.0)


def _of_capacity(view: PublicView, knowledge: Knowledge) -> Iterator[Statement]:
    """Those who are served need staff: pairs served are at most what the staff can carry."""
    parameters = dict(view.parameters)
    served, staff = parameters["years_in_programme"], parameters["k_facility"]
    cadre = MM
    if view.choice.platform == Platform.COMMUNITY:
        cadre, served = CMM, served * parameters["home_visit_share"]
        staff = max(parameters["k_community_lowland"], parameters["k_community_mountain"])
    codes = [row.area_ids[0] for row in view.districts]
    for part in [[code] for code in codes] if knowledge.own_district else [codes]:
        work = [(_key(view, code, SERVED), served) for code in part]
        hands = [(count_key(view, code, cadre), -staff) for code in part]
        yield Statement((*work, *hands), upper=0.0)


def _of_norms(view: PublicView, code: str, knowledge: Knowledge) -> Iterator[Statement]:
    """
    Work back from posts required, missing and above the norm to the posts there are.

    One coordinator a facility team, a least number of Mentor Mothers with each, and one
    Community Site Coordinator for each full or part span.
    """
    parameters = dict(view.parameters)
    for cadre, column in CADRES.items():
        required, missing, above = (
            _key(view, code, f"{cadre.lower()}_{part}")
            for part in ("required", "deficit", "surplus")
        )
        present = count_key(view, code, column)
        if knowledge.all_reported:
            terms = ((required, 1.0), (present, -1.0), (missing, -1.0), (above, 1.0))
            yield Statement(terms, 0.0, 0.0)
    teams, community = (_key(view, code, f"{cadre}_required") for cadre in ("sc", "csc"))
    mothers = _key(view, code, "mm_required")
    visitors = count_key(view, code, CMM)
    yield Statement(((mothers, 1.0), (teams, -parameters["m_min"])), lower=0.0)
    yield Statement(((count_key(view, code, SITES), 1.0), (teams, -1.0)), lower=0.0)
    if knowledge.all_reported:
        yield Statement(((teams, 1.0), (count_key(view, code, SC), -1.0)), lower=0.0)
        yield Statement(((visitors, 1.0), (community, -1.0)), lower=0.0)
        yield Statement(((community, parameters["span"]), (visitors, -1.0)), lower=0.0)


def _key(view: PublicView, code: str, name: str, case: str = "") -> Key:
    """Name an unknown that depends on season, threshold, platform and basis of need."""
    choice = view.choice
    asked = (choice.season, choice.threshold_minutes, choice.platform, choice.need_basis)
    return (view.as_of.isoformat(), *map(str, asked), code, name, case)
