"""The addresses of published snapshots: the frozen file, or a word on why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.snapshot.published import HTML, PDF, PublishedError
from dashboard.snapshots import snapshot_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from dashboard.snapshot.published import Published

ADDRESS: Final = "/s/"
PAGE_ENDING: Final = ".pdf"
TYPES: Final = {HTML: "text/html; charset=utf-8", PDF: "application/pdf"}
PLAIN: Final = "text/plain; charset=utf-8"
# Whoever has the address may read it; it is for nobody to keep or to list.
HEADERS: Final = (("Cache-Control", "no-cache, private"), ("X-Robots-Tag", "noindex, nofollow"))
Said = tuple[str, list[tuple[str, str]], bytes]
READING: Final = ("GET", "HEAD")
ONLY_READ: Final = "A published snapshot can be read here, and nothing else."
NOT_THERE: Final = "There is no published snapshot at this address."


class PublicFiles:
    """Layer that answers for published snapshots; everything else goes on to the app."""

    def __init__(self, application: WSGIApplication, published: Published) -> None:
        self.application = application
        self.published = published

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        address = environ.get("PATH_INFO", "")
        if not address.startswith(ADDRESS):
            return self.application(environ, start_response)
        method = environ.get("REQUEST_METHOD", "GET")
        if method in READING:
            status, headers, body = self._answer(address.removeprefix(ADDRESS))
        else:
            status, headers, body = _said("405 Method Not Allowed", ONLY_READ)
            headers.append(("Allow", ", ".join(READING)))
        headers += HEADERS
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [] if method == "HEAD" else [body]

    def _answer(self, asked: str) -> Said:
        name = PDF if asked.endswith(PAGE_ENDING) else HTML
        try:
            edition = self.published.find(asked.removesuffix(PAGE_ENDING))
            if edition is None:
                return _said("404 Not Found", NOT_THERE)
            if edition.withdrawn_at:
                why = f" Reason: {edition.withdrawn_why}" if edition.withdrawn_why else ""
                said = f"This snapshot was withdrawn on {edition.withdrawn_at:%Y-%m-%d}.{why}"
                return _said("410 Gone", said)
            # Whoever saves it gets a name that tells what it is, and not the address.
            called = snapshot_name(edition.view, name.rpartition(".")[2])
            headers = [
                ("Content-Type", TYPES[name]),
                ("Content-Disposition", f'inline; filename="{called}"'),
            ]
            return "200 OK", headers, self.published.file(edition, name)
        except (PublishedError, OSError):
            said = "This snapshot cannot be shown: its files are not as they were published."
            return _said("500 Internal Server Error", said)


def _said(status: str, words: str) -> Said:
    return status, [("Content-Type", PLAIN)], words.encode()
