"""Scenarios kept under a name in a folder, one small file each."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from dashboard.plan.wish import KEY as WISHES
from dashboard.plan.wish import Wishes
from geodata.planning.scenario import Scenario, UnreadableScenarioError

ENDING: Final = ".scenario.json"
MOST_LETTERS: Final = 60
MOST_FILES: Final = 500
TAKEN: Final = (
    "'{name}' is kept already{by}, {day}. Give another name; who says who keeps a scenario can "
    "replace it later."
)
JUST_TAKEN: Final = "Somebody has just kept a scenario of this name. Give another name."
UNREADABLE_THERE: Final = "A file of this name is there that cannot be read. Give another name."


class UnusableNameError(ValueError):
    """A scenario cannot be kept under this name; the message is for the reader."""


@dataclass(frozen=True)
class Saved:
    """
    A scenario on disk: its key, the name and the person's own words for who made it.

    ``wishes`` of the next stops and posts are None where an earlier version kept it.
    ``replaced`` is the day of the one whose place it has just taken.
    """

    key: str
    name: str
    who: str
    day: str
    scenario: Scenario
    wishes: Wishes | None = None
    replaced: str = ""

    @property
    def label(self) -> str:
        """Words for a list."""
        return ", ".join(filter(None, (self.name, self.who, self.day)))


@dataclass(frozen=True)
class ScenarioFolder:
    """
    The folder of scenarios; it is made when the first one is kept.

    A file that is broken or foreign is left out of the list and left alone.
    """

    folder: Path

    def save(self, name: str, who: str, scenario: Scenario, wishes: Wishes | None = None) -> Saved:
        """
        Keep a scenario; one of the same name is replaced by whoever kept it, never by another.

        Raises
        ------
        UnusableNameError
            For a name that is empty, too long or another's, or when the folder cannot be written.
        """
        named, by = _plain(name), _plain(who)
        if not named:
            raise UnusableNameError("Give the scenario a name first.")
        if max(len(named), len(by)) > MOST_LETTERS:
            raise UnusableNameError(f"Use at most {MOST_LETTERS} letters for a name.")
        key = _key(named)
        content = {"name": named, "who": by, "scenario": json.loads(scenario.to_json())}
        if wishes is not None:
            content[WISHES] = json.loads(wishes.to_json())
        there = self._replaceable(key, by, content)
        try:
            self._write(key, json.dumps(content, ensure_ascii=False, indent=1), new=there is None)
        except OSError as fault:
            raise UnusableNameError(
                f"It could not be kept: {fault.strerror}. The page and its link still hold it."
            ) from fault
        kept = self.open(key) or Saved(key, named, by, "", scenario, wishes)
        return replace(kept, replaced=there.day) if there else kept

    def _replaceable(self, key: str, by: str, content: dict[str, Any]) -> Saved | None:
        """Return what is kept under a key and may be replaced; None where the name is free."""
        there = self.open(key)
        if there is None:
            if (self.folder / f"{key}{ENDING}").exists():
                raise UnusableNameError(UNREADABLE_THERE)
            return None
        told = json.loads((self.folder / f"{key}{ENDING}").read_text("utf-8"))
        is_own = bool(by) and by.casefold() == there.who.casefold()
        if not is_own and told != content:
            kept_by = f" by {there.who}" if there.who else ""
            raise UnusableNameError(TAKEN.format(name=there.name, by=kept_by, day=there.day))
        return there

    def open(self, key: str) -> Saved | None:
        """Return the scenario of a key, or None where there is none that can be read."""
        if not re.fullmatch(r"[a-z0-9-]+", key):
            return None
        path = self.folder / f"{key}{ENDING}"
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, UnreadableScenarioError):
            kept = json.loads(path.read_text("utf-8"))
            scenario = Scenario.from_json(json.dumps(kept["scenario"]))
            day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
            wishes = Wishes.from_json(json.dumps(kept[WISHES])) if WISHES in kept else None
            return Saved(key, str(kept["name"]), str(kept["who"]), day, scenario, wishes)
        return None

    @property
    def unreadable(self) -> int:
        """How many files of the folder are no scenario that this version can read."""
        return sum(self.open(key) is None for key in self._keys())

    def _keys(self) -> list[str]:
        paths = sorted(self.folder.glob(f"*{ENDING}"))[:MOST_FILES]
        return [path.name.removesuffix(ENDING) for path in paths]

    def saved(self) -> list[Saved]:
        """Return all scenarios that can be read, by name."""
        kept = [self.open(key) for key in self._keys()]
        return sorted((one for one in kept if one), key=lambda one: (one.name.casefold(), one.key))

    def _write(self, key: str, text: str, *, new: bool) -> None:
        """Write in one step: a reader sees the whole file or none, and a new one takes no place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            _put(Path(name), self.folder / f"{key}{ENDING}", new=new)
        except (OSError, UnusableNameError):
            Path(name).unlink(missing_ok=True)
            raise


def _put(written: Path, path: Path, *, new: bool) -> None:
    """Give a file its name; of two that are new at the same time the second is told."""
    if new:
        try:
            path.hardlink_to(written)
        except FileExistsError as fault:
            raise UnusableNameError(JUST_TAKEN) from fault
        except OSError:  # Not every disk knows a second name for a file.
            written.replace(path)
        else:
            written.unlink()
    else:
        written.replace(path)


def _plain(text: str) -> str:
    r"""
    Keep what can be shown in one line.

    >>> _plain("  Winter\n 2018 ")
    'Winter 2018'
    """
    kept = "".join(
        " " if unicodedata.category(letter)[0] == "Z" or letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter)[0] != "C"
    )
    return " ".join(kept.split())


def _key(name: str) -> str:
    """Make a file name of any name: what is readable of it, and a hash that tells it apart."""
    readable = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:32]
    digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:10]
    return f"{readable}-{digest}" if readable else digest
