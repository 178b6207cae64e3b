"""The words of the pages: people first, nothing that blames, and a list of the exceptions."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
AVOID = {
    r"HIV[- ]infected": "people living with HIV",
    r"HIV/AIDS": "HIV",
    r"HIV virus|AIDS virus": "HIV",
    r"AIDS (?:patients?|victims?)": "people living with HIV",
    r"infected (?:mothers?|women|children|infants?)": "women living with HIV",
    r"HIV[- ]positive mothers?": "women living with HIV",
    r"HIV cases?": "say what the number is",
    r"mother[- ]to[- ]child": "vertical transmission",
    r"defaulters?": "interrupted care",
    r"non[- ]compliant": "interrupted care",
    r"hard[- ]to[- ]reach": "remote or underserved areas",
    r"beneficiar(?:y|ies)": "clients",
    r"hot ?spots?": "areas with most need",
    r"high[- ]risk areas?": "say what the number is",
    r"unserved women": "need that is not met",
    r"(?:fight|war|battle) (?:against|on) (?:HIV|AIDS)": "respond to HIV",
    r"worst[- ](?:off )?(?:district|area|site|place)s?": "say what the number is",
}
# 00.16: the programme's own words, quoted as such, are no words of ours.
QUOTED = ("highest burden", "districts of highest burden")


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each text with its line: literals of Python, docstrings too, and whole assets."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), start=1)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def sources() -> list[Path]:
    python = [
        path
        for name in ("geodata", "dashboard", "layouts")
        for path in ROOT.glob(f"{name}/**/*.py")
    ]
    assets = [
        path
        for path in ROOT.glob("layouts/assets/*")
        if path.suffix in (".css", ".js", ".md", ".html", ".txt") and ".min." not in path.name
    ]
    return sorted([*python, *assets])


def told(text: str) -> list[str]:
    for quoted in QUOTED:
        text = text.replace(quoted, "")
    return [word for word in AVOID if re.search(rf"\b(?:{word})\b", text, re.IGNORECASE)]


def test_no_text_uses_a_word_to_avoid() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {word} (say: {AVOID[word]})"
        for path in sources()
        for line, text in strings(path)
        for word in told(text)
    ]
    assert not found, "\n".join(found)


def test_there_is_text_to_look_at() -> None:
    assert sum(1 for path in sources() for _ in strings(path)) > 1000


@pytest.mark.parametrize(
    "text", ["HIV-infected women", "mother-to-child transmission", "hard-to-reach women"]
)
def test_a_word_to_avoid_is_found(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize(
    "text", ["women living with HIV", "vertical transmission", "remote or underserved areas"]
)
def test_a_word_to_use_is_not(text: str) -> None:
    assert not told(text)
