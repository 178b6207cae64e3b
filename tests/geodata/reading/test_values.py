from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.reading.values import MISSING_MARKS, dates, flags, number_of, numbers, shares


def column(*texts: str) -> pd.Series[str]:
    return pd.Series(texts, index=range(2, 2 + len(texts)), name="count", dtype="str")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_read_back(value: float) -> None:
    assert number_of(repr(value)) == value


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_none(text: str) -> None:
    value = number_of(text)
    assert value is None or math.isfinite(value)


@pytest.mark.parametrize(
    "text", ["1_000", "inf", "nan", "0x10", "1,204", "1 204", "٣", "", "1e999"]
)
def test_what_may_be_meant_otherwise_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_blank_and_marks_are_missing_and_a_zero_stays_zero() -> None:
    values, findings = numbers("a.csv", column("0", "", "N/A", "-", "2"))
    assert values.isna().tolist() == [False, True, True, True, False]
    assert values.loc[2] == 0
    assert [(finding.rule, finding.value) for finding in findings] == [("missing_mark", "-, N/A")]


def test_what_does_not_parse_is_missing_and_told_with_its_row() -> None:
    values, findings = numbers("a.csv", column("1", "nil"))
    assert values.isna().tolist() == [False, True]
    assert [(finding.row, finding.value) for finding in findings] == [(3, "nil")]


def test_shares_with_a_per_cent_sign_are_divided() -> None:
    values, findings = shares("a.csv", column("25%", "25 %", "0.25", "x%"))
    assert values.tolist()[:3] == [0.25, 0.25, 0.25]
    assert [finding.rule for finding in findings] == ["not_a_number", "per_cent_sign"]


def test_flags_are_zero_and_one() -> None:
    values, findings = flags("a.csv", column("1", "no", "", "2"))
    assert values.tolist()[:2] == [1.0, 0.0]
    assert values.isna().tolist() == [False, False, True, True]
    assert [finding.row for finding in findings] == [5]


@given(st.dates())
def test_any_day_is_read_back(day: object) -> None:
    values, findings = dates("a.csv", column(str(day)))
    assert not findings
    assert str(values.loc[2].date()) == str(day)


def test_no_marks_of_missing_look_like_numbers() -> None:
    assert all(number_of(mark) is None for mark in MISSING_MARKS)
