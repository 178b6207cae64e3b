"""Files beside the table: the rows of the screen, one kind a button, named and for staff."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from dashboard import gapfiles, ids, words
from dashboard.callbacks.downloads import KINDS, sent
from dashboard.context import ready_context
from dashboard.gapfiles import gap_file
from dashboard.jobs.here import StoppedError
from dashboard.publishing import snapshot_answer
from dashboard.snapshot.published import Published
from dashboard.state import Selection
from geodata.gap.columns import Level
from geodata.gap.report import SHEETS
from geodata.gap.sheets import FIRST_ROW, HEADING_ROW
from geodata.names import Scope
from tests.dashboard.mapcontexts import context_of
from tests.geodata import small
from tests.geodata.reports import PARAMETERS

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.context import Context
    from geodata.programme import Programme

CODES = {Level.DISTRICT: ["B", "A"], Level.AREA: ["B-1", "A-1"], Level.SITE: ["S2"]}
KEYS = {Level.DISTRICT: "district_code", Level.AREA: "area_code", Level.SITE: "site_id"}
LEVELS = pytest.mark.parametrize("level", list(Level))


@pytest.fixture(scope="module")
def atlas() -> Context:
    return ready_context(small.programme(parameter_table=PARAMETERS), small.travel())


def chosen(**fields: object) -> Selection:
    return Selection(scope=Scope.COUNTRY, **fields)  # type: ignore[arg-type]


@LEVELS
def test_the_report_has_the_rows_of_the_screen_on_their_sheet(atlas: Context, level: Level) -> None:
    codes = CODES[level]
    made = gap_file(atlas, chosen(level=level), gapfiles.REPORT, "\n".join(codes))
    assert made.name == "nowhere-gap-report-2017-11-30-demonstration.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    lines = list(book[SHEETS[Level(level)]].iter_rows(values_only=True))
    heading = {"district_code": "District code", "area_code": "Area code", "site_id": "Site code"}
    at = lines[HEADING_ROW].index(heading[KEYS[level]])
    assert [line[at] for line in lines[FIRST_ROW : FIRST_ROW + len(codes)]] == codes


@LEVELS
def test_map_files_have_the_rows_of_the_screen(atlas: Context, level: Level) -> None:
    codes = CODES[level]
    made = gap_file(atlas, chosen(level=level), gapfiles.GIS, "\n".join(codes))
    assert made.name == f"nowhere-gap-{level}-gis-2017-11-30-demonstration.zip"
    bundle = zipfile.ZipFile(io.BytesIO(made.content))
    read = json.loads(bundle.read(f"gap_{level}.geojson"))
    assert [one["properties"][KEYS[level]] for one in read["features"]] == codes


@pytest.mark.parametrize("kind", [gapfiles.CSV, gapfiles.XLSX, gapfiles.REPORT, gapfiles.GIS])
@pytest.mark.parametrize("codes", [None, ""])
def test_every_kind_is_made_with_all_rows_and_with_none(
    atlas: Context, kind: str, codes: str | None
) -> None:
    made = gap_file(atlas, chosen(level=Level.SITE), kind, codes)
    assert made.content
    assert made == gap_file(atlas, chosen(level=Level.SITE), kind, codes)


def test_each_button_sends_one_kind_as_the_page_takes_it(atlas: Context) -> None:
    assert len(set(KINDS.values())) == len(KINDS) == 6
    reply = sent(atlas, chosen(), KINDS[ids.DOWNLOAD_GIS], None)
    assert reply["type"] == "application/zip"
    assert base64.b64decode(reply["content"]).startswith(b"PK")


def test_the_page_says_that_the_files_are_for_staff() -> None:
    assert "for staff" in words.DOWNLOAD_NOTE
    assert "exact staff by site" in words.DOWNLOAD_NOTE


def test_the_report_is_the_same_whatever_was_published_before(
    lesotho: Programme, tmp_path: Path
) -> None:
    context, published = context_of(lesotho), Published(tmp_path)
    before = gap_file(context, Selection(), gapfiles.REPORT, None)
    snapshot_answer(context, published, {"under": "10"})
    assert len(published.editions()) == 1
    assert gap_file(context, Selection(), gapfiles.REPORT, None) == before
    sheet = openpyxl.load_workbook(io.BytesIO(before.content))["Suppressed"]
    rows = {line[:2]: line[2:4] for line in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows["Mafeteng", "Mentor Mothers"] == ("5 or more", "hidden")
    assert rows["Maseru", "Mentor Mothers"] == ("5 or more", "10 or more")
    assert rows["Mafeteng", "Sites"] == ("shown", "hidden")


@pytest.mark.parametrize("kind", [gapfiles.REPORT, gapfiles.ATLAS])
def test_a_file_of_several_parts_tells_its_share_and_can_be_ended_in_any(
    atlas: Context, kind: str
) -> None:
    shares: list[float] = []
    gap_file(atlas, chosen(), kind, None, shares.append)
    assert shares == sorted(set(shares))
    assert 0 < shares[0] < 0.5 <= shares[-1] < 1
    assert len(shares) >= 3

    def stopped(_share: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        gap_file(atlas, chosen(), kind, None, stopped)
