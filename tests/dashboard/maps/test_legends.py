from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard import ids, theme
from dashboard.maps.classes import NO_DATA_FILL, scale_of
from dashboard.maps.layers import DISTRICT_LAYERS
from dashboard.maps.legends import legend
from dashboard.maps.symbols import need_diameter
from dashboard.state import Layer, Overlay, Selection
from geodata.names import Cadre, Platform, Scope
from geodata.terrain import Season
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from geodata.programme import Programme

STYLE_SHEET = Path(__file__).parents[3] / "layouts" / "assets" / "style.css"
EVERYTHING = tuple(Overlay)


@pytest.mark.parametrize("layer", list(Layer))
@pytest.mark.parametrize("cadre", list(Cadre))
def test_every_layer_has_title_unit_note_and_fits_its_slots(
    lesotho: Programme, layer: Layer, cadre: Cadre
) -> None:
    for platform in Platform:
        selection = Selection(layer=layer, cadre=cadre, platform=platform, overlays=EVERYTHING)
        text = legend(context_of(lesotho), selection)
        assert text.title
        assert text.unit
        assert re.search(r"[Mm]odelled|[Pp]ublished", text.note)
        assert 0 < len(text.entries) <= ids.LEGEND_SLOTS
        assert 0 < len(text.symbols) <= ids.SYMBOL_SLOTS


def test_the_legend_has_the_classes_of_the_map_in_their_colours(lesotho: Programme) -> None:
    for layer in Layer:
        selection = Selection(layer=layer)
        scale = scale_of(selection)
        if scale is None:
            continue
        entries = legend(context_of(lesotho), selection).entries[: len(scale.labels)]
        assert [entry.text for entry in entries] == list(scale.labels)
        assert [entry.colour for entry in entries] == list(scale.colours)


def test_no_data_is_a_hatch_and_nothing_else_is(lesotho: Programme) -> None:
    for layer in Layer:
        entries = legend(context_of(lesotho), Selection(layer=layer)).entries
        hatched = [entry for entry in entries if entry.kind == "hatch"]
        assert [entry.text for entry in hatched] in ([], ["no data"])
        assert all(entry.colour == NO_DATA_FILL for entry in hatched)


@pytest.mark.parametrize("layer", [Layer.NEED, Layer.DEFICIT, *DISTRICT_LAYERS])
def test_what_a_layer_has_no_data_of_has_a_class(lesotho: Programme, layer: Layer) -> None:
    entries = legend(context_of(lesotho), Selection(layer=layer, scope=Scope.COUNTRY)).entries
    assert entries[-1].text.startswith("no data")


def test_out_of_reach_is_crossed_because_blue_and_vermilion_merge_in_grey(
    lesotho: Programme,
) -> None:
    entries = legend(context_of(lesotho), Selection(layer=Layer.THREE_WAY)).entries
    crossed = [entry.text for entry in entries if entry.kind == "crosshatch"]
    assert crossed == ["out of reach"]
    assert [entry.colour for entry in entries[:3]] == [
        theme.SERVED,
        theme.OVER_CAPACITY,
        theme.OUT_OF_REACH,
    ]


def test_naomi_is_neither_15_to_49_nor_2017(lesotho: Programme) -> None:
    text = legend(context_of(lesotho), Selection(layer=Layer.PREVALENCE))
    assert text.title == "UNAIDS Naomi, women 25-29, December 2022"
    assert "Women 25-29, December 2022: neither 15-49 nor 2017." in text.note
    assert "Published, modelled by Naomi." in text.note


def test_a_national_figure_has_a_note_and_no_classes(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.PREVALENCE, prevalence="unaids_2016_adults_national")
    text = legend(context_of(lesotho), selection)
    assert text.entries == ()
    assert text.note.startswith("25.0% (23.0 to 27.0%), published")
    assert "no district is coloured" in text.note


def test_an_unknown_prevalence_layer_says_so(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.PREVALENCE, prevalence="nonsense")
    assert legend(context_of(lesotho), selection).note == "No data under this name."


def test_the_walk_says_season_bridges_and_small_rivers(lesotho: Programme) -> None:
    note = legend(context_of(lesotho), Selection(season=Season.WINTER)).note
    assert "Winter. On foot only. Bridges are assumed and small rivers are missing." in note


def test_what_is_paler_or_not_coloured_is_said_while_the_scope_is_the_programme(
    lesotho: Programme,
) -> None:
    context = context_of(lesotho)
    for layer in Layer:
        ours = Selection(layer=layer)
        assert "Outside the programme" in legend(context, ours).note
        assert "Outside" not in legend(context, replace(ours, scope=Scope.COUNTRY)).note


def test_circles_of_need_in_the_legend_are_those_of_the_map(lesotho: Programme) -> None:
    entries = legend(context_of(lesotho), Selection(layer=Layer.NEED)).entries
    assert entries[-1].text == "no data"
    for entry in entries[:-1]:
        need = float(entry.text.split()[0])
        assert entry.kind == "circle"
        assert abs(entry.size_px - need_diameter(need)) <= 0.5


def test_symbols_follow_the_overlays(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    assert legend(context, Selection(overlays=())).symbols == ()
    words = [one.text for one in legend(context, Selection(overlays=EVERYTHING)).symbols]
    assert words[:2] == ["site, 2+ Mentor Mothers", "site, 1 Mentor Mother"]
    assert "double ring: facility team only" in words
    assert "flagged: remote and underserved" in words
    assert "assumed bridge" in words


def test_every_kind_of_swatch_has_a_style(tiny_template: Path) -> None:
    styled = STYLE_SHEET.read_text("utf-8")
    context = context_in(tiny_template)
    for layer in Layer:
        text = legend(context, Selection(layer=layer, overlays=EVERYTHING))
        for entry in (*text.entries, *text.symbols):
            assert f".swatch-{entry.kind}" in styled
