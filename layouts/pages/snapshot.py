"""The Snapshot page: the file that leaves the building, as it is, and the way to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard import ids, words
from layouts.shell import header

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.snapshots import SnapshotText
    from dashboard.text import Links

# The file holds no script and gets none of the page's rights; only its sources may be opened.
RIGHTS = "allow-popups allow-popups-to-escape-sandbox"


def layout(text: SnapshotText, links: Links) -> Component:
    """Build the page around the file, or say why there is none."""
    shown = [_bar(text, links), _file(text)] if text.document else [_refusal()]
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
    open_ = html.A("Open to print", href=links.snapshot_file, target="_blank", className="button")
    said = html.Div([html.H1(words.SNAPSHOT_TITLE), html.P(words.SNAPSHOT_HELP, className="help")])
    buttons = html.Div([take, open_], className="downloads")
    return html.Div([said, buttons], className="snapshot-bar")


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
