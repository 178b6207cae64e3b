from __future__ import annotations

import pytest

from geodata.errors import (
    DatasetError,
    FileError,
    GeodataError,
    MisalignedGridError,
    MissingColumnError,
    MissingParameterError,
    NoCrsError,
    UnknownAreaError,
    UnknownPeriodError,
    UnreadableFileError,
)
from geodata.findings import error, note

FAULT = error("missing_file", "sites.csv", None, "", "", "The file is missing.", "Add it.")


@pytest.mark.parametrize(
    "kind",
    [
        MissingColumnError,
        MissingParameterError,
        UnknownAreaError,
        UnknownPeriodError,
        FileError,
        UnreadableFileError,
        NoCrsError,
        MisalignedGridError,
        DatasetError,
    ],
)
def test_every_error_is_a_geodata_error(kind: type[Exception]) -> None:
    assert issubclass(kind, GeodataError)


@pytest.mark.parametrize("kind", [MissingColumnError, UnknownPeriodError, NoCrsError])
def test_wrong_content_is_also_a_value_error(kind: type[Exception]) -> None:
    assert issubclass(kind, ValueError)


@pytest.mark.parametrize("kind", [UnknownAreaError, MissingParameterError])
def test_an_unknown_name_is_also_a_lookup_error(kind: type[Exception]) -> None:
    assert issubclass(kind, LookupError)


@pytest.mark.parametrize("kind", [UnreadableFileError, NoCrsError, MisalignedGridError])
def test_an_error_of_a_file_carries_its_finding(kind: type[FileError]) -> None:
    assert kind(FAULT).finding is FAULT
    assert "sites.csv" in str(kind(FAULT))


def test_a_dataset_error_counts_errors_and_shows_every_finding() -> None:
    hint = note("separator", "staffing.csv", None, "", "", "Semicolons.", "")
    text = str(DatasetError((FAULT, FAULT, hint)))
    assert text.startswith("2 errors")
    assert len(text.splitlines()) == 4
