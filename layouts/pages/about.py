"""The About page: how every number is calculated, the parameters, the sources, the limits."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from dash import html

from dashboard import ids, words
from dashboard.method_words import MARKS, ROUNDING
from layouts.attributes import aria
from layouts.shell import header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dash.development.base_component import Component

    from dashboard.method import AboutText, ParameterRow, RuleRow, SourceRow
    from dashboard.method_words import MethodEntry
    from dashboard.text import Links

PARAMETER_HEADS = ("Parameter", "Value", "Unit", "Range", "Source", "Mark", "Note")
RULE_HEADS = ("Can be served", *words.PLATFORM_NAMES.values())
SOURCE_HEADS = ("Id", "Source", "Publisher", "Year", "Licence", "Used for", "Known defects")


def layout(text: AboutText, links: Links) -> Component:
    """Build the page from the filled explanations."""
    return html.Div(
        [
            header("about", links, text.period, "", text.status),
            html.Main(
                [
                    _contents(text.entries, rules=bool(text.rules)),
                    html.Article(
                        [
                            html.H1(words.METHOD_LINK, className="about-title"),
                            html.P(text.status.banner, className="about-banner"),
                            html.P(ROUNDING),
                            *_entries(text.entries),
                            *_rules(text),
                            *_limits(text.limits),
                            *_parameters(text.parameters),
                            *_sources(text.sources),
                            html.P(text.version, className="help"),
                        ],
                        className="about-text",
                    ),
                ],
                id=ids.MAIN,
                className="about-main",
                tabIndex="-1",
            ),
        ],
        className="about",
    )


def _contents(entries: Sequence[MethodEntry], *, rules: bool) -> Component:
    named = [(entry.anchor, entry.title) for entry in entries]
    named += [("capacity-rules", words.RULES_TITLE)] if rules else []
    named += [("limits", "Limits"), ("parameters", "Parameters"), ("sources", "Sources")]
    return html.Nav(
        html.Ul([html.Li(html.A(title, href=f"#{anchor}")) for anchor, title in named]),
        className="method-contents",
        **aria(label="On this page"),
    )


def _entries(entries: Sequence[MethodEntry]) -> list[Component]:
    return [_entry(entry) for entry in entries] or [html.P(words.ABOUT_EMPTY, className="empty")]


def _entry(entry: MethodEntry) -> Component:
    parts = (("Values", entry.worked), ("Sources", entry.sources), ("Limits", entry.limits))
    return html.Section(
        [
            html.H2(entry.title, className="panel-title"),
            html.P(entry.formula, className="formula"),
            html.Dl([html.Div([html.Dt(name), html.Dd(said)]) for name, said in parts]),
        ],
        id=entry.anchor,
        className="method-entry",
    )


def _rules(text: AboutText) -> list[Component]:
    """Build the small table of three rules; nothing without their numbers."""
    if not text.rules:
        return []
    return [
        html.H2(words.RULES_TITLE, id="capacity-rules", className="panel-title"),
        html.P(words.RULES_HELP),
        _table(RULE_HEADS, [_cells(row) for row in text.rules], words.RULES_TITLE),
        html.P([text.accessibility, " ", words.ACCESSIBILITY_HELP], className="after-table"),
    ]


def _limits(limits: Sequence[str]) -> list[Component]:
    return [
        html.H2("Limits", id="limits", className="panel-title"),
        html.Ul([html.Li(limit) for limit in limits], className="limits"),
    ]


def _parameters(rows: Sequence[ParameterRow]) -> list[Component]:
    return [
        html.H2("Parameters", id="parameters", className="panel-title"),
        html.P(MARKS, className="help"),
        _table(PARAMETER_HEADS, [_cells(row) for row in rows], "Planning parameters"),
    ]


def _sources(rows: Sequence[SourceRow]) -> list[Component]:
    return [
        html.H2("Sources", id="sources", className="panel-title"),
        _table(SOURCE_HEADS, [_source_cells(row) for row in rows], "Sources"),
    ]


def _cells(row: ParameterRow | RuleRow) -> list[Any]:
    return [getattr(row, field.name) for field in fields(row)]


def _source_cells(row: SourceRow) -> list[Any]:
    """Only a web address becomes a link: what a file holds is not trusted as one."""
    linked = row.url.startswith(("https://", "http://"))
    title = html.A(row.title, href=row.url, rel="noreferrer") if linked else row.title
    said = (row.publisher, row.year, row.licence, row.used_for, row.defects)
    return [row.source_id, title, *said]


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]], name: str) -> Component:
    """Build a table that scrolls by itself where the page is narrower, also by keyboard."""
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows]),
            ],
        ),
        className="table-scroll",
        role="region",
        tabIndex="0",
        **aria(label=name),
    )
