"""What the public may see: the embedded dataset, small programmes, and nothing private."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.choice import Choice
from geodata.names import TOTAL, Cadre, Scope
from geodata.privacy import Kind, Policy, State, figure_words, rounded
from geodata.public.columns import (
    BY_NAME,
    CADRES,
    COLUMNS,
    COUNTS,
    NEED,
    NORM_TITLES,
    OF_COORDINATORS,
    STAFF_COUNTS,
    Family,
)
from geodata.public.rows import RowKind
from geodata.public.view import PublicView, public_view
from tests.geodata.worlds import assessed, lesotho_model, made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.geodata import worlds

STRICT = Policy(threshold=10)
# The case of one person a site: sites of Maseru, Leribe, Berea, Mafeteng, Mohale's Hoek and
# Qacha's Nek, and the staff of each.
ONE_EACH_SITES = [4, 3, 2, 2, 2, 1]
ONE_EACH: worlds.HEADS = {
    Cadre.MM: [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2],
    Cadre.SC: [1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1],
    Cadre.CMM: [2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3],
    Cadre.CSC: [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1],
}


@pytest.fixture(name="embedded", scope="module")
def _embedded() -> PublicView:
    model = lesotho_model()
    return public_view(model.programme, assessed(model))


@pytest.fixture(name="strict", scope="module")
def _strict() -> PublicView:
    model = lesotho_model()
    return public_view(model.programme, assessed(model), STRICT)


@pytest.fixture(name="one_each", scope="module")
def _one_each() -> PublicView:
    model = made(ONE_EACH_SITES, ONE_EACH, np.random.default_rng(1))
    return public_view(model.programme, assessed(model))


def test_the_demonstration_tells_mentor_mothers_as_one_and_coordinators_in_total_only(
    embedded: PublicView,
) -> None:
    assert [row["frontline"].value for row in embedded.rows] == [54, 56, 42, 33, 28, 213]
    assert [row["sites"].value for row in embedded.rows] == [18, 13, 10, 9, 6, 56]
    assert embedded.together is None
    (note,) = embedded.notes
    assert note == (
        "No count of sites or staff in any district is under 5. By district all Mentor Mothers "
        "are counted together and coordinators not at all: single cadres would tell of some sites "
        "how many work there."
    )
    hidden = {
        (name, figure.state)
        for row in embedded.districts
        for name, figure in row.figures
        if BY_NAME[name].kind == Kind.COUNT and figure.state != State.SHOWN
    }
    norms = {f"{cadre.lower()}_{part}" for cadre in CADRES for part in NORM_TITLES}
    assert hidden == {(name, State.NOT_FEW) for name in (*CADRES.values(), "coordinators")} | {
        (name, State.HIDDEN) for name in norms
    }
    total = embedded.row(TOTAL)
    assert [total[name].value for name in (*COUNTS, "coordinators")] == [56, 70, 53, 143, 52, 105]
    assert [total[name].value for name in ("sc_deficit", "csc_deficit")] == [3, 4]
    assert all(figure.state == State.SHOWN for _, figure in total.figures)


def test_what_is_made_from_coordinators_is_hidden_with_them(embedded: PublicView) -> None:
    assert sorted(OF_COORDINATORS - set(STAFF_COUNTS)) == [
        "community_span", "csc_deficit", "csc_required", "csc_surplus", "facility_span",
        "overall_span", "sc_deficit", "sc_required", "sc_surplus",
    ]  # fmt: skip
    for row in embedded.districts:
        assert all(row[name].state == State.HIDDEN for name in OF_COORDINATORS - set(STAFF_COUNTS))
    # Mafeteng has 9 Site Coordinators at 9 sites; as 5 or more that is not told.
    mafeteng = embedded.row("LS-E")
    words = figure_words(mafeteng["site_coordinators"], Kind.COUNT, embedded.policy)
    assert (mafeteng["sites"].value, words) == (9, "5 or more")


def test_coordinators_at_all_sites_are_told_only_where_that_is_public() -> None:
    full: worlds.HEADS = {
        Cadre.MM: [1, 2] * 8, Cadre.SC: [1] * 16, Cadre.CMM: [3] * 16, Cadre.CSC: [0, 1, 1, 1] * 4,
    }  # fmt: skip
    for told, state in ((True, State.SHOWN), (False, State.NOT_FEW)):
        model = made([8, 8], full, np.random.default_rng(5), told=told)
        view = public_view(model.programme, assessed(model))
        assert view.row(TOTAL)["site_coordinators"].state == state
        assert view.row(TOTAL)["sc_deficit"].state == State.HIDDEN
        assert view.row("A")["site_coordinators"].state == State.NOT_FEW


def test_mentor_mothers_one_or_two_at_every_site_are_told_only_where_that_is_public() -> None:
    for more in (0, 2):
        few: worlds.HEADS = {
            Cadre.MM: [2] * more + [1] * (16 - more),
            Cadre.SC: [0, 1] * 8,
            Cadre.CMM: [3] * 16,
            Cadre.CSC: [0, 1] * 8,
        }
        for told, state in ((True, State.SHOWN), (False, State.NOT_FEW)):
            model = made([8, 8], few, np.random.default_rng(5), told=told)
            total = public_view(model.programme, assessed(model)).row(TOTAL)
            assert total["mentor_mothers"].state == state
            assert total["community_mentor_mothers"].state == state
            assert total["mentor_mothers_per_site"].state == State.HIDDEN


def test_mentor_mothers_are_told_by_district_where_a_site_may_have_any_small_number() -> None:
    enough: worlds.HEADS = {
        Cadre.MM: [2, 1, 1] * 8, Cadre.SC: [0, 1] * 12, Cadre.CMM: [3] * 24,
        Cadre.CSC: [0, 1] * 12,
    }  # fmt: skip
    for sites, told in (([12, 12], [16, 16]), ([18, 6], [None, None])):
        model = made(sites, enough, np.random.default_rng(5))
        view = public_view(model.programme, assessed(model))
        # 16 at 12 sites leave room for 5 at one of them; 8 at 6 for 3 only.
        assert [row["mentor_mothers"].value for row in view.districts] == told
        assert view.together is None


def test_need_is_rounded_and_has_its_interval(embedded: PublicView) -> None:
    need = embedded.row(TOTAL)[NEED]
    assert (need.value, need.lower, need.upper) == (9000, 7600, 10600)
    assert embedded.row("LS-E")[NEED].value == 900


def test_a_rate_over_fewer_than_ten_is_hidden_and_one_under_thirty_is_marked(
    embedded: PublicView,
) -> None:
    hoek, leribe = embedded.row("LS-F"), embedded.row("LS-C")
    assert hoek["frontline_per_site"].state == State.FEW  # over 6 sites
    assert leribe["frontline_per_site"].low_precision  # over 13
    assert not embedded.row(TOTAL)["frontline_per_site"].low_precision


def test_figures_shown_are_the_assessment_rounded(embedded: PublicView) -> None:
    assessment = assessed(lesotho_model())
    for row in embedded.rows:
        area = TOTAL if row.kind == RowKind.TOTAL else row.area_ids[0]
        for name, figure in row.figures:
            if figure.state == State.SHOWN:
                assert figure.value == rounded(BY_NAME[name].kind, assessment.value(area, name))


def test_with_setting_10_three_districts_are_shown_together(strict: PublicView) -> None:
    together = strict.together
    assert together is not None
    assert together.name == "Berea, Mafeteng and Mohale's Hoek together"
    names = ("sites", "frontline", "site_coordinators", "community_site_coordinators")
    assert [together[name].value for name in names] == [25, 103, 24, 23]
    # Ratios of the sum are pooled, never averaged.
    assert together["frontline_per_site"].value == 4.12
    # 30 Mentor Mothers at 25 sites would leave no site more than 6 of the 9 that are small.
    assert together["mentor_mothers"].state == State.NOT_FEW
    assert together[NEED].value == 3600


def test_nothing_that_depends_on_staff_is_told_of_one_of_them(strict: PublicView) -> None:
    free = {column.name for column in COLUMNS if column.family in (Family.NEED, Family.OUTREACH)}
    for code in ("LS-D", "LS-E", "LS-F"):
        row = strict.row(code)
        told = {name for name, figure in row.figures if figure.value is not None}
        assert told <= free
        assert row[NEED].value is not None
        assert figure_words(row["mentor_mothers"], Kind.COUNT, STRICT) == "hidden"


def test_the_walk_of_one_district_is_not_told_beside_a_group(strict: PublicView) -> None:
    assert strict.row("LS-A")["median_walk_seconds"].state == State.HIDDEN
    assert strict.row(TOTAL)["median_walk_seconds"].state == State.SHOWN


def test_other_districts_have_their_need_and_nothing_else(embedded: PublicView) -> None:
    assert [row.name for row in embedded.outside][:2] == ["Butha-Buthe", "Quthing"]
    assert all([name for name, _ in row.figures] == [NEED] for row in embedded.outside)


def test_one_person_a_site_reads_under_5(one_each: PublicView) -> None:
    words = [
        figure_words(row["mentor_mothers"], Kind.COUNT, one_each.policy)
        for row in one_each.districts
    ]
    assert words[1:] == ["under 5"] * 5
    assert words[0] in ("6", "hidden")
    assert one_each.row(TOTAL)["mentor_mothers"].value == 21


def test_a_small_total_is_shown_only_where_it_is_public_already() -> None:
    few: worlds.HEADS = {Cadre.MM: [2, 2], Cadre.SC: [1, 1], Cadre.CMM: [4, 4], Cadre.CSC: [0, 1]}
    for told, state in ((True, State.SHOWN), (False, State.UNDER)):
        model = made([1, 1], few, np.random.default_rng(2), told=told)
        total = public_view(model.programme, assessed(model)).row(TOTAL)
        assert total["mentor_mothers"].state == state
        assert total["community_mentor_mothers"].state == (State.SHOWN if told else State.NOT_FEW)
        if not told:
            assert total["facility_span"].state == State.HIDDEN
            assert total["mm_required"].state == State.HIDDEN


def test_a_public_view_is_made_of_the_programmes_districts() -> None:
    model = lesotho_model()
    country = assessed(model, Choice(scope=Scope.COUNTRY))
    with pytest.raises(ValueError, match="not the country"):
        public_view(model.programme, country)


PLAIN = (str, int, float, bool, type(None), dt.date, enum.Enum)


def leaves(value: object) -> Iterator[object]:
    """Walk everything that can be reached from a public view."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def test_a_public_view_refers_to_nothing_private(strict: PublicView) -> None:
    assert all(isinstance(leaf, PLAIN) for leaf in leaves(strict))
    with pytest.raises(dataclasses.FrozenInstanceError):
        strict.title = "changed"  # type: ignore[misc]
    assert hash(strict) == hash(dataclasses.replace(strict))


def test_a_public_view_names_no_site_and_gives_no_position(embedded: PublicView) -> None:
    programme = lesotho_model().programme
    text = repr(embedded)
    private = [*programme.sites.index, *programme.sites["site_name"]]
    private += [*programme.outreach_stops.index, *programme.outreach_stops["stop_name"]]
    assert not [name for name in private if name in text]
    # With the hash of all files, who has the others could confirm a guess at the staffing.
    assert programme.content_hash not in text
    places = [*programme.sites["latitude"], *programme.sites["longitude"]]
    assert not [place for place in places if str(place) in text]


def test_no_small_count_of_staff_can_be_read(strict: PublicView, one_each: PublicView) -> None:
    for view in (strict, one_each):
        shown = [
            row[name].value
            for row in view.rows
            for name in STAFF_COUNTS
            if row[name].value is not None
        ]
        assert min(value for value in shown if value is not None) >= view.policy.threshold


def test_the_same_programme_gives_the_same_view(strict: PublicView) -> None:
    model = lesotho_model()
    assert public_view(model.programme, assessed(model), STRICT) == strict


def test_a_view_says_what_it_hides(strict: PublicView) -> None:
    assert "only as a sum" in strict.notes[0]
    assert "Mafeteng" in strict.notes[0]
    assert strict.notes[1] == "'Hidden' does not say whether a count is small."


def test_a_view_carries_its_status_and_sources(embedded: PublicView) -> None:
    assert embedded.status == "demonstration"
    assert "m2m2017" in {source.source_id for source in embedded.sources}
    assert embedded.as_of == dt.date(2017, 11, 30)
