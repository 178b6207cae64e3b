"""The attacker finds nothing in what is published, and finds each way of hiding too little."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.choice import Choice
from geodata.names import TOTAL, Cadre, Platform
from geodata.privacy import DisclosureError, Figure, Policy, State
from geodata.public import view as module
from geodata.public.attacker import BELIEFS, Disclosure, disclosures, is_safe, targets
from geodata.public.columns import (
    BY_NAME,
    CMM,
    COUNTS,
    CSC,
    MM,
    OF_COORDINATORS,
    SC,
    SITES,
    STAFF_COUNTS,
    Family,
)
from geodata.public.eachsite import told_of_each_site
from geodata.public.known import AT_ONE_SITE, Knowledge, Statement, count_key
from geodata.public.known_shares import statements
from geodata.public.puzzle import Puzzle
from geodata.public.rows import PublicRow, RowKind
from geodata.public.suppression import Plan
from geodata.public.view import PublicView, public_view, source_of, view_of
from geodata.terrain import Season
from tests.geodata.worlds import (
    HEADS,
    STAFF,
    assessed,
    lesotho_model,
    made,
    small_district_model,
    world,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.assessment import Assessment
    from geodata.model import Model

pytestmark = pytest.mark.patient
PROGRAMMES, BATCHES = 200, 10
SMALL = "E"


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return small_district_model()


@pytest.fixture(name="assessment", scope="module")
def _assessment(model: Model) -> Assessment:
    return assessed(model)


@pytest.fixture(name="safe", scope="module")
def _safe(model: Model, assessment: Assessment) -> PublicView:
    return public_view(model.programme, assessment)


@pytest.fixture(name="everything", scope="module")
def _everything(model: Model, assessment: Assessment) -> PublicView:
    source = source_of(model.programme, assessment, Policy())
    return view_of(model.programme, assessment, source, Plan())


def changed(view: PublicView, code: str, figures: dict[str, Figure]) -> PublicView:
    """Replace figures of one district, or of the total."""

    def in_row(row: PublicRow) -> PublicRow:
        if row.area_ids != (code,) and not (code == TOTAL and row.kind == RowKind.TOTAL):
            return row
        return replace(row, figures=tuple({**dict(row.figures), **figures}.items()))

    return replace(view, rows=tuple(in_row(row) for row in view.rows))


def left_visible(safe: PublicView, everything: PublicView, code: str, *names: str) -> PublicView:
    """Return the safe view with some figures of a district forgotten to be hidden."""
    return changed(safe, code, {name: everything.row(code)[name] for name in names})


def found(*views: PublicView, also: tuple[Statement, ...] = ()) -> set[tuple[str, str]]:
    return {(one.area_id, one.column) for one in all_found(views, also)}


@cache
def all_found(
    views: tuple[PublicView, ...], also: tuple[Statement, ...] = ()
) -> tuple[Disclosure, ...]:
    """Attack to the end, once: to find all takes longer than to find one."""
    return tuple(disclosures(views, also))


def ruled_out(view: PublicView, column: str) -> set[int]:
    return {one.value for one in all_found((view,)) if (one.area_id, one.column) == (SMALL, column)}


def test_the_small_district_is_hidden_and_nothing_is_found(safe: PublicView) -> None:
    assert safe.together is not None
    assert SMALL in safe.together.area_ids
    assert safe.row("A")[MM].value == 24
    assert is_safe([safe])
    assert {target.column for target in targets([safe])} == set(STAFF_COUNTS)


def test_it_stays_safe_for_a_reader_who_calculated_need_exactly(
    safe: PublicView, assessment: Assessment
) -> None:
    need = {code: assessment.value(code, "need_per_year") for code in "ABCDE"}
    beliefs = [replace(belief, need_per_year=need) for belief in BELIEFS]
    assert not list(disclosures([safe], knowledge=beliefs))


def test_hiding_only_the_small_counts_is_undone_by_the_totals(everything: PublicView) -> None:
    row = everything.row(SMALL)
    small = {name: Figure(State.UNDER) for name in COUNTS if (row[name].value or 0) < 5}
    sums = {
        column.name: Figure(State.HIDDEN)
        for column in BY_NAME.values()
        if column.family in (Family.STAFF, Family.NORM, Family.CAPACITY, Family.REACH)
        and set(column.above + column.below) & set(small)
    }
    primary_only = changed(everything, SMALL, small | sums)
    assert set(small) == {SITES, MM, SC, CSC}
    # 4 Mentor Mothers are the total less the others: every other value is ruled out.
    assert ruled_out(primary_only, MM) == {0, 1, 2, 3}
    assert ruled_out(primary_only, SC) == {0, 1, 3, 4}


def test_a_neighbour_left_visible_is_undone_by_subtraction(
    safe: PublicView, everything: PublicView
) -> None:
    assert safe.together is not None
    others = [code for code in safe.together.area_ids if code != SMALL]
    weak = safe
    for code in others:
        weak = left_visible(weak, everything, code, MM)
    assert ruled_out(weak, MM) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("ratio", "betrayed"),
    [
        ("need_per_mentor_mother", MM),
        ("need_per_frontline", "frontline"),
        ("mentor_mothers_per_site", MM),
        ("facility_span", MM),
        ("overall_span", "coordinators"),
    ],
)
def test_a_ratio_left_visible_is_a_head_count(
    safe: PublicView, everything: PublicView, ratio: str, betrayed: str
) -> None:
    shown = everything.row(SMALL)[ratio]
    if shown.value is None:  # A rate over fewer than ten, which the policy hides by itself.
        parts = {"need_per_mentor_mother": 95.0, "mentor_mothers_per_site": 0.67}
        shown = Figure(State.SHOWN, parts.get(ratio, 1.33))
    weak = changed(safe, SMALL, {ratio: shown})
    assert (SMALL, betrayed) in found(weak)


def test_sites_left_visible_bound_their_coordinators(
    safe: PublicView, everything: PublicView
) -> None:
    # The norms bound the first of them too; of the second only the rule of one a site tells.
    two = changed(safe, SMALL, {SITES: Figure(State.SHOWN, 2.0)})
    assert found(two) >= {(SMALL, SC), (SMALL, CSC)}
    assert ruled_out(two, CSC) >= {3, 4}
    # Six sites leave room for four coordinators, and then at least one Mentor Mother works there.
    assert 0 in ruled_out(left_visible(safe, everything, SMALL, SITES), MM)


def test_effective_coverage_left_visible_is_a_number_of_staff(safe: PublicView) -> None:
    served = changed(safe, SMALL, {"effective_coverage": Figure(State.SHOWN, 0.4)})
    # About 430 births a year, times 0.4, times 1.9 years, are twice what one can carry.
    assert ruled_out(served, MM) == {0, 1}


def test_need_in_reach_left_visible_says_that_somebody_works_there(safe: PublicView) -> None:
    near = changed(safe, SMALL, {"need_within_120_minutes": Figure(State.SHOWN, 0.4)})
    assert ruled_out(near, MM) == {0}


def test_posts_by_norm_left_visible_are_a_head_count(
    safe: PublicView, everything: PublicView
) -> None:
    norms = ("mm_required", "mm_deficit", "mm_surplus")
    weak = left_visible(safe, everything, SMALL, *norms)
    assert ruled_out(weak, MM) == {0, 1, 2, 3}
    # The deficit alone says at least how many are missing of those required.
    assert (SMALL, SC) in found(left_visible(safe, everything, SMALL, "sc_required", "sc_deficit"))


def test_a_published_change_and_an_older_figure_are_a_head_count(safe: PublicView) -> None:
    more = {cadre: [*STAFF[cadre][:50], 2, 2, 2, 1, 1, 1] for cadre in (Cadre.MM, Cadre.CMM)}
    full = {cadre: [*STAFF[cadre][:50], 1, 1, 1, 1, 1, 0] for cadre in (Cadre.SC, Cadre.CSC)}
    earlier = made([18, 13, 10, 9, 6], more | full, np.random.default_rng(7))
    view = public_view(earlier.programme, assessed(earlier))
    before = replace(view, as_of=dt.date(2017, 8, 31), period="201708")
    assert before.row(SMALL)[MM].value == 9
    assert not found(before, safe)
    now, then = count_key(safe, SMALL, MM), count_key(before, SMALL, MM)
    change = Statement(((now, 1.0), (then, -1.0)), -5.0, -5.0)
    assert (SMALL, MM) in found(before, safe, also=(change,))


def test_an_older_view_that_told_more_is_noticed(model: Model, assessment: Assessment) -> None:
    lax = public_view(model.programme, assessment)
    strict = public_view(model.programme, assessment, Policy(threshold=10))
    assert is_safe([strict])
    assert not is_safe([lax, strict])
    # A view that knows of the older one tells less, so that both may stand.
    aware = public_view(model.programme, assessment, older=[strict])
    assert is_safe([strict, aware])


def test_a_view_that_would_uncover_an_older_one_is_refused() -> None:
    model = lesotho_model()
    assessment = assessed(model)
    strict = public_view(model.programme, assessment, Policy(threshold=10))
    with pytest.raises(DisclosureError):
        public_view(model.programme, assessment, older=[strict])


def test_a_total_that_was_published_before_is_known_though_the_view_hides_it(
    everything: PublicView,
) -> None:
    hidden = {name: Figure(State.HIDDEN) for name in BY_NAME if name != "need_per_year"}
    view = changed(everything, TOTAL, hidden)
    for code in "ABCDE":
        count = Figure(State.HIDDEN) if code == SMALL else everything.row(code)[MM]
        view = changed(view, code, hidden | {MM: count})
    # Without the programme's own page nothing bounds the one that is hidden.
    assert ruled_out(replace(view, known_totals=()), MM) == set()
    assert ruled_out(view, MM) == {0, 1, 2, 3}


def test_labels_that_tell_too_much_are_noticed(everything: PublicView) -> None:
    # Three districts under 5 of a total of 12 can only be 4 each.
    staff = dict(zip("ABCDE", [4, 4, 4, 20, 24], strict=True))
    view = everything
    for code, count in staff.items():
        states = {name: Figure(State.HIDDEN) for name in BY_NAME if name != "need_per_year"}
        figure = Figure(State.UNDER) if count < 5 else Figure(State.SHOWN, float(count))
        view = changed(view, code, states | {MM: figure})
    nothing = {name: Figure(State.HIDDEN) for name in BY_NAME if name != "need_per_year"}
    view = changed(view, TOTAL, nothing | {MM: Figure(State.SHOWN, 56.0)})
    assert ("A", MM) in found(replace(view, known_totals=()))


def test_as_many_mentor_mothers_or_coordinators_as_sites_is_noticed(
    everything: PublicView,
) -> None:
    for name in (MM, SC, CSC):
        even = changed(everything, "A", {name: Figure(State.SHOWN, 18.0)})
        assert ("A", name) in set(told(even)) - set(told(everything))


def told(view: PublicView) -> list[tuple[str, str]]:
    return [(one.area_id, one.column) for one in told_of_each_site(view)]


def test_no_coordinator_missing_is_noticed(everything: PublicView) -> None:
    none_missing = changed(everything, "A", {"sc_deficit": Figure(State.SHOWN, 0.0)})
    assert set(told(none_missing)) - set(told(everything)) == {("A", SC)}


def test_just_what_the_norm_asks_at_least_is_noticed(everything: PublicView) -> None:
    norms = {"mm_required": 36.0, "mm_deficit": 0.0, "mm_surplus": 0.0, MM: 36.0}
    figures = {name: Figure(State.SHOWN, value) for name, value in norms.items()}
    just_two = changed(everything, "A", figures)
    # 36 Mentor Mothers where 18 teams need 36, two each: every one has two.
    assert set(told(just_two)) - set(told(everything)) == {("A", MM)}
    some_need_more = changed(everything, "A", figures | {"mm_required": Figure(State.SHOWN, 37.0)})
    assert told(some_need_more) == told(everything)


def test_a_coordinator_asked_for_each_community_mentor_mother_is_noticed(
    everything: PublicView,
) -> None:
    visitors = {CMM: Figure(State.SHOWN, 18.0), "csc_required": Figure(State.SHOWN, 18.0)}
    alike = changed(everything, "A", visitors)
    assert set(told(alike)) - set(told(everything)) == {("A", CMM)}
    # Two of them at one site need one coordinator, so that another has none.
    shared = changed(everything, "A", visitors | {"csc_required": Figure(State.SHOWN, 17.0)})
    assert told(shared) == told(everything)


@pytest.fixture(name="embedded", scope="module")
def _embedded() -> tuple[PublicView, PublicView]:
    """The demonstration as it is published, and with all that it hides."""
    model = lesotho_model()
    answers = assessed(model)
    source = source_of(model.programme, answers, Policy())
    everything = view_of(model.programme, answers, source, Plan())
    return public_view(model.programme, answers), everything


def test_the_demonstration_would_tell_of_each_site_of_two_districts(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    assert told(everything) == [("LS-E", SC), ("LS-F", SC), ("LS-F", CSC)]
    assert told(view) == []
    assert is_safe([view])
    assert not is_safe([everything])


def test_coordinators_that_follow_from_the_rest_and_the_total_are_found(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    weak = view
    # 53 less 17, 12, 9 and 6 are 9: as many as Mafeteng has sites.
    for code in ("LS-A", "LS-C", "LS-D", "LS-F"):
        weak = changed(weak, code, {SC: everything.row(code)[SC]})
    assert ("LS-E", SC) in found(weak)
    assert ("LS-E", CSC) not in found(weak)
    # Two districts left out have 15 at 15 sites: none of them may have fewer.
    both = view
    for code in ("LS-A", "LS-C", "LS-D"):
        both = changed(both, code, {SC: everything.row(code)[SC]})
    assert found(both) == {("LS-E", SC), ("LS-F", SC)}
    # With a site in Berea that has none, it may be one of any of the three.
    three = view
    for code in ("LS-A", "LS-C"):
        three = changed(three, code, {SC: everything.row(code)[SC]})
    assert not found(three)


def at_a_site(view: PublicView, *older: PublicView) -> dict[str, set[int]]:
    """List, by district, what no site of it can have of health-centre Mentor Mothers."""
    out: dict[str, set[int]] = {}
    for one in all_found((*older, view)):
        if one.column == f"{MM} {AT_ONE_SITE}":
            out.setdefault(one.area_id, set()).add(one.value)
    return out


def test_mentor_mothers_by_district_would_tell_of_some_sites_how_many_work_there(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    # 10 at 9 sites are one or two at each; 12 at 10 and 8 at 6 are three at most.
    assert at_a_site(everything) == {"LS-D": {4}, "LS-E": {3, 4}, "LS-F": {4}}
    assert at_a_site(view) == {}


@pytest.mark.parametrize("shown", [(MM,), (CMM,), ("mentor_mothers_per_site",)])
def test_one_kind_of_mentor_mothers_of_one_district_tells_the_other(
    embedded: tuple[PublicView, PublicView], shown: tuple[str, ...]
) -> None:
    view, everything = embedded
    # With the sum of both kinds.
    weak = changed(view, "LS-E", {name: everything.row("LS-E")[name] for name in shown})
    if "per_site" in shown[0]:
        weak = changed(view, "LS-E", {shown[0]: Figure(State.SHOWN, 1.11)})
    assert at_a_site(weak) == {"LS-E": {3, 4}}


def test_mentor_mothers_of_the_other_districts_tell_of_the_sites_of_the_one_left_out(
    embedded: tuple[PublicView, PublicView],
) -> None:
    weak, everything = embedded
    for code in ("LS-A", "LS-C", "LS-D", "LS-F"):
        weak = changed(weak, code, {MM: everything.row(code)[MM]})
    assert at_a_site(weak) == {"LS-D": {4}, "LS-E": {3, 4}, "LS-F": {4}}


def test_what_the_norm_asks_of_a_district_bounds_its_sites_where_none_is_above_it(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    assert view.row(TOTAL)["mm_surplus"].value == 0
    asked = {"mm_required": everything.row("LS-E")["mm_required"]}
    # 18 at 9 sites: just two asked of each, and no site of the programme has more.
    assert at_a_site(changed(view, "LS-E", asked)) == {"LS-E": {3, 4}}


def test_of_the_sites_an_older_edition_tells_no_more_than_it_did(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    older = changed(view, "LS-E", {MM: everything.row("LS-E")[MM]})
    assert at_a_site(view, older) == {}
    newer = changed(view, "LS-D", {MM: everything.row("LS-D")[MM]})
    assert at_a_site(newer, older) == {"LS-D": {4}}


@pytest.mark.parametrize(
    ("sites", "mothers", "asked", "missing", "above"),
    [
        (4, 6, 8, 2, 0),
        (4, 8, 8, 2, 2),
        (4, 7, 9, 2, 0),
        (4, 8, 9, 1, 0),
        (3, 7, 7, 1, 1),
        (3, 9, 6, 0, 3),
        (2, 6, 5, 0, 1),
    ],
)
def test_what_a_site_can_have_agrees_with_trying_every_way_to_staff_the_sites(
    everything: PublicView, sites: int, mothers: int, asked: int, missing: int, above: int
) -> None:
    told = {SITES: sites, MM: mothers, "sc_required": sites}
    told |= {"mm_required": asked, "mm_deficit": missing, "mm_surplus": above}
    nothing = {name: Figure(State.HIDDEN) for name in BY_NAME if name != "need_per_year"}
    view = replace(everything, known_totals=())
    for code in (*"ABCDE", TOTAL):
        view = changed(view, code, nothing)
    view = changed(view, "A", {name: Figure(State.SHOWN, float(one)) for name, one in told.items()})

    def ways(least: int, total: int) -> Iterator[tuple[int, ...]]:
        each = range(least, total + 1)
        return (one for one in itertools.product(each, repeat=sites) if sum(one) == total)

    possible = {
        here[0]
        for here, norm in itertools.product(ways(1, mothers), ways(2, asked))
        if sum(max(0, n - h) for n, h in zip(norm, here, strict=True)) == missing
        and sum(max(0, h - n) for n, h in zip(norm, here, strict=True)) == above
    }
    assert possible
    assert at_a_site(view).get("A", set()) == {1, 2, 3, 4} - possible


def test_of_coordinators_every_number_that_public_totals_allow_stays_possible(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, _ = embedded
    for name, without in ((SC, 3), (CSC, 4)):
        lacking = {
            row.area_ids[0]: (
                (count_key(view, row.area_ids[0], SITES), 1.0),
                (count_key(view, row.area_ids[0], name), -1.0),
            )
            for row in view.districts
        }
        puzzle = Puzzle(list(statements(view, Knowledge())), list(lacking.values()))
        # 53 of 56 are public: a district of 18 sites has 15 at least, whatever is published.
        for terms in lacking.values():
            allowed = [one for one in range(7) if puzzle.allows(terms, one)]
            assert allowed[:2] == [0, 1]
            assert allowed == list(range(len(allowed)))
            assert len(allowed) <= without + 1
        assert sum(puzzle.allows(terms, without) for terms in lacking.values()) >= 4


def test_two_editions_that_each_hide_coordinators_may_tell_them_together(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    untold = {name: Figure(State.HIDDEN) for name in OF_COORDINATORS}
    one = replace(changed(view, TOTAL, untold), known_totals=())
    two = changed(one, "LS-F", {SC: Figure(State.SHOWN, 5.0)})
    two = changed(two, TOTAL, {SC: Figure(State.SHOWN, 52.0)})
    for code in ("LS-A", "LS-C", "LS-D"):
        one = changed(one, code, {SC: everything.row(code)[SC]})
    assert not found(one)
    assert not found(two)
    # 52 less 17, 12, 9 and 5 are 9.
    assert found(one, two) == {("LS-E", SC)}


def test_what_an_older_edition_told_already_holds_up_no_new_one(
    embedded: tuple[PublicView, PublicView],
) -> None:
    view, everything = embedded
    assert is_safe([everything, view])


def test_figures_that_contradict_one_another_are_not_called_safe(safe: PublicView) -> None:
    broken = changed(safe, TOTAL, {MM: Figure(State.SHOWN, 1.0)})
    assert not is_safe([broken])


def test_a_belief_that_the_figures_contradict_is_given_up() -> None:
    # Thirty sites and six Mentor Mothers: not every site can have one.
    few: HEADS = {
        Cadre.MM: [1] * 6 + [0] * 24,
        Cadre.SC: [1] * 30,
        Cadre.CMM: [2] * 30,
        Cadre.CSC: [0, 1] * 15,
    }
    model = made([10, 10, 10], few, np.random.default_rng(3))
    view = public_view(model.programme, assessed(model))
    assert is_safe([view])
    assert any(target.column == MM for target in targets([view]))


def test_one_district_is_hidden_with_its_total_or_not_at_all() -> None:
    small: HEADS = {Cadre.MM: [2, 2], Cadre.SC: [1, 1], Cadre.CMM: [4, 4], Cadre.CSC: [0, 1]}
    secret = made([2], small, np.random.default_rng(4), told=False)
    view = public_view(secret.programme, assessed(secret))
    assert all(view.row(TOTAL)[name].value is None for name in STAFF_COUNTS)
    public = made([2], small, np.random.default_rng(4), told=True)
    assert is_safe([public_view(public.programme, assessed(public))])


@pytest.mark.parametrize("threshold", [5, 10])
def test_all_choices_of_the_demonstration_together_are_safe(threshold: int) -> None:
    model, policy = lesotho_model(), Policy(threshold=threshold)
    views: list[PublicView] = []
    for season, platform in itertools.product(Season, Platform):
        assessment = assessed(model, Choice(season=season, platform=platform))
        # All are attacked together when the last is made.
        older = views if len(views) == len(Season) * len(Platform) - 1 else []
        views.append(public_view(model.programme, assessment, policy, older))
    assert len({view.together and view.together.area_ids for view in views}) == 1
    assert is_safe(views)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_two_hundred_random_programmes_are_safe(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    attacks: list[Disclosure | None] = []

    def attacked(views: list[PublicView]) -> bool:
        attacks.append(next(disclosures(views), None))
        return attacks[-1] is None

    monkeypatch.setattr(module, "is_safe", attacked)
    for seed in range(batch, PROGRAMMES, BATCHES):
        model = world(seed)
        policy = Policy(threshold=5 if seed % 16 else 10)
        view = public_view(model.programme, assessed(model), policy)
        assert attacks[-1] is None, seed
        shown = [
            row[name].value
            for row in view.rows
            for name in STAFF_COUNTS
            if row.kind != RowKind.TOTAL
        ]
        assert all(count >= policy.threshold for count in shown if count is not None), seed


Key = tuple[str, ...]
UNKNOWN: list[Key] = [("2017", code, "staff") for code in "ABC"]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(-2, 2), min_size=3, max_size=3),
            st.integers(-6, 12),
            st.integers(0, 4),
        ).filter(lambda one: any(one[0])),
        min_size=1,
        max_size=4,
    )
)
def test_the_puzzle_agrees_with_trying_everything(
    sums: list[tuple[list[int], int, int]],
) -> None:
    most = 6
    bounds = [Statement(((key, 1.0),), upper=most) for key in UNKNOWN]
    known = [
        Statement(tuple(zip(UNKNOWN, map(float, factors), strict=True)), low, low + width)
        for factors, low, width in sums
    ]
    possible = {
        values[0]
        for values in itertools.product(range(most + 1), repeat=3)
        if all(low <= np.dot(factors, values) <= low + width for factors, low, width in sums)
    }
    first = ((UNKNOWN[0], 1.0),)
    puzzle = Puzzle([*bounds, *known], [first])
    wanted = [[(first, float(value)) for value in range(most + 1)]]
    out = {value for _, value in puzzle.impossible(wanted)}
    assert out == set(range(most + 1)) - possible
    assert puzzle.has_solution() == bool(possible)


def test_every_set_of_beliefs_is_tried_the_strongest_first() -> None:
    assert BELIEFS[0] == Knowledge()
    assert len(set(map(repr, BELIEFS))) == 8
    held = [one.own_district + one.all_reported + one.sites_staffed for one in BELIEFS]
    assert held == sorted(held, reverse=True)
