"""The row of five cards; each shows where its number comes from on hover and on focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard import ids
from layouts.attributes import aria

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.text import CardText


def cards(texts: Sequence[CardText]) -> Component:
    """Build the row of cards, one list item each."""
    return html.Section(
        html.Ul([_card(slot, text) for slot, text in enumerate(texts)], className="cards"),
        className="cards-section",
        **aria(label="The programme in five numbers"),
    )


def _card(slot: int, text: CardText) -> Component:
    """Build a button, so that keyboard and touch reach what is said on hover."""
    provenance = ids.card(slot, "provenance")
    return html.Li(
        [
            html.Button(
                [
                    html.Span(text.label, id=ids.card(slot, "label"), className="card-label"),
                    html.Span(text.value, id=ids.card(slot, "value"), className="card-value"),
                    html.Span(text.sub, id=ids.card(slot, "sub"), className="card-sub"),
                ],
                className="card",
                type="button",
                **aria(describedby=provenance),
            ),
            html.Div(text.provenance, id=provenance, className="provenance", role="tooltip"),
        ],
        className="card-place",
    )
