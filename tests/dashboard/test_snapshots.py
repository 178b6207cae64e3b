"""From the programme to the file: its name, its answer, and a dataset that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import snapshots, words
from dashboard.publishing import page_answer, snapshot_answer
from dashboard.sheet import sheet_text
from dashboard.snapshot.published import Published
from geodata.privacy import DisclosureError
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.programme import Programme


@pytest.fixture(name="published")
def _published(tmp_path: Path) -> Published:
    return Published(tmp_path / "published")


def test_taking_the_file_publishes_it_and_the_page_shows_it_frozen(
    lesotho: Programme, published: Published
) -> None:
    context = context_of(lesotho)
    before = sheet_text(context, published.folder)
    assert before.standing == words.NOT_PUBLISHED_YET
    assert "Preview: not published" in before.document
    answer = snapshot_answer(context, published, {"season": "winter"})
    assert answer.media_type == "text/html; charset=utf-8"
    assert b"data:font/woff2" in answer.content
    assert b"Preview" not in answer.content
    (edition,) = published.editions()
    assert answer.content == published.file(edition, "snapshot.html")
    after = sheet_text(context, published.folder)
    assert after.standing.startswith("Published as no. 1 on ")
    assert after.document.encode() == answer.content
    assert answer.file_name == "lesotho-snapshot-2017-11-30-demonstration.html"
    assert answer.is_saved
    assert after.size == f"{len(answer.content) / 1000:.0f} kB"


def test_the_same_numbers_are_given_out_as_the_edition_they_stand_in(
    tiny_template: Path, published: Published
) -> None:
    context = context_in(tiny_template)
    first = snapshot_answer(context, published, {})
    assert snapshot_answer(context, published, {}) == first
    page = page_answer(context, published, {})
    (edition,) = published.editions()
    assert (page.status, page.address) == ("303 See Other", f"/s/{edition.token}.pdf")


def test_another_threshold_is_another_edition_that_knows_of_the_first(
    lesotho: Programme, published: Published
) -> None:
    context = context_of(lesotho)
    strict = snapshot_answer(context, published, {"under": "10"})
    assert b"counts under 10 hidden" in strict.content
    # What the first one hid, a later one may not tell.
    refused = snapshot_answer(context, published, {"under": "5"})
    assert refused.content.decode() == words.REFUSED_BESIDE
    assert [one.view.policy.threshold for one in published.editions()] == [10]
    usual = sheet_text(context, published.folder)
    assert [name for name, _, is_shown in usual.thresholds if is_shown] == ["under 10"]
    asked = sheet_text(context, published.folder, {"under": "5"})
    assert (asked.document, asked.refusal) == ("", words.REFUSED_BESIDE)


def test_a_programme_of_three_sites_hides_all_its_staff(
    tiny_template: Path, published: Published
) -> None:
    text = sheet_text(context_in(tiny_template), published.folder)
    assert "hidden" in text.document
    assert "Demo s" not in text.document


def test_where_no_view_is_safe_there_is_no_file_and_the_reason_is_told(
    tiny_folder: Path, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DisclosureError("A reader could work out a small count.")

    monkeypatch.setattr(snapshots, "public_view", refuse)
    with (tiny_folder / "programme.json").open("a", encoding="utf-8") as about:
        about.write("\n")  # Not the folder of which other tests have a view already.
    context = context_in(tiny_folder)
    text = sheet_text(context, published.folder)
    assert (text.document, text.refusal) == ("", words.SNAPSHOT_REFUSED)
    answer = snapshot_answer(context, published, {})
    assert (answer.content.decode(), answer.file_name) == (words.SNAPSHOT_REFUSED, "")
    assert answer.status == "409 Conflict"
    assert published.editions() == ()
