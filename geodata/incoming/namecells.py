"""Names and telephone numbers in single cells where none belong: not kept, told by row only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.columns import KINDS
from geodata.incoming.entities import word_of
from geodata.incoming.numbers import MORE_MISSING, WORDS
from geodata.incoming.personwords import ANSWERS, NO_NAMES, SPOKEN_OF
from geodata.incoming.result import rows_words
from geodata.incoming.values import looks_numeric
from geodata.names import Cadre
from geodata.reading.values import MISSING_MARKS
from geodata.schema import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from geodata.incoming.result import Remark, Spot

NEVER_WORDS = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE, Kind.DATE, Kind.PERIOD, Kind.FLAG})
CHOICES = {
    column.name: column.choices for table in TABLES for column in table.columns if column.choices
}
HEADS = frozenset(
    {
        *map(str, Cadre),
        "headcount",
        "fte",
        "approved_posts",
        "vacancies",
        "mm_present",
        "women_seen",
    }
)  # fmt: skip
PLACED = frozenset({"latitude", "longitude"})
CAPITAL = r"[^\W\d_a-z][^\W\d_A-Z]+"
NAME_LIKE = re.compile(
    rf"(?:{CAPITAL}[.,]?[ '\u2019-]+){{1,3}}{CAPITAL}|"  # Palesa Mokoena
    rf"(?:[^\W\d_a-z]\.? ?){{1,3}}{CAPITAL}|{CAPITAL},? (?:[^\W\d_a-z]\.? ?){{1,3}}|"  # P. Mokoena
    r"(?:[^\W\d_a-z]{3,}[, -]+){1,3}[^\W\d_a-z]{3,}"  # PALESA MOKOENA
)
ONE_NAME = re.compile(rf"{CAPITAL[:-1]}{{2,}}")
NOT_LETTERS = re.compile(r"[\d()\[\]:;*=/&+]+")
WORD = re.compile(r"[^\W\d_]{3}")
DIGIT = re.compile(r"\d")
PHONE = re.compile(r"(?:\+?266)?[56]\d{7}(?:\.0)?")
EIGHT = re.compile(r"(?<![\d.])(?:266[ -]?)?[56]\d{3}[ -]?\d{4}(?!\d)")
LETTERED = re.compile(r"[^\W\d_]+")
END = " "
FEWEST = 0.5


def may_be_name(text: str) -> bool:
    """
    Say whether a cell may name a person.

    >>> [may_be_name(text) for text in ("Mme Thandi", "Palesa Mokoena", "Not Available", "two")]
    [True, True, False, False]
    >>> [may_be_name(text) for text in ("P. Mokoena", "2 (Palesa Mokoena)", "Health Centre")]
    [True, True, False]
    """
    low = text.casefold()
    if low in MORE_MISSING or low in ANSWERS:
        return False
    if SPOKEN_OF.search(text):
        return True
    plain = NOT_LETTERS.sub(" ", text).strip(" ,.-")
    return bool(NAME_LIKE.fullmatch(plain)) and not _known(plain)


def _known(text: str) -> bool:
    """Say whether any word of a text is one of tables and places, and hardly of a person."""
    return any(word in NO_NAMES for word in LETTERED.findall(text.casefold()))


def _may_be_first_name(text: str) -> bool:
    low = text.casefold()
    known = low in MORE_MISSING | ANSWERS | MISSING_MARKS or low in WORDS
    return not known and bool(ONE_NAME.fullmatch(text)) and not _known(text)


def without_names(
    spot: Spot, cells: pd.DataFrame, named: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Remark]]:
    """
    Return cells without what may be a person's name or number where it cannot belong.

    Such a cell is no value, and a finding on it would repeat the name. Looked at are columns of
    numbers, days and periods, and those that take words of a list only.

    Parameters
    ----------
    named
        Header to what the column means.
    """
    remarks: list[Remark] = []
    for header in map(str, cells.columns):
        column = cells[header]
        for rule, told, judge in _judges(named[header], column):
            found = {text for text in column.unique() if text and judge(text)}
            if not found:
                continue
            mask = column.isin(found)
            rows = [int(str(row)) for row in column.index[mask]]
            column = column.where(~mask, "")
            cells = cells.assign(**{header: column})
            message = f"{rows_words(rows).capitalize()} of '{header}' may hold {told}; it was "
            message += "not kept, and read as missing."
            remarks.append(
                spot.remark(
                    Severity.WARNING, rule, message, "Write there what the column is for.",
                    rows=rows, column=header, expected="no name or number of a person",
                )
            )  # fmt: skip
    return cells, remarks


def _judges(meaning: str, column: pd.Series[str]) -> list[tuple[str, str, Callable[[str], bool]]]:
    """Return by what the cells of a column are judged: rule, words for it, and the judge."""
    name = ("name_in_cell", "a person's name")
    judges: list[tuple[str, str, Callable[[str], bool]]] = []
    if meaning in KINDS and not (_never_words(meaning) or meaning in CHOICES or meaning in HEADS):
        return judges  # Ids and names: any words may stand there.
    joined = END.join(column.tolist())
    if meaning in HEADS | PLACED and EIGHT.search(joined):
        judges.append(("phone_in_cell", "a telephone number", _is_phone))
    if not WORD.search(joined):
        return judges  # Most columns of numbers, at little cost.
    if meaning in CHOICES:
        choices = CHOICES[meaning]
        return [(*name, lambda text: may_be_name(text) and word_of(text, choices) not in choices)]
    if meaning in HEADS:
        return [*judges, (*name, lambda text: may_be_name(text) or _may_be_first_name(text))]
    if KINDS.get(meaning) in {Kind.DATE, Kind.PERIOD}:  # Days and months have words of their own.
        return [(*name, lambda text: not DIGIT.search(text) and may_be_name(text))]
    numeric = meaning not in KINDS and looks_numeric(meaning, column.tolist())
    return [*judges, (*name, may_be_name)] if numeric or _never_words(meaning) else judges


def _never_words(meaning: str) -> bool:
    return KINDS.get(meaning) in NEVER_WORDS


def _is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text.replace(" ", "").replace("-", "")))


def are_names(cells: Sequence[str], *, often: bool = False) -> bool:
    """
    Say whether the cells of a column look like names of persons: half of them, each hardly twice.

    Parameters
    ----------
    often
        True where the header speaks of names: the same may then stand in many rows.

    Examples
    --------
    >>> are_names(["Palesa Mokoena", "T. Letsie", ""]), are_names(["Ha Thaba", "Ha Foso"])
    (True, False)
    """
    filled = [cell for cell in cells if cell]
    names = [cell for cell in filled if may_be_name(cell)]
    seldom = often or len(set(names)) > FEWEST * len(names)
    return bool(names) and len(names) >= FEWEST * len(filled) and seldom
