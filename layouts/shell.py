"""The frame around every page: provider, skip link, notice, header and stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids, theme, words
from layouts.attributes import aria, data
from layouts.waiting import wait_note

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.text import Links, StatusText


def frame(content: Component) -> Component:
    """Wrap the page container: what stays while pages change."""
    provider: Component = dmc.MantineProvider(
        [
            html.A(words.SKIP_LINK, href=f"#{ids.MAIN}", className="skip-link"),
            dcc.Store(id=ids.THEME, data="light"),
            _notice(),
            html.P(words.PAGE_LOADING, className="page-loading", role="status"),
            *wait_note(),
            content,
        ],
        id=ids.PROVIDER,
        theme=theme.mantine_theme(),
        defaultColorScheme="auto",
    )
    return provider


def header(current: str, links: Links, period: str, season: str, status: StatusText) -> Component:
    """
    Build the header of a page.

    Parameters
    ----------
    current
        ``explore``, ``plan``, ``snapshot``, ``data`` or ``about``: the link of the page shown.
    season
        Words for the season of the view; empty where a page has none.
    """
    return html.Header(
        [
            html.Div(
                [html.Span(words.PRODUCT, className="brand-name"), html.Span(links.country)],
                className="brand",
            ),
            _navigation(current, links),
            html.Div(
                [
                    html.Span(period, className="period"),
                    html.Span(season, id=ids.HEADER_SEASON, className="season"),
                ],
                className="header-when",
            ),
            html.Span(_whose_view(current), className="staff-view"),
            chip(status),
            _theme_switch(),
        ],
        className="header",
    )


def _whose_view(current: str) -> str:
    return words.PUBLIC_VIEW if current == "snapshot" else words.STAFF_VIEW


def chip(status: StatusText) -> Component:
    """Build the data-status chip; its words and not only its colour carry the status."""
    return html.Span(
        status.chip, id=ids.STATUS_CHIP, className=f"chip chip-{status.kind}", title=status.banner
    )


def _navigation(current: str, links: Links) -> Component:
    pages = (
        ("explore", "Explore", links.explore),
        ("plan", "Plan", links.plan),
        ("snapshot", "Snapshot", links.snapshot),
        ("data", "Data", links.data),
        ("about", "About", links.about),
    )
    return html.Nav(
        [_page_link(name, href, shown=key == current) for key, name, href in pages],
        className="pages",
        **aria(label="Pages"),
    )


def _page_link(name: str, href: str, *, shown: bool) -> Component:
    marked: dict[str, Any] = {"className": "page-link page-shown" if shown else "page-link"}
    return dcc.Link(name, href=href, **marked)


def _theme_switch() -> Component:
    switch: Component = dmc.ColorSchemeToggle(
        id=ids.THEME_SWITCH,
        lightIcon=html.Span(className="icon icon-moon"),
        darkIcon=html.Span(className="icon icon-sun"),
        variant="subtle",
        className="theme-switch",
        **aria(label="Switch between light and dark"),
    )
    return switch


def _notice() -> Component:
    return html.Div(
        [
            html.P(words.CHANGE_FAILED, id=ids.NOTICE_TEXT, **data(lost=words.PART_LOST)),
            html.Button(words.RELOAD, className="button notice-reload", type="button"),
            html.Button("Close", className="button button-plain notice-close", type="button"),
        ],
        id=ids.NOTICE,
        className="notice",
        hidden=True,
        role="alert",
    )
