"""``connect``: fetch files from elsewhere into a folder, check them, and put them in a draft."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.command.answers import Answer, code_of, remark_line
from geodata.command.checking import bring_in, check
from geodata.command.exits import Exit
from geodata.connect import choices
from geodata.connect.connector import quietly
from geodata.connect.naomi import AGES, WOMEN, Naomi, Wanted
from geodata.errors import ConnectError, FileError
from geodata.incoming.place import place_of
from geodata.incoming.result import Remark
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.connect.connector import Connector, Fetched
    from geodata.drafts.workbench import Workbench

TOKEN_SETTING = "ATLAS_DHIS2_TOKEN"  # noqa: S105 - the name of the setting, not a token
BAR = 24
MEGABYTE = 1_000_000


def add_sources(
    command: argparse.ArgumentParser, shared: Sequence[argparse.ArgumentParser]
) -> None:
    """Add the sources below ``connect``, each with its options and those that all share."""
    sources = command.add_subparsers(dest="source_kind", required=True, metavar="SOURCE")

    def add(name: str, words: str) -> argparse.ArgumentParser:
        """Add one source with what all sources share."""
        source = sources.add_parser(name, help=words, description=words, parents=shared)
        source.add_argument(
            "--to", type=Path, metavar="FOLDER", help="where the files land (default: fetched, in "
            "the folder of versions); a download that broke off goes on there",
        )  # fmt: skip
        source.add_argument(
            "--import", dest="take_in", action="store_true",
            help="put the files in a draft; without it they are only checked",
        )  # fmt: skip
        source.add_argument("--draft", default="", help="token of a draft to add to")
        return source

    _dhis2(add("dhis2", f"places and values of a DHIS2 server; the token of its user comes from "
                        f"{TOKEN_SETTING} or is asked for, never an option"))  # fmt: skip
    _naomi(add("naomi", "prevalence and outlines of Naomi's output zip, on this computer"))
    for name, words in (
        ("geoboundaries", "outlines of a country's areas from geoBoundaries"),
        ("worldpop", "a raster of population from WorldPop"),
    ):
        _by_country(name, add(name, words))


def _dhis2(source: argparse.ArgumentParser) -> None:
    source.add_argument("server", metavar="ADDRESS", help="where its start page opens")
    for name, words in (
        ("areas", "level (number or name) whose outlines are wanted"),
        ("facilities", "level (number or name) that is wanted as points"),
        ("group", "only the facilities and areas of this group (its identifier)"),
        (
            "data",
            "codes with commas; MM=CODE makes the values part of the dataset",
        ),
        ("periods", "periods with commas: 201711, 201706B, 2017Q4, 2017S2, 2017W47, 2017, 2017Oct"),
        ("level", "level (number or name) that the values are for"),
        ("population", "the data is one indicator of prevalence in these, such as anc_clients"),
    ):
        source.add_argument(f"--{name}", default="", help=words)
    source.add_argument(
        "--as-sites", action="store_true", help="the facilities are the programme's sites"
    )
    source.add_argument(
        "--private-network", action="store_true", help="the server is on a private network"
    )


def _naomi(source: argparse.ArgumentParser) -> None:
    source.add_argument("file", type=Path, metavar="FILE.zip")
    source.add_argument("--sex", default=",".join(WOMEN), help="female, male, both (%(default)s)")
    source.add_argument("--ages", default=",".join(AGES), help="default: %(default)s")
    source.add_argument("--quarters", default="", help="such as CY2022Q4; default: all")
    source.add_argument(
        "--status", type=DataStatus, choices=list(DataStatus), default=Wanted().status,
        help="modelled, where these very numbers were never published (default: %(default)s)",
    )  # fmt: skip


def _by_country(name: str, source: argparse.ArgumentParser) -> None:
    source.add_argument("country", metavar="CODE", help="three letters; Lesotho is LSO")
    if name == "geoboundaries":
        source.add_argument("--level", default="ADM1", help="ADM0 to ADM5 (%(default)s)")
        source.add_argument("--simplified", action="store_true", help="the smaller file")
    else:
        source.add_argument("--year", default="2020", help="%(default)s")
        source.add_argument("--dataset", default="wpgp", help="WorldPop's name of it (%(default)s)")
    source.add_argument("--sha256", default="", help="checksum that the file must have")
    source.add_argument("--server", default="", help="a mirror to ask in place of the source")


def connect(bench: Workbench, given: argparse.Namespace) -> Answer:
    """Fetch, then check what came, or put it in a draft."""
    folder = given.to or bench.versions.root / "fetched"
    try:
        source = _source(bench, given)
        folder.mkdir(parents=True, exist_ok=True)
        fetched = source.fetch(folder, _bar if sys.stderr.isatty() else quietly)
    except FileError as problem:
        remark = Remark(problem.finding)
        code = Exit.NOT_FETCHED if isinstance(problem, ConnectError) else Exit.REFUSED
        return Answer(code, [remark_line(remark).strip()], {"remarks": [remark.as_json()]})
    answer = _read(bench, given, fetched)
    lines = [*fetched.summary, *map(remark_line, fetched.remarks), *answer.lines]
    severities = [str(remark.finding.severity) for remark in fetched.remarks]
    values = {
        "fetched": [str(path) for path in fetched.files],
        "summary": list(fetched.summary),
        "remarks": [remark.as_json() for remark in fetched.remarks],
    }
    return Answer(max(answer.code, code_of(severities)), lines, values | answer.values)


def _read(bench: Workbench, given: argparse.Namespace, fetched: Fetched) -> Answer:
    if not fetched.files:
        return Answer(Exit.FINE, [])
    if not given.take_in:
        lines = [str(path) for path in fetched.files]
        answer = check(bench, argparse.Namespace(files=fetched.files))
        return Answer(answer.code, [*lines, *answer.lines], answer.values)
    stamp = fetched.stamp
    of_all = {"source": stamp.source, "source_date": stamp.source_date, "status": stamp.data_status}
    asked = argparse.Namespace(**(vars(given) | of_all | {"files": fetched.files}))
    return bring_in(bench, asked)


def _source(bench: Workbench, given: argparse.Namespace) -> Connector:
    """Return the source with what was given; a token is asked for where none is set."""
    options = vars(given)
    texts = {name: _text(value) for name, value in options.items()}
    if given.source_kind == "naomi":
        sexes, ages, quarters = (
            choices.listed_in(texts[name]) for name in ("sex", "ages", "quarters")
        )
        wanted = Wanted(sexes, ages, quarters, given.status)
        return Naomi(given.file, place_of(bench.in_use()), wanted)
    if given.source_kind == "geoboundaries":
        return choices.boundaries(texts)
    if given.source_kind == "worldpop":
        return choices.population(texts)
    token = given.environment.get(TOKEN_SETTING) or _asked_token()
    today = datetime.now(UTC).date().isoformat()
    texts["private"] = texts["private_network"]
    return choices.dhis2(texts, token, place_of(bench.in_use()), today)


def _text(value: object) -> str:
    """Return an option as a page's form would send it: a flag that is not set says nothing."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _asked_token() -> str:
    """Ask whoever sits there; where nobody does, there is none."""
    if not sys.stdin.isatty():
        return ""
    return getpass.getpass("Personal access token: ")


def _bar(words: str, done: int, total: int) -> None:
    """Draw on the error stream how far a fetch is."""
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r{bar_words(words, done, total)}{end}")
    sys.stderr.flush()


def bar_words(words: str, done: int, total: int) -> str:
    """
    Say how far a fetch is.

    >>> bar_words("a.tif", 5_000_000, 20_000_000)
    'a.tif [######                  ] 5.0 of 20.0 MB'
    >>> bar_words("organisationUnits from dhis2.example", 200, 0)
    'organisationUnits from dhis2.example 200'
    """
    if not total:
        return f"{words} {done:,}"
    full = BAR * min(done, total) // total
    amount = (
        f"{done / MEGABYTE:.1f} of {total / MEGABYTE:.1f} MB"
        if total > MEGABYTE
        else f"{done:,} of {total:,}"
    )
    return f"{words} [{'#' * full}{' ' * (BAR - full)}] {amount}"
