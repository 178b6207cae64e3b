"""The still map: the same bytes, classes in their colours, hatches where they belong."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from dashboard import theme
from dashboard.maps.classes import COVERAGE, PREVALENCE
from dashboard.maps.legends import legend
from dashboard.state import Layer, Selection
from dashboard.still.picture import (
    DOTS_PER_INCH,
    HEAD_SHARE,
    INCHES,
    WITHOUT_HEAD,
    StillWords,
    picture_name,
    still_answer,
    still_map,
    still_picture,
)
from dashboard.still.views import still_view
from dashboard.webfonts import LETTERS, WEIGHTS
from geodata.names import Cadre, Scope
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from geodata.programme import Programme

MAP_SIDE = slice(0, 1080)  # Columns of the picture left of its legend.


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def colours(picture: np.ndarray) -> Counter[str]:
    # One number a pixel: rows of three take seconds to sort.
    red, green, blue = np.moveaxis(picture.astype(np.int32), -1, 0)
    values, counts = np.unique((red << 16) + (green << 8) + blue, return_counts=True)
    names = (f"#{value:06x}" for value in values.tolist())
    return Counter(dict(zip(names, counts.tolist(), strict=True)))


@cache
def drawn(programme: Programme, selection: Selection) -> np.ndarray:
    """Draw a picture once for all tests."""
    return pixels(still_map(context_of(programme), selection))


def test_a_picture_has_its_size_and_the_same_bytes_every_time(lesotho: Programme) -> None:
    context = context_of(lesotho)
    first = still_map(context, Selection())
    assert first == still_map(context, Selection())
    assert pixels(first).shape[:2] == tuple(
        round(inches * DOTS_PER_INCH) for inches in reversed(INCHES)
    )
    assert b"Software" not in first


def test_a_sum_of_money_in_a_name_is_no_formula(lesotho: Programme) -> None:
    # Between two dollar signs the library would read a formula, and fail where it is none.
    money = "US$ 5 ^$"
    assessment = context_of(lesotho).assessment(Selection().choice)
    view = still_view(lesotho, assessment, Selection())
    view = replace(view, unit=money, words=view.words.map(lambda _: money))
    assert still_picture(lesotho, assessment, Selection(), view, StillWords(*[money] * 4))


def test_a_page_with_its_own_title_gets_the_picture_without_one(lesotho: Programme) -> None:
    context = context_of(lesotho)
    whole, bare = (
        pixels(still_answer(context, query).content) for query in ({}, {WITHOUT_HEAD: "1"})
    )
    head = len(whole) - len(bare)
    assert head == round(HEAD_SHARE * len(whole))
    ink = np.all(whole[head:] == bare, axis=2).mean()
    assert ink > 0.99  # The same below its head, where nothing of the sentence is left over.
    assert (bare[: head // 4].min(axis=2) > 200).all()


def test_pictures_are_set_in_the_letters_of_the_page(lesotho: Programme) -> None:
    from matplotlib.font_manager import FontProperties, findfont  # noqa: PLC0415 - slow to load

    still_map(context_of(lesotho), Selection())
    files = [findfont(FontProperties(family=LETTERS, weight=weight)) for weight in WEIGHTS]
    assert [Path(file).name for file in files] == ["400.ttf", "600.ttf"]


def test_districts_are_filled_with_the_colours_of_their_classes(lesotho: Programme) -> None:
    context = context_of(lesotho)
    selection = Selection(layer=Layer.EFFECTIVE_COVERAGE)
    view = still_view(lesotho, context.assessment(selection.choice), selection)
    ours = lesotho.districts["in_programme"].to_numpy()
    expected = {COVERAGE.colours[at] for at in COVERAGE.positions(view.shares[ours])}
    seen = colours(drawn(lesotho, selection)[:, MAP_SIDE])
    large = {colour for colour in COVERAGE.colours if seen[colour] > 3_000}
    assert large == expected


def test_need_outside_the_programme_is_paler_as_the_note_says(lesotho: Programme) -> None:
    strong, paler = (
        colours(drawn(lesotho, Selection(layer=Layer.NEED, scope=scope))[:, MAP_SIDE])[theme.NEED]
        for scope in (Scope.COUNTRY, Scope.PROGRAMME)
    )
    assert 0.5 * strong < paler < 0.9 * strong


def test_need_for_each_of_nobody_is_said_and_is_not_missing_data(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.STAFFING_RATIO, scope=Scope.COUNTRY)
    words = still_view(lesotho, context_of(lesotho).assessment(selection.choice), selection).words
    assert words["LS-G"] == "n/a: nobody there"
    assert words["LS-A"] == "130"


def test_the_legend_shows_every_class_even_one_without_a_district(lesotho: Programme) -> None:
    picture = drawn(lesotho, Selection(layer=Layer.PREVALENCE))
    beside = colours(picture[:, MAP_SIDE.stop :])
    assert all(beside[colour] > 300 for colour in PREVALENCE.colours)


def test_no_data_is_hatched_on_white_and_out_of_reach_is_crossed(lesotho: Programme) -> None:
    survey = Selection(layer=Layer.PREVALENCE, prevalence="ldhs_2004_adults")
    white = colours(drawn(lesotho, survey)[:, MAP_SIDE])["#ffffff"]
    plain = colours(drawn(lesotho, Selection())[:, MAP_SIDE])["#ffffff"]
    assert white > plain + 50_000
    crossed = drawn(lesotho, Selection(layer=Layer.THREE_WAY))
    seen = colours(crossed[:, MAP_SIDE])
    assert seen[theme.OUT_OF_REACH] > 5_000
    # Ink of the crossing lines over vermilion, which no plain fill has.
    mixed = sum(count for colour, count in seen.items() if _is_inked_vermilion(colour))
    assert mixed > 3_000


def _is_inked_vermilion(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 60 < red < 190 and green < 80 and blue < 60 and red > green + 20


def test_a_national_figure_fills_no_district(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.PREVALENCE, prevalence="unaids_2016_adults_national")
    seen = colours(drawn(lesotho, selection))
    assert not any(seen[colour] > 200 for colour in PREVALENCE.colours)


def test_in_grey_the_classes_of_a_ramp_still_differ() -> None:
    for scale in (COVERAGE, PREVALENCE):
        greys = [
            float(np.dot([int(colour[at : at + 2], 16) for at in (1, 3, 5)], [0.3, 0.59, 0.11]))
            for colour in scale.colours
        ]
        assert all(first - second > 18 for first, second in itertools.pairwise(greys))


@pytest.mark.parametrize("layer", list(Layer))
def test_every_layer_has_a_district_view_in_both_scopes(lesotho: Programme, layer: Layer) -> None:
    for scope in Scope:
        selection = Selection(layer=layer, scope=scope, cadre=Cadre.CMM)
        assessment = context_of(lesotho).assessment(selection.choice)
        view = still_view(lesotho, assessment, selection)
        for series in (view.words, view.shares, view.left, view.right):
            assert series is None or series.index.equals(lesotho.districts.index)
        assert view.unit
        assert not any("nan" in str(word) for word in view.words)


def test_the_view_of_walking_time_is_the_share_within_the_chosen_walk(lesotho: Programme) -> None:
    for minutes in (30, 180):
        selection = Selection(threshold_minutes=minutes)
        assessment = context_of(lesotho).assessment(selection.choice)
        view = still_view(lesotho, assessment, selection)
        measure = f"need_within_{minutes}_minutes"
        assert view.shares["LS-A"] == assessment.value("LS-A", measure)


def test_the_three_parts_are_written_and_the_largest_colours(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    selection = Selection(layer=Layer.THREE_WAY)
    view = still_view(context.programme, context.assessment(selection.choice), selection)
    shares = {
        part: context.assessment(selection.choice).value("LS-A", name)
        for part, name in enumerate(
            ("effective_coverage", "share_over_capacity", "share_out_of_reach")
        )
    }
    assert view.shares["LS-A"] == max(shares, key=shares.__getitem__)
    assert view.words["LS-A"].count("/") == 2
    assert view.words["LS-G"] == "no data"
    assert np.isnan(view.shares["LS-G"])


def test_posts_missing_and_over_stay_apart(lesotho: Programme) -> None:
    selection = Selection(layer=Layer.DEFICIT, cadre=Cadre.CMM)
    view = still_view(lesotho, context_of(lesotho).assessment(selection.choice), selection)
    assert view.words["LS-A"] == f"{view.left['LS-A']:.0f} missing, {view.right['LS-A']:.0f} over"


def test_posts_that_nobody_reported_are_hatched_as_no_data(lesotho: Programme) -> None:
    sites = lesotho.sites.index[lesotho.sites["district_code"] == "LS-A"]
    told = ~lesotho.staffing["site_id"].isin(sites)
    silent = replace(lesotho, staffing=lesotho.staffing[told])
    selection = Selection(layer=Layer.DEFICIT, cadre=Cadre.CMM)
    view = still_view(silent, context_of(silent).assessment(selection.choice), selection)
    assert view.words[["LS-A", "LS-B"]].tolist() == ["no data", "no site"]
    assert view.words["LS-C"].endswith(" over")
    white, plain = (
        colours(pixels(still_map(context_of(one), selection))[:, MAP_SIDE])["#ffffff"]
        for one in (silent, lesotho)
    )
    assert white > plain + 20_000
    assert legend(context_of(silent), selection).entries[-1].text == "no data: 1"


def file_of(layer: str) -> str:
    return f"lesotho-map-{layer}-2017-11-30-demonstration.png"


def test_an_answer_is_a_named_png_for_any_query(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    answer = still_answer(context, {"layer": "need", "season": "never"})
    assert answer.media_type == "image/png"
    assert answer.file_name == file_of("need")
    assert answer.content.startswith(b"\x89PNG")
    changed = replace(Selection(), layer=Layer.THREE_WAY)
    assert picture_name(context.programme, changed) == file_of("three-way")
