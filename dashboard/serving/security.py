"""What every response says to the browser, and which requests are answered at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from waitress.task import ErrorTask

from dashboard.serving.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED: Final = "403 Forbidden"
FIXED_HEADERS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    # Not "no-referrer": browsers would then send a form's Origin as null to this server too.
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


def content_policy(script_hashes: Iterable[str]) -> str:
    """
    Content-Security-Policy: everything from this origin, scripts in the page by hash only.

    The map needs ``blob:`` for its workers and pictures, the components need inline styles.

    >>> content_policy(["'sha256-abc='"]).split("; ")[1]
    "script-src 'self' 'sha256-abc='"
    """
    scripts = " ".join(["'self'", *script_hashes])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "worker-src 'self' blob:",
            "child-src blob:",
            "img-src 'self' data: blob:",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


class Guard:
    """
    Layer around the app: adds the headers, turns away what is not for this machine.

    A page elsewhere can make its own name point to 127.0.0.1 and so read what is served
    there; it cannot choose the Host header, so a name that is not loopback is refused. A
    page elsewhere can also send a form here; its Origin gives it away.
    """

    def __init__(self, application: WSGIApplication, script_hashes: Iterable[str]) -> None:
        self.application = application
        self.headers = [("Content-Security-Policy", content_policy(script_hashes)), *FIXED_HEADERS]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: Any = None,  # noqa: ANN401
            /,
        ) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *self.headers], exc_info)

        complaint = refusal(environ)
        if complaint:
            body = complaint.encode()
            start(
                REFUSED,
                [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
            )
            return [body]
        return self.application(environ, start)


class Unreadable(ErrorTask):  # type: ignore[misc]
    """What the server itself answers to a request that it cannot read: with the headers too."""

    def build_response_header(self) -> bytes:
        """Write the head of the answer."""
        self.response_headers += [("Content-Security-Policy", content_policy([])), *FIXED_HEADERS]
        return bytes(super().build_response_header())


def refusal(environ: WSGIEnvironment) -> str:
    """
    Why a request is not answered, or an empty text.

    >>> refusal({"HTTP_HOST": "localhost:8050"})
    ''
    >>> refusal({"HTTP_HOST": "atlas.example:8050"})
    'This server answers to its own machine only, not to the name atlas.example.'
    """
    host = host_name("//" + environ.get("HTTP_HOST", ""))
    if not is_loopback(host):
        return f"This server answers to its own machine only, not to the name {host or '(none)'}."
    origin = environ.get("HTTP_ORIGIN")
    if origin and urlsplit(origin).netloc != environ.get("HTTP_HOST"):
        return "This request comes from a page of another address."
    if environ.get("HTTP_SEC_FETCH_SITE") in {"cross-site", "same-site"} and _changes(environ):
        return "This request comes from a page of another address."
    return ""


def host_name(address: str) -> str:
    """
    Host part of an address, without its port; empty where there is none.

    >>> [host_name(a) for a in ("//[::1]:8050", "//LocalHost", "//[bad", "")]
    ['::1', 'localhost', '', '']
    """
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _changes(environ: WSGIEnvironment) -> bool:
    return environ.get("REQUEST_METHOD", "GET") not in {"GET", "HEAD"}
