"""Bytes made small: once and at the strongest for files that stay, quickly for answers."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import brotli

from geodata.wholefile import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

BROTLI: Final = "br"
GZIP: Final = "gzip"
STRONGEST: Final = 11
QUICK: Final = 5
SMALLEST_WORTH_IT: Final = 1000
COMPRESSIBLE: Final = (
    "text/",
    "application/json",
    "application/javascript",
    "application/geo+json",
    "image/svg+xml",
)


def accepted(header: str) -> str:
    """
    Best encoding that a client accepts: ``br``, ``gzip`` or nothing.

    >>> [accepted(h) for h in ("gzip, deflate, br", "gzip;q=0.5, br;q=0", "", "*")]
    ['br', 'gzip', '', '']
    """
    weights = {}
    for part in header.split(","):
        name, _, weight = part.strip().partition(";q=")
        weights[name.strip().lower()] = weight.strip()
    for encoding in (BROTLI, GZIP):
        if encoding in weights and weights[encoding] not in {"0", "0.0", "0.00", "0.000"}:
            return encoding
    return ""


def is_compressible(media_type: str) -> bool:
    """
    Whether compression makes a file of this type smaller.

    >>> is_compressible("image/png"), is_compressible("text/css; charset=utf-8")
    (False, True)
    """
    return media_type.startswith(COMPRESSIBLE)


def compress(content: bytes, encoding: str, quality: int = QUICK) -> bytes:
    """
    Compress with one encoding; the empty encoding leaves the bytes alone.

    Parameters
    ----------
    quality
        From 1 (quick) to 11 (strongest); gzip knows 9 at most.
    """
    if encoding == BROTLI:
        return bytes(brotli.compress(content, quality=quality))
    if encoding == GZIP:
        return gzip.compress(content, compresslevel=min(quality, 9), mtime=0)
    return content


@dataclass
class Twins:
    """
    Compressed twins of files, kept by the hash of their bytes.

    A twin made at install lies in ``folder``; without it the file is compressed quickly, once
    a run, so that a missing or deleted folder costs size and not function.
    """

    folder: Path
    made: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def get(self, digest: str, encoding: str, read: Callable[[], bytes]) -> bytes:
        """Return the bytes of the file with this SHA-256, in this encoding."""
        key = (digest, encoding)
        if key not in self.made:
            stored = self._path(digest, encoding)
            if stored.is_file():
                self.made[key] = stored.read_bytes()
            else:
                self.made[key] = compress(read(), encoding)
        return self.made[key]

    def prepare(self, digest: str, content: bytes) -> bool:
        """Make the strongest twin unless it is there; say whether it had to be made."""
        target = self._path(digest, BROTLI)
        if target.is_file():
            return False
        write_whole(target, compress(content, BROTLI, STRONGEST))
        return True

    def _path(self, digest: str, encoding: str) -> Path:
        return self.folder / f"{digest}.{encoding or 'plain'}"


class Compressed:
    """Layer that compresses answers made on the fly: pages, JSON, CSV."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started: list[Any] = []

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: Any = None,  # noqa: ANN401
            /,
        ) -> Callable[[bytes], object]:
            started[:] = [status, headers, exc_info]
            return parts.append

        parts: list[bytes] = []
        answer = self.application(environ, start)
        try:
            parts.extend(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        status, headers, exc_info = started
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        content, headers = smaller(b"".join(parts), headers, encoding)
        start_response(status, headers, exc_info)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]


def smaller(
    content: bytes, headers: list[tuple[str, str]], encoding: str
) -> tuple[bytes, list[tuple[str, str]]]:
    """Compress one answer and adapt its headers, or leave both alone where it is not worth it."""
    given = {name.lower(): value for name, value in headers}
    if not is_compressible(given.get("content-type", "")) or "content-encoding" in given:
        return content, headers
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    kept.append(("Vary", "Accept-Encoding"))
    if encoding and len(content) >= SMALLEST_WORTH_IT:
        content = compress(content, encoding)
        kept.append(("Content-Encoding", encoding))
    return content, [*kept, ("Content-Length", str(len(content)))]
