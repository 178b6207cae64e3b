"""Run one command; what goes wrong is told in words and as an exit code, never thrown."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.command.answers import Answer
from geodata.command.arguments import parser
from geodata.command.checking import bring_in, check
from geodata.command.connecting import connect
from geodata.command.exits import Exit
from geodata.drafts.takeout import takeout
from geodata.drafts.templates import MADE, by_name, template
from geodata.drafts.workbench import Workbench
from geodata.errors import DatasetError
from geodata.incoming.place import place_of
from geodata.versions.drafts import UnknownDraftError
from geodata.versions.shelf import NotPublishedError, PublishConflictError, Words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command line and return its exit code; see ``Exit``."""
    given = parser(environment).parse_args(arguments)
    given.environment = environment
    answer = _answer(given)
    if given.json:
        text = json.dumps(answer.as_json(given.command), ensure_ascii=False, indent=1)
        sys.stdout.write(f"{text}\n")
    else:
        out = sys.stdout if answer.code in {Exit.FINE, Exit.LOOK} else sys.stderr
        out.write("".join(f"{line}\n" for line in answer.lines))
    return int(answer.code)


def _answer(given: argparse.Namespace) -> Answer:
    try:
        return COMMANDS[given.command](Workbench(given.root), given)
    except PublishConflictError as problem:
        return Answer(Exit.CONFLICT, [str(problem)], {"message": str(problem)})
    except UnknownDraftError:
        message = "There is no such draft: import the files again."
    except DatasetError as problem:
        return Answer(Exit.REFUSED, [str(problem)], {"message": str(problem)})
    except OSError as problem:
        message = f"The disk refused: {problem.strerror or 'unknown fault'}, {problem.filename}."
    except (NotPublishedError, LookupError) as problem:
        message = str(problem)
    return Answer(Exit.NOT_DONE, [message], {"message": message})


def _publish(bench: Workbench, given: argparse.Namespace) -> Answer:
    made = bench.publish(given.draft, Words(given.who, given.why), accept=given.accept)
    return Answer(Exit.FINE, [f"Published {made}"], {"version": made.as_json()})


def _versions(bench: Workbench, given: argparse.Namespace) -> Answer:
    del given
    history = bench.versions.history()[::-1]
    lines = [str(one) for one in history] or ["Nothing was published; the demonstration is in use."]
    return Answer(Exit.FINE, lines, {"versions": [one.as_json() for one in history]})


def _rollback(bench: Workbench, given: argparse.Namespace) -> Answer:
    made = bench.rollback(given.version, Words(given.who, given.why))
    return Answer(Exit.FINE, [f"In use again: {made}"], {"version": made.as_json()})


def _export(bench: Workbench, given: argparse.Namespace) -> Answer:
    folder = (
        bench.versions.folder(bench.versions.find(given.version))
        if given.version
        else bench.in_use()
    )
    files = takeout(folder, given.format)
    given.to.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (given.to / name).write_bytes(content)
    lines = [str(given.to / name) for name in files]
    return Answer(Exit.FINE, lines, {"files": lines})


def _template(bench: Workbench, given: argparse.Namespace) -> Answer:
    districts = place_of(bench.in_use()).districts.names
    content = template(by_name(given.tables), districts, MADE)
    Path(given.to).write_bytes(content)
    return Answer(Exit.FINE, [str(given.to)], {"files": [str(given.to)]})


COMMANDS: Mapping[str, Callable[[Workbench, argparse.Namespace], Answer]] = {
    "check": check,
    "import": bring_in,
    "connect": connect,
    "publish": _publish,
    "versions": _versions,
    "rollback": _rollback,
    "export": _export,
    "template": _template,
}
