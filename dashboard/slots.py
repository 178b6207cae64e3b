"""
From words to props: what fills the fixed slots of the page.

Each pair of functions belongs together: ``x_outputs()`` names the slots, ``x_props(text)``
gives their values in the same order. A callback answers ``filled(x_outputs(), x_props(...))``
into a store, and a script sets what differs from what the page shows. Dash itself compares
all outputs that can follow from a step with each other, which for hundreds of slots takes a
browser longer than everything else.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output

from dashboard import ids
from dashboard.text import AttentionGroup, DetailText, LegendEntry, LegendText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dash import Dash

    from dashboard.text import AttentionItem, CardText, DetailRow

CARD_PARTS = ("label", "value", "sub", "provenance")


def filled(outputs: Sequence[Output], values: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """
    Return the values of slots by id and prop, as the script that fills them takes them.

    >>> filled([Output("a", "children"), Output("a", "hidden")], ["one", False])
    {'a': {'children': 'one', 'hidden': False}}
    """
    props: dict[str, dict[str, Any]] = {}
    for output, value in zip(outputs, values, strict=True):
        props.setdefault(str(output.component_id), {})[output.component_property] = value
    return props


def connect_fill(app: Dash, store: str) -> Output:
    """Connect a store to the script that fills slots, and return the output that takes them."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "fill"), Input(store, "data"), prevent_initial_call=True
    )
    return Output(store, "data")


def card_outputs() -> list[Output]:
    """Name the slots of the cards."""
    slots = range(ids.CARD_SLOTS)
    return [Output(ids.card(slot, part), "children") for slot in slots for part in CARD_PARTS]


def card_props(cards: Sequence[CardText]) -> list[str]:
    """Fill the cards; there are as many as slots."""
    return [getattr(card, part) for card in cards for part in CARD_PARTS]


def legend_outputs() -> list[Output]:
    """Name the slots of the legend: head, classes, symbols."""
    head = [Output(name, "children") for name in (ids.LEGEND_TITLE, ids.LEGEND_UNIT)]
    note = [Output(ids.LEGEND_NOTE, "children"), Output(ids.LEGEND_NOTE, "hidden")]
    return [
        *head,
        *note,
        *_swatch_outputs(ids.legend, ids.LEGEND_SLOTS),
        *_swatch_outputs(ids.symbol, ids.SYMBOL_SLOTS),
    ]


def legend_props(legend: LegendText) -> list[Any]:
    """Fill the legend; slots beyond its entries hide."""
    return [
        legend.title,
        legend.unit,
        legend.note,
        not legend.note,
        *_swatch_props(legend.entries, ids.LEGEND_SLOTS),
        *_swatch_props(legend.symbols, ids.SYMBOL_SLOTS),
    ]


def attention_outputs() -> list[Output]:
    """Name the slots of the attention list, group by group."""
    return list(chain.from_iterable(map(_group_outputs, range(ids.ATTENTION_GROUPS))))


def attention_props(groups: Sequence[AttentionGroup]) -> list[Any]:
    """Fill the attention list; groups and items beyond those given hide."""
    padded = _padded(groups, ids.ATTENTION_GROUPS)
    return list(chain.from_iterable(map(_group_props, padded)))


def detail_outputs() -> list[Output]:
    """Name the slots of the detail panel, and the two panels that take turns."""
    return [
        Output(ids.DETAIL, "hidden"),
        Output(ids.ATTENTION, "hidden"),
        Output(ids.DETAIL_KIND, "children"),
        Output(ids.DETAIL_TITLE, "children"),
        Output(ids.DETAIL_SENTENCE, "children"),
        Output(ids.DETAIL_CHART_TITLE, "children"),
        Output(ids.DETAIL_CHART_PANEL, "hidden"),
        Output(ids.DETAIL_METHOD, "href"),
        *chain.from_iterable(map(_detail_row_outputs, range(ids.DETAIL_SLOTS))),
    ]


def detail_props(detail: DetailText | None, about_href: str = "/about") -> list[Any]:
    """
    Fill the detail panel; without a chosen place the attention list shows instead.

    ``about_href`` is the address of the About page under the app's own path prefix.
    """
    shown = detail or DetailText("", "", "")
    return [
        detail is None,
        detail is not None,
        shown.kind,
        shown.title,
        shown.sentence,
        shown.chart_title,
        not shown.chart_title,
        f"{about_href}#{shown.method}",
        *chain.from_iterable(map(_detail_row_props, _padded(shown.rows, ids.DETAIL_SLOTS))),
    ]


def _padded(items: Sequence[Any], slots: int) -> list[Any]:
    return [*items[:slots], *[None] * (slots - len(items))]


def _swatch_outputs(name: Callable[[int, str], str], slots: int) -> list[Output]:
    return [
        Output(name(slot, part), prop)
        for slot in range(slots)
        for part, prop in (
            ("row", "hidden"),
            ("swatch", "className"),
            ("swatch", "style"),
            ("text", "children"),
        )
    ]


def _swatch_props(entries: Sequence[LegendEntry], slots: int) -> list[Any]:
    props: list[Any] = []
    for entry in _padded(entries, slots):
        shown = entry or LegendEntry("")
        props += [entry is None, shown.class_name, shown.style, shown.text]
    return props


def _group_outputs(group: int) -> list[Output]:
    head = [
        Output(ids.attention_group(group, "panel"), "hidden"),
        Output(ids.attention_group(group, "title"), "children"),
        Output(ids.attention_group(group, "note"), "children"),
    ]
    items = [
        Output(ids.attention(group, slot, part), prop)
        for slot in range(ids.ATTENTION_SLOTS)
        for part, prop in (
            ("row", "hidden"),
            ("button", "value"),
            ("number", "children"),
            ("text", "children"),
            ("detail", "children"),
        )
    ]
    return head + items


def _group_props(group: AttentionGroup | None) -> list[Any]:
    shown = group or AttentionGroup("")
    items = _padded(shown.items, ids.ATTENTION_SLOTS)
    return [group is None, shown.title, shown.note, *chain.from_iterable(map(_item_props, items))]


def _item_props(item: AttentionItem | None) -> list[Any]:
    if item is None:
        return [True, "", "", "", ""]
    return [False, item.place, item.number, item.text, item.detail]


def _detail_row_outputs(slot: int) -> list[Output]:
    return [
        Output(ids.detail(slot, "row"), "hidden"),
        *(Output(ids.detail(slot, part), "children") for part in ("label", "value", "note")),
    ]


def _detail_row_props(row: DetailRow | None) -> list[Any]:
    return [True, "", "", ""] if row is None else [False, row.label, row.value, row.note]
