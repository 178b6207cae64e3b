"""Cards, sentence, attention list and detail: all that is text, for each selection."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dash import Input, Output

from dashboard import details, headlines, ids, slots, summary, wording
from dashboard.state import Selection
from dashboard.text import Links
from geodata.names import TOTAL

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.serving.server import Context
    from geodata.choice import Choice


def register(app: Dash, context: Context) -> None:
    """Connect the texts of the page to the selection."""
    outputs = text_outputs()

    # Dash marks what waits by its outputs: one stands in each panel that shows it.
    @app.callback(
        Output(ids.SENTENCE, "children"),
        Output(ids.DETAIL_TITLE, "children"),
        slots.connect_fill(app, ids.FILL_TEXTS),
        Input(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def show_texts(query: dict[str, str]) -> tuple[Any, ...]:
        props = slots.filled(outputs, texts(context, context.selected(query)))
        heads = (props[name].pop("children") for name in (ids.SENTENCE, ids.DETAIL_TITLE))
        return (*heads, props)


def text_outputs() -> list[Output]:
    """Name everything that is text."""
    return [
        Output(ids.TITLE, "children"),
        Output(ids.SENTENCE, "children"),
        *slots.card_outputs(),
        *slots.attention_outputs(),
        *slots.detail_outputs(),
    ]


def texts(context: Context, selection: Selection) -> list[Any]:
    """Fill title, sentence, cards, attention and detail, in the order of the outputs."""
    programme, assessment = context.programme, context.assessment(selection.choice)
    area_id = wording.focus(programme, assessment, selection)
    district = "" if area_id == TOTAL else area_id
    return [
        headlines.title(programme, selection),
        headlines.sentence(programme, assessment, selection),
        *context.kept(_cards, Selection(**asdict(selection.choice), place=district)),
        *context.kept(_attention, selection.choice),
        *slots.detail_props(
            details.detail(programme, assessment, selection.place, selection.layer),
            Links.under(context.mount).about,
        ),
    ]


def _cards(context: Context, asked: Selection) -> list[Any]:
    """Fill the cards, which no layer changes, for a choice and a district or the scope."""
    assessment = context.assessment(asked.choice)
    return slots.card_props(summary.cards(context.programme, assessment, asked))


def _attention(context: Context, choice: Choice) -> list[Any]:
    """Fill the attention list, which neither layer nor place changes."""
    assessment = context.assessment(choice)
    return slots.attention_props(summary.attention(context.programme, assessment))
