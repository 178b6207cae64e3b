"""Shelves: files below one address whose folder name holds the hash of their content."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PREFIX: Final = "/files/"
DIGEST_LENGTH: Final = 16


@dataclass(frozen=True)
class Entry:
    """One file: how to get its bytes, and their SHA-256 where it is known beforehand."""

    media_type: str
    read: Callable[[], bytes]
    digest: str = ""


@dataclass(frozen=True)
class Shelf:
    """Files below one address that changes when any of their bytes does."""

    name: str
    digest: str
    entries: Mapping[str, Entry]
    mount: str = ""

    @property
    def folder(self) -> str:
        """Address of the shelf below the app's own root, with a slash at its end."""
        return f"{PREFIX}{self.name}.{self.digest[:DIGEST_LENGTH]}/"

    def address(self, path: str) -> str:
        """Address of one file for a browser; one that is not on the shelf is an error at once."""
        if path not in self.entries:
            raise KeyError(f"{path} is not among the files of {self.name}")
        return self.mount + self.folder + path


def folder_shelf(
    name: str, root: Path, patterns: Iterable[str] = ("**/*",), mount: str = ""
) -> Shelf:
    """Shelf over the files of a folder that match any of the patterns."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    entries = {path.relative_to(root).as_posix(): _entry(path) for path in sorted(found)}
    listing = "".join(f"{path} {entry.digest}\n" for path, entry in entries.items())
    return Shelf(name, hashlib.sha256(listing.encode()).hexdigest(), entries, mount)


def made_shelf(
    name: str, version: str, makers: Mapping[str, Callable[[], bytes]], mount: str = ""
) -> Shelf:
    """
    Shelf over files that are made when first asked for.

    Parameters
    ----------
    version
        Text that changes whenever any of the files would: content hash and rule version.
    makers
        Function that makes the bytes, by file name; the name's ending gives the type.
    """
    entries = {path: Entry(media_type(path), make) for path, make in makers.items()}
    return Shelf(name, hashlib.sha256(version.encode()).hexdigest(), entries, mount)


def media_type(path: str) -> str:
    """
    Type of a file by the ending of its name.

    >>> media_type("style.css"), media_type("areas.geojson"), media_type("inter.woff2")
    ('text/css; charset=utf-8', 'application/geo+json', 'font/woff2')
    """
    known = {".js": "text/javascript", ".geojson": "application/geo+json", ".woff2": "font/woff2"}
    ending = Path(path).suffix
    kind = known.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _entry(path: Path) -> Entry:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Entry(media_type(path.name), path.read_bytes, digest)
