"""One more edit in a scenario: later edits of a place take the room of earlier ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.planning.scenario import PACE, Change, PostEdit, What

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geodata.names import Cadre
    from geodata.planning.scenario import PlaceEdit, Scenario


def with_place(scenario: Scenario, edit: PlaceEdit) -> Scenario:
    """
    Add, move or close one more place.

    Of two moves the last one counts, a new place that moves is new at its last point, and one
    that closes again was never there. Posts at a site that closes go with it.

    >>> from geodata.planning.scenario import PlaceEdit, Scenario
    >>> new = with_place(Scenario(), PlaceEdit(What.STOP, Change.ADD, "New stop 1", -29.5, 28.0))
    >>> moved = with_place(new, PlaceEdit(What.STOP, Change.MOVE, "New stop 1", -29.6, 28.0))
    >>> [(edit.change.value, edit.latitude) for edit in moved.places]
    [('add', -29.6)]
    >>> with_place(moved, PlaceEdit(What.STOP, Change.CLOSE, "New stop 1")) == Scenario()
    True
    """
    same = [one for one in scenario.places if (one.what, one.code) == (edit.what, edit.code)]
    others = tuple(one for one in scenario.places if one not in same)
    is_new = any(one.change == Change.ADD for one in same)
    posts = scenario.posts
    if edit.change == Change.CLOSE and edit.what == What.SITE:
        posts = tuple(post for post in posts if post.site_id != edit.code)
    if edit.change == Change.CLOSE and is_new:
        return replace(scenario, places=others, posts=posts)
    if is_new:
        # It keeps its place in the order: of equally near places the older one wins.
        kept = replace(edit, change=Change.ADD)
        places = tuple(kept if one in same else one for one in scenario.places)
        return replace(scenario, places=places)
    return replace(scenario, places=(*others, edit), posts=posts)


def with_post(scenario: Scenario, site_id: str, cadre: Cadre, count: int = 1) -> Scenario:
    """
    Add posts at a site; those of one cadre stand together.

    >>> from geodata.names import Cadre
    >>> from geodata.planning.scenario import Scenario
    >>> with_post(with_post(Scenario(), "S1", Cadre.MM), "S1", Cadre.MM).posts[0].count
    2
    """
    key = (site_id, cadre)
    there = sum(post.count for post in scenario.posts if (post.site_id, post.cadre) == key)
    others = tuple(post for post in scenario.posts if (post.site_id, post.cadre) != key)
    return replace(scenario, posts=(*others, PostEdit(site_id, cadre, there + count)))


def without(scenario: Scenario, position: int) -> Scenario:
    """
    Take one edit back, by its position among places and then posts; an unknown one is no edit.

    Posts at a new site go with the site.
    """
    if not 0 <= position < len(scenario.places) + len(scenario.posts):
        return scenario
    if position >= len(scenario.places):
        at = position - len(scenario.places)
        return replace(scenario, posts=(*scenario.posts[:at], *scenario.posts[at + 1 :]))
    gone = scenario.places[position]
    places = (*scenario.places[:position], *scenario.places[position + 1 :])
    posts = scenario.posts
    if (gone.what, gone.change) == (What.SITE, Change.ADD):
        posts = tuple(post for post in posts if post.site_id != gone.code)
    return replace(scenario, places=places, posts=posts)


def with_norms(
    scenario: Scenario, values: Mapping[str, float], today: Mapping[str, float]
) -> Scenario:
    """
    Set norms; those that equal today's are no change.

    >>> from geodata.planning.scenario import Scenario
    >>> with_norms(Scenario(), {"k_facility": 120}, {"k_facility": 160.0}).norms
    (('k_facility', 120.0),)
    >>> with_norms(Scenario(), {"k_facility": 160}, {"k_facility": 160.0}).is_today
    True
    """
    kept = {**dict(scenario.norms), **{name: float(value) for name, value in values.items()}}
    changed = {name: value for name, value in kept.items() if value != today.get(name)}
    return replace(scenario, norms=tuple(sorted(changed.items())))


def in_steps(scenario: Scenario) -> tuple[Scenario, ...]:
    """
    Take a scenario apart into one step after another: norms and speed, places, posts.

    The first step changes nothing, the last one is the scenario.

    >>> from geodata.names import Cadre
    >>> from geodata.planning.scenario import Scenario
    >>> two = with_post(Scenario(pace_percent=80.0), "S1", Cadre.MM)
    >>> [(step.pace_percent, len(step.posts)) for step in in_steps(two)]
    [(100.0, 0), (80.0, 0), (80.0, 1)]
    """
    step = scenario.unedited
    steps = [step]
    if scenario.norms or scenario.pace_percent != PACE:
        steps.append(replace(step, norms=scenario.norms, pace_percent=scenario.pace_percent))
    for done in range(1, len(scenario.places) + 1):
        steps.append(replace(steps[-1], places=scenario.places[:done]))
    for done in range(1, len(scenario.posts) + 1):
        steps.append(replace(steps[-1], posts=scenario.posts[:done]))
    return tuple(steps)


def new_code(what: What, taken: Collection[str]) -> str:
    """
    Name a new place by the first number that is free.

    >>> new_code(What.STOP, {"New stop 1"})
    'New stop 2'
    """
    number = 1
    while f"New {what} {number}" in taken:
        number += 1
    return f"New {what} {number}"
