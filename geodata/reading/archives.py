"""Zipped shapefiles: what is inside, and whether it may be opened."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath, PureWindowsPath

from geodata.reading.text import refuse

PARTS = (".shp", ".shx", ".dbf")
LARGEST_BYTES = 500_000_000


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
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        message = "The file is incomplete or damaged."
        raise refuse("incomplete_file", name, message, "Copy or upload it again.") from problem
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


def refuse_escapes(name: str, entries: list[str]) -> None:
    """Raise ``UnreadableFileError`` when an entry of a zip would land outside its folder."""
    for entry in entries:
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
