"""Cells to values: numbers, shares, yes or no, dates; what does not parse becomes a finding."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Finding, error, note

if TYPE_CHECKING:
    from collections.abc import Callable

MISSING_MARKS = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", ".", "..", "missing"}
)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YES = frozenset({"1", "yes", "y", "true", "oui", "vrai", "sim", "verdadeiro"})
NO = frozenset({"0", "no", "n", "false", "non", "faux", "n\u00e3o", "nao", "falso"})

Read = tuple["pd.Series[float]", list[Finding]]


def western(text: str) -> str:
    r"""
    Return a text with the digits 0 to 9 in place of those of other scripts.

    >>> western("\u0661\u0662"), western("\uff14"), western("Ha Thaba")
    ('12', '4', 'Ha Thaba')
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def number_of(text: str, decimal_mark: str = ".") -> float | None:
    r"""
    Return the number that a text stands for, or None when it is none.

    Never guesses: signs that part thousands are refused, since 1,204 may be either.

    >>> number_of("-29,5", decimal_mark=","), number_of("\u22123"), number_of("1,204")
    (-29.5, -3.0, None)
    """
    plain = text.replace("\u2212", "-").strip()
    if decimal_mark != "." and "." not in plain:
        plain = plain.replace(decimal_mark, ".", 1)
    if not NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def date_of(text: str) -> date | None:
    """
    Return the day that a text stands for, written as 2017-11-30, or None.

    >>> date_of("2017-11-30"), date_of("2017-02-30"), date_of("30/11/2017")
    (datetime.date(2017, 11, 30), None, None)
    """
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def numbers(table: str, column: pd.Series[str], decimal_mark: str = ".") -> Read:
    """Read a column of numbers; blank is missing (NaN), never zero."""
    message = "This is not a number."
    remedy = "Write digits only, such as 1250 or 0.25; leave the cell blank where unknown."
    return _read(
        table, column, lambda text: number_of(text, decimal_mark), "not_a_number", message, remedy
    )


def shares(table: str, column: pd.Series[str], decimal_mark: str = ".") -> Read:
    """Read a column of shares from 0 to 1; a text with a per cent sign is divided by 100."""

    def share_of(text: str) -> float | None:
        """Read one share, with or without its sign."""
        if not text.endswith("%"):
            return number_of(text, decimal_mark)
        value = number_of(text[:-1], decimal_mark)
        return None if value is None else value / 100

    message = "This is not a number."
    remedy = "Write a share such as 0.25; leave the cell blank where unknown."
    values, findings = _read(table, column, share_of, "not_a_number", message, remedy)
    percents = int(column.str.endswith("%").sum())
    if percents:
        text = f"{percents} values with a per cent sign were divided by 100."
        findings.append(note("per_cent_sign", table, None, str(column.name), "", text, ""))
    return values, findings


def flags(table: str, column: pd.Series[str]) -> Read:
    """Read a column of yes (1) and no (0); blank is missing (NaN)."""

    def flag_of(text: str) -> float | None:
        """Read one yes or no."""
        known = text.casefold()
        return float(known in YES) if known in YES | NO else None

    message = "This is neither 0 nor 1."
    return _read(table, column, flag_of, "not_a_flag", message, "Write 1 for yes, 0 for no.")


def dates(table: str, column: pd.Series[str]) -> tuple[pd.Series[pd.Timestamp], list[Finding]]:
    """Read a column of days written as 2017-11-30; blank is missing (NaT)."""
    message = "This is not a day of the calendar written as YYYY-MM-DD."
    remedy = "Write days as 2017-11-30."
    values, findings = _read(table, column, _ordinal_of, "bad_date", message, remedy)
    days = [None if pd.isna(value) else date.fromordinal(int(value)) for value in values]
    return pd.Series(pd.to_datetime(days), index=column.index, name=column.name), findings


def _ordinal_of(text: str) -> float | None:
    day = date_of(text)
    return None if day is None else float(day.toordinal())


def _read(
    table: str,
    column: pd.Series[str],
    read_cell: Callable[[str], float | None],
    rule: str,
    message: str,
    remedy: str,
) -> Read:
    values: list[float] = []
    findings: list[Finding] = []
    marks: list[str] = []
    for row, text in column.items():
        missing = text.casefold() in MISSING_MARKS
        if missing and text:
            marks.append(text)
        value = None if missing else read_cell(text)
        values.append(float("nan") if value is None else value)
        if value is None and not missing:
            findings.append(
                error(rule, table, int(str(row)), str(column.name), text, message, remedy)
            )
    findings += _missing_marks(table, str(column.name), marks)
    return pd.Series(values, index=column.index, name=column.name, dtype="float64"), findings


def _missing_marks(table: str, column: str, marks: list[str]) -> list[Finding]:
    if not marks:
        return []
    written = ", ".join(sorted(set(marks)))
    message = f"{len(marks)} cells were read as missing, not as zero."
    return [note("missing_mark", table, None, column, written, message, "Leave them blank.")]
