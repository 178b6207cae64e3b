"""A zip of several files, taken as one upload: each is read as if it had come by itself."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.hierarchy import between_layers
from geodata.incoming.packed import ZIP_START, refuse_hostile_zip
from geodata.incoming.result import Incoming, Spot
from geodata.reading.archives import DAMAGE, is_clutter
from geodata.reading.text import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.incoming.result import Remark

MOST_FILES = 60
SHAPEFILE_PARTS = frozenset(
    {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fbn", ".fbx", ".ain", ".aih", ".idm"}
)
# Of these nothing can be read; they come with layers and workbooks from other programs.
ASIDE = re.compile(
    r".*\.(xml|qml|qmd|sld|lyrx?|qgz|qgs|mxd|pdf|docx?|rtf|md|png|jpe?g|gif|svg|tfw|jgw|aux|ovr|html?|"
    r"ini|db|log|url|lnk)|(.*/)?(readme|licen[sc]e|metadata|citation|about)[^/]*",
    re.IGNORECASE,
)
PLAIN_NAME = re.compile(r"[\w .()-]{1,100}")


@dataclass(frozen=True)
class _Member:
    """One file to read, and all files that have to lie beside it."""

    entry: str
    beside: tuple[str, ...]


def is_bundle(raw: bytes) -> bool:
    """
    Say whether a zip holds anything but the parts of one shapefile.

    >>> kept = io.BytesIO()
    >>> with zipfile.ZipFile(kept, "w") as archive:
    ...     archive.writestr("in/a.csv", "site_id,MM")
    >>> is_bundle(kept.getvalue())
    True
    """
    try:
        members, _ = _members(_names(raw))
    except DAMAGE:
        return False  # The reader of layers says that it is damaged.
    return bool(members) and not (len(members) == 1 and members[0].entry.lower().endswith(".shp"))


def read_bundle(name: str, raw: bytes, read: Callable[[Path], Incoming]) -> Incoming:
    """
    Read each file of a zip; a file in it that is refused leaves the others as they are.

    Parameters
    ----------
    read
        Reads one file, and answers with remarks and never with an error.

    Raises
    ------
    UnreadableFileError
        When the zip may not be opened, or holds too many files.
    """
    refuse_hostile_zip(name, raw)
    members, aside = _members(_names(raw))
    if len(members) > MOST_FILES:
        message = f"The zip holds {len(members)} files; {MOST_FILES} can be read at once."
        raise refuse("too_large", name, message, "Send fewer at a time.")
    spot = Spot(name)
    listed = ", ".join(member.entry for member in members)
    message = f"The zip holds {len(members)} files, each read by itself: {listed}."
    remarks = [spot.remark(Severity.NOTE, "several_files", message)]
    if aside:
        message = f"Left aside, as they hold no rows or places: {', '.join(aside)}."
        remarks.append(spot.remark(Severity.NOTE, "left_aside", message))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, tempfile.TemporaryDirectory() as folder:
        read_files = {
            member.entry: _read_member(name, archive, member, Path(folder) / str(at), read)
            for at, member in enumerate(members)
        }
    return _together(name, read_files, remarks)


def _names(raw: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [name for name in archive.namelist() if not name.endswith("/")]


def _members(names: Sequence[str]) -> tuple[list[_Member], list[str]]:
    """Return the files to read with those that belong to them, and the files left aside."""
    present = [name for name in names if not is_clutter(name)]
    stems = {name[: -len(".shp")]: name for name in present if name.lower().endswith(".shp")}
    parts: dict[str, list[str]] = {stem: [] for stem in stems}
    members, aside = [], []
    for name in present:
        path = PurePosixPath(name)
        stem = name[: -len(path.suffix)] if path.suffix else name
        if stem in stems and (path.suffix.lower() in {*SHAPEFILE_PARTS, ".shp"}):
            parts[stem].append(name)
        elif ASIDE.fullmatch(name):
            aside.append(name)
        else:
            members.append(_Member(name, (name,)))
    members += [_Member(stems[stem], tuple(beside)) for stem, beside in parts.items()]
    return sorted(members, key=lambda member: member.entry), aside


def _read_member(
    name: str,
    archive: zipfile.ZipFile,
    member: _Member,
    folder: Path,
    read: Callable[[Path], Incoming],
) -> Incoming:
    folder.mkdir()
    target = folder / "file"
    for entry in member.beside:
        written = PurePosixPath(entry).name
        path = folder / (written if PLAIN_NAME.fullmatch(written) else f"file{_suffix(written)}")
        try:
            _unpack(archive, entry, path)
        except DAMAGE:
            message = f"{entry} is damaged and was not read."
            remedy = "Make the zip again, or send the file by itself."
            lost = Spot(name, entry).remark(Severity.ERROR, "incomplete_file", message, remedy)
            return Incoming(member.entry, "nothing", (), (lost,))
        if entry == member.entry:
            target = path
    with target.open("rb") as file:
        packed = file.read(len(ZIP_START)) == ZIP_START and target.suffix.lower() == ".zip"
    if packed:
        message = f"{member.entry} is a zip within a zip, which is not opened."
        remark = Spot(name).remark(
            Severity.ERROR, "nested_zip", message, "Put its files in the outer zip."
        )
        return Incoming(member.entry, "nothing", (), (remark,))
    one = read(target)
    for path in folder.iterdir():
        path.unlink()  # Nothing of it is kept while the others are read.
    return _within(one, name, member.entry)


def _unpack(archive: zipfile.ZipFile, entry: str, path: Path) -> None:
    with archive.open(entry) as part, path.open("wb") as kept:
        while chunk := part.read(1 << 20):
            kept.write(chunk)


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return suffix if PLAIN_NAME.fullmatch(suffix) else ""


def _within(one: Incoming, name: str, entry: str) -> Incoming:
    """Return a read file with its places named as those of a file in a zip."""

    def sheet(title: str) -> str:
        """Name a sheet of the file, or the file itself."""
        return f"{entry}: {title}" if title else entry

    def moved(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
        """Return remarks at the same places, in the zip."""
        return tuple(
            replace(remark, sheet=sheet(remark.sheet), finding=replace(remark.finding, table=name))
            for remark in remarks
        )

    def spot(before: Spot) -> Spot:
        """Return where remarks of a table or layer are made."""
        return Spot(name, sheet(before.sheet))

    return replace(
        one,
        summary=tuple(f"{entry}: {sentence}" for sentence in one.summary),
        remarks=moved(one.remarks),
        tables=tuple(
            replace(table, spot=spot(table.spot), remarks=moved(table.remarks))
            for table in one.tables
        ),
        layers=tuple(
            replace(layer, spot=spot(layer.spot), remarks=moved(layer.remarks))
            for layer in one.layers
        ),
    )


def _together(name: str, files: Mapping[str, Incoming], remarks: Sequence[Remark]) -> Incoming:
    rasters = {entry: one for entry, one in files.items() if one.raster is not None}
    first = next(iter(rasters), "")
    said = [*remarks, *(remark for one in files.values() for remark in one.remarks)]
    spot = Spot(name)
    for entry in list(rasters)[1:]:
        message = f"{entry} was not read: of several rasters only {first} is."
        remedy = "Send each raster by itself."
        said.append(spot.remark(Severity.ERROR, "several_rasters", message, remedy))
    layers = tuple(layer for one in files.values() for layer in one.layers)
    if len(layers) > 1:
        said += between_layers(spot, list(layers))
    return Incoming(
        f"{name}: {first}" if first else name,
        "files",
        tuple(sentence for one in files.values() for sentence in one.summary),
        tuple(said),
        tuple(table for one in files.values() for table in one.tables),
        layers,
        rasters[first].raster if first else None,
    )
