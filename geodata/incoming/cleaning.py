"""Signs that nobody sees and marks that spreadsheets leave: off before cells are compared."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.result import Spot, rows_words
from geodata.reading.rows import Row
from geodata.reading.values import western

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.incoming.result import Remark
    from geodata.incoming.sheets import Sheet

INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
WIDE_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
UNSEEN = re.compile(f"{INVISIBLE.pattern}|{CONTROL.pattern}")
ANY_SIGN = re.compile(f"{UNSEEN.pattern}|{WIDE_SPACES.pattern}")
OTHER_SCRIPT = re.compile(r"[\uff01-\uff5e\u066b\u066c]|(?![0-9])\d")
WESTERN = str.maketrans(
    {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)} | {0x066B: ".", 0x066C: "'"}
)
# UTF-8 that was read as Windows-1252 and saved again: each sign beyond ASCII became two or three.
TWICE = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039"
    r"\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
# A spreadsheet's way to say that a code is text: ="007" in a CSV, or an apostrophe before it.
# Some programs write texts between apostrophes; a name that only begins with one keeps it.
TEXT_MARK = re.compile(r'="([^"]*)"|\'(\d[\w.\-/]*)|\'([^\']*)\'')
END = " "


def tidied(
    name: str, sheets: Sequence[Sheet], remarks: Sequence[Remark]
) -> tuple[list[Sheet], list[Remark]]:
    r"""
    Return sheets without invisible signs and text marks, with a note on each kind.

    >>> from geodata.incoming.sheets import sheets_of
    >>> raw = 'site_id,MM\n="007",2\nS\u200b2,3\n'.encode()
    >>> sheets, told = tidied("a.csv", *sheets_of("a.csv", raw))
    >>> [row.cells[0] for row in sheets[0].rows], [one.finding.rule for one in told]
    (['site_id', '007', 'S2'], ['invisible_signs', 'text_marks'])
    """
    told = list(remarks)
    done = []
    for sheet in sheets:
        joined = END.join([END.join(row.cells) for row in sheet.rows])
        spot = Spot(name, sheet.name if len(sheets) > 1 else "")
        kept = sheet
        plain = joined.isascii() and joined.isprintable()
        if not plain and TWICE.search(joined):
            kept, rows = _changed(kept, _decoded)
            told += _decoded_twice(spot, rows)
        if not plain and OTHER_SCRIPT.search(joined):
            kept, _ = _changed(kept, _western)
        if not plain and ANY_SIGN.search(joined):
            kept, _ = _changed(kept, _seen)
        rows = _rows_with(sheet, UNSEEN) if not plain and UNSEEN.search(joined) else []
        if rows:
            message = f"Signs that nobody sees were taken out of cells ({rows_words(rows)})."
            told.append(spot.remark(Severity.NOTE, "invisible_signs", message, rows=rows))
        if '="' in joined or f"{END}'" in f"{END}{joined}":
            kept, rows = _changed(kept, _unmarked)
            if rows:
                message = f"Marks of text were taken off cells ({rows_words(rows)}); zeros in "
                message += "front of them stay."
                told.append(spot.remark(Severity.NOTE, "text_marks", message, rows=rows))
        done.append(kept)
    return done, told


def _seen(cell: str) -> str:
    """Return a cell without signs that nobody sees, its spaces plain."""
    if cell.isascii() and cell.isprintable():
        return cell
    return WIDE_SPACES.sub(" ", CONTROL.sub(" ", INVISIBLE.sub("", cell))).strip()


def _western(cell: str) -> str:
    return western(cell.translate(WESTERN))


def _decoded(cell: str) -> str:
    """Return a cell as it was before it was decoded twice; any other as it is."""
    if not TWICE.search(cell):
        return cell
    try:
        return cell.encode("cp1252").decode()
    except UnicodeError:
        return cell


def _decoded_twice(spot: Spot, rows: Sequence[int]) -> list[Remark]:
    if not rows:
        return []
    message = f"Accents and apostrophes of {rows_words(rows)} had been decoded twice, such as "
    message += "\u00e2\u20ac\u2122 for an apostrophe; they were put right."
    remedy = "Look at the names; save as CSV UTF-8 next time."
    return [spot.remark(Severity.NOTE, "decoded_twice", message, remedy, rows=rows)]


def _unmarked(cell: str) -> str:
    found = TEXT_MARK.fullmatch(cell)
    return next(text for text in found.groups() if text is not None) if found else cell


def _changed(sheet: Sheet, change: Callable[[str], str]) -> tuple[Sheet, list[int]]:
    """Return a sheet with every cell changed, and the rows in which that made a difference."""
    rows = [Row(row.number, tuple(map(change, row.cells))) for row in sheet.rows]
    pairs = zip(rows, sheet.rows, strict=True)
    return replace(sheet, rows=tuple(rows)), [new.number for new, old in pairs if new != old]


def _rows_with(sheet: Sheet, sign: re.Pattern[str]) -> list[int]:
    return [row.number for row in sheet.rows if any(map(sign.search, row.cells))]
