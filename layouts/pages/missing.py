"""The page for an address that is none of the atlas: it says so and leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import ids, words
from layouts.shell import header

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.method import AboutText
    from dashboard.text import Links


def layout(text: AboutText, links: Links) -> Component:
    """Build the page; its header leads to every other."""
    return html.Div(
        [
            header("", links, text.period, "", text.status),
            html.Main(
                [
                    html.H1(words.NOT_FOUND_TITLE, className="about-title"),
                    html.P(words.NOT_FOUND),
                    html.P(dcc.Link(words.NOT_FOUND_WAY, href=links.explore)),
                ],
                id=ids.MAIN,
                className="missing",
                tabIndex="-1",
            ),
        ],
        className="about",
    )
