"""The Snapshot page: the file that leaves the building, as it is, and the way to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import ids, words
from dashboard.comparing import EARLIER, HEADS, LATER
from layouts.attributes import aria
from layouts.shell import header

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.comparing import ComparisonText
    from dashboard.sheet import EditionText, SnapshotText
    from dashboard.text import Links

# The file holds no script and gets none of the page's rights; only its sources may be opened.
RIGHTS = "allow-popups allow-popups-to-escape-sandbox"


def layout(text: SnapshotText, links: Links) -> Component:
    """Build the page around the file, or say why there is none."""
    shown = [_bar(text, links), _file(text)] if text.document else [_refusal(text, links)]
    shown.insert(1, _published(text, links))
    return html.Div(
        [
            header("snapshot", links, text.period, "", text.status),
            html.Main(shown, id=ids.MAIN, className="snapshot-main", tabIndex="-1"),
        ],
        className="snapshot",
    )


def _bar(text: SnapshotText, links: Links) -> Component:
    # A file that is taken is published, so that it is a button that sends, and no link.
    take = html.Form(
        _button(f"Download ({text.size})", ids.SNAPSHOT_DOWNLOAD, "button button-main"),
        action=f"{links.snapshot_file}{text.query}",
        method="post",
    )
    page = html.Form(
        _button("A4 page (PDF)", ids.SNAPSHOT_PAGE, "button"),
        action=f"{links.snapshot_page}{text.query}",
        method="post",
        target="_blank",
    )
    said = html.Div([html.H1(words.SNAPSHOT_TITLE), html.P(words.SNAPSHOT_HELP, className="help")])
    buttons = html.Div([take, page], className="downloads")
    tools = html.Div([buttons, _thresholds(text, links)], className="snapshot-tools")
    return html.Div([said, tools], className="snapshot-bar")


def _button(said: str, name: str, look: str) -> Component:
    return html.Button(
        said, id=name, type="submit", className=look, **aria(describedby=ids.SNAPSHOT_STANDING)
    )


def _thresholds(text: SnapshotText, links: Links) -> Component:
    """Offer the thresholds under which counts are hidden, as links to this page."""
    each = [
        html.A(
            name,
            href=f"{links.snapshot}{query}",
            className="threshold",
            **(aria(current="true") if is_shown else {}),
        )
        for name, query, is_shown in text.thresholds
    ]
    return html.Nav(
        [html.Span(words.HIDE_COUNTS, className="help"), *each],
        className="thresholds",
        **aria(label=words.HIDE_COUNTS),
    )


def _published(text: SnapshotText, links: Links) -> Component:
    """List what is published; it opens on demand, so that the file keeps its room."""
    publishing = text.publishing
    count = len(publishing.editions)
    rows = [_edition(one) for one in publishing.editions]
    none = html.P(publishing.fault or words.NOTHING_PUBLISHED, className="help")
    listed = html.Details(
        [
            html.Summary(f"{words.PUBLISHED_TITLE} ({count})"),
            html.P(words.PUBLISH_HELP, className="help"),
            html.Ul(rows, className="editions") if rows else none,
        ],
        id=ids.SNAPSHOT_LIST,
    )
    publish = html.Button(words.PUBLISH, id=ids.SNAPSHOT_PUBLISH, className="button", type="button")
    said = html.P(publishing.fault, id=ids.SNAPSHOT_SAID, className="help", role="status")
    again = dcc.Location(id=ids.SNAPSHOT_AGAIN, refresh=True)
    standing = html.P(
        text.standing, id=ids.SNAPSHOT_STANDING, className="snapshot-standing", role="status"
    )
    told = html.Div([standing, listed, *_comparison(publishing.comparison, links), said])
    buttons = [publish] if text.document else []
    return html.Div([told, *buttons, again], className="snapshot-published")


def _comparison(text: ComparisonText, links: Links) -> list[Component]:
    """Offer to lay two snapshots beside one another, once there are two."""
    if not text.choices:
        return []
    form = html.Form(
        [
            _choice(EARLIER, words.COMPARE_EARLIER, text, text.earlier),
            _choice(LATER, words.COMPARE_LATER, text, text.later),
            html.Button(words.COMPARE, type="submit", className="button"),
        ],
        action=links.snapshot,
        method="get",
        className="comparing",
    )
    told = [html.P(text.said, className="help")] if text.said else []
    table = [_changes(text)] if text.rows else []
    return [
        html.Details(
            [html.Summary(words.COMPARE_TITLE), form, *told, *table],
            id=ids.SNAPSHOT_COMPARED,
            open=bool(text.said),
        )
    ]


def _choice(name: str, label: str, text: ComparisonText, chosen: str) -> Component:
    options = [
        html.Option(said, value=number, selected=number == chosen or None)
        for number, said in text.choices
    ]
    return html.Label([html.Span(label), html.Select(options, name=name, className="text-field")])


def _changes(text: ComparisonText) -> Component:
    head = html.Thead(html.Tr([html.Th(one, scope="col") for one in HEADS]))
    rows = [html.Tr([html.Th(row[0], scope="row"), *map(html.Td, row[1:])]) for row in text.rows]
    return html.Div(
        html.Table([head, html.Tbody(rows)]),
        className="changes",
        tabIndex="0",
        role="region",
        **aria(label=words.COMPARE_TITLE),
    )


def _edition(text: EditionText) -> Component:
    parts: list[Component] = [html.Strong(text.name)]
    if text.address:
        parts += [
            html.A("Open", href=text.address, target="_blank"),
            html.A("PDF", href=text.page_address, target="_blank"),
        ]
    parts.append(html.P(text.said, className="help"))
    if text.address:
        parts.append(_withdrawing(text.token))
    return html.Li(parts)


def _withdrawing(token: str) -> Component:
    field = dcc.Input(id=ids.withdraw_why(token), maxLength=200, className="text-field")
    why = html.Label([html.Span(words.WITHDRAW_WHY), field])
    button = html.Button(
        words.WITHDRAW, id=ids.withdraw(token), className="button button-plain", type="button"
    )
    return html.Details([html.Summary(f"{words.WITHDRAW} …"), html.Div([why, button])])


def _file(text: SnapshotText) -> Component:
    return html.Iframe(
        id=ids.SNAPSHOT_FILE,
        srcDoc=text.document,
        sandbox=RIGHTS,
        title=f"{words.SNAPSHOT_TITLE}, {text.period}",
        className="snapshot-file",
    )


def _refusal(text: SnapshotText, links: Links) -> Component:
    why = html.Div([html.H1(words.SNAPSHOT_TITLE), html.P(text.refusal)])
    return html.Div([why, _thresholds(text, links)], className="snapshot-bar")
