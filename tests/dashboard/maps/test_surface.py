from __future__ import annotations

import io
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dashboard.maps import surface
from dashboard.maps.classes import WALK
from geodata.names import Platform, Scope
from geodata.terrain import Season
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme


def pixels_of(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


@given(st.floats(-80, 80))
def test_mercator_goes_there_and_back(latitude: float) -> None:
    assert surface.inverse_mercator(surface.mercator(latitude)) == pytest.approx(latitude, abs=1e-9)


def test_burn_finds_squares_and_leaves_their_hole_out() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    districts = gpd.GeoDataFrame(geometry=[ring, shapely.box(3, 0, 5, 3)])
    middles = np.array([0.5, 1.5, 2.5, 3.5, 5.5])
    burnt = surface.burn(districts, middles, np.array([0.5, 1.5, 9.0]))
    assert burnt.tolist() == [[0, 0, 0, 1, -1], [0, -1, 0, 1, -1], [-1] * 5]


def test_every_pixel_of_the_country_has_the_district_that_holds_its_middle(
    lesotho: Programme,
) -> None:
    frame = surface.frame(lesotho, pixel_degrees=0.05)
    rows, columns = frame.district.shape
    longitude = frame.west + (np.arange(columns) + 0.5) * (frame.east - frame.west) / columns
    edges = surface.mercator(frame.north), surface.mercator(frame.south)
    latitude = surface.inverse_mercator(
        edges[0] - (np.arange(rows) + 0.5) * (edges[0] - edges[1]) / rows
    )
    across, down = np.meshgrid(longitude, latitude)
    for position, shape in enumerate(lesotho.districts.geometry):
        inside = shapely.contains_xy(shape, across, down)
        assert np.array_equal(inside, frame.district == position)


def test_the_picture_decodes_to_the_walking_time_classes_of_the_cells(lesotho: Programme) -> None:
    model = context_of(lesotho).model
    frame = surface.frame(lesotho, pixel_degrees=0.02)
    content = surface.surface_png(model, frame, Season.DRY, Platform.FACILITY, Scope.COUNTRY)
    pixels = pixels_of(content)
    walk = model.seasons[Season.DRY].walk[Platform.FACILITY]
    expected = dict(zip(model.cells.flat.tolist(), WALK.positions(walk.seconds), strict=True))
    lived_in = np.isin(frame.cell, model.cells.flat) & (frame.district >= 0)
    assert lived_in.sum() > 1000
    assert [1 + expected[cell] for cell in frame.cell[lived_in]] == pixels[lived_in].tolist()
    assert not pixels[frame.district < 0].any()
    assert pixels[frame.district >= 0].all()


def test_districts_outside_the_programme_are_paler_until_the_scope_is_the_country(
    lesotho: Programme,
) -> None:
    model, frame = context_of(lesotho).model, surface.frame(lesotho, pixel_degrees=0.05)
    asked = (model, frame, Season.WINTER, Platform.COMMUNITY)
    ours, all_ten = (pixels_of(surface.surface_png(*asked, scope)) for scope in Scope)
    outside = np.append(~lesotho.districts["in_programme"].to_numpy(), False)[frame.district]
    assert outside.any()
    assert (ours[outside] == all_ten[outside] + len(WALK.colours)).all()
    assert (ours[~outside] == all_ten[~outside]).all()
    alphas = [colour[3] for colour in surface.palette()]
    assert alphas[0] == 0
    assert set(alphas[1:7]) == {255}
    assert max(alphas[7:]) < 128


def test_a_site_without_community_staff_is_near_on_one_platform_only(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    frame = surface.frame(context.programme, pixel_degrees=0.01)
    facility, community = (
        pixels_of(surface.surface_png(context.model, frame, Season.DRY, platform, Scope.COUNTRY))
        for platform in Platform
    )
    assert (community[frame.district >= 0] >= facility[frame.district >= 0]).all()
    assert (community > facility).any()


def test_the_wet_season_is_nowhere_quicker(lesotho: Programme) -> None:
    model, frame = context_of(lesotho).model, surface.frame(lesotho, pixel_degrees=0.05)
    dry, wet = (
        pixels_of(surface.surface_png(model, frame, season, Platform.FACILITY, Scope.COUNTRY))
        for season in (Season.DRY, Season.WET)
    )
    assert (wet >= dry).all()
    assert (wet > dry).any()


def test_the_picture_is_small_and_the_same_every_time(lesotho: Programme) -> None:
    model, frame = context_of(lesotho).model, surface.frame(lesotho)
    asked = (model, frame, Season.DRY, Platform.FACILITY, Scope.PROGRAMME)
    first = surface.surface_png(*asked)
    assert len(first) < 20_000
    assert first == surface.surface_png(*asked)
