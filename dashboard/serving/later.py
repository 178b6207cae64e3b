"""A part of the app that few readers ask for: put together when the first of them does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask


class Later:
    """
    Answer the addresses below one folder by an app of their own, all others by the first.

    Importing what it needs takes a fifth of the time to start, which every reader would wait.

    Parameters
    ----------
    application
        Answers all else, and what the other app has no route for.
    below
        Path, with a slash at the end.
    make
        Imports and returns the other app; called once, by whoever comes first.
    """

    def __init__(self, application: WSGIApplication, below: str, make: Callable[[], Flask]) -> None:
        self.application, self.below = application, below
        self._make = make
        self._made: Flask | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if str(environ.get("PATH_INFO", "")).startswith(self.below):
            other = self.made()
            if other.url_map.bind_to_environ(environ).test():
                return other(environ, start_response)
        return self.application(environ, start_response)

    def made(self) -> Flask:
        """Return the other app, put together at the first call."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
