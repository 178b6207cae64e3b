"""What callbacks fill is what the page has: same slots, same props, same first values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dashboard import ids, slots
from dashboard.text import AttentionGroup, AttentionItem, DetailRow, DetailText, LegendText
from tests.layouts.sample import ATTENTION, CARDS, DETAIL, LEGEND, by_id, explore_page

if TYPE_CHECKING:
    from dash import Output

PANELS = {
    "cards": (slots.card_outputs(), slots.card_props(CARDS)),
    "legend": (slots.legend_outputs(), slots.legend_props(LEGEND)),
    "attention": (slots.attention_outputs(), slots.attention_props(ATTENTION)),
    "detail": (slots.detail_outputs(), slots.detail_props(DETAIL)),
}


def filled(outputs: list[Output], props: list[Any]) -> dict[tuple[str, str], Any]:
    pairs = zip(outputs, props, strict=True)
    return {(output.component_id, output.component_property): prop for output, prop in pairs}


@pytest.mark.parametrize("panel", PANELS)
def test_the_first_view_is_what_a_callback_would_give(panel: str) -> None:
    page = by_id(explore_page(detail=DETAIL))
    for (name, prop), value in filled(*PANELS[panel]).items():
        if (name, prop) != (ids.ATTENTION, "hidden"):
            assert getattr(page[name], prop) == value, (name, prop)


@pytest.mark.parametrize("panel", PANELS)
def test_each_slot_is_filled_once(panel: str) -> None:
    outputs, props = PANELS[panel]
    assert len(filled(outputs, props)) == len(outputs)


def test_what_is_too_much_for_the_slots_is_left_out_and_the_count_stays() -> None:
    items = tuple(AttentionItem(str(at), "", f"P{at}") for at in range(20))
    props = slots.attention_props([AttentionGroup("many", items)] * 9)
    assert len(props) == len(slots.attention_outputs())
    rows = tuple(DetailRow(str(at), "1") for at in range(40))
    assert len(slots.detail_props(DetailText("", "", "", rows))) == len(slots.detail_outputs())


def test_empty_slots_hide() -> None:
    attention = filled(slots.attention_outputs(), slots.attention_props([]))
    assert all(value for (_, prop), value in attention.items() if prop == "hidden")
    legend = filled(slots.legend_outputs(), slots.legend_props(LegendText("t", "u")))
    assert all(value for (_, prop), value in legend.items() if prop == "hidden")


def test_without_a_place_the_list_shows_and_the_detail_hides() -> None:
    props = filled(slots.detail_outputs(), slots.detail_props(None))
    assert props[ids.DETAIL, "hidden"] is True
    assert props[ids.ATTENTION, "hidden"] is False


def test_an_item_carries_the_place_it_chooses() -> None:
    props = filled(slots.attention_outputs(), slots.attention_props(ATTENTION))
    assert props[ids.attention(0, 0, "button"), "value"] == "LS-A-017"


def test_the_method_link_follows_the_prefix() -> None:
    props = filled(slots.detail_outputs(), slots.detail_props(DETAIL, "/atlas/about"))
    assert props[ids.DETAIL_METHOD, "href"] == "/atlas/about#need"
