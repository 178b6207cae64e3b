"""From a file that comes in to a version in use, on a country small enough to count."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.content import content_files
from geodata.drafts.difference import Change, Difference, difference, with_results
from geodata.drafts.workbench import Workbench
from geodata.incoming.datasetfiles import Stamp
from geodata.incoming.result import Verdict
from geodata.programme import load
from geodata.status import DataStatus
from geodata.versions.shelf import NotPublishedError, PublishConflictError, Words

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 12, tzinfo=UTC)
WORDS = Words("Thabo", "November register")


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def staffing(bench: Workbench, path: Path, **counts: int) -> Path:
    """Write the staffing that is in use with other numbers of Mentor Mothers at some sites."""
    frame = pd.read_csv(bench.in_use() / "staffing.csv", dtype="str")
    for site, count in counts.items():
        frame.loc[(frame["site_id"] == site) & (frame["cadre"] == "MM"), "headcount"] = str(count)
    frame.drop(columns=["source", "source_date", "data_status"]).to_csv(path, index=False)
    return path


def site_rows(bench: Workbench) -> pd.DataFrame:
    return pd.read_csv(bench.in_use() / "sites.csv", dtype="str", keep_default_na=False)


def published(bench: Workbench, path: Path, words: Words = WORDS) -> object:
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    return bench.publish(token, words, NOON, accept=True)


def test_what_is_published_is_in_use_with_source_and_time(bench: Workbench, tmp_path: Path) -> None:
    published(bench, staffing(bench, tmp_path / "register.csv", S1=5))
    programme = load(bench.in_use())
    rows = programme.staffing.set_index(["site_id", "cadre"])
    assert rows.at[("S1", "MM"), "headcount"] == 5
    assert set(rows["source"]) == {"register"}
    assert set(rows["data_status"]) == {"reported"}
    assert programme.info.generated_at == NOON
    assert "register" in programme.sources.index


def test_a_draft_changes_nothing_that_others_see(bench: Workbench, tmp_path: Path) -> None:
    token = bench.new_draft()
    bench.take_in(token, staffing(bench, tmp_path / "a.csv", S1=5), when=NOON)
    assert bench.in_use() == bench.first
    assert bench.versions.history() == ()


def test_the_raw_file_is_not_kept(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "site_id,period,cadre,Full name,Phone\nS1,201711,MM,THE PERSON,+266 5800 1234\n"
    )
    token = bench.new_draft()
    upload, _ = bench.take_in(token, path, when=NOON)
    assert "personal_columns" in {remark["rule"] for remark in upload.remarks}
    kept = b"".join(one.read_bytes() for one in (bench.versions.root).rglob("*") if one.is_file())
    assert b"S1,201711,MM,1" in kept
    for text in (b"THE PERSON", b"5800 1234"):
        assert text not in kept


def test_a_refused_file_changes_nothing(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    token = bench.new_draft()
    upload, _ = bench.take_in(token, path, when=NOON)
    assert (upload.verdict, upload.files) == (Verdict.REFUSE, ())
    with pytest.raises(NotPublishedError, match="changes nothing"):
        bench.publish(token, WORDS, NOON, accept=True)


def test_open_points_must_be_accepted_and_are_kept(bench: Workbench, tmp_path: Path) -> None:
    token = bench.new_draft()
    bench.take_in(token, staffing(bench, tmp_path / "a.csv", S1=50), when=NOON)
    with pytest.raises(NotPublishedError, match="points are open"):
        bench.publish(token, WORDS, NOON)
    made = bench.publish(token, WORDS, NOON, accept=True)
    assert any("Mentor Mother" in point or "MM" in point for point in made.accepted)
    assert made.sources[0].startswith("a.csv (sha256 ")


def test_errors_can_not_be_accepted(bench: Workbench, tmp_path: Path) -> None:
    path = staffing(bench, tmp_path / "a.csv")
    path.write_text(path.read_text().replace("S1,", "S99,"))
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    review = bench.review(token)
    assert not review.can_publish
    with pytest.raises(NotPublishedError, match="no such site_id"):
        bench.publish(token, WORDS, NOON, accept=True)
    assert bench.versions.history() == ()


def test_the_second_of_two_drafts_is_told_and_kept(bench: Workbench, tmp_path: Path) -> None:
    one, other = bench.new_draft(), bench.new_draft()
    bench.take_in(one, staffing(bench, tmp_path / "a.csv", S1=5), when=NOON)
    bench.take_in(other, staffing(bench, tmp_path / "b.csv", S1=6), when=NOON)
    bench.publish(one, WORDS, NOON, accept=True)
    with pytest.raises(PublishConflictError, match="Thabo"):
        bench.publish(other, Words("Mpho", "mine"), NOON, accept=True)
    assert bench.drafts.notes(other)["uploads"]


def test_going_back_gives_the_same_bytes(bench: Workbench, tmp_path: Path) -> None:
    published(bench, staffing(bench, tmp_path / "a.csv", S1=5))
    first = bench.in_use()
    published(bench, staffing(bench, tmp_path / "b.csv", S1=6), Words("Mpho", "later"))
    assert bench.in_use() != first
    bench.rollback("1", Words("Thabo", "wrong register"), LATER)
    assert bench.in_use() == first


def test_the_same_file_again_is_said_to_be_the_same(bench: Workbench, tmp_path: Path) -> None:
    token, path = bench.new_draft(), staffing(bench, tmp_path / "a.csv", S1=5)
    first, _ = bench.take_in(token, path, when=NOON)
    again, _ = bench.take_in(token, path, when=LATER)
    staffing(bench, path, S1=6)
    changed, _ = bench.take_in(token, path, when=LATER)
    assert (first.same_as, again.same_as, changed.same_as) == ("", NOON.isoformat(), "")
    assert len(bench.drafts.notes(token)["uploads"]) == 1


def test_a_site_that_moved_came_or_went_is_told_in_metres(bench: Workbench, tmp_path: Path) -> None:
    rows = site_rows(bench)
    before = load(bench.in_use())
    metric = before.sites.to_crs(before.info.crs)
    rows.loc[rows["site_id"] == "S1", "latitude"] = str(
        float(rows.loc[rows["site_id"] == "S1", "latitude"].iloc[0]) - 0.001
    )
    rows.loc[rows["site_id"] == "S3", "site_id"] = "S9"
    path = tmp_path / "sites.csv"
    rows.to_csv(path, index=False)
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    found = bench.review(token).difference
    assert found is not None
    assert (found.added, found.gone) == (("S9",), ("S3",))
    assert list(found.moved_m) == ["S1"]
    assert found.moved_m["S1"] == pytest.approx(0.001 * 110_850, rel=0.005)
    assert len(metric) == 3


def test_invented_rows_of_sites_that_are_gone_leave_with_them(
    bench: Workbench, tmp_path: Path
) -> None:
    rows = site_rows(bench)
    path = tmp_path / "sites.csv"
    rows[rows["site_id"] != "S3"].to_csv(path, index=False)
    token = bench.new_draft()
    upload, _ = bench.take_in(token, path, when=NOON)
    assert "demonstration_left" in {remark["rule"] for remark in upload.remarks}
    bench.publish(token, WORDS, NOON, accept=True)
    assert set(load(bench.in_use()).staffing["site_id"]) <= {"S1", "S2"}


def test_an_upload_can_be_taken_out_of_a_draft(bench: Workbench, tmp_path: Path) -> None:
    token = bench.new_draft()
    sites, odd = tmp_path / "sites.csv", tmp_path / "odd.pdf"
    site_rows(bench).to_csv(sites, index=False)
    odd.write_bytes(b"%PDF-1.7")
    bench.take_in(token, sites, when=NOON)
    bench.take_in(token, odd, when=NOON)
    assert bench.leave_out(token, "odd.pdf")
    assert not bench.leave_out(token, "odd.pdf")
    assert [one["name"] for one in bench.drafts.notes(token)["uploads"]] == ["sites.csv"]
    assert list(bench.preview(token)["files"]) == ["sites.csv"]
    folders = [path for path in bench.drafts.folder(token).iterdir() if path.is_dir()]
    assert bench.leave_out(token, "sites.csv")
    assert not content_files(bench.drafts.folder(token))
    with pytest.raises(NotPublishedError, match="changes nothing"):
        bench.publish(token, WORDS, NOON)
    bench.drafts.forget(token)
    assert folders
    assert not any(folder.exists() for folder in folders)


def test_uploads_that_changed_the_same_leave_in_turn(bench: Workbench, tmp_path: Path) -> None:
    token, folder = bench.new_draft(), tmp_path
    rows = site_rows(bench)
    for name, title in (("a.csv", "Ha A"), ("b.csv", "Ha B")):
        rows.assign(site_name=title).to_csv(folder / name, index=False)
        bench.take_in(token, folder / name, when=NOON)
    kept = bench.drafts.folder(token) / "sites.csv"
    assert bench.stays(token, "a.csv") == "To take it out, take out b.csv first."
    assert not bench.leave_out(token, "a.csv")
    assert bench.leave_out(token, "b.csv")
    assert "Ha A" in kept.read_text("utf-8")
    # Read again with another content: both readings of it leave together.
    rows.assign(site_name="Ha C").to_csv(folder / "a.csv", index=False)
    bench.take_in(token, folder / "a.csv", when=NOON)
    assert bench.leave_out(token, "a.csv")
    assert not kept.exists()


def test_an_upload_in_the_middle_leaves_when_no_other_changed_the_same(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    draft = bench.drafts.folder(token)
    for name in ("sites.csv", "prevalence.csv", "staffing.csv"):
        rows = pd.read_csv(bench.in_use() / name, dtype=str, keep_default_na=False)
        rows.drop(columns=["source"]).to_csv(tmp_path / name, index=False)
        stamp = Stamp(f"List of {name}", "2017-11-30", DataStatus.REPORTED)
        bench.take_in(token, tmp_path / name, stamp, when=NOON)
    assert bench.stays(token, "prevalence.csv") == ""
    assert bench.leave_out(token, "prevalence.csv")
    listed = (draft / "sources.csv").read_text("utf-8")
    assert "List of prevalence.csv" not in listed
    assert "List of sites.csv" in listed
    assert not (draft / "prevalence.csv").exists()
    assert bench.review(token).can_publish
    # What is left leaves in any order too, and nothing of it stays.
    assert bench.leave_out(token, "sites.csv")
    assert bench.leave_out(token, "staffing.csv")
    assert not content_files(draft)
    with pytest.raises(NotPublishedError, match="changes nothing"):
        bench.publish(token, WORDS, NOON)


def test_findings_on_the_dataset_say_the_row_of_the_upload(
    bench: Workbench, tmp_path: Path
) -> None:
    rows = site_rows(bench).drop(columns=["source", "source_date", "data_status"])
    rows.loc[1, "facility_type"] = "shop"
    path = tmp_path / "register.csv"
    path.write_text(f"Register of sites,,,\n\n{rows.to_csv(index=False)}", encoding="utf-8")
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    (found,) = [one for one in bench.review(token).findings if one.column == "facility_type"]
    assert (found.table, found.row) == ("sites.csv", 3)
    assert "It is row 5 of register.csv." in found.message
    assert bench.leave_out(token, "register.csv")
    assert "register.csv" not in str(bench.review(token).findings)


def test_findings_on_staff_side_by_side_say_their_row(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("site_id,MM,SC\nS1,1,1\nS99,2,1\n", encoding="utf-8")
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    unknown = [one for one in bench.review(token).findings if one.value == "S99"]
    assert len(unknown) == 2
    assert all("It is row 3 of staff.csv." in one.message for one in unknown)


def test_a_source_that_another_upload_names_stays(bench: Workbench, tmp_path: Path) -> None:
    token = bench.new_draft()
    stamp = Stamp("Registry 2017", "2017-11-30", DataStatus.REPORTED)
    for name in ("sites.csv", "prevalence.csv", "staffing.csv"):
        rows = pd.read_csv(bench.in_use() / name, dtype=str, keep_default_na=False)
        rows.drop(columns=["source"]).to_csv(tmp_path / name, index=False)
        bench.take_in(token, tmp_path / name, stamp, when=NOON)
    assert bench.leave_out(token, "sites.csv")
    assert "Registry 2017" in (bench.drafts.folder(token) / "sources.csv").read_text("utf-8")
    assert bench.review(token).can_publish


def test_an_upload_read_again_after_another_goes_only_with_the_draft(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    for name, title in (("a.csv", "Ha A"), ("b.csv", "Ha B"), ("a.csv", "Ha C")):
        site_rows(bench).assign(site_name=title).to_csv(tmp_path / name, index=False)
        bench.take_in(token, tmp_path / name, when=NOON)
    assert "only the whole draft" in bench.stays(token, "a.csv")
    assert not bench.leave_out(token, "a.csv")
    assert not bench.leave_out(token, "b.csv")
    assert "Ha C" in (bench.drafts.folder(token) / "sites.csv").read_text("utf-8")


def test_coverage_and_flags_are_compared(lesotho: object) -> None:
    del lesotho
    empty = Difference((), (), {}, {}, {})

    class Answer:
        def __init__(self, share: float, flags: list[str]) -> None:
            names = ["near Ha A, Maseru", "near Ha B, Leribe"]
            columns = {"flag": flags, "area_name": names}
            self.share, self.areas = share, pd.DataFrame(columns, index=["a", "b"])

        def value(self, _area: str, _name: str) -> float:
            return self.share

    old, new = Answer(0.5, ["flagged", "clear"]), Answer(0.75, ["clear", "flagged"])
    found = with_results(empty, old, new)
    assert found.shares["geographic coverage"] == Change(50.0, 75.0)
    assert (found.flagged, found.cleared) == (("near Ha B, Leribe",), ("near Ha A, Maseru",))
    assert "1 areas newly flagged: near Ha B, Leribe" in found.sentences()


def test_an_area_of_which_nothing_is_known_any_more_is_not_cleared() -> None:
    class Answer:
        def __init__(self, **flags: str) -> None:
            names = [f"near {area}" for area in flags]
            self.areas = pd.DataFrame({"flag": flags.values(), "area_name": names}, index=[*flags])

        def value(self, _area: str, _name: str) -> float:
            return 0.5

    old = Answer(a="flagged", b="flagged", c="flagged", d="flagged", e="clear", f="flagged")
    new = Answer(a="clear", b="cannot assess", c="outside the programme", e="flagged", f="flagged")
    found = with_results(Difference((), (), {}, {}, {}), old, new)
    assert (found.flagged, found.cleared) == (("near e",), ("near a",))
    assert (found.unknown, found.removed) == (("near b",), ("near c", "near d"))
    said = found.effects()
    assert "1 areas no longer flagged: near a" in said
    assert any("cannot be assessed any more, which clears nobody: near b" in one for one in said)
    assert any("no areas of the programme any more: near c, near d" in one for one in said)


def test_nothing_differs_from_itself(tiny_folder: Path) -> None:
    programme = load(tiny_folder)
    found = difference(programme, programme)
    assert (found.added, found.gone, dict(found.moved_m)) == ((), (), {})
    assert all(change.before == change.after for change in found.staff.values())
    assert found.ground == ()
