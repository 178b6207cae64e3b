"""A file is written whole or not at all, and nothing else is left beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.wholefile import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_with_its_folder_and_in_place_of_what_stood_there(
    tmp_path: Path,
) -> None:
    target = tmp_path / "folder" / "file"
    write_whole(target, b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_a_file_that_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    # A folder stands where the file is to be.
    (tmp_path / "taken" / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        write_whole(tmp_path / "taken", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
