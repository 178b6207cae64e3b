"""Whatever the public reads is searched for words to avoid, more strictly than our own pages."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard import words
from dashboard.comparing import compared
from dashboard.serving.publicfiles import NOT_THERE
from dashboard.snapshot.contents import contents
from dashboard.snapshot.svgmap import alternative
from geodata.names import Platform
from geodata.privacy import Policy, State, state_words
from geodata.public.columns import COLUMNS
from geodata.public.view import PublicView, public_view
from tests.dashboard.test_snapshot import FEW, SITES
from tests.geodata.test_privacy_words import QUOTED, told
from tests.geodata.worlds import assessed, lesotho_model, made

if TYPE_CHECKING:
    from collections.abc import Iterator

# Beside the list for all texts: words that are fine in code, and none that a donor should read.
STRICTER = (
    r"positives?",
    r"cases?",
    r"burdens?",
    r"targets?",
    r"targeted",
    r"infect\w*",
    r"victims?",
    r"lost",
    r"defaulter\w*",
    r"unserved",
    r"fights?",
    r"fighting",
    r"wars?",
    r"battles?",
    r"worst",
    r"AIDS",
    r"MTCT",
    r"suffer\w*",
    r"beneficiar\w+",
    r"stakeholders?",
)
# Names of the publishers' own works stand as they are printed.
CITED = ("UNAIDS",)


def avoided(text: str) -> list[str]:
    for kept in (*QUOTED, *CITED):
        text = text.replace(kept, "")
    found = [word for word in STRICTER if re.search(rf"\b(?:{word})\b", text, re.IGNORECASE)]
    return [*found, *told(text)]


def texts(value: object) -> Iterator[str]:
    """Every text of the contents of a snapshot, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts(part)


@pytest.fixture(name="views", scope="module")
def _views() -> list[PublicView]:
    model, few = lesotho_model(), made(SITES, FEW, np.random.default_rng(1))
    plain = public_view(model.programme, assessed(model))
    strict = public_view(model.programme, assessed(model), Policy(threshold=10))
    hiding = public_view(few.programme, assessed(few))
    home = replace(plain, choice=replace(plain.choice, platform=Platform.COMMUNITY))
    return [plain, strict, hiding, home]


def test_no_snapshot_uses_a_word_to_avoid(views: list[PublicView]) -> None:
    for view in views:
        # Sources are cited as their publishers name them.
        said = replace(contents(view), sources=())
        everything = [*texts(asdict(said)), alternative(view), *view.notes]
        assert len(everything) > 50
        assert [(text, avoided(text)) for text in everything if avoided(text)] == []


def test_no_name_of_a_figure_and_no_reason_uses_one() -> None:
    reasons = [state_words(state, Policy()) for state in State]
    titles = [column.title for column in COLUMNS]
    assert [text for text in (*reasons, *titles) if avoided(text)] == []


def test_no_word_about_publishing_uses_one(views: list[PublicView]) -> None:
    plain, strict, hiding, _ = views
    said = [compared(plain, plain), compared(plain, strict), compared(plain, hiding), NOT_THERE]
    said += [
        words.PUBLIC_VIEW,
        words.PUBLISH_HELP,
        words.REFUSED_BESIDE,
        words.NOT_PUBLISHED_YET,
        words.NOTHING_PUBLISHED,
        words.WITHDRAW_WHY,
    ]
    assert [text for text in said if avoided(text)] == []


@pytest.mark.parametrize(
    "text",
    ["HIV cases", "the burden of HIV", "women lost to follow-up", "target women", "AIDS victims"],
)
def test_a_word_to_avoid_is_found(text: str) -> None:
    assert avoided(text)


def test_the_programmes_own_words_are_quoted() -> None:
    assert avoided("the districts of highest burden") == []
