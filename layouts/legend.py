"""The legend inside the map: a fixed set of slots, filled by props."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard import ids
from dashboard.text import LegendEntry, LegendText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dash.development.base_component import Component


def legend(text: LegendText) -> Component:
    """Build the legend: title and unit, classes, symbols, note."""
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(text.title, id=ids.LEGEND_TITLE, className="legend-title"),
                    html.Span(text.unit, id=ids.LEGEND_UNIT, className="legend-unit"),
                ],
                className="legend-head",
            ),
            html.Ul(_rows(ids.legend, ids.LEGEND_SLOTS, text.entries), className="legend-classes"),
            html.Ul(_rows(ids.symbol, ids.SYMBOL_SLOTS, text.symbols), className="legend-symbols"),
            html.P(text.note, id=ids.LEGEND_NOTE, className="legend-note", hidden=not text.note),
        ],
        id=ids.LEGEND,
        className="legend",
        open=True,
    )


def _rows(
    name: Callable[[int, str], str], slots: int, entries: Sequence[LegendEntry]
) -> list[Component]:
    padded = [*entries[:slots], *[None] * (slots - len(entries))]
    return [_row(name, slot, entry) for slot, entry in enumerate(padded)]


def _row(name: Callable[[int, str], str], slot: int, entry: LegendEntry | None) -> Component:
    shown = entry or LegendEntry("")
    return html.Li(
        [
            html.Span(id=name(slot, "swatch"), className=shown.class_name, style=shown.style),
            html.Span(shown.text, id=name(slot, "text")),
        ],
        id=name(slot, "row"),
        className="legend-row",
        hidden=entry is None,
    )
