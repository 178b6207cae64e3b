"""A browser in three lines: asks a WSGI application and keeps what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class Response:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(application: WSGIApplication, path: str = "/", **environ: str) -> Response:
    """Send one GET request, or another method by ``REQUEST_METHOD``."""
    path, _, query = path.partition("?")
    request: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, **environ}
    setup_testing_defaults(request)
    said: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:  # noqa: ANN401
        said[:] = [int(status[:3]), {name.lower(): value for name, value in headers}]

    body = b"".join(application(request, start))
    return Response(said[0], said[1], body)


def application(
    body: bytes, kind: str = "text/html", **headers: str
) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Answer everything with the same body."""

    def answer(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        start_response("200 OK", [("Content-Type", kind), *named])
        return [body]

    return answer
