"""Numbers as people write them: grouped, in per cent, suppressed, missing, or in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geodata.incoming.result import State
from geodata.reading.values import MISSING_MARKS, number_of, western

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]")
QUOTES = "'\u2018\u2019\u02bc\u00b4`"
GROUPED = re.compile(r"[+-]?\d{1,3}([ '.,])\d{3}(\1\d{3})*")
SPACED = re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d+)?")
BOTH_MARKS = re.compile(r"[+-]?\d{1,3}(?:(,)\d{3}(?:,\d{3})*\.\d+|(\.)\d{3}(?:\.\d{3})*,\d+)")
DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})")
WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
WORD = "|".join(WORDS)
SUPPRESSED = re.compile(
    r"(<|\u2264|<=|less than|fewer than|under|below|moins de|menos de|"
    rf"inf\u00e9rieur \u00e0|at most|up to)\s*(\d{{1,2}}|{WORD})|"
    rf"(\d{{1,2}}|{WORD}) or (fewer|less)|"
    r"\d\s*(-|\u2013|to|\u00e0)\s*\d|\*+|"
    r"suppressed|supp\.?|hidden|[(\[]?[sc][)\]]|[sc]|confidential(ity)?|masked|withheld|redacted|"
    r"supprim\u00e9|secret|confidentiel",
    re.IGNORECASE,
)
DOUBTFUL = frozenset(
    {
        "nil", "nill", "zero", "?", "??", "x", "tbc", "tbd", "pending", "n\u00e9ant", "neant",
        "aucun", "aucune", "nenhum", "nenhuma", "z\u00e9ro",
    }
)  # fmt: skip
MORE_MISSING = frozenset(
    {
        "n.a.", "n.a", "n/k", "n.d.", "n.d", "n/d", "nd", "nr", "s/d", "s.d.", "not reported",
        "not available", "unavailable", "not applicable", "not recorded", "not known", "unknown",
        "unk", "no data", "no report", "did not report", "(blank)", "blank", "#ref!", "#value!",
        "#div/0!", "#name?", "#null!", "#num!", "\u2013", "\u2014", "---", "...", "\u2026",
        "inconnu", "non disponible", "pas de donn\u00e9es", "sans objet", "sem dados",
        "n\u00e3o dispon\u00edvel", "nao disponivel", "desconhecido", "manquant",
    }
)  # fmt: skip
PER_CENT = re.compile(r"\s*(per ?cent|pct|pour ?cent|por ?cento|\uff05)\.?$", re.IGNORECASE)
PER_CENT_FIRST = re.compile(r"%\s*([\d.,]+)")
IN_BRACKETS = re.compile(r"\(\s*(\d[\d.,' ]*)\)")
WITH_WORDS = re.compile(
    r"(?:[^\W\d_][\w .]{0,20}[:=]\s*|[~\u2248]\s*|(?:about|approx\.?|ca?\.|circa|environ)\s+)?"
    r"(\d+(?:[ ',.]\d{3})*(?:[.,]\d+)?)\s*(?:[*\u2020\u00b9\u00b2\u00b3]+|[^\W\d_][^\d]{0,30})?"
)
FILLERS = frozenset({99.0, 999.0, 9999.0, 99999.0, -1.0, -99.0, -999.0, -9999.0})
FAR = 10  # A filler is one when it is this many times what the others are.
MOST_SHARE_IN_PERCENT = 100
PLAINLY_PERCENT, FEWEST_PERCENT = 10, 3  # Half a per cent beside one other may be just that.


@dataclass(frozen=True)
class Read:
    """One cell: its number (NaN unless ``state`` is a value), why, and the number proposed."""

    value: float
    state: State
    how: str = ""
    proposed: float | None = None


MISSING = Read(float("nan"), State.MISSING)


def read_numbers(
    cells: Sequence[str], decimal_mark: str = ".", *, whole: bool = False
) -> list[Read]:
    """
    Read a column of numbers; how a comma is meant is decided once for the whole column.

    Parameters
    ----------
    whole
        True when these are counts, so that 262.616 among them is a question, not a decimal.

    Examples
    --------
    >>> [read.value for read in read_numbers(["519,186", "118 242", "0"], whole=True)]
    [519186.0, 118242.0, 0.0]
    >>> [str(read.state) for read in read_numbers(["<5", "N/A", "nil", "7"])]
    ['suppressed', 'missing', 'query', 'value']
    >>> read_numbers(["262.616", "165590"], whole=True)[0].proposed
    262616.0
    """
    distinct = list(dict.fromkeys(cells))  # Long columns of counts hold few different ones.
    known = dict(zip(distinct, _read_distinct(distinct, decimal_mark, whole=whole), strict=True))
    return [known[cell] for cell in cells]


def _read_distinct(cells: Sequence[str], decimal_mark: str, *, whole: bool) -> list[Read]:
    tidy = [_tidied(cell) for cell in cells]
    commas = decimal_mark == "," or any(DECIMAL_COMMA.fullmatch(cell.rstrip("%")) for cell in tidy)
    marks = _Marks(commas, _points(tidy) if commas else DECIMAL, whole)
    reads = [_read(cell, marks) for cell in tidy]
    return _without_fillers(reads, FILLERS if whole else FILLERS - {-1.0})


class _Marks(NamedTuple):
    """How a column writes its numbers: a decimal comma or not, what points are, whole or not."""

    commas: bool
    points: str
    whole: bool


GROUPS, DECIMAL, OPEN = "groups", "decimal", "open"


def _points(cells: Sequence[str]) -> str:
    """
    Say what a single point is in a column of decimal commas, by what its other cells settle.

    >>> _points(["12.345,5", "1.000"]), _points(["1.5", "1.000"]), _points(["1.000", "2"])
    ('groups', 'decimal', 'open')
    """
    pointed = [cell for cell in cells if "." in cell]
    if any(cell.count(".") > 1 or "," in cell for cell in pointed):
        return GROUPS
    return OPEN if all(GROUPED.fullmatch(cell) for cell in pointed) else DECIMAL


def _tidied(cell: str) -> str:
    if cell.isascii() and cell.isalnum() and not cell.endswith(("t", "T")):
        return cell  # Most cells, at little cost.
    plain = western(SPACES.sub(" ", cell).strip().replace("\u2212", "-"))
    for sign in QUOTES:
        plain = plain.replace(sign, "'")
    plain = PER_CENT.sub("%", plain.removeprefix("'"))
    if first := PER_CENT_FIRST.fullmatch(plain):
        return f"{first[1]}%"
    if plain.endswith("%"):
        return plain[:-1].strip() + "%"
    return plain


def _read(cell: str, marks: _Marks) -> Read:
    if cell.isascii() and cell.isdigit():
        return Read(float(cell), State.VALUE)  # Most cells, at little cost.
    low = cell.casefold()
    if low in MISSING_MARKS or low in MORE_MISSING:
        return Read(float("nan"), State.MISSING, "mark" if cell else "")
    if SUPPRESSED.fullmatch(low):
        return Read(float("nan"), State.SUPPRESSED, "suppressed")
    if low in DOUBTFUL:
        return Read(float("nan"), State.QUERY, "doubtful")
    percent = cell.endswith("%")
    read = _grouped(cell.rstrip("%"), marks)
    if percent and read.state == State.VALUE:
        return Read(round(read.value / 100, 12), State.VALUE, "percent")
    return read


def _grouped(cell: str, marks: _Marks) -> Read:
    both = BOTH_MARKS.fullmatch(cell)
    if both or SPACED.fullmatch(cell):
        group = (both[1] or both[2]) if both else " "
        return _value(cell.replace(group, "").replace(",", "."), "grouped")
    found = GROUPED.fullmatch(cell)
    if not found:
        value = number_of(cell, "," if marks.commas else ".")
        if value is None:
            return _in_words(cell, marks)
        return Read(value, State.VALUE)
    sign = found[1]
    packed = cell.replace(sign, "")
    certain = sign in " '" or cell.count(sign) > 1 or (sign == "," and not marks.commas)
    certain = certain or (sign == "." and marks.points == GROUPS)
    if certain:
        return _value(packed, "grouped")
    decimal = cell.replace(",", ".")
    open_point = sign == "." and marks.points == OPEN and not cell.lstrip("+-").startswith("0")
    if open_point or (marks.whole and not decimal.endswith(".000")):
        return Read(float("nan"), State.QUERY, "grouping", float(packed))
    return _value(decimal, "")


def _in_words(cell: str, marks: _Marks) -> Read:
    """Return what a cell that is no plain number proposes: a word, a unit, brackets, or nothing."""
    nan = float("nan")
    if cell.casefold() in WORDS:
        return Read(nan, State.QUERY, "in_words", float(WORDS[cell.casefold()]))
    if found := IN_BRACKETS.fullmatch(cell):
        inside = _grouped(found[1].strip(), marks)
        return Read(nan, State.QUERY, "in_brackets", -inside.value if _is_value(inside) else None)
    found = WITH_WORDS.fullmatch(cell)
    if found and found[1] != cell:
        inside = _grouped(found[1], marks)
        if _is_value(inside):
            return Read(nan, State.QUERY, "with_words", inside.value)
    return Read(nan, State.QUERY, "not_a_number")


def _value(text: str, how: str) -> Read:
    value = number_of(text)
    if value is None:
        return Read(float("nan"), State.QUERY, "not_a_number")
    return Read(value, State.VALUE, how)


def _without_fillers(reads: Sequence[Read], fillers: frozenset[float]) -> list[Read]:
    """Put in doubt what people type when they do not know, where nothing else is near it."""
    others = [abs(read.value) for read in reads if _is_value(read) and read.value not in fillers]
    top = max(others, default=None)
    if top is None:
        return list(reads)
    negative = any(
        read.value < 0 for read in reads if _is_value(read) and read.value not in fillers
    )
    return [
        Read(float("nan"), State.QUERY, "filler")
        if _is_value(read)
        and read.value in fillers
        and (abs(read.value) > FAR * max(top, 1) or (read.value < 0 and not negative))
        else read
        for read in reads
    ]


def _is_value(read: Read) -> bool:
    return read.state == State.VALUE


def as_shares(reads: Sequence[Read]) -> list[Read]:
    """
    Read a column of shares from 0 to 1: what is from 1 to 100 without a sign is a question.

    >>> as_shares(read_numbers(["25%", "0.25", "25"]))[2].proposed
    0.25
    """
    return [
        Read(float("nan"), State.QUERY, "percent_without_sign", read.value / 100)
        if _is_value(read) and 1 < read.value <= MOST_SHARE_IN_PERCENT and read.how != "percent"
        else _within(read)
        for read in reads
    ]


def from_percent(reads: Sequence[Read]) -> list[Read]:
    """
    Read a column in per cent as shares; a cell with its own sign is one already.

    Where most are 10 or more, what is 1 or less may have been written as a share.

    >>> [read.value for read in from_percent(read_numbers(["25", "30%", "40"]))]
    [0.25, 0.3, 0.4]
    >>> [read.how for read in from_percent(read_numbers(["25", "0.25", "125", "30"]))]
    ['percent_column', 'share_in_percent', 'no_share', 'percent_column']
    """
    plain = sorted(read.value for read in reads if _is_value(read) and read.how != "percent")
    large = len(plain) >= FEWEST_PERCENT and plain[len(plain) // 2] >= PLAINLY_PERCENT
    return [_as_share(read, large=large) for read in reads]


def _as_share(read: Read, *, large: bool) -> Read:
    if not _is_value(read) or read.how == "percent":
        return _within(read)
    if large and 0 < read.value <= 1:
        return Read(float("nan"), State.QUERY, "share_in_percent", read.value)
    return _within(Read(round(read.value / 100, 12), State.VALUE, "percent_column"))


def _within(read: Read) -> Read:
    """Return a share, in doubt where it is below 0 or above 1."""
    if _is_value(read) and not 0 <= read.value <= 1:
        return Read(float("nan"), State.QUERY, "no_share")
    return read
