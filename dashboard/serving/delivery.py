"""
Files under addresses that carry the hash of their content, so that a browser keeps them.

The components' scripts find their later chunks beside themselves, so a whole package is
served from one folder whose name holds the hash of all its files. Run as a program, this
module compresses every file once, at the strongest:

    python -m dashboard.serving.delivery
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from dash import get_asset_url
from dash.fingerprint import check_fingerprint

from dashboard.serving.compression import Twins, accepted, is_compressible
from dashboard.serving.settings import cache_folder
from dashboard.serving.shelves import PREFIX, folder_shelf
from geodata.once import Once

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from dashboard.serving.shelves import Entry, Shelf

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
PLOTLY: Final = "package_data/plotly.min.js"
# A picture takes a second and some 140 kB; most readers begin with the same one.
KEPT_ANSWERS: Final = 32
# What each package may be asked for; maps for debuggers and whole builds nobody uses are not.
SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "dash": (
        "deps/*.min.js",
        "dash-renderer/build/dash_renderer.min.js",
        "dcc/*.js",
        "html/*.js",
        "dash_table/bundle.js",
        "dash_table/async-*.js",
    ),
    "dash_ag_grid": ("*.js",),
    "dash_mantine_components": ("*.js",),
    "plotly": (PLOTLY,),
}
# Chunks that no page of the atlas loads: left for the quick way, should one ever be asked for.
NOT_PREPARED: Final = re.compile(r"enterprise|mathjax|RichText|Chart|CodeHighlight|async-export")
_ASSET_AGE = re.compile(rf'(?<=")([^"?]*{PREFIX}assets\.[^"?]+)\?m=[0-9.]+(?=")')
_SUITE = re.compile(r'(?<==")[^"]*/_dash-component-suites/([^/"]+)/([^"?]+)(?=")')


def component_shelves(mount: str = "") -> dict[str, Shelf]:
    """Return one shelf a component package, by the name of the package."""
    return {
        package: folder_shelf(package, _package_folder(package), patterns, mount)
        for package, patterns in SCRIPTS.items()
    }


def rewritten(tags: str, shelves: Mapping[str, Shelf]) -> str:
    """
    Point the tags that Dash writes for component scripts to the shelves.

    Dash also writes the age of an asset behind its address; the hash says all there is.

    >>> from dashboard.serving.shelves import Entry, Shelf
    >>> js = Entry("text/javascript", lambda: b"")
    >>> shelf = Shelf("dash", "0123456789abcdef01", {"dcc/core.js": js})
    >>> rewritten('<script src="/_dash-component-suites/dash/dcc/core.v4m17.js">', {"dash": shelf})
    '<script src="/files/dash.0123456789abcdef/dcc/core.js">'
    """

    def address(match: re.Match[str]) -> str:
        package, path = match[1], check_fingerprint(match[2])[0]  # type: ignore[no-untyped-call]
        known = package in shelves and path in shelves[package].entries
        return shelves[package].address(path) if known else match[0]

    return _ASSET_AGE.sub(r"\1", _SUITE.sub(address, tags))


class Files:
    """Layer that answers for the shelves; what lies elsewhere goes on to the app."""

    def __init__(
        self, application: WSGIApplication, shelves: Iterable[Shelf], twins: Twins
    ) -> None:
        self.application = application
        self.twins = twins
        self.shelves = {shelf.folder: shelf for shelf in shelves}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        address = environ.get("PATH_INFO", "")
        if not address.startswith(PREFIX):
            return self.application(environ, start_response)
        entry = self._find(address)
        if entry is None:
            return _missing(start_response)
        return self._send(address, entry, environ, start_response)

    def _find(self, address: str) -> Entry | None:
        folder, _, path = address.removeprefix(PREFIX).partition("/")
        shelf = self.shelves.get(f"{PREFIX}{folder}/")
        return shelf.entries.get(path) if shelf else None

    def _send(
        self, address: str, entry: Entry, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        worth_it = is_compressible(entry.media_type)
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", "")) if worth_it else ""
        content = self.twins.get(entry.digest or address, encoding, entry.read)
        headers = [
            ("Content-Type", entry.media_type),
            ("Content-Length", str(len(content))),
            ("Cache-Control", FOREVER),
        ]
        if worth_it:
            headers.append(("Vary", "Accept-Encoding"))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        start_response("200 OK", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]


@dataclass(frozen=True)
class Answer:
    """
    A file made for one request, with the name it is to have; or words that say why not.

    With an ``address`` the browser is sent there.
    """

    content: bytes
    media_type: str
    file_name: str = ""
    status: str = "200 OK"
    is_saved: bool = False
    address: str = ""


Maker = Callable[[Mapping[str, str]], Answer]
NOT_BY_LOOKING: Final = Answer(
    b"Taking this file publishes it, so its address alone does nothing. Open the Snapshot page "
    b"of the atlas and press the button there.",
    "text/plain; charset=utf-8",
    status="405 Method Not Allowed",
)


def kept(make: Maker, most: int = KEPT_ANSWERS) -> Maker:
    """
    Keep the last answers of a maker that needs nothing but the query.

    >>> made = []
    >>> picture = kept(lambda query: made.append(query) or Answer(b"picture", "image/png"))
    >>> picture({"layer": "need"}) is picture({"layer": "need"}), len(made)
    (True, 1)
    """
    once = Once(lambda query: make(dict(query)), most)
    return lambda query: once(tuple(sorted(query.items())))


class Answers:
    """
    Layer for addresses that give a file made from the query, such as the map's picture.

    Parameters
    ----------
    makers
        By address, what makes the file.
    posted
        The same for files whose making has an effect: they are given to POST alone, so that
        nothing happens when an address is looked at, prefetched or opened from a history.
    """

    def __init__(
        self,
        application: WSGIApplication,
        makers: Mapping[str, Maker],
        posted: Mapping[str, Maker] | None = None,
    ) -> None:
        self.application = application
        self.makers = makers
        self.posted = posted or {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        address, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "GET")
        make = self.makers.get(address) or self.posted.get(address)
        if make is None:
            return self.application(environ, start_response)
        if address in self.posted and method != "POST":
            answer = NOT_BY_LOOKING
        else:
            answer = make(dict(parse_qsl(environ.get("QUERY_STRING", ""))))
        start_response(answer.status, _headers(answer))
        return [] if method == "HEAD" else [answer.content]


def _headers(answer: Answer) -> list[tuple[str, str]]:
    headers = [
        ("Content-Type", answer.media_type),
        ("Content-Length", str(len(answer.content))),
        ("Cache-Control", ASK_AGAIN),
    ]
    if answer.file_name:
        how = "attachment" if answer.is_saved else "inline"
        headers.append(("Content-Disposition", f'{how}; filename="{answer.file_name}"'))
    if answer.address:
        headers.append(("Location", answer.address))
    if answer is NOT_BY_LOOKING:
        headers.append(("Allow", "POST"))
    return headers


def prepare(shelves: Iterable[Shelf], twins: Twins) -> int:
    """Compress the files of the shelves that pages load; return how many had to be made."""
    return sum(
        twins.prepare(entry.digest, entry.read())
        for shelf in shelves
        for path, entry in shelf.entries.items()
        if is_compressible(entry.media_type) and not NOT_PREPARED.search(path)
    )


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(spec.origin).parent


def _missing(start_response: StartResponse) -> Iterable[bytes]:
    body = b"No such file, or an older version of it: reload the page."
    headers: list[tuple[str, Any]] = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start_response("404 Not Found", headers)
    return [body]


def twins_in(cache: Path) -> Twins:
    """Return the compressed twins that lie in a cache folder."""
    return Twins(cache / "files")


def assets_shelf(folder: Path, mount: str = "") -> Shelf:
    """Return the shelf of the app's own styles, scripts, fonts and map styles."""
    return folder_shelf("assets", folder, mount=mount)


def map_styles() -> dict[str, str]:
    """Return the address of the map's ground for each colour scheme."""
    files = {"light": "map-style.json", "dark": "map-style-dark.json"}
    return {
        scheme: str(get_asset_url(name))  # type: ignore[no-untyped-call]
        for scheme, name in files.items()
    }


def prepare_all(cache: Path) -> int:
    """Compress what pages load into a cache folder; return how many files had to be made."""
    assets = Path(__file__).parents[2] / "layouts" / "assets"
    shelves = [*component_shelves().values(), assets_shelf(assets)]
    return prepare(shelves, twins_in(cache))


def main() -> None:
    """Compress what pages load; quick when it is done already."""
    number = prepare_all(cache_folder(os.environ))
    sys.stdout.write(f"{number} files compressed\n" if number else "")


if __name__ == "__main__":
    main()
