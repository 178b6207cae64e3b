"""
The rules for what may leave the building: small counts, rates over few, and their words.

Staff views are no part of it. A site shows 0, 1 or 2+ there so that no number is read over a
shoulder; whoever sees that may also open the staff sheet with the exact numbers, so that need and
norms, which narrow a 2+, give nothing away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geodata.errors import GeodataError
from geodata.phrases import count_words, rounded_need, walk_words

THRESHOLDS = (5, 10)
SHARE_STEP, SECONDS_STEP = 0.01, 300.0


@dataclass(frozen=True)
class Policy:
    """
    What counts as too small to publish.

    A Mentor Mother is by definition a woman living with HIV, so a small count of staff is
    health information about persons who can be found.

    Parameters
    ----------
    threshold
        Counts of staff and clients below it are hidden: 5, or 10 to be stricter.
    rate_denominator
        Rates over fewer than this are hidden.
    low_precision
        Rates over fewer than this are shown and marked.

    Raises
    ------
    ValueError
        For a threshold other than 5 and 10.

    >>> Policy().is_small(4), Policy().is_small(5), Policy(threshold=10).is_small(5)
    (True, False, True)
    """

    threshold: int = 5
    rate_denominator: int = 10
    low_precision: int = 30

    def __post_init__(self) -> None:
        if self.threshold not in THRESHOLDS:
            raise ValueError(f"The threshold is 5 or 10, not {self.threshold}.")

    def is_small(self, count: float) -> bool:
        """
        Whether a count may not be shown: none and few are one class in public.

        What is not known may be few, so it is treated alike.

        >>> Policy().is_small(0), Policy().is_small(float("nan"))
        (True, True)
        """
        return not count >= self.threshold

    @property
    def small_counts(self) -> range:
        """
        Every value that a hidden count must be left able to have.

        >>> list(Policy().small_counts)
        [0, 1, 2, 3, 4]
        """
        return range(self.threshold)


# For whoever corrects numbers after a wrong edition of the same date was given out.
BESIDE_REMEDY: Final = (
    "If the earlier one is wrong, withdraw it with the reason: its address then says so. Whoever "
    "kept it still knows its numbers, so withdrawing does not let this one out. What is right can "
    "be published with data of a later date, once staff changed at other sites too; where only "
    "small counts stand in the way, hiding counts under 10 may be enough."
)


class DisclosureError(GeodataError):
    """No public view is safe, or an older one hides what the new one would tell."""


class State(StrEnum):
    """Why a figure is shown, or is not."""

    SHOWN = "shown"
    UNDER = "under"  # none or few
    NOT_FEW = "not few"  # not small, and still not told: it would tell of each site
    HIDDEN = "hidden"  # so that no small count can be worked out
    FEW = "few"  # a rate over too few
    MISSING = "missing"
    NOT_APPLICABLE = "not applicable"


class Kind(StrEnum):
    """How a figure is rounded and written."""

    COUNT = "count"
    RATIO = "ratio"
    NEED = "need"
    SHARE = "share"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Figure:
    """
    One published figure, already rounded; ``value`` is None unless ``state`` is SHOWN.

    ``low_precision`` marks a rate over fewer than 30.
    """

    state: State
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    low_precision: bool = False


def half_step(kind: Kind, value: float) -> float:
    """
    Half the step to which a figure is rounded: its true value lies so near or nearer.

    >>> half_step(Kind.NEED, 3000), half_step(Kind.NEED, 42), half_step(Kind.COUNT, 7)
    (25.0, 0.5, 0.0)
    """
    if kind == Kind.NEED:
        # Steps grow with the size, so a value at an edge takes the larger one.
        edges = ((10_000, 50.0), (1_000, 25.0), (100, 5.0), (10, 0.5), (1, 0.05))
        return next((step for edge, step in edges if value >= edge), 0.05)
    steps = {Kind.COUNT: 0.0, Kind.RATIO: 0.005, Kind.SHARE: SHARE_STEP / 2}
    return steps.get(kind, SECONDS_STEP / 2)


def rounded(kind: Kind, value: float) -> float | None:
    """
    Round a figure as it is published; missing stays missing.

    >>> rounded(Kind.NEED, 3001.6), rounded(Kind.SHARE, 0.6537), rounded(Kind.RATIO, 1.3077)
    (3000.0, 0.65, 1.31)
    """
    if math.isnan(value):
        return None
    if math.isinf(value):
        return value
    if kind == Kind.NEED:
        return float(rounded_need(value))
    if kind == Kind.SECONDS:
        return SECONDS_STEP * round(value / SECONDS_STEP)
    return float(round(value, {Kind.COUNT: 0}.get(kind, 2)))


def figure_words(figure: Figure, kind: Kind, policy: Policy) -> str:
    """
    Write a figure, or why it is not there; never a zero or a blank for what is hidden.

    >>> figure_words(Figure(State.UNDER), Kind.COUNT, Policy())
    'under 5'
    >>> figure_words(Figure(State.SHOWN, 0.65), Kind.SHARE, Policy())
    '65 %'
    """
    if figure.value is None:
        return state_words(figure.state, policy)
    if kind in (Kind.NEED, Kind.SECONDS):
        return count_words(figure.value) if kind == Kind.NEED else walk_words(figure.value)
    if kind == Kind.SHARE:
        return f"{100 * figure.value:.0f} %"
    return f"{figure.value:,.0f}" if kind == Kind.COUNT else f"{figure.value:,.2f}"


def state_words(state: State, policy: Policy) -> str:
    """
    Say why a figure is not there.

    >>> [state_words(state, Policy()) for state in (State.UNDER, State.NOT_FEW, State.FEW)]
    ['under 5', '5 or more', 'too few for a rate']
    """
    return {
        State.UNDER: f"under {policy.threshold}",
        State.NOT_FEW: f"{policy.threshold} or more",
        State.HIDDEN: "hidden",
        State.FEW: "too few for a rate",
        State.MISSING: "no data",
        State.NOT_APPLICABLE: "n/a",
        State.SHOWN: "no data",
    }[state]
