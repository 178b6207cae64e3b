"""Factors between units, and how finely coordinates are written."""

from __future__ import annotations

SECONDS_PER_MINUTE = 60
MINUTES_PER_HOUR = 60
KM_PER_DEGREE = 111.32  # Of longitude on the equator.
DEGREE_DIGITS = 6  # A tenth of a metre: far finer than any boundary here.
