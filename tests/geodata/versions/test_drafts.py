"""Drafts: one to each token, none to a guess."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.versions.drafts import KEPT_S, Drafts, UnknownDraftError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_two_drafts_hold_nothing_of_each_other(drafts: Drafts) -> None:
    one, other = drafts.new(0), drafts.new(3)
    drafts.put(one, {"name": "a"}, {"sites.csv": b"a"})
    drafts.put(other, {"name": "a"}, {"sites.csv": b"b"})
    assert (drafts.folder(one) / "sites.csv").read_bytes() == b"a"
    assert (drafts.folder(other) / "sites.csv").read_bytes() == b"b"
    assert (drafts.notes(one)["base"], drafts.notes(other)["base"]) == (0, 3)


def test_another_process_sees_the_same_draft(drafts: Drafts) -> None:
    token = drafts.new(2)
    assert Drafts(drafts.root).notes(token) == {"base": 2, "uploads": []}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.one_of(st.text(), st.sampled_from(["", ".", "..", "../drafts", "/etc", "a" * 43])))
def test_a_guessed_token_opens_nothing(drafts: Drafts, token: str) -> None:
    with pytest.raises(UnknownDraftError):
        drafts.folder(token)


def test_a_folder_is_open_to_its_owner_only(drafts: Drafts) -> None:
    assert drafts.folder(drafts.new(0)).stat().st_mode & 0o077 == 0


def test_what_is_forgotten_is_gone(drafts: Drafts) -> None:
    token = drafts.new(0)
    drafts.put(token, {"name": "a"}, {"sites.csv": b"a"})
    drafts.forget(token)
    with pytest.raises(UnknownDraftError):
        drafts.notes(token)


def test_old_drafts_are_swept_and_new_ones_kept(drafts: Drafts) -> None:
    assert drafts.sweep() == 0
    token = drafts.new(0)
    assert drafts.sweep() == 0
    assert drafts.notes(token)
    assert drafts.sweep(time.time() + KEPT_S + 1) == 1
    with pytest.raises(UnknownDraftError):
        drafts.folder(token)


def test_a_token_can_be_typed_on_a_command_line(drafts: Drafts) -> None:
    assert all(drafts.new(0).isalnum() for _ in range(20))
