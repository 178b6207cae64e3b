"""
Publishing a snapshot: what leaves the building is an edition, and later ones know of it.

Nobody can call back a file, so whoever takes one publishes it: the same numbers are given out
as the edition they stand in already, others become a new one. It is taken with a button, and so
with POST; what is only looked at is not published and says so. The attacker is asked about all
editions, withdrawn ones too.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from dashboard import words
from dashboard.serving.delivery import Answer
from dashboard.serving.publicfiles import ADDRESS, PAGE_ENDING, PLAIN, TYPES
from dashboard.snapshot.document import snapshot_file
from dashboard.snapshot.page import snapshot_page
from dashboard.snapshot.published import HTML, PDF, Edition, PublishedError
from dashboard.snapshots import fonts, headline_view, public_ground, snapshot_name
from geodata.choice import Choice
from geodata.privacy import THRESHOLDS, DisclosureError, Policy
from geodata.public.view import public_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.context import Context
    from dashboard.snapshot.published import Published
    from dashboard.snapshot.words import Stamp
    from geodata.public.view import PublicView

UNDER: Final = "under"  # In the address: counts under it are hidden.


def asked_policy(asked: Mapping[str, str], editions: Sequence[Edition] = ()) -> Policy:
    """
    Return the policy that an address asks for; else that of the last edition, else the first.

    >>> asked_policy({"under": "10"}).threshold, asked_policy({"under": "7"}).threshold
    (10, 5)
    """
    known = {str(threshold): threshold for threshold in THRESHOLDS}
    if asked.get(UNDER) in known:
        return Policy(threshold=known[asked[UNDER]])
    return editions[-1].view.policy if editions else Policy()


def view_beside(context: Context, older: Sequence[PublicView], policy: Policy) -> PublicView:
    """
    Return the view of today's numbers that may stand beside those published.

    Raises
    ------
    DisclosureError
        If none may.
    """
    known = tuple(dict.fromkeys(older))
    plain = headline_view(context, policy)
    if plain is not None and (not known or plain in known):
        return plain
    view = context.kept(_aware, (policy, known)) if known else None
    if view is None:
        raise DisclosureError(words.REFUSED_BESIDE if known else words.SNAPSHOT_REFUSED)
    return view


def publish(
    context: Context, published: Published, at: dt.datetime, policy: Policy | None = None
) -> Edition:
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
        view = view_beside(context, older, policy or Policy())
        ground, faces = public_ground(context.programme), fonts()
        files = {
            HTML: snapshot_file(view, ground, faces, older, stamp),
            PDF: snapshot_page(view, ground, faces, older, stamp),
        }
        return view, files

    return published.publish(make, at)


def standing(editions: Sequence[Edition], view: PublicView) -> Edition | None:
    """Return the newest edition of a view that was not withdrawn."""
    same = [one for one in editions if one.view == view and not one.withdrawn_at]
    return same[-1] if same else None


def taken(
    context: Context, published: Published, at: dt.datetime, asked: Mapping[str, str] | None = None
) -> Edition:
    """
    Return the edition that whoever takes a file of today's numbers gets, publishing it if need be.

    Parameters
    ----------
    asked
        The query of the address; only the policy is read from it.

    Raises
    ------
    DisclosureError, PublishedError
        As ``publish`` does.
    """
    with published.alone():
        editions = published.editions()
        policy = asked_policy(asked or {}, editions)
        view = view_beside(context, [one.view for one in editions], policy)
        return standing(editions, view) or publish(context, published, at, policy)


def snapshot_answer(context: Context, published: Published, asked: Mapping[str, str]) -> Answer:
    """Answer with the file of the edition, to be saved, or with why there is none."""

    def saved(edition: Edition) -> Answer:
        name = snapshot_name(edition.view, "html")
        return Answer(published.file(edition, HTML), TYPES[HTML], name, is_saved=True)

    return _answer(context, published, asked, saved)


def page_answer(context: Context, published: Published, asked: Mapping[str, str]) -> Answer:
    """
    Send to the A4 page of the edition, or answer with why there is none.

    Its own address can be opened again and shared; what a form was answered with cannot.
    """

    def sent(edition: Edition) -> Answer:
        address = f"{context.mount}{ADDRESS}{edition.token}{PAGE_ENDING}"
        return Answer(b"", PLAIN, status="303 See Other", address=address)

    return _answer(context, published, asked, sent)


def _answer(
    context: Context,
    published: Published,
    asked: Mapping[str, str],
    given: Callable[[Edition], Answer],
) -> Answer:
    try:
        return given(taken(context, published, dt.datetime.now(tz=dt.UTC), asked))
    except (DisclosureError, PublishedError, OSError) as refusal:
        return Answer(f"{refusal}".encode(), PLAIN, status="409 Conflict")


def _aware(context: Context, asked: tuple[Policy, tuple[PublicView, ...]]) -> PublicView | None:
    policy, older = asked
    try:
        return public_view(context.programme, context.assessment(Choice()), policy, older)
    except DisclosureError:
        return None
