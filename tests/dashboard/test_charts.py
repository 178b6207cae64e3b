from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from plotly.io.json import to_json_plotly

from dashboard import charts, theme
from dashboard.charts import Dot, dot_chart
from dashboard.state import Layer, Selection
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme

DOTS = (Dot("B", 0.6, 0.5, 0.7, chosen=True), Dot("A", 0.4), Dot("C", float("nan")))


def test_a_chart_has_a_line_for_an_interval_a_dot_and_a_number() -> None:
    lines, dots, numbers = dot_chart(DOTS)["data"]
    assert (lines["x"], lines["y"]) == ([0.5, 0.7, None], ["B", "B", None])
    assert (dots["x"], dots["y"]) == ([0.6, 0.4, None], ["B", "A", "C"])
    assert numbers["text"] == [" <b>60%</b>", " 40%", " n/a (no need)"]
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
