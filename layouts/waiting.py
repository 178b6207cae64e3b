"""The note of what takes longer than a second: words, a bar, seconds, and an end to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import ids, words
from dashboard.plan import words as plan_words
from layouts.attributes import aria, data

if TYPE_CHECKING:
    from dash.development.base_component import Component


def wait_note() -> list[Component]:
    """
    Build the note and its stores; a script shows it and counts.

    It stands in the frame, so that a page that is not there yet can have one.
    """
    note = html.Div(
        [
            html.Span("", className="wait-words", **aria(hidden="true")),
            html.Progress(
                id=ids.WAIT_SHARE,
                value="0",
                max="1",
                hidden=True,
                **aria(label="How much of the work is done"),
            ),
            html.Span("", className="wait-seconds", **aria(hidden="true")),
            html.Button("Cancel", className="button", type="button"),
        ],
        id=ids.WAIT,
        className="wait",
        hidden=True,
        **data(
            page=words.LONG_PAGE,
            explore=words.LONG_VIEW,
            legend=words.LONG_LEGEND,
            file=words.LONG_FILE,
            snapshot=words.LONG_SNAPSHOT,
            data=words.LONG_DATA,
            plan=plan_words.LONG,
            lists=plan_words.LONG_LISTS,
        ),
    )
    stores = (ids.WAIT_ASKED, ids.WAIT_TOLD, ids.WAIT_STOPPED)
    # What is to be read out must stand there before its words do.
    said = html.P("", id=ids.WAIT_SAID, className="visually-hidden", role="status")
    return [said, note, *(dcc.Store(id=name) for name in stores)]
