"""What the Snapshot page shows: the file, what is published, and how two editions compare."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard import words
from dashboard.comparing import ComparisonText, compared, comparison_text
from dashboard.publishing import UNDER, asked_policy, standing, view_beside
from dashboard.serving.publicfiles import ADDRESS, PAGE_ENDING
from dashboard.snapshot.document import snapshot_file
from dashboard.snapshot.published import HTML, Edition, Published, PublishedError
from dashboard.snapshot.words import day
from dashboard.snapshots import fonts, headline_view, public_ground
from dashboard.summary import status
from geodata.privacy import THRESHOLDS, DisclosureError, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dashboard.context import Context
    from dashboard.text import StatusText
    from geodata.public.view import PublicView


@dataclass(frozen=True)
class EditionText:
    """One published snapshot as the page lists it; no address once it is withdrawn."""

    token: str
    name: str
    address: str
    page_address: str
    said: str


@dataclass(frozen=True)
class PublishingText:
    """What the page says of published snapshots; ``fault`` where they cannot be read."""

    editions: tuple[EditionText, ...] = ()
    fault: str = ""
    comparison: ComparisonText = field(default_factory=ComparisonText)


@dataclass(frozen=True)
class SnapshotText:
    """
    What the page of the snapshot shows.

    Attributes
    ----------
    document
        The file itself; empty where none may be given out, and ``refusal`` says why.
    standing
        Whether it is published, and what taking it does.
    query
        What the addresses of the files ask for: the policy, where it is not the usual one.
    thresholds
        Counts under it are hidden: its words, its query, and whether it is the one shown.
    """

    period: str
    status: StatusText
    document: str
    size: str
    publishing: PublishingText = field(default_factory=PublishingText)
    refusal: str = ""
    standing: str = ""
    query: str = ""
    thresholds: tuple[tuple[str, str, bool], ...] = ()


def sheet_text(
    context: Context, folder: Path, asked: Mapping[str, str] | None = None
) -> SnapshotText:
    """
    Say all that the page of the snapshot shows.

    Parameters
    ----------
    folder
        Where published snapshots are.
    asked
        The query of the address: the policy, and the snapshots to be compared.
    """
    published, asked = Published(folder), asked or {}
    try:
        editions = published.editions()
        policy = asked_policy(asked, editions)
        content, said = _shown(context, published, editions, policy)
        refusal = ""
    except (DisclosureError, PublishedError, OSError) as fault:
        policy, content, said, refusal = asked_policy(asked), b"", "", str(fault)
    programme = context.programme
    return SnapshotText(
        period=f"{programme.info.as_of:%B %Y}",
        status=status(programme),
        document=content.decode("utf-8"),
        size=f"{len(content) / 1000:,.0f} kB",
        publishing=publishing_text(context, published, asked),
        refusal=refusal,
        standing=said,
        query=f"?{UNDER}={policy.threshold}",
        thresholds=tuple(
            (f"under {one}", f"?{UNDER}={one}", one == policy.threshold) for one in THRESHOLDS
        ),
    )


def _shown(
    context: Context, published: Published, editions: Sequence[Edition], policy: Policy
) -> tuple[bytes, str]:
    """Return the file as it was published, or as it would be, and which of both it is."""
    older = tuple(one.view for one in editions)
    view = view_beside(context, older, policy)
    edition = standing(editions, view)
    if edition is None:
        return context.kept(_preview, (view, older)), words.NOT_PUBLISHED_YET
    on = day(edition.published_at.date())
    return published.file(edition, HTML), words.STANDS.format(number=edition.number, day=on)


def _preview(context: Context, asked: tuple[PublicView, tuple[PublicView, ...]]) -> bytes:
    view, older = asked
    return snapshot_file(view, public_ground(context.programme), fonts(), older)


def publishing_text(
    context: Context, published: Published, asked: Mapping[str, str] | None = None
) -> PublishingText:
    """Say what is published, the newest first, and how editions and today's data compare."""
    try:
        editions = published.editions()
    except PublishedError as fault:
        return PublishingText((), str(fault))
    listed = tuple(_edition_text(context, one) for one in reversed(editions))
    return PublishingText(listed, comparison=comparison_text(editions, asked or {}))


def _edition_text(context: Context, edition: Edition) -> EditionText:
    name = (
        f"No. {edition.number}, published {day(edition.published_at.date())}, data as of "
        f"{day(edition.view.as_of)}, counts under {edition.view.policy.threshold} hidden"
    )
    if edition.withdrawn_at:
        why = f": {edition.withdrawn_why}" if edition.withdrawn_why else ""
        said = f"Withdrawn {day(edition.withdrawn_at.date())}{why}."
        return EditionText(edition.token, name, "", "", said)
    address = f"{context.mount}{ADDRESS}{edition.token}"
    view = headline_view(context, edition.view.policy)
    said = compared(edition.view, view) if view else ""
    return EditionText(edition.token, name, address, f"{address}{PAGE_ENDING}", said)
