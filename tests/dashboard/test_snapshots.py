"""From the programme to the file: its name, its answer, and a dataset that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import snapshots, words
from dashboard.snapshots import snapshot, snapshot_answer, snapshot_text
from geodata.privacy import DisclosureError
from tests.dashboard.mapcontexts import context_in, context_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from geodata.programme import Programme


def test_the_answer_is_the_file_of_the_page_whatever_is_asked(lesotho: Programme) -> None:
    context = context_of(lesotho)
    answer = snapshot_answer(context, {"season": "winter"})
    text = snapshot_text(context)
    assert answer.content.decode("utf-8") == text.document
    assert answer.file_name == text.file_name == "lesotho-snapshot-2017-11-30-demonstration.html"
    assert answer.media_type == "text/html; charset=utf-8"
    assert text.size == f"{len(answer.content) / 1000:.0f} kB"
    assert b"data:font/woff2" in answer.content


def test_a_programme_of_three_sites_hides_all_its_staff(tiny_template: Path) -> None:
    text = snapshot_text(context_in(tiny_template))
    assert "hidden" in text.document
    assert "Demo s" not in text.document


def test_where_no_view_is_safe_there_is_no_file_and_the_reason_is_told(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DisclosureError("A reader could work out a small count.")

    monkeypatch.setattr(snapshots, "public_view", refuse)
    context = context_in(tiny_folder)
    assert snapshot(context) == b""
    assert snapshot_text(context).document == ""
    answer = snapshot_answer(context, {})
    assert (answer.content.decode(), answer.file_name) == (words.SNAPSHOT_REFUSED, "")
