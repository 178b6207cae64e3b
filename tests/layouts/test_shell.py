"""The frame: what every page stands in."""

from __future__ import annotations

import pytest
from dash import html

from dashboard import ids, words
from dashboard.text import Links, StatusText
from layouts import shell
from layouts.attributes import aria, data
from layouts.controls import grouped
from tests.layouts.sample import PLACES, STATUS, by_id, of_type


def test_the_first_thing_to_reach_is_the_way_past_the_header() -> None:
    frame = shell.frame(html.Div("page"))
    first = frame.children[0]
    assert (first.children, first.href) == (words.SKIP_LINK, f"#{ids.MAIN}")


def test_a_failed_change_says_what_happened_what_is_safe_and_what_to_do() -> None:
    notice = by_id(shell.frame(html.Div()))[ids.NOTICE]
    assert (notice.hidden, notice.role) == (True, "alert")
    assert all(
        part in words.CHANGE_FAILED
        for part in ("could not be loaded", "Nothing was lost", "load this view again")
    )


def test_what_takes_long_is_said_and_has_a_bar_with_a_name_and_an_end() -> None:
    named = by_id(shell.frame(html.Div()))
    note, bar = named[ids.WAIT], named[ids.WAIT_SHARE]
    assert note.hidden
    # What is read out is there before its words are.
    assert named[ids.WAIT_SAID].role == "status"
    assert ids.WAIT_SAID not in by_id(note)
    assert getattr(bar, "aria-label", "") == "How much of the work is done"
    assert (bar.max, bar.value, bar.hidden) == ("1", "0", True)
    assert [button.children for button in of_type(note, "Button")] == ["Cancel"]
    kinds = ("page", "explore", "legend", "file", "snapshot", "data", "plan", "lists")
    assert all(getattr(note, f"data-{kind}") for kind in kinds)


@pytest.mark.parametrize(("current", "marked"), [("explore", "Explore"), ("about", "About")])
def test_the_page_shown_is_marked(current: str, marked: str) -> None:
    header = shell.header(current, Links(), "November 2017", "", STATUS)
    shown = [link for link in of_type(header, "Link") if "page-shown" in link.className]
    assert [link.children for link in shown] == [marked]


@pytest.mark.parametrize("kind", ["demonstration", "modelled", "published", "reported"])
def test_the_status_stands_in_words(kind: str) -> None:
    chip = shell.chip(StatusText(kind.capitalize(), kind, "banner"))
    assert chip.children == kind.capitalize()
    assert chip.className == f"chip chip-{kind}"


def test_attributes_with_a_hyphen() -> None:
    assert aria(label="Map", live="polite") == {"aria-label": "Map", "aria-live": "polite"}
    assert data(map="reset") == {"data-map": "reset"}


def test_options_of_one_group_stand_together() -> None:
    assert [entry["group"] for entry in grouped(PLACES)] == ["Districts", "Sites"]
