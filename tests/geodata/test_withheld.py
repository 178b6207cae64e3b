"""What the public edition leaves out is listed with the rule that hides it."""

from __future__ import annotations

import pytest

from geodata.privacy import Policy
from geodata.public_view import PublicView, public_view
from geodata.withheld import NO_SAFE_VIEW, suppressed_fields, withheld
from tests.geodata.worlds import assessed, small_district_model, world

KEPT = (
    "kept hidden because an earlier edition would give it away: both together would tell a count "
    "under 5"
)


@pytest.fixture(name="plain", scope="module")
def _plain() -> PublicView:
    model = small_district_model()
    return public_view(model.programme, assessed(model))


@pytest.fixture(name="beside", scope="module")
def _beside() -> PublicView:
    """The same beside an edition that hides counts under 10."""
    model = small_district_model()
    strict = public_view(model.programme, assessed(model), Policy(threshold=10))
    return public_view(model.programme, assessed(model), older=[strict])


def test_each_figure_has_the_rule_that_hides_it(plain: PublicView) -> None:
    rows = {(one.row, one.column): one for one in withheld(plain)}
    small = "District E"
    assert rows[small, "Community Mentor Mothers"].why.startswith("complementary: with the totals")
    assert rows[small, "Mentor Mothers per site"].why.startswith("a ratio is hidden with its parts")
    assert rows[small, "Mentor Mothers: posts missing"].why.startswith("posts by the norms")
    assert rows[small, "Need that can be served"].why == (
        "need that can be served is a number of staff"
    )
    assert "Mentor Mothers" in suppressed_fields(tuple(rows.values()), "E")
    # Nothing that is shown is listed, and all that is hidden is.
    hidden = {
        (row.name, name) for row in plain.rows for name, one in row.figures if one.value is None
    }
    assert len(rows) == len(hidden) + 3


def test_a_small_count_is_said_to_be_one_where_the_public_reads_it() -> None:
    model = world(0)
    rows = {
        (one.row, one.column): one
        for one in withheld(public_view(model.programme, assessed(model)))
    }
    count = rows["District D", "Mentor Mothers"]
    assert (count.reads, count.why) == (
        "under 5",
        "a count of 0 to 4: none and few are one class",
    )


def test_what_an_earlier_edition_would_give_away_says_so(
    plain: PublicView, beside: PublicView
) -> None:
    assert not [one for one in withheld(plain) if one.why == KEPT]
    shown_alone = {
        (row.name, name) for row in plain.rows for name, one in row.figures if one.value is not None
    }
    hidden = {
        (row.name, name) for row in beside.rows for name, one in row.figures if one.value is None
    }
    kept = [one for one in withheld(beside, plain) if one.why == KEPT and one.codes]
    assert len(kept) == len(shown_alone & hidden) > 0


def test_a_sum_that_an_earlier_edition_made_impossible_is_named(
    plain: PublicView, beside: PublicView
) -> None:
    together = plain.together
    assert together is not None
    lost = [one.row for one in withheld(beside, plain) if one.why == KEPT and not one.codes]
    both = beside.together is not None and beside.together.area_ids == together.area_ids
    assert lost == ([] if both else [together.name])


def test_where_there_is_no_edition_the_reason_stands_in_the_last_row() -> None:
    assert withheld(None)[-1].why == NO_SAFE_VIEW
    assert withheld(None, refusal="A record cannot be read.")[-1][3:] == (
        "not published",
        "A record cannot be read.",
    )
