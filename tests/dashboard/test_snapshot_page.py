"""The A4 page: one page, tagged, the words of the file, nothing private, for any view."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard.snapshot.contents import contents
from dashboard.snapshot.page import snapshot_page
from dashboard.snapshot.words import WATERMARK, Stamp
from dashboard.snapshots import fonts, public_ground
from dashboard.webfonts import unpacked
from geodata.privacy import DisclosureError, Policy
from geodata.public.suppression import Plan
from geodata.public.view import PublicView, public_view, source_of, view_of
from geodata.status import DataStatus
from tests.dashboard.test_snapshot import FEW, SITES, ground_for
from tests.geodata.test_privacy_words import told
from tests.geodata.worlds import assessed, lesotho_model, made

if TYPE_CHECKING:
    from pathlib import Path

WORDS = shutil.which("pdftotext") or ""
FACTS = shutil.which("pdfinfo") or ""

needs_poppler = pytest.mark.skipif(
    not (WORDS and FACTS), reason="no pdftotext: apt install poppler-utils"
)


@pytest.fixture(name="view", scope="module")
def _view() -> PublicView:
    model = lesotho_model()
    return public_view(model.programme, assessed(model))


@pytest.fixture(name="page", scope="module")
def _page(view: PublicView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.pdf"
    path.write_bytes(snapshot_page(view, public_ground(lesotho_model().programme), fonts()))
    return path


def asked(program: str, *arguments: str | Path) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def pages(content: bytes, folder: Path) -> tuple[str, str]:
    """Return the number of pages of a PDF, and its words."""
    path = folder / "one.pdf"
    path.write_bytes(content)
    found = re.search(r"Pages: +(\d+)", asked(FACTS, path))
    assert found
    return found[1], asked(WORDS, path, "-")


@needs_poppler
def test_it_is_one_tagged_a4_page(page: Path) -> None:
    facts = asked(FACTS, page)
    assert re.search(r"Pages: +1\n", facts)
    assert re.search(r"Tagged: +yes", facts)
    assert "A4" in facts
    assert re.search(r"Keywords: +data_status=demonstration, edition=public\n", facts)
    assert "Mentor Mothers in Lesotho, November 2017" in facts
    assert page.stat().st_size < 500_000


@needs_poppler
def test_its_text_is_the_text_of_the_snapshot(page: Path, view: PublicView) -> None:
    said = contents(view)
    words = " ".join(asked(WORDS, page, "-").split())
    parts = [said.title, said.sentence, said.sentence_detail, said.remote_finding, said.version]
    parts += [said.posts_finding, *(fact.label for fact in said.facts)]
    parts += [line for _, line in said.method]
    # The letters of the watermark, set aslant, may stand between any two words.
    flat = re.sub(r"\W", "", words)
    assert [part for part in parts if re.sub(r"\W", "", part) not in flat] == []
    for row in (*said.districts, *said.remote, *said.posts):
        assert [cell for cell in row.cells if cell not in words] == []
    assert told(words) == []


@needs_poppler
def test_the_words_of_the_map_are_text_and_it_has_a_description(page: Path) -> None:
    words = asked(WORDS, page, "-")
    for part in ("Butha-Buthe", "50 km", "outside the programme", "Status: demonstration"):
        assert part in words
    structure = asked(FACTS, "-struct", page)
    assert "Figure" in structure
    assert "Table" in structure
    assert structure.count("TH") > 10


def test_the_fonts_do_not_tell_when_they_wereunpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    # What another process would do at another time.
    made = []
    for moment in ("1000000000", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        unpacked.cache_clear()
        made.append(unpacked(fonts().regular))
    assert made[0] == made[1]


def test_the_same_view_gives_the_same_bytes(page: Path, view: PublicView) -> None:
    ground = public_ground(lesotho_model().programme)
    assert snapshot_page(view, ground, fonts()) == page.read_bytes()


@needs_poppler
def test_the_watermark_stands_while_any_layer_is_demonstration(
    view: PublicView, tmp_path: Path
) -> None:
    ground = ground_for(view)
    number, words = pages(snapshot_page(view, ground, fonts()), tmp_path)
    assert (number, words.count(WATERMARK) > 0) == ("1", True)
    real = replace(view, status=DataStatus.MODELLED)
    stamped = snapshot_page(real, ground, fonts(), stamp=Stamp(7, view.as_of))
    number, words = pages(stamped, tmp_path)
    assert number == "1"
    assert WATERMARK not in words
    assert "Published snapshot 7, 30 November 2017" in " ".join(words.split())


@needs_poppler
def test_with_much_hidden_it_still_is_one_page(tmp_path: Path) -> None:
    model = lesotho_model()
    strict = public_view(model.programme, assessed(model), Policy(threshold=10))
    content = snapshot_page(strict, public_ground(model.programme), fonts())
    number, words = pages(content, tmp_path)
    assert number == "1"
    assert "Berea, Mafeteng and Mohale's Hoek" in " ".join(words.split())


@needs_poppler
def test_a_text_in_the_data_is_never_code(view: PublicView, tmp_path: Path) -> None:
    title = '#panic("x") *b* $x$ @y <z> = \\ ]'
    _, words = pages(snapshot_page(replace(view, title=title), ground_for(view), fonts()), tmp_path)
    assert "#panic" in words


def test_a_view_that_tells_a_small_count_is_not_set() -> None:
    few = made(SITES, FEW, np.random.default_rng(1))
    assessment = assessed(few)
    source = source_of(few.programme, assessment, Policy())
    open_view = view_of(few.programme, assessment, source, Plan())
    with pytest.raises(DisclosureError, match="stand openly"):
        snapshot_page(open_view, ground_for(open_view), fonts())
