"""The table of slope factors against the rule it holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geodata.walking.slopes import KNOTS_PER_SLOPE, SlopeTable, tobler


def test_the_table_lies_within_4_parts_in_ten_million_of_toblers_rule() -> None:
    slopes = np.random.default_rng(1).uniform(-2, 2, 200_000)
    exact = np.exp(3.5 * np.abs(slopes + 0.05)) / math.exp(3.5 * 0.05)
    found = tobler().at(slopes * KNOTS_PER_SLOPE)
    assert np.abs(found / exact - 1).max() < 4e-7


def test_five_percent_down_is_the_fastest_to_the_last_digit() -> None:
    assert tobler().at(np.array([-0.05 * KNOTS_PER_SLOPE])) == pytest.approx(math.exp(-0.175))
    assert tobler().factors.min() == pytest.approx(math.exp(-0.175))


def test_ground_steeper_than_the_table_takes_its_last_factor() -> None:
    table = tobler()
    cliffs = table.at(np.array([-1e9, -100, 100, np.inf]) * KNOTS_PER_SLOPE)
    assert cliffs.tolist() == [table.factors[0]] * 2 + [table.factors[-1]] * 2


def test_bounds_hold_what_lies_between() -> None:
    table = SlopeTable.of(lambda slope: 2 + slope**2)
    assert table.bounds(1.0) == (1, pytest.approx(3))
    assert tobler().bounds(0.1) == pytest.approx((math.exp(-0.175), math.exp(0.35)), rel=2e-3)
