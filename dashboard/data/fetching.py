"""Fetching from elsewhere on the Data page: started by a button, done apart, told as it goes."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, jsonify, make_response, request

from dashboard.data import fetchwords
from dashboard.data.routes import COOKIE, COOKIE_S
from dashboard.jobs.here import StoppedError
from dashboard.serving.settings import is_loopback
from geodata.connect import choices
from geodata.connect.intake import put_refusal, take_in_fetched
from geodata.errors import FileError
from geodata.incoming.place import place_of
from geodata.versions.disk import replace
from geodata.versions.drafts import UnknownDraftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geodata.connect.connector import Connector
    from geodata.drafts.workbench import Workbench

NOTES: Final = ".fetching.json"
STOP: Final = ".fetching.stop"
OWN_FOLDER: Final = ".fetched"
BEAT_S: Final = 5.0
SILENT_S: Final = 60.0  # A fetch that lives has given several signs of it meanwhile.
EVERY_S: Final = 0.3
LONGEST_FIELD: Final = 500
MOST_FIELDS: Final = 20
FORBIDDEN, BUSY, BAD, STARTED, NOTHING = 403, 409, 400, 202, 204
RUNNING: Final = "running"
# Whoever came through another machine left one of these.
PASSED_ON: Final = frozenset(
    {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}
)
KEPT: Final = frozenset({"geoboundaries", "worldpop"})


def fetch_routes(bench: Workbench) -> Blueprint:
    """Return the routes that start a fetch, tell how far it is, and end it."""
    routes = Blueprint("fetching", "atlas-fetching", url_prefix="/data")

    @routes.post("/fetch")
    def fetch() -> Response:
        response = _fetch(bench)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post("/stop")
    def stop() -> Response:
        Progress(bench, request.cookies.get(COOKIE, "")).stop()
        return Response(status=NOTHING)

    @routes.get("/fetching")
    def fetching() -> Response:
        response = jsonify(Progress(bench, request.cookies.get(COOKIE, "")).state())
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def is_at_the_machine(address: str | None, headers: Iterable[str]) -> bool:
    """
    Say whether a request comes from the very computer, through nobody else.

    >>> is_at_the_machine("127.0.0.1", ["Host"]), is_at_the_machine("127.0.0.1", ["VIA"])
    (True, False)
    """
    return is_loopback(address or "") and PASSED_ON.isdisjoint(name.lower() for name in headers)


@dataclass(frozen=True)
class Progress:
    """How far the fetch of a draft is, on disk, so that any worker can tell."""

    bench: Workbench
    token: str

    def state(self) -> dict[str, Any]:
        """Return the state of the last fetch; one that fell silent has stopped."""
        try:
            path = self.bench.drafts.folder(self.token) / NOTES
            raw, at = path.read_bytes(), path.stat().st_mtime
        except (UnknownDraftError, OSError):
            return {"state": "none"}
        found: dict[str, Any] = json.loads(raw)
        if found["state"] == RUNNING and time.time() - at > SILENT_S:
            return found | {"state": "failed", "words": fetchwords.STOPPED}
        return found

    def put(self, state: str, words: str, done: int = 0, total: int = 0) -> None:
        """Write how far it is; a draft that was thrown away meanwhile is no fault."""
        found = {"state": state, "words": words, "done": done, "total": total}
        with suppress(UnknownDraftError, OSError):
            replace(self.bench.drafts.folder(self.token) / NOTES, json.dumps(found).encode())

    def stop(self) -> None:
        """Note that a reader ends the fetch; it ends when it next tells how far it is."""
        with suppress(UnknownDraftError, OSError):
            (self.bench.drafts.folder(self.token) / STOP).touch()

    def begin(self) -> None:
        """Note that a fetch begins; what ended an earlier one is no end of it."""
        with suppress(UnknownDraftError, OSError):
            (self.bench.drafts.folder(self.token) / STOP).unlink(missing_ok=True)
        self.put(RUNNING, fetchwords.STARTED)

    @property
    def is_stopped(self) -> bool:
        """Whether a reader has ended the fetch."""
        try:
            return (self.bench.drafts.folder(self.token) / STOP).exists()
        except UnknownDraftError:
            return True

    def beat(self, ended: threading.Event) -> None:
        """Give a sign of life until the fetch has ended: a server may be silent for minutes."""
        while not ended.wait(BEAT_S):
            with suppress(UnknownDraftError, OSError):
                os.utime(self.bench.drafts.folder(self.token) / NOTES)


def _fetch(bench: Workbench) -> Response:
    if not is_at_the_machine(request.remote_addr, request.headers.keys()):
        return _message(fetchwords.NOT_HERE, FORBIDDEN)
    given = _texts(request.get_json(silent=True))
    kind, secret = given.pop("kind", ""), given.pop("token", "")
    if kind not in {source.kind for source in fetchwords.SOURCES}:
        return _message(fetchwords.UNKNOWN, BAD)
    token = request.cookies.get(COOKIE, "")
    try:
        bench.drafts.folder(token)
    except UnknownDraftError:
        bench.drafts.sweep()
        token = bench.new_draft()
    progress = Progress(bench, token)
    if progress.state()["state"] == RUNNING:
        return _message(fetchwords.BUSY, BUSY)
    progress.begin()
    place, today = place_of(bench.in_use()), datetime.now(UTC).date().isoformat()
    makers: dict[str, Callable[[], Connector]] = {
        "dhis2": lambda: choices.dhis2(given, secret, place, today),
        "geoboundaries": lambda: choices.boundaries(given),
        "worldpop": lambda: choices.population(given),
    }
    work = threading.Thread(target=_work, args=(progress, makers[kind], kind), daemon=True)
    work.start()
    response = _message(fetchwords.STARTED, STARTED)
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_S, httponly=True, samesite="Strict",
        path=f"{request.script_root}/data",
    )  # fmt: skip
    return response


def _message(words: str, status: int) -> Response:
    return make_response(jsonify({"message": words}), status)


def _texts(content: object) -> dict[str, str]:
    """Return the texts of a JSON body, as short as a person would write them."""
    items = list(content.items())[:MOST_FIELDS] if isinstance(content, dict) else []
    names = {field.name for source in fetchwords.SOURCES for field in source.fields} | {"kind"}
    return {
        name: value[:LONGEST_FIELD]
        for name, value in items
        if name in names and isinstance(value, str)
    }


def _work(progress: Progress, make: Callable[[], Connector], kind: str) -> None:
    """Fetch and read; whatever happens is told, and nothing of the inside is shown."""
    ended = threading.Event()
    threading.Thread(target=progress.beat, args=(ended,), daemon=True).start()
    try:
        state, words = _outcome(progress, make, kind)
    except StoppedError:
        state, words = "cancelled", fetchwords.CANCELLED
    except Exception as problem:  # noqa: BLE001 - nobody waits here: it must be told
        state, words = "failed", f"{fetchwords.FAULT} ({type(problem).__name__})."
    ended.set()
    progress.put(state, words)


def _outcome(progress: Progress, make: Callable[[], Connector], kind: str) -> tuple[str, str]:
    bench, token, now = progress.bench, progress.token, datetime.now(UTC)
    title = kind
    own = bench.drafts.folder(token) / OWN_FOLDER
    # What is public may lie there and be taken up again; what is not goes with the reading.
    folder = bench.versions.root / "fetched" if kind in KEPT else own
    try:
        folder.mkdir(parents=True, exist_ok=True)
        source = make()
        title = source.title
        fetched = source.fetch(folder, _told_by(progress))
        # The last moment to end it: what is read changes the draft.
        if progress.is_stopped:
            raise StoppedError
        progress.put(RUNNING, "Reading what came")
        take_in_fetched(bench, token, fetched, title, now)
    except FileError as problem:
        put_refusal(bench, token, title, problem, now)
        return "refused", fetchwords.TOLD
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return "done", fetchwords.DONE


def _told_by(progress: Progress) -> Callable[[str, int, int], None]:
    """Return what is told how far it is, and writes it down or ends it a few times a second."""
    last = 0.0

    def tell(words: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY_S:
            last = time.monotonic()
            if progress.is_stopped:
                raise StoppedError
            progress.put(RUNNING, words, done, total)

    return tell
