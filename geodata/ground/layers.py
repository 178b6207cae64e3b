"""Layers of real ground that a dataset may bring, on the cells of its grid."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

KEPT_AS: Final = {
    "heights_m": np.float32,
    "cover": np.uint8,
    "road": np.uint8,
    "friction": np.float64,
}
PREFIX: Final = "ground_"


@dataclass(frozen=True, eq=False)
class GroundLayers:
    """
    What a dataset knows of its ground beyond zones and rivers; arrays of the grid's shape.

    Parameters
    ----------
    heights_m
        From an elevation model good enough for slopes, NaN in its holes; None without one.
    cover
        Numbers of ``LandCover``; None without land cover.
    road
        Numbers of ``Road``; None without roads.
    friction
        Minutes a metre, NaN where unknown; None without a friction surface.
    friction_includes_slope
        Whether the friction holds the slopes already, so that none counts twice.
    """

    heights_m: NDArray[np.float32] | None = None
    cover: NDArray[np.uint8] | None = None
    road: NDArray[np.uint8] | None = None
    friction: NDArray[np.float64] | None = None
    friction_includes_slope: bool = True

    @property
    def slopes_m(self) -> NDArray[np.float32] | None:
        """
        The heights that slopes come from; None where up and down take the same time.

        >>> heights = np.zeros((1, 2), np.float32)
        >>> GroundLayers(heights, friction=np.ones((1, 2))).slopes_m is None
        True
        """
        ready = self.friction is not None and self.friction_includes_slope
        return None if ready else self.heights_m

    def packed(self) -> dict[str, NDArray[Any]]:
        """
        Return the layers as arrays by name, for a file.

        >>> sorted(GroundLayers(road=np.zeros((1, 2), np.uint8)).packed())
        ['ground_friction_includes_slope', 'ground_road']
        """
        there = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            f"{PREFIX}{name}": np.asarray(layer)
            for name, layer in there.items()
            if layer is not None
        }

    @classmethod
    def unpacked(cls, kept: Mapping[str, NDArray[Any]], shape: tuple[int, int]) -> GroundLayers:
        """
        Read layers back from arrays by name.

        Raises
        ------
        ValueError
            If one has another kind or shape.
        KeyError
            If the file says nothing of layers.
        """
        layers = {name: kept[f"{PREFIX}{name}"] for name in KEPT_AS if f"{PREFIX}{name}" in kept}
        for name, layer in layers.items():
            if layer.dtype != KEPT_AS[name] or layer.shape != shape:
                message = f"kept {name} is {layer.dtype} {layer.shape}"
                raise ValueError(message)
        slopes_in = bool(kept[f"{PREFIX}friction_includes_slope"])
        return cls(friction_includes_slope=slopes_in, **layers)
