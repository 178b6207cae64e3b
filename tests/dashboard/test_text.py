"""Numbers in words: rounded as far as they deserve, missing never zero."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import text
from dashboard.text import LegendEntry, PrintRows

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (9.6, "about 9.6"),
        (42.25, "about 42"),
        (128.6, "about 130"),
        (3002, "about 3,000"),
        (12738, "about 12,700"),
        (0, "0"),
        (NAN, "no data"),
    ],
)
def test_a_modelled_count_is_rounded_and_says_about(value: float, said: str) -> None:
    assert text.about(value) == said


@given(st.floats(min_value=0.01, max_value=1e6))
def test_rounding_moves_a_number_by_a_twentieth_at_most(value: float) -> None:
    shown = float(text.about(value).removeprefix("about ").replace(",", ""))
    assert abs(shown - value) <= max(0.051 * value, 0.051)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0%"),
        (0.004, "under 1%"),
        (0.005, "under 1%"),
        (0.75, "75%"),
        (0.994, "99%"),
        (0.9951, "over 99%"),
        (1.0, "100%"),
        (1.2, "120%"),
        (NAN, "n/a"),
    ],
)
def test_a_share_says_none_and_all_only_when_it_is(share: float, said: str) -> None:
    assert text.percent(share) == said


def test_a_missing_ratio_gives_its_reason() -> None:
    assert text.percent(NAN, "no need in scope") == "n/a (no need in scope)"
    assert text.ratio(NAN, "no coordinator") == "n/a (no coordinator)"
    assert text.ratio(math.inf) == "n/a"
    assert text.ratio(213 / 105) == "2.03"


def test_an_interval_needs_both_ends() -> None:
    assert text.interval(7623, 10625) == "7,600 to 10,600"
    assert text.interval(NAN, 10) == text.percent_interval(0.1, NAN) == "no interval"
    assert text.percent_interval(0.147, 0.188) == "14.7 to 18.8%"


def test_a_walk_is_said_in_hours_and_a_missing_one_is_not_zero() -> None:
    assert text.minutes(9600) == "about 2 h 40 min"
    assert text.minutes(NAN) == "no data"
    assert text.minutes(math.inf) == "no walking route in this model"


def test_staff_that_were_not_reported_are_not_zero() -> None:
    assert text.count(NAN) == "no data"
    assert text.days(NAN) == "no visit recorded"


def test_provenance_has_a_line_each_for_parts_source_date_and_status() -> None:
    lines = text.provenance("70 / 56", "the programme", "November 2017", "Published").split("\n")
    assert [re.split(": ", line)[0] for line in lines] == ["Made of", "Source", "Date", "Status"]


def test_a_swatch_carries_its_meaning_as_class_and_its_colour_as_style() -> None:
    entry = LegendEntry("no data", "hatch", "#ffffff", 10)
    assert entry.class_name == "swatch swatch-hatch"
    assert entry.style == {"--swatch": "#ffffff", "--size": "10px"}


def test_printed_rows_are_plain_lists_for_the_store() -> None:
    rows = PrintRows(("District", "Need"), (("Maseru", "about 3,000"),))
    assert rows.to_store() == {
        "columns": ["District", "Need"],
        "rows": [["Maseru", "about 3,000"]],
        "numericFrom": 1,
    }
