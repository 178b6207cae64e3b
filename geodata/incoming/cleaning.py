"""Signs that nobody sees and marks that spreadsheets leave: off before cells are compared."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.columns import KINDS, meaning_of
from geodata.incoming.numbers import MORE_MISSING
from geodata.incoming.personwords import ANSWERS, SPOKEN_OF
from geodata.incoming.result import Spot, rows_words
from geodata.reading.rows import Row
from geodata.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geodata.incoming.result import Remark
    from geodata.incoming.sheets import Sheet

INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
WIDE_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
UNSEEN = re.compile(f"{INVISIBLE.pattern}|{CONTROL.pattern}")
ANY_SIGN = re.compile(f"{UNSEEN.pattern}|{WIDE_SPACES.pattern}")
# A spreadsheet's way to say that a code is text: ="007" in a CSV, or an apostrophe before it.
TEXT_MARK = re.compile(r'="([^"]*)"|\'(\d[\w.\-/]*)')
END = " "
NEVER_WORDS = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE, Kind.DATE, Kind.PERIOD})
NAME_LIKE = re.compile(r"(?:[^\W\d_a-z][^\W\d_A-Z]+[.,]?[ '\u2019-]+){1,3}[^\W\d_a-z][^\W\d_A-Z]+")
WORD = re.compile(r"[^\W\d_]{3}")


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
        if not plain and ANY_SIGN.search(joined):
            kept, _ = _changed(sheet, _seen)
        rows = _rows_with(sheet, UNSEEN) if not plain and UNSEEN.search(joined) else []
        if rows:
            message = f"Signs that nobody sees were taken out of cells ({rows_words(rows)})."
            told.append(spot.remark(Severity.NOTE, "invisible_signs", message, rows=rows))
        if '="' in joined or f"{END}'" in f"{END}{joined}":
            kept, rows = _changed(kept, _unmarked)
            if rows:
                message = f"Marks of text were taken off codes ({rows_words(rows)}); zeros in "
                message += "front of them stay."
                told.append(spot.remark(Severity.NOTE, "text_marks", message, rows=rows))
        done.append(kept)
    return done, told


def _seen(cell: str) -> str:
    """Return a cell without signs that nobody sees, its spaces plain."""
    if cell.isascii() and cell.isprintable():
        return cell
    return WIDE_SPACES.sub(" ", CONTROL.sub(" ", INVISIBLE.sub("", cell))).strip()


def _unmarked(cell: str) -> str:
    found = TEXT_MARK.fullmatch(cell)
    return (found[1] if found[2] is None else found[2]) if found else cell


def _changed(sheet: Sheet, change: Callable[[str], str]) -> tuple[Sheet, list[int]]:
    """Return a sheet with every cell changed, and the rows in which that made a difference."""
    rows = [Row(row.number, tuple(map(change, row.cells))) for row in sheet.rows]
    pairs = zip(rows, sheet.rows, strict=True)
    return replace(sheet, rows=tuple(rows)), [new.number for new, old in pairs if new != old]


def _rows_with(sheet: Sheet, sign: re.Pattern[str]) -> list[int]:
    return [row.number for row in sheet.rows if any(map(sign.search, row.cells))]


def without_names(spot: Spot, cells: pd.DataFrame) -> tuple[pd.DataFrame, list[Remark]]:
    """
    Return cells without what may be a person's name where numbers or days belong.

    Such a cell is no value, and a finding on it would repeat the name.
    """
    remarks = []
    for header in cells.columns:
        if KINDS.get(meaning_of(str(header))) not in NEVER_WORDS:
            continue
        column = cells[header]
        if not WORD.search(END.join(column)):
            continue  # Most columns of numbers, at little cost.
        worded = column[column.str.contains(WORD, regex=True)]
        found = worded[[_may_be_name(text) for text in worded]]
        if found.empty:
            continue
        rows = [int(str(row)) for row in found.index]
        cells = cells.assign(**{str(header): column.where(~column.index.isin(found.index), "")})
        message = f"{rows_words(rows).capitalize()} of '{header}' may hold a person's name; it was "
        message += "not kept, and read as missing."
        remedy = "Write the number there."
        remarks.append(
            spot.remark(
                Severity.WARNING, "name_in_cell", message, remedy, rows=rows, column=str(header),
                expected="a number or a day",
            )
        )  # fmt: skip
    return cells, remarks


def _may_be_name(text: str) -> bool:
    """
    Say whether a cell may name a person.

    >>> [_may_be_name(text) for text in ("Mme Thandi", "Palesa Mokoena", "Not Available", "two")]
    [True, True, False, False]
    """
    low = text.casefold()
    known = low in MORE_MISSING or low in ANSWERS
    return not known and bool(SPOKEN_OF.search(text) or NAME_LIKE.fullmatch(text))
