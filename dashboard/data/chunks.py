"""Files that arrive in chunks: in order, on disk beside the draft, gone once they were read."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TRY_AGAIN: Final = "The upload did not arrive completely: try again."
LARGEST_CHUNK: Final = 8_000_000
ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
LONGEST_NAME: Final = 120
FOLDER: Final = ".arriving"  # Hidden: no part of the draft's dataset.


class ChunkError(ValueError):
    """A chunk that cannot be used; the message is for the reader."""


@dataclass(frozen=True)
class Chunk:
    """
    One piece of a file: which upload, the file's name and size, and where it begins.

    ``is_last`` is what the browser says; whether the file is whole shows its size.
    """

    upload: str
    name: str
    offset: int
    total: int
    content: bytes
    is_last: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], content: bytes, largest_bytes: int) -> Chunk:
        """
        Read a chunk from a request.

        Raises
        ------
        ChunkError
            When a part is missing, of the wrong kind, or larger than is allowed.
        """
        try:
            offset, total = int(query["offset"]), int(query["total"])
            upload, name = query["upload"], query["name"]
        except (KeyError, ValueError, TypeError) as fault:
            raise ChunkError(TRY_AGAIN) from fault
        if total > largest_bytes:
            raise ChunkError(f"The file is larger than {largest_bytes // 1_000_000} MB.")
        fits = 0 <= offset <= offset + len(content) <= total
        if not ID.fullmatch(upload) or not fits or not content or len(content) > LARGEST_CHUNK:
            raise ChunkError(TRY_AGAIN)
        return cls(upload, safe_name(name), offset, total, content, query.get("end") == "1")


def safe_name(name: str) -> str:
    r"""
    Return the last part of a file's name, without what could lead elsewhere.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\a\\sites.csv"), safe_name("\0 ..")
    ('passwd', 'sites.csv', 'file')
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    return plain[-LONGEST_NAME:] or "file"


def add(draft: Path, chunk: Chunk) -> Path | None:
    """
    Put a chunk where it belongs; return the whole file once its last byte is there.

    Raises
    ------
    ChunkError
        When an earlier chunk is missing or came twice, or the last one leaves a gap.
    """
    folder = draft / FOLDER / chunk.upload
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / chunk.name
    here = path.stat().st_size if path.is_file() else 0
    if here != chunk.offset:
        remove(path)
        raise ChunkError(TRY_AGAIN)
    with path.open("ab") as file:
        file.write(chunk.content)
    whole = here + len(chunk.content) == chunk.total
    if chunk.is_last and not whole:
        remove(path)
        raise ChunkError(TRY_AGAIN)
    return path if whole else None


def remove(path: Path) -> None:
    """Remove an arrived file with its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)
