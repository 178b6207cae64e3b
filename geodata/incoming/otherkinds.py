"""Files that are no data of any kind we read, told by their first bytes and named in words."""

from __future__ import annotations

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
    (b"MZ", "a program", "Send the data itself."),
    (b"ncols", "a raster as text (Esri grid)", GEOTIFF),
    (b"NCOLS", "a raster as text (Esri grid)", GEOTIFF),
    (b"CDF", "a raster in NetCDF", GEOTIFF),
    (b"\x89HDF", "a file in HDF5 or NetCDF", GEOTIFF),
    (b"EHFA_HEADER_TAG", "a raster of Erdas Imagine", GEOTIFF),
    (b"\x00\x00\x00\x0cjP", "a picture (JPEG 2000)", GEOTIFF),
    (b"ISO-10303", "a drawing", "Save its outlines as GeoJSON or GeoPackage."),
    (b"AC10", "a drawing (DWG)", "Save its outlines as GeoJSON or GeoPackage."),
)
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
    if len(raw) in HEIGHTS_BYTES and b"\0" in raw:
        raise refuse("unknown_format", name, "This is a tile of heights (HGT).", GEOTIFF)
