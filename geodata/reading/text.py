"""Bytes to text: which encoding a file was saved in, told and never guessed silently."""

from __future__ import annotations

import re
import unicodedata

from geodata.errors import UnreadableFileError
from geodata.findings import Finding, error, note

WIDE_MARKS = {
    b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
WIDE_SAMPLE = 2_000
CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f]")
CONTROL_SAMPLE, MOST_CONTROL = 20_000, 0.05  # A text that went through many hands has a few.
SPACES = re.compile(r"\s+")


def refuse(rule: str, table: str, message: str, remedy: str) -> UnreadableFileError:
    """Return the error of a file that cannot be read at all."""
    return UnreadableFileError(error(rule, table, None, "", "", message, remedy))


def decode(name: str, raw: bytes) -> tuple[str, tuple[Finding, ...]]:
    r"""
    Return the text of a file: UTF-8, UTF-16, UTF-32, or else Windows-1252, with a note.

    Windows-1252 is what Excel writes for "CSV (comma delimited)"; Latin-1 would turn its curly
    apostrophes into invisible control characters.

    Raises
    ------
    UnreadableFileError
        When the file is empty, holds NUL bytes, or is in none of these encodings.

    Examples
    --------
    >>> decode("a.csv", b"\xef\xbb\xbfname")
    ('name', ())
    >>> text, findings = decode("a.csv", b"Qacha\x92s Nek")
    >>> text == "Qacha\u2019s Nek", findings[0].rule
    (True, 'windows_1252')
    """
    if not raw.strip():
        message = "The file is empty."
        raise refuse("empty_file", name, message, "Save it again with its content.")
    try:
        findings: tuple[Finding, ...] = ()
        if wide := _wide_encoding(raw):
            text = raw.decode(wide).removeprefix("\ufeff")
        else:
            text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, findings = _windows_1252(name, raw)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = f"The file is damaged or no text file: line {line} holds a zero byte."
        raise refuse("not_text", name, message, "Save the table as CSV UTF-8 or XLSX.")
    if len(CONTROL.findall(text, 0, CONTROL_SAMPLE)) > MOST_CONTROL * min(
        len(text), CONTROL_SAMPLE
    ):
        message = "The file is damaged or no text file: it holds signs that nobody can type."
        raise refuse("not_text", name, message, "Save the table as CSV UTF-8 or XLSX.")
    return text, findings


def as_utf8(raw: bytes) -> bytes:
    r"""
    Return the bytes of a text in UTF-16 or UTF-32 in UTF-8, and any others as they are.

    >>> as_utf8("a,b".encode("utf-16")), as_utf8(b"\xffa")
    (b'a,b', b'\xffa')
    """
    wide = _wide_encoding(raw)
    try:
        return raw.decode(wide).removeprefix("\ufeff").encode() if wide else raw
    except UnicodeError:
        return raw


def decode_utf8(name: str, raw: bytes) -> str:
    """
    Return the text of a file that must be UTF-8, as JSON is.

    Raises
    ------
    UnreadableFileError
        When the file is empty or not UTF-8; the message names the line.
    """
    if not raw.strip():
        raise refuse("empty_file", name, "The file is empty.", "Save it again with its content.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        message = "The file is not in UTF-8, as this format must be."
        remedy = "Save it again with the encoding UTF-8."
        raise UnreadableFileError(
            error("bad_utf8", name, line, "", "", message, remedy)
        ) from problem


def tidy_name(text: str) -> str:
    r"""
    Return a column name in its plain form: small letters, words joined by underscores.

    >>> tidy_name(" Site\u00a0 ID ")
    'site_id'
    """
    folded = SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return folded.replace(" ", "_").replace("-", "_")


def _windows_1252(name: str, raw: bytes) -> tuple[str, tuple[Finding, ...]]:
    line = raw.count(b"\n", 0, _first_bad_byte(raw)) + 1
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as problem:
        message = "The text is neither in UTF-8 nor in Windows-1252."
        remedy = "Save the table as CSV UTF-8."
        raise UnreadableFileError(
            error("bad_utf8", name, line, "", "", message, remedy)
        ) from problem
    message = "The text is not in UTF-8; it was read as Windows-1252."
    remedy = "Look at the names with apostrophes and accents; save as CSV UTF-8 to be sure."
    return text, (note("windows_1252", name, line, "", "", message, remedy),)


def _wide_encoding(raw: bytes) -> str:
    r"""
    Return UTF-16 or UTF-32 by its mark, or by the zeros that it puts beside plain letters.

    >>> _wide_encoding("a,b".encode("utf-16-le")), _wide_encoding(b"a,b"), _wide_encoding(b"a\0\0b")
    ('utf-16-le', '', '')
    """
    for mark, encoding in WIDE_MARKS.items():
        if raw.startswith(mark):
            return encoding
    start = raw[:WIDE_SAMPLE]
    half = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    mostly = 0.8
    if half > 1 and min(even, odd) == 0 and max(even, odd) >= mostly * half:
        return "utf-16-le" if odd else "utf-16-be"
    return ""


def _first_bad_byte(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.start
    return 0
