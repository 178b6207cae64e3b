from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from plotly.io.json import to_json_plotly

from dashboard import charts, details, theme
from dashboard.charts import GAP, Dot, dot_chart
from dashboard.state import Layer, Selection
from geodata.area_results import walk_in_checks
from geodata.assessment import assess
from geodata.names import Platform
from geodata.phrases import count_words, walk_words
from geodata.terrain import Season
from tests.dashboard.mapcontexts import context_in, context_of
from tests.geodata import small

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme

DOTS = (Dot("B", 0.6, 0.5, 0.7, chosen=True), Dot("A", 0.4), Dot("C", float("nan")))


def test_a_chart_has_a_line_for_an_interval_a_dot_and_a_number() -> None:
    lines, dots, numbers = dot_chart(DOTS)["data"]
    assert (lines["x"], lines["y"]) == ([0.5, 0.7, None], ["B", "B", None])
    assert (dots["x"], dots["y"]) == ([0.6, 0.4, None], ["B", "A", "C"])
    assert numbers["text"] == [f"{GAP}<b>60%</b>", f"{GAP}40%", f"{GAP}n/a (no need)"]
    assert numbers["x"] == [0.7, 0.4, 0.0]


def test_the_first_dot_is_the_topmost_and_the_axis_starts_at_zero() -> None:
    layout = dot_chart(DOTS)["layout"]
    assert layout["yaxis"]["categoryarray"] == ["C", "A", "B"]
    assert layout["xaxis"]["range"][0] == 0
    assert layout["xaxis"]["zeroline"]


def test_the_chosen_dot_has_the_accent_of_its_scheme() -> None:
    for scheme in ("light", "dark"):
        colours = dot_chart(DOTS, scheme)["data"][1]["marker"]["color"]
        assert colours[0] == theme.SCHEMES[scheme]["accent"]
        assert colours[0] not in colours[1:]


def test_districts_are_sorted_by_value_and_ties_by_code(lesotho: Programme) -> None:
    assessment = context_of(lesotho).assessment(Selection().choice)
    dots = charts.coverage_dots(lesotho, assessment, "LS-E")
    assert len(dots) == 5
    assert [dot.value for dot in dots] == sorted((dot.value for dot in dots), reverse=True)
    assert [dot.name for dot in dots if dot.chosen] == ["Mafeteng"]
    assert all(dot.lower <= dot.value <= dot.upper for dot in dots)
    same = charts.coverage_dots(lesotho, assessment, name="areas_not_assessed")
    assert [dot.name for dot in same] == ["Maseru", "Leribe", "Berea", "Mafeteng", "Mohale's Hoek"]


def test_only_a_district_in_scope_has_the_comparison(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    assessment = context.assessment(Selection().choice)
    asked = (context.programme, assessment)
    assert charts.detail_chart(*asked, Selection(place="LS-A"))["data"]
    for place in ("", "LS-G", "S1", "nowhere"):
        assert charts.detail_chart(*asked, Selection(place=place))["data"] == []


def test_fifths_run_from_the_nearest_to_the_most_remote(lesotho: Programme) -> None:
    assessment = context_of(lesotho).assessment(Selection().choice)
    dots = charts.fifth_dots(assessment)
    assert [dot.name for dot in dots] == ["1, nearest", "2", "3", "4", "5, most remote"]
    assert [dot.value for dot in dots] == pytest.approx(assessment.fifths.tolist())


def test_the_six_checks_stand_beside_the_run_as_chosen(lesotho: Programme) -> None:
    assessment = context_of(lesotho).assessment(Selection().choice)
    base, *checks = charts.check_dots(assessment)
    assert base.chosen
    assert len(checks) == 6
    measure = assessment.measure("TOTAL", "effective_coverage")
    ends = [dot.value for dot in (base, *checks)]
    assert min(ends) == pytest.approx(measure["lower"])
    assert max(ends) == pytest.approx(measure["upper"])


@pytest.mark.parametrize(
    ("layer", "first", "rows"),
    [
        (Layer.WALKING_TIME, "Maseru", 5),
        (Layer.EQUITY_FIFTH, "1, nearest", 5),
        (Layer.THREE_WAY, "as chosen", 7),
        (Layer.EFFECTIVE_COVERAGE, "Mafeteng", 5),
    ],
)
def test_the_chart_goes_with_the_layer(
    lesotho: Programme, layer: Layer, first: str, rows: int
) -> None:
    assessment = context_of(lesotho).assessment(Selection().choice)
    names = charts.detail_chart(lesotho, assessment, Selection(layer=layer, place="LS-A"))["data"][
        1
    ]["y"]
    assert (names[0], len(names)) == (first, rows)
    assert charts.chart_title(assessment, layer)


def test_a_chart_is_small_plain_json(lesotho: Programme) -> None:
    assessment = context_of(lesotho).assessment(Selection().choice)
    figure = charts.detail_chart(lesotho, assessment, Selection(place="LS-A"))
    sent = to_json_plotly(figure)
    assert len(sent) < 3_000
    assert "NaN" not in sent
    assert json.loads(sent)["layout"]["height"] > 100


def test_an_area_shows_its_walk_as_chosen_and_in_the_checks_that_change_it(
    lesotho: Programme,
) -> None:
    context = context_of(lesotho)
    chosen = Selection(place="LS-C-012", season=Season.WINTER, platform=Platform.COMMUNITY)
    areas = context.assessment(chosen.choice).areas
    dry = context.assessment(replace(chosen, season=Season.DRY).choice).areas
    walks = walk_in_checks(context.model, chosen.choice, chosen.place)
    assert walks.index.tolist() == ["base", "times +25 %", "times -25 %", "wet season", "winter"]
    assert walks["base"] == walks["winter"] == areas.at[chosen.place, "walk_seconds"]
    assert walks["times +25 %"] == 1.25 * walks["base"]
    assert walks["base"] > dry.at[chosen.place, "walk_seconds"]
    words = charts.chart_of(context, chosen)["data"][2]["text"]
    assert words[0] == f"{GAP}<b>{walk_words(walks['base'])}</b>"
    shown = details.detail(lesotho, context.assessment(chosen.choice), chosen.place)
    assert shown is not None
    assert "rule: over 2 h" in shown.chart_title


def test_a_walk_without_a_route_is_said_and_has_no_dot() -> None:
    dots = charts.walk_dots(pd.Series({"base": 5400.0, "wet season": math.inf}))
    _, points, numbers = dot_chart(dots, unit=charts.HOURS)["data"]
    assert points["x"] == [1.5, None]
    assert numbers["text"] == [f"{GAP}<b>1 h 30 min</b>", f"{GAP}no walking route in this model"]


def test_a_site_stands_beside_those_of_its_district_with_most_need(lesotho: Programme) -> None:
    context = context_of(lesotho)
    assessment = context.assessment(Selection().choice)
    sites = assessment.sites[assessment.sites["district_code"] == "LS-A"]
    least = str(sites["need_in_catchment"].idxmin())
    dots = charts.site_dots(assessment, least)
    assert len(dots) == charts.MOST_SITES
    assert [dot.chosen for dot in dots] == [*[False] * 7, True]
    assert [dot.value for dot in dots] == sorted((dot.value for dot in dots), reverse=True)
    assert dots[0].value == sites["need_in_catchment"].max()
    words = charts.chart_of(context, Selection(place=least))["data"][2]["text"]
    assert words[-1] == f"{GAP}<b>{count_words(dots[-1].value)}</b>"


def test_a_site_of_unknown_staff_and_an_area_outside_have_no_chart(lesotho: Programme) -> None:
    untold = small.staffing()
    untold.loc[untold["site_id"] == "S2", "headcount"] = float("nan")
    found = assess(small.model(staffing=untold), Selection(threshold_minutes=60).choice)
    assert charts.site_dots(found, "S2") == ()
    assert charts.site_dots(found, "S1")
    context = context_of(lesotho)
    assert charts.chart_of(context, Selection(place="LS-G-001"))["data"] == []
