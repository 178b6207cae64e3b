"""The one way in: any file, read by its content, with a verdict and never an uncaught error."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.connect.naomi import is_naomi, read_naomi
from geodata.errors import FileError
from geodata.findings import Severity
from geodata.incoming.attributetables import with_attribute_tables
from geodata.incoming.bundle import is_bundle, read_bundle
from geodata.incoming.decisions import Decisions, with_names
from geodata.incoming.formats import read_features, vector_kind
from geodata.incoming.otherkinds import refuse_documents
from geodata.incoming.place import Place, lesotho
from geodata.incoming.pointtables import with_point_tables
from geodata.incoming.rasterfile import read_grid_file
from geodata.incoming.result import Incoming, Remark, Spot, bounded
from geodata.incoming.tablefile import read_tables
from geodata.reading.rasters import TIFF_STARTS
from geodata.reading.text import as_utf8, refuse

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 200_000_000
FORESEEN_BY_NONE = "not_understood"


def read_any(
    path: Path,
    place: Place | None = None,
    *,
    layer: str | None = None,
    decisions: Decisions | None = None,
    largest_bytes: int = LARGEST_BYTES,
) -> Incoming:
    """
    Read one incoming file of any kind and say what was understood.

    Parameters
    ----------
    place
        The country the file should be about; Lesotho unless said otherwise.
    layer
        Which layer of a file with several.
    decisions
        What a person decided: meanings of columns, names, repairs.
    largest_bytes
        A larger file is refused before it is opened.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_any(Path("not there.csv")).remarks[0].finding.rule
    'missing_file'
    """
    said = decisions or Decisions()
    country = with_names(place or lesotho(), said.names)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What the readers warn of, remarks say in words.
            read = _read(path, country, layer, said, largest_bytes)
            return replace(read, remarks=bounded(read.remarks))
    except FileError as problem:
        one = problem.finding
        rows = () if one.row is None else (one.row,)
        return Incoming(path.name, "nothing", (), (Remark(one, rows=rows),))
    except Exception as problem:  # noqa: BLE001 - a fault of ours must not stop anyone's work
        return Incoming(path.name, "nothing", (), (_our_fault(path.name, problem),))


def _our_fault(name: str, problem: Exception) -> Remark:
    """Return the remark on a file that no reader foresaw; it holds nothing of the content."""
    message = f"The file could not be understood ({type(problem).__name__})."
    remedy = "Save it again as XLSX, CSV or GeoJSON, and report this with the name of the error."
    return Spot(name).remark(Severity.ERROR, FORESEEN_BY_NONE, message, remedy)


def _read(
    path: Path,
    place: Place,
    layer: str | None,
    decisions: Decisions,
    largest_bytes: int,
) -> Incoming:
    try:
        if not path.is_file():  # A pipe or a device would be read for ever.
            raise FileNotFoundError
        size = path.stat().st_size
        if size > largest_bytes:
            message = (
                f"The file has {size // 1_000_000} MB; {largest_bytes // 1_000_000} can be read."
            )
            raise refuse("too_large", path.name, message, "Send only the needed part.")
        raw = path.read_bytes()
    except OSError as problem:
        message = "The file is not there or may not be read."
        raise refuse("missing_file", path.name, message, "Add the file.") from problem
    if raw.startswith(TIFF_STARTS):
        del raw  # The raster's own reader goes to the file.
        return read_grid_file(path, place)
    raw = as_utf8(raw)
    refuse_documents(path.name, raw)
    kind = vector_kind(raw)
    if kind == "zip" and is_naomi(raw):
        return read_naomi(path.name, raw, place, decisions)
    if kind == "zip" and is_bundle(raw):

        def one(inside: Path) -> Incoming:
            """Read one file of the zip as if it had come by itself."""
            return read_any(
                inside, place, layer=layer, decisions=decisions, largest_bytes=largest_bytes
            )

        return read_bundle(path.name, raw, one)
    if not kind:
        return read_tables(path.name, raw, place, decisions)

    def layers() -> Incoming:
        """Read the layers of the file, points as rows too."""
        return with_point_tables(read_features(path, raw, kind, place, layer), place, decisions)

    tables_too = kind == "geopackage"
    return with_attribute_tables(path, layers, place, decisions) if tables_too else layers()
