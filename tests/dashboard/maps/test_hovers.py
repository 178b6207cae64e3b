from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from plotly.io.json import to_json_plotly

from dashboard.maps import figure as maps
from dashboard.maps import hovers
from dashboard.state import Layer, Overlay, Selection
from geodata.choice import THRESHOLDS_MINUTES
from geodata.names import Cadre, Scope
from tests.dashboard.mapcontexts import STYLES, context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.context import Context
    from geodata.programme import Programme

NATIONAL = "unaids_2016_adults_national"


def district_hovers(context: Context, selection: Selection) -> dict[str, str]:
    assessment = context.assessment(selection.choice)
    told = hovers.district_hovers(context.programme, assessment, selection)
    return dict(zip(context.programme.districts.index, told, strict=True))


def test_an_area_tells_its_walk_and_its_need_with_an_interval(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    told = hovers.area_hovers(context.assessment(Selection().choice), Selection())
    assert len(told) == 9
    # Nine births a year at 25 %: under five, never to the last birth.
    assert all("Need: under 5 births a year" in one for one in told)
    assert re.search(r"Walk: about \d+ min", told[0])
    assert "Outside the programme" in told[8]
    assert "Outside the programme" not in told[0]


def test_a_layer_of_areas_adds_its_own_line(lesotho: Programme) -> None:
    assessment = context_of(lesotho).assessment(Selection().choice)
    first = {
        layer: hovers.area_hovers(assessment, Selection(layer=layer))[0].split("<br>")[0]
        for layer in (Layer.GEOGRAPHIC_COVERAGE, Layer.THREE_WAY, Layer.EQUITY_FIFTH)
    }
    assert re.fullmatch(r"(over )?\d+% within two hours' walk", first[Layer.GEOGRAPHIC_COVERAGE])
    assert first[Layer.THREE_WAY].startswith("Most of its need")
    assert re.fullmatch(r"Fifth [1-5] of 5", first[Layer.EQUITY_FIFTH])


def test_prevalence_is_told_with_its_interval_and_as_a_district_estimate(
    lesotho: Programme,
) -> None:
    context = context_of(lesotho)
    told = district_hovers(context, Selection(layer=Layer.PREVALENCE))
    assert told["LS-G"] == "23.1% (20.4 to 26.0%)<br>District estimate"
    survey = replace(Selection(layer=Layer.PREVALENCE), prevalence="ldhs_2004_adults")
    told = district_hovers(context, survey)
    assert told["LS-C"] == "30.0% (no interval)<br>District estimate"
    assert told["LS-A"] == "no data"


def test_a_national_figure_is_told_for_no_district(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.PREVALENCE, prevalence=NATIONAL)
    told = district_hovers(context_of(lesotho), selection)
    assert set(told.values()) == {"no data"}


def test_the_tail_says_how_sure_the_numbers_are(lesotho: Programme) -> None:
    said = {layer: hovers.tail(lesotho, Selection(layer=layer)) for layer in Layer}
    assert said.pop(Layer.NEED) == "Modelled"
    assert said.pop(Layer.PREVALENCE) == "Published, modelled by Naomi"
    assert set(said.values()) == {"Modelled from demonstration data"}


def test_outside_the_programme_says_so_and_the_scope_widens(lesotho: Programme) -> None:
    context = context_of(lesotho)
    for layer in (Layer.EFFECTIVE_COVERAGE, Layer.STAFFING_RATIO, Layer.DEFICIT):
        selection = Selection(layer=layer)
        assert district_hovers(context, selection)["LS-G"] == "Outside the programme"
        wide = replace(selection, scope=Scope.COUNTRY)
        assert district_hovers(context, wide)["LS-G"] != "Outside the programme"


@pytest.mark.parametrize("cadre", list(Cadre))
def test_a_district_without_such_staff_has_no_ratio(lesotho: Programme, cadre: Cadre) -> None:
    selection = Selection(layer=Layer.STAFFING_RATIO, cadre=cadre, scope=Scope.COUNTRY)
    told = district_hovers(context_of(lesotho), selection)
    assert told["LS-G"] == "no data: no such staff"
    assert told["LS-A"].startswith("about ")


def test_no_figure_tells_the_exact_staff_of_a_site(tiny_template: Path) -> None:
    """S1 has 2 Mentor Mothers and 2 Community Mentor Mothers: only 2+ may be seen."""
    context = context_in(tiny_template)
    for layer in Layer:
        for minutes in THRESHOLDS_MINUTES:
            selection = Selection(layer=layer, threshold_minutes=minutes, overlays=tuple(Overlay))
            figure = maps.initial_figure(context, selection, STYLES)
            sites = figure["data"][maps.POSITION["sites"]]
            for words in filter(None, sites["hovertext"]):
                bands = re.findall(r"(?:Mothers|Coordinator) (.+?)(?:,|<)", words)
                assert len(bands) == 4
                assert set(bands) <= {"0", "1", "2+", "no data"}
            assert set(sites) & {"headcount", "fte"} == set()
            assert "headcount" not in to_json_plotly(figure)


def test_a_stop_is_a_mobile_clinic_with_its_visits(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    (told,) = hovers.stop_hovers(context.programme, context.assessment(Selection().choice).stops)
    assert told == (
        "<b>Demo stop 1</b><br>Outreach stop (mobile clinic)<br>1 of 2 planned visits held<br>"
        "Last visit 58 days ago<br>Demonstration data"
    )
