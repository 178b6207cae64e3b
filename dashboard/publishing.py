"""Publishing a snapshot of the programme, and what the page says of those published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.publicfiles import ADDRESS, PAGE_ENDING
from dashboard.snapshot.document import snapshot_file
from dashboard.snapshot.page import snapshot_page
from dashboard.snapshot.published import HTML, PDF, Edition, Published, PublishedError
from dashboard.snapshot.words import day
from dashboard.snapshots import (
    EditionText,
    PublishingText,
    SnapshotText,
    fonts,
    headline_view,
    public_ground,
    snapshot_text,
)
from geodata.choice import Choice
from geodata.privacy import Figure, Kind, Policy, State, figure_words
from geodata.public_change import changes, reasons_against
from geodata.public_columns import BY_NAME
from geodata.public_view import public_view

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from dashboard.context import Context
    from dashboard.snapshot.words import Stamp
    from geodata.public_change import Change
    from geodata.public_view import PublicView

MOST_CHANGES: Final = 5


def sheet_text(context: Context, folder: Path) -> SnapshotText:
    """
    Say all that the page of the snapshot shows.

    Parameters
    ----------
    folder
        Where published snapshots are.
    """
    publishing = publishing_text(context, Published(folder))
    return replace(snapshot_text(context), publishing=publishing)


def publish(context: Context, published: Published, at: dt.datetime) -> Edition:
    """
    Freeze the headline view of the programme under a new address.

    Raises
    ------
    DisclosureError
        If beside what is published already a small count could be worked out.
    PublishedError
        If what is published already cannot be read.
    """

    def make(older: tuple[PublicView, ...], stamp: Stamp) -> tuple[PublicView, Mapping[str, bytes]]:
        programme, faces = context.programme, fonts()
        view = public_view(programme, context.assessment(Choice()), older=older)
        ground = public_ground(programme)
        files = {
            HTML: snapshot_file(view, ground, faces, older, stamp),
            PDF: snapshot_page(view, ground, faces, older, stamp),
        }
        return view, files

    return published.publish(make, at)


def publishing_text(context: Context, published: Published) -> PublishingText:
    """Say what is published, the newest first, and how the data of today compares."""
    view = headline_view(context)
    try:
        editions = published.editions()
    except PublishedError as fault:
        return PublishingText((), str(fault))
    return PublishingText(tuple(_edition_text(one, view) for one in reversed(editions)))


def _edition_text(edition: Edition, view: PublicView | None) -> EditionText:
    name = (
        f"No. {edition.number}, published {day(edition.published_at.date())}, data as of "
        f"{day(edition.view.as_of)}"
    )
    if edition.withdrawn_at:
        why = f": {edition.withdrawn_why}" if edition.withdrawn_why else ""
        said = f"Withdrawn {day(edition.withdrawn_at.date())}{why}."
        return EditionText(edition.token, name, "", "", said)
    address = f"{ADDRESS}{edition.token}"
    said = compared(edition.view, view) if view else ""
    return EditionText(edition.token, name, address, f"{address}{PAGE_ENDING}", said)


def compared(earlier: PublicView, later: PublicView) -> str:
    """Say in a sentence what changed since a published view, or why that cannot be said."""
    reasons = reasons_against(earlier, later)
    if reasons:
        return f"Not compared with today's data: {'; '.join(reasons)}."
    moved = [one for one in changes(earlier, later) if one.difference]
    if not moved:
        return "Every figure shown is still the same."
    told = "; ".join(_change_words(one) for one in moved[:MOST_CHANGES])
    more = len(moved) - MOST_CHANGES
    return f"Since then: {told}{f'; and {more} more figures' if more > 0 else ''}."


def _change_words(change: Change) -> str:
    column = BY_NAME[change.column]
    before, after = (_words(column.kind, value) for value in (change.before, change.after))
    return f"{column.title} in {change.row} from {before} to {after}"


def _words(kind: Kind, value: float) -> str:
    return figure_words(Figure(State.SHOWN, value), kind, Policy()).replace(" %", "%")
