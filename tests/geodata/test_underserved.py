"""The flag: three conditions, its edges, what is missing, and a sentence that parses back."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import FlagStatus, Robustness
from geodata.underserved import (
    RULE_COLUMNS,
    FlagRule,
    Told,
    explanation,
    flag_status,
    meets_rule,
    remote_level,
    robustness,
)

RULE = FlagRule(remote_minutes=120, minimum_need=5, recency_days=35, minimum_outreach=0.5)


def area(**changes: float | str) -> pd.DataFrame:
    values = {
        "walk_seconds": 9600.0,
        "need": 10.0,
        "days_since_outreach": 62.0,
        "outreach_fraction": 0.976,
    }
    return pd.DataFrame([values | changes])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"walk_seconds": 7200.0}, False),
        ({"walk_seconds": 7201.0}, True),
        ({"walk_seconds": np.inf}, True),
        ({"need": 5.0}, True),
        ({"need": 4.999}, False),
        ({"days_since_outreach": 35.0}, False),
        ({"days_since_outreach": 36.0}, True),
        ({"days_since_outreach": np.nan}, True),
        ({"days_since_outreach": 10.0, "outreach_fraction": 0.49}, True),
        ({"days_since_outreach": 10.0, "outreach_fraction": 0.5}, False),
    ],
)
def test_each_condition_and_its_edge(changes: dict[str, float], expected: bool) -> None:  # noqa: FBT001
    assert meets_rule(area(**changes), RULE).tolist() == [expected]


@pytest.mark.parametrize("column", ["walk_seconds", "need", "outreach_fraction"])
def test_missing_input_cannot_be_assessed_and_is_never_clear(column: str) -> None:
    told = meets_rule(area(**{column: np.nan}), RULE)
    assert told.isna().all()
    assert flag_status(told, pd.Series([True])).tolist() == [FlagStatus.CANNOT_ASSESS]
    checks = pd.DataFrame({"wet": told})
    assert robustness(told, checks).tolist() == [Robustness.CANNOT_ASSESS]


def test_levels_of_remoteness_are_open_below_and_closed_above() -> None:
    seconds = pd.Series([0.0, 3600, 3601, 7200, 7201, 10_800, 10_801])
    assert remote_level(seconds).tolist() == ["R0", "R0", "R1", "R1", "R2", "R2", "R3"]


def sentence(seconds: float, need: float, days: float, flag: str) -> str:
    row = area(walk_seconds=seconds, need=need, days_since_outreach=days).iloc[0]
    told = [float(row[name]) for name in RULE_COLUMNS]
    return explanation(Told(flag, *told, checks_flagged=4.0), RULE, 6)


@given(st.integers(0, 40_000), st.floats(5, 900), st.integers(0, 400))
def test_numbers_of_the_sentence_parse_back_to_the_values(
    seconds: int, need: float, days: int
) -> None:
    flag = "flagged" if seconds > 7200 else "clear"
    text = sentence(float(seconds), need, float(days), flag)
    walk = re.search(r"about (?:(\d+) h ?)?(?:(\d+) min )?walk", text)
    assert walk is not None
    shown = 3600 * int(walk.group(1) or 0) + 60 * int(walk.group(2) or 0)
    assert abs(shown - seconds) <= 150
    assert (shown > 7200) == (seconds > 7200)
    births = re.search(r"about ([\d,]+) births", text)
    assert births is not None
    assert float(births.group(1).replace(",", "")) == pytest.approx(need, rel=0.11)
    assert f"{days} days ago" in text


def test_no_route_and_no_visit_are_said_in_words() -> None:
    text = sentence(np.inf, 8.0, np.nan, "flagged")
    assert "no walking route to a staffed site" in text
    assert "no outreach visit recorded" in text
    assert "inf" not in text
    assert "nan" not in text
