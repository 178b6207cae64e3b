"""Several files and people at once, and a disk that is full: nothing is lost, nothing is half."""

from __future__ import annotations

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.drafts.workbench import Workbench
from geodata.incoming.read import read_any
from geodata.versions import disk
from geodata.versions.drafts import UnknownDraftError
from geodata.versions.shelf import NotPublishedError, Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLES = ("sites", "staffing", "population", "prevalence", "fertility")


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Do all works at the same moment; what one raises is its result."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        try:
            return work()
        except (NotPublishedError, UnknownDraftError) as problem:
            return problem

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def with_own_source(bench: Workbench, table: str, folder: Path) -> Path:
    """Write a table in use without its sources: each upload then names one of its own."""
    frame = pd.read_csv(bench.in_use() / f"{table}.csv", dtype="str", keep_default_na=False)
    path = folder / f"{table}_register.csv"
    frame.drop(columns=["source", "source_date"]).to_csv(path, index=False)
    return path


def test_files_that_come_into_one_draft_at_once_keep_what_each_brought(
    bench: Workbench, tmp_path: Path
) -> None:
    paths = [with_own_source(bench, table, tmp_path) for table in TABLES]
    token = bench.new_draft()
    at_once([lambda path=path: bench.take_in(token, path) for path in paths])  # type: ignore[misc]
    notes = bench.drafts.notes(token)
    assert {one["name"] for one in notes["uploads"]} == {path.name for path in paths}
    listed = pd.read_csv(bench.drafts.folder(token) / "sources.csv")["id"]
    assert {path.stem for path in paths} <= set(listed)
    assert bench.review(token).can_publish


def test_decisions_made_at_once_are_all_kept(bench: Workbench, tmp_path: Path) -> None:
    path = with_own_source(bench, "staffing", tmp_path)
    token = bench.new_draft()
    bench.take_in(token, path)
    said = [{"made": [f"blank:headcount:{number}"]} for number in range(12)]
    at_once([lambda one=one: bench.decide(token, path.name, one) for one in said])  # type: ignore[misc]
    assert len(bench.drafts.notes(token)["decisions"][path.name]["made"]) == 12


def test_a_draft_that_is_published_twice_at_once_is_one_version(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    bench.take_in(token, with_own_source(bench, "staffing", tmp_path))
    words = Words("Thabo", "register")
    done = at_once([lambda: bench.publish(token, words, accept=True)] * 3)
    assert sum(isinstance(one, Exception) for one in done) == 2
    assert len(bench.versions.history()) == 1


def test_a_publish_and_a_roll_back_at_once_are_one_after_the_other(
    bench: Workbench, tmp_path: Path
) -> None:
    words = Words("Thabo", "register")
    for table in ("staffing", "sites"):
        token = bench.new_draft()
        bench.take_in(token, with_own_source(bench, table, tmp_path))
        bench.publish(token, words, accept=True)
    token = bench.new_draft()
    bench.take_in(token, with_own_source(bench, "population", tmp_path))
    works = [lambda: bench.publish(token, words, accept=True), lambda: bench.rollback("1", words)]
    done = at_once(works)  # type: ignore[arg-type]
    numbers = [one.number for one in bench.versions.history()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 2 + sum(not isinstance(one, Exception) for one in done)
    assert bench.in_use().is_dir()


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a draft, those that the disk keeps for going back included."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".alone")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_full_disk_at_any_write_leaves_a_draft_as_it_was(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = bench.new_draft()
    bench.take_in(token, with_own_source(bench, "staffing", tmp_path))
    path = with_own_source(bench, "sites", tmp_path)
    before, plain, failed = content(bench.drafts.folder(token)), disk.write_durably, 0
    for step in range(20):
        calls = 0

        def write(path: Path, content: bytes, step: int = step) -> None:
            nonlocal calls
            calls += 1
            if calls == step + 1:
                path.write_bytes(content[: len(content) // 2])
                raise OSError(errno.ENOSPC, "No space left on device")
            plain(path, content)

        monkeypatch.setattr(disk, "write_durably", write)
        try:
            bench.take_in(token, path)
        except OSError:
            failed += 1
            assert content(bench.drafts.folder(token)) == before, step
        else:
            break
    monkeypatch.undo()
    assert failed > 4
    assert {one["name"] for one in bench.drafts.notes(token)["uploads"]} == {
        "staffing_register.csv", "sites_register.csv",
    }  # fmt: skip
    assert bench.leave_out(token, "sites_register.csv")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert read_any(tmp_path / "pipe.csv").remarks[0].finding.rule == "missing_file"
    assert read_any(tmp_path).remarks[0].finding.rule == "missing_file"
