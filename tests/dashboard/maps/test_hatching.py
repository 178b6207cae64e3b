from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.maps.hatching import CROSSED, DIAGONAL, SPACING_DEGREES, hatching

SQUARES = gpd.GeoSeries([shapely.box(27 + at, -30, 28 + at, -29) for at in range(3)])
HATCHING = hatching(SQUARES)


def pieces(chosen: list[bool], ways: tuple[int, ...]) -> list[shapely.LineString]:
    longitude, latitude = HATCHING.lines(np.array(chosen), ways)
    assert longitude[2::3] == latitude[2::3] == [None] * (len(longitude) // 3)
    points = zip(longitude, latitude, strict=True)
    kept = [point for point in points if point[0] is not None]
    return [shapely.LineString(kept[at : at + 2]) for at in range(0, len(kept), 2)]


def test_nothing_chosen_has_no_hatch() -> None:
    assert HATCHING.lines(np.zeros(3, bool), DIAGONAL) == ([], [])


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_lines_lie_inside_what_was_chosen_and_nowhere_else(chosen: list[bool]) -> None:
    area = shapely.union_all(SQUARES[chosen].to_numpy())
    for line in pieces(chosen, CROSSED):
        assert line.difference(area.buffer(1e-3)).is_empty


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_no_length_is_lost_where_pieces_are_joined(chosen: list[bool]) -> None:
    alone = sum(
        line.length
        for at in range(3)
        if chosen[at]
        for line in pieces([one == at for one in range(3)], DIAGONAL)
    )
    assert sum(line.length for line in pieces(chosen, DIAGONAL)) == pytest.approx(alone, rel=2e-3)


def test_neighbours_share_their_lines() -> None:
    together = pieces([True, True, False], DIAGONAL)
    apart = pieces([True, False, False], DIAGONAL) + pieces([False, True, False], DIAGONAL)
    assert len(together) < len(apart)
    assert max(line.bounds[2] - line.bounds[0] for line in together) > 1


def test_the_crosshatch_runs_both_ways_and_the_hatch_one() -> None:
    def falls(line: shapely.LineString) -> bool:
        (_, first), (_, second) = line.coords
        return second < first

    everywhere = [True] * 3
    assert {falls(line) for line in pieces(everywhere, DIAGONAL)} == {True}
    assert {falls(line) for line in pieces(everywhere, CROSSED)} == {True, False}


def test_lines_are_as_far_apart_as_stated() -> None:
    upright = shapely.LineString([(28.5, -30), (28.5, -29)])
    meets = sorted(
        line.intersection(upright).y
        for line in pieces([True] * 3, DIAGONAL)
        if line.intersects(upright)
    )
    assert np.diff(meets) == pytest.approx(SPACING_DEGREES, abs=3e-4)
