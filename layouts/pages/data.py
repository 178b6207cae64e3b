"""The Data page: send files, see what is wrong, see what changes, publish, go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard import ids, words
from layouts.attributes import aria, data
from layouts.datafetch import fetch_part
from layouts.shell import header

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.method import AboutText
    from dashboard.text import Links


def layout(text: AboutText, links: Links) -> Component:
    """
    Build the page; its script fills the parts, since each browser sees its own draft.

    Parameters
    ----------
    text
        Period and status of the dataset that the other pages show.
    """
    return html.Div(
        [
            header("data", links, text.period, "", text.status),
            html.Main(
                [
                    html.H1(words.DATA_TITLE, className="about-title"),
                    html.P(words.DATA_LEAD),
                    _drop(links),
                    fetch_part(),
                    html.Div(id=ids.DATA_MESSAGE, role="status", className="data-message"),
                    _part(words.DATA_UNDERSTOOD, ids.DATA_UPLOADS),
                    _part(words.DATA_FINDINGS, ids.DATA_FINDINGS),
                    _part(words.DATA_MAP, ids.DATA_MAP),
                    _part(words.DATA_CHANGES, ids.DATA_CHANGES),
                    _part(words.DATA_PUBLISH, ids.DATA_PUBLISH),
                    _part(words.DATA_GROUND, ids.DATA_GROUND),
                    _part(words.DATA_HISTORY, ids.DATA_HISTORY),
                ],
                id=ids.MAIN,
                className="data-main",
                tabIndex="-1",
            ),
        ],
        className="data",
        id=ids.DATA,
        **data(address=links.data),
    )


def _drop(links: Links) -> Component:
    return html.Div(
        [
            html.Div(id=ids.DATA_DROP, className="data-drop"),
            html.P(words.DATA_FORMATS, className="help"),
            html.P(
                [
                    words.DATA_PERSONAL,
                    " ",
                    html.A(words.DATA_TEMPLATE, href=f"{links.data}/template.xlsx"),
                ],
                className="help",
            ),
        ]
    )


def _part(title: str, part: str) -> Component:
    """Build one part; it is hidden while its script has nothing to say."""
    return html.Section(
        [html.H2(title, className="panel-title"), html.Div(id=part)],
        className="data-part",
        hidden=True,
        **aria(label=title),
    )
