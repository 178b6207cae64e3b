"""A file from a server to a folder: taken up where it broke off, checked, and with progress."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geodata.connect.exchange import BrokenOffError, parts_of
from geodata.connect.faults import fault
from geodata.connect.web import BROKEN, FIRST_WAIT_S, NOT_MODIFIED, OK, PARTIAL
from geodata.incoming.read import LARGEST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    import urllib3

    from geodata.connect.addresses import Address
    from geodata.connect.connector import Tell
    from geodata.connect.web import Web
    from geodata.errors import ConnectError

MOST_S = 3600.0
MOST_STARTS = 6
NOT_SATISFIABLE = 416
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]+):")


@dataclass(frozen=True)
class Landed:
    """A file that lies in the folder, whole; ``is_new`` is False when it lay there already."""

    path: Path
    sha256: str
    size: int
    is_new: bool


@dataclass(frozen=True)
class Download:
    """
    One file that is wanted.

    Parameters
    ----------
    target
        Where it shall lie. Beside it a hidden file says where it came from and what its
        checksum is; while it is on its way, so does the part that is there.
    sha256
        Its checksum, where the user was told one.
    """

    web: Web
    address: Address
    target: Path
    sha256: str = ""
    largest_bytes: int = LARGEST_BYTES

    def fetch(self, tell: Tell) -> Landed:
        """
        Fetch the file, or the rest of it; a file that lies there unchanged is not fetched.

        Raises
        ------
        ConnectError
            When it cannot be had whole; what came stays for the next try.
        """
        lying = self._lying()
        before = -1
        for _ in range(MOST_STARTS):
            try:
                there = self._start(lying, tell)
                return there or self._finish()
            except BrokenOffError as problem:
                reason = str(problem)
            grown = self._size()
            if grown <= before:
                break
            before = grown
            self.web.wait(FIRST_WAIT_S)
        raise fault(reason, self.address.host, *BROKEN[reason])

    @property
    def part(self) -> Path:
        """Where the part lies that has come so far."""
        return self.target.with_name(f".{self.target.name}.part")

    @property
    def note(self) -> Path:
        """Where it stands from where the file came, and its checksum."""
        return self.target.with_name(f".{self.target.name}.source.json")

    def _lying(self) -> dict[str, Any]:
        """Return what is known of the file that lies there, nothing when it is not that file."""
        known = _known(self.note)
        if known.get("address") != self.address.text or not self.target.is_file():
            return {}
        return known if known.get("sha256") == _sha256(self.target) else {}

    def _size(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def _start(self, lying: dict[str, Any], tell: Tell) -> Landed | None:
        """Ask once; return the file that lies there if it is still the newest."""
        known = _known(self._part_note)
        headers = {"Accept-Encoding": "identity"}
        tag = known.get("tag")
        if tag and known.get("address") == self.address.text and self._size():
            headers |= {"Range": f"bytes={self._size()}-", "If-Range": str(tag)}
        elif lying.get("tag"):
            headers |= {"If-None-Match": str(lying["tag"])}
        statuses = frozenset({OK, PARTIAL, NOT_MODIFIED, NOT_SATISFIABLE})
        status = self.web.ask(
            self.address, headers, lambda answer: self._tried(answer, tell), statuses
        )
        if status in BROKEN:
            raise BrokenOffError(status)
        if status == NOT_MODIFIED and lying:
            size = self.target.stat().st_size
            return Landed(self.target, str(lying["sha256"]), size, is_new=False)
        if status in {NOT_MODIFIED, NOT_SATISFIABLE}:
            self.forget()  # What we have is no part of what they have: from the beginning.
            raise BrokenOffError("broken_off")
        return None

    @property
    def _part_note(self) -> Path:
        return self.part.with_name(f"{self.part.name}.json")

    def _tried(self, answer: urllib3.BaseHTTPResponse, tell: Tell) -> int | str:
        """Take what comes; where the line breaks, return how: the next question is another."""
        try:
            return self._take(answer, tell)
        except BrokenOffError as problem:
            return str(problem)

    def _take(self, answer: urllib3.BaseHTTPResponse, tell: Tell) -> int:
        """Write the body behind what is there, or in its place."""
        if answer.status not in {OK, PARTIAL}:
            return answer.status
        start, total = self._span(answer)
        if total > self.largest_bytes:
            raise self._too_large()
        tag = _tag(answer)
        digest = DIGEST.search(answer.headers.get("Repr-Digest", ""))
        self._write(self._part_note, {"tag": tag, "total": total, "digest": digest and digest[1]})
        done = start
        with self.part.open("r+b" if start else "wb") as file:
            file.truncate(start)
            file.seek(start)
            for piece in parts_of(answer, MOST_S):
                file.write(piece)
                done += len(piece)
                if done > self.largest_bytes:
                    break
                tell(self.target.name, done, total)
        if done > self.largest_bytes:
            raise self._too_large()  # Not before the file is closed: Windows removes no open one.
        if total and done != total:
            raise BrokenOffError("broken_off")
        return answer.status

    def _span(self, answer: urllib3.BaseHTTPResponse) -> tuple[int, int]:
        """Return where the body begins in the file, and how long the file is (0: not said)."""
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise fault("odd_answer", self.address.host, "The file came packed.", "Report this.")
        if answer.status == PARTIAL:
            found = RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if not found or int(found[1]) != self._size():
                self.forget()
                raise BrokenOffError("broken_off")
            return int(found[1]), int(found[3])
        length = answer.headers.get("Content-Length", "")
        return 0, int(length) if length.isascii() and length.isdigit() else 0

    def _finish(self) -> Landed:
        """Check the whole file and put it where it shall lie, in one step."""
        known, found = _known(self._part_note), _sha256(self.part)
        digest = known.get("digest")
        told = self.sha256.strip().lower() or (digest and _hex(str(digest)))
        if told and told != found:
            self.forget()
            message = "The checksum of the file is not the one that was told: it was not kept."
            raise fault("wrong_checksum", self.address.host, message, "Fetch it again.")
        size = self._size()
        os.replace(self.part, self.target)  # noqa: PTH105 - the same step on every system
        self._write(self.note, {"tag": known.get("tag"), "sha256": found, "bytes": size})
        self.forget()
        return Landed(self.target, found, size, is_new=True)

    def _write(self, path: Path, values: dict[str, Any]) -> None:
        content = {"address": self.address.text, **values}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def forget(self) -> None:
        """Remove the part that has come."""
        self.part.unlink(missing_ok=True)
        self._part_note.unlink(missing_ok=True)

    def _too_large(self) -> ConnectError:
        self.forget()
        message = f"The file has more than {self.largest_bytes // 1_000_000} MB."
        return fault("too_large", self.address.host, message, "Choose a coarser data set.")


def _tag(answer: urllib3.BaseHTTPResponse) -> str:
    """Return what tells this file from a later one; a weak tag does not."""
    tag = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified", "")


def _known(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hex(text: str) -> str:
    try:
        return base64.b64decode(text).hex()
    except ValueError:
        return ""
