"""One tree of errors: whatever geodata raises on purpose is a ``GeodataError``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.findings import Severity

if TYPE_CHECKING:
    from geodata.findings import Finding


class GeodataError(Exception):
    """Something in the data, not in the program, is wrong."""


class MissingColumnError(GeodataError, ValueError):
    """A table lacks a column that is needed."""


class MissingParameterError(GeodataError, LookupError):
    """The parameter table has no such name."""


class UnknownAreaError(GeodataError, LookupError):
    """A code or name belongs to no known area."""


class UnknownPeriodError(GeodataError, ValueError):
    """A text is no period that DHIS2 or PEPFAR would write."""


class FileError(GeodataError, ValueError):
    """A file cannot be used; its one finding says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class UnreadableFileError(FileError):
    """A file cannot be read at all."""


class NoCrsError(FileError):
    """A layer does not say which coordinate system it is in."""


class MisalignedGridError(FileError):
    """Two rasters do not lie on the same grid of cells."""


class ConnectError(FileError):
    """Nothing could be fetched from elsewhere; its one finding says why and what to do."""


class DatasetError(GeodataError):
    r"""
    A dataset folder cannot be used; carries everything that was found in it.

    Examples
    --------
    >>> from geodata.findings import error
    >>> str(DatasetError((error("r", "a.csv", None, "", "", "Not there.", "Add it."),)))
    '1 error in the dataset folder\nerror: a.csv: Not there. Add it.'
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        count = sum(finding.severity == Severity.ERROR for finding in findings)
        title = f"{count} error{'' if count == 1 else 's'} in the dataset folder"
        super().__init__("\n".join([title, *map(str, findings)]))
