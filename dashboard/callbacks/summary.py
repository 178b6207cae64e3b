"""Cards, sentence, attention list and detail: all that is text, for each selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output

from dashboard import details, headlines, ids, slots, summary
from dashboard.state import Selection

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.server import Context


def register(app: Dash, context: Context) -> None:
    """Connect the texts of the page to the selection."""
    outputs = [
        Output(ids.TITLE, "children"),
        Output(ids.SENTENCE, "children"),
        *slots.card_outputs(),
        *slots.attention_outputs(),
        *slots.detail_outputs(),
    ]

    @app.callback(outputs, Input(ids.SELECTION, "data"), prevent_initial_call=True)
    def show_texts(query: dict[str, str]) -> list[Any]:
        return texts(context, Selection.from_query(query))


def texts(context: Context, selection: Selection) -> list[Any]:
    """Fill title, sentence, cards, attention and detail, in the order of the outputs."""
    programme, assessment = context.programme, context.assessment(selection.choice)
    return [
        headlines.title(programme, selection),
        headlines.sentence(programme, assessment, selection),
        *slots.card_props(summary.cards(programme, assessment, selection)),
        *slots.attention_props(summary.attention(programme, assessment)),
        *slots.detail_props(details.detail(programme, assessment, selection.place)),
    ]
