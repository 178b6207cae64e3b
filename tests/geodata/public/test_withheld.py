"""What the public edition leaves out is listed with the rule that hides it."""

from __future__ import annotations

import pytest

from geodata.privacy import Policy
from geodata.public.view import PublicView, public_view
from geodata.public.withheld import NO_SAFE_VIEW, LeftOut, suppressed_fields, withheld
from tests.geodata.worlds import assessed, small_district_model, world


@pytest.fixture(name="plain", scope="module")
def _plain() -> PublicView:
    model = small_district_model()
    return public_view(model.programme, assessed(model))


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


def test_both_settings_stand_beside_each_other(plain: PublicView) -> None:
    model = small_district_model()
    strict = public_view(model.programme, assessed(model), Policy(threshold=10))
    told = LeftOut(withheld(plain), withheld(strict))
    rows = {one[:2]: one[2:] for one in told.both()}
    assert rows["every action", "all columns"][:2] == ("not published", "not published")
    assert rows["District E", "Site Coordinators"][:2] == ("under 5", "hidden")
    assert rows["District A", "Site Coordinators"][:2] == ("5 or more", "shown")
    assert rows["District C", "Mentor Mothers"][:2] == ("shown", "hidden")
    hidden = {(one.row, one.column) for one in (*told.rows, *told.strict)}
    assert set(rows) == hidden


def test_where_there_is_no_edition_the_last_row_says_so() -> None:
    assert withheld(None)[-1][3:] == ("not published", NO_SAFE_VIEW)
