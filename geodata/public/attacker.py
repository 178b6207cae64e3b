"""The attacker: bounds every hidden count from all that is published, by integer programming."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from geodata.privacy import State
from geodata.public.columns import BY_NAME, CADRES, COUNTS, NEED, STAFF_COUNTS
from geodata.public.eachsite import rooms, told_of_each_site
from geodata.public.known import Knowledge, Statement, background, count_terms
from geodata.public.known_shares import statements
from geodata.public.puzzle import Puzzle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.public.eachsite import Room
    from geodata.public.known import Terms
    from geodata.public.puzzle import Pair
    from geodata.public.view import PublicView


@dataclass(frozen=True)
class Disclosure:
    """
    A value under the threshold that a hidden count must be able to have, and no longer can.

    Attributes
    ----------
    area_id, column, as_of
        The district and the count, and the date (ISO) of the view.
    value
        The value; -1 where none in particular is ruled out.
    reason
        In words, for whoever publishes.
    """

    area_id: str
    column: str
    as_of: str
    value: int
    reason: str


@dataclass(frozen=True)
class Target:
    """One hidden count: where it is, and as a sum of unknowns."""

    view: PublicView
    area_id: str
    column: str
    terms: Terms
    reads_labels: bool


CONTRADICTION = "the published figures contradict one another"
RULED_OUT = "published figures rule it out"
# Every set of beliefs, the strongest first; a reader gives up what the figures contradict.
BELIEFS = tuple(
    Knowledge(sites_staffed=staffed, all_reported=reported, own_district=own)
    for own, reported, staffed in sorted(
        itertools.product((True, False), repeat=3), key=sum, reverse=True
    )
)


def disclosures(
    views: Sequence[PublicView],
    also: Sequence[Statement] = (),
    knowledge: Sequence[Knowledge] = BELIEFS,
) -> Iterator[Disclosure]:
    """
    Play the attacker: find the hidden counts that may no longer be any small number.

    Each hidden count of staff must remain possible at every value under the threshold, as
    far as the totals that the programme has published itself leave it possible: a count
    labelled 'under 5' for a reader who takes 'hidden' beside it to be more, and a count that
    reads 'hidden' for one who takes both alike. Where a count is only said not to be small,
    it must remain possible that not each site of the district has one; and what one site has
    of Mentor Mothers must remain possible at every small number too, so that no district tells
    'one or two at each'. What an older view told of the sites is out and not asked again.

    Parameters
    ----------
    views
        Everything published: older views and, last, the new one, of one date or of several.
    also
        Other published facts, such as a change between two dates.
    knowledge
        Sets of beliefs, the strongest first; each that the figures allow is used, unless a
        stronger one contains it.

    Returns
    -------
    One after the other, as they are found; none when the views are safe to publish.
    """
    yield from _of_each_site(views[-1])
    hidden, near = targets(views), rooms(views)
    # Whoever does not read the labels knows less of a count that has one; without labels both
    # readers know the same, and one of them is asked about the sites.
    has_labels = any(target.reads_labels for target in hidden)
    for reads_labels in (True, False):
        aimed = [target for target in hidden if target.reads_labels == reads_labels]
        beliefs = [replace(one, reads_labels=reads_labels) for one in knowledge]
        yield from _attack(aimed, near if reads_labels == has_labels else [], views, also, beliefs)


def is_safe(views: Sequence[PublicView]) -> bool:
    """Whether nothing can be worked out from some views; to be asked before publishing."""
    return _is_safe(tuple(views))


# Every file of one edition asks the same of the same views.
@lru_cache(maxsize=64)
def _is_safe(views: tuple[PublicView, ...]) -> bool:
    return next(disclosures(views), None) is None


def targets(views: Sequence[PublicView]) -> list[Target]:
    """
    List the hidden counts of staff by district, each once for each date.

    Labels are read for the counts that have one, and, beside such columns, for a cadre
    without labels.
    """
    found: dict[tuple[Terms, bool], Target] = {}
    for view in views:
        labelled = {
            name for row in view.districts for name in COUNTS if row[name].state == State.UNDER
        }
        for row, name in itertools.product(view.districts, STAFF_COUNTS):
            state = row[name].state
            beside = bool(labelled) and name in CADRES.values() and name not in labelled
            if state in (State.UNDER, State.HIDDEN):
                terms = count_terms(view, row.area_ids, BY_NAME[name])
                reads = beside or state == State.UNDER
                target = Target(view, row.area_ids[0], name, terms, reads)
                found.setdefault((terms, reads), target)
    return list(found.values())


def _attack(
    aimed: Sequence[Target],
    near: Sequence[Room],
    views: Sequence[PublicView],
    also: Sequence[Statement],
    beliefs: Sequence[Knowledge],
) -> Iterator[Disclosure]:
    """Ask for each small value of what is hidden, and whether there is room beside the sites."""
    asked = [*(one.terms for one in aimed), *(one.terms for one in near)]
    if not asked:
        return
    questions = [*(_questions(aimed) if aimed else []), *_questions_of_sites(near)]
    held = list(_held(asked, questions, views, also, beliefs))
    if not held:
        yield from (_disclosure(target, -1, CONTRADICTION) for target in aimed)
    for belief, puzzle in held:
        before = cache(partial(_before, views, belief, asked))
        before_last = cache(partial(_before_last, views, belief, asked))
        for terms, value in puzzle.impossible(questions):
            of_counts = [one for one in aimed if one.terms == terms]
            if of_counts and before().allows(terms, value):
                yield from (_disclosure(one, int(value), RULED_OUT) for one in of_counts)
            of_sites = [one for one in near if one.terms == terms]
            if of_sites and before_last().allows(terms, value):
                yield from (_disclosure(one, int(value), one.reason) for one in of_sites)


def _of_each_site(view: PublicView) -> Iterator[Disclosure]:
    for one in told_of_each_site(view):
        yield Disclosure(one.area_id, one.column, view.as_of.isoformat(), one.value, one.reason)


def _before(views: Sequence[PublicView], belief: Knowledge, asked: Sequence[Terms]) -> Puzzle:
    """Put down what is known without the views; made only where they rule something out."""
    return Puzzle([one for view in views for one in background(view, belief)], asked)


def _before_last(views: Sequence[PublicView], belief: Knowledge, asked: Sequence[Terms]) -> Puzzle:
    """Put down what is known without the last view: what older ones told of sites is out."""
    older = [one for view in views[:-1] for one in statements(view, belief)]
    return Puzzle([*older, *background(views[-1], belief)], asked)


def _held(
    asked: Sequence[Terms],
    questions: Sequence[Sequence[Pair]],
    views: Sequence[PublicView],
    also: Sequence[Statement],
    beliefs: Sequence[Knowledge],
) -> Iterator[tuple[Knowledge, Puzzle]]:
    """Yield the sets of beliefs that the figures allow and that no larger one contains."""
    kept: list[Knowledge] = []
    for belief in beliefs:
        if not any(_contains(larger, belief) for larger in kept):
            said = [one for view in views for one in statements(view, belief)]
            puzzle = Puzzle([*said, *also], asked)
            if puzzle.has_solution(questions):
                kept.append(belief)
                yield belief, puzzle


def _contains(larger: Knowledge, smaller: Knowledge) -> bool:
    return all(
        getattr(larger, name) or not getattr(smaller, name)
        for name in ("own_district", "all_reported", "sites_staffed")
    )


def _questions(aimed: Sequence[Target]) -> list[list[tuple[Terms, float]]]:
    """
    Ask for one value everywhere but where the need is most: there is room for the rest.

    Counts and sums of counts are asked apart, since both cannot have one value.
    """
    room = max(aimed, key=lambda one: one.view.row(one.area_id)[NEED].value or 0.0).area_id
    asked: dict[tuple[bool, bool, int], list[tuple[Terms, float]]] = {}
    for value, one in itertools.product(aimed[0].view.policy.small_counts, aimed):
        group = (one.area_id == room, len(one.terms) > 1, value)
        asked.setdefault(group, []).append((one.terms, float(value)))
    return [asked[group] for group in sorted(asked)]


def _questions_of_sites(near: Sequence[Room]) -> list[list[Pair]]:
    """Ask for one value at a site of each district, of coordinators and of others apart."""
    asked: dict[tuple[str, int], list[Pair]] = {}
    for one in near:
        for value in one.values:
            asked.setdefault((one.reason, value), []).append((one.terms, float(value)))
    return list(asked.values())


def _disclosure(target: Target | Room, value: int, reason: str) -> Disclosure:
    return Disclosure(target.area_id, target.column, target.view.as_of.isoformat(), value, reason)
