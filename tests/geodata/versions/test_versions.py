"""Versions: whole or not at all, one at a time, and back again."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.content import content_hash
from geodata.versions import disk
from geodata.versions.manifest import Act, Manifest, manifest_bytes, manifest_of
from geodata.versions.shelf import NotPublishedError, PublishConflictError, Versions, Words

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
THABO = Words("Thabo", "October figures")
MPHO = Words("Mpho", "Two sites moved")
ROOT = Path(__file__).parents[3]


def dataset(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "sites.csv").write_text(f"site_id\n{text}\n")
    (folder / "staffing.csv").write_text("site_id,headcount\n" + f"{text},1\n" * 1000)
    (folder / ".hidden").write_text("no part of it")
    return folder


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "root")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return dataset(tmp_path / "old", "S1")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return dataset(tmp_path / "new", "S2")


def test_before_the_first_publish_nothing_is_in_use(versions: Versions) -> None:
    assert versions.history() == ()
    assert versions.head() is None


def test_a_version_is_a_folder_named_by_its_content(versions: Versions, old: Path) -> None:
    made = versions.publish(old, THABO, NOON, base=0, sources=["a.xlsx"], accepted=["a doubt"])
    folder = versions.folder(made)
    assert folder.name == made.version == content_hash(old) == content_hash(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["sites.csv", "staffing.csv"]
    assert (made.number, made.who, made.why, made.act) == (1, *vars(THABO).values(), Act.PUBLISH)
    assert (made.sources, made.accepted, made.when) == (("a.xlsx",), ("a doubt",), NOON)
    assert versions.head() == made


def test_the_files_of_a_version_can_only_be_read(versions: Versions, old: Path) -> None:
    folder = versions.folder(versions.publish(old, THABO, NOON, base=0))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {0o444}


def test_the_second_of_two_people_is_told_who_was_first(
    versions: Versions, old: Path, new: Path, tmp_path: Path
) -> None:
    first = versions.publish(old, THABO, NOON, base=0)
    versions.publish(new, MPHO, NOON, base=first.number)
    third = dataset(tmp_path / "third", "S3")
    with pytest.raises(PublishConflictError, match=r"Mpho.*Two sites moved") as told:
        versions.publish(third, THABO, NOON, base=first.number)
    assert told.value.head.number == 2
    assert len(versions.history()) == 2


def test_of_many_at_the_same_moment_one_wins(versions: Versions, tmp_path: Path) -> None:
    folders = [dataset(tmp_path / f"d{number}", f"S{number}") for number in range(8)]
    gate, won, told = threading.Barrier(8), [], []

    def one(folder: Path) -> None:
        gate.wait()
        try:
            won.append(versions.publish(folder, THABO, NOON, base=0))
        except PublishConflictError as conflict:
            told.append(conflict.head)

    threads = [threading.Thread(target=one, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert told == won * 7
    assert versions.history() == tuple(won)


def test_going_back_is_a_publish(versions: Versions, old: Path, new: Path) -> None:
    first = versions.publish(old, THABO, NOON, base=0)
    second = versions.publish(new, MPHO, NOON, base=1)
    back = versions.rollback(versions.find("1"), Words("Thabo", "wrong file"), NOON, base=2)
    assert (back.number, back.version, back.act) == (3, first.version, Act.ROLLBACK)
    assert versions.history() == (first, second, back)
    assert len(list((versions.root / "data").iterdir())) == 2


def test_what_is_in_use_is_not_published_again(versions: Versions, old: Path) -> None:
    made = versions.publish(old, THABO, NOON, base=0)
    with pytest.raises(NotPublishedError, match="in use already"):
        versions.publish(old, THABO, NOON, base=1)
    with pytest.raises(NotPublishedError, match="in use already"):
        versions.rollback(made, THABO, NOON, base=1)


def test_a_version_changed_by_hand_is_not_used(versions: Versions, old: Path, new: Path) -> None:
    first = versions.publish(old, THABO, NOON, base=0)
    versions.publish(new, MPHO, NOON, base=1)
    file = versions.root / "data" / first.version / "sites.csv"
    file.chmod(0o644)
    file.write_text("changed")
    with pytest.raises(NotPublishedError, match="changed on the disk"):
        versions.rollback(first, THABO, NOON, base=2)


def test_files_that_change_while_they_are_copied_are_not_published(
    versions: Versions, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = disk.write_durably
    monkeypatch.setattr(disk, "write_durably", lambda path, raw: plain(path, raw + b"x"))
    with pytest.raises(NotPublishedError, match="changed while"):
        versions.publish(old, THABO, NOON, base=0)
    assert versions.history() == ()


@pytest.mark.parametrize(("who", "why"), [("", "x"), (" ", "x"), ("x", ""), ("x" * 501, "x")])
def test_a_name_and_a_reason_are_needed(who: str, why: str) -> None:
    with pytest.raises(NotPublishedError, match="is needed"):
        Words(who, why)


def test_a_version_is_found_by_number_or_beginning(versions: Versions, old: Path) -> None:
    made = versions.publish(old, THABO, NOON, base=0)
    assert versions.find("1") == versions.find(made.version[:8]) == made
    for text in ("", "2", "zz"):
        with pytest.raises(NotPublishedError, match="no one version"):
            versions.find(text)


def test_a_damaged_record_hides_nothing_and_blocks_nobody(
    versions: Versions, old: Path, new: Path
) -> None:
    first = versions.publish(old, THABO, NOON, base=0)
    (versions.root / "history" / "000002.json").write_bytes(b'{"number": 2')
    assert versions.head() == first
    assert versions.publish(new, MPHO, NOON, base=1).number == 3


@given(
    st.builds(
        Manifest,
        st.integers(1, 999_999), st.text("0123456789abcdef", min_size=64, max_size=64),
        st.sampled_from(Act), st.text(), st.datetimes(timezones=st.just(UTC)), st.text(),
        st.lists(st.text()).map(tuple), st.lists(st.text()).map(tuple),
        st.dictionaries(st.text(), st.text()),
    )
)  # fmt: skip
def test_a_manifest_is_read_as_it_was_written(manifest: Manifest) -> None:
    assert manifest_of(manifest_bytes(manifest)) == manifest


@given(st.binary(max_size=100))
def test_any_bytes_are_a_manifest_or_none(raw: bytes) -> None:
    manifest_of(raw)


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_at_any_write_leaves_what_was_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = Versions(tmp_path / "root")
    first = versions.publish(dataset(tmp_path / "old", "S1"), THABO, NOON, base=0)
    new = dataset(tmp_path / "new", "S2")
    plain, failed = disk.write_durably, 0
    for step in range(10):
        calls = 0

        def write(path: Path, content: bytes, step: int = step) -> None:
            nonlocal calls, failed
            calls += 1
            if calls == step + 1:
                failed += 1
                path.write_bytes(content[: len(content) // 2])
                raise FULL
            plain(path, content)

        monkeypatch.setattr(disk, "write_durably", write)
        try:
            versions.publish(new, MPHO, NOON, base=1)
        except NotPublishedError as told:
            assert "No space left" in str(told)  # noqa: PT017 - the last round raises nothing
            assert versions.head() == first
            assert not list(versions.root.rglob(".part-*"))
        else:
            break
    assert failed == 3  # Two files and the record.
    assert len(versions.history()) == 2


KILLED_AT = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from geodata.versions.shelf import Versions, Words
root, new, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
seen, here = 0, str(root)
def watch(event, arguments):
    global seen
    if event.partition(".")[0] not in {"open", "os", "shutil"} or here not in str(arguments):
        return
    seen += 1
    if seen == step:
        os._exit(9)
sys.addaudithook(watch)
Versions(root).publish(new, Words("Mpho", "two"), datetime.now(UTC), base=1)
sys.stdout.write(str(seen))
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", KILLED_AT, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip


def test_killed_at_any_step_the_old_version_or_the_new_is_in_use(
    tmp_path: Path, old: Path, new: Path
) -> None:
    first_version, second_version = content_hash(old), content_hash(new)
    probe = Versions(tmp_path / "probe")
    probe.publish(old, THABO, NOON, base=0)
    whole = run(probe.root, new, 0)
    steps = int(whole.stdout)
    assert steps > 15
    seen = set()
    for step in range(1, steps + 1):
        versions = Versions(tmp_path / f"root{step}")
        versions.publish(old, THABO, NOON, base=0)
        assert run(versions.root, new, step).returncode == 9
        head = versions.head()
        assert head is not None
        assert content_hash(versions.folder(head)) == head.version
        seen.add(head.version)
        if head.number == 1:  # Whoever tries again succeeds, whatever was left behind.
            versions.publish(new, MPHO, NOON, base=1)
        assert versions.head().version == second_version
    assert seen == {first_version, second_version}


def test_other_systems_without_folder_handles_still_publish(
    versions: Versions, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain: Callable[..., int] = os.open

    def no_folders(path: Path, flags: int, *rest: int) -> int:
        if Path(path).is_dir():
            raise PermissionError
        return plain(path, flags, *rest)

    monkeypatch.setattr(os, "open", no_folders)
    assert versions.publish(old, THABO, NOON, base=0).number == 1
