"""Folders and files that are there and may not be read: told as findings, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.geodata.folders import REQUIRED, found


@pytest.fixture(name="locked")
def _locked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of files that may not be read; whoever runs the tests may be allowed everything."""
    names: set[str] = set()
    opened = Path.open

    def refusing(path: Path, *how: str, **options: object) -> object:
        if path.name in names:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    return names


@pytest.mark.parametrize("name", [*REQUIRED, "rivers.geojson", "notes.txt"])
def test_a_file_that_may_not_be_read_is_found(
    name: str, tiny_folder: Path, locked: set[str]
) -> None:
    (tiny_folder / name).touch()
    locked.add(name)
    finding = found(tiny_folder, "unreadable")
    assert (finding.table, finding.severity) == (name, "error")
    assert "Allow this user" in finding.remedy


def test_a_folder_that_may_not_be_listed_is_found(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(path: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refusing)
    assert found(tiny_folder, "unreadable").table == str(tiny_folder)


def test_a_file_in_place_of_the_folder_is_found(tiny_folder: Path) -> None:
    assert "This is a file" in found(tiny_folder / "sites.csv", "missing_folder").message
