from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard import theme
from dashboard.ground import ground, outline
from dashboard.maps import symbols
from dashboard.state import Layer, Selection
from geodata.names import Cadre, FlagStatus
from tests.dashboard.mapcontexts import context_of

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.maps.symbols import Change
    from geodata.programme import Programme


def drawn(context: Context, selection: Selection, name: str) -> Change:
    asked = (context.programme, context.assessment(selection.choice), selection)
    return getattr(symbols, name)(*asked)


@given(st.floats(1, 1e4))
def test_twice_the_need_has_twice_the_area(need: float) -> None:
    one, two = symbols.need_diameter([need, 2 * need])
    assert two / one == pytest.approx(np.sqrt(2), rel=0.05)


def test_every_area_has_a_circle_of_its_need_and_outside_it_is_paler(lesotho: Programme) -> None:
    context = context_of(lesotho)
    selection = Selection(layer=Layer.NEED)
    change = drawn(context, selection, "count_symbols")
    areas = context.assessment(selection.choice).areas
    assert len(change["lon"]) == len(areas)
    most = int(np.argmax(change["marker.size"]))
    assert areas["need"].iloc[most] == areas["need"].max()
    paler = np.array(change["marker.opacity"]) < symbols.NEED_STRENGTH
    assert np.array_equal(paler, ~areas["in_scope"].to_numpy())


def test_posts_missing_stand_left_and_posts_over_right_and_are_never_netted(
    lesotho: Programme,
) -> None:
    context = context_of(lesotho)
    selection = Selection(layer=Layer.DEFICIT, cadre=Cadre.CMM)
    change = drawn(context, selection, "count_symbols")
    districts = context.assessment(selection.choice).districts
    ours = lesotho.districts.index[lesotho.districts["in_programme"]]
    half = len(ours)
    assert change["marker.color"] == [theme.DEFICIT] * half + [theme.SURPLUS] * half
    assert all(
        left < right for left, right in zip(change["lon"][:half], change["lon"][half:], strict=True)
    )
    for part, texts in (("deficit", change["text"][:half]), ("surplus", change["text"][half:])):
        assert [float(text) for text in texts] == districts.loc[ours, f"cmm_{part}"].tolist()
    assert (districts.loc[ours, ["cmm_deficit", "cmm_surplus"]] > 0).all(axis=1).any()


def test_numbers_on_the_map_are_those_of_the_list_the_most_need_first(lesotho: Programme) -> None:
    context = context_of(lesotho)
    change = drawn(context, Selection(), "flag_symbols")["flag_number"]
    assert change["text"] == [str(number + 1) for number in range(len(change["text"]))]
    areas = context.assessment(Selection().choice).areas
    points = ground(lesotho).area_points
    for at, text in enumerate(change["text"]):
        position = areas.index.get_loc(areas.index[areas["flag_number"] == float(text)][0])
        assert (change["lon"][at], change["lat"][at]) == (
            points.longitude[position],
            points.latitude[position],
        )


def test_the_outline_goes_around_the_flagged_areas_together(lesotho: Programme) -> None:
    areas = context_of(lesotho).assessment(Selection().choice).areas
    flagged = areas.index[areas["flag"] == FlagStatus.FLAGGED]
    longitude, latitude = outline(lesotho, tuple(flagged))
    assert longitude.count(None) == latitude.count(None)
    around = lesotho.areas.geometry.loc[flagged].union_all().boundary
    points = shapely.points(
        [one for one in longitude if one is not None], [one for one in latitude if one is not None]
    )
    assert shapely.distance(points, around).max() < 1e-3


def test_points_of_areas_lie_inside_them(lesotho: Programme) -> None:
    points = ground(lesotho).area_points
    for shape, longitude, latitude in zip(
        lesotho.areas.geometry, points.longitude, points.latitude, strict=True
    ):
        assert shapely.distance(shape, shapely.Point(longitude, latitude)) < 1e-3
