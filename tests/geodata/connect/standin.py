"""A stand-in on this machine that answers as the public documentation of the sources says."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN = "d2pat_aStandInsOwnTokenOfNoServerAtAll0123456789"  # noqa: S105 - invented
JSON = {"Content-Type": "application/json"}


@dataclass
class Asked:
    """One question as it came: path, query and headers."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Told:
    """An answer: status, body, headers; ``cut`` sends only so many bytes and hangs up."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


def told(content: object, status: int = 200) -> Told:
    return Told(json.dumps(content).encode(), status, dict(JSON))


@dataclass
class Standin:
    """A server with one function that answers; what it was asked is kept in order."""

    answer: Callable[[Asked], Told]
    asked: list[Asked] = field(default_factory=list)
    base: str = ""

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


@contextmanager
def serving(answer: Callable[[Asked], Told]) -> Iterator[Standin]:
    standin = Standin(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(
                parts.path,
                parse_qs(parts.query, keep_blank_values=True),
                dict(self.headers.items()),
            )
            standin.asked.append(asked)
            said = standin.answer(asked)
            self.send_response_only(said.status)
            headers = {"Content-Length": str(len(said.body))} | said.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body if said.cut is None else said.body[: said.cut])
            if said.cut is not None:
                self.close_connection = True

        def handle(self) -> None:
            with suppress(ConnectionError):  # Who asked may have gone.
                super().handle()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    standin.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield standin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# DHIS2: https://docs.dhis2.org/en/develop/using-the-api/ (metadata, analytics, overview).
LEVELS = [
    {"level": 3, "name": "Facility"},
    {"level": 1, "name": "National"},
    {"level": 2, "name": "District"},
]
PERSONAL = {
    "contactPerson": "Mamello Nthabiseng",
    "phoneNumber": "+266 5812 3456",
    "email": "mamello@clinic.example",
    "address": "Ha Thetsane 12",
    "users": [{"id": "xE7jOejl9FI", "username": "mamello", "name": "Mamello"}],
    "createdBy": {"username": "thabo.secret"},
    "lastUpdatedBy": {"username": "thabo.secret"},
    "comment": "Ask Mamello, 5812 3456",
}
PERSONAL_WORDS = ("mamello", "5812", "thetsane", "thabo.secret", "nthabiseng")


def unit(number: int, level: int, name: str, **more: object) -> dict[str, object]:
    above = [
        {"id": "LSOnational", "code": "LSO", "name": "Lesotho", "level": 1},
        {"id": "LSOdistrctA", "code": "LSO_1_1", "name": "Maseru District", "level": 2},
    ]
    return {
        "id": f"u{level}{number:09d}",
        "code": f"F{number}",
        "name": name,
        "level": level,
        "ancestors": above[: level - 1],
        "organisationUnitGroups": [{"id": "oRVt7g429ZO", "name": "Health Centres"}],
        **more,
        **PERSONAL,
    }


def point(longitude: float, latitude: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def square(west: float, south: float, side: float) -> dict[str, object]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Dhis2Server:
    """Data of a DHIS2 server and how it answers; a test changes what it needs."""

    units: list[dict[str, object]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    factor: float | None = 100
    token: str = TOKEN

    def __call__(self, asked: Asked) -> Told:
        if asked.headers.get("Authorization") != f"ApiToken {self.token}":
            return told({"httpStatus": "Unauthorized", "httpStatusCode": 401}, 401)
        resource = asked.path.rpartition("/api/")[2]
        if resource == "organisationUnitLevels.json":
            return told({"organisationUnitLevels": LEVELS})
        if resource == "organisationUnits.json":
            return told(self._page(asked))
        if resource == "analytics.json":
            return told(self._analytics())
        if resource == "indicators.json":
            kind = {"indicatorType": {"factor": self.factor}} if self.factor else {}
            return told({"indicators": [{"id": "ReUHfIn0pTQ", **kind}]})
        return told({"httpStatus": "Not Found", "httpStatusCode": 404}, 404)

    def _page(self, asked: Asked) -> dict[str, object]:
        level = next(int(one.split(":")[2]) for one in asked.query["filter"] if "level" in one)
        here = [one for one in self.units if one["level"] == level]
        page, size = int(asked.query["page"][0]), int(asked.query["pageSize"][0])
        count = max(-(-len(here) // size), 1)
        pager = {"page": page, "pageCount": count, "total": len(here), "pageSize": size}
        return {"pager": pager, "organisationUnits": here[(page - 1) * size : page * size]}

    def _analytics(self) -> dict[str, object]:
        names = ("dx", "ou", "pe", "value")
        items = {
            "ReUHfIn0pTQ": {"name": "ANC HIV positivity"},
            "LSOdistrctA": {"name": "Maseru District"},
            "LSOdistrctC": {"name": "Leribe"},
            "201711": {"name": "November 2017"},
        }
        return {
            "headers": [{"name": name, "column": name, "meta": name != "value"} for name in names],
            "metaData": {"items": items, "dimensions": {"pe": ["201711"]}},
            "rows": self.rows,
            "width": 4,
            "height": len(self.rows),
        }
