"""The command line's commands and options."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.command.connecting import add_sources
from geodata.command.exits import table
from geodata.drafts.takeout import Format
from geodata.incoming.decisions import LEFT_WORDS, MADE_WORDS
from geodata.status import DataStatus
from geodata.versions.root import ROOT_SETTING, versions_root

if TYPE_CHECKING:
    from collections.abc import Mapping


def parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="python -m geodata",
        description="Check incoming data, publish it as a version, and go back.",
        epilog=f"exit codes:\n{table()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = whole.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one JSON object instead of sentences")
    shared.add_argument(
        "--root",
        type=Path,
        default=versions_root(environment),
        metavar="FOLDER",
        help=f"folder of versions and drafts (or {ROOT_SETTING})",
    )

    def add(name: str, words: str) -> argparse.ArgumentParser:
        """Add one command with what all share."""
        return commands.add_parser(name, help=words, description=words, parents=[shared])

    check = add("check", "read files or a dataset folder and say what is wrong; nothing is kept")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _import(add("import", "read files into a draft and say what they would change"))
    decisions = argparse.ArgumentParser(add_help=False)
    _decisions(decisions)
    add_sources(
        commands.add_parser(
            "connect",
            help="fetch files from DHIS2, Naomi, geoBoundaries or WorldPop",
            description="Fetch files from elsewhere; not yet tried against a live server.",
        ),
        [shared, decisions],
    )
    publish = add("publish", "put a draft in use as a new version")
    publish.add_argument("draft", metavar="DRAFT", help="token that import gave")
    _words(publish)
    publish.add_argument(
        "--accept", action="store_true", help="warnings and questions were seen and may stand"
    )
    add("versions", "list what was published, the newest first")
    rollback = add("rollback", "put an older version in use again")
    rollback.add_argument("version", metavar="VERSION", help="its number or the start of its hash")
    _words(rollback)
    _export(add("export", "write a version as files; for staff, not for publication"))
    template = add("template", "write a workbook to fill in")
    template.add_argument("tables", nargs="*", metavar="TABLE", help="default: all tables")
    template.add_argument("--to", type=Path, required=True, metavar="FILE.xlsx")
    return whole


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument(
        "--draft", default="", help="token of a draft to add to; default: a new one"
    )
    _decisions(command)
    command.add_argument("--source", default="", help="title of the source of rows that name none")
    command.add_argument("--source-date", default="", metavar="DAY", help="its day; default: today")
    command.add_argument(
        "--status",
        type=DataStatus,
        choices=list(DataStatus),
        default=DataStatus.REPORTED,
        help="data status of rows that state none (default: %(default)s)",
    )


def _decisions(command: argparse.ArgumentParser) -> None:
    """Add what a person can decide about the files; each may be given several times."""
    options = (
        ("--column", "HEADER=NAME", "the column means this; remembered for files of this shape"),
        ("--name", "TEXT=CODE", "this name means this district"),
        ("--fix", "REPAIR", f"make a repair, as a finding names it: {_listed(MADE_WORDS)}"),
        ("--leave", "REPAIR", f"leave as written: {_listed(LEFT_WORDS)}"),
        ("--seen", "KEY", "accept one finding, by the key that --json gives"),
    )
    for option, shown, words in options:
        command.add_argument(option, action="append", default=[], metavar=shown, help=words)
    command.add_argument(
        "--effects", action="store_true", help="also work out coverage and flags; takes seconds"
    )


def _listed(words: Mapping[str, str]) -> str:
    return "; ".join(f"{name} ({told})" for name, told in words.items())


def _export(command: argparse.ArgumentParser) -> None:
    command.add_argument("--version", default="", help="number or hash; default: the one in use")
    command.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    command.add_argument(
        "--format", type=Format, choices=list(Format), default=Format.XLSX, help="%(default)s"
    )


def _words(command: argparse.ArgumentParser) -> None:
    command.add_argument("--who", required=True, help="your name; it is kept with the version")
    command.add_argument("--why", required=True, help="reason; it is kept with the version")
