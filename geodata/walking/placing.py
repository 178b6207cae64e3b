"""Where a walk may start or end: the nearest cell on which somebody can walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.findings import note, warning

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.findings import Finding
    from geodata.grid import Grid

    Integers = NDArray[np.int64]

NOT_PLACED = -1
SITE_LIMIT_M = 3_000
STAND_IN_LIMIT_M = 15_000


def nearest_walkable(
    walkable: NDArray[np.bool_], rows: Integers, columns: Integers, limit_cells: float
) -> Integers:
    """
    Flat position of the walkable cell nearest to each of some cells.

    Distance counts from centre to centre; among equally near cells the first in row order
    wins. The cell itself is nearest when it is walkable.

    Parameters
    ----------
    walkable
        Shape (rows, columns).
    rows, columns
        The cells; they may lie outside the grid.
    limit_cells
        Longest distance, in cells.

    Returns
    -------
    One flat position a cell, -1 where none lies within the limit.

    Examples
    --------
    >>> row = np.array([[True, False, False, False]])
    >>> nearest_walkable(row, np.array([0, 0]), np.array([1, 3]), limit_cells=2).tolist()
    [0, -1]
    """
    found = np.full(len(rows), NOT_PLACED, dtype=np.int64)
    height, width = walkable.shape
    for down, right in _offsets(limit_cells):
        waiting = np.flatnonzero(found == NOT_PLACED)
        if not len(waiting):
            break
        row, column = rows[waiting] + down, columns[waiting] + right
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        waiting, row, column = waiting[inside], row[inside], column[inside]
        open_ = walkable[row, column]
        found[waiting[open_]] = row[open_] * width + column[open_]
    return found


def _offsets(limit_cells: float) -> Integers:
    reach = int(limit_cells)
    down, right = np.mgrid[-reach : reach + 1, -reach : reach + 1].reshape(2, -1)
    squared = down**2 + right**2
    order = np.lexsort((right, down, squared))
    near = order[squared[order] <= limit_cells**2]
    return np.asarray(np.stack([down, right], axis=1)[near], dtype=np.int64)


def place_points(
    grid: Grid, walkable: NDArray[np.bool_], points: pd.DataFrame, table: str
) -> tuple[Integers, tuple[Finding, ...]]:
    """
    Cell of each point; a point on closed ground moves to the nearest cell within 3 km.

    Parameters
    ----------
    walkable
        Cells on which somebody can walk in the season, shape of the grid.
    points
        Columns ``longitude, latitude`` in degrees; the index names the points.
    table
        File they come from, for the findings.

    Returns
    -------
    Flat cell positions in the points' order (-1: no such cell), and one finding for each
    point that was moved (a note) or not placed (a warning).
    """
    rows, columns = grid.cell_of(points["longitude"], points["latitude"])
    cells = nearest_walkable(walkable, rows, columns, SITE_LIMIT_M / grid.cell_m)
    new_rows, new_columns = np.divmod(cells, grid.shape[1])
    moved_m = np.hypot(new_rows - rows, new_columns - columns) * grid.cell_m
    findings = [
        _finding(table, str(name), cell, metres)
        for name, cell, metres in zip(points.index, cells, moved_m, strict=True)
        if cell == NOT_PLACED or metres > 0
    ]
    return cells, tuple(findings)


def _finding(table: str, name: str, cell: int, metres: float) -> Finding:
    remedy = "Check the coordinates if the place is wrong."
    if cell == NOT_PLACED:
        message = "Lies more than 3 km from ground where one can walk: left out of walking times."
        return warning("not_placed", table, None, "latitude", name, message, remedy)
    message = (
        f"Lies where nobody can walk: walks end {metres:.0f} m away, at the nearest open cell."
    )
    return note("moved_to_walkable", table, None, "latitude", name, message, remedy)


def stand_ins(
    walkable: NDArray[np.bool_], lived_in: NDArray[np.bool_], cell_m: float
) -> tuple[Integers, Integers]:
    """
    Which cell stands for each cell where people live but nobody can walk.

    Women counted on a closed cell (a river, high ground in winter) live beside it: they get
    the walking time of the nearest walkable cell within 15 km, and nothing is added.

    Parameters
    ----------
    walkable, lived_in
        Shape (rows, columns).
    cell_m
        Side of a cell, metres.

    Returns
    -------
    Flat positions of the closed cells with people, and of their stand-ins.

    Examples
    --------
    >>> row = np.array([[True, False, True]])
    >>> stand_ins(row, np.array([[True, True, True]]), 500)
    (array([1]), array([0]))
    """
    closed = np.flatnonzero(lived_in & ~walkable)
    rows, columns = np.divmod(closed, walkable.shape[1])
    found = nearest_walkable(walkable, rows, columns, STAND_IN_LIMIT_M / cell_m)
    placed = found != NOT_PLACED
    return closed[placed], found[placed]
