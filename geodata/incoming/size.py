"""Limits told from the bytes, before anything is taken apart: refusing costs no memory."""

from __future__ import annotations

from geodata.reading.text import refuse

MOST_ROWS = 1_048_576  # As many as a sheet of Excel has.
MOST_TEXT_CELLS = 6_000_000
MOST_COLUMNS = 2_000
MOST_WEB_CELLS = 1_500_000
MOST_FEATURES = 200_000
MOST_JSON_PARTS = 12_000_000
LESS = "Send only the rows and columns that are needed, or split the file."


def refuse_long_text(name: str, raw: bytes) -> None:
    r"""
    Raise when a CSV file has more rows or cells than can be read within bounds.

    Raises
    ------
    UnreadableFileError
        When it has.

    Examples
    --------
    >>> refuse_long_text("a.csv", b"a,b\n1,2\n")
    >>> refuse_long_text("a.csv", b"1\n" * 1_100_000)
    Traceback (most recent call last):
    ...
    geodata.errors.UnreadableFileError: error: a.csv: The table has more than ...
    """
    rows = max(raw.count(b"\n"), raw.count(b"\r"))
    cells = rows + max(raw.count(sign) for sign in (b",", b";", b"\t", b"|"))
    if rows > MOST_ROWS or cells > MOST_TEXT_CELLS:
        message = f"The table has more than {MOST_ROWS:,} rows or {MOST_TEXT_CELLS:,} cells."
        raise refuse("too_large", name, message, LESS)
    first = raw[: 1 << 20].split(b"\n", 1)[0]
    if max(first.count(sign) for sign in (b",", b";", b"\t", b"|")) > MOST_COLUMNS:
        message = f"The table has more than {MOST_COLUMNS:,} columns."
        raise refuse("too_large", name, message, LESS)


def refuse_long_page(name: str, raw: bytes) -> None:
    """Raise ``UnreadableFileError`` when a web page has more cells than can be read."""
    if raw.count(b"<t") + raw.count(b"<T") > MOST_WEB_CELLS:
        message = f"The web page has more than {MOST_WEB_CELLS:,} cells."
        raise refuse("too_large", name, message, "Save it as XLSX or CSV.")


def refuse_long_json(name: str, raw: bytes) -> None:
    """Raise ``UnreadableFileError`` when a JSON file has more parts than can be read."""
    if raw.count(b'"Feature"') > MOST_FEATURES:
        message = f"The layer has more than {MOST_FEATURES:,} features."
        raise refuse("too_large", name, message, "Save only the features that are needed.")
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MOST_JSON_PARTS:
        message = "The layer has far more coordinates than a map can show."
        raise refuse("too_large", name, message, "Simplify it to about 100 m, or use GeoPackage.")
