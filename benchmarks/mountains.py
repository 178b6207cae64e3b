"""A synthetic country to measure on: lowlands in the west, mountains, rivers, a few bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SIDE_M: Final = 245_000.0
# Amplitude falls with frequency as in eroded ground: broad massifs, small ridges.
ROUGHNESS: Final = 1.9
SECONDS_PER_METRE: Final = 1.06  # 3.4 km/h, the lowlands' walking speed.


def mountains(cells: int, seed: int = 20171130) -> tuple[Floats, Floats]:
    """
    Make square ground of 245 km with so many cells on a side.

    Returns
    -------
    Seconds a metre on the level (infinite on rivers), and heights in metres, both square.
    """
    random = np.random.default_rng(seed)
    relief, cover, valleys = (_noise(cells, steep, random) for steep in (ROUGHNESS, 1.2, 2.6))
    eastwards = 1 / (1 + np.exp(-12 * (np.linspace(0, 1, cells) - 0.33)))
    heights = 1400 + 400 * eastwards + (0.1 + 0.9 * eastwards) * 500 * np.abs(relief)
    pace = SECONDS_PER_METRE * np.select([cover > 1, cover > 0], [1.7, 1.25], 1.0)
    river = np.abs(valleys) < 4 / cells
    bridges = random.random(pace.shape) < 0.02  # noqa: PLR2004 - one river cell in fifty
    pace[river & ~bridges] = np.inf
    return pace, heights


def _noise(cells: int, steepness: float, random: np.random.Generator) -> Floats:
    """Noise of mean 0 and deviation 1 whose amplitude falls with frequency."""
    waves = np.hypot(np.fft.fftfreq(cells)[:, None], np.fft.rfftfreq(cells)) * cells
    waves[0, 0] = np.inf
    white = np.fft.rfft2(random.standard_normal((cells, cells)))
    noise = np.fft.irfft2(white / waves**steepness, s=(cells, cells))
    return np.asarray((noise - noise.mean()) / noise.std())
