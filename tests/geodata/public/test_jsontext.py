"""A kept view is the view that was published, and a damaged one is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.privacy import Figure, Policy, State
from geodata.public.jsontext import KeptViewError, view_from, view_text
from geodata.public.view import PublicView, public_view
from tests.geodata.public.test_view import ONE_EACH, ONE_EACH_SITES
from tests.geodata.worlds import assessed, made

if TYPE_CHECKING:
    from geodata.model import Model


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return made(ONE_EACH_SITES, ONE_EACH, np.random.default_rng(1))


@pytest.fixture(name="view", scope="module")
def _view(model: Model) -> PublicView:
    return public_view(model.programme, assessed(model), Policy())


def test_a_view_comes_back_as_it_was(view: PublicView) -> None:
    assert view_from(view_text(view)) == view
    assert view_text(view_from(view_text(view))) == view_text(view)


NUMBERS = st.none() | st.floats(0, 1e6) | st.just(float("inf"))


@given(st.sampled_from(State), NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_every_figure_comes_back(
    view: PublicView,
    state: State,
    value: float | None,
    lower: float | None,
    upper: float | None,
    low: bool,  # noqa: FBT001
) -> None:
    figure = Figure(state, value, lower, upper, low)
    row = replace(view.rows[0], figures=(("sites", figure),))
    changed = replace(view, rows=(row,))
    text = view_text(changed)
    assert "NaN" not in text
    assert "Infinity" not in text
    assert view_from(text) == changed


def test_the_text_holds_nothing_private(model: Model) -> None:
    programme = replace(model.programme, content_hash="0123abcd" * 8)
    text = view_text(public_view(programme, assessed(model)))
    assert "0123abcd" not in text
    assert "content_hash" not in text
    assert not [name for name in programme.sites.index if str(name) in text]


@pytest.mark.parametrize("broken", ["", "{}", "[]", "null", '{"format": 2}', '{"format": 1}'])
def test_a_text_that_is_no_view_is_refused(broken: str) -> None:
    with pytest.raises(KeptViewError):
        view_from(broken)


def test_a_view_cut_short_is_refused(view: PublicView) -> None:
    with pytest.raises(KeptViewError):
        view_from(view_text(view)[:-20])
