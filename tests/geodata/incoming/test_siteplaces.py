"""Points outside their district and points close to one another, by the rows of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.incoming.place import lesotho
from geodata.incoming.read import read_any
from geodata.reading.twins import close_pairs

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming, Remark

HEAD = "List of sites,,,,\nsite_id,site_name,district,latitude,longitude\n"  # Row 2 is the header.


def read(folder: Path, rows: str) -> Incoming:
    path = folder / "a.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read_any(path)


def told(one: Incoming, rule: str) -> list[Remark]:
    return [remark for remark in one.remarks if remark.finding.rule == rule]


def test_a_point_outside_its_district_is_told_with_its_row_and_where_it_lies(
    tmp_path: Path,
) -> None:
    rows = "S1,Ha A,Maseru,-29.3621,27.6013\nS2,Ha B,Berea,-29.3612,27.6514\n"
    (one,) = told(read(tmp_path, rows), "outside_district")
    assert (one.rows, one.finding.column, one.finding.value) == ((4,), "district_code", "LS-D")
    assert "outside LS-D (Berea), in LS-A (Maseru)" in one.finding.message


def test_of_very_many_outside_each_row_is_told_and_the_rest_in_one(tmp_path: Path) -> None:
    rows = (f"S{n},Ha {n},Berea,-29.36{n:03},27.6013\n" for n in range(130))
    one = read(tmp_path, "".join(rows))
    each, (rest,) = told(one, "outside_district"), told(one, "more_outside_district")
    assert [row for remark in each for row in remark.rows] == list(range(3, 103))
    assert rest.rows == tuple(range(103, 133))


@pytest.mark.parametrize(
    ("metres", "severities"), [(-500, []), (500, []), (1500, ["note"]), (2500, ["warning"])]
)
def test_how_far_outside_the_country_a_point_lies_makes_the_difference(
    tmp_path: Path, metres: int, severities: list[str]
) -> None:
    # The western edge of Mafeteng, in metres, and a point due west of it.
    shape = lesotho().shapes.to_crs("EPSG:32735")["LS-E"]
    corner = min(shapely.get_coordinates(shape).tolist())
    point = gpd.GeoSeries([shapely.Point(corner[0] - metres, corner[1])], crs="EPSG:32735")
    degrees = point.to_crs("EPSG:4326").iloc[0]
    one = read(tmp_path, f"S1,Ha A,Mafeteng,{degrees.y:.6f},{degrees.x:.6f}\n")
    assert [told.finding.severity for told in told(one, "outside_district")] == severities


@pytest.mark.parametrize(("metres", "close"), [(490, True), (510, False)])
def test_two_sites_within_500_m_are_told(tmp_path: Path, metres: int, *, close: bool) -> None:
    south = -29.41234 - metres / 110_860
    rows = f"S1,Ha A,Maseru,-29.41234,27.71234\nS2,Ha B,Maseru,{south:.6f},27.71234\n"
    found = told(read(tmp_path, rows), "close_together")
    assert [one.rows for one in found] == ([(3, 4)] if close else [])


def test_rows_of_one_place_are_no_pair_of_places(tmp_path: Path) -> None:
    rows = "S1,Ha A,Maseru,-29.41234,27.71234\nS1,Ha A,Maseru,-29.41234,27.71234\n"
    assert not told(read(tmp_path, rows), "close_together")


def test_of_a_crowd_each_is_told_with_its_nearest_and_the_rest_in_one(tmp_path: Path) -> None:
    rows = [f"S{at},Ha {at},Maseru,{-29.41 - at / 1e5:.5f},27.71234\n" for at in range(2000)]
    one = read(tmp_path, "".join(rows))
    assert len(told(one, "close_together")) == 100
    (rest,) = told(one, "more_close_together")
    assert "more pairs of points are less than 500 m apart" in rest.finding.message
    assert {3, 2002} <= {row for remark in one.remarks for row in remark.rows}
    assert set(rest.rows) > set(range(200, 2003))


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), max_size=30),
    st.integers(1, 600),
)
def test_every_point_with_another_close_by_is_told(
    points: list[tuple[int, int]], within: int
) -> None:
    east, north = (np.array([point[axis] for point in points], float) for axis in (0, 1))
    pairs = close_pairs(east, north, within + 0.5)
    told_of = {at for pair in pairs for at in pair[:2]}
    apart = np.hypot(east[:, None] - east, north[:, None] - north)
    np.fill_diagonal(apart, np.inf)
    assert told_of == set(np.flatnonzero((apart <= within + 0.5).any(axis=1)).tolist())
    assert len(pairs) <= max(len(points) * 2, 0)
    for pair in pairs:
        assert pair.metres == pytest.approx(apart[pair.one, pair.other], abs=1e-6)
