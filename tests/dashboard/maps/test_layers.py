"""What each layer shades, in the tiny country whose answers can be counted."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard.maps import layers
from dashboard.maps.classes import COVERAGE, NO_DATA_FILL, scale_of
from dashboard.state import Layer, Selection
from geodata.names import Cadre, Scope
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme

NATIONAL = "unaids_2016_adults_national"


def shaded(context: object, selection: Selection) -> dict[str, object]:
    asked = (context.programme, context.assessment(selection.choice), selection)
    return layers.district_shading(*asked)


def test_naomi_colours_every_district_by_fixed_classes(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    shading = shaded(context, Selection(layer=Layer.PREVALENCE))
    # 20, 21 and 23 %: [20, 22.5) twice and 22.5 or more. A paler shade would be a lower class,
    # so Quthing, outside the programme, is as strong as the others.
    assert shading["z"] == [3, 3, 4]
    assert shading["marker.opacity"] == [layers.STRONG] * 3


def test_a_share_is_in_the_class_of_the_figure_that_is_written(lesotho: Programme) -> None:
    shading = shaded(context_of(lesotho), Selection(layer=Layer.PREVALENCE))
    by_code = dict(zip(lesotho.districts.index, shading["z"], strict=True))
    rows = layers.prevalence_by_district(lesotho, Selection().prevalence)["estimate"]
    assert 0.1995 <= rows["LS-A"] < 0.2  # Written as 20.0 %.
    assert by_code["LS-A"] == 3
    assert by_code["LS-G"] == by_code["LS-E"] == 4  # Quthing and Mafeteng: 22.5 % or more.


def test_one_figure_for_the_country_never_colours_a_district(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    shading = shaded(context, Selection(layer=Layer.PREVALENCE, prevalence=NATIONAL))
    assert shading == layers.no_shading(3)
    selection = Selection(layer=Layer.PREVALENCE, prevalence=NATIONAL)
    asked = (context.programme, context.assessment(selection.choice), selection)
    assert not layers.districts_without_data(*asked).any()


@pytest.mark.parametrize("scope", list(Scope))
def test_no_national_layer_of_the_dataset_colours_a_district(
    lesotho: Programme, scope: Scope
) -> None:
    rows = lesotho.prevalence
    levels = rows.groupby("layer_id")["area_level"].agg(set)
    national = levels.index[levels == {"country"}]
    assert len(national) >= 4
    for layer_id in [*national, "no_such_layer"]:
        selection = Selection(layer=Layer.PREVALENCE, prevalence=layer_id, scope=scope)
        shading = shaded(context_of(lesotho), selection)
        assert set(shading["marker.opacity"]) == {0.0}


def test_the_survey_of_2004_speaks_of_three_districts_and_seven_have_no_data(
    lesotho: Programme,
) -> None:
    selection = Selection(layer=Layer.PREVALENCE, prevalence="ldhs_2004_adults")
    context = context_of(lesotho)
    shading = shaded(context, selection)
    told = {"LS-C": 4, "LS-J": 2, "LS-K": 2}  # 30 %, 18 % and 18 %.
    assert dict(zip(lesotho.districts.index, shading["z"], strict=True)) == {
        code: told.get(code, 5) for code in lesotho.districts.index
    }
    assert shading["colorscale"][-1][1] == NO_DATA_FILL
    missing = layers.districts_without_data(
        lesotho, context.assessment(selection.choice), selection
    )
    assert missing.sum() == 7


def test_need_that_is_not_known_is_hatched_and_not_taken_for_none(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.NEED)
    known = context_of(lesotho).assessment(selection.choice)
    assert not layers.areas_without_data(known, selection).any()
    inside = known.areas["in_scope"].to_numpy(bool)
    untold = replace(known, areas=known.areas.assign(need=np.nan))
    assert (layers.areas_without_data(untold, selection) == inside).all()


def test_posts_of_a_district_that_did_not_report_are_hatched(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.DEFICIT, cadre=Cadre.CMM)
    known = context_of(lesotho).assessment(selection.choice)
    assert not layers.districts_without_data(lesotho, known, selection).any()
    silent = known.districts.copy()
    # One inside the programme, and one outside it of which nothing is asked.
    silent.loc[["LS-A", "LS-G"], "cmm_deficit"] = np.nan
    missing = layers.districts_without_data(lesotho, replace(known, districts=silent), selection)
    assert lesotho.districts.index[missing].tolist() == ["LS-A"]
    # No site, no post that could be missing.
    silent.loc["LS-A", "sites"] = 0
    assert not layers.districts_without_data(
        lesotho, replace(known, districts=silent), selection
    ).any()


def test_shading_keeps_missing_apart_from_zero_and_from_outside() -> None:
    values = np.array([0.0, np.nan, 0.5, 0.5])
    shown = np.array([True, True, True, False])
    shading = layers.shading(values, COVERAGE, shown, strong=shown)
    assert shading["z"] == [0, 5, 2, 2]
    assert shading["marker.opacity"] == [layers.STRONG] * 3 + [0.0]
    lowest, no_data = shading["colorscale"][0][1], shading["colorscale"][-1][1]
    assert lowest != no_data == NO_DATA_FILL


def test_each_class_has_its_own_flat_colour() -> None:
    scale = layers.steps(COVERAGE.colours)
    assert [colour for _, colour in scale[::2]] == list(COVERAGE.colours)
    assert [colour for _, colour in scale[1::2]] == list(COVERAGE.colours)
    assert [edge for edge, _ in scale[1:-1:2]] == [edge for edge, _ in scale[2::2]]


def test_only_areas_in_scope_are_shaded_and_the_scope_widens(lesotho: Programme) -> None:
    context = context_of(lesotho)
    for layer in layers.AREA_LAYERS:
        selection = Selection(layer=layer)
        assessment = context.assessment(selection.choice)
        shading = layers.area_shading(assessment, selection)
        inside = assessment.areas["in_scope"].to_numpy()
        assert np.array_equal(np.array(shading["marker.opacity"]) > 0, inside)
        assert len(shading["z"]) == len(lesotho.areas)
    wide = replace(selection, scope=Scope.COUNTRY)
    shading = layers.area_shading(context.assessment(wide.choice), wide)
    assert min(shading["marker.opacity"]) > 0


def test_the_largest_part_of_an_area_is_its_colour_and_out_of_reach_is_crossed(
    tiny_template: Path,
) -> None:
    context = context_in(tiny_template)
    selection = Selection(layer=Layer.THREE_WAY, threshold_minutes=30)
    assessment = context.assessment(selection.choice)
    parts = assessment.areas["part"]
    shading = layers.area_shading(assessment, selection)
    codes = {"served": 0, "over_capacity": 1, "out_of_reach": 2}
    assert shading["z"] == [codes.get(part, 3) for part in parts]
    crossed = layers.areas_out_of_reach(assessment, selection)
    assert crossed.any()
    assert np.array_equal(crossed, (parts == "out_of_reach").to_numpy())


def test_layers_of_one_kind_leave_the_other_clear(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    for layer in Layer:
        selection = Selection(layer=layer)
        assessment = context.assessment(selection.choice)
        by_area = any(layers.area_shading(assessment, selection)["marker.opacity"])
        by_district = any(shaded(context, selection)["marker.opacity"])
        assert by_area == (layer in layers.AREA_LAYERS)
        assert by_district == (layer in layers.DISTRICT_LAYERS)


def test_counts_are_never_shaded() -> None:
    for layer in (Layer.NEED, Layer.DEFICIT):
        assert layer not in (*layers.AREA_LAYERS, *layers.DISTRICT_LAYERS)
        assert scale_of(Selection(layer=layer)) is None


def test_need_per_post_is_missing_where_there_is_no_such_staff(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.STAFFING_RATIO, scope=Scope.COUNTRY)
    assessment = context_of(lesotho).assessment(selection.choice)
    values = layers.district_values(lesotho, assessment, selection)
    outside = ~lesotho.districts["in_programme"]
    assert values[outside].isna().all()
    assert values[~outside].gt(0).all()
    assert layers.districts_without_data(lesotho, assessment, selection).sum() == outside.sum()


def test_steps_cover_zero_to_one() -> None:
    for count in range(1, 7):
        edges = [edge for edge, _ in layers.steps(("red",) * count)]
        assert edges[0] == 0
        assert edges[-1] == 1
        assert all(low <= high for low, high in itertools.pairwise(edges))
