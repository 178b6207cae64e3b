"""The attacker: bounds every hidden count from all that is published, by integer programming."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.known import Knowledge, Statement, background, count_terms
from geodata.known_shares import statements
from geodata.privacy import State
from geodata.public_columns import BY_NAME, MM, SITES, STAFF_COUNTS
from geodata.public_rows import RowKind
from geodata.puzzle import Puzzle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.known import Terms
    from geodata.public_view import PublicView


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
    labelled: bool


CONTRADICTION = "the published figures contradict one another"
# A reader gives up a belief that the figures contradict; the strongest set that stands counts.
BELIEFS = (
    Knowledge(),
    Knowledge(own_district=False),
    Knowledge(own_district=False, all_reported=False),
    Knowledge(own_district=False, all_reported=False, sites_staffed=False),
)


def disclosures(
    views: Sequence[PublicView],
    also: Sequence[Statement] = (),
    knowledge: Sequence[Knowledge] = BELIEFS,
) -> Iterator[Disclosure]:
    """
    Play the attacker: find the hidden counts that may no longer be any small number.

    Each hidden count of staff must remain possible at every value under the threshold, as
    far as the totals that the programme has published itself leave it possible: for a
    reader who takes 'hidden' and 'under 5' alike, and a count labelled 'under 5' also for
    one who reads the labels.

    Parameters
    ----------
    views
        Everything published: the new view and older ones, of one date or of several.
    also
        Other published facts, such as a change between two dates.
    knowledge
        Beliefs, the strongest first; the first that the figures allow is used.

    Returns
    -------
    One after the other, as they are found; none when the views are safe to publish.
    """
    yield from _one_at_each_site(views)
    hidden = list(targets(views))
    for reads_labels in (True, False):
        aimed = [target for target in hidden if target.labelled or not reads_labels]
        if aimed:
            beliefs = [replace(one, reads_labels=reads_labels) for one in knowledge]
            yield from _attack(aimed, views, also, beliefs)


def is_safe(views: Sequence[PublicView], also: Sequence[Statement] = ()) -> bool:
    """Whether nothing can be worked out from some views; to be asked before publishing."""
    return next(disclosures(views, also), None) is None


def targets(views: Sequence[PublicView]) -> Iterator[Target]:
    """List the hidden counts of staff by district; sites only where they are hidden too."""
    for view in views:
        for row in view.districts:
            for name in STAFF_COUNTS:
                state = row[name].state
                if state in (State.UNDER, State.HIDDEN):
                    terms = count_terms(view, row.area_ids, BY_NAME[name])
                    labelled = state == State.UNDER
                    yield Target(view, row.area_ids[0], name, terms, labelled)


def _attack(
    aimed: Sequence[Target],
    views: Sequence[PublicView],
    also: Sequence[Statement],
    beliefs: Sequence[Knowledge],
) -> Iterator[Disclosure]:
    asked = [target.terms for target in aimed]
    for belief in beliefs:
        said = [one for view in views for one in statements(view, belief)]
        puzzle = Puzzle([*said, *also], asked)
        if puzzle.has_solution():
            break
    else:
        yield from (_disclosure(target, -1, CONTRADICTION) for target in aimed)
        return
    before = Puzzle([one for view in views for one in background(view, belief)], asked)
    for terms, value in puzzle.impossible(list(_bundles(aimed))):
        if before.allows(terms, value):
            for target in aimed:
                if target.terms == terms:
                    yield _disclosure(target, int(value), "published figures rule it out")


def _bundles(aimed: Sequence[Target]) -> Iterator[list[tuple[Terms, float]]]:
    """Ask for one value of all counts of a district at once, and for sums of them apart."""
    places = dict.fromkeys((id(target.view), target.area_id) for target in aimed)
    for place in places:
        here = [one for one in aimed if (id(one.view), one.area_id) == place]
        for value in here[0].view.policy.small_counts:
            for is_sum in (False, True):
                bundle = [
                    (one.terms, float(value)) for one in here if (len(one.terms) > 1) == is_sum
                ]
                if bundle:
                    yield bundle


def _disclosure(target: Target, value: int, reason: str) -> Disclosure:
    return Disclosure(target.area_id, target.column, target.view.as_of.isoformat(), value, reason)


def _one_at_each_site(views: Sequence[PublicView]) -> Iterator[Disclosure]:
    """Find rows with as many Mentor Mothers as sites: each clinic is then known to have one."""
    for view in views:
        for row in view.rows:
            mothers, sites = row[MM].value, row[SITES].value
            if row.kind != RowKind.TOTAL and mothers is not None and mothers == sites:
                reason = "as many Mentor Mothers as sites: one at each"
                area = "+".join(row.area_ids)
                yield Disclosure(area, MM, view.as_of.isoformat(), 1, reason)
