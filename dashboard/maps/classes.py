"""Classes of the map: fixed breaks, words and colours, the same for map, legend and picture."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from dashboard import theme
from dashboard.state import Layer
from geodata.names import Cadre, Part

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from dashboard.state import Selection

MISSING: Final = -1
NO_DATA_FILL: Final = "#ffffff"


@dataclass(frozen=True)
class Scale:
    """
    Classes with fixed breaks: [a, b), or (a, b] where ``closed_right`` (walking time).

    ``breaks`` are the inner edges, so there is one label and one colour more than breaks.

    >>> coverage = Scale((0.5,), ("under half", "half or more"), ("#ffffff", "#000000"))
    >>> coverage.positions([0.2, 0.5, float("nan")]).tolist()
    [0, 1, -1]
    """

    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    closed_right: bool = False

    def positions(self, values: ArrayLike) -> NDArray[np.int64]:
        """Return the class of each value, ``MISSING`` for a missing one."""
        given = np.asarray(values, dtype=float)
        # Searching from the left counts a value on an edge to the class that ends there.
        side: Literal["left", "right"] = "left" if self.closed_right else "right"
        return np.where(np.isnan(given), MISSING, np.searchsorted(self.breaks, given, side))


def tints(colour: str, shares: tuple[float, ...]) -> tuple[str, ...]:
    """
    Mix a colour with white, lightest first, for a ramp in the colour of one meaning.

    >>> tints("#000000", (0.0, 1.0))
    ('#ffffff', '#000000')
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return tuple(
        "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in parts)
        for share in shares
    )


def darker(colour: str, share: float) -> str:
    """
    Mix a colour with black.

    >>> darker("#ffffff", 0.5)
    '#808080'
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(part * (1 - share)):02x}" for part in parts)


STAFF_RAMP: Final = (*tints(theme.STAFF, (0.12, 0.36, 0.62, 0.9)), darker(theme.STAFF, 0.42))
NO_ROUTE: Final = "#8a817c"

# Five bands, and ground from which the model finds no way at all.
WALK: Final = Scale(
    (1_800, 3_600, 7_200, 10_800, sys.float_info.max),
    (
        "30 min or less",
        "over 30 min to 1 h",
        "over 1 to 2 h",
        "over 2 to 3 h",
        "over 3 h",
        "no walking route in this model",
    ),
    (*theme.WALK_RAMP, NO_ROUTE),
    closed_right=True,
)
COVERAGE: Final = Scale(
    (0.2, 0.4, 0.6, 0.8),
    ("under 20%", "20 to under 40%", "40 to under 60%", "60 to under 80%", "80% or more"),
    theme.COVERAGE_RAMP,
)
# One scale for every age group, so that one shade is one prevalence.
PREVALENCE: Final = Scale(
    (0.10, 0.175, 0.20, 0.225),
    ("under 10%", "10 to under 17.5%", "17.5 to under 20%", "20 to under 22.5%", "22.5% or more"),
    theme.PREVALENCE_RAMP,
)
FIFTH: Final = Scale(
    (1.5, 2.5, 3.5, 4.5),
    ("1: nearest fifth of need", "2", "3", "4", "5: most remote fifth"),
    theme.FIFTH_RAMP,
)
THREE_WAY: Final = Scale(
    (0.5, 1.5),
    ("served", "in reach, over capacity", "out of reach"),
    (theme.SERVED, theme.OVER_CAPACITY, theme.OUT_OF_REACH),
)
PART_CODES: Final = {
    str(part): code
    for code, part in enumerate((Part.SERVED, Part.OVER_CAPACITY, Part.OUT_OF_REACH))
}


def _per_post(breaks: tuple[int, int, int, int]) -> Scale:
    between = [f"{low} to under {high}" for low, high in pairwise(breaks)]
    labels = (f"under {breaks[0]}", *between, f"{breaks[-1]} or more")
    return Scale(tuple(map(float, breaks)), labels, STAFF_RAMP)


NEED_PER_POST: Final = {
    Cadre.MM: _per_post((100, 120, 140, 160)),
    Cadre.CMM: _per_post((40, 60, 80, 100)),
    Cadre.SC: _per_post((120, 150, 180, 210)),
    Cadre.CSC: _per_post((120, 150, 180, 210)),
}
_SCALES: Final = {
    Layer.WALKING_TIME: WALK,
    Layer.PREVALENCE: PREVALENCE,
    Layer.GEOGRAPHIC_COVERAGE: COVERAGE,
    Layer.EFFECTIVE_COVERAGE: COVERAGE,
    Layer.THREE_WAY: THREE_WAY,
    Layer.EQUITY_FIFTH: FIFTH,
}


def scale_of(selection: Selection) -> Scale | None:
    """Return the classes of the chosen layer; a layer of symbols has none."""
    if selection.layer == Layer.STAFFING_RATIO:
        return NEED_PER_POST[selection.cadre]
    return _SCALES.get(selection.layer)
