"""Publishing a snapshot and withdrawing one: what was done is said, and the page comes anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from dash import ALL, Input, Output, State, ctx, no_update

from dashboard import ids, words
from dashboard.publishing import asked_policy, publish, taken
from dashboard.snapshot.published import HTML, PublishedError
from dashboard.snapshot.words import day
from dashboard.text import Links
from geodata.privacy import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import Dash

    from dashboard.context import Context
    from dashboard.snapshot.published import Edition, Published
    from geodata.privacy import Policy

NOT_PUBLISHED: Final = "Not published."
ANY: Final = {"token": ALL}
# As the field has it; whoever opens the address is told it.
LONGEST_REASON: Final = 200
DOUBLE_PRESS: Final = dt.timedelta(seconds=3)


def register(app: Dash, context: Context, published: Published) -> None:
    """Connect the button that publishes and those that withdraw."""

    @app.callback(
        Output(ids.SNAPSHOT_SAID, "children"),
        Output(ids.SNAPSHOT_AGAIN, "href"),
        Input(ids.SNAPSHOT_PUBLISH, "n_clicks"),
        Input({"type": "withdraw", **ANY}, "n_clicks"),
        State({"type": "withdraw-why", **ANY}, "value"),
        State({"type": "withdraw-why", **ANY}, "id"),
        State(ids.SNAPSHOT_AGAIN, "search"),
        prevent_initial_call=True,
    )
    def change(
        _published: int | None,
        _withdrawn: list[int | None],
        whys: list[str | None],
        fields: list[dict[str, str]],
        search: str | None,
    ) -> tuple[Any, Any]:
        # A list that was drawn anew also asks, with no click.
        if not any(one["value"] for one in ctx.triggered):
            return no_update, no_update
        asked, now = ctx.triggered_id, dt.datetime.now(tz=dt.UTC)
        if asked == ids.SNAPSHOT_PUBLISH:
            return published_now(context, published, now, search or "")
        reasons = {field["token"]: why or "" for field, why in zip(fields, whys, strict=True)}
        token = str(asked["token"])
        return withdrawn_now(context, published, token, reasons.get(token, ""), now)

    @app.callback(
        Output(ids.SNAPSHOT_STANDING, "children"),
        Output(ids.SNAPSHOT_FILE, "srcDoc"),
        Input(ids.SNAPSHOT_DOWNLOAD, "n_clicks"),
        Input(ids.SNAPSHOT_PAGE, "n_clicks"),
        State(ids.SNAPSHOT_AGAIN, "search"),
        prevent_initial_call=True,
    )
    def take(file: int | None, page: int | None, search: str | None) -> tuple[Any, Any]:
        if not file and not page:
            return no_update, no_update
        return taken_now(context, published, dt.datetime.now(tz=dt.UTC), search or "")


def taken_now(
    context: Context, published: Published, at: dt.datetime, search: str = ""
) -> tuple[str, Any]:
    """
    Say that a file was taken, and so published, and show it as it is frozen; or why there is none.

    The browser asks for the file by itself at the same moment; whichever comes first publishes.
    """
    try:
        edition = taken(context, published, at, _asked(search))
        frozen = published.file(edition, HTML).decode("utf-8")
    except (DisclosureError, PublishedError, OSError) as refusal:
        return f"{NOT_PUBLISHED} {refusal}", no_update
    on = day(edition.published_at.date())
    return words.TAKEN.format(number=edition.number, day=on), frozen


def published_now(
    context: Context, published: Published, at: dt.datetime, search: str = ""
) -> tuple[Any, Any]:
    """
    Publish; return what to say, and the address that shows the page anew.

    Parameters
    ----------
    search
        Query of the page's address, which may ask for a policy.
    """
    try:
        with published.alone():
            editions = published.editions()
            policy = asked_policy(_asked(search), editions)
            edition = _of_the_same_press(editions, policy, at) or publish(
                context, published, at, policy
            )
    except (DisclosureError, PublishedError, OSError) as refusal:
        return f"{NOT_PUBLISHED} {refusal}", no_update
    return f"Published as no. {edition.number}.", _anew(context, f"published={edition.number}")


def _of_the_same_press(
    editions: Sequence[Edition], policy: Policy, at: dt.datetime
) -> Edition | None:
    """Return the edition that the same button has just published: a second press is none."""
    for one in reversed(editions):
        is_same = one.view.policy == policy and not one.withdrawn_at
        if is_same and abs(at - one.published_at) < DOUBLE_PRESS:
            return one
    return None


def withdrawn_now(
    context: Context, published: Published, token: str, why: str, at: dt.datetime
) -> tuple[Any, Any]:
    """Withdraw; return what to say, and the address that shows the page anew."""
    try:
        edition = published.withdraw(token, why.strip()[:LONGEST_REASON], at)
    except (PublishedError, OSError) as refusal:
        return f"Not withdrawn. {refusal}", no_update
    return f"Withdrawn: no. {edition.number}.", _anew(context, f"withdrawn={edition.number}")


def _asked(search: str) -> dict[str, str]:
    return dict(parse_qsl(search.removeprefix("?")))


def _anew(context: Context, query: str) -> str:
    return f"{Links.under(context.mount).snapshot}?{query}"
