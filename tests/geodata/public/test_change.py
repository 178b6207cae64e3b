"""Two published views: compared where they mean the same, refused with the reason otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from geodata.choice import Choice
from geodata.names import Cadre
from geodata.privacy import Figure, State
from geodata.public.attacker import is_safe
from geodata.public.change import (
    NotComparableError,
    changes,
    laid_together,
    reasons_against,
    sites_told_apart,
)
from geodata.public.columns import MM
from geodata.public.view import PublicView, public_view
from geodata.status import DataStatus
from geodata.terrain import Season
from tests.geodata.worlds import assessed, made

HEADS = {
    Cadre.MM: [2, 1] * 12,
    Cadre.SC: [1] * 24,
    Cadre.CMM: [3] * 24,
    Cadre.CSC: [1] * 24,
}
LATER = dt.date(2018, 2, 28)


@pytest.fixture(name="view", scope="module")
def _view() -> PublicView:
    model = made([12, 12], HEADS, np.random.default_rng(1), told=False)
    return public_view(model.programme, assessed(model))


def with_counts(view: PublicView, **counts: float) -> PublicView:
    """Change figures of the first district."""
    figures = dict(view.rows[0].figures) | {
        name: Figure(State.SHOWN, value) for name, value in counts.items()
    }
    return replace(
        view, rows=(replace(view.rows[0], figures=tuple(figures.items())), *view.rows[1:])
    )


def test_what_changed_between_two_dates_is_said(view: PublicView) -> None:
    later = replace(with_counts(view, mentor_mothers=21.0), as_of=LATER)
    changed = [one for one in changes(view, later) if one.difference]
    assert [(one.row, one.column, one.before, one.after) for one in changed] == [
        ("District A", MM, 18.0, 21.0)
    ]


def test_no_route_before_and_none_now_is_no_change(view: PublicView) -> None:
    walled = with_counts(view, median_walk_seconds=float("inf"))
    assert [one for one in changes(walled, replace(walled, as_of=LATER)) if one.difference] == []
    assert laid_together([walled], walled) == [walled]


def test_what_one_of_them_hides_has_no_change(view: PublicView) -> None:
    figures = dict(view.rows[0].figures) | {MM: Figure(State.HIDDEN)}
    hidden = replace(view.rows[0], figures=tuple(figures.items()))
    later = replace(view, as_of=LATER, rows=(hidden, *view.rows[1:]))
    told = {(one.area_ids, one.column) for one in changes(view, later)}
    assert (("A",), MM) not in told
    assert (("B",), MM) in told


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rule_version": "9"}, "the rules changed from version 1 to 9"),
        ({"choice": Choice(season=Season.WET)}, "the season changed from dry to wet"),
        ({"choice": Choice(threshold_minutes=60)}, "the walk that counts as near changed"),
        ({"programme_id": "another"}, "they are of small and another"),
        ({"parameters": (("k_facility", 120.0),)}, "k_facility changed from 160 to 120"),
        ({"status": DataStatus.REPORTED}, "the data was demonstration and is reported"),
        ({"as_of": dt.date(2016, 1, 1)}, "is not older"),
    ],
)
def test_other_definitions_are_refused_with_the_reason(
    view: PublicView, change: dict[str, object], reason: str
) -> None:
    other = replace(view, **change)  # type: ignore[arg-type]
    with pytest.raises(NotComparableError, match=reason):
        changes(view, other)


def test_other_districts_are_refused(view: PublicView) -> None:
    fewer = replace(view, rows=view.rows[1:])
    assert "districts" in reasons_against(view, fewer)[0]


def test_all_reasons_are_given_at_once(view: PublicView) -> None:
    other = replace(view, rule_version="9", programme_id="another")
    assert len(reasons_against(view, other)) == 2


def test_two_editions_that_differ_by_one_site_tell_its_staff(view: PublicView) -> None:
    one_more = with_counts(view, sites=13.0, mentor_mothers=19.0)
    assert sites_told_apart(view, one_more) == ("District A",)
    assert sites_told_apart(view, with_counts(view, sites=17.0, mentor_mothers=25.0)) == ()
    assert sites_told_apart(view, view) == ()


def in_second(view: PublicView, **counts: float) -> PublicView:
    """Change figures of the second district."""
    shown = {name: Figure(State.SHOWN, value) for name, value in counts.items()}
    second = replace(view.rows[1], figures=tuple((dict(view.rows[1].figures) | shown).items()))
    return replace(view, rows=(view.rows[0], second, *view.rows[2:]))


@pytest.mark.parametrize("site", [1, -1])
def test_of_two_dates_one_site_is_told_unless_staff_changed_elsewhere(
    view: PublicView, site: int
) -> None:
    both = view.row("A")["frontline"].value or 0.0
    other = view.row("B")["frontline"].value or 0.0
    later = replace(with_counts(view, sites=12.0 + site, frontline=both + 4 * site), as_of=LATER)
    assert sites_told_apart(view, later) == ("District A",)
    # Whoever sees that one left a district with the same sites knows that more may have.
    assert sites_told_apart(view, in_second(later, frontline=other - 1)) == ()
    # Where the sites changed too, those may be theirs; and need says nothing of staff.
    twice = in_second(later, frontline=other + 4 * site, sites=12.0 + site)
    assert sites_told_apart(view, twice) == ("District A", "District B")
    assert sites_told_apart(view, in_second(later, need_per_year=1.0)) == ("District A",)
    # Fewer staff at more sites, or two coordinators at one, cannot be of the site alone.
    other_way = with_counts(later, frontline=both - site)
    assert sites_told_apart(view, other_way) == ()
    twelve = with_counts(view, site_coordinators=12.0)
    two_more = with_counts(later, site_coordinators=12.0 + 2 * site)
    assert sites_told_apart(twelve, two_more) == ()
    assert sites_told_apart(view, with_counts(later, sites=12.0 + 5 * site)) == ()


def test_what_was_corrected_since_is_not_laid_beside_the_correction(view: PublicView) -> None:
    corrected = with_counts(view, mentor_mothers=21.0)
    old, new = laid_together([view], corrected)
    assert new == corrected
    # The corrected district and the total are gone, the other district still stands.
    assert [row[MM].value for row in old.rows] == [None, 18, None]
    assert [row["need_per_year"].value for row in old.rows] == [
        row["need_per_year"].value for row in view.rows
    ]
    assert is_safe([old, new])


def test_views_of_two_dates_and_equal_ones_are_laid_together_as_they_are(view: PublicView) -> None:
    later = replace(with_counts(view, mentor_mothers=21.0), as_of=LATER)
    assert laid_together([view, view], later) == [view, later]
    assert laid_together([view], view) == [view]


def test_a_count_that_was_shown_is_not_hidden_by_a_correction_elsewhere(view: PublicView) -> None:
    # The first district was corrected; the second had 18 and is hidden now as 'under 5'.
    corrected = with_counts(view, mentor_mothers=21.0)
    figures = dict(view.rows[1].figures) | {MM: Figure(State.UNDER)}
    hidden = replace(view.rows[1], figures=tuple(figures.items()))
    new = replace(corrected, rows=(corrected.rows[0], hidden, corrected.rows[2]))
    assert not is_safe(laid_together([view], new))
