"""Where walks start and end: moved to open ground near by, or left out, and said so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.findings import Severity
from geodata.grid import Grid
from geodata.walking.placing import nearest_walkable, place_points, stand_ins

WEST_M, NORTH_M, CELL_M = 400_000.0, 6_700_000.0, 500.0
TO_DEGREES = pyproj.Transformer.from_crs("EPSG:32735", "EPSG:4326", always_xy=True)


def ground(shape: tuple[int, int]) -> Grid:
    ones = np.ones(shape)
    return Grid("EPSG:32735", WEST_M, NORTH_M, CELL_M, ones, ones, ones, ones, ones, ones)


def points(*cells: tuple[float, float]) -> pd.DataFrame:
    """Points in the middle of some cells, named A, B, C ..."""
    row, column = np.array(cells, dtype=float).T + 0.5
    longitude, latitude = TO_DEGREES.transform(WEST_M + column * CELL_M, NORTH_M - row * CELL_M)
    names = [chr(ord("A") + number) for number in range(len(cells))]
    return pd.DataFrame({"longitude": longitude, "latitude": latitude}, index=names)


def test_a_point_on_open_ground_stays_and_nothing_is_said() -> None:
    cells, findings = place_points(ground((4, 4)), np.ones((4, 4), bool), points((1, 2)), "s.csv")
    assert cells.tolist() == [6]
    assert findings == ()


def test_two_points_in_one_cell_both_stay() -> None:
    twice = points((1, 2), (1, 2))
    cells, _ = place_points(ground((4, 4)), np.ones((4, 4), bool), twice, "s.csv")
    assert cells.tolist() == [6, 6]


def test_a_point_on_closed_ground_moves_and_it_is_said() -> None:
    walkable = np.ones((4, 4), bool)
    walkable[0:3, 0:3] = False
    cells, findings = place_points(ground((4, 4)), walkable, points((1, 1)), "sites.csv")
    assert cells.tolist() == [7], "two cells east; two cells south is as near, but later in order"
    assert [(one.severity, one.table, one.value) for one in findings] == [
        (Severity.NOTE, "sites.csv", "A")
    ]
    assert "1000 m away" in findings[0].message


def test_a_point_just_outside_the_grid_moves_in() -> None:
    cells, findings = place_points(
        ground((4, 4)), np.ones((4, 4), bool), points((-1, 0), (2, 9)), "sites.csv"
    )
    assert cells.tolist() == [0, 11]
    assert "500 m" in findings[0].message
    assert "3000 m" in findings[1].message


def test_a_point_more_than_3_km_from_open_ground_is_left_out_with_a_warning() -> None:
    far = points((2, 10), (0, 0), (500, 500))
    far.loc["B"] = np.nan
    cells, findings = place_points(ground((4, 4)), np.ones((4, 4), bool), far, "sites.csv")
    assert cells.tolist() == [-1, -1, -1]
    assert {one.severity for one in findings} == {Severity.WARNING}


def test_no_points_have_no_cells() -> None:
    nothing = pd.DataFrame({"longitude": [], "latitude": []})
    cells, findings = place_points(ground((4, 4)), np.ones((4, 4), bool), nothing, "sites.csv")
    assert len(cells) == 0
    assert findings == ()


def test_only_closed_cells_with_people_have_stand_ins() -> None:
    walkable = np.array([[True, False, False, False, True]])
    lived_in = np.array([[True, False, True, True, True]])
    closed, stand_in = stand_ins(walkable, lived_in, CELL_M)
    assert closed.tolist() == [2, 3]
    assert stand_in.tolist() == [0, 4], "the middle is as near to both; the first in order wins"


def test_people_more_than_15_km_from_open_ground_have_no_stand_in() -> None:
    walkable = np.zeros((1, 40), bool)
    walkable[0, 0] = True
    closed, _ = stand_ins(walkable, np.ones((1, 40), bool), CELL_M)
    assert closed.tolist() == list(range(1, 31))


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=30, max_size=30), st.integers(-2, 7), st.integers(-2, 7))
def test_no_open_cell_is_nearer_than_the_one_found(
    open_: list[bool], row: int, column: int
) -> None:
    walkable = np.array(open_).reshape(5, 6)
    found = nearest_walkable(walkable, np.array([row]), np.array([column]), limit_cells=4)[0]
    rows, columns = np.nonzero(walkable)
    squared = (rows - row) ** 2 + (columns - column) ** 2
    within = squared[squared <= 16]
    assert (found == -1) == (len(within) == 0)
    if len(within):
        first = np.argmin(squared)
        assert found == rows[first] * 6 + columns[first]
