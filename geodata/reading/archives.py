"""Zipped shapefiles: what is inside, and whether it may be opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from geodata.reading.text import refuse

if TYPE_CHECKING:
    from geodata.errors import UnreadableFileError

PARTS = (".shp", ".shx", ".dbf")
LARGEST_BYTES = 500_000_000
# What a zip with a wrong byte, or one cut short, ends in when it is opened or a part is read.
DAMAGE = (
    zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, RuntimeError, EOFError
)  # fmt: skip


def shapefile_in(name: str, raw: bytes) -> str:
    """
    Return the path of the one shapefile inside a zip, leaving out what a Mac adds.

    Nothing is unpacked.

    Raises
    ------
    UnreadableFileError
        When the zip is damaged, holds an entry that would land outside its folder, is far too
        large, holds no shapefile or several, or lacks one of its parts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
    except DAMAGE as problem:
        raise damaged(name) from problem
    names = [entry.filename for entry in entries]
    refuse_escapes(name, names)
    if all(entry.is_dir() for entry in entries):
        raise refuse("empty_file", name, "The zip holds no file.", "Make it again with its files.")
    if sum(entry.file_size for entry in entries) > LARGEST_BYTES:
        message = "Unpacked, the zip holds more than 500 MB."
        raise refuse("too_large", name, message, "Put only the one layer in it.")
    return _only_shapefile(name, [entry for entry in names if not is_clutter(entry)])


def refuse_missing_parts(name: str, present: set[str]) -> None:
    """Raise when one of the files that make a shapefile is not there; small letters expected."""
    missing = [part for part in PARTS if part not in present]
    if missing:
        message = f"A shapefile is several files; missing: {', '.join(missing)}."
        remedy = "Give .shp, .shx, .dbf and .prj together, or put them in one zip."
        raise refuse("missing_part", name, message, remedy)


def damaged(name: str) -> UnreadableFileError:
    """Return the refusal of a zip that is cut short or has a wrong byte."""
    return refuse(
        "incomplete_file", name, "The file is incomplete or damaged.", "Copy or upload it again."
    )


def refuse_escapes(name: str, entries: list[str]) -> None:
    """Raise ``UnreadableFileError`` when an entry would land outside its folder, or nowhere."""
    for entry in entries:
        if not entry:
            raise damaged(name)
        path = PurePosixPath(entry.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or PureWindowsPath(entry).drive:
            message = f"The zip holds an entry that points outside it: {entry}"
            raise refuse("unsafe_zip", name, message, "Make the zip again from the layer's files.")


def is_clutter(entry: str) -> bool:
    """Say whether an entry of a zip is one that a Mac or Windows adds by itself."""
    parts = PurePosixPath(entry).parts
    return any(
        part in {"__MACOSX", "Thumbs.db", "desktop.ini"} or part.startswith((".", "~$"))
        for part in parts
    )


def _only_shapefile(name: str, entries: list[str]) -> str:
    layers = [entry for entry in entries if entry.lower().endswith(".shp")]
    if len(layers) != 1:
        found = ", ".join(layers) or "none"
        message = f"The zip must hold one shapefile; found: {found}."
        raise refuse("no_single_layer", name, message, "Put one .shp with its parts in the zip.")
    stem = layers[0][: -len(".shp")]
    refuse_missing_parts(
        name, {entry[len(stem) :].lower() for entry in entries if entry.startswith(stem)}
    )
    return layers[0]
