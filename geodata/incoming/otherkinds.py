"""Files that are no data of any kind we read, told by their first bytes and named in words."""

from __future__ import annotations

import io
import re
import zipfile

from geodata.reading.archives import DAMAGE
from geodata.reading.text import refuse

GEOTIFF = "Save it as GeoTIFF with its coordinate system (in QGIS: Export, Save As)."
HEIGHTS_BYTES = frozenset({2 * side**2 for side in (1201, 3601)})  # Tiles of SRTM.
KINDS = (
    (b"%PDF", "a PDF document", "Ask for the table it was made from, as XLSX or CSV."),
    (b"\x89PNG", "a picture (PNG)", "Send the numbers behind it, as XLSX or CSV."),
    (b"\xff\xd8\xff", "a photograph (JPEG)", "Send the numbers behind it, as XLSX or CSV."),
    (b"GIF8", "a picture (GIF)", "Send the numbers behind it, as XLSX or CSV."),
    (b"{\\rtf", "a text document (RTF)", "Copy its table into a sheet and save it as XLSX."),
    (b"\x1f\x8b", "a packed file (GZIP)", "Unpack it and send what is in it."),
    (b"7z\xbc\xaf", "a packed file (7-Zip)", "Unpack it and send what is in it."),
    (b"Rar!", "a packed file (RAR)", "Unpack it and send what is in it."),
    (b"BZh", "a packed file (BZIP2)", "Unpack it and send what is in it."),
    (b"\xfd7zXZ", "a packed file (XZ)", "Unpack it and send what is in it."),
    (b"MZ", "a program", "Send the data itself."),
    (b"BEGIN:VCA", "a list of contacts or a calendar", "Send counts by site, and no persons."),
    (b"GRIB", "a raster in GRIB", GEOTIFF),
    (b"ncols", "a raster as text (Esri grid)", GEOTIFF),
    (b"NCOLS", "a raster as text (Esri grid)", GEOTIFF),
    (b"CDF", "a raster in NetCDF", GEOTIFF),
    (b"\x89HDF", "a file in HDF5 or NetCDF", GEOTIFF),
    (b"EHFA_HEADER_TAG", "a raster of Erdas Imagine", GEOTIFF),
    (b"\x00\x00\x00\x0cjP", "a picture (JPEG 2000)", GEOTIFF),
    (b"ISO-10303", "a drawing", "Save its outlines as GeoJSON or GeoPackage."),
    (b"AC10", "a drawing (DWG)", "Save its outlines as GeoJSON or GeoPackage."),
)
NUMBERS_BEHIND = "Send the numbers behind it, as XLSX or CSV."
PATTERNS = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), kind, remedy)
    for pattern, kind, remedy in (
        (rb"RIFF.{4}WEBP", "a picture (WebP)", NUMBERS_BEHIND),
        (rb".{4}ftyp", "a photograph or film (HEIC, MP4)", NUMBERS_BEHIND),
        (
            rb"(MIME-Version|From|To|Subject|Date|Received|Message-ID): [^\n]*\n[A-Z][\w-]*: ",
            "a message or a saved web page",
            "Send the table that came with it, as XLSX or CSV.",
        ),
        (rb"\s*0\r?\n\s*SECTION\r?\n", "a drawing (DXF)", "Save its outlines as GeoJSON."),
        (rb"ID;P", "a table in SYLK", "Open it in Excel and save it as XLSX."),
        (rb"TABLE\r?\n0,1\r?\n", "a table in DIF", "Open it in Excel and save it as XLSX."),
        (
            rb"\s*(--[^\n]*\n\s*)*(INSERT\s+INTO|CREATE\s+TABLE|DROP\s+TABLE)\s",
            "a list of commands for a database (SQL)",
            "Save its table as CSV or XLSX.",
        ),
        (rb"VERSION\s+\d+\s+CHARSET", "a layer of MapInfo (MIF)", "Save it as GeoJSON."),
    )
)
# A part that only this kind of packed document has.
PACKED = (
    ("word/document.xml", "a text document (Word or Writer)"),
    ("ppt/presentation.xml", "a presentation (PowerPoint)"),
    ("Index/Document.iwa", "a document of Apple's Numbers or Pages"),
)
OPEN_TEXTS = (b"opendocument.text", b"opendocument.presentation")
DBASE, DBASE_ROW, DBASE_END = b"\x03\x30\x31\x83\x8b\xf5", 32, 0x0D
BLANK = b"\xef\xbb\xbf \t\r\n"


def refuse_other_kinds(name: str, raw: bytes) -> None:
    """
    Raise for a file of a kind that is known and holds no table.

    Raises
    ------
    UnreadableFileError
        Which names the kind.

    Examples
    --------
    >>> refuse_other_kinds("a.csv", b"site_id,MM")
    >>> refuse_other_kinds("a.csv", b"%PDF-1.7")
    Traceback (most recent call last):
    ...
    geodata.errors.UnreadableFileError: error: a.csv: This is a PDF document, not a table. ...
    """
    start = raw[:64].lstrip(BLANK)
    for mark, kind, remedy in KINDS:
        if start.startswith(mark):
            raise refuse("unknown_format", name, f"This is {kind}, not a table.", remedy)
    for pattern, kind, remedy in PATTERNS:
        if pattern.match(raw):
            raise refuse("unknown_format", name, f"This is {kind}, not a table.", remedy)
    if _is_dbase(raw):
        message = "This is a table of dBase, as it lies beside a shapefile."
        remedy = "Send it with its .shp and the other parts in a zip, or save it as XLSX."
        raise refuse("unknown_format", name, message, remedy)
    if len(raw) in HEIGHTS_BYTES and b"\0" in raw:
        raise refuse("unknown_format", name, "This is a tile of heights (HGT).", GEOTIFF)


def refuse_documents(name: str, raw: bytes) -> None:
    """
    Raise for a packed document that is no workbook, such as a text or a presentation.

    Raises
    ------
    UnreadableFileError
        Which names the kind.
    """
    if not raw.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = set(archive.namelist())
            first = archive.read("mimetype") if "mimetype" in entries else b""
    except DAMAGE:
        return  # The reader of zips says that it is damaged.
    if any(mark in first for mark in OPEN_TEXTS):
        entries.add(PACKED[0][0])
    for entry, kind in PACKED:
        if entry in entries:
            remedy = "Copy its table into a sheet and save it as XLSX."
            raise refuse("unknown_format", name, f"This is {kind}, not a table.", remedy)


def _is_dbase(raw: bytes) -> bool:
    """Say whether a file begins as tables of dBase do: version, day, and where the rows begin."""
    if len(raw) <= 2 * DBASE_ROW or raw[0] not in DBASE:
        return False
    month, day, first = raw[2], raw[3], int.from_bytes(raw[8:10], "little")
    last_month, last_day = 12, 31
    dated = 1 <= month <= last_month and 1 <= day <= last_day
    return dated and first > DBASE_ROW and raw[first - 1 : first] == bytes([DBASE_END])
