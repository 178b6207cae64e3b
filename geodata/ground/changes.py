"""What a new version changes of the ground: what walks follow, and in how many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.ways import offer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.grid import Grid
    from geodata.ground.layers import GroundLayers


def ground_changes(before: Grid, after: Grid) -> tuple[str, ...]:
    """Say what of the ground is another, one sentence each; nothing where it is the same."""
    old, new = before.layers, after.layers
    lines = [
        _words("walks follow", walks_follow(old), walks_follow(new)),
        _words("taxis", *(_taxis(one) for one in (old, new))),
        _layer("births on the grid", before.births, after.births),
        _layer("heights", before.elevation_m, after.elevation_m),
        _layer("land cover", old.cover, new.cover),
        _layer("roads", old.road, new.road),
        _layer("friction", old.friction, new.friction),
    ]
    return tuple(line for line in lines if line)


def walks_follow(layers: GroundLayers) -> str:
    """
    Say what walking times are worked out from.

    >>> from geodata.ground.layers import GroundLayers
    >>> walks_follow(GroundLayers())
    'the speeds of the zones of terrain'
    """
    if layers.friction is not None:
        held = layers.friction_includes_slope
        slopes = "which holds the slopes" if held else "with the slopes of the elevation model"
        return f"a friction surface, {slopes}"
    if layers.heights_m is None:
        return "the speeds of the zones of terrain"
    there = {"land cover": layers.cover, "roads": layers.road}
    known = " and ".join(name for name, layer in there.items() if layer is not None)
    return f"the slopes of the elevation model, and {known or 'one speed for all ground'}"


def _taxis(layers: GroundLayers) -> str:
    return "can be chosen" if offer(layers).roads else "cannot be chosen: no roads"


def _words(title: str, old: str, new: str) -> str:
    """
    Return both where they differ.

    >>> _words("taxis", "no", "yes"), _words("taxis", "no", "no")
    ('taxis: no -> yes', '')
    """
    return f"{title}: {old} -> {new}" if old != new else ""


def _layer(title: str, old: NDArray[Any] | None, new: NDArray[Any] | None) -> str:
    """
    Say in how many cells a layer has another value.

    >>> _layer("roads", None, np.zeros((1, 2))), _layer("roads", np.zeros(2), np.array([0, 1]))
    ('roads: new', 'roads: another value in 1 of 2 cells')
    """
    if old is None:
        return "" if new is None else f"{title}: new"
    if new is None:
        return f"{title}: gone"
    if old.shape != new.shape:
        return f"{title}: on another grid"
    moved = int((~np.isclose(old, new, equal_nan=True)).sum())
    return f"{title}: another value in {moved:,} of {new.size:,} cells" if moved else ""
