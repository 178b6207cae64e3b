"""The Data page: its parts have names and are hidden until there is something to say."""

from __future__ import annotations

from dashboard import ids, words
from dashboard.method import AboutText
from dashboard.text import Links
from layouts.pages import data
from tests.layouts.sample import STATUS, by_id, of_type

PARTS = (
    ids.DATA_UPLOADS, ids.DATA_FINDINGS, ids.DATA_MAP, ids.DATA_CHANGES, ids.DATA_PUBLISH,
    ids.DATA_GROUND, ids.DATA_HISTORY,
)  # fmt: skip
TEXT = AboutText("November 2017", STATUS, "Rules 1.0.0", (), (), ())


def test_each_part_is_a_hidden_section_with_a_heading() -> None:
    page = data.layout(TEXT, Links())
    sections = of_type(page, "Section")
    assert [section.children[1].id for section in sections] == list(PARTS)
    for section in sections:
        assert section.hidden
        assert getattr(section, "aria-label") == section.children[0].children


def test_there_is_one_heading_of_the_first_rank_and_a_place_to_drop_files() -> None:
    page = data.layout(TEXT, Links())
    assert [title.children for title in of_type(page, "H1")] == [words.DATA_TITLE]
    assert ids.DATA_DROP in by_id(page)
    assert by_id(page)[ids.DATA_MESSAGE].role == "status"


def test_its_addresses_follow_the_prefix() -> None:
    page = data.layout(TEXT, Links(data="/lesotho/data"))
    assert getattr(by_id(page)[ids.DATA], "data-address") == "/lesotho/data"
    links = [link.href for link in of_type(page, "A")]
    assert links == ["/lesotho/data/template.xlsx"]
