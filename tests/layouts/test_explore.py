"""The Explore page: complete before a callback runs, one of each, reachable, and silent."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboard import ids, state, words
from dashboard.state import Layer, Overlay, Selection
from dashboard.text import Links
from geodata.names import Cadre
from geodata.terrain import Season
from tests.layouts.sample import DETAIL, by_id, explore_page, of_type, parts

SHELL_IDS = {ids.PROVIDER, ids.THEME, ids.NOTICE, ids.NOTICE_TEXT}
ELSEWHERE = {value for name, value in vars(ids).items() if name.startswith(("SNAPSHOT_", "WAIT"))}


def constants() -> set[str]:
    return {
        value
        for name, value in vars(ids).items()
        if name.isupper() and isinstance(value, str) and value not in SHELL_IDS | ELSEWHERE
        if not value.startswith("data-")
    }


def test_each_id_stands_once() -> None:
    counted = Counter(part.id for part in parts(explore_page()) if getattr(part, "id", None))
    assert {name: times for name, times in counted.items() if times > 1} == {}


def test_each_named_id_is_on_the_page() -> None:
    assert constants() - set(by_id(explore_page())) == set()


def test_there_is_one_heading_of_the_first_rank_and_the_landmarks() -> None:
    page = explore_page()
    assert len(of_type(page, "H1")) == 1
    assert [len(of_type(page, name)) for name in ("Header", "Main", "Aside")] == [1, 1, 1]


def test_landmarks_and_regions_have_names() -> None:
    page = explore_page()
    named = [*of_type(page, "Nav"), *of_type(page, "Section"), *of_type(page, "Aside")]
    assert all(getattr(part, "aria-label", "") for part in named)


def test_buttons_have_words_or_a_label() -> None:
    for button in of_type(explore_page(), "Button"):
        said = [part for part in parts(button) if isinstance(getattr(part, "children", None), str)]
        strings = [child for child in button.children or [] if isinstance(child, str)]
        assert said or strings or getattr(button, "aria-label", ""), button


def test_each_card_is_a_button_described_by_its_provenance() -> None:
    page = by_id(explore_page())
    cards = [part for part in of_type(explore_page(), "Button") if part.className == "card"]
    described = [getattr(card, "aria-describedby") for card in cards]
    assert described == [ids.card(slot, "provenance") for slot in range(ids.CARD_SLOTS)]
    assert all(page[name].role == "tooltip" for name in described)


def test_the_sentence_is_announced() -> None:
    sentence = by_id(explore_page())[ids.SENTENCE]
    assert getattr(sentence, "aria-live") == "polite"


@pytest.mark.parametrize("graph", [ids.MAP, ids.DETAIL_CHART])
def test_no_graph_can_send_its_data_away(graph: str) -> None:
    config = by_id(explore_page())[graph].config
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displaylogo"] is False


def test_controls_show_the_selection_of_the_address() -> None:
    query = {
        "layer": "deficit",
        "cadre": "CMM",
        "place": "LS-A",
        "season": "winter",
        "within": "60",
        "platform": "community",
        "need": "naomi_pattern",
        "scope": "country",
        "level": "site",
        "show": "stops",
    }
    selection = Selection.from_query(query)
    page = by_id(explore_page(selection))
    shown = {key: page[state.CONTROL_OF_KEY[key]].value for key in query}
    assert shown == {**query, "show": ["stops"]}
    assert page[ids.SELECTION].data == query


@pytest.mark.parametrize(
    ("layer", "prevalence_hidden", "cadre_hidden"),
    [
        (Layer.WALKING_TIME, True, True),
        (Layer.PREVALENCE, False, True),
        (Layer.STAFFING_RATIO, True, False),
        (Layer.DEFICIT, True, False),
    ],
)
def test_prevalence_and_cadre_are_asked_only_where_the_layer_wants_them(
    layer: Layer, *, prevalence_hidden: bool, cadre_hidden: bool
) -> None:
    page = by_id(explore_page(Selection(layer=layer)))
    assert page[ids.PREVALENCE_FIELD].hidden is prevalence_hidden
    assert page[ids.CADRE_FIELD].hidden is cadre_hidden
    assert page[ids.LAYER_HELP].children == words.LAYER_HELP[layer]


def test_list_and_detail_take_turns() -> None:
    without, chosen = by_id(explore_page()), by_id(explore_page(detail=DETAIL))
    assert (without[ids.ATTENTION].hidden, without[ids.DETAIL].hidden) == (False, True)
    assert (chosen[ids.ATTENTION].hidden, chosen[ids.DETAIL].hidden) == (True, False)


def test_the_season_stands_in_the_header() -> None:
    page = by_id(explore_page(Selection(season=Season.WET)))
    assert page[ids.HEADER_SEASON].children == "wet season"


def test_pictures_and_links_follow_the_prefix_and_the_query() -> None:
    links = Links("/atlas/", "/atlas/about", "/atlas/map.png")
    page = by_id(explore_page(Selection(season=Season.WET), DETAIL, links))
    assert page[ids.DOWNLOAD_PNG].href == "/atlas/map.png?season=wet"
    assert getattr(page[ids.PRINT_MAP], "data-base") == "/atlas/map.png"
    assert page[ids.DETAIL_METHOD].href == "/atlas/about#need"


def test_every_choice_has_a_name_and_every_layer_a_line_of_help() -> None:
    assert set(words.LAYER_NAMES) == set(words.LAYER_HELP) == set(Layer)
    assert set(words.OVERLAY_NAMES) == set(Overlay)
    assert set(words.CADRE_NAMES) == set(Cadre)
    assert set(words.SEASON_NAMES) == set(words.SEASON_PHRASES) == set(Season)


def test_the_grid_knows_its_rows_by_id_and_says_what_an_empty_one_means() -> None:
    grid = by_id(explore_page())[ids.TABLE]
    assert grid.getRowId == "params.data.id"
    assert grid.dashGridOptions["localeText"]["noRowsToShow"] == words.EMPTY_TABLE
    assert grid.rowData == [{"id": "LS-A", "name": "Maseru"}]


def test_the_view_says_that_it_is_for_staff() -> None:
    texts = [part.children for part in of_type(explore_page(), "Span")]
    assert words.STAFF_VIEW in texts
