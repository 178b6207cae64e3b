"""The Snapshot page: the file that leaves the building, as it is, and the way to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import ids, words
from layouts.shell import header

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.snapshots import EditionText, PublishingText, SnapshotText
    from dashboard.text import Links

# The file holds no script and gets none of the page's rights; only its sources may be opened.
RIGHTS = "allow-popups allow-popups-to-escape-sandbox"


def layout(text: SnapshotText, links: Links) -> Component:
    """Build the page around the file, or say why there is none."""
    shown = [_bar(text, links), _file(text)] if text.document else [_refusal()]
    shown.insert(1, _published(text.publishing))
    return html.Div(
        [
            header("snapshot", links, text.period, "", text.status),
            html.Main(shown, id=ids.MAIN, className="snapshot-main", tabIndex="-1"),
        ],
        className="snapshot",
    )


def _bar(text: SnapshotText, links: Links) -> Component:
    take = html.A(
        f"Download ({text.size})",
        href=links.snapshot_file,
        download=text.file_name,
        id=ids.SNAPSHOT_DOWNLOAD,
        className="button button-main",
    )
    page = html.A(
        "A4 page (PDF)",
        href=links.snapshot_page,
        target="_blank",
        id=ids.SNAPSHOT_PAGE,
        className="button",
    )
    said = html.Div([html.H1(words.SNAPSHOT_TITLE), html.P(words.SNAPSHOT_HELP, className="help")])
    buttons = html.Div([take, page], className="downloads")
    return html.Div([said, buttons], className="snapshot-bar")


def _published(publishing: PublishingText) -> Component:
    """List what is published; it opens on demand, so that the file keeps its room."""
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
    told = html.Div([listed, said])
    return html.Div([told, publish, again], className="snapshot-published")


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


def _refusal() -> Component:
    return html.Div(
        [html.H1(words.SNAPSHOT_TITLE), html.P(words.SNAPSHOT_REFUSED)], className="snapshot-bar"
    )
