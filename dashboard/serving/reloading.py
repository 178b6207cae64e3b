"""The app in use: when another version is published, its own is built and takes its place."""

from __future__ import annotations

import contextvars
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.serving.settings import SettingsError, in_use
from geodata.errors import GeodataError
from geodata.versions.shelf import Versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from dashboard.serving.settings import Settings

LOOK_EVERY_S: Final = 1.0


class Live:
    """
    Answer with the app of the version in use.

    Every process looks at the folder of versions for itself, so several workers follow one
    publish, and a publish from the command line counts too. Who asks while the new app is
    being built gets the old one; what cannot be built is told on the error stream, once.

    Parameters
    ----------
    first
        The app of the dataset in ``settings``.
    build
        Makes the app of other settings; takes seconds, and runs in a thread.
    forget
        Lets go of what is kept for the old one, once the new one is in use.
    """

    def __init__(
        self, first: WSGIApplication, build: Callable[[Settings], WSGIApplication],
        settings: Settings, forget: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self.application = first
        self.build, self.settings, self.forget = build, settings, forget
        self.started_in = contextvars.copy_context()  # Dash looks for its own while pages are made.
        self.number = self._latest()
        self.looked_at = time.monotonic()
        self.lock = threading.Lock()
        self.builder: threading.Thread | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, after a look whether another version is in use."""
        self.look()
        return self.application(environ, start_response)

    def look(self) -> None:
        """Begin to build the app of another version, where there is one and nobody has begun."""
        if self.settings.versions is None or not self.settings.follows:
            return
        with self.lock:
            now = time.monotonic()
            if now - self.looked_at < LOOK_EVERY_S or (self.builder and self.builder.is_alive()):
                return
            self.looked_at = now
            latest = self._latest()
            if latest == self.number:
                return
            self.number = latest
            self.builder = threading.Thread(
                target=self.started_in.copy().run,
                args=(self._renew, self.settings.versions),
                daemon=True,
            )
            self.builder.start()

    def _latest(self) -> int:
        if self.settings.versions is None:
            return 0
        return Versions(self.settings.versions).latest_number()

    def _renew(self, versions: Path) -> None:
        try:
            self.application = self.build(replace(self.settings, data=in_use(versions)))
            self.forget()
        except (GeodataError, SettingsError, OSError) as problem:
            sys.stderr.write(f"The version in use cannot be shown: {problem}\n")
