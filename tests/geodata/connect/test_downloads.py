"""Files by country: taken up where they broke off, checked, and only from hosts that are named."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pytest

from geodata.connect.addresses import address_of
from geodata.connect.downloads import MOST_STARTS, Download
from geodata.connect.geoboundaries import GeoBoundaries
from geodata.connect.intake import take_in_fetched
from geodata.connect.worldpop import WorldPop
from geodata.drafts.workbench import Workbench
from geodata.errors import ConnectError
from geodata.incoming.read import read_any
from geodata.programme import load
from tests.geodata.connect.standin import Asked, Standin, Told, square, told
from tests.geodata.incoming.test_gridfiles import NOON, WORDS, over

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.connect.connector import Tell
    from geodata.connect.web import Web
    from geodata.incoming.place import Place

CONTENT = bytes(range(256)) * 1000
SHA = hashlib.sha256(CONTENT).hexdigest()
TAG = '"v1"'


class FileServer:
    """A file that is served in ranges, and breaks off after ``cut`` bytes of each answer."""

    def __init__(self, content: bytes = CONTENT, tag: str = TAG, cut: int | None = None) -> None:
        self.content, self.tag, self.cut = content, tag, cut
        self.more: dict[str, str] = {}

    def __call__(self, asked: Asked) -> Told:
        headers = {"ETag": self.tag, **self.more}
        if asked.headers.get("If-None-Match") == self.tag:
            return Told(b"", 304, headers)
        start = 0
        if asked.headers.get("If-Range") == self.tag and "Range" in asked.headers:
            start = int(asked.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        if start >= len(self.content):
            return Told(b"", 416, headers)
        body, status = self.content[start:], 206 if start else 200
        if start:
            end = len(self.content) - 1
            headers["Content-Range"] = f"bytes {start}-{end}/{len(self.content)}"
        return Told(body, status, headers, self.cut)


@pytest.fixture
def files(server: Standin) -> FileServer:
    server.answer = FileServer()
    return server.answer


@pytest.fixture
def download(server: Standin, web: Web, tmp_path: Path) -> Download:
    return Download(web, address_of(f"{server.base}/a.bin"), tmp_path / "a.bin")


def rule_of(do: Callable[[], object]) -> str:
    with pytest.raises(ConnectError) as caught:
        do()
    return caught.value.finding.rule


def test_a_file_lands_whole_with_its_checksum_and_progress(
    files: FileServer, download: Download, tell: Tell, told_progress: list[tuple[str, int, int]]
) -> None:
    del files
    landed = download.fetch(tell)
    assert landed.path.read_bytes() == CONTENT
    assert (landed.sha256, landed.size, landed.is_new) == (SHA, len(CONTENT), True)
    assert json.loads(download.note.read_text())["sha256"] == SHA
    done = [one for _, one, _ in told_progress]
    assert done == sorted(done)
    assert told_progress[-1] == ("a.bin", len(CONTENT), len(CONTENT))
    assert not download.part.exists()


def test_a_line_that_breaks_is_taken_up_where_it_broke(
    server: Standin, files: FileServer, download: Download, tell: Tell
) -> None:
    files.cut = 100_000
    assert download.fetch(tell).sha256 == SHA
    assert [one.headers.get("Range") for one in server.asked] == [
        None, "bytes=100000-", "bytes=200000-",
    ]  # fmt: skip


def test_what_came_stays_for_the_next_time(
    server: Standin, files: FileServer, download: Download, tell: Tell
) -> None:
    files.cut = 1000
    assert rule_of(lambda: download.fetch(tell)) == "broken_off"
    assert download.part.stat().st_size == 1000 * MOST_STARTS
    assert not download.target.exists()
    server.asked.clear()
    files.cut = None
    assert download.fetch(tell).sha256 == SHA
    assert server.asked[0].headers["Range"] == f"bytes={1000 * MOST_STARTS}-"


def test_a_file_that_changed_meanwhile_begins_anew(
    files: FileServer, download: Download, tell: Tell
) -> None:
    files.cut = 1000
    assert rule_of(lambda: download.fetch(tell)) == "broken_off"
    files.cut, files.tag, files.content = None, '"v2"', CONTENT[::-1]
    assert download.fetch(tell).path.read_bytes() == CONTENT[::-1]


def test_a_part_longer_than_the_file_begins_anew(
    files: FileServer, download: Download, tell: Tell
) -> None:
    files.cut = 1000
    assert rule_of(lambda: download.fetch(tell)) == "broken_off"
    files.cut, files.content = None, CONTENT[:500]
    assert download.fetch(tell).path.read_bytes() == CONTENT[:500]


def test_a_range_that_was_not_asked_for_is_not_glued_on(
    server: Standin, files: FileServer, download: Download, tell: Tell
) -> None:
    files.cut = 1000
    assert rule_of(lambda: download.fetch(tell)) == "broken_off"
    files.cut = None
    far = 50_000  # What came first ends before it.
    wrong = {"Content-Range": f"bytes {far}-{len(CONTENT) - 1}/{len(CONTENT)}", "ETag": TAG}

    def answer(asked: Asked) -> Told:
        return Told(CONTENT[far:], 206, wrong) if "Range" in asked.headers else files(asked)

    server.answer = answer
    assert download.fetch(tell).sha256 == SHA


def test_a_file_that_lies_there_unchanged_is_not_fetched_again(
    server: Standin, files: FileServer, download: Download, tell: Tell
) -> None:
    download.fetch(tell)
    server.asked.clear()
    assert not download.fetch(tell).is_new
    assert server.asked[0].headers["If-None-Match"] == TAG
    files.tag = '"v2"'
    assert download.fetch(tell).is_new


def test_a_file_that_somebody_damaged_is_fetched_again(
    files: FileServer, download: Download, tell: Tell
) -> None:
    del files
    download.fetch(tell)
    download.target.write_bytes(CONTENT[:-1] + b"x")
    landed = download.fetch(tell)
    assert landed.is_new
    assert landed.path.read_bytes() == CONTENT


def test_a_wrong_checksum_is_told_and_the_file_is_not_kept(
    files: FileServer, download: Download, tell: Tell
) -> None:
    told_one = replace(download, sha256="0" * 64)
    assert rule_of(lambda: told_one.fetch(tell)) == "wrong_checksum"
    assert not download.target.exists()
    assert not download.part.exists()
    right = replace(download, sha256=SHA.upper())
    assert right.fetch(tell).sha256 == SHA
    files.more["Repr-Digest"] = f"sha-256=:{base64.b64encode(b'0' * 32).decode()}:"
    files.tag = '"v2"'
    assert rule_of(lambda: download.fetch(tell)) == "wrong_checksum"
    assert download.target.read_bytes() == CONTENT  # The old one stays.


def test_what_is_too_large_is_not_fetched(
    files: FileServer, download: Download, tell: Tell
) -> None:
    del files
    small = replace(download, largest_bytes=1000)
    assert rule_of(lambda: small.fetch(tell)) == "too_large"
    assert not download.part.exists()


def test_what_grows_too_large_is_put_away_when_nobody_holds_it_open(
    files: FileServer, download: Download, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Windows removes no file that is open.
    files.more["Content-Length"], files.cut = "", len(CONTENT)  # Nobody says how long it is.
    small = replace(download, largest_bytes=1000)
    opened: list[IO[Any]] = []
    open_, forget = Path.open, Download.forget

    def noted(path: Path, mode: str = "r", **named: str | None) -> IO[Any]:
        file = open_(path, mode, **named)
        if path == small.part:
            opened.append(file)
        return file

    def refusing(one: Download) -> None:
        if not all(file.closed for file in opened):
            raise PermissionError
        forget(one)

    monkeypatch.setattr(Path, "open", noted)
    monkeypatch.setattr(Download, "forget", refusing)
    assert rule_of(lambda: small.fetch(tell)) == "too_large"
    assert opened
    assert not download.part.exists()


def test_what_came_packed_is_refused(files: FileServer, download: Download, tell: Tell) -> None:
    files.more["Content-Encoding"] = "br"
    assert rule_of(lambda: download.fetch(tell)) == "odd_answer"


class Boundaries(FileServer):
    """geoBoundaries as https://www.geoboundaries.org/api.html says; the file beside it."""

    def __init__(self, features: list[dict[str, object]], link: str = "/raw/a.geojson") -> None:
        super().__init__(json.dumps({"type": "FeatureCollection", "features": features}).encode())
        self.link = link

    def __call__(self, asked: Asked) -> Told:
        if not asked.path.startswith("/api/"):
            return super().__call__(asked)
        return told(
            {
                "boundaryID": "LSO-ADM1-1", "boundaryName": "Lesotho", "boundaryISO": "LSO",
                "boundaryYearRepresented": "2018", "boundaryType": "ADM1",
                "boundarySource": "Bureau of Statistics", "boundaryLicense": "CC BY 4.0",
                "admUnitCount": "10", "gjDownloadURL": self.link,
                "simplifiedGeometryGeoJSON": f"{self.link}?simplified",
            }
        )  # fmt: skip


def districts(lesotho: Place) -> list[dict[str, object]]:
    return [
        {
            "type": "Feature",
            "properties": {"shapeName": name, "shapeISO": code, "shapeType": "ADM1"},
            "geometry": square(27.2 + 0.2 * number, -29.5, 0.2),
        }
        for number, (code, name) in enumerate(lesotho.districts.names.items())
    ]


def test_outlines_of_a_country_go_through_the_reader_of_every_layer(
    server: Standin, web: Web, lesotho: Place, tmp_path: Path, tell: Tell
) -> None:
    server.answer = Boundaries(districts(lesotho))
    fetched = GeoBoundaries(web, "lso", server=server.base).fetch(tmp_path, tell)
    assert server.paths() == ["/api/current/gbOpen/LSO/ADM1/", "/raw/a.geojson"]
    assert [path.name for path in fetched.files] == ["geoboundaries-lso-adm1.geojson"]
    assert read_any(fetched.files[0], lesotho).layers[0].facts["districts"] == 10
    assert "licence: CC BY 4.0" in fetched.summary[1]
    assert (fetched.stamp.source_date, str(fetched.stamp.data_status)) == ("2018", "published")


def test_the_smaller_file_is_another_address(
    server: Standin, web: Web, lesotho: Place, tmp_path: Path, tell: Tell
) -> None:
    server.answer = Boundaries(districts(lesotho))
    GeoBoundaries(web, "LSO", simplified=True, server=server.base).fetch(tmp_path, tell)
    assert "simplified" in str(server.asked[-1])


@pytest.mark.parametrize(
    "link", ["http://127.0.0.2:9/a", "https://evil.example/a.geojson", "http://10.0.0.1/", ""]
)
def test_an_answer_cannot_send_us_to_another_host(
    server: Standin, web: Web, tmp_path: Path, tell: Tell, link: str
) -> None:
    server.answer = Boundaries([], link)
    source = GeoBoundaries(web, "LSO", server=server.base)
    assert rule_of(lambda: source.fetch(tmp_path, tell)) in {"moved", "not_https", "odd_answer"}
    assert len(server.asked) == 1


def test_a_pointer_in_place_of_the_file_is_told(
    server: Standin, web: Web, tmp_path: Path, tell: Tell
) -> None:
    boundaries = Boundaries([])
    boundaries.content = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    server.answer = boundaries
    source = GeoBoundaries(web, "LSO", server=server.base)
    assert rule_of(lambda: source.fetch(tmp_path, tell)) == "odd_answer"
    assert not list(tmp_path.glob("*.geojson"))


def worldpop(*records: dict[str, object]) -> Callable[[Asked], Told]:
    """WorldPop as https://www.worldpop.org/sdi/introapi/ says; the file beside it."""
    file = FileServer(b"II*\x00 not really a raster")
    return lambda asked: told({"data": list(records)}) if "/rest/" in asked.path else file(asked)


RECORD = {
    "id": "1", "title": "Population of Lesotho", "iso3": "LSO", "popyear": "2020",
    "files": ["/GIS/lso_ppp_2020.tif", "/GIS/readme.txt"],
}  # fmt: skip


def test_a_raster_of_a_country_and_year_lands(
    server: Standin, web: Web, tmp_path: Path, tell: Tell
) -> None:
    server.answer = worldpop(RECORD | {"popyear": "2019"}, RECORD)
    fetched = WorldPop(web, "LSO", server=server.base).fetch(tmp_path, tell)
    assert [path.name for path in fetched.files] == ["worldpop-lso-2020-wpgp.tif"]
    assert server.asked[0].path == "/rest/data/pop/wpgp"
    assert server.asked[0].query == {"iso3": ["LSO"]}
    assert str(fetched.stamp.data_status) == "modelled"


def test_a_raster_that_landed_shares_the_births_of_a_version(
    server: Standin, web: Web, tmp_path: Path, tell: Tell, tiny_folder: Path
) -> None:
    bench = Workbench(tmp_path / "root", tiny_folder)
    path = over(bench, np.repeat([[90.0], [10.0]], 30, axis=0) * np.ones((60, 60)), tmp_path / "p")
    file = FileServer(path.read_bytes())
    server.answer = lambda asked: (
        told({"data": [RECORD]}) if "/rest/" in asked.path else file(asked)
    )
    fetched = WorldPop(web, "LSO", server=server.base).fetch(tmp_path, tell)
    token = bench.new_draft()
    take_in_fetched(bench, token, fetched, "WorldPop", NOON)
    bench.publish(token, WORDS, NOON, accept=True)
    programme = load(bench.in_use())
    births = programme.grid.births.sum(axis=1)
    np.testing.assert_allclose(births[:4] / births[-4:], 9, rtol=0.02)
    assert programme.info.layers["births"].source == "worldpop_wpgp_lso_2020"


def test_a_year_that_is_not_there_is_told_with_those_that_are(
    server: Standin, web: Web, tmp_path: Path, tell: Tell
) -> None:
    server.answer = worldpop(RECORD | {"popyear": "2019"}, RECORD)
    source = WorldPop(web, "LSO", "2031", server=server.base)
    with pytest.raises(ConnectError, match="it has: 2019, 2020"):
        source.fetch(tmp_path, tell)


@pytest.mark.parametrize("files", [None, [], "a.tif", ["a.tif", "b.tif"], [7]])
def test_a_record_without_one_raster_is_told(
    server: Standin, web: Web, tmp_path: Path, tell: Tell, files: object
) -> None:
    server.answer = worldpop(RECORD | {"files": files})
    source = WorldPop(web, "LSO", server=server.base)
    assert rule_of(lambda: source.fetch(tmp_path, tell)) == "odd_answer"


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (lambda web, base: GeoBoundaries(web, "Lesotho", server=base), "bad_country"),
        (lambda web, base: GeoBoundaries(web, "LSO", "ADM9", server=base), "bad_level"),
        (lambda web, base: WorldPop(web, "../", server=base), "bad_country"),
        (lambda web, base: WorldPop(web, "LSO", "20", server=base), "bad_year"),
        (lambda web, base: WorldPop(web, "LSO", dataset="../x", server=base), "bad_year"),
    ],
)
def test_what_makes_no_question_is_not_asked(
    server: Standin,
    web: Web,
    tmp_path: Path,
    tell: Tell,
    source: Callable[..., WorldPop],
    rule: str,
) -> None:
    assert rule_of(lambda: source(web, server.base).fetch(tmp_path, tell)) == rule
    assert server.asked == []
