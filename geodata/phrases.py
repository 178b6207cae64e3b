"""Numbers in words, the same on the screen, in a flag's sentence and in a file."""

from __future__ import annotations

import math
from typing import Final

from geodata.names import Cadre
from geodata.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE

SMALL, MEDIUM, LARGE = 100, 1_000, 10_000
CADRE_WORDS: Final = {
    Cadre.MM: "Mentor Mother",
    Cadre.SC: "Site Coordinator",
    Cadre.CMM: "Community Mentor Mother",
    Cadre.CSC: "Community Site Coordinator",
}
HALF_WAY_DIGITS: Final = 6


def rounded_need(value: float) -> float:
    """
    Round a modelled count: two figures under 100, then to 10, 50 and 100.

    A count that is half way but for the arithmetic is half way: the same need, once from a
    table and once added up from cells, is written the same.

    >>> rounded_need(895.0 - 1e-10), rounded_need(895.0 + 1e-10)
    (900.0, 900.0)
    >>> [rounded_need(value) for value in (9.6, 42.3, 128.6, 3002, 12738)]
    [9.6, 42.0, 130.0, 3000.0, 12700.0]
    """
    if math.isnan(value) or value == 0:
        return value
    value = round(value, HALF_WAY_DIGITS)
    size = abs(value)
    if size == 0:
        return value
    if size < SMALL:
        return round(value, 1 - math.floor(math.log10(size)))
    step = 10 if size < MEDIUM else 50 if size < LARGE else 100
    return float(step * round(value / step))


def count_words(value: float) -> str:
    """
    Write a modelled count, rounded, with a thousands comma; missing is said.

    >>> count_words(3002.4), count_words(9.6), count_words(float("nan"))
    ('3,000', '9.6', 'no data')
    """
    if math.isnan(value):
        return "no data"
    shown = rounded_need(value)
    return f"{shown:,.0f}" if shown >= SMALL / 10 or shown == round(shown) else f"{shown:,.1f}"


def walk_words(seconds: float, *, to_minutes: int = 5) -> str:
    """
    Write a walking time as hours and minutes, rounded to five minutes.

    >>> walk_words(9600), walk_words(3300), walk_words(float("inf"))
    ('2 h 40 min', '55 min', 'no walking route in this model')
    """
    if math.isnan(seconds):
        return "no data"
    if math.isinf(seconds):
        return "no walking route in this model"
    minutes = to_minutes * round(seconds / SECONDS_PER_MINUTE / to_minutes)
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def cadre_words(cadre: Cadre, count: int = 1) -> str:
    """
    Name one or several of a cadre.

    >>> cadre_words(Cadre.SC), cadre_words(Cadre.MM, 2)
    ('Site Coordinator', 'Mentor Mothers')
    """
    return CADRE_WORDS[cadre] if count == 1 else f"{CADRE_WORDS[cadre]}s"
