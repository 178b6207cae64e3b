from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import theme
from dashboard.maps import circles
from dashboard.state import Overlay, Selection
from geodata.names import Platform
from tests.dashboard.mapcontexts import context_in

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.context import Context
    from dashboard.maps.symbols import Change


def drawn(context: Context, selection: Selection, name: str) -> Change:
    asked = (context.programme, context.assessment(selection.choice), selection)
    return getattr(circles, name)(*asked)


@given(st.lists(st.floats(0, 1e6), min_size=2))
def test_more_need_nearby_is_never_a_smaller_site_and_all_can_be_read(needs: list[float]) -> None:
    sizes = circles.site_diameter(sorted(needs)).tolist()
    assert sizes == sorted(sizes)
    assert min(sizes) >= circles.SMALLEST_SITE_PX
    assert max(sizes) <= circles.LARGEST_SITE_PX


@pytest.mark.parametrize(
    ("teams", "rings"),
    [
        ((1, 1), [theme.SITE_FILL, theme.SITE_INK]),
        ((1, 0), [theme.SITE_INK, theme.SITE_FILL, theme.SITE_INK]),
        ((0, 1), [theme.SITE_FILL, circles.COMMUNITY_RING]),
    ],
)
def test_each_kind_of_team_has_rings_of_its_own(
    tiny_template: Path, teams: tuple[int, int], rings: list[str]
) -> None:
    context = context_in(tiny_template)
    assessment = context.assessment(Selection().choice)
    facility, community = teams
    sites = assessment.sites.assign(facility_team=facility, community_team=community)
    changed = replace(assessment, sites=sites)
    change = circles.site_symbols(context.programme, changed, Selection())
    assert change["marker.color"][: len(rings)] == rings


def test_a_site_is_shaded_by_its_band_and_ringed_by_its_teams(tiny_template: Path) -> None:
    change = drawn(context_in(tiny_template), Selection(), "site_symbols")
    drawn_circles = list(
        zip(
            [place for (place,) in change["customdata"]],
            change["marker.size"],
            change["marker.color"],
            strict=True,
        )
    )
    by_site = {
        site: [one[1:] for one in drawn_circles if one[0] == site] for site in ("S1", "S2", "S3")
    }
    # S1 has two Mentor Mothers, S2 and S3 one; S2 has no community team: one ring more.
    assert [by_site[site][-1][1] for site in by_site] == [
        circles.BAND_FILL["2+"],
        circles.BAND_FILL["1"],
        circles.BAND_FILL["1"],
    ]
    assert [len(rings) for rings in by_site.values()] == [3, 4, 3]
    for rings in by_site.values():
        sizes = [size for size, _ in rings]
        assert sizes == sorted(sizes, reverse=True)


def test_the_community_platform_shades_by_community_staff(tiny_template: Path) -> None:
    selection = Selection(platform=Platform.COMMUNITY)
    change = drawn(context_in(tiny_template), selection, "site_symbols")
    last = {
        place: colour
        for (place,), colour in zip(change["customdata"], change["marker.color"], strict=True)
    }
    bands = {"S1": "2+", "S2": "no data", "S3": "1"}
    assert last == {site: circles.BAND_FILL[band] for site, band in bands.items()}


def test_a_site_without_a_coordinator_says_so_in_words(tiny_template: Path) -> None:
    context = context_in(tiny_template)
    change = drawn(context, Selection(), "site_words")
    assert change["text"] == ["no SC"]
    assert change["lat"] == [round(context.programme.sites.at["S2", "latitude"], 4)]


def test_stops_are_filled_when_visited_lately(tiny_template: Path) -> None:
    selection = Selection(overlays=(Overlay.STOPS, Overlay.BRIDGES))
    change = drawn(context_in(tiny_template), selection, "mark_symbols")
    # The last visit held was on 3 October, 58 days before; then comes the bridge.
    assert change["marker.color"] == [theme.SITE_INK, theme.SITE_FILL, theme.RIVER]
    assert change["customdata"] == [["P1"], ["P1"], [""]]
