from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.maps import classes
from dashboard.maps.classes import MISSING, Scale
from dashboard.state import Layer, Selection
from geodata.names import Cadre

SCALES = [
    classes.WALK,
    classes.COVERAGE,
    classes.PREVALENCE,
    classes.FIFTH,
    classes.THREE_WAY,
    *classes.NEED_PER_POST.values(),
]


@pytest.mark.parametrize("scale", SCALES)
def test_there_is_one_label_and_one_colour_more_than_breaks(scale: Scale) -> None:
    assert len(scale.labels) == len(scale.colours) == len(scale.breaks) + 1
    assert list(scale.breaks) == sorted(set(scale.breaks))
    assert len(set(scale.colours)) == len(scale.colours)


def test_no_layer_has_more_than_five_classes_but_for_ground_without_a_route() -> None:
    for layer, cadre in itertools.product(Layer, Cadre):
        scale = classes.scale_of(Selection(layer=layer, cadre=cadre))
        told = [label for label in scale.labels if "no walking route" not in label] if scale else []
        assert len(told) <= 5


def test_an_hour_is_within_the_hour_and_a_second_more_is_not() -> None:
    seconds = [0, 1800, 1801, 3600, 3601, 7200, 10_800, 10_801, float("inf"), float("nan")]
    assert classes.WALK.positions(seconds).tolist() == [0, 0, 1, 1, 2, 2, 3, 4, 5, MISSING]


def test_every_other_class_holds_its_lower_edge_and_not_its_upper() -> None:
    assert classes.COVERAGE.positions([0.0, 0.2, 0.1999, 0.8, 1.0]).tolist() == [0, 1, 0, 4, 4]
    naomi = [0.16685, 0.180093, 0.199879, 0.205778, 0.226023]  # Women 25-29 in five districts.
    assert classes.PREVALENCE.positions(naomi).tolist() == [1, 2, 2, 3, 4]


@given(st.lists(st.floats(0, 1), min_size=2))
def test_more_is_never_in_a_lower_class(shares: list[float]) -> None:
    positions = classes.COVERAGE.positions(sorted(shares)).tolist()
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    "scale", [classes.COVERAGE, classes.PREVALENCE, classes.NEED_PER_POST[Cadre.MM]]
)
def test_ramps_grow_darker_so_that_they_hold_in_grey(scale: Scale) -> None:
    greys = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in scale.colours]
    assert greys == sorted(greys, reverse=True)
