"""Factors between units of time: whole seconds inside, minutes and hours when shown."""

from __future__ import annotations

SECONDS_PER_MINUTE = 60
MINUTES_PER_HOUR = 60
