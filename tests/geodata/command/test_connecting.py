"""``connect`` as a script calls it, against a stand-in on this machine."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from geodata.command import connecting
from geodata.command.connecting import TOKEN_SETTING, bar_words
from geodata.command.exits import Exit
from geodata.command.run import main
from geodata.versions.root import ROOT_SETTING
from tests.geodata.connect.standin import (
    TOKEN,
    Asked,
    Dhis2Server,
    Standin,
    Told,
    point,
    serving,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server() -> Iterator[Standin]:
    dhis2 = Dhis2Server([unit(1, 3, "Ha Thaba Health Centre", geometry=point(27.5, -29.4))])
    dhis2.rows = [["ReUHfIn0pTQ", "LSOdistrctA", "201711", "23.4"]]
    with serving(dhis2) as standin:
        yield standin


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def run(
    root: Path, capsys: pytest.CaptureFixture[str], *given: object, token: str = TOKEN
) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    environment = {ROOT_SETTING: str(root), TOKEN_SETTING: token}
    code = main(["connect", *map(str, given), "--json"], environment)
    text = capsys.readouterr().out
    assert TOKEN not in text
    return code, json.loads(text)


def test_files_land_in_the_folder_and_are_checked_there(
    root: Path, capsys: pytest.CaptureFixture[str], server: Standin
) -> None:
    code, answer = run(root, capsys, "dhis2", server.base, "--facilities", "Facility")
    assert code == Exit.FINE
    assert answer["fetched"] == [str(root / "fetched" / "dhis2-facilities.geojson")]
    assert answer["files"][0]["verdict"] == "accept"
    assert "Levels of this server" in answer["summary"][0]


def test_files_go_into_a_draft_when_asked(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], server: Standin
) -> None:
    given = ("--data", "ReUHfIn0pTQ", "--periods", "201711", "--level", "2")
    more = ("--population", "anc_clients", "--to", tmp_path / "here", "--import")
    code, answer = run(root, capsys, "dhis2", server.base, *given, *more)
    assert code in {Exit.FINE, Exit.LOOK}
    assert answer["uploads"][0]["name"] == "dhis2-prevalence.csv"
    assert (root / "drafts" / answer["draft"] / "prevalence.csv").is_file()


@pytest.mark.parametrize(
    ("given", "token", "code", "rule"),
    [
        (("dhis2", "BASE", "--areas", "9"), TOKEN, Exit.NOT_FETCHED, "unknown_level"),
        (("dhis2", "BASE"), TOKEN[:-1], Exit.NOT_FETCHED, "not_signed_in"),
        (("dhis2", "BASE"), "", Exit.NOT_FETCHED, "bad_token"),
        (("dhis2", "http://10.0.0.1"), TOKEN, Exit.NOT_FETCHED, "not_https"),
        (("geoboundaries", "LSO", "--server", "BASE"), "", Exit.NOT_FETCHED, "not_signed_in"),
        (("worldpop", "Lesotho"), "", Exit.NOT_FETCHED, "bad_country"),
        (("naomi", "nowhere.zip"), "", Exit.REFUSED, "missing_file"),
    ],
)
def test_what_goes_wrong_has_its_words_and_exit_code(
    root: Path, capsys: pytest.CaptureFixture[str], server: Standin,
    monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], token: str, code: Exit, rule: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    asked = [one.replace("BASE", server.base) for one in given]
    got, answer = run(root, capsys, *asked, token=token)
    assert (got, answer["remarks"][0]["rule"]) == (code, rule)


def test_the_token_is_asked_for_and_never_an_option(
    root: Path, capsys: pytest.CaptureFixture[str], server: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(connecting.getpass, "getpass", lambda _: TOKEN)
    code, _ = run(root, capsys, "dhis2", server.base, token="")
    assert code == Exit.FINE
    with pytest.raises(SystemExit) as caught:
        run(root, capsys, "dhis2", server.base, "--token", TOKEN)
    assert caught.value.code == Exit.USAGE


def test_whoever_waits_sees_how_far_it_is(
    root: Path, server: Standin, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    environment = {ROOT_SETTING: str(root), TOKEN_SETTING: TOKEN}
    main(["connect", "dhis2", server.base, "--facilities", "3"], environment)
    assert "organisationUnits from 127.0.0.1 [####" in capsys.readouterr().err
    assert bar_words("a", 30, 20).count("#") == 24


def test_a_mirror_gives_a_raster_that_is_then_checked_like_any_file(
    root: Path, capsys: pytest.CaptureFixture[str], server: Standin
) -> None:
    def answer(asked: Asked) -> Told:
        if "/rest/" in asked.path:
            record = {"popyear": "2020", "files": ["/lso.tif"]}
            return Told(json.dumps({"data": [record]}).encode())
        return Told(b"II*\x00 no raster")

    server.answer = answer
    code, answer_json = run(root, capsys, "worldpop", "LSO", "--server", server.base)
    assert code == Exit.REFUSED  # It landed, and the reader says that it is none.
    assert answer_json["files"][0]["verdict"] == "refuse"
    assert answer_json["fetched"][0].endswith("worldpop-lso-2020-wpgp.tif")
