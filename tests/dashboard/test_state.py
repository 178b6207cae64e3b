"""The selection and the address are one: written, read, and never broken by a stranger."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard import ids, state
from dashboard.state import KEY_OF_FIELD, Layer, Overlay, Selection
from geodata.choice import THRESHOLDS_MINUTES, Choice
from geodata.gap.columns import Level
from geodata.names import Cadre, NeedBasis, Platform, Scope
from geodata.terrain import Season

SUBSETS = st.sets(st.sampled_from(Overlay)).map(
    lambda chosen: tuple(overlay for overlay in Overlay if overlay in chosen)
)
SELECTIONS = st.builds(
    Selection,
    layer=st.sampled_from(Layer),
    prevalence=st.sampled_from(("naomi_2022_women_25_29", "ldhs_2004_adults")),
    cadre=st.sampled_from(Cadre),
    place=st.sampled_from(("", "LS-A", "LS-A-017", "S-03", "T:2")),
    season=st.sampled_from(Season),
    threshold_minutes=st.sampled_from(THRESHOLDS_MINUTES),
    platform=st.sampled_from(Platform),
    need_basis=st.sampled_from(NeedBasis),
    scope=st.sampled_from(Scope),
    level=st.sampled_from(Level),
    overlays=SUBSETS,
)


@given(SELECTIONS)
def test_what_is_written_is_read_back(selection: Selection) -> None:
    assert Selection.from_query(selection.to_query()) == selection


@given(SELECTIONS)
def test_only_what_differs_from_the_first_view_is_written(selection: Selection) -> None:
    query = selection.to_query()
    first = Selection()
    changed = {
        key
        for name, key in KEY_OF_FIELD.items()
        if getattr(selection, name) != getattr(first, name)
    }
    assert set(query) == changed


@given(st.dictionaries(st.sampled_from((*KEY_OF_FIELD.values(), "other")), st.text(max_size=60)))
def test_any_address_gives_a_selection_that_can_be_shown(query: dict[str, str]) -> None:
    selection = Selection.from_query(query)
    assert Selection.from_query(selection.to_query()) == selection
    assert isinstance(selection.choice, Choice)


@given(st.text(alphabet="<>\"'&/\\ =;", min_size=1, max_size=20))
def test_a_place_that_is_no_code_is_dropped(text: str) -> None:
    assert Selection.from_query({"place": text, "prevalence": text}) == Selection()


def test_the_first_view_is_walking_time_in_the_dry_season_within_two_hours() -> None:
    assert Selection().to_query() == {}
    assert Selection().choice == Choice(
        Season.DRY, 120, Platform.FACILITY, NeedBasis.NATIONAL, Scope.PROGRAMME
    )


def test_an_unknown_value_becomes_the_default_and_the_others_stay() -> None:
    selection = Selection.from_query({"within": "45", "season": "wet", "layer": "gold"})
    assert selection == Selection(season=Season.WET)


def test_a_key_given_as_something_else_than_text_is_ignored() -> None:
    assert Selection.from_query({"season": ["wet"], "within": 60}) == Selection()
    assert Selection.from_query(None) == Selection()


def test_no_overlay_is_said_and_not_the_default() -> None:
    bare = Selection(overlays=())
    assert bare.to_query() == {"show": "none"}
    assert Selection.from_query({"show": "none"}).overlays == ()
    assert Selection.from_query({"show": "nonsense"}).overlays == state.DEFAULT_OVERLAYS


def test_overlays_have_one_order_whatever_the_address_says() -> None:
    assert Selection.from_query({"show": "towns.sites"}).to_query() == {"show": "sites.towns"}


def test_the_browser_gets_a_rule_for_each_key_and_control() -> None:
    rules = state.address_rules()
    assert [rule["key"] for rule in rules["keys"]] == list(KEY_OF_FIELD.values())
    assert len({rule["control"] for rule in rules["keys"]}) == len(KEY_OF_FIELD)
    assert rules["selection"] == ids.SELECTION


def test_defaults_in_the_browser_are_the_first_view() -> None:
    rules = {rule["key"]: rule["default"] for rule in state.address_rules()["keys"]}
    assert Selection.from_query(rules) == Selection()


def test_a_control_value_is_the_text_of_the_address_and_overlays_a_list() -> None:
    values = Selection(season=Season.WINTER, overlays=(Overlay.STOPS,)).control_values()
    assert values["season"] == "winter"
    assert values["within"] == "120"
    assert values["show"] == ["stops"]
    assert set(values) == set(KEY_OF_FIELD.values())
