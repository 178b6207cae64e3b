"""The first figure and the patches: what is sent, how much, and that both agree."""

from __future__ import annotations

import copy
import itertools
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import brotli
import pytest
import shapely
from plotly.io.json import to_json_plotly

from dashboard.ground import outline
from dashboard.maps import figure as maps
from dashboard.maps import traces
from dashboard.maps.traces import NAMES, POSITION
from dashboard.state import Layer, Overlay, Selection
from geodata.names import Cadre, Platform, Scope
from geodata.terrain import Season
from tests.dashboard.mapcontexts import STYLES, applied, context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.context import Context
    from geodata.programme import Programme

SELECTIONS = [
    *(Selection(layer=layer) for layer in Layer),
    Selection(season=Season.WET, threshold_minutes=30, platform=Platform.COMMUNITY),
    Selection(layer=Layer.DEFICIT, cadre=Cadre.CMM, scope=Scope.COUNTRY),
    Selection(layer=Layer.PREVALENCE, prevalence="unaids_2016_adults_national"),
    Selection(place="LS-A", overlays=()),
    Selection(place="LS-A-001", overlays=tuple(Overlay)),
    Selection(place="S2"),
    Selection(place="P1"),
    Selection(place="nowhere"),
]


def first(context: Context, selection: Selection, scheme: str = "light") -> dict[str, Any]:
    return maps.initial_figure(context, selection, STYLES, scheme)


def as_json(figure: dict[str, Any]) -> object:
    return json.loads(to_json_plotly(figure))


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return figure["data"][POSITION[name]]


@pytest.mark.parametrize("after", SELECTIONS, ids=lambda one: str(one.to_query()))
def test_a_patch_gives_the_figure_that_a_new_page_would(
    tiny_template: Path, after: Selection
) -> None:
    context = context_in(tiny_template)
    patched = applied(first(context, SELECTIONS[5]), maps.patch_figure(context, after))
    assert as_json(patched) == as_json(first(context, after))


def test_the_figure_is_the_same_every_time_and_plain_json(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    figures = [to_json_plotly(first(context, Selection())) for _ in range(2)]
    assert figures[0] == figures[1]
    assert "NaN" not in figures[0]
    assert "template" not in first(context, Selection())["layout"]


def test_dark_and_light_differ_by_the_scheme_patch_alone(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    light = first(context, Selection())
    dark = first(context, Selection(), "dark")
    assert as_json(light) != as_json(dark)
    assert as_json(applied(light, maps.patch_scheme("dark"))) == as_json(dark)


def test_a_change_leaves_camera_shapes_and_names_alone(lesotho: Programme) -> None:
    operations = maps.patch_figure(context_of(lesotho), Selection()).to_plotly_json()["operations"]
    places = {tuple(step["location"]) for step in operations}
    assert {place[0] for place in places} == {"data", "layout"}
    in_layout = {place for place in places if place[0] == "layout"}
    assert in_layout == {("layout", "map", "layers", 0, key) for key in ("source", "visible")}
    shapes = (POSITION["districts"], POSITION["areas"])
    for position, key in itertools.product(shapes, ("geojson", "locations", "text")):
        assert ("data", position, key) not in places


def test_the_camera_keeps_still_between_figures(lesotho: Programme) -> None:
    figure = first(context_of(lesotho), Selection())
    assert figure["layout"]["uirevision"] == figure["layout"]["map"]["uirevision"]
    west, south, east, north = figure["layout"]["meta"]["fit"]
    ours = lesotho.districts[lesotho.districts["in_programme"]].total_bounds
    assert [west, south, east, north] == pytest.approx(list(ours), abs=1e-3)
    assert west < figure["layout"]["map"]["center"]["lon"] < east


def test_each_change_is_small(lesotho: Programme) -> None:
    context = context_of(lesotho)
    everything = tuple(Overlay)
    for layer, scope in itertools.product(Layer, Scope):
        selection = Selection(layer=layer, scope=scope, overlays=everything, place="LS-A")
        patch = to_json_plotly(maps.patch_figure(context, selection)).encode()
        assert len(brotli.compress(patch, quality=5)) < 40_000


def test_traces_have_fixed_names_and_nothing_is_ever_empty(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    for selection in SELECTIONS:
        figure = first(context, selection)
        assert [one["uid"] for one in figure["data"]] == list(NAMES)
        for one in figure["data"]:
            # An empty trace would vanish and come back on top of the others.
            assert one["locations"] if one["type"] == "choroplethmap" else one["lon"]
            assert len(one.get("lon", [])) == len(one.get("lat", []))


def test_only_circles_are_drawn_because_other_symbols_come_from_elsewhere(
    tiny_template: Path,
) -> None:
    sent = to_json_plotly(first(context_in(tiny_template), Selection(overlays=tuple(Overlay))))
    assert '"symbol"' not in sent
    assert not re.search(r"https?://", sent)


def test_the_surface_shows_for_walking_time_alone_and_follows_season_and_scope(
    tiny_template: Path,
) -> None:
    context = context_in(tiny_template)
    layers = [first(context, Selection(layer=one))["layout"]["map"]["layers"][0] for one in Layer]
    assert [one["visible"] for one in layers] == [one == Layer.WALKING_TIME for one in Layer]
    wet = Selection(season=Season.WET, scope=Scope.COUNTRY)
    source = first(context, wet)["layout"]["map"]["layers"][0]["source"]
    assert source.endswith("/wet-facility-country.png")


def test_a_click_on_an_area_gives_its_code_unless_the_layer_is_by_district(
    tiny_template: Path,
) -> None:
    context = context_in(tiny_template)
    for layer in Layer:
        figure = first(context, Selection(layer=layer))
        both = {name: trace(figure, name) for name in ("districts", "areas")}
        asked = [name for name, one in both.items() if one["hoverinfo"] != "skip"]
        # Plotly forgets that a trace is to be skipped where it has a template.
        assert asked == [name for name, one in both.items() if one["hovertemplate"]]
        by_district = layer in (
            Layer.PREVALENCE,
            Layer.EFFECTIVE_COVERAGE,
            Layer.STAFFING_RATIO,
            Layer.DEFICIT,
        )
        assert asked == (["districts"] if by_district else ["areas"])


def test_what_is_chosen_is_marked(tiny_template: Path) -> None:
    context = context_in(tiny_template)

    def chosen(place: str) -> tuple[list[str], str]:
        one = trace(first(context, Selection(place=place)), "chosen_shape")
        return one["locations"], one["geojson"].rpartition("/")[2]

    assert chosen("LS-C") == (["LS-C"], "districts.json")
    assert chosen("LS-C-002") == (["LS-C-002"], "areas.json")
    assert chosen("S1") == ([""], "districts.json")
    ring = trace(first(context, Selection(place="S1")), "sites")
    assert ring["customdata"][0] == ["S1"]
    assert ring["marker"]["size"][0] > max(ring["marker"]["size"][1:])


def test_overlays_are_drawn_when_asked_for_and_only_then(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    drawn = {
        Overlay.SITES: "sites",
        Overlay.FLAGS: "flag_line",
        Overlay.STOPS: "marks",
        Overlay.RIVERS: "rivers",
        Overlay.BRIDGES: "marks",
        Overlay.TOWNS: "towns",
    }
    nothing = first(context, Selection(overlays=(), threshold_minutes=30))
    for overlay, name in drawn.items():
        with_it = first(context, Selection(overlays=(overlay,), threshold_minutes=30))
        assert trace(nothing, name)["lon"] == [None]
        if overlay != Overlay.FLAGS:  # Nothing is flagged in a country of nine kilometres.
            assert trace(with_it, name)["lon"] != [None]


def test_labels_name_traces_that_hold_words(tiny_template: Path) -> None:
    figure = first(context_in(tiny_template), Selection())
    for name in traces.LABELS:
        assert "text" in trace(figure, name)["mode"]
    assert trace(figure, "district_names")["text"] == ["Maseru", "Leribe", "Quthing"]


def test_setting_by_path_works_in_a_figure_as_in_a_patch(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    figure = first(context, Selection())
    before = copy.deepcopy(figure)
    applied(figure, maps.patch_figure(context, Selection()))
    assert as_json(figure) == as_json(before)


def test_the_line_around_areas_is_that_of_their_union_whether_or_not_they_share_points(
    lesotho: Programme,
) -> None:
    codes = tuple(lesotho.areas.index[20:60])
    shapes = lesotho.areas.geometry.to_numpy()
    overlapping = lesotho.areas.set_geometry(shapely.buffer(shapes, 0.001))
    for programme in (lesotho, replace(lesotho, areas=overlapping)):
        longitude, latitude = outline(programme, codes)
        union = shapely.union_all(programme.areas.geometry.loc[list(codes)].to_numpy())
        expected = shapely.get_coordinates(shapely.boundary(union)).round(4)
        drawn = {(x, y) for x, y in zip(longitude, latitude, strict=True) if x is not None}
        assert drawn == set(map(tuple, expected.tolist()))
