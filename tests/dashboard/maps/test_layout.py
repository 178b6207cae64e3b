from __future__ import annotations

from typing import TYPE_CHECKING

from dash import Patch

from dashboard import theme
from dashboard.maps import layout as maplayout
from dashboard.maps.layout import put
from dashboard.state import Selection
from tests.dashboard.mapcontexts import STYLES, context_of

if TYPE_CHECKING:
    from geodata.programme import Programme


def test_the_surface_lies_on_the_corners_of_the_country_clockwise_from_the_north_west(
    lesotho: Programme,
) -> None:
    west, south, east, north = lesotho.districts.total_bounds
    corners = maplayout.surface_corners(context_of(lesotho))
    assert corners == [[west, north], [east, north], [east, south], [west, south]]


def test_each_scheme_has_its_ground_and_a_halo_of_its_own(lesotho: Programme) -> None:
    made = {
        scheme: maplayout.layout(context_of(lesotho), Selection(), STYLES, scheme)
        for scheme in STYLES
    }
    for scheme, layout in made.items():
        assert layout["map"]["style"] == STYLES["light"]
        assert layout["meta"]["ground"] == theme.SCHEMES[scheme]["paper"]
        assert layout["paper_bgcolor"] == theme.SCHEMES[scheme]["paper"]
    assert made["light"]["meta"]["halo"] != made["dark"]["meta"]["halo"]


def test_a_path_is_set_in_a_figure_and_in_a_patch_alike() -> None:
    figure: dict[str, object] = {"marker": {"size": 1}}
    put(figure, "marker.line.width", 2)
    assert figure == {"marker": {"size": 1, "line": {"width": 2}}}
    patch = Patch()
    put(patch, "marker.line.width", 2)
    (step,) = patch.to_plotly_json()["operations"]
    assert step["location"] == ["marker", "line", "width"]
    assert step["params"] == {"value": 2}
