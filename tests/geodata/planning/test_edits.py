"""Edits of a scenario: the short list that is kept does what the long one did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import Cadre
from geodata.planning.edits import new_code, with_norms, with_place, with_post, without
from geodata.planning.run import changed_programme
from geodata.planning.scenario import Change, PlaceEdit, PostEdit, Scenario, What
from geodata.programme import Programme, load
from tests.conftest import cell_centre

if TYPE_CHECKING:
    from pathlib import Path

CELLS = st.tuples(st.integers(0, 8), st.integers(0, 8))


@pytest.fixture(name="tiny", scope="module")
def _tiny(tiny_template: Path) -> Programme:
    return load(tiny_template)


@st.composite
def sequences(draw: st.DrawFn) -> list[PlaceEdit]:
    """Draw edits one after another, each of something that is there."""
    there = {What.SITE: ["S1", "S2", "S3"], What.STOP: ["P1"]}
    made: list[PlaceEdit] = []
    for number in range(draw(st.integers(0, 7))):
        what = draw(st.sampled_from(What))
        change = draw(st.sampled_from(Change)) if there[what] else Change.ADD
        code = f"N{number}" if change == Change.ADD else draw(st.sampled_from(there[what]))
        longitude, latitude = cell_centre(*draw(CELLS))
        at = (None, None) if change == Change.CLOSE else (latitude, longitude)
        made.append(PlaceEdit(what, change, code, *at))
        if change == Change.ADD:
            there[what].append(code)
        elif change == Change.CLOSE:
            there[what].remove(code)
    return made


@given(edits=sequences())
def test_what_is_kept_of_many_edits_does_what_they_did(
    edits: list[PlaceEdit], tiny: Programme
) -> None:
    short = Scenario()
    for edit in edits:
        short = with_place(short, edit)
    assert len(short.places) <= len(edits)
    expected = changed_programme(tiny, Scenario(places=tuple(edits)))
    found = changed_programme(tiny, short)
    for table in ("sites", "outreach_stops"):
        ours, theirs = getattr(found, table), getattr(expected, table)
        columns = ["latitude", "longitude", "district_code"]
        pd.testing.assert_frame_equal(pd.DataFrame(ours[columns]), pd.DataFrame(theirs[columns]))


def test_posts_go_with_the_site_that_closes() -> None:
    staffed = with_post(Scenario(), "S1", Cadre.MM)
    assert with_place(staffed, PlaceEdit(What.SITE, Change.CLOSE, "S1")).posts == ()
    assert with_place(staffed, PlaceEdit(What.SITE, Change.CLOSE, "S2")).posts == staffed.posts


def test_taking_a_new_site_back_takes_its_posts_along() -> None:
    opened = with_place(Scenario(), PlaceEdit(What.SITE, Change.ADD, "N1", -29.5, 28.0))
    staffed = with_post(with_post(opened, "N1", Cadre.MM), "S1", Cadre.SC)
    assert without(staffed, 0).posts == (PostEdit("S1", Cadre.SC),)
    assert without(staffed, 1) == with_post(opened, "S1", Cadre.SC)
    assert without(staffed, 9) == staffed


def test_norms_that_return_to_today_are_no_change() -> None:
    today = {"k_facility": 160.0, "attendance": 0.8}
    changed = with_norms(Scenario(), {"k_facility": 120, "attendance": 0.8}, today)
    assert changed.norms == (("k_facility", 120.0),)
    assert with_norms(changed, today, today) == Scenario()


def test_a_new_place_takes_no_name_that_is_there() -> None:
    assert new_code(What.SITE, {"New site 1", "New site 2", "New stop 3"}) == "New site 3"
