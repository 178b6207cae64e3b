"""What a person decides about a file changes how it is read, and nothing else does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from geodata.drafts.workbench import Workbench
from geodata.incoming.decisions import UNUSED, Decisions
from geodata.incoming.read import read_any
from geodata.versions.shelf import NotPublishedError, Words

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.incoming.result import Incoming

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORDS = Words("Thabo", "November register")
SITES = "site_id,district,latitude,longitude\n"


def read(path: Path, text: str, **said: object) -> Incoming:
    file = path / "a.csv"
    file.write_text(text, encoding="utf-8")
    return read_any(file, decisions=Decisions.of(said))


def rules(one: Incoming) -> set[str]:
    return {remark.finding.rule for remark in one.remarks}


def test_a_column_means_what_a_person_says(tmp_path: Path) -> None:
    text = "site_id,period,cadre,Mothers in post\nS1,201711,MM,2\n"
    assert "headcount" not in read(tmp_path, text).tables[0].frame
    one = read(tmp_path, text, meanings={"Mothers in post": "headcount"})
    assert one.tables[0].frame["headcount"].tolist() == [2]


def test_a_meaning_given_to_two_columns_stays_with_the_one_decided_on(tmp_path: Path) -> None:
    text = "site_id,MM,Mentors now\nS1,1,2\n"
    frame = read(tmp_path, text, meanings={"Mentors now": "MM"}).tables[0].frame
    assert frame["MM"].tolist() == [2]
    assert frame.columns.is_unique


def test_a_column_can_be_set_aside(tmp_path: Path) -> None:
    text = "site_id,MM,Staff\nS1,1,7\n"
    frame = read(tmp_path, text, meanings={"Staff": UNUSED}).tables[0].frame
    assert "headcount" not in frame
    assert frame["MM"].tolist() == [1]


def test_a_name_in_doubt_is_decided_once_for_all_its_rows(tmp_path: Path) -> None:
    text = "district,MM\nMasero,1\nLeribe,2\nMasero,3\n"
    before = read(tmp_path, text).tables[0]
    (asked,) = before.facts["review"]
    assert (asked["text"], asked["rows"], asked["suggestion"]) == ("Masero", [2, 4], "LS-A")
    assert asked["score"] > asked["runner_up_score"]
    after = read(tmp_path, text, names={"Masero": "LS-E"})
    assert after.tables[0].frame["district_code"].tolist() == ["LS-E", "LS-C", "LS-E"]
    assert after.tables[0].facts["review"] == []


def test_a_town_is_its_district_once_a_person_says_so(tmp_path: Path) -> None:
    text = "district,MM\nHlotse,1\n"
    assert read(tmp_path, text).tables[0].frame["district_code"].tolist() == [""]
    table = read(tmp_path, text, names={"Hlotse": "LS-C"}).tables[0]
    assert table.frame["district_code"].tolist() == ["LS-C"]


def test_a_repair_can_be_taken_back(tmp_path: Path) -> None:
    text = SITES + "S1,LS-A,29.4,27.5\nS2,LS-A,-29.5,27.6\n"
    assert read(tmp_path, text).tables[0].frame["latitude"].tolist() == [-29.4, -29.5]
    left = read(tmp_path, text, left=["minus_sign"])
    assert left.tables[0].frame["latitude"].tolist() == [29.4, -29.5]
    assert "outside_country" in rules(left)


@pytest.mark.parametrize(
    ("header", "cells", "fix", "value"),
    [
        ("estimate", ["0.2", "25"], "percent:estimate:25", 0.25),
        ("headcount", ["1200", "1.204", "1300"], "ungroup:headcount:1.204", 1204),
    ],
)
def test_a_proposal_is_taken_only_when_a_person_says_so(
    tmp_path: Path, header: str, cells: list[str], fix: str, value: float
) -> None:
    text = f"site_id,{header}\n" + "".join(f"S{at},{cell}\n" for at, cell in enumerate(cells))
    before = read(tmp_path, text)
    assert before.tables[0].frame[header].isna().tolist()[1]
    assert fix in {remark.as_json()["repair"] for remark in before.remarks}
    after = read(tmp_path, text, made=[fix])
    assert after.tables[0].frame[header].tolist()[1] == value


def test_the_period_of_a_title_is_given_to_the_rows_when_confirmed(tmp_path: Path) -> None:
    text = "Staff in post October 2017,,\n\nsite_id,MM,SC\nS1,1,1\n"
    assert "period" not in read(tmp_path, text).tables[0].frame
    frame = read(tmp_path, text, made=["period::"]).tables[0].frame
    assert frame["period"].tolist() == ["201710"]


def test_rows_that_look_like_totals_can_be_kept(tmp_path: Path) -> None:
    text = "site_id,MM,SC\nS1,1,1\nTotal,1,1\n"
    assert len(read(tmp_path, text).tables[0].frame) == 1
    assert len(read(tmp_path, text, left=["totals"]).tables[0].frame) == 2


def test_decisions_of_another_kind_change_nothing() -> None:
    kept = {"meanings": [1], "names": None, "left": ["everything"], "made": ["x"]}
    assert Decisions.of(kept) == Decisions(made=frozenset({"x"}))


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path) -> Workbench:
    return Workbench(tmp_path / "root", tiny_folder)


def staff(folder: Path, name: str = "staff.csv") -> Path:
    path = folder / name
    path.write_text(
        "site_id,period,cadre,In charge\nS1,201711,MM,5\nS2,201711,MM,1\nS3,201711,MM,1\n"
    )
    return path


def test_columns_confirmed_once_are_remembered_for_the_next_file_of_that_shape(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    upload, _ = bench.take_in(token, staff(tmp_path), when=NOON)
    assert upload.files == ()
    bench.decide(token, "staff.csv", {"meanings": {"In charge": "headcount"}})
    again, _ = bench.take_in(token, staff(tmp_path), when=NOON)
    assert again.files
    other = bench.new_draft()
    later, incoming = bench.take_in(other, staff(tmp_path, "december.csv"), when=NOON)
    assert later.files
    assert "columns_remembered" in rules(incoming)
    text = (bench.versions.root / "columns.json").read_text()
    assert "In charge" in text
    assert "201711" not in text


def test_what_was_decided_stands_in_the_record_of_the_version(
    bench: Workbench, tmp_path: Path
) -> None:
    token = bench.new_draft()
    bench.take_in(token, staff(tmp_path), when=NOON)
    bench.decide(token, "staff.csv", {"meanings": {"In charge": "headcount"}})
    bench.take_in(token, staff(tmp_path), when=NOON)
    made = bench.publish(token, WORDS, NOON, accept=True)
    assert made.decisions == ("staff.csv: Column 'In charge' means headcount.",)
    (kept,) = bench.versions.history()
    assert kept == made


def test_a_point_that_was_accepted_is_open_no_more(bench: Workbench, tmp_path: Path) -> None:
    token = bench.new_draft()
    path = tmp_path / "staff.csv"
    path.write_text(
        "site_id,period,cadre,headcount\nS1,201711,MM,1\nS2,201711,MM,1\nS3,201711,MM,nil\n"
    )
    upload, _ = bench.take_in(token, path, when=NOON)
    open_keys = [one["key"] for one in upload.remarks if one["severity"] == "warning"]
    assert open_keys
    with pytest.raises(NotPublishedError) as before:
        bench.publish(token, WORDS, NOON)
    bench.decide(token, "staff.csv", {"accepted": open_keys})
    with pytest.raises(NotPublishedError) as after:
        bench.publish(token, WORDS, NOON)

    def count(caught: pytest.ExceptionInfo[NotPublishedError]) -> int:
        return int(str(caught.value).split(": ")[1].split(" ")[0])

    assert count(after) == count(before) - len(open_keys)


def test_the_cells_about_a_finding_are_shown_without_personal_columns(
    bench: Workbench, tmp_path: Path
) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(SITES.replace("district", "district,Phone") + "S1,LS-A,58001234,-29.4,27.5\n")
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    shown = bench.cells(token, "sites.csv", "", 2)
    assert shown["columns"] == ["site_id", "district", "latitude", "longitude"]
    assert shown["rows"] == [[2, "S1", "LS-A", "-29.4", "27.5"]]
    assert "58001234" not in json.dumps(shown)
    kept = b"".join(one.read_bytes() for one in bench.versions.root.rglob("*") if one.is_file())
    assert b"58001234" not in kept
    assert bench.cells(token, "no such file", "", 2)["rows"] == []


def test_words_of_a_column_that_nobody_knows_are_not_kept(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(SITES.replace("district", "district,Remarks") + "S1,LS-A,ask Mpho,-29.4,27.5\n")
    token = bench.new_draft()
    bench.take_in(token, path, when=NOON)
    assert bench.cells(token, "sites.csv", "", 2)["rows"] == [
        [2, "S1", "LS-A", "(not kept)", "-29.4", "27.5"]
    ]
    kept = b"".join(one.read_bytes() for one in bench.versions.root.rglob("*") if one.is_file())
    assert b"Mpho" not in kept
