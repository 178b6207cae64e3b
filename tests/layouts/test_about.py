"""The About page: every explanation with its address, and no untrusted link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard import words
from dashboard.method import AboutText, ParameterRow, SourceRow
from dashboard.method_words import ENTRIES, LIMITS
from dashboard.text import Links
from layouts.pages import about
from tests.layouts.sample import STATUS, of_type, parts

PARAMETER = ParameterRow("tau", "0.95", "ratio", "0.8 to 1", "planning", "A", "Target share")
SOURCE = SourceRow(
    "m2m", "Where we work", "m2m", "2017", "quoted", "https://example.org/", "totals", "totals only"
)
TEXT = AboutText("November 2017", STATUS, "Rules 1.0.0", ENTRIES, (PARAMETER,), (SOURCE,))


def test_each_explanation_has_its_own_address_in_the_contents() -> None:
    page = about.layout(TEXT, Links())
    anchors = {part.id for part in parts(page) if getattr(part, "id", None)}
    targets = [link.href[1:] for link in of_type(page, "A") if link.href.startswith("#")]
    assert len(targets) == len(ENTRIES) + 3
    assert set(targets) <= anchors


def test_there_is_one_heading_of_the_first_rank() -> None:
    assert [h1.children for h1 in of_type(about.layout(TEXT, Links()), "H1")] == [words.METHOD_LINK]


def test_all_limits_are_said() -> None:
    said = [item.children for item in of_type(about.layout(TEXT, Links()), "Li")]
    assert set(LIMITS) <= {text for text in said if isinstance(text, str)}


@pytest.mark.parametrize(
    ("url", "links"), [("https://example.org/", 1), ("javascript:alert(1)", 0), ("", 0)]
)
def test_only_a_web_address_of_a_source_becomes_a_link(url: str, links: int) -> None:
    page = about.layout(replace(TEXT, sources=(replace(SOURCE, url=url),)), Links())
    assert sum(link.href == url for link in of_type(page, "A")) == links


def test_a_wide_table_scrolls_by_itself_and_by_keyboard() -> None:
    scrolled = [
        part
        for part in of_type(about.layout(TEXT, Links()), "Div")
        if getattr(part, "className", "") == "table-scroll"
    ]
    assert len(scrolled) == 2
    assert all(part.tabIndex == "0" and getattr(part, "aria-label") for part in scrolled)


def test_without_explanations_the_page_says_what_would_fill_it() -> None:
    page = about.layout(replace(TEXT, entries=()), Links())
    assert words.ABOUT_EMPTY in [part.children for part in of_type(page, "P")]
