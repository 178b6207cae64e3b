"""The app below a path of its own, behind a reverse proxy that strips that path or leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Mounted:
    """
    Outermost layer: the app inside sees addresses from its own root.

    Parameters
    ----------
    mount
        Such as ``/lesotho``; empty at the root, where nothing is done.
    """

    def __init__(self, application: WSGIApplication, mount: str) -> None:
        self.application = application
        self.mount = mount

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, with or without the prefix before its path."""
        path = environ.get("PATH_INFO", "")
        if self.mount:
            environ["SCRIPT_NAME"] = self.mount
            if path == self.mount or path.startswith(f"{self.mount}/"):
                environ["PATH_INFO"] = path[len(self.mount) :] or "/"
        return self.application(environ, start_response)
