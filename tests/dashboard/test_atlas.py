"""The district atlas: both editions, read with poppler, held against the screen's own numbers."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest

from dashboard import publishing, words
from dashboard.atlas import words as atlas_words
from dashboard.atlas.pages import Atlas, Edition, Page
from dashboard.atlas.public import public_atlas
from dashboard.atlas.typeset import atlas_pdf
from dashboard.atlas.windows import MM_PER_KM, country_window, windows
from dashboard.atlases import FONT_FILES, public_atlas_file, staff_atlas_file, staff_pdf
from dashboard.context import ready_context
from dashboard.snapshot.published import Published
from dashboard.snapshot.words import Stamp
from dashboard.snapshots import headline_view, public_ground
from dashboard.staffatlas.edition import staff_atlas
from dashboard.state import Selection
from geodata.choice import Choice
from geodata.names import TOTAL, FlagStatus, Scope
from geodata.privacy import DisclosureError, Policy, State
from geodata.public.columns import CADRES
from geodata.public.suppression import Plan
from geodata.public.view import source_of, view_of
from tests.dashboard.mapcontexts import context_of
from tests.dashboard.pdftools import needs_poppler, pages, picture, said
from tests.dashboard.test_snapshot import FEW, SITES, ground_for, view_in
from tests.geodata import small
from tests.geodata.reports import PARAMETERS
from tests.geodata.worlds import assessed, made

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.atlas.scenes import LegendEntry
    from dashboard.context import Context
    from geodata.programme import Programme

EDITIONS = pytest.mark.parametrize("edition", list(Edition))
MOST_CPU_S = 5.0
NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)


@pytest.fixture(name="opened", scope="module")
def _context(lesotho: Programme) -> Context:
    return context_of(lesotho)


@pytest.fixture(name="atlases_made", scope="module")
def _atlases(opened: Context) -> dict[Edition, Atlas]:
    programme = opened.programme
    ground, day = public_ground(programme), programme.info.generated_at.date()
    answers = opened.assessment(Choice())
    return {
        Edition.STAFF: staff_atlas(programme, answers, Selection(), ground),
        Edition.PUBLIC: public_atlas(headline_view(opened), ground, day, Stamp(1, NOW.date())),
    }


@pytest.fixture(name="files", scope="module")
def _files(
    atlases_made: dict[Edition, Atlas], tmp_path_factory: pytest.TempPathFactory
) -> dict[Edition, Path]:
    folder = tmp_path_factory.mktemp("atlas")
    paths = {edition: folder / f"{edition}.pdf" for edition in Edition}
    for edition, path in paths.items():
        path.write_bytes(atlas_pdf(atlases_made[edition], FONT_FILES))
    return paths


def page_of(atlas: Atlas, code: str) -> Page:
    return next(page for page in atlas.pages if page.code == code)


def text_of(atlas: Atlas) -> str:
    return json.dumps(asdict(atlas), ensure_ascii=False)


def is_class(entry: LegendEntry) -> bool:
    return entry.kind == "fill" and entry != atlas_words.OUTSIDE


@EDITIONS
def test_the_country_comes_first_then_one_page_a_district(
    opened: Context, atlases_made: dict[Edition, Atlas], edition: Edition
) -> None:
    codes = [page.code for page in atlases_made[edition].pages]
    inside = opened.programme.districts["in_programme"]
    assert codes == [TOTAL, *inside.index[inside], *inside.index[~inside]]


@needs_poppler
@EDITIONS
def test_each_page_holds_on_one_sheet_and_says_its_title_status_and_version(
    atlases_made: dict[Edition, Atlas], files: dict[Edition, Path], edition: Edition
) -> None:
    hold_on_one_sheet_each(atlases_made[edition], files[edition])


def hold_on_one_sheet_each(atlas: Atlas, path: Path) -> None:
    told = pages(path)
    assert len(told) == len(atlas.pages) + 1  # The last one has the sources.
    for page, words_ in zip(atlas.pages, told, strict=False):
        assert atlas.edition_words in words_
        assert f"{page.title} {page.sentence}" in words_
        assert atlas.version in words_
        assert "DEMONSTRATION" in words_
        for name, line in atlas.method:
            assert f"{name}: {line}" in words_
        assert "Sources, in full on the last page" in words_
    assert all(cited in told[-1] for cited, _ in atlas.sources)


@needs_poppler
def test_with_districts_told_together_each_page_still_holds_on_one_sheet(
    opened: Context, tmp_path: Path
) -> None:
    view = headline_view(opened, Policy(threshold=10))
    assert view.together is not None
    assert view.together.name == "Berea, Mafeteng and Mohale's Hoek together"
    atlas = public_atlas(view, public_ground(opened.programme), NOW.date(), Stamp(1, NOW.date()))
    path = tmp_path / "strict.pdf"
    path.write_bytes(atlas_pdf(atlas, FONT_FILES))
    hold_on_one_sheet_each(atlas, path)
    for code in view.together.area_ids:
        table = page_of(atlas, code).staff
        assert table is not None
        # First the district's own, hidden, with the norm; then the sum, which the note names.
        together = ["103", "10 or more", "24", "10 or more", "23"]
        assert [row[1] for row in table.rows] == ["hidden"] * 4 + together
        assert table.rows[4][0] == "All Mentor Mothers, together"
        assert [row[0] for row in table.rows[5:]] == [
            f"{row[0]}, together" for row in table.rows[:4]
        ]
        assert [row[5] for row in table.rows[4:]] == [""] * 5
        assert "Staff of Berea, Mafeteng and Mohale's Hoek is shown only as a sum" in table.note


@needs_poppler
@EDITIONS
def test_the_pdf_is_a4_tagged_and_says_what_it_is(
    files: dict[Edition, Path], edition: Edition
) -> None:
    told = said("pdfinfo", str(files[edition]))
    assert re.search(r"Tagged:\s+yes", told)
    assert "A4" in told
    assert re.search(r"Title:\s+District atlas: Mentor Mothers in Lesotho, November 2017", told)
    assert f"edition={edition}" in told
    assert "data_status=demonstration" in told
    assert "pdfuaid:part" in said("pdfinfo", "-meta", str(files[edition]))
    structure = said("pdfinfo", "-struct", str(files[edition]))
    assert structure.count("Figure") >= 11
    assert len(re.findall(r"^ *H1\b", structure, re.MULTILINE)) == 12
    assert "Table" in structure
    assert "TH" in structure


@needs_poppler
@EDITIONS
def test_every_page_has_its_heading_and_every_picture_is_told_in_words(
    atlases_made: dict[Edition, Atlas], tmp_path: Path, edition: Edition
) -> None:
    atlas = atlases_made[edition]
    # The words of a structure take pdfinfo seconds a page; that each page has a heading, and in
    # which order, is seen without them.
    few = replace(atlas, pages=(atlas.pages[-1],))
    path = tmp_path / "few.pdf"
    path.write_bytes(atlas_pdf(few, FONT_FILES))
    structure = said("pdfinfo", "-struct-text", str(path))
    headings = re.findall(r'^ *H1 "(.*)" \(block\)$', structure, re.MULTILINE)
    assert headings == [page.title for page in few.pages] + ["Sources"]
    for page in atlas.pages:
        assert page.title in page.picture.alternative


@needs_poppler
@EDITIONS
def test_no_letter_is_smaller_than_seven_points(
    files: dict[Edition, Path], edition: Edition
) -> None:
    told = said("pdftohtml", "-xml", "-zoom", "1", "-i", "-stdout", str(files[edition]))
    sizes = [int(size) for size in re.findall(r'<fontspec id="\d+" size="(\d+)"', told)]
    assert len(sizes) > 5
    assert min(sizes) >= 7


@needs_poppler
@EDITIONS
def test_words_are_drawn_and_not_only_said(files: dict[Edition, Path], edition: Edition) -> None:
    # A font that cannot be read leaves the words in the file and nothing on the page.
    page = picture(files[edition], 2)
    heading = page[int(0.055 * len(page)) : int(0.075 * len(page)), 30:160]
    assert (heading < 100).mean() > 0.02
    fonts = said("pdffonts", str(files[edition]))
    assert "Inter-SemiBold" in fonts
    assert " no " not in "".join(line[50:65] for line in fonts.splitlines()[2:])  # All embedded.


@EDITIONS
def test_every_district_has_the_same_scale_and_breaks(
    atlases_made: dict[Edition, Atlas], edition: Edition
) -> None:
    atlas = atlases_made[edition]
    inside = [page for page in atlas.pages[1:] if page.splits]
    assert len(inside) == 5
    assert len({page.picture.note.split(";")[0] for page in atlas.pages[1:]}) == 1
    classes = [
        [(entry.words, entry.colour) for entry in page.picture.legend if is_class(entry)]
        for page in (atlas.pages[0], *inside)
    ]
    assert all(one == classes[0] for one in classes)


def test_a_ruler_on_the_map_measures_kilometres(opened: Context) -> None:
    ground = public_ground(opened.programme)
    frames = windows(ground)
    assert len({frame.denominator for frame in frames.values()}) == 1
    earth = pyproj.Geod(ellps="WGS84")
    for frame in (*frames.values(), country_window(ground)):
        one, other = (28.0, -29.2), (28.3, -29.6)
        (left, up), (right, down) = frame.projection(*one), frame.projection(*other)
        map_mm = float(np.hypot(right - left, down - up))
        true_km = earth.inv(*one, *other)[2] / 1000
        assert map_mm * frame.denominator / MM_PER_KM == pytest.approx(true_km, rel=0.01)


def test_every_district_fits_its_window(opened: Context) -> None:
    ground = public_ground(opened.programme)
    for one in ground.districts:
        frame = windows(ground)[one.area_id]
        points = [frame.projection(*point) for ring in one.rings for point in ring]
        assert min(min(point) for point in points) >= 3.9
        assert max(right for right, _ in points) <= frame.width_mm - 3.9
        assert max(down for _, down in points) <= frame.height_mm - 3.9


def test_staff_pages_have_the_numbers_of_the_screen(
    opened: Context, atlases_made: dict[Edition, Atlas]
) -> None:
    answers = opened.assessment(Choice())
    for page in atlases_made[Edition.STAFF].pages:
        if page.staff is None:
            continue
        for (code, column), row in zip(CADRES.items(), page.staff.rows, strict=True):
            now, required, missing, above = row[1:5]
            assert now == f"{answers.value(page.code, column):.0f}"
            assert required == f"{answers.value(page.code, f'{code.lower()}_required'):.0f}"
            assert (
                missing.split()[0] == f"{answers.value(page.code, f'{code.lower()}_deficit'):.0f}"
            )
            assert above == f"{answers.value(page.code, f'{code.lower()}_surplus'):.0f}"
            assert int(now) + int(missing.split()[0]) - int(above) == int(required)
        assert sum(part.share for part in page.splits[0].parts) == pytest.approx(1)


def test_flagged_areas_stand_on_their_district_with_their_sentence_and_number(
    opened: Context, atlases_made: dict[Edition, Atlas]
) -> None:
    areas = opened.assessment(Choice()).areas
    flagged = areas[areas["flag"] == FlagStatus.FLAGGED]
    atlas = atlases_made[Edition.STAFF]
    for code, here in flagged.groupby("district_code"):
        flags = page_of(atlas, str(code)).flags
        assert flags is not None
        assert flags.total == len(here)
        first = here.sort_values("flag_number").head(len(flags.rows))
        assert [flag.sentence for flag in flags.rows] == first["explanation"].tolist()
        assert [float(flag.number) for flag in flags.rows] == first["flag_number"].tolist()
        svg = page_of(atlas, str(code)).picture.svg
        assert all(f">{flag.number}</text>" in svg for flag in flags.rows)


@needs_poppler
def test_the_list_says_how_many_flagged_areas_found_no_room(
    atlases_made: dict[Edition, Atlas], files: dict[Edition, Path]
) -> None:
    told = pages(files[Edition.STAFF])
    for page, words_ in zip(atlases_made[Edition.STAFF].pages, told, strict=False):
        if page.flags is None or not page.flags.rows:
            continue
        left = re.search(r"And (\d+) more", words_)
        shown = words_.count("Still flagged in")
        assert shown >= 2
        assert left
        assert shown + int(left[1]) == page.flags.total


@needs_poppler
def test_the_list_of_flagged_areas_ends_above_the_foot(
    atlases_made: dict[Edition, Atlas], files: dict[Edition, Path]
) -> None:
    boxes = said("pdftotext", "-bbox", str(files[Edition.STAFF]), "-")
    told = re.split("<page ", boxes)[1:]
    flagged = 0
    for page, words_ in zip(atlases_made[Edition.STAFF].pages, told, strict=False):
        if page.flags is not None and page.flags.rows:
            last = re.findall(r'yMax="([\d.]+)">more:<', words_)
            foot = re.findall(r'yMin="([\d.]+)"[^>]*>Need:<', words_)
            assert float(last[-1]) <= float(foot[-1])
            flagged += 1
    assert flagged == 6


def test_no_edition_names_a_site_or_a_stop(
    opened: Context, atlases_made: dict[Edition, Atlas]
) -> None:
    programme = opened.programme
    for atlas in atlases_made.values():
        text = text_of(atlas)
        for table, column in (("sites", "site_name"), ("outreach_stops", "stop_name")):
            rows = getattr(programme, table)
            assert [name for name in (*rows[column], *rows.index) if str(name) in text] == []


def test_the_public_edition_has_nothing_below_a_district(
    opened: Context, atlases_made: dict[Edition, Atlas]
) -> None:
    programme, atlas = opened.programme, atlases_made[Edition.PUBLIC]
    text = text_of(atlas)
    private = [programme.content_hash[:12], *programme.areas["area_name"], *programme.areas.index]
    assert [name for name in private if str(name) in text] == []
    assert "lagged" not in text
    assert all(page.flags is None for page in atlas.pages)
    # No mark of a site, and no fill but one a district: circles are the dots of 'not shown'.
    for page in atlas.pages:
        assert page.picture.svg.count("<circle") == 1
        fills = re.findall(r'<path d="[^"]*" fill="(#[0-9a-f]{6})"', page.picture.svg)
        assert len(fills) == len(programme.districts) + 1  # And the north arrow.


def test_the_public_edition_says_the_figures_of_the_public_view(
    opened: Context, atlases_made: dict[Edition, Atlas]
) -> None:
    view = headline_view(opened)
    atlas = atlases_made[Edition.PUBLIC]
    for row in view.districts:
        page = page_of(atlas, row.area_ids[0])
        assert page.staff is not None
        both, *cadres = page.staff.rows
        assert both[:5] == ("All Mentor Mothers", f"{row['frontline'].value:.0f}", "", "", "")
        for title, line in zip(atlas_words.CADRE_NAMES, cadres, strict=True):
            assert line[:5] == (title, "5 or more", "hidden", "hidden", "hidden")
        shares = [row[name].value for name in ("effective_coverage", "share_over_capacity")]
        assert [part.words for part in page.splits[0].parts][:2] == [
            f"{100 * (share or 0):.0f}%" for share in shares
        ]
        assert (
            next(dot for dot in page.dots if dot.chosen).value == row["geographic_coverage"].value
        )


def test_what_is_hidden_is_said_and_dotted_and_never_a_number(tmp_path: Path) -> None:
    view = view_in(made(SITES, FEW, np.random.default_rng(1)))
    atlas = public_atlas(view, ground_for(view), view.as_of)
    hidden = [row for row in view.districts if row["mentor_mothers"].state != State.SHOWN]
    assert hidden
    for row in hidden:
        page = page_of(atlas, row.area_ids[0])
        assert page.staff is not None
        assert page.staff.rows[0][1] in ("hidden", "under 5")
        if row["geographic_coverage"].value is None:
            assert "url(#not-shown)" in page.picture.svg
            assert page.splits[0].parts == ()
            assert any(entry.kind == "dotted" for entry in page.picture.legend)
    (tmp_path / "few.pdf").write_bytes(atlas_pdf(atlas, FONT_FILES))


def test_a_view_that_tells_a_small_count_gives_no_atlas() -> None:
    few = made(SITES, FEW, np.random.default_rng(1))
    answers = assessed(few)
    weak = view_of(few.programme, answers, source_of(few.programme, answers, Policy()), Plan())
    with pytest.raises(DisclosureError, match="stand openly"):
        public_atlas(weak, ground_for(weak), weak.as_of)


def test_where_no_view_is_safe_the_file_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(publishing, "headline_view", lambda *_: None)
    fresh = ready_context(small.programme(parameter_table=PARAMETERS), small.travel())
    content, name, media_type = public_atlas_file(fresh, Published(tmp_path), NOW)
    assert content.decode() == words.SNAPSHOT_REFUSED
    assert name.endswith(".txt")
    assert media_type.startswith("text/plain")


@needs_poppler
def test_taking_the_public_edition_publishes_its_numbers_once(
    opened: Context, tmp_path: Path
) -> None:
    published = Published(tmp_path / "published")
    first = public_atlas_file(opened, published, NOW)
    assert public_atlas_file(opened, published, NOW) == first
    (edition,) = published.editions()
    assert edition.view == headline_view(opened)
    content, name, media_type = first
    assert name == "lesotho-atlas-public-2017-11-30-demonstration.pdf"
    assert media_type == "application/pdf"
    path = tmp_path / name
    path.write_bytes(content)
    assert all("Published snapshot 1, 28 November 2026" in words_ for words_ in pages(path)[:-1])


def test_the_same_version_gives_the_same_bytes_and_another_choice_others(
    opened: Context, files: dict[Edition, Path]
) -> None:
    first = files[Edition.STAFF].read_bytes()
    assert staff_pdf(opened, Selection()) == first
    assert staff_pdf(opened, Selection(threshold_minutes=60)) != first


def test_ten_districts_take_five_seconds_or_less(opened: Context) -> None:
    opened.assessment(Choice())
    # Time of this process only, since other work on the machine is no work of ours.
    begun = time.process_time()
    staff_pdf(opened, Selection())
    assert time.process_time() - begun <= MOST_CPU_S


@needs_poppler
@EDITIONS
def test_long_words_and_many_flags_still_take_one_page_each(
    atlases_made: dict[Edition, Atlas], edition: Edition, tmp_path: Path
) -> None:
    atlas = atlases_made[edition]
    longer = tuple(
        replace(page, title=f"{page.title} and its neighbours", sentence=page.sentence * 2)
        for page in atlas.pages
    )
    path = tmp_path / "long.pdf"
    path.write_bytes(atlas_pdf(replace(atlas, pages=longer), FONT_FILES))
    assert len(pages(path)) == len(atlas.pages) + 1


@needs_poppler
def test_another_country_has_its_atlas_too(tmp_path: Path) -> None:
    fresh = ready_context(small.programme(parameter_table=PARAMETERS), small.travel())
    content, name, _ = staff_atlas_file(fresh, Selection(scope=Scope.COUNTRY))
    path = tmp_path / name
    path.write_bytes(content)
    told = pages(path)
    assert len(told) == len(fresh.programme.districts) + 2
    assert "All districts" in told[0]
    assert "outside the programme" not in " ".join(told[1:-1]).lower()


def test_the_words_name_each_edition_and_its_readers() -> None:
    assert "not for publication" in atlas_words.EDITIONS[Edition.STAFF]
    assert "districts only" in atlas_words.EDITIONS[Edition.PUBLIC]
    assert "Only the public atlas is for others" in words.DOWNLOAD_NOTE
